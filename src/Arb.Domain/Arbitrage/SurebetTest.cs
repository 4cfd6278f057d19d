using Arb.Domain.Primitives;

namespace Arb.Domain.Arbitrage;

/// <summary>
/// The arbitrage test by integer multiplication: Σ 1/oddsᵢ &lt; 1 on ten-thousandths, with no division and no rounding, so break-even is never called profit.
/// A price of 0 (closed) is never part of an arbitrage.
/// </summary>
public static class SurebetTest
{
    /// <summary>True when 1/a + 1/b &lt; 1, as a·b &gt; 10⁴·(a+b). Prices up to 10⁸ ten-thousandths fit in 64 bits.</summary>
    public static bool IsSurebet(int a, int b) => a != 0 && b != 0 && (long)a * b > (long)Odds.Unit * ((long)a + b);

    /// <summary>True when 1/a + 1/b + 1/c &lt; 1, as a·b·c &gt; 10⁴·(ab+bc+ca); 128 bits only for prices above 209.7.</summary>
    public static bool IsSurebet(int a, int b, int c)
    {
        if (a == 0 || b == 0 || c == 0)
            return false;
        const int fits = 1 << 21; // three factors below 2²¹ keep the product below 2⁶³
        long ab = (long)a * b, bc = (long)b * c, ca = (long)c * a;
        return (a | b | c) < fits
            ? ab * c > Odds.Unit * (ab + bc + ca)
            : (Int128)ab * c > (Int128)Odds.Unit * ((Int128)ab + bc + ca);
    }

    /// <summary>The same test for two or three prices.</summary>
    public static bool IsSurebet(ReadOnlySpan<Odds> odds) => odds.Length switch
    {
        2 => IsSurebet(odds[0].TenThousandths, odds[1].TenThousandths),
        3 => IsSurebet(odds[0].TenThousandths, odds[1].TenThousandths, odds[2].TenThousandths),
        _ => throw new ArgumentOutOfRangeException(nameof(odds), odds.Length, "an arbitrage has two or three prices"),
    };

    /// <summary>1/Σ(1/odds) − 1 rounded down to 8 decimals: the guaranteed return per unit staked, for people and thresholds. Not used for the test.</summary>
    public static decimal Margin(ReadOnlySpan<Odds> odds)
    {
        decimal sum = 0;
        foreach (var price in odds)
            sum += 1m / price.Value;
        return decimal.Floor((1m / sum - 1m) * 100_000_000m) / 100_000_000m;
    }
}
