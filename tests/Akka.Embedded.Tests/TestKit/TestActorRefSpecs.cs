using Akka.Actor;
using Xunit;

namespace Akka.Embedded.Tests.TestKit;

public sealed class TestActorRefSpecs : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_message_should_be_processed_before_Tell_returns()
    {
        var actor = ActorOfAsTestActorRef<Counter>();
        actor.Tell(1);
        actor.Tell(2);
        Assert.Equal(3, actor.UnderlyingActor.Sum);
        Assert.Equal(Environment.CurrentManagedThreadId, actor.UnderlyingActor.Thread);
    }

    [Fact]
    public void It_should_start_with_props_name_and_supervisor()
    {
        var parent = ActorOfAsTestActorRef<Counter>("parent");
        var child = ActorOfAsTestActorRef<Counter>(Props.Create<Counter>(), parent.Ref, "child");
        Assert.Equal(parent.Path, child.Path.Parent);
        child.Tell(4);
        Assert.Equal(4, child.UnderlyingActor.Sum);
    }

    [Fact]
    public void Receive_should_let_exceptions_out()
    {
        var actor = ActorOfAsTestActorRef<Counter>();
        Assert.Throws<InvalidCastException>(() => actor.Receive("no number"));
        actor.Receive(1);
        Assert.Equal(1, actor.UnderlyingActor.Sum);
    }

    [Fact]
    public async Task ReceiveAsync_should_end_with_an_async_handler()
    {
        var actor = ActorOfAsTestActorRef<Waiting>();
        var message = new TaskCompletionSource();
        var received = actor.ReceiveAsync(message);
        Assert.False(received.IsCompleted);
        await EventFilter.Exception<InvalidCastException>().ExpectOneAsync(async () =>
        {
            message.SetException(new InvalidCastException());
            await Assert.ThrowsAsync<InvalidCastException>(() => received);
        });
    }

    [Fact]
    public void An_answer_should_reach_the_test()
    {
        var actor = ActorOfAsTestActorRef<Akka.TestKit.TestActors.SimpleEchoActor>();
        actor.Tell("a");
        Assert.True(HasMessages);
        ExpectMsg("a");
    }

    [Fact]
    public void It_should_terminate_like_any_actor()
    {
        var actor = ActorOfAsTestActorRef<Counter>();
        Watch(actor);
        actor.Tell(PoisonPill.Instance);
        ExpectTerminated(actor);
        Assert.Throws<IllegalActorStateException>(() => actor.UnderlyingActor);
    }

    [Fact]
    public void A_failure_should_restart_the_actor()
    {
        var actor = ActorOfAsTestActorRef<Counter>();
        var first = actor.UnderlyingActor;
        EventFilter.Exception<InvalidCastException>().ExpectOne(() => actor.Tell("no number"));
        AwaitCondition(() => !ReferenceEquals(first, actor.UnderlyingActor));
    }

    private sealed class Waiting : ReceiveActor
    {
        public Waiting() => ReceiveAsync<TaskCompletionSource>(message => message.Task);
    }

    private sealed class Counter : UntypedActor
    {
        public int Sum { get; private set; }

        public int Thread { get; private set; }

        protected override void OnReceive(object message)
        {
            Sum += (int)message;
            Thread = Environment.CurrentManagedThreadId;
        }
    }
}
