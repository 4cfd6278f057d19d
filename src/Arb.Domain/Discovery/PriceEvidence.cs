using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Domain.Discovery;

/// <summary>What two books' prices of the match's winner say about whether it is one match.</summary>
internal static class PriceEvidence
{
    private const long Whole = 1_000_000;

    /// <summary>The prices of an event's winner at full time, of the first source that has them; default when there are none.</summary>
    public static (MarketKind Kind, PriceSketch Prices) Of(IReadOnlyList<ProviderMarket> markets)
    {
        foreach (var market in markets)
            if (market.Sketch.IsKnown && market is { Kind: MarketKind.OneXTwo or MarketKind.Moneyline, Period: Period.FullTime, InPlay: false })
                return (market.Kind, market.Sketch);
        return default;
    }

    /// <summary>
    /// Null when nothing is known or nothing speaks against one match; <paramref name="agree"/>: the prices support that it is one.
    /// </summary>
    public static BindingReason? Judge(Candidate a, Candidate b, bool mirrored, BindingOptions options, out bool agree)
    {
        agree = false;
        var (kind, one) = a.Winner;
        var (other, two) = b.Winner;
        if (!one.IsKnown || !two.IsKnown || kind != other)
            return null;
        var straight = mirrored ? Turn(two) : two;
        var gap = Gap(one, straight);
        if (gap > options.MaxPriceGap * Whole / 100)
            return new BindingReason(Gap(one, Turn(straight)) <= options.MaxPriceGap * Whole / 200 ? BindingReasonCode.PricesMirrored : BindingReasonCode.PricesApart) { Points = (int)(gap * 100 / Whole) };
        var margin = Whole - Inverse(Math.Max(one.First, straight.First)) - Inverse(Math.Max(one.Second, straight.Second)) - (one.Third > 0 ? Inverse(Math.Max(one.Third, straight.Third)) : 0);
        if (margin > options.MaxMargin * Whole / 100)
            return new BindingReason(BindingReasonCode.MarginImplausible) { Points = (int)(margin * 100 / Whole) };
        agree = gap <= options.AgreePriceGap * Whole / 100;
        return null;
    }

    private static PriceSketch Turn(PriceSketch prices) => prices.Third > 0 ? new(prices.Third, prices.Second, prices.First) : new(prices.Second, prices.First, 0);

    private static long Inverse(int price) => price == 0 ? 0 : Whole * Odds.Unit / price;

    // The largest difference of two books' probabilities, each book's made to sum to one.
    private static long Gap(PriceSketch a, PriceSketch b)
    {
        var (sumA, sumB) = (Inverse(a.First) + Inverse(a.Second) + Inverse(a.Third), Inverse(b.First) + Inverse(b.Second) + Inverse(b.Third));
        long Apart(int x, int y) => Math.Abs(Inverse(x) * Whole / sumA - Inverse(y) * Whole / sumB);
        return Math.Max(Apart(a.First, b.First), Math.Max(Apart(a.Second, b.Second), Apart(a.Third, b.Third)));
    }
}
