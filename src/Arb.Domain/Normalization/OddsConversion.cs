using Arb.Domain.Primitives;

namespace Arb.Domain.Normalization;

/// <summary>What a wire price turned out to be.</summary>
public enum PriceState : byte
{
    /// <summary>A price.</summary>
    Open,

    /// <summary>Zero, missing or −999: the selection is closed.</summary>
    Closed,

    /// <summary>Against its format's rule, or outside the range of <see cref="Odds"/>: dropped and counted.</summary>
    Invalid,
}

/// <summary>
/// Turns wire prices into decimal odds and back. Always rounds down to ten-thousandths, in exact integers; digits that
/// <see cref="WireNumber"/> cut off are taken to be whatever makes the odds lower.
/// </summary>
public static class OddsConversion
{
    private const long Thousandth = WireNumber.One / 1_000;
    private const long TenThousandth = WireNumber.One / Odds.Unit;
    private const long ClosedMark = -999 * WireNumber.One;
    private const long Hundred = 100 * WireNumber.One;
    private const int MaxDecimals = 9;

    // 1 + 1/(k/1000) for k = 1…1000: every Malay price with two or three decimals. Divisions by constants are multiplications
    // in machine code; this table spares the one division by a variable.
    private static readonly int[] Reciprocals = MakeReciprocals();

    private static readonly long[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>Reads a wire price. <paramref name="odds"/> is <c>default</c> unless the answer is <see cref="PriceState.Open"/>. Never throws, allocates nothing.</summary>
    public static PriceState ToOdds(WireNumber wire, OddsFormat format, out Odds odds)
    {
        odds = default;
        var nano = wire.Nano;
        if (wire.IsZero || (nano == ClosedMark && !wire.Inexact))
            return PriceState.Closed;
        return format switch
        {
            OddsFormat.Malay => Malay(nano, wire.Inexact, out odds),
            OddsFormat.Decimal => nano > 0 ? InRange(nano / TenThousandth, out odds) : PriceState.Invalid,
            OddsFormat.HongKong => nano > 0 ? InRange(Odds.Unit + nano / TenThousandth, out odds) : PriceState.Invalid,
            OddsFormat.Indonesian => Indonesian(nano, wire.Inexact, out odds),
            OddsFormat.American => American(nano, wire.Inexact, out odds),
            _ => PriceState.Invalid,
        };
    }

    /// <summary>
    /// The shortest decimal, of at least two decimals, that <see cref="ToOdds"/> reads as exactly these odds in <paramref name="format"/>.
    /// Where two spellings mean the same odds (2.0 is Malay 1 and −1, American 100 and −100) the positive one is given. Malay prices above odds of about 300 can need more than
    /// the nine decimals that a wire number keeps: then the nine-decimal price of the nearest lower odds is given. Throws for <c>default</c> odds.
    /// </summary>
    public static decimal ToWire(Odds odds, OddsFormat format)
    {
        ArgumentOutOfRangeException.ThrowIfZero(odds.TenThousandths, nameof(odds));
        long profit = odds.TenThousandths - Odds.Unit;
        var even = profit >= Odds.Unit;
        return format switch
        {
            OddsFormat.Decimal => Shortest(odds, format, odds.TenThousandths, Odds.Unit, negative: false),
            OddsFormat.HongKong => Shortest(odds, format, profit, Odds.Unit, negative: false),
            OddsFormat.Malay when profit <= Odds.Unit => Shortest(odds, format, profit, Odds.Unit, negative: false),
            OddsFormat.Malay => Shortest(odds, format, Odds.Unit, profit, negative: true),
            OddsFormat.Indonesian when even => Shortest(odds, format, profit, Odds.Unit, negative: false),
            OddsFormat.Indonesian => Shortest(odds, format, Odds.Unit, profit, negative: true),
            OddsFormat.American when even => Shortest(odds, format, profit, 100, negative: false),
            OddsFormat.American => Shortest(odds, format, 100L * Odds.Unit, profit, negative: true),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "unknown odds format"),
        };
    }

    private static PriceState Malay(long nano, bool inexact, out Odds odds)
    {
        odds = default;
        var magnitude = Math.Abs(nano);
        if (magnitude > WireNumber.One || (magnitude == WireNumber.One && inexact))
            return PriceState.Invalid;
        if (nano > 0)
            return InRange(Odds.Unit + nano / TenThousandth, out odds);
        var thousandths = magnitude / Thousandth;
        if (thousandths * Thousandth == magnitude && !inexact)
            return InRange(Reciprocals[thousandths], out odds);
        return InRange(Odds.Unit + Odds.Unit * WireNumber.One / Longest(magnitude, inexact), out odds);
    }

    private static PriceState Indonesian(long nano, bool inexact, out Odds odds)
    {
        odds = default;
        if (nano >= WireNumber.One)
            return InRange(Odds.Unit + nano / TenThousandth, out odds);
        return nano <= -WireNumber.One
            ? InRange(Odds.Unit + Odds.Unit * WireNumber.One / Longest(-nano, inexact), out odds)
            : PriceState.Invalid;
    }

    private static PriceState American(long nano, bool inexact, out Odds odds)
    {
        odds = default;
        if (nano >= Hundred)
            return InRange(Odds.Unit + nano / (TenThousandth * 100), out odds);
        return nano <= -Hundred
            ? InRange(Odds.Unit + Odds.Unit * Hundred / Longest(-nano, inexact), out odds)
            : PriceState.Invalid;
    }

    // A larger magnitude of a negative price means lower odds: cut digits are rounded up.
    private static long Longest(long magnitude, bool inexact) => inexact ? magnitude + 1 : magnitude;

    private static PriceState InRange(long tenThousandths, out Odds odds)
    {
        if (tenThousandths is < Odds.MinTenThousandths or > Odds.MaxTenThousandths)
        {
            odds = default;
            return PriceState.Invalid;
        }
        odds = new Odds((int)tenThousandths);
        return PriceState.Open;
    }

    // The price is numerator/denominator, cut to 2, 3, … decimals until it reads back as the odds. One unit less is tried too
    // because the cut price itself can be the mark of a closed selection (American −999).
    private static decimal Shortest(Odds odds, OddsFormat format, long numerator, long denominator, bool negative)
    {
        for (var decimals = 2; decimals <= MaxDecimals; decimals++)
        {
            var cut = (long)((Int128)numerator * Powers[decimals] / denominator);
            for (var digits = cut; digits >= cut - 1 && digits > 0; digits--)
            {
                var signed = negative ? -digits : digits;
                var wire = WireNumber.FromNano(signed * Powers[MaxDecimals - decimals]);
                if (ToOdds(wire, format, out var read) == PriceState.Open && read == odds)
                    return Spelled(signed, decimals);
            }
        }
        var up = (long)(((Int128)numerator * Powers[MaxDecimals] + denominator - 1) / denominator);
        return Spelled(negative ? -up : up, MaxDecimals);
    }

    private static decimal Spelled(long digits, int decimals)
    {
        var magnitude = Math.Abs(digits);
        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, digits < 0, (byte)decimals);
    }

    private static int[] MakeReciprocals()
    {
        var table = new int[1_001];
        for (var k = 1; k < table.Length; k++)
            table[k] = Odds.Unit + Odds.Unit * 1_000 / k;
        return table;
    }
}
