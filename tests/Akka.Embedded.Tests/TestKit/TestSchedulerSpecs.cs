using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Configs;
using Xunit;

namespace Akka.Embedded.Tests.TestKit;

public sealed class TestSchedulerSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public TestSchedulerSpecs()
        : base(ConfigurationFactory.ParseString("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\""))
    {
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void The_ready_configuration_should_name_it()
        => Assert.Equal("Akka.TestKit.TestScheduler, Akka.TestKit", TestConfigs.TestSchedulerConfig.GetString("akka.scheduler.implementation"));

    [Fact]
    public void A_message_should_wait_for_its_time()
    {
        Scheduler.ScheduleTellOnce(Second, TestActor, "tick", ActorRefs.NoSender);
        Scheduler.Advance(Second - TimeSpan.FromTicks(1));
        Assert.False(HasMessages);
        Scheduler.Advance(TimeSpan.FromTicks(1));
        ExpectMsg("tick");
    }

    [Fact]
    public void Messages_should_come_in_the_order_of_their_times()
    {
        Scheduler.ScheduleTellOnce(2 * Second, TestActor, "second", ActorRefs.NoSender);
        Scheduler.ScheduleTellOnce(Second, TestActor, "first", ActorRefs.NoSender);
        Scheduler.Advance(3 * Second);
        ExpectMsg("first");
        ExpectMsg("second");
    }

    [Fact]
    public void A_repeated_message_should_come_at_every_advance()
    {
        Scheduler.ScheduleTellRepeatedly(Second, Second, TestActor, "tick", ActorRefs.NoSender);
        for (var i = 0; i < 3; i++)
        {
            Scheduler.Advance(Second);
            ExpectMsg("tick");
            Assert.False(HasMessages);
        }
    }

    [Fact]
    public void A_cancelled_message_should_not_come()
    {
        var cancelable = new Cancelable(Sys.Scheduler);
        Scheduler.ScheduleTellOnce(Second, TestActor, "tick", ActorRefs.NoSender, cancelable);
        cancelable.Cancel();
        Scheduler.Advance(Second);
        Assert.False(HasMessages);
    }

    [Fact]
    public void An_action_should_run_at_its_time()
    {
        var runs = 0;
        Scheduler.Advanced.ScheduleOnce(Second, () => runs++);
        Scheduler.AdvanceTo(Scheduler.Now + Second);
        Assert.Equal(1, runs);
    }

    [Fact]
    public void Time_should_not_run_backwards()
        => Assert.Throws<InvalidOperationException>(() => Scheduler.AdvanceTo(Scheduler.Now - Second));

    [Fact]
    public void Timers_of_actors_should_use_it()
    {
        var actor = Sys.ActorOf(Props.Create(typeof(Timed), TestActor));
        ExpectMsg("started");
        Scheduler.Advance(Second);
        ExpectMsg("timer");
        actor.Tell(PoisonPill.Instance);
    }

    [Fact]
    public void The_receive_timeout_should_use_it()
    {
        var actor = ActorOfAsTestActorRef<Idle>(Props.Create(typeof(Idle), TestActor));
        actor.Tell("a");
        ExpectMsg("a");
        Scheduler.Advance(Second - TimeSpan.FromTicks(1));
        Assert.False(HasMessages);
        Scheduler.Advance(TimeSpan.FromTicks(1));
        ExpectMsg<ReceiveTimeout>();
        actor.Tell(PoisonPill.Instance);
    }

    private sealed class Idle : ReceiveActor
    {
        public Idle(IActorRef report)
        {
            SetReceiveTimeout(Second);
            ReceiveAny(message => report.Tell(message));
        }
    }

    private sealed class Timed : ReceiveActor, IWithTimers
    {
        private readonly IActorRef _report;

        public Timed(IActorRef report)
        {
            _report = report;
            Receive<string>(s => report.Tell(s));
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart()
        {
            Timers.StartSingleTimer("key", "timer", Second);
            _report.Tell("started");
        }
    }
}
