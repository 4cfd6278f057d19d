using Arb.Domain.Harvest;
using Arb.Domain.Normalization;
using Arb.Domain.Primitives;

namespace Arb.Tests.Laws;

/// <summary>L09, Normalisation: canonical team name, canonical market type, decimal odds only; invalid data is dropped and counted.</summary>
public sealed class L09_NormalisationSpecs
{
    [Theory]
    [InlineData(OddsFormat.Decimal, "2.10", 21_000)]
    [InlineData(OddsFormat.Malay, "-0.50", 30_000)]
    [InlineData(OddsFormat.Malay, "0.95", 19_500)]
    public void Should_turn_every_format_into_decimal_odds(OddsFormat format, string wire, int expected)
    {
        Assert.True(WireNumber.TryParse(System.Text.Encoding.ASCII.GetBytes(wire), out var number));
        OddsConversion.ToOdds(number, format, out var odds);
        Assert.Equal(expected, odds.TenThousandths);
    }

    [Fact]
    public void Should_give_the_same_team_the_same_name()
    {
        Assert.Equal(TeamNames.Normalise("FC  Köln")!.Canonical, TeamNames.Normalise("koln fc")!.Canonical);
    }

    [Fact]
    public void Should_drop_and_count_what_is_invalid()
    {
        var cache = new OddsCache(new SourceKey(new AccountId("a1"), new ProviderId("CMD")), new HarvestLimits(10, 10), 1, new PriceBatchPool());
        cache.OnEvent(new RawEvent("1", "League", "???", "Chelsea", DateTimeOffset.UnixEpoch, false));
        cache.OnEvent(new RawEvent("2", "League", "Arsenal", "Chelsea", DateTimeOffset.UnixEpoch, false));
        cache.OnMarket(new RawMarket(0, "2", "m", MarketKind.Total, Period.FullTime, WireNumber.FromDecimal(2.3m), OddsFormat.Decimal, false, null));
        cache.OnMarket(new RawMarket(1, "2", "n", MarketKind.Moneyline, Period.FullTime, WireNumber.Missing, OddsFormat.Decimal, false, null));
        cache.OnOdds(new RawOdds(1, true, WireNumber.FromDecimal(0.5m), WireNumber.FromDecimal(2.1m), WireNumber.Missing));
        Assert.Equal(
            (1L, 1L, 1L, 1),
            (cache.Dropped(DropReason.InvalidName), cache.Dropped(DropReason.InvalidLine), cache.Dropped(DropReason.InvalidPrice), cache.OpenPrices));
    }
}
