using Akka.Actor;
using Akka.Event;
using Xunit;

namespace Akka.Embedded.Tests.Actor;

public class BehaviourSpecs : Akka.TestKit.Xunit2.TestKit
{
    public BehaviourSpecs()
        : base("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
    {
    }

    [Fact]
    public void Should_try_handlers_in_order_and_subtypes_too()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Sorter(TestActor)));
        actor.Tell("short");
        ExpectMsg("text");
        actor.Tell("a long text");
        ExpectMsg("long text");
        actor.Tell(-1);
        ExpectMsg("negative");
        actor.Tell(1);
        ExpectMsg("number");
        actor.Tell(new ArgumentNullException());
        ExpectMsg("argument");
        actor.Tell(new List<int>());
        ExpectMsg("sequence");
        actor.Tell(1.5);
        ExpectMsg("other");
    }

    [Fact]
    public void Should_refuse_handlers_after_one_that_catches_all()
    {
        Sys.ActorOf(Props.Create(() => new CatchAllFirst(TestActor)));
        ExpectMsg("refused");
    }

    [Fact]
    public void Should_publish_unhandled_messages()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var actor = Sys.ActorOf(Props.Create(() => new Switch(TestActor)));
        actor.Tell(3.14);
        var unhandled = ExpectMsg<UnhandledMessage>();
        Assert.Equal(3.14, unhandled.Message);
        Assert.Equal(actor, unhandled.Recipient);
    }

    [Fact]
    public void Should_replace_the_behaviour()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Switch(TestActor)));
        actor.Tell("become");
        actor.Tell("x");
        ExpectMsg("second x");
    }

    [Fact]
    public void Should_return_to_the_behaviour_below()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Switch(TestActor)));
        actor.Tell("stack");
        actor.Tell("x");
        ExpectMsg("third x");
        actor.Tell("unbecome");
        actor.Tell("x");
        ExpectMsg("first x");
    }

    [Fact]
    public void Should_start_with_the_first_behaviour_after_a_restart()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Switch(TestActor)));
        actor.Tell("become");
        actor.Tell(new InvalidOperationException());
        actor.Tell("x");
        ExpectMsg("first x");
    }

    [Fact]
    public void Should_forward_with_the_original_sender()
    {
        var forwarder = Sys.ActorOf(Props.Create(() => new Forwarder(TestActor)));
        var probe = CreateTestProbe();
        forwarder.Tell("x", probe.Ref);
        ExpectMsg("x");
        Assert.Equal(probe.Ref, LastSender);
    }

    [Fact]
    public void Should_send_with_the_running_actor_as_sender()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Forwarder(TestActor)));
        actor.Tell(1);
        ExpectMsg(1);
        Assert.Equal(actor, LastSender);
    }

    [Fact]
    public void Should_time_out_without_messages_and_repeat()
    {
        Sys.ActorOf(Props.Create(() => new Sleeper(TestActor, TimeSpan.FromMilliseconds(50))));
        ExpectMsg("timeout");
        ExpectMsg("timeout");
    }

    [Fact]
    public void Should_not_time_out_after_it_is_switched_off()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Sleeper(TestActor, TimeSpan.FromMilliseconds(400))));
        actor.Tell("off");
        ExpectNoMsg(TimeSpan.FromMilliseconds(600));
    }

    [Fact]
    public void Should_time_out_despite_messages_that_do_not_count()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Sleeper(TestActor, TimeSpan.FromMilliseconds(300))));
        var noise = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(0, 50, actor, new Noise(), ActorRefs.NoSender);
        ExpectMsg("timeout");
        noise.Cancel();
    }

    [Fact]
    public void Should_not_time_out_while_messages_come()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Sleeper(TestActor, TimeSpan.FromMilliseconds(500))));
        var work = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(0, 50, actor, "work", ActorRefs.NoSender);
        ExpectNoMsg(TimeSpan.FromMilliseconds(1000));
        work.Cancel();
        ExpectMsg("timeout");
    }

    private sealed class Noise : INotInfluenceReceiveTimeout
    {
    }

    private sealed class Sleeper : ReceiveActor
    {
        public Sleeper(IActorRef probe, TimeSpan timeout)
        {
            SetReceiveTimeout(timeout);
            Receive<ReceiveTimeout>(_ => probe.Tell("timeout"));
            Receive<string>(s => s == "off", _ => SetReceiveTimeout(null));
            ReceiveAny(_ => { });
        }
    }

    private sealed class Forwarder : ReceiveActor
    {
        public Forwarder(IActorRef target)
        {
            Receive<string>(target.Forward);
            Receive<int>(n => target.Tell(n));
        }
    }

    private sealed class Sorter : ReceiveActor
    {
        public Sorter(IActorRef probe)
        {
            Receive<string>(s => s.Length > 8, _ => probe.Tell("long text"));
            Receive<string>(_ => probe.Tell("text"));
            Receive<int>(n =>
            {
                if (n >= 0)
                    return false;
                probe.Tell("negative");
                return true;
            });
            Receive<int>(_ => probe.Tell("number"));
            Receive<ArgumentException>(_ => probe.Tell("argument"));
            Receive<System.Collections.IEnumerable>(_ => probe.Tell("sequence"));
            ReceiveAny(_ => probe.Tell("other"));
        }
    }

    private sealed class CatchAllFirst : ReceiveActor
    {
        public CatchAllFirst(IActorRef probe)
        {
            try
            {
                ReceiveAny(_ => { });
                Receive<string>(_ => { });
            }
            catch (InvalidOperationException)
            {
                probe.Tell("refused");
            }
        }
    }

    private sealed class Switch : ReceiveActor
    {
        private readonly IActorRef _probe;

        public Switch(IActorRef probe)
        {
            _probe = probe;
            Receive<string>(s => s == "become", _ => Become(Second));
            Receive<string>(s => s == "stack", _ => BecomeStacked(Third));
            Receive<string>(s => probe.Tell("first " + s));
            Receive<Exception>((Action<Exception>)(e => throw e));
        }

        private void Second()
        {
            Receive<string>(s => _probe.Tell("second " + s));
            Receive<Exception>((Action<Exception>)(e => throw e));
        }

        private void Third()
        {
            Receive<string>(s => s == "unbecome", _ => UnbecomeStacked());
            Receive<string>(s => _probe.Tell("third " + s));
        }
    }
}
