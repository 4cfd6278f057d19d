using System.Numerics;
using Arb.Domain.Normalization;
using Arb.Domain.Primitives;
using FsCheck;
using FsCheck.Fluent;

namespace Arb.Tests.Domain.Normalization;

public sealed class OddsConversionSpecs
{
    [Theory]
    [InlineData("0.95", OddsFormat.Malay, 19_500)]
    [InlineData("-0.87", OddsFormat.Malay, 21_494)]
    [InlineData("1", OddsFormat.Malay, 20_000)]
    [InlineData("-1", OddsFormat.Malay, 20_000)]
    [InlineData("-0.873", OddsFormat.Malay, 21_454)]
    [InlineData("-0.8731", OddsFormat.Malay, 21_453)]
    [InlineData("0.95", OddsFormat.HongKong, 19_500)]
    [InlineData("12.5", OddsFormat.HongKong, 135_000)]
    [InlineData("1.25", OddsFormat.Indonesian, 22_500)]
    [InlineData("-1.15", OddsFormat.Indonesian, 18_695)]
    [InlineData("150", OddsFormat.American, 25_000)]
    [InlineData("-110", OddsFormat.American, 19_090)]
    [InlineData("-100", OddsFormat.American, 20_000)]
    [InlineData("2.10", OddsFormat.Decimal, 21_000)]
    [InlineData("2.149999", OddsFormat.Decimal, 21_499)]
    [InlineData("10000", OddsFormat.Decimal, 100_000_000)]
    public void Should_read_a_price_by_its_formats_rule_and_round_down(string wire, OddsFormat format, int expected)
    {
        Assert.Equal(PriceState.Open, Read(wire, format, out var odds));
        Assert.Equal(expected, odds.TenThousandths);
    }

    [Fact]
    public void Should_call_zero_missing_and_minus_999_closed_in_every_format()
    {
        foreach (var format in Enum.GetValues<OddsFormat>())
            foreach (var wire in new[] { WireNumber.Missing, WireNumber.FromDecimal(0), WireNumber.FromDecimal(-999), WireNumber.FromDecimal(-999.00m) })
                Assert.Equal(PriceState.Closed, OddsConversion.ToOdds(wire, format, out _));
    }

    [Theory]
    [InlineData("1.01", OddsFormat.Malay)]
    [InlineData("-1.01", OddsFormat.Malay)]
    [InlineData("1.0000000001", OddsFormat.Malay)]
    [InlineData("-1.0000000001", OddsFormat.Malay)]
    [InlineData("0.00009", OddsFormat.Malay)]
    [InlineData("-0.0000000001", OddsFormat.Malay)]
    [InlineData("-0.5", OddsFormat.HongKong)]
    [InlineData("0.99", OddsFormat.Indonesian)]
    [InlineData("-0.99", OddsFormat.Indonesian)]
    [InlineData("99.9", OddsFormat.American)]
    [InlineData("-99.9", OddsFormat.American)]
    [InlineData("1", OddsFormat.Decimal)]
    [InlineData("0.5", OddsFormat.Decimal)]
    [InlineData("-2", OddsFormat.Decimal)]
    [InlineData("1.00009", OddsFormat.Decimal)]
    [InlineData("10000.0001", OddsFormat.Decimal)]
    public void Should_refuse_a_price_outside_its_formats_rule(string wire, OddsFormat format)
    {
        Assert.Equal(PriceState.Invalid, Read(wire, format, out var odds));
        Assert.Equal(default, odds);
    }

    [Fact]
    public void Should_never_read_more_than_the_exact_value_whatever_digits_were_cut()
    {
        var numbers = ArbMap.Default.GeneratorFor<int>().Select(i => (long)i).SelectMany(high => Gen.Choose(0, 999_999_999).Select(low => high % 2_000_000 * 1_000 + low));
        var inputs = from nano in numbers
                     from digit in Gen.Choose(0, 9)
                     from format in Gen.Elements(Enum.GetValues<OddsFormat>())
                     select (nano, digit, format);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            var wire = WireNumber.FromNano(input.nano, input.digit != 0);
            if (OddsConversion.ToOdds(wire, input.format, out var odds) != PriceState.Open)
                return true;
            // The exact value in tenths of billionths, the cut digit included.
            var exact = (BigInteger)input.nano * 10 + (input.nano < 0 ? -input.digit : input.digit);
            var (n, d) = Fraction(exact, input.format);
            var scaled = n * Odds.Unit;
            var low = odds.TenThousandths * d <= scaled;
            var close = (odds.TenThousandths + 1) * d > scaled;
            return low && (close || input.digit != 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void Should_give_back_every_malay_and_hong_kong_price_of_two_and_three_decimals()
    {
        for (var k = -1_000; k <= 1_000; k++)
            foreach (var format in new[] { OddsFormat.Malay, OddsFormat.HongKong })
            {
                var price = k / 1_000m;
                if (OddsConversion.ToOdds(WireNumber.FromDecimal(price), format, out var odds) != PriceState.Open || price == -1)
                    continue;
                Assert.Equal(price, OddsConversion.ToWire(odds, format));
            }
    }

    [Fact]
    public void Should_write_odds_of_every_two_and_three_decimal_price_so_that_they_read_back_unchanged()
    {
        var inputs = from thousandths in Gen.Choose(-1_500_000, 1_500_000)
                     from format in Gen.Elements(Enum.GetValues<OddsFormat>())
                     from scale in Gen.Elements(1, 10, 1_000)
                     select (price: thousandths / scale * scale / 1_000m, format);
        Prop.ForAll(inputs.ToArbitrary(), input =>
            OddsConversion.ToOdds(WireNumber.FromDecimal(input.price), input.format, out var odds) != PriceState.Open || ReadsBack(odds, input.format))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void Should_write_any_odds_up_to_300_so_that_they_read_back_unchanged()
    {
        var inputs = from odds in Gen.Choose(Odds.MinTenThousandths, 3_000_000)
                     from format in Gen.Elements(Enum.GetValues<OddsFormat>())
                     select (odds: new Odds(odds), format);
        Prop.ForAll(inputs.ToArbitrary(), input => ReadsBack(input.odds, input.format)).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void Should_write_malay_odds_that_need_too_many_decimals_as_the_nearest_lower_ones()
    {
        var odds = new Odds(99_999_999);
        var wire = WireNumber.FromDecimal(OddsConversion.ToWire(odds, OddsFormat.Malay));
        Assert.Equal(PriceState.Open, OddsConversion.ToOdds(wire, OddsFormat.Malay, out var read));
        Assert.InRange(read.TenThousandths, 99_000_000, 99_999_999);
    }

    [Fact]
    public void Should_never_write_an_american_price_as_the_mark_of_a_closed_one()
    {
        OddsConversion.ToOdds(WireNumber.FromDecimal(-998.995m), OddsFormat.American, out var odds);
        Assert.NotEqual(-999m, OddsConversion.ToWire(odds, OddsFormat.American));
        Assert.True(ReadsBack(odds, OddsFormat.American));
    }

    [Theory]
    [InlineData(19_500, OddsFormat.Malay, "0.95")]
    [InlineData(19_000, OddsFormat.Malay, "0.90")]
    [InlineData(21_494, OddsFormat.Malay, "-0.87")]
    [InlineData(20_000, OddsFormat.Malay, "1.00")]
    [InlineData(21_235, OddsFormat.Decimal, "2.1235")]
    public void Should_write_at_least_two_decimals_and_no_more_than_needed(int odds, OddsFormat format, string expected) =>
        Assert.Equal(expected, OddsConversion.ToWire(new Odds(odds), format).ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static bool ReadsBack(Odds odds, OddsFormat format) =>
        OddsConversion.ToOdds(WireNumber.FromDecimal(OddsConversion.ToWire(odds, format)), format, out var read) == PriceState.Open && read == odds;

    private static PriceState Read(string text, OddsFormat format, out Odds odds)
    {
        Assert.True(WireNumber.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out var wire));
        return OddsConversion.ToOdds(wire, format, out odds);
    }

    private static (BigInteger N, BigInteger D) Fraction(BigInteger exact, OddsFormat format)
    {
        BigInteger one = 10_000_000_000;
        var scale = format == OddsFormat.American ? one * 100 : one;
        if (format == OddsFormat.Decimal)
            return (exact, one);
        return exact > 0 ? (scale + exact, scale) : (scale - exact, -exact);
    }
}
