using Akka.Actor;
using Xunit;

namespace Akka.Embedded.Tests.Actor;

public class AskSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public AskSpecs()
        : base("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
    {
    }

    [Fact]
    public async Task Should_complete_with_the_answer()
        => Assert.Equal("hello", await Sys.ActorOf<Answerer>().Ask<string>("echo hello", Limit));

    [Fact]
    public async Task Should_fail_with_the_cause_of_a_failure()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => Sys.ActorOf<Answerer>().Ask<string>("fail", Limit));
        Assert.Equal("as asked", e.Message);
    }

    [Fact]
    public Task Should_time_out()
        => Assert.ThrowsAsync<AskTimeoutException>(() => Sys.ActorOf<Answerer>().Ask<string>("silence", TimeSpan.FromMilliseconds(50)));

    [Fact]
    public async Task Should_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        var task = Sys.ActorOf<Answerer>().Ask<string>("silence", source.Token);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
    }

    [Fact]
    public Task Should_fail_on_an_answer_of_another_type()
        => Assert.ThrowsAsync<ArgumentException>(() => Sys.ActorOf<Answerer>().Ask<int>("echo x", Limit));

    [Fact]
    public async Task Should_take_any_answer_as_an_object()
        => Assert.Equal("x", await Sys.ActorOf<Answerer>().Ask("echo x", Limit));

    [Fact]
    public async Task Should_hand_the_answering_reference_to_the_message_factory()
        => Assert.Equal("direct", await Sys.ActorOf<Answerer>().Ask<string>(self => new Direct(self), Limit, CancellationToken.None));

    [Fact]
    public async Task Should_ask_a_selection()
    {
        Sys.ActorOf<Answerer>("answerer");
        Assert.Equal("x", await Sys.ActorSelection("/user/answerer").Ask<string>("echo x", Limit));
    }

    [Fact]
    public async Task Should_resolve_a_selection()
    {
        var actor = Sys.ActorOf<Answerer>("resolved");
        Assert.Equal(actor, await Sys.ActorSelection("/user/resolved").ResolveOne(Limit));
        await Assert.ThrowsAsync<ActorNotFoundException>(() => Sys.ActorSelection("/user/nobody").ResolveOne(Limit));
    }

    [Fact]
    public async Task Should_tell_when_an_actor_has_stopped_gracefully()
        => Assert.True(await Sys.ActorOf<Answerer>().GracefulStop(Limit));

    [Fact]
    public async Task Should_say_when_an_actor_does_not_stop_in_time()
        => Assert.False(await Sys.ActorOf<Answerer>().GracefulStop(TimeSpan.FromMilliseconds(50), "silence"));

    [Fact]
    public void Should_pipe_a_result()
    {
        Task.FromResult(42).PipeTo(TestActor);
        ExpectMsg(42);
    }

    [Fact]
    public void Should_pipe_a_failure_as_Status_Failure()
    {
        Task.FromException<int>(new InvalidOperationException("boom")).PipeTo(TestActor);
        Assert.Equal("boom", ExpectMsg<Status.Failure>().Cause.Message);
    }

    [Fact]
    public void Should_pipe_what_the_mappers_make()
    {
        Task.FromResult(42).PipeTo(TestActor, success: n => $"got {n}");
        ExpectMsg("got 42");
        Task.FromException(new InvalidOperationException("boom")).PipeTo(TestActor, failure: e => $"lost {e.Message}");
        ExpectMsg("lost boom");
        Task.CompletedTask.PipeTo(TestActor, success: () => "done");
        ExpectMsg("done");
    }

    [Fact]
    public void Should_pipe_with_a_sender_and_only_when_the_task_completes()
    {
        var probe = CreateTestProbe();
        var source = new TaskCompletionSource<string>();
        source.Task.PipeTo(TestActor, probe.Ref);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        source.SetResult("late");
        ExpectMsg("late");
        Assert.Equal(probe.Ref, LastSender);
    }

    private sealed record Direct(IActorRef Target);

    private sealed class Answerer : ReceiveActor
    {
        public Answerer()
        {
            Receive<string>(s => s.StartsWith("echo ", StringComparison.Ordinal), s => Sender.Tell(s[5..]));
            Receive<string>(s => s == "fail", _ => Sender.Tell(new Status.Failure(new InvalidOperationException("as asked"))));
            Receive<string>(_ => { });
            Receive<Direct>(d => d.Target.Tell("direct"));
        }
    }
}
