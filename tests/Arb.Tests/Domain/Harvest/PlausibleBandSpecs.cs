using Arb.Domain.Harvest;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Harvest;

public sealed class PlausibleBandSpecs
{
    [Theory]
    [InlineData(MarketKind.OneXTwo, 2.10, 3.40, 3.60, true)]
    [InlineData(MarketKind.Total, 1.90, 1.95, 0, true)]
    [InlineData(MarketKind.Total, 2.06, 2.06, 0, true)]
    [InlineData(MarketKind.Total, 2.07, 2.07, 0, false)]
    [InlineData(MarketKind.Total, 1.50, 1.50, 0, false)]
    [InlineData(MarketKind.OneXTwo, 3.10, 4.40, 4.60, false)]
    [InlineData(MarketKind.DoubleChance, 1.30, 1.30, 1.75, true)]
    [InlineData(MarketKind.DoubleChance, 2.60, 2.60, 3.50, false)]
    [InlineData(MarketKind.Moneyline, 10_000, 1.0001, 0, true)]
    [InlineData(MarketKind.OneXTwo, 10_000, 10_000, 10_000, false)]
    public void Should_know_what_a_bookmakers_prices_add_up_to(MarketKind kind, double first, double second, double third, bool plausible) =>
        Assert.Equal(plausible, PlausibleBand.Default.Contains(kind, Price(first), Price(second), Price(third)));

    [Fact]
    public void Should_say_nothing_of_a_market_with_a_closed_price() => Assert.True(PlausibleBand.Default.Contains(MarketKind.OneXTwo, 100_000, 0, 100_000));

    private static int Price(double odds) => (int)Math.Round(odds * 10_000);
}
