using Akka.Actor;
using Arb.Actors.Health;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Health;

public sealed class AlertsSpecs : ActorKit
{
    private readonly ScriptedSink _sink = new();
    private IActorRef? _alerts;

    private static AlertSettings Settings { get; } = new(Kept: 3, TimeSpan.FromSeconds(30), 0.9m, LogSeverity.Warning, Queue: 3, Attempts: 3, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(4));

    [Fact]
    public void Should_hand_a_published_alarm_to_the_sink_and_keep_it()
    {
        Start();
        Publish("x000001 is naked");
        Assert.Equal("x000001 is naked", Assert.Single(_sink.Got).Message);
        Assert.Equal((1L, "x000001 is naked"), (List().Alerts[0].Number, List().Alerts[0].Message));
    }

    [Fact]
    public void Should_keep_for_the_dashboard_what_is_below_the_sinks_severity()
    {
        Start();
        Lamp(Arb.Domain.Health.Lamp.Red);
        Lamp(Arb.Domain.Health.Lamp.Green);
        Assert.Empty(_sink.Got);
        Assert.Equal(AlertKind.LampChanged, Assert.Single(List().Alerts).Kind);
    }

    [Fact]
    public void Should_note_in_the_system_log_what_nobody_else_writes_there()
    {
        Start();
        Lamp(Arb.Domain.Health.Lamp.Red);
        Lamp(Arb.Domain.Health.Lamp.Green);
        Assert.Equal("a1: RED -> GREEN: why", Assert.Single(Seen.Of<SystemLogEntry>()).Message);
    }

    [Fact]
    public void Should_tell_a_burst_of_one_kind_as_two()
    {
        Start();
        _sink.Answer = _ => Task.FromResult(new AlertDelivery(true, "ok"));
        for (var i = 0; i < 50; i++)
            Publish($"alarm {i}", "a1");
        Assert.Single(_sink.Got);
        Pass(30);
        Assert.Equal(("alarm 49", 49), (_sink.Got[1].Message, _sink.Got[1].Count));
        Pass(60);
        Assert.Equal(2, _sink.Got.Count);
    }

    [Fact]
    public void Should_try_again_after_a_pause_and_give_up_after_the_last_try()
    {
        Start();
        _sink.Answer = _ => Task.FromResult(new AlertDelivery(false, "status 500"));
        Publish("alarm", "a1");
        Assert.Single(_sink.Got);
        Pass(5);
        Assert.Equal(2, _sink.Got.Count);
        Pass(60);
        Assert.Equal(3, _sink.Got.Count);
        Assert.Equal((0L, 1L, 0, "status 500"), View(view => (view.Delivered, view.Failed, view.Waiting, view.Last!)));
    }

    [Fact]
    public void Should_not_try_again_where_it_cannot_help()
    {
        Start();
        _sink.Answer = _ => Task.FromResult(new AlertDelivery(false, "status 404", Retry: false));
        Publish("alarm", "a1");
        Pass(60);
        Assert.Single(_sink.Got);
    }

    [Fact]
    public void Should_leave_a_sink_that_hangs_behind_at_the_deadline_and_go_on_with_the_next_alert()
    {
        Start();
        var hanging = new TaskCompletionSource<AlertDelivery>();
        _sink.Answer = alert => alert.Message == "first" ? hanging.Task : Task.FromResult(new AlertDelivery(true, "ok"));
        Publish("first", "a1");
        Publish("second", "a2");
        Assert.Single(_sink.Got);
        Pass(3.5);
        Assert.False(_sink.Cancels[0].IsCancellationRequested);
        Pass(0.75);
        Assert.True(_sink.Cancels[0].IsCancellationRequested);
        Pass(30);
        Assert.Equal(["first", "first", "first", "second"], _sink.Got.Select(alert => alert.Message));
        hanging.SetResult(new AlertDelivery(true, "late")); // means nothing any more
        Assert.Equal((1L, 1L), View(view => (view.Delivered, view.Failed)));
    }

    [Fact]
    public void Should_drop_the_least_when_a_sink_does_not_keep_up()
    {
        Start();
        _sink.Answer = _ => new TaskCompletionSource<AlertDelivery>().Task;
        Lamp(Arb.Domain.Health.Lamp.Green);
        Publish("one", "a1");
        Lamp(Arb.Domain.Health.Lamp.Red);
        Publish("two", "a2");
        Publish("three", "a3");
        Assert.Equal((1L, 3), View(view => (view.Dropped, view.Waiting)));
    }

    [Fact]
    public void Should_take_a_sink_that_throws_for_one_that_failed()
    {
        Start();
        _sink.Answer = _ => throw new InvalidOperationException("broken");
        Publish("alarm", "a1");
        Pass(60);
        Assert.Equal((1L, "broken"), View(view => (view.Failed, view.Last!)));
    }

    [Fact]
    public void Should_keep_the_newest_only_and_list_those_after_a_number()
    {
        Start();
        for (var i = 1; i <= 5; i++)
            Publish($"alarm {i}", $"a{i}");
        Assert.Equal([5, 4, 3], List().Alerts.Select(alert => alert.Number));
        Assert.Equal([5], Ask<AlertList>(_alerts!, new ListAlerts(10, 4)).Alerts.Select(alert => alert.Number));
    }

    [Fact]
    public void Should_test_every_sink_at_once_even_one_that_is_busy()
    {
        Start();
        _sink.Answer = alert => alert.Kind == AlertKind.Test ? Task.FromResult(new AlertDelivery(true, "status 200")) : new TaskCompletionSource<AlertDelivery>().Task;
        Publish("alarm", "a1");
        var result = Assert.Single(Ask<AlertTestReport>(_alerts!, new TestAlerts()).Sinks);
        Assert.Equal(("scripted", true, "status 200"), (result.Name, result.Delivered, result.Detail));
        Assert.Equal(AlertKind.Test, List().Alerts[0].Kind);
    }

    [Fact]
    public void Should_say_of_a_test_that_a_sink_did_not_answer()
    {
        Start();
        _sink.Answer = _ => new TaskCompletionSource<AlertDelivery>().Task;
        var (asker, log) = Recorder();
        _alerts!.Tell(new TestAlerts(), asker);
        Pass(4.25);
        Assert.Equal((false, "no answer within 4 s"), (log.Only<AlertTestReport>().Sinks[0].Delivered, log.Only<AlertTestReport>().Sinks[0].Detail));
    }

    [Fact]
    public void Should_raise_an_alarm_for_the_kill_switch()
    {
        Start();
        Sys.EventStream.Publish(new EngineStatus(EngineState.Killed, "panic", "live", 0, 0, 0, 0, new Dictionary<string, long>()));
        Assert.Equal(AlertKind.KillSwitch, Assert.Single(_sink.Got).Kind);
    }

    private void Start() => _alerts = Sys.ActorOf(Props.Create(typeof(AlertsActor), Settings, (IReadOnlyList<IAlertSink>)[_sink]), "alerts");

    private AlertList List() => Ask<AlertList>(_alerts!, new ListAlerts(10, 0));

    private T View<T>(Func<AlertSinkView, T> of) => of(Assert.Single(List().Sinks));

    private void Publish(string message, string? account = null) =>
        Sys.EventStream.Publish(new SystemLogEntry(Now, LogSeverity.Alarm, "test", message, account is null ? null : new AccountId(account)));

    private void Lamp(Lamp lamp) => Sys.EventStream.Publish(new LampChanged(new AccountId("a1"), null, lamp, "why", Now));

    private sealed class ScriptedSink : IAlertSink
    {
        public string Name => "scripted";

        public string Target => "here";

        public List<Alert> Got { get; } = [];

        public List<CancellationToken> Cancels { get; } = [];

        public Func<Alert, Task<AlertDelivery>> Answer { get; set; } = _ => Task.FromResult(new AlertDelivery(true, "ok"));

        public Task<AlertDelivery> DeliverAsync(Alert alert, CancellationToken cancel)
        {
            Got.Add(alert);
            Cancels.Add(cancel);
            return Answer(alert);
        }
    }
}
