using System.Numerics;
using Arb.Domain.Arbitrage;
using Arb.Domain.Primitives;
using FsCheck;
using FsCheck.Fluent;

namespace Arb.Tests.Domain.Arbitrage;

public sealed class SurebetTestSpecs
{
    private static readonly Arbitrary<int> Prices = Gen.OneOf(
        Gen.Choose(Odds.MinTenThousandths, 60_000),
        Gen.Choose(Odds.MinTenThousandths, 5_000_000),
        Gen.Elements(Odds.MinTenThousandths, Odds.MaxTenThousandths, 20_000, 30_000, 15_000)).ToArbitrary();

    [Theory]
    [InlineData(20_000, 20_000, false)]
    [InlineData(20_001, 20_000, true)]
    [InlineData(15_000, 30_000, false)]
    [InlineData(19_999, 20_001, false)]
    [InlineData(0, 100_000_000, false)]
    [InlineData(100_000_000, 10_001, false)]
    [InlineData(100_000_000, 10_002, true)]
    public void Should_call_two_prices_a_surebet_only_above_break_even(int a, int b, bool expected) =>
        Assert.Equal(expected, SurebetTest.IsSurebet(a, b));

    [Theory]
    [InlineData(30_000, 30_000, 30_000, false)]
    [InlineData(30_001, 30_000, 30_000, true)]
    [InlineData(20_000, 40_000, 40_000, false)]
    [InlineData(0, 90_000_000, 90_000_000, false)]
    [InlineData(100_000_000, 100_000_000, 10_003, true)]
    [InlineData(100_000_000, 100_000_000, 10_002, false)]
    public void Should_call_three_prices_a_surebet_only_above_break_even(int a, int b, int c, bool expected) =>
        Assert.Equal(expected, SurebetTest.IsSurebet(a, b, c));

    [Fact]
    public void Should_agree_with_exact_fractions_for_two_prices() =>
        Prop.ForAll(Prices, Prices, (a, b) => SurebetTest.IsSurebet(a, b) == (new BigInteger(a) * b > new BigInteger(10_000) * (new BigInteger(a) + b))).QuickCheckThrowOnFailure();

    [Fact]
    public void Should_agree_with_exact_fractions_for_three_prices() =>
        Prop.ForAll(Prices, Prices, Prices, (a, b, c) =>
        {
            BigInteger x = a, y = b, z = c;
            return SurebetTest.IsSurebet(a, b, c) == (x * y * z > 10_000 * (x * y + y * z + z * x));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Should_report_a_positive_margin_for_every_clear_surebet()
    {
        Assert.Equal(0.025m, SurebetTest.Margin([new Odds(20_500), new Odds(20_500)]));
        Assert.Equal(0m, SurebetTest.Margin([new Odds(20_000), new Odds(20_000)]));
    }
}
