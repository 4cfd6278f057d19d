using Akka.Actor;
using Xunit;

namespace Akka.Embedded.Tests.Actor;

public class DeliverySpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public DeliverySpecs()
        : base("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
    {
    }

    [Fact]
    public void Should_lose_nothing_and_keep_the_order_of_each_of_sixteen_threads()
    {
        const int Threads = 16;
        const int PerThread = 20_000;
        var actor = Sys.ActorOf(Props.Create(() => new OrderChecker(TestActor, Threads, PerThread)));
        var threads = Enumerable.Range(0, Threads).Select(sender => new Thread(() =>
        {
            for (var i = 0; i < PerThread; i++)
                actor.Tell(new Numbered(sender, i), ActorRefs.NoSender);
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        ExpectMsg("complete and in order", Limit);
    }

    [Fact]
    public void Should_never_run_an_actor_on_two_threads_at_once()
    {
        const int Threads = 8;
        const int PerThread = 5_000;
        var actor = Sys.ActorOf(Props.Create(() => new Exclusive(TestActor, Threads * PerThread)));
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < PerThread; i++)
                actor.Tell(i, ActorRefs.NoSender);
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        ExpectMsg("alone", Limit);
    }

    [Fact]
    public void Should_not_stall_when_actors_wake_each_other_a_million_times()
    {
        const int Rallies = 250_000;
        var pong = Sys.ActorOf(Props.Create(() => new Pong()));
        var ping = Sys.ActorOf(Props.Create(() => new Ping(pong, Rallies, TestActor)));
        ping.Tell("serve");
        ExpectMsg("over", Limit);
    }

    [Fact]
    public void Should_carry_messages_through_a_ring_of_actors()
    {
        const int Size = 1_000;
        const int Rounds = 20;
        var next = Sys.ActorOf(Props.Create(() => new Ring(TestActor)));
        for (var i = 1; i < Size; i++)
        {
            var target = next;
            next = Sys.ActorOf(Props.Create(() => new Ring(target)));
        }

        for (var i = 0; i < Rounds; i++)
            next.Tell(i);
        for (var i = 0; i < Rounds; i++)
            ExpectMsg(i, Limit);
    }

    private sealed record Numbered(int Sender, int Number);

    private sealed class OrderChecker : ReceiveActor
    {
        private readonly int[] _next;
        private int _left;

        public OrderChecker(IActorRef probe, int senders, int each)
        {
            _next = new int[senders];
            _left = senders * each;
            Receive<Numbered>(n =>
            {
                if (n.Number != _next[n.Sender]++)
                    probe.Tell($"{n} came instead of {_next[n.Sender] - 1}");
                if (--_left == 0)
                    probe.Tell("complete and in order");
            });
        }
    }

    private sealed class Exclusive : ReceiveActor
    {
        private int _inside;
        private int _left;

        public Exclusive(IActorRef probe, int total)
        {
            _left = total;
            ReceiveAny(_ =>
            {
                if (Interlocked.Increment(ref _inside) != 1)
                    probe.Tell("not alone");
                Interlocked.Decrement(ref _inside);
                if (--_left == 0)
                    probe.Tell("alone");
            });
        }
    }

    private sealed class Pong : ReceiveActor
    {
        public Pong()
        {
            ReceiveAny(m => Sender.Tell(m));
        }
    }

    private sealed class Ping : ReceiveActor
    {
        public Ping(IActorRef pong, int left, IActorRef probe)
        {
            ReceiveAny(m =>
            {
                if (left-- == 0)
                    probe.Tell("over");
                else
                    pong.Tell(m);
            });
        }
    }

    private sealed class Ring : ReceiveActor
    {
        public Ring(IActorRef next)
        {
            ReceiveAny(next.Tell);
        }
    }
}
