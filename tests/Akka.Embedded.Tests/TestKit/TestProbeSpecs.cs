using Akka.Actor;
using Xunit;

namespace Akka.Embedded.Tests.TestKit;

public sealed class TestProbeSpecs : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_probe_should_be_a_reference()
    {
        var probe = CreateTestProbe("named");
        probe.Ref.Tell("a", TestActor);
        probe.ExpectMsg("a");
        Assert.Equal(TestActor, probe.Sender);
        Assert.Equal("named", probe.Ref.Path.Name);
        Assert.Equal(probe.Ref, (IActorRef)probe);
    }

    [Fact]
    public void Reply_should_answer_the_last_sender()
    {
        var probe = CreateTestProbe();
        probe.Ref.Tell("question");
        probe.ExpectMsg("question");
        probe.Reply("answer");
        ExpectMsgFrom(probe.Ref, "answer");
    }

    [Fact]
    public void Send_should_name_the_probe_as_sender()
    {
        var probe = CreateTestProbe();
        probe.Send(TestActor, "a");
        ExpectMsgFrom(probe.Ref, "a");
    }

    [Fact]
    public void Forward_should_keep_the_sender()
    {
        var first = CreateTestProbe();
        var second = CreateTestProbe();
        first.Ref.Tell("a");
        first.ExpectMsg("a");
        first.Forward(second.Ref);
        second.ExpectMsg("a");
        Assert.Equal(TestActor, second.Sender);
    }

    [Fact]
    public void A_probe_should_not_take_over_the_implicit_sender()
    {
        CreateTestProbe();
        TestActor.Tell("a");
        ExpectMsgFrom(TestActor, "a");
    }

    [Fact]
    public void A_probe_should_watch()
    {
        var probe = CreateTestProbe();
        var actor = Sys.ActorOf(Props.Create<Akka.TestKit.TestActors.BlackHoleActor>());
        probe.Watch(actor);
        actor.Tell(PoisonPill.Instance);
        probe.ExpectTerminated(actor);
    }

    [Fact]
    public void A_probe_should_be_watched()
    {
        var probe = CreateTestProbe();
        Watch(probe.Ref);
        Sys.Stop(probe.Ref);
        ExpectTerminated(probe.Ref);
    }

    [Fact]
    public void ChildActorOf_should_start_a_child_of_the_probe()
    {
        var probe = CreateTestProbe();
        var child = probe.ChildActorOf<Akka.TestKit.TestActors.SimpleEchoActor>("child");
        Assert.Equal(probe.Ref.Path, child.Path.Parent);
        child.Tell("a");
        ExpectMsg("a");
    }
}
