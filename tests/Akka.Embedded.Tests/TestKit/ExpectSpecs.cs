using Akka.Actor;
using Xunit;
using Xunit.Sdk;

namespace Akka.Embedded.Tests.TestKit;

public sealed class ExpectSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void ExpectMsg_should_return_the_message_of_the_type()
    {
        TestActor.Tell("a");
        Assert.Equal("a", ExpectMsg<string>());
    }

    [Fact]
    public void ExpectMsg_should_fail_on_another_type()
    {
        TestActor.Tell(1);
        var failure = Assert.ThrowsAny<XunitException>(() => ExpectMsg<string>());
        Assert.Contains("System.String", failure.Message);
        Assert.Contains("System.Int32", failure.Message);
    }

    [Fact]
    public void ExpectMsg_should_fail_on_another_value()
    {
        TestActor.Tell("b");
        Assert.ThrowsAny<XunitException>(() => ExpectMsg("a"));
    }

    [Fact]
    public void ExpectMsg_should_compare_sequences_element_by_element()
    {
        TestActor.Tell(new[] { 1, 2 });
        ExpectMsg(new[] { 1, 2 });
    }

    [Fact]
    public void ExpectMsg_should_fail_when_nothing_comes()
    {
        var failure = Assert.ThrowsAny<XunitException>(() => ExpectMsg<string>(Short, "the answer"));
        Assert.Contains("Timeout", failure.Message);
        Assert.Contains("the answer", failure.Message);
    }

    [Fact]
    public void ExpectMsg_should_fail_when_the_predicate_is_false()
    {
        TestActor.Tell(1);
        Assert.ThrowsAny<XunitException>(() => ExpectMsg<int>(i => i == 2));
    }

    [Fact]
    public void ExpectMsg_should_pass_on_what_its_assertion_throws()
    {
        TestActor.Tell(1);
        Assert.ThrowsAny<XunitException>(() => ExpectMsg<int>(i => Assert.Equal(2, i)));
    }

    [Fact]
    public void ExpectMsg_should_use_the_comparer()
    {
        TestActor.Tell("A");
        ExpectMsg("a", (x, y) => string.Equals(x, y, StringComparison.OrdinalIgnoreCase));
        TestActor.Tell("b");
        Assert.ThrowsAny<XunitException>(() => ExpectMsg("a", (x, y) => x == y));
    }

    [Fact]
    public async Task ExpectMsgAsync_should_wait_for_a_late_message()
    {
        var expected = ExpectMsgAsync("late");
        Assert.False(expected.IsCompleted);
        TestActor.Tell("late");
        Assert.Equal("late", await expected);
    }

    [Fact]
    public async Task ExpectMsgAsync_should_fail_when_nothing_comes()
        => await Assert.ThrowsAnyAsync<XunitException>(async () => await ExpectMsgAsync<string>(Short));

    [Fact]
    public void ExpectMsgFrom_should_check_the_sender()
    {
        var probe = CreateTestProbe();
        TestActor.Tell("a", probe.Ref);
        ExpectMsgFrom(probe.Ref, "a");
        Assert.Equal(probe.Ref, LastSender);
        TestActor.Tell("a", TestActor);
        Assert.ThrowsAny<XunitException>(() => ExpectMsgFrom(probe.Ref, "a"));
    }

    [Fact]
    public void ExpectNoMsg_should_pass_in_silence() => ExpectNoMsg(Short);

    [Fact]
    public void ExpectNoMsg_should_fail_on_a_message()
    {
        TestActor.Tell("a");
        var failure = Assert.ThrowsAny<XunitException>(() => ExpectNoMsg(Short));
        Assert.Contains("a", failure.Message);
    }

    [Fact]
    public async Task ExpectNoMsgAsync_should_fail_on_a_message()
    {
        TestActor.Tell("a");
        await Assert.ThrowsAnyAsync<XunitException>(async () => await ExpectNoMsgAsync(Short));
    }

    [Fact]
    public void ExpectMsgAllOf_should_take_any_order()
    {
        TestActor.Tell("b");
        TestActor.Tell("a");
        Assert.Equal(["b", "a"], ExpectMsgAllOf("a", "b"));
    }

    [Fact]
    public void ExpectMsgAllOf_should_fail_when_one_is_another()
    {
        TestActor.Tell("a");
        TestActor.Tell("c");
        var failure = Assert.ThrowsAny<XunitException>(() => ExpectMsgAllOf("a", "b"));
        Assert.Contains("not found [b]", failure.Message);
        Assert.Contains("found unexpected [c]", failure.Message);
    }

    [Fact]
    public void ExpectMsgAnyOf_should_take_one_and_refuse_others()
    {
        TestActor.Tell("b");
        Assert.Equal("b", ExpectMsgAnyOf(["a", "b"]));
        TestActor.Tell("c");
        Assert.ThrowsAny<XunitException>(() => ExpectMsgAnyOf(["a", "b"]));
    }

    [Fact]
    public void ExpectTerminated_should_see_a_watched_actor_end()
    {
        var actor = Sys.ActorOf(Props.Create<Akka.TestKit.TestActors.BlackHoleActor>());
        Watch(actor);
        Sys.Stop(actor);
        Assert.Equal(actor, ExpectTerminated(actor).ActorRef);
    }

    [Fact]
    public void ExpectTerminated_should_fail_on_another_actor()
    {
        var one = Sys.ActorOf(Props.Create<Akka.TestKit.TestActors.BlackHoleActor>());
        var other = Sys.ActorOf(Props.Create<Akka.TestKit.TestActors.BlackHoleActor>());
        Watch(one);
        Sys.Stop(one);
        Assert.ThrowsAny<XunitException>(() => ExpectTerminated(other));
    }

    [Fact]
    public void Unwatch_should_end_the_watch()
    {
        var actor = Sys.ActorOf(Props.Create<Akka.TestKit.TestActors.BlackHoleActor>());
        Watch(actor);
        Unwatch(actor);
        Sys.Stop(actor);
        ExpectNoMsg(Short);
    }
}
