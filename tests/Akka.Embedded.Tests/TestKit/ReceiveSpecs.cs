using System.Collections;
using Akka.Actor;
using Xunit;
using Xunit.Sdk;

namespace Akka.Embedded.Tests.TestKit;

public sealed class ReceiveSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void ReceiveOne_should_answer_null_after_the_time() => Assert.Null(ReceiveOne(Short));

    [Fact]
    public void ReceiveOne_should_take_messages_in_order()
    {
        Send(1, 2);
        Assert.Equal(1, ReceiveOne(TimeSpan.Zero));
        Assert.Equal(2, ReceiveOne(TimeSpan.Zero));
        Assert.Null(ReceiveOne(TimeSpan.Zero));
    }

    [Fact]
    public void PeekOne_should_leave_the_message()
    {
        Send(1);
        Assert.Equal(1, PeekOne(Short));
        Assert.True(HasMessages);
        Assert.Equal(1, ReceiveOne(Short));
        Assert.False(HasMessages);
    }

    [Fact]
    public void ReceiveN_should_fail_with_too_few()
    {
        Send(1, 2);
        Assert.Equal([1, 2], ReceiveN(2));
        Send(3);
        var failure = Assert.ThrowsAny<XunitException>(() => ReceiveN(2, Short));
        Assert.Contains("Only got 1", failure.Message);
    }

    [Fact]
    public void FishForMessage_should_pass_over_others()
    {
        Send(1, "x", 2);
        var passed = new ArrayList();
        Assert.Equal(2, FishForMessage<int>(i => i == 2, passed));
        Assert.Equal([1, "x"], passed.ToArray());
    }

    [Fact]
    public void FishForMessage_should_fail_when_it_never_comes()
    {
        Send(1);
        var failure = Assert.ThrowsAny<XunitException>(() => FishForMessage(m => m is 2, Short, "two"));
        Assert.Contains("hint: two", failure.Message);
    }

    [Fact]
    public async Task FishUntilMessageAsync_should_fail_on_the_type()
    {
        Send(1);
        await FishUntilMessageAsync<string>(Short);
        Send("x");
        await Assert.ThrowsAnyAsync<XunitException>(() => FishUntilMessageAsync<string>(Short));
    }

    [Fact]
    public void ReceiveWhile_should_stop_at_the_first_refused_message()
    {
        Send(1, 2, 9, 3);
        Assert.Equal([1, 2], ReceiveWhile<int>(i => i < 5, Short));
        Assert.Equal(2, LastMessage);
        ExpectMsg(9);
    }

    [Fact]
    public void ReceiveWhile_should_stop_after_the_wanted_number()
    {
        Send(1, 2, 3);
        Assert.Equal([1, 2], ReceiveWhile<int>(_ => true, Short, msgs: 2));
        ExpectMsg(3);
    }

    [Fact]
    public void IgnoreMessages_should_drop_what_matches()
    {
        IgnoreMessages<int>(i => i == 1);
        Send(1, 2);
        ExpectMsg(2);
        IgnoreNoMessages();
        Send(1);
        ExpectMsg(1);
    }

    [Fact]
    public void LastMessage_should_fail_after_an_empty_receive()
    {
        ReceiveOne(TimeSpan.Zero);
        Assert.Throws<IllegalActorStateException>(() => LastMessage);
    }

    [Fact]
    public async Task The_test_actor_should_stay_the_sender_after_an_await()
    {
        var echo = Sys.ActorOf(Props.Create<Akka.TestKit.TestActors.SimpleEchoActor>());
        echo.Tell(1);
        await ExpectMsgAsync(1);
        await Task.Yield();
        echo.Tell(2);
        await ExpectMsgAsync(2);
    }

    [Fact]
    public void An_auto_pilot_should_see_messages_before_they_are_queued()
    {
        var probe = CreateTestProbe();
        probe.SetAutoPilot(new Akka.TestKit.DelegateAutoPilot((sender, message) =>
        {
            sender.Tell("re: " + message, ActorRefs.NoSender);
            return message is "stop" ? Akka.TestKit.AutoPilot.NoAutoPilot : Akka.TestKit.AutoPilot.KeepRunning;
        }));
        probe.Ref.Tell("a", TestActor);
        probe.Ref.Tell("stop", TestActor);
        probe.Ref.Tell("b", TestActor);
        ExpectMsg("re: a");
        ExpectMsg("re: stop");
        Assert.Equal(["a", "stop", "b"], probe.ReceiveN(3));
        ExpectNoMsg(Short);
    }

    private void Send(params object[] messages)
    {
        foreach (var message in messages)
            TestActor.Tell(message);
    }
}
