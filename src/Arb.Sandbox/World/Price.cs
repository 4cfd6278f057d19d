using System.Globalization;

namespace Arb.Sandbox.World;

/// <summary>How a bookmaker writes a price; the numbers are SBO's <c>ps</c> values.</summary>
internal enum PriceStyle
{
    Decimal = 1,
    HongKong = 2,
    Indonesian = 3,
    Malay = 4,
}

/// <summary>
/// One price in hundredths, as the trader set it: Malay for two-way markets, decimal for 1X2, double chance and moneyline.
/// 0 hundredths means there is none. Fair and rounded prices are made of probabilities in millionths with integers only.
/// </summary>
internal readonly record struct Price(int Hundredths, bool Malay)
{
    internal const int Million = 1_000_000;

    internal bool IsOpen => Hundredths != 0;

    /// <summary>A price for an implied probability; rounded so that it favours the bookmaker, or the customer when <paramref name="generous"/>.</summary>
    internal static Price FromProbability(int millionths, bool malay, bool generous = false)
    {
        long q = Math.Clamp(millionths, 15_000, 985_000);
        if (!malay)
            return new Price((int)Math.Max(101, Divide(100L * Million, q, generous)), false);
        if (q >= Million / 2)
            return new Price((int)Math.Max(1, Divide(100L * (Million - q), q, generous)), true);
        // Even money has two spellings, 1.00 and -1.00; bookmakers write the first.
        var owed = (int)Math.Clamp(Divide(100L * q, Million - q, !generous), 1, 100);
        return new Price(owed == 100 ? 100 : -owed, true);
    }

    /// <summary>The price one step better or worse for the customer; never leaves the format.</summary>
    internal Price Nudge(bool better)
    {
        var step = better ? 1 : -1;
        if (!Malay)
            return new Price(Math.Max(101, Hundredths + 2 * step), false);
        var moved = Hundredths + step;
        if (moved > 100)
            return new Price(-99, true);
        if (moved == -100)
            return new Price(100, true);
        return moved == 0 ? this : new Price(moved, true);
    }

    /// <summary>The number on the wire in a style; 1X2 and its kin are always decimal.</summary>
    internal decimal In(PriceStyle style)
    {
        var value = Hundredths / 100m;
        if (!Malay || style == PriceStyle.Malay)
            return value;
        var profit = value > 0 ? value : 1m / -value;
        return style switch
        {
            PriceStyle.Decimal => 1m + Down(profit),
            PriceStyle.HongKong => Down(profit),
            _ => profit >= 1m ? Down(profit) : -Up(1m / profit),
        };
    }

    /// <summary>Gross pay-out per unit of stake of a price written in a style.</summary>
    internal static decimal Gross(decimal wire, PriceStyle style, bool alwaysDecimal) => (alwaysDecimal ? PriceStyle.Decimal : style) switch
    {
        PriceStyle.Decimal => wire,
        PriceStyle.HongKong => 1m + wire,
        PriceStyle.Indonesian => wire > 0 ? 1m + wire : 1m + 1m / -wire,
        _ => wire > 0 ? 1m + wire : 1m + 1m / -wire,
    };

    /// <summary>Decimal odds in ten-thousandths, rounded down.</summary>
    internal int TenThousandths => (int)decimal.Floor(Gross(Hundredths / 100m, PriceStyle.Malay, !Malay) * 10_000m);

    /// <inheritdoc/>
    public override string ToString() => (Hundredths / 100m).ToString(CultureInfo.InvariantCulture);

    private static long Divide(long dividend, long divisor, bool up) => up ? (dividend + divisor - 1) / divisor : dividend / divisor;

    private static decimal Down(decimal value) => decimal.Floor(value * 1000m) / 1000m;

    private static decimal Up(decimal value) => decimal.Ceiling(value * 1000m) / 1000m;
}
