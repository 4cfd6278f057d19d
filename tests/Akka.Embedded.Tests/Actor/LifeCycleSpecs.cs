using Akka.Actor;
using Xunit;

namespace Akka.Embedded.Tests.Actor;

public class LifeCycleSpecs : Akka.TestKit.Xunit2.TestKit
{
    public LifeCycleSpecs()
        : base("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
    {
    }

    [Fact]
    public void Should_call_the_hooks_in_order_from_start_to_stop()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Reporter(TestActor)));

        ExpectMsg("constructed");
        ExpectMsg("PreStart");
        actor.Tell(PoisonPill.Instance);
        ExpectMsg("PostStop");
    }

    [Fact]
    public void Should_restart_with_a_new_instance_the_same_ref_and_the_rest_of_the_mailbox()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Reporter(TestActor)), "phoenix");
        ExpectMsg("constructed");
        ExpectMsg("PreStart");

        actor.Tell("count");
        actor.Tell(new InvalidOperationException("boom"));
        actor.Tell("count");

        ExpectMsg("count 1");
        ExpectMsg("PreRestart boom by InvalidOperationException");
        ExpectMsg("PostStop");
        ExpectMsg("constructed");
        ExpectMsg("PostRestart boom");
        ExpectMsg("PreStart");
        ExpectMsg("count 1");
        Assert.Same(actor, LastSender);
    }

    [Fact]
    public void Should_stop_the_children_on_restart_by_default()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Parent(TestActor)));
        parent.Tell("child");
        var child = ExpectMsg<IActorRef>();
        Watch(child);

        parent.Tell(new InvalidOperationException("boom"));

        ExpectTerminated(child);
        parent.Tell("children");
        ExpectMsg(0);
    }

    [Fact]
    public void Should_keep_and_restart_children_when_PreRestart_does_not_stop_them()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Keeper(TestActor)));
        parent.Tell("child");
        var child = ExpectMsg<IActorRef>();

        parent.Tell(new InvalidOperationException("boom"));

        ExpectMsg("child restarted");
        child.Tell("alive?");
        ExpectMsg("yes");
    }

    [Fact]
    public void Should_stop_an_actor_whose_constructor_throws()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Broken("in constructor")));
        Watch(actor);
        ExpectTerminated(actor);
    }

    [Fact]
    public void Should_stop_an_actor_whose_PreStart_throws()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Broken("in PreStart")));
        Watch(actor);
        ExpectTerminated(actor);
    }

    [Fact]
    public void Should_free_the_name_of_a_child_once_it_has_ended()
    {
        var first = Sys.ActorOf(Props.Create(() => new Parent(TestActor)), "again");
        Watch(first);
        Sys.Stop(first);
        ExpectTerminated(first);

        // The guardian may hear of it a moment later than this actor.
        AwaitAssert(() =>
        {
            var second = Sys.ActorOf(Props.Create(() => new Parent(TestActor)), "again");
            Assert.Equal(first.Path, second.Path);
            Assert.NotEqual(first, second);
        });
    }

    [Fact]
    public void Should_refuse_a_name_that_is_taken()
    {
        Sys.ActorOf(Props.Create(() => new Parent(TestActor)), "taken");
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Props.Create(() => new Parent(TestActor)), "taken"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$hidden")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ü")]
    public void Should_refuse_a_malformed_name(string name)
    {
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Props.Create(() => new Parent(TestActor)), name));
    }

    [Fact]
    public void Should_end_children_before_their_parent()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Family(TestActor)));
        ExpectMsg("ready");
        Sys.Stop(parent);
        ExpectMsg("child stopped");
        ExpectMsg("parent stopped");
    }

    [Fact]
    public void Should_refuse_to_be_made_with_new()
    {
        // On a thread of its own: the test kit makes its own actor the current one on this one.
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(() => new Broken("anything")));
        thread.Start();
        thread.Join();
        Assert.IsType<ActorInitializationException>(thrown);
    }

    [Fact]
    public void Should_refuse_a_null_message()
    {
        Assert.Throws<InvalidMessageException>(() => Sys.DeadLetters.Tell(null!));
    }

    private sealed class Reporter : ReceiveActor
    {
        private readonly IActorRef _probe;
        private int _count;

        public Reporter(IActorRef probe)
        {
            _probe = probe;
            probe.Tell("constructed");
            Receive<string>(s => probe.Tell($"{s} {++_count}"));
            Receive<Exception>((Action<Exception>)(e => throw e));
        }

        protected override void PreStart() => _probe.Tell("PreStart");

        protected override void PostStop() => _probe.Tell("PostStop");

        protected override void PreRestart(Exception reason, object message)
        {
            _probe.Tell($"PreRestart {reason.Message} by {message.GetType().Name}");
            base.PreRestart(reason, message);
        }

        protected override void PostRestart(Exception reason)
        {
            _probe.Tell($"PostRestart {reason.Message}");
            base.PostRestart(reason);
        }
    }

    private class Parent : ReceiveActor
    {
        public Parent(IActorRef probe)
        {
            Receive<string>(s => s == "child", _ => Sender.Tell(Context.ActorOf(Props.Create(() => new Child(probe)), "child")));
            Receive<string>(s => s == "children", _ => Sender.Tell(Context.GetChildren().Count()));
            Receive<Exception>((Action<Exception>)(e => throw e));
        }
    }

    private sealed class Keeper(IActorRef probe) : Parent(probe)
    {
        protected override void PreRestart(Exception reason, object message)
        {
        }
    }

    private sealed class Child : ReceiveActor
    {
        private readonly IActorRef _probe;

        public Child(IActorRef probe)
        {
            _probe = probe;
            ReceiveAny(_ => probe.Tell("yes"));
        }

        protected override void PostRestart(Exception reason) => _probe.Tell("child restarted");
    }

    private sealed class Broken : ReceiveActor
    {
        private readonly string _where;

        public Broken(string where)
        {
            _where = where;
            if (where == "in constructor")
                throw new InvalidOperationException(where);
        }

        protected override void PreStart()
        {
            if (_where == "in PreStart")
                throw new InvalidOperationException(_where);
        }
    }

    private sealed class Family : UntypedActor
    {
        private readonly IActorRef _probe;

        public Family(IActorRef probe)
        {
            _probe = probe;
            Context.ActorOf(Props.Create(() => new Leaf(probe)));
            probe.Tell("ready");
        }

        protected override void OnReceive(object message)
        {
        }

        protected override void PostStop() => _probe.Tell("parent stopped");
    }

    private sealed class Leaf(IActorRef probe) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }

        protected override void PostStop() => probe.Tell("child stopped");
    }
}
