using Akka.Actor;
using Akka.Event;
using Xunit;

namespace Akka.Embedded.Tests.Actor;

public class StashSpecs : Akka.TestKit.Xunit2.TestKit
{
    public StashSpecs()
        : base("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
    {
    }

    [Fact]
    public void Should_bring_messages_back_in_order_before_the_rest()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Door(TestActor)));
        foreach (var message in new[] { "1", "2", "open", "3" })
            actor.Tell(message);
        ExpectMsg("1");
        ExpectMsg("2");
        ExpectMsg("3");
    }

    [Fact]
    public void Should_keep_the_sender_of_a_stashed_message()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Door(TestActor)));
        var probe = CreateTestProbe();
        actor.Tell("who", probe.Ref);
        actor.Tell("open");
        probe.ExpectMsg("you");
    }

    [Fact]
    public void Should_refuse_the_same_message_twice()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Door(TestActor)));
        actor.Tell("twice");
        ExpectMsg("IllegalActorStateException");
    }

    [Fact]
    public void Should_put_stashed_messages_back_on_restart()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Door(TestActor)));
        actor.Tell("1");
        actor.Tell(new InvalidOperationException());
        actor.Tell("open");
        ExpectMsg("1");
    }

    [Fact]
    public void Should_send_stashed_messages_to_the_dead_letters_when_the_actor_ends()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var actor = Sys.ActorOf(Props.Create(() => new Door(TestActor)));
        actor.Tell("left behind");
        actor.Tell(PoisonPill.Instance);
        Assert.Equal("left behind", FishForMessage<DeadLetter>(d => d.Message is string).Message);
    }

    [Fact]
    public void Should_refuse_more_than_the_capacity()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Bounded(TestActor)).WithStashCapacity(2));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell(3);
        ExpectMsg("StashOverflowException");
    }

    [Fact]
    public void Should_unstash_one_at_a_time()
    {
        var actor = Sys.ActorOf(Props.Create(() => new OneByOne(TestActor)));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell("next");
        ExpectMsg(1);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        actor.Tell("next");
        ExpectMsg(2);
    }

    private sealed class Door : ReceiveActor, IWithUnboundedStash
    {
        public Door(IActorRef probe)
        {
            Receive<string>(s => s == "open", _ =>
            {
                Become(() =>
                {
                    Receive<string>(s => s == "who", _ => Sender.Tell("you"));
                    Receive<string>(probe.Tell);
                });
                Stash.UnstashAll();
            });
            Receive<string>(s => s == "twice", _ =>
            {
                Stash.Stash();
                try
                {
                    Stash.Stash();
                }
                catch (IllegalActorStateException e)
                {
                    probe.Tell(e.GetType().Name);
                }
            });
            Receive<string>(_ => Stash.Stash());
            Receive<Exception>((Action<Exception>)(e => throw e));
        }

        public IStash Stash { get; set; } = null!;
    }

    private sealed class Bounded : ReceiveActor, IWithStash
    {
        public Bounded(IActorRef probe)
        {
            Receive<int>(_ =>
            {
                try
                {
                    Stash.Stash();
                }
                catch (StashOverflowException e)
                {
                    probe.Tell(e.GetType().Name);
                }
            });
        }

        public IStash Stash { get; set; } = null!;
    }

    private sealed class OneByOne : ReceiveActor, IWithUnboundedStash
    {
        private bool _next;

        public OneByOne(IActorRef probe)
        {
            Receive<string>(_ =>
            {
                _next = true;
                Stash.Unstash();
            });
            Receive<int>(n =>
            {
                if (_next)
                    probe.Tell(n);
                else
                    Stash.Stash();
                _next = false;
            });
        }

        public IStash Stash { get; set; } = null!;
    }
}
