using Arb.Domain.Primitives;

namespace Arb.Domain.Harvest;

/// <summary>
/// What the inverse prices of a full market add up to at a bookmaker: one plus its margin. A market outside is a feed that is read wrongly (odds format, exchanged columns, a boost taken for the
/// market), not a generous bookmaker. In 80,281 real markets the sums run from 1.0002 to 1.154, but for four misprints (1.19 to 1.31).
/// </summary>
/// <param name="MinPermille">Least sum in thousandths.</param>
/// <param name="MaxPermille">Greatest sum in thousandths.</param>
public readonly record struct PlausibleBand(int MinPermille, int MaxPermille)
{
    /// <summary>0.970 to 1.300.</summary>
    public static PlausibleBand Default { get; } = new(970, 1_300);

    /// <summary>
    /// True when the prices (in ten-thousandths, 0 is closed) of a market of <paramref name="kind"/> add up to a sum inside the band, or one of them is closed. Integers only: no division on the price path.
    /// </summary>
    public bool Contains(MarketKind kind, int first, int second, int third)
    {
        var three = kind is MarketKind.OneXTwo or MarketKind.DoubleChance;
        if (first == 0 || second == 0 || (three && third == 0))
            return true;
        // Each outcome is in two of the double chances.
        var times = kind == MarketKind.DoubleChance ? 2 : 1;
        if (!three)
        {
            var product = (Int128)first * second;
            var inverse = (Int128)1_000 * Odds.Unit * ((long)first + second);
            return inverse >= product * MinPermille && inverse <= product * MaxPermille;
        }
        var pairs = (Int128)first * second + (Int128)second * third + (Int128)third * first;
        var all = (Int128)first * second * third;
        return 1_000 * Odds.Unit * pairs >= all * (MinPermille * times) && 1_000 * Odds.Unit * pairs <= all * (MaxPermille * times);
    }
}
