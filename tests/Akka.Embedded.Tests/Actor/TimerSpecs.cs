using Akka.Actor;
using Akka.TestKit;
using Xunit;

namespace Akka.Embedded.Tests.Actor;

public class TimerSpecs : Akka.TestKit.Xunit2.TestKit
{
    public TimerSpecs()
        : base("""
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            """)
    {
    }

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Should_fire_a_single_timer_once()
    {
        Start(a => a.Timers.StartSingleTimer("key", "ring", TimeSpan.FromSeconds(5)));
        Clock.Advance(TimeSpan.FromSeconds(4));
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Clock.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("ring");
        Clock.Advance(TimeSpan.FromMinutes(1));
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Should_fire_a_periodic_timer_until_it_is_cancelled()
    {
        var actor = Start(a => a.Timers.StartPeriodicTimer("key", "tick", TimeSpan.FromSeconds(1)));
        for (var i = 0; i < 3; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            ExpectMsg("tick");
        }

        Do(actor, a => a.Timers.Cancel("key"));
        Clock.Advance(TimeSpan.FromSeconds(5));
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Should_replace_a_timer_of_the_same_key()
    {
        Start(a =>
        {
            a.Timers.StartSingleTimer("key", "first", TimeSpan.FromSeconds(1));
            a.Timers.StartSingleTimer("key", "second", TimeSpan.FromSeconds(1));
        });
        Clock.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("second");
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Should_not_deliver_a_cancelled_timer_that_is_already_in_the_mailbox()
    {
        var actor = Start(a => a.Timers.StartSingleTimer("key", "late", TimeSpan.FromSeconds(1)));
        using var gate = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        actor.Tell(new Run(a =>
        {
            entered.Set();
            gate.Wait(TimeSpan.FromSeconds(10));
            a.Timers.Cancel("key");
        }));
        entered.Wait(TimeSpan.FromSeconds(10));
        Clock.Advance(TimeSpan.FromSeconds(1));
        gate.Set();
        actor.Tell("after");
        ExpectMsg("after");
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Should_not_deliver_the_replaced_timer_that_is_already_in_the_mailbox()
    {
        var actor = Start(a => a.Timers.StartSingleTimer("key", "old", TimeSpan.FromSeconds(1)));
        using var gate = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        actor.Tell(new Run(a =>
        {
            entered.Set();
            gate.Wait(TimeSpan.FromSeconds(10));
            a.Timers.StartSingleTimer("key", "new", TimeSpan.FromSeconds(1));
        }));
        entered.Wait(TimeSpan.FromSeconds(10));
        Clock.Advance(TimeSpan.FromSeconds(1));
        gate.Set();
        actor.Tell("after");
        ExpectMsg("after");
        Clock.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("new");
    }

    [Fact]
    public void Should_cancel_all_timers_on_restart()
    {
        var actor = Start(a => a.Timers.StartPeriodicTimer("key", "tick", TimeSpan.FromSeconds(1)));
        actor.Tell(new Run(_ => throw new InvalidOperationException()));
        actor.Tell("restarted");
        ExpectMsg("restarted");
        Clock.Advance(TimeSpan.FromSeconds(5));
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Should_know_which_timers_are_active()
    {
        var actor = Start(a =>
        {
            a.Timers.StartSingleTimer("one", "x", TimeSpan.FromSeconds(1));
            a.Timers.StartSingleTimer("two", "x", TimeSpan.FromSeconds(1));
            a.Timers.Cancel("two");
        });
        Do(actor, a => a.Probe.Tell((a.Timers.IsTimerActive("one"), a.Timers.IsTimerActive("two"))), acknowledge: false);
        ExpectMsg((true, false));
    }

    private IActorRef Start(Action<Timed> action)
    {
        var actor = Sys.ActorOf(Props.Create(() => new Timed(TestActor)));
        Do(actor, action);
        return actor;
    }

    private void Do(IActorRef actor, Action<Timed> action, bool acknowledge = true)
    {
        actor.Tell(new Run(action));
        if (!acknowledge)
            return;
        actor.Tell("done");
        ExpectMsg("done");
    }

    private sealed record Run(Action<Timed> Action);

    private sealed class Timed : ReceiveActor, IWithTimers
    {
        public Timed(IActorRef probe)
        {
            Probe = probe;
            Receive<Run>(run => run.Action(this));
            ReceiveAny(probe.Tell);
        }

        public IActorRef Probe { get; }

        public ITimerScheduler Timers { get; set; } = null!;
    }
}
