using Arb.Domain.Harvest;

namespace Arb.Tests.Domain.Harvest;

public sealed class RateMeterSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 9, 8, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Should_average_over_the_last_five_whole_seconds()
    {
        var meter = new RateMeter();
        for (var second = 0; second < 10; second++)
            meter.Add(100, Start.AddSeconds(second));
        Assert.Equal(100, meter.PerSecond(Start.AddSeconds(10)));
    }

    [Fact]
    public void Should_fall_to_zero_when_nothing_comes()
    {
        var meter = new RateMeter();
        meter.Add(100, Start);
        Assert.Equal(20, meter.PerSecond(Start.AddSeconds(5)));
        Assert.Equal(0, meter.PerSecond(Start.AddSeconds(6)));
        Assert.Equal(0, meter.PerSecond(Start.AddDays(1)));
    }
}
