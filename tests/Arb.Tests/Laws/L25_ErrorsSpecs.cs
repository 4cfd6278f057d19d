using Akka.Actor;
using Arb.Actors.Health;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Laws;

/// <summary>L25, Errors: a fatal condition emits a structured system_log, never ends the process, and no exception goes unobserved.</summary>
public sealed class L25_ErrorsSpecs : AccountKit
{
    private readonly MemorySystemLog _store = new();

    private void StartLog() => Sys.ActorOf(Props.Create(typeof(SystemLogActor), _store, new SystemLogSettings(100, TimeSpan.FromSeconds(1))), "system-log");

    [Fact]
    public void Should_log_the_failure_of_any_actor_and_go_on()
    {
        StartLog();
        var first = StartGreen("a1");
        var second = StartGreen("b1");
        Site("a1").Auto = _ => "crash";
        Pass(4);
        Assert.Contains(_store.Entries, entry => entry.Severity == LogSeverity.Error && entry.Message.Contains("worker-cmd: InvalidOperationException: planted failure", StringComparison.Ordinal));
        Assert.False(Sys.WhenTerminated.IsCompleted);
        Assert.Equal(Lamp.Green, View(second).Lamp);
        Site("a1").Auto = request => request.Role == EndpointRole.Odds ? "odds 2.10 1.80" : "empty";
        Pass(30);
        Assert.Equal(Lamp.Green, View(first).Lamp);
    }

    [Fact]
    public void Should_log_an_alarm_when_money_is_open_and_nothing_can_be_done()
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 1 ? SagaRun.Refused : SagaRun.Accepted(leg, ticket) };
        run.Quoting = (number, slip) => number < 2 ? QuoteResult.Ok(Given.Quote(slip)) : QuoteResult.No(RefusalReason.Closed, "closed");
        run.Run(timers: 2);
        Assert.NotEmpty(run.Alarms);
        Assert.False(run.Finished);
    }

    [Fact]
    public void Should_keep_what_could_not_be_stored_until_it_is()
    {
        StartLog();
        _store.Failure = new StorageException("disk full");
        Sys.EventStream.Publish(new SystemLogEntry(Now, LogSeverity.Alarm, "execution", "naked"));
        Assert.Empty(_store.Entries);
        _store.Failure = null;
        Pass(1.25);
        Assert.Equal("naked", Assert.Single(_store.Entries).Message);
    }
}
