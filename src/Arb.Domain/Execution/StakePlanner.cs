namespace Arb.Domain.Execution;

/// <summary>One leg to be sized.</summary>
/// <param name="Terms">Market, selection, price and commission; its stake is ignored.</param>
/// <param name="MinStake">Smallest stake.</param>
/// <param name="MaxStake">Largest stake: the least of the provider's limit, the balance and the exposure headroom that this leg may use.</param>
public readonly record struct StakeLeg(BetPosition Terms, decimal MinStake, decimal MaxStake)
{
    /// <summary>Legs with the same number above 0 stake from one account: the least <see cref="MaxStake"/> of them holds for their sum. 0: an account of its own.</summary>
    public int Purse { get; init; }

    /// <summary>Largest stake of this leg alone, whatever it shares; no limit unless it is set.</summary>
    public decimal Most { get; init; } = decimal.MaxValue;
}

/// <summary>Stakes, or why there are none.</summary>
/// <param name="Stakes">One per leg; empty when refused.</param>
/// <param name="WorstProfit">Profit in the worst outcome.</param>
/// <param name="Refusal">Why not, or null.</param>
public sealed record SizingResult(IReadOnlyList<decimal> Stakes, decimal WorstProfit, string? Refusal)
{
    /// <summary>True when there are stakes.</summary>
    public bool Ok => Refusal is null;
}

/// <summary>
/// The best of all stakes that people bet, inside limits: profitable in every outcome after rounding and commission. Division only proposes where to begin; what is
/// accepted is worked out in exact decimals, to the cent.
/// </summary>
public static class StakePlanner
{
    /// <summary>
    /// Plans looked at, at most. The walk needs legs · (1 + 0.02 / step) / share of them, where the share is what is won of the return before rounding: 2,000 at steps of a
    /// cent and a margin of 0.5 %. Only margins below a ten-thousandth at steps of a cent come near the bound; the best so far is taken there.
    /// </summary>
    private const int MaxPlans = 200_000;

    /// <summary>What the division by prices may be wrong by; a profit is whole cents.</summary>
    private const decimal Hair = 0.000001m;

    /// <summary>
    /// Sizes two or three legs: total at most <paramref name="target"/>, worst profit above 0 and at least <paramref name="minProfit"/>; among all such plans the
    /// one with the highest worst profit, and of equal ones the one that stakes least.
    /// </summary>
    public static SizingResult Plan(IReadOnlyList<StakeLeg> legs, decimal target, decimal minProfit, StakeSteps steps)
    {
        if (legs.Count < 2)
            return Refused("fewer than two legs");
        var frame = new StakeFrame(legs, target, steps);
        if (frame.Refusal is { } narrow)
            return Refused(narrow);
        var rows = new PayoffRows([.. legs.Select(leg => leg.Terms)]);
        var least = Math.Max(minProfit, 0.01m);
        var one = rows.OneWinsAlways;
        if (one && frame.Share <= 0m)
            return Refused("no profit left after commission");
        var best = one ? Walk(frame, least) : StakeBoxes.Search(frame.Low, frame.High, steps, low => frame.Holds(low), (low, high) => rows.Most(low, high), least, MaxPlans);
        return best.Stakes is null ? Refused("no stakes within the limits profit in every outcome") : new SizingResult(best.Stakes, best.Worst, null);
    }

    /// <summary>
    /// Where one bet wins in every outcome and every bet wins alone in one, the worst profit is the least return minus all stakes. A plan whose least return is R is never
    /// worse when every leg stakes the least that returns R: so only those plans count, one for each R that a leg can return. They are passed one after the other,
    /// from the largest R down: each time the leg goes one step down that returns most after it. The worst profit of a plan is at most R · (1 − Σ 1/price), and ends the
    /// walk when that is below the best so far.
    /// </summary>
    private static BestStakes Walk(StakeFrame frame, decimal least)
    {
        var best = new BestStakes(least);
        var count = frame.Legs.Count;
        var stakes = frame.Top();
        Span<decimal> returns = stackalloc decimal[count];
        Span<decimal> below = stackalloc decimal[count];
        Span<decimal> then = stackalloc decimal[count];
        for (var i = 0; i < count; i++)
        {
            returns[i] = frame.Return(i, stakes[i]);
            StepBelow(frame, i, stakes[i], below, then);
        }

        for (var n = 0; n < MaxPlans; n++)
        {
            var lowest = decimal.MaxValue;
            var sum = 0m;
            var next = 0;
            for (var i = 0; i < count; i++)
            {
                lowest = Math.Min(lowest, returns[i]);
                sum += stakes[i];
                if (then[i] > then[next])
                    next = i;
            }

            if ((lowest * frame.Share) + Hair < best.Worst)
                break;
            if (lowest - sum >= best.Worst && frame.Holds(stakes))
                best.Take(stakes, lowest - sum, sum);
            if (then[next] < 0m)
                break;
            (stakes[next], returns[next]) = (below[next], then[next]);
            StepBelow(frame, next, stakes[next], below, then);
        }

        return best;
    }

    /// <summary>The leg's next smaller stake and what it would return; less than 0 when there is none.</summary>
    private static void StepBelow(StakeFrame frame, int leg, decimal stake, Span<decimal> below, Span<decimal> then)
    {
        below[leg] = frame.Steps.Below(stake);
        then[leg] = below[leg] < frame.Low[leg] ? -1m : frame.Return(leg, below[leg]);
    }

    /// <summary>Profit in the worst outcome at given stakes.</summary>
    public static decimal WorstOf(IReadOnlyList<StakeLeg> legs, IReadOnlyList<decimal> stakes)
    {
        var bets = new BetPosition[legs.Count];
        for (var i = 0; i < bets.Length; i++)
            bets[i] = legs[i].Terms with { Stake = stakes[i] };
        return PayoffMatrix.Worst(bets);
    }

    private static SizingResult Refused(string reason) => new([], 0m, reason);
}
