using System.Reflection;
using Arb.Domain.Arbitrage;

namespace Arb.Tests.Laws;

/// <summary>L12, Arbitrage finds sets of prices whose inverse sum is below one; it knows no provider, no browser, no session.</summary>
public sealed class L12_ArbitrageSpecs
{
    [Fact]
    public void Should_call_two_prices_a_surebet_exactly_when_their_inverse_sum_is_below_one()
    {
        for (var a = 10_100; a < 60_000; a += 700)
            for (var b = 10_100; b < 60_000; b += 350)
                Assert.Equal(10_000m * (a + b) < (decimal)a * b, SurebetTest.IsSurebet(a, b));
        Assert.False(SurebetTest.IsSurebet(20_000, 20_000));
        Assert.True(SurebetTest.IsSurebet(20_000, 20_001));
    }

    [Fact]
    public void Should_call_three_prices_a_surebet_exactly_when_their_inverse_sum_is_below_one()
    {
        for (var a = 15_000; a < 60_000; a += 5_000)
            for (var b = 15_000; b < 60_000; b += 3_000)
                for (var c = 15_000; c < 60_000; c += 1_000)
                    Assert.Equal(10_000m * ((decimal)b * c + (decimal)a * c + (decimal)a * b) < (decimal)a * b * c, SurebetTest.IsSurebet(a, b, c));
        Assert.False(SurebetTest.IsSurebet(30_000, 30_000, 30_000));
        Assert.True(SurebetTest.IsSurebet(30_000, 30_000, 30_001));
    }

    [Fact]
    public void Should_know_no_session_and_no_protocol()
    {
        const BindingFlags Every = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var known = typeof(ArbitrageBook).GetFields(Every).Select(field => field.FieldType)
            .Concat(typeof(ArbitrageBook).GetMethods(Every).SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType));
        Assert.DoesNotContain(known, type => type.FullName!.Contains("Arb.Domain.Sessions", StringComparison.Ordinal) || type.FullName.Contains("Arb.Domain.Harvest", StringComparison.Ordinal));
    }
}
