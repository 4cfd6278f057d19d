using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Execution;

/// <summary>An opportunity whose executions end before anything was sent is left alone for longer each time.</summary>
public sealed class RetryPauseSpecs
{
    private readonly EngineBook _book = new(new EngineSettings { RetryAfter = TimeSpan.FromSeconds(5), RetryMax = TimeSpan.FromMinutes(1) });
    private DateTimeOffset _now = Given.Start;

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(4, 40)]
    [InlineData(5, 60)]
    [InlineData(1_000_000, 60)]
    public void Should_double_up_to_the_maximum(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPause.After(failures, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)));

    [Fact]
    public void Should_never_pause_shorter_than_the_shortest() => Assert.Equal(TimeSpan.FromSeconds(5), RetryPause.After(9, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1)));

    [Fact]
    public void Should_wait_longer_after_each_execution_that_sent_nothing()
    {
        _book.Add(Given.Opportunity());
        Assert.Equal([5, 10, 20, 40, 60, 60], Enumerable.Range(0, 6).Select(_ => PauseAfterAbort()));
    }

    [Fact]
    public void Should_begin_again_when_the_prices_change()
    {
        _book.Add(Given.Opportunity());
        PauseAfterAbort();
        PauseAfterAbort();
        _book.Add(Given.Opportunity());
        Assert.Equal(20, PauseAfterAbort());
        _book.Add(Given.Opportunity(over: 2.12m));
        Assert.Equal(5, PauseAfterAbort());
    }

    [Fact]
    public void Should_begin_again_after_it_was_executed()
    {
        _book.Add(Given.Opportunity());
        PauseAfterAbort();
        PauseAfterAbort();
        Finish(ExecutionResult.Complete, sent: true);
        _book.Rearm(Given.Opportunity().Id);
        Assert.Equal(5, PauseAfterAbort());
    }

    private int PauseAfterAbort()
    {
        Finish(ExecutionResult.Aborted, sent: false);
        var from = _now;
        while (_book.IsBlocked(Given.Opportunity(), _now))
            _now += TimeSpan.FromSeconds(1);
        return (int)(_now - from).TotalSeconds;
    }

    private void Finish(ExecutionResult result, bool sent) =>
        _book.Finished(new ExecutionFinished(ExecutionId.FromToken(7), Given.Opportunity().Id, Given.Match, 7, result, sent, 0m, "no quote", _now), _now);
}
