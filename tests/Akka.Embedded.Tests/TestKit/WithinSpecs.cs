using Akka.Actor;
using Xunit;
using Xunit.Sdk;

namespace Akka.Embedded.Tests.TestKit;

public sealed class WithinSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void Within_should_return_the_result() => Assert.Equal(1, Within(TimeSpan.FromSeconds(3), () => 1));

    [Fact]
    public void Within_should_limit_the_expectations_inside()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.ThrowsAny<XunitException>(() => Within(Short, () => { ExpectMsg<string>(); }));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"took {watch.Elapsed}");
    }

    [Fact]
    public void Within_should_fail_a_block_that_is_too_fast()
    {
        var failure = Assert.ThrowsAny<XunitException>(() => Within(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), () => { }));
        Assert.Contains("should have at least been", failure.Message);
    }

    [Fact]
    public void Within_should_fail_a_block_that_is_too_slow()
    {
        using var never = new ManualResetEventSlim();
        var failure = Assert.ThrowsAny<XunitException>(() => Within(TimeSpan.FromMilliseconds(1), () => { never.Wait(Short); }));
        Assert.Contains("exceeding", failure.Message);
    }

    [Fact]
    public void Within_should_allow_an_expected_silence_to_the_end()
        => Within(Short, () => ExpectNoMsg(), epsilonValue: TimeSpan.FromSeconds(1));

    [Fact]
    public void Remaining_should_be_unknown_outside() => Assert.Throws<InvalidOperationException>(() => Remaining);

    [Fact]
    public void Remaining_should_count_down_inside()
        => Within(TimeSpan.FromSeconds(3), () => Assert.InRange(Remaining, TimeSpan.Zero, TimeSpan.FromSeconds(3)));

    [Fact]
    public async Task WithinAsync_should_leave_a_hanging_block_behind()
    {
        var never = new TaskCompletionSource();
        await Assert.ThrowsAnyAsync<XunitException>(() => WithinAsync(Short, () => never.Task));
    }

    [Fact]
    public void AwaitAssert_should_pass_as_soon_as_the_assertion_does()
    {
        var calls = 0;
        AwaitAssert(() => Assert.Equal(3, ++calls), TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(1));
        Assert.Equal(3, calls);
    }

    [Fact]
    public void AwaitAssert_should_fail_with_the_assertions_failure()
        => Assert.Throws<DivideByZeroException>(() => AwaitAssert(() => throw new DivideByZeroException(), Short, TimeSpan.FromMilliseconds(5)));

    [Fact]
    public async Task AwaitAssertAsync_should_fail_with_the_assertions_failure()
        => await Assert.ThrowsAsync<DivideByZeroException>(
            () => AwaitAssertAsync(() => Task.FromException(new DivideByZeroException()), Short, TimeSpan.FromMilliseconds(5)));

    [Fact]
    public void AwaitCondition_should_fail_with_the_message()
    {
        var calls = 0;
        AwaitCondition(() => ++calls == 2, TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(1));
        var failure = Assert.ThrowsAny<XunitException>(() => AwaitCondition(() => false, Short, " no luck"));
        Assert.Contains("no luck", failure.Message);
    }

    [Fact]
    public async Task AwaitConditionAsync_should_wait_and_fail()
    {
        var calls = 0;
        await AwaitConditionAsync(() => ++calls == 2, TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAnyAsync<XunitException>(() => AwaitConditionAsync(() => false, Short, "no luck"));
    }

    [Fact]
    public void AwaitConditionNoThrow_should_answer_false() => Assert.False(AwaitConditionNoThrow(() => false, Short));

    [Fact]
    public void Dilated_should_multiply_by_the_time_factor()
    {
        var system = ActorSystem.Create("slow", Akka.Configuration.ConfigurationFactory.ParseString("akka.test.timefactor = 2").WithFallback(DefaultConfig));
        using var kit = new Akka.TestKit.Xunit2.TestKit(system);
        Assert.Equal(TimeSpan.FromSeconds(6), kit.Dilated(TimeSpan.FromSeconds(3)));
        Assert.Equal(TimeSpan.FromSeconds(6), kit.RemainingOrDefault);
    }
}
