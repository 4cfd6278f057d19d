using Akka.Actor;
using Akka.Pattern;
using Akka.TestKit;
using Xunit;

namespace Akka.Embedded.Tests.Actor;

public class BackoffSpecs : Akka.TestKit.Xunit2.TestKit
{
    public BackoffSpecs()
        : base("""
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            """)
    {
    }

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Should_start_a_failed_child_again_after_a_delay_that_doubles()
    {
        var supervisor = Sys.ActorOf(BackoffSupervisor.Props(
            Backoff.OnFailure(Props.Create(() => new Child(TestActor)), "child", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), 0, -1).WithManualReset()));
        ExpectMsg("started");
        foreach (var seconds in new[] { 1, 2, 4 })
        {
            supervisor.Tell("fail");
            ExpectMsg("stopped");
            WaitForNoChild(supervisor);
            Clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            ExpectNoMsg(TimeSpan.FromMilliseconds(50));
            Clock.Advance(TimeSpan.FromMilliseconds(1));
            ExpectMsg("started");
        }
    }

    [Fact]
    public void Should_start_a_stopped_child_again()
    {
        var supervisor = Sys.ActorOf(BackoffSupervisor.Props(
            Backoff.OnStop(Props.Create(() => new Child(TestActor)), "child", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), 0, -1)));
        ExpectMsg("started");
        supervisor.Tell("stop");
        ExpectMsg("stopped");
        WaitForNoChild(supervisor);
        Clock.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("started");
    }

    [Fact]
    public void Should_give_up_after_the_last_retry()
    {
        var supervisor = Sys.ActorOf(BackoffSupervisor.Props(
            Backoff.OnFailure(Props.Create(() => new Child(TestActor)), "child", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), 0, 1).WithManualReset()));
        Watch(supervisor);
        ExpectMsg("started");
        supervisor.Tell("fail");
        ExpectMsg("stopped");
        WaitForNoChild(supervisor);
        Clock.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("started");
        supervisor.Tell("fail");
        ExpectMsg("stopped");
        ExpectTerminated(supervisor);
    }

    [Fact]
    public void Should_forward_messages_to_the_child()
    {
        var supervisor = Sys.ActorOf(BackoffSupervisor.Props(
            Backoff.OnFailure(Props.Create(() => new Child(TestActor)), "child", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), 0, -1)));
        ExpectMsg("started");
        supervisor.Tell("echo");
        ExpectMsg("echo");
    }

    private void WaitForNoChild(IActorRef supervisor)
        => AwaitAssert(() =>
        {
            supervisor.Tell(BackoffSupervisor.GetCurrentChild.Instance);
            Assert.True(ExpectMsg<BackoffSupervisor.CurrentChild>().Ref.IsNobody());
        });

    private sealed class Child : ReceiveActor
    {
        private readonly IActorRef _probe;

        public Child(IActorRef probe)
        {
            _probe = probe;
            Receive<string>(s => s == "fail", _ => throw new InvalidOperationException("boom"));
            Receive<string>(s => s == "stop", _ => Context.Stop(Self));
            Receive<string>(probe.Tell);
        }

        protected override void PreStart() => _probe.Tell("started");

        protected override void PostStop() => _probe.Tell("stopped");
    }
}
