using Akka.Actor;
using Arb.Actors.Execution;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Laws;

/// <summary>L20, Watchdog: every 5 s it finds stale locks, frees those whose execution is gone, drives the others to a safe end, and says so in the system log.</summary>
public sealed class L20_WatchdogSpecs : ActorKit
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(true, false, false, 60, WatchdogDecision.Leave)]
    [InlineData(true, false, false, 121, WatchdogDecision.Drive)]
    [InlineData(true, true, false, 121, WatchdogDecision.Drive)]
    [InlineData(false, false, false, 1, WatchdogDecision.Free)]
    [InlineData(false, true, false, 1, WatchdogDecision.Drive)]
    [InlineData(true, true, true, 999, WatchdogDecision.Leave)]
    public void Should_never_simply_free_a_lock_with_an_unknown_leg(bool alive, bool unknown, bool person, int age, WatchdogDecision expected)
    {
        Assert.Equal(expected, Watchdog.Decide(Lock(alive, unknown, person, DateTimeOffset.UnixEpoch), DateTimeOffset.UnixEpoch.AddSeconds(age), Limit));
    }

    [Fact]
    public void Should_look_every_five_seconds_order_the_safe_end_and_log_it()
    {
        var looks = 0;
        var orders = new List<WatchdogOrder>();
        var stale = Lock(alive: true, unknown: true, person: false, Now - TimeSpan.FromMinutes(3));
        var executions = Sys.ActorOf(AnsweringActor.Props(message =>
        {
            if (message is WatchdogOrder order)
                orders.Add(order);
            return message is GetLocks && ++looks > 0 ? new LocksAnswered([stale], false) : null;
        }));
        Sys.ActorOf(Props.Create(typeof(WatchdogActor), executions, new ExecutionSettings(), new Clock(Sys.Scheduler)));
        Pass(4.75);
        Assert.Equal(0, looks);
        Pass(0.5);
        Assert.Equal((1, WatchdogDecision.Drive, 7L), (looks, Assert.Single(orders).Decision, orders[0].Token));
        Assert.True(Seen.Says(LogSeverity.Warning, "past its time limit"));
    }

    private static LockInfo Lock(bool alive, bool unknown, bool person, DateTimeOffset takenAt) =>
        new(ExecutionId.FromToken(7), new OpportunityId("o"), new MatchId("m"), [], 7, takenAt, [], alive, unknown, person);

    private sealed class Clock(IScheduler scheduler) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => scheduler.Now;
    }
}
