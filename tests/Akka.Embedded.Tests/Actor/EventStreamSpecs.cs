using Akka.Actor;
using Akka.Event;
using Xunit;

namespace Akka.Embedded.Tests.Actor;

public class EventStreamSpecs : Akka.TestKit.Xunit2.TestKit
{
    public EventStreamSpecs()
        : base("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
    {
    }

    private interface IAnimal
    {
    }

    [Fact]
    public void Should_deliver_a_type_its_subtypes_and_implementations()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(IAnimal));
        Sys.EventStream.Publish(new Cat());
        ExpectMsg<Cat>();
        Sys.EventStream.Publish(new Lion());
        ExpectMsg<Lion>();
        Sys.EventStream.Publish("stone");
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Should_deliver_once_however_often_subscribed()
    {
        Assert.True(Sys.EventStream.Subscribe(TestActor, typeof(Cat)));
        Assert.False(Sys.EventStream.Subscribe(TestActor, typeof(Cat)));
        Sys.EventStream.Subscribe(TestActor, typeof(IAnimal));
        Sys.EventStream.Publish(new Cat());
        ExpectMsg<Cat>();
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Should_deliver_nothing_after_Unsubscribe()
    {
        Sys.EventStream.Subscribe<Cat>(TestActor);
        Sys.EventStream.Subscribe<string>(TestActor);
        Assert.True(Sys.EventStream.Unsubscribe<Cat>(TestActor));
        Sys.EventStream.Publish(new Cat());
        Sys.EventStream.Publish("text");
        ExpectMsg("text");
        Assert.True(Sys.EventStream.Unsubscribe(TestActor));
        Sys.EventStream.Publish("text");
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Should_forget_subscribers_that_have_ended()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var subscriber = Sys.ActorOf<Idle>();
        Sys.EventStream.Subscribe(subscriber, typeof(Cat));
        Watch(subscriber);
        Sys.Stop(subscriber);
        ExpectTerminated(subscriber);
        AwaitAssert(() => Assert.False(Sys.EventStream.Unsubscribe(subscriber)));
    }

    [Fact]
    public void Should_publish_what_cannot_be_delivered()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var actor = Sys.ActorOf<Idle>();
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        actor.Tell("too late", TestActor);
        var letter = ExpectMsg<DeadLetter>();
        Assert.Equal("too late", letter.Message);
        Assert.Equal(TestActor, letter.Sender);
        Assert.Equal(actor, letter.Recipient);
    }

    [Fact]
    public void Should_publish_what_is_left_in_the_mailbox()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var actor = Sys.ActorOf<Idle>();
        actor.Tell(PoisonPill.Instance);
        for (var i = 0; i < 100; i++)
            actor.Tell(i);
        Assert.Equal(Enumerable.Range(0, 100), ReceiveN(100).Cast<DeadLetter>().Select(d => (int)d.Message));
    }

    [Fact]
    public void Should_publish_suppressed_letters_apart()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        Sys.EventStream.Subscribe(TestActor, typeof(SuppressedDeadLetter));
        Sys.DeadLetters.Tell(new Quiet());
        Assert.IsType<Quiet>(ExpectMsg<SuppressedDeadLetter>().Message);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Should_publish_messages_to_a_path_where_nobody_lives()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        Sys.ActorSelection("/user/nobody").Tell("hello?");
        Assert.Equal("hello?", ExpectMsg<DeadLetter>().Message);
    }

    private class Cat : IAnimal
    {
    }

    private sealed class Lion : Cat
    {
    }

    private sealed class Quiet : IDeadLetterSuppression
    {
    }

    private sealed class Idle : ReceiveActor
    {
        public Idle()
        {
            ReceiveAny(_ => { });
        }
    }
}
