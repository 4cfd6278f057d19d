using Akka.Actor;
using Xunit;

namespace Akka.Embedded.Tests.Actor;

public class SchedulerSpecs : Akka.TestKit.Xunit2.TestKit
{
    public SchedulerSpecs()
        : base("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
    {
    }

    [Fact]
    public void Should_send_once_and_not_early()
    {
        var start = Sys.Scheduler.MonotonicClock;
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(100), TestActor, "now", ActorRefs.NoSender);
        ExpectMsg("now");
        Assert.True(Sys.Scheduler.MonotonicClock - start >= TimeSpan.FromMilliseconds(90));
    }

    [Fact]
    public void Should_send_in_the_order_in_which_messages_are_due()
    {
        Sys.Scheduler.ScheduleTellOnce(300, TestActor, 3, ActorRefs.NoSender);
        Sys.Scheduler.ScheduleTellOnce(100, TestActor, 1, ActorRefs.NoSender);
        Sys.Scheduler.ScheduleTellOnce(200, TestActor, 2, ActorRefs.NoSender);
        ExpectMsg(1);
        ExpectMsg(2);
        ExpectMsg(3);
    }

    [Fact]
    public void Should_repeat_until_cancelled()
    {
        var cancelable = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(10, 20, TestActor, "tick", ActorRefs.NoSender);
        ExpectMsg("tick");
        ExpectMsg("tick");
        ExpectMsg("tick");
        cancelable.Cancel();
        Assert.True(cancelable.IsCancellationRequested);
        // One may be on its way.
        ReceiveWhile<object>(TimeSpan.FromMilliseconds(60), o => o);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void Should_not_send_what_was_cancelled()
    {
        var cancelable = Sys.Scheduler.ScheduleTellOnceCancelable(TimeSpan.FromMilliseconds(100), TestActor, "never", ActorRefs.NoSender);
        cancelable.Cancel();
        ExpectNoMsg(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public void Should_run_actions()
    {
        Sys.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromMilliseconds(10), () => TestActor.Tell("ran"));
        ExpectMsg("ran");
    }

    [Fact]
    public void Should_go_on_after_an_action_that_throws()
    {
        Sys.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromMilliseconds(5), () => throw new InvalidOperationException("boom"));
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(50), TestActor, "still here", ActorRefs.NoSender);
        ExpectMsg("still here");
    }

    [Fact]
    public void Should_refuse_impossible_times()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(-1), TestActor, "x", ActorRefs.NoSender));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Sys.Scheduler.ScheduleTellRepeatedly(TimeSpan.Zero, TimeSpan.Zero, TestActor, "x", ActorRefs.NoSender));
    }

    [Fact]
    public void Should_cancel_itself_after_a_delay()
    {
        var cancelable = new Cancelable(Sys.Scheduler, TimeSpan.FromMilliseconds(20));
        cancelable.Token.Register(() => TestActor.Tell("cancelled"));
        ExpectMsg("cancelled");
    }

    [Fact]
    public void Should_cancel_what_is_linked()
    {
        var first = new Cancelable(Sys.Scheduler);
        var linked = Cancelable.CreateLinkedCancelable(Sys.Scheduler, first, new Cancelable(Sys.Scheduler));
        Assert.False(linked.IsCancellationRequested);
        first.Cancel();
        Assert.True(linked.IsCancellationRequested);
    }
}
