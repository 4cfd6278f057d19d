namespace Arb.Domain.Execution;

/// <summary>One leg to be sized.</summary>
/// <param name="Terms">Market, selection, price and commission; its stake is ignored.</param>
/// <param name="MinStake">Smallest stake.</param>
/// <param name="MaxStake">Largest stake: the least of the provider's limit, the balance and the exposure headroom that this leg may use.</param>
public readonly record struct StakeLeg(BetPosition Terms, decimal MinStake, decimal MaxStake);

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
/// Equal return, rounded to what people bet, inside limits; profitable in every outcome after rounding and commission. Division only proposes
/// stakes; what is accepted is checked by exact decimals in the payoff matrix.
/// </summary>
public static class StakePlanner
{
    /// <summary>Anchor stakes tried, from the largest down.</summary>
    private const int Tries = 60;

    /// <summary>
    /// Sizes two or three legs: total at most <paramref name="target"/>, worst profit above 0 and at least <paramref name="minProfit"/>; among the plans found the
    /// one with the highest worst profit.
    /// </summary>
    public static SizingResult Plan(IReadOnlyList<StakeLeg> legs, decimal target, decimal minProfit, StakeSteps steps)
    {
        if (legs.Count < 2)
            return Refused("fewer than two legs");
        var nets = new decimal[legs.Count];
        var inverse = 0m;
        for (var i = 0; i < legs.Count; i++)
        {
            nets[i] = 1m + ((legs[i].Terms.Odds.Value - 1m) * (1m - legs[i].Terms.Commission));
            inverse += 1m / nets[i];
        }

        if (inverse >= 1m)
            return Refused("no profit left after commission");
        var total = target;
        for (var i = 0; i < legs.Count; i++)
            total = Math.Min(total, Math.Max(0m, legs[i].MaxStake) * nets[i] * inverse);
        for (var i = 0; i < legs.Count; i++)
        {
            var share = total / (nets[i] * inverse);
            if (share < legs[i].MinStake)
                return Refused($"leg {i}: {share:0.##} is below the smallest stake {legs[i].MinStake:0.##} (target {target:0.##}, room {legs[i].MaxStake:0.##})");
        }

        return Search(legs, nets, total, inverse, target, minProfit, steps);
    }

    private static SizingResult Search(IReadOnlyList<StakeLeg> legs, decimal[] nets, decimal total, decimal inverse, decimal target, decimal minProfit, StakeSteps steps)
    {
        // The leg with the largest share is the anchor: its rounding is relatively the smallest.
        var anchor = 0;
        for (var i = 1; i < legs.Count; i++)
            if (nets[i] < nets[anchor])
                anchor = i;
        var rows = new PayoffRows([.. legs.Select(leg => leg.Terms)]);
        var bounded = rows.EachWinsAlone;
        decimal[]? best = null;
        var bestWorst = 0m;
        var stakes = new decimal[legs.Count];
        var stake = steps.Down(total / (nets[anchor] * inverse));
        for (var n = 0; n < Tries && stake >= legs[anchor].MinStake && stake > 0m; n++)
        {
            // Every further rounding stakes at most this, and the bounds below only rise.
            var largest = RoundedUp(nets, anchor, stake, steps) * (1m - inverse);
            if (bounded && (largest <= bestWorst * inverse || largest < minProfit * inverse))
                break;
            for (var mask = 0; mask < 1 << (legs.Count - 1); mask++)
            {
                if (!Round(legs, nets, anchor, stake, steps, mask, stakes))
                    continue;
                var sum = 0m;
                foreach (var part in stakes)
                    sum += part;
                var most = sum * (1m - inverse); // of equal returns, times the inverse
                if (sum > target || (bounded && (most <= bestWorst * inverse || most < minProfit * inverse)))
                    continue;
                var worst = rows.Worst(stakes);
                if (worst > bestWorst && worst >= minProfit)
                    (best, bestWorst) = ([.. stakes], worst);
            }

            stake = steps.Down(stake - 0.01m);
        }

        return best is null ? Refused("no rounded stakes profit in every outcome") : new SizingResult(best, bestWorst, null);
    }

    /// <summary>The stakes for an anchor stake, each other leg rounded down or, where its bit is set, up; false when one is outside its limits.</summary>
    private static bool Round(IReadOnlyList<StakeLeg> legs, decimal[] nets, int anchor, decimal stake, StakeSteps steps, int mask, decimal[] stakes)
    {
        var returns = stake * nets[anchor];
        var bit = 0;
        for (var i = 0; i < stakes.Length; i++)
        {
            stakes[i] = i == anchor ? stake
                : (mask >> bit++ & 1) == 0 ? steps.Down(returns / nets[i]) : steps.Up(returns / nets[i]);
            if (stakes[i] <= 0m || stakes[i] < legs[i].MinStake || stakes[i] > legs[i].MaxStake)
                return false;
        }

        return true;
    }

    /// <summary>Sum of the stakes with every leg rounded up, limits aside.</summary>
    private static decimal RoundedUp(decimal[] nets, int anchor, decimal stake, StakeSteps steps)
    {
        var sum = stake;
        for (var i = 0; i < nets.Length; i++)
            if (i != anchor)
                sum += steps.Up(stake * nets[anchor] / nets[i]);
        return sum;
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
