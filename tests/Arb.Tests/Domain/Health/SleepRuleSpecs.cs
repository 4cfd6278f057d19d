using Arb.Domain.Health;

namespace Arb.Tests.Domain.Health;

public sealed class SleepRuleSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 18, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)] // a look a second
    [InlineData(6, false)] // a busy machine, or a long collection of garbage
    [InlineData(10, true)]
    [InlineData(28_800, true)]
    [InlineData(-3_600, false)]
    public void Should_take_a_pause_that_no_running_process_has_for_a_sleep(double seconds, bool slept) =>
        Assert.Equal(slept, SleepRule.IsGap(Start, Start.AddSeconds(seconds), Limit));

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(1, 0.4, false)] // as time servers correct it
    [InlineData(1, 3_601, true)] // paused for an hour, or set
    [InlineData(1, -3_599, false)] // set back: nothing that is known grows younger by it
    [InlineData(3_600, 3_600, false)] // every clock counted it
    public void Should_take_a_time_of_day_that_runs_ahead_for_a_pause_that_no_other_clock_counts(double engine, double wall, bool ahead)
    {
        var found = SleepRule.Ahead(new ClockReading(Start, Start), new ClockReading(Start.AddSeconds(engine), Start.AddSeconds(wall)), Limit);
        Assert.Equal(ahead ? TimeSpan.FromSeconds(wall - engine) : null, found);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(300)]
    public void Should_look_several_times_within_the_shortest_sleep(double limit) =>
        Assert.InRange(SleepRule.Beat(TimeSpan.FromSeconds(limit)).TotalSeconds, 0.1, Math.Min(1, limit / 8));
}
