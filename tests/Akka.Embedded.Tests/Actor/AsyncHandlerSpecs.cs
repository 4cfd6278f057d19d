using Akka.Actor;
using Xunit;

namespace Akka.Embedded.Tests.Actor;

public class AsyncHandlerSpecs : Akka.TestKit.Xunit2.TestKit
{
    public AsyncHandlerSpecs()
        : base("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
    {
    }

    [Fact]
    public void Should_process_no_other_message_until_the_handler_completes()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = Sys.ActorOf(Props.Create(() => new Worker(TestActor)));
        actor.Tell(gate.Task);
        actor.Tell("next");
        ExpectMsg("begun");
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        gate.SetResult();
        ExpectMsg("ended");
        ExpectMsg("next");
    }

    [Fact]
    public void Should_keep_sender_and_self_after_an_await()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = Sys.ActorOf(Props.Create(() => new Worker(TestActor)));
        var probe = CreateTestProbe();
        actor.Tell(new Reply(gate.Task), probe.Ref);
        gate.SetResult();
        probe.ExpectMsg("reply");
        Assert.Equal(actor, probe.LastSender);
    }

    [Fact]
    public void Should_restart_when_the_handler_fails_after_an_await()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = Sys.ActorOf(Props.Create(() => new Worker(TestActor)));
        actor.Tell(gate.Task);
        ExpectMsg("begun");
        gate.SetException(new InvalidOperationException("boom"));
        ExpectMsg("restarted by boom");
        actor.Tell("next");
        ExpectMsg("next");
    }

    [Fact]
    public void Should_restart_when_the_handler_fails_before_an_await()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Worker(TestActor)));
        actor.Tell(Task.FromException(new InvalidOperationException("boom")));
        ExpectMsg("begun");
        ExpectMsg("restarted by boom");
        actor.Tell("next");
        ExpectMsg("next");
    }

    [Fact]
    public void Should_stop_while_a_handler_waits()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = Sys.ActorOf(Props.Create(() => new Worker(TestActor)));
        Watch(actor);
        actor.Tell(gate.Task);
        ExpectMsg("begun");
        Sys.Stop(actor);
        ExpectTerminated(actor);
        gate.SetResult();
    }

    [Fact]
    public void Should_run_a_task_from_an_untyped_actor()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Untyped(TestActor)));
        actor.Tell("go");
        actor.Tell("next");
        ExpectMsg("go");
        ExpectMsg("next");
    }

    [Fact]
    public void Should_handle_many_async_messages_in_order()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Yielder(TestActor)));
        for (var i = 0; i < 1000; i++)
            actor.Tell(i);
        for (var i = 0; i < 1000; i++)
            ExpectMsg(i);
    }

    private sealed record Reply(Task When);

    private sealed class Worker : ReceiveActor
    {
        private readonly IActorRef _probe;

        public Worker(IActorRef probe)
        {
            _probe = probe;
            ReceiveAsync<Task>(async task =>
            {
                probe.Tell("begun");
                await task;
                probe.Tell("ended");
            });
            ReceiveAsync<Reply>(async reply =>
            {
                await reply.When;
                Sender.Tell("reply");
            });
            Receive<string>(probe.Tell);
        }

        protected override void PostRestart(Exception reason) => _probe.Tell("restarted by " + reason.Message);
    }

    private sealed class Untyped(IActorRef probe) : UntypedActor
    {
        protected override void OnReceive(object message)
            => RunTask(async () =>
            {
                await Task.Yield();
                probe.Tell(message);
            });
    }

    private sealed class Yielder : ReceiveActor
    {
        public Yielder(IActorRef probe)
        {
            ReceiveAsync<int>(async n =>
            {
                await Task.Yield();
                await Task.Yield();
                probe.Tell(n);
            });
        }
    }
}
