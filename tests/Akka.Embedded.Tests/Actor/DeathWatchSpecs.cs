using Akka.Actor;
using Xunit;

namespace Akka.Embedded.Tests.Actor;

public class DeathWatchSpecs : Akka.TestKit.Xunit2.TestKit
{
    public DeathWatchSpecs()
        : base("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
    {
    }

    [Fact]
    public void Should_tell_every_watcher_once()
    {
        var subject = Sys.ActorOf<Idle>();
        var probes = Enumerable.Range(0, 3).Select(_ => CreateTestProbe()).ToList();
        foreach (var probe in probes)
        {
            probe.Watch(subject);
            probe.Watch(subject);
        }

        subject.Tell(PoisonPill.Instance);

        foreach (var probe in probes)
        {
            var terminated = probe.ExpectTerminated(subject);
            Assert.True(terminated.ExistenceConfirmed);
            Assert.False(terminated.AddressTerminated);
            probe.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        }
    }

    [Fact]
    public void Should_answer_at_once_for_an_actor_that_has_ended()
    {
        var subject = Sys.ActorOf<Idle>();
        Watch(subject);
        Sys.Stop(subject);
        ExpectTerminated(subject);

        var late = CreateTestProbe();
        late.Watch(subject);
        late.ExpectTerminated(subject);
    }

    [Fact]
    public void Should_say_nothing_after_Unwatch()
    {
        var subject = Sys.ActorOf<Idle>();
        var probe = CreateTestProbe();
        probe.Watch(subject);
        probe.Unwatch(subject);
        Watch(subject);
        Sys.Stop(subject);
        ExpectTerminated(subject);
        probe.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Should_send_the_message_of_WatchWith()
    {
        var subject = Sys.ActorOf<Idle>();
        Sys.ActorOf(Props.Create(() => new Watcher(subject, TestActor, "gone"))).Tell("watch");
        ExpectMsg("watching");
        Sys.Stop(subject);
        ExpectMsg("gone");
    }

    [Fact]
    public void Should_fail_a_watcher_that_does_not_handle_Terminated()
    {
        var subject = Sys.ActorOf<Idle>();
        var watcher = Sys.ActorOf(Props.Create(() => new Watcher(subject, TestActor, null!)));
        watcher.Tell("watch");
        ExpectMsg("watching");
        Watch(watcher);

        Sys.Stop(subject);

        // DeathPactException: the default decider stops the watcher.
        ExpectTerminated(watcher);
    }

    [Fact]
    public void Should_tell_a_parent_that_watches_its_child_when_the_name_is_free_again()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Reviver(TestActor)));
        var first = ExpectMsg<IActorRef>();
        parent.Tell("stop");
        var second = ExpectMsg<IActorRef>();
        Assert.Equal(first.Path, second.Path);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Should_identify_live_actors_and_not_dead_ones()
    {
        var subject = Sys.ActorOf<Idle>("identified");
        subject.Tell(new Identify(1));
        Assert.Equal(subject, ExpectMsg<ActorIdentity>(i => Equals(i.MessageId, 1)).Subject);

        Watch(subject);
        Sys.Stop(subject);
        ExpectTerminated(subject);
        Sys.ActorSelection("/user/identified").Tell(new Identify(2), TestActor);
        // Nobody while the parent still has the dead child's name, nothing once it has let go of it.
        Assert.True(ExpectMsg<ActorIdentity>(i => Equals(i.MessageId, 2)).Subject is null or Nobody);
    }

    private sealed class Idle : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef subject, IActorRef probe, string custom)
        {
            Receive<string>(s => s == "watch", _ =>
            {
                if (custom is null)
                    Context.Watch(subject);
                else
                    Context.WatchWith(subject, custom);
                probe.Tell("watching");
            });
            Receive<string>(probe.Tell);
        }
    }

    private sealed class Reviver : ReceiveActor
    {
        public Reviver(IActorRef probe)
        {
            Revive();
            Receive<string>(_ => Context.Stop(Context.Child("twin")));
            Receive<Terminated>(_ => Revive());

            void Revive() => probe.Tell(Context.Watch(Context.ActorOf(Props.Create(() => new Idle()), "twin")));
        }
    }
}
