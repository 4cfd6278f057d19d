using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>A bet that could be placed as a hedge, freshly quoted.</summary>
/// <param name="Number">Its number in the round.</param>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Quote">The quote.</param>
/// <param name="Mirrored">True when the provider's event is mirrored against the match.</param>
/// <param name="Commission">Commission on winnings, a fraction.</param>
public sealed record HedgeCandidate(int Number, HedgeKind Kind, Quote Quote, bool Mirrored, decimal Commission)
{
    /// <summary>The bet at a stake, in the match's orientation.</summary>
    public BetPosition At(decimal stake) => BetPosition.Of(Quote.Slip, Mirrored, Quote.Slip.Odds, stake, Commission);
}

/// <summary>One bet of a hedge.</summary>
/// <param name="Candidate">Which candidate.</param>
/// <param name="Stake">Stake.</param>
public sealed record HedgeBet(HedgeCandidate Candidate, decimal Stake);

/// <summary>A hedge: one or two bets and what they make of the worst outcome.</summary>
/// <param name="Bets">Bets, to be placed one after the other.</param>
/// <param name="WorstBefore">Profit in the worst outcome now (over every possible world).</param>
/// <param name="WorstAfter">Profit in the worst outcome when all bets stand.</param>
/// <param name="WorstUnlimited">The same if stakes were not capped: what this price costs in the end.</param>
public sealed record HedgePlan(IReadOnlyList<HedgeBet> Bets, decimal WorstBefore, decimal WorstAfter, decimal WorstUnlimited)
{
    /// <summary>True when it may be placed without a person: the loss at this price is within <paramref name="maxLoss"/>.</summary>
    public bool Within(decimal maxLoss) => Math.Max(WorstAfter, WorstUnlimited) >= -maxLoss;
}

/// <summary>
/// Ranks hedges by the worst-case profit over all outcomes. The position can be several worlds (a bet of unknown outcome stands in one and not in the
/// other): then the worst over all of them counts (L16).
/// </summary>
public static class HedgePlanner
{
    /// <summary>Ranges of stakes looked at for one set of bets, at most. The worst outcome falls off steeply on both sides of its peak: some hundreds are enough.</summary>
    private const int MaxRanges = 20_000;

    /// <summary>Where neither the quote nor the account sets a limit.</summary>
    private const decimal MaxStake = 100_000_000m;

    /// <summary>Hedges that improve the worst outcome, best first; empty when none does.</summary>
    /// <param name="worlds">Possible positions; one when everything is known.</param>
    /// <param name="candidates">Quoted candidates.</param>
    /// <param name="step">Stake step.</param>
    /// <param name="room">What may be staked at an account, by all bets of a hedge together; a missing account has no limit.</param>
    public static IReadOnlyList<HedgePlan> Rank(
        IReadOnlyList<IReadOnlyList<BetPosition>> worlds, IReadOnlyList<HedgeCandidate> candidates, decimal step, IReadOnlyDictionary<AccountId, decimal> room)
    {
        var before = worlds.Min(PayoffMatrix.Worst);
        var plans = new List<HedgePlan>();
        foreach (var set in Sets(worlds, candidates))
        {
            var positions = new Positions(worlds, set);
            var free = Unlimited(positions, set, step);
            var capped = Within(positions, set, step, room, before);
            if (capped.Worst > before)
                plans.Add(new HedgePlan(capped.Bets, before, capped.Worst, Math.Max(free, capped.Worst)));
        }

        return [.. plans
            .OrderByDescending(plan => plan.WorstAfter)
            .ThenBy(plan => plan.Bets.Count)
            .ThenBy(plan => plan.Bets[0].Candidate.Kind)
            .ThenBy(plan => plan.Bets[0].Candidate.Number)];
    }

    /// <summary>Single candidates, and pairs that win in different outcomes (two open legs of three).</summary>
    private static IEnumerable<HedgeCandidate[]> Sets(IReadOnlyList<IReadOnlyList<BetPosition>> worlds, IReadOnlyList<HedgeCandidate> candidates)
    {
        var held = worlds.SelectMany(world => world).ToArray();
        var usable = candidates.Where(c => PayoffMatrix.Comparable([.. held, c.At(1m)])).ToArray();
        foreach (var candidate in usable)
            yield return [candidate];
        for (var i = 0; i < usable.Length; i++)
            for (var j = i + 1; j < usable.Length; j++)
                if (Disjoint(usable[i].At(1m), usable[j].At(1m)))
                    yield return [usable[i], usable[j]];
    }

    private static bool Disjoint(BetPosition a, BetPosition b) =>
        PayoffMatrix.Outcomes([a, b]).All(o => Loses(a, o) || Loses(b, o));

    private static bool Loses(BetPosition bet, int outcome) => PayoffMatrix.Settle(bet, outcome) == BetResult.Loss;

    /// <summary>The best of all stakes within the quotes' limits and what the accounts may stake.</summary>
    private static (IReadOnlyList<HedgeBet> Bets, decimal Worst) Within(Positions positions, HedgeCandidate[] set, decimal step, IReadOnlyDictionary<AccountId, decimal> room, decimal before)
    {
        var steps = StakeSteps.Every(step);
        decimal Room(HedgeCandidate c) => room.GetValueOrDefault(c.Quote.Slip.Account, decimal.MaxValue);
        var low = Array.ConvertAll(set, c => steps.Up(Math.Max(c.Quote.MinStake, step)));
        var high = Array.ConvertAll(set, c => steps.Down(Math.Min(Math.Min(c.Quote.MaxStake, Room(c)), MaxStake)));
        for (var i = 0; i < set.Length; i++)
            if (low[i] > high[i])
                return ([], decimal.MinValue);
        var together = set.Length == 2 && set[0].Quote.Slip.Account == set[1].Quote.Slip.Account ? Room(set[0]) : decimal.MaxValue;
        var best = StakeBoxes.Search(low, high, steps, stakes => stakes.Sum() <= together, positions.Most, before + 0.01m, MaxRanges);
        return best.Stakes is { } found ? ([.. set.Select((candidate, i) => new HedgeBet(candidate, found[i]))], best.Worst) : ([], decimal.MinValue);
    }

    /// <summary>The worst outcome at the best stakes that no limit holds back.</summary>
    private static decimal Unlimited(Positions positions, HedgeCandidate[] set, decimal step)
    {
        var choices = set.Select((candidate, i) => Stakes(positions, i, candidate, step)).ToArray();
        var best = decimal.MinValue;
        var stakes = new decimal[set.Length];
        foreach (var first in choices[0])
        {
            stakes[0] = first;
            if (set.Length == 1)
                best = Math.Max(best, positions.Most(stakes, stakes));
            else
                foreach (var second in choices[1])
                {
                    stakes[1] = second;
                    best = Math.Max(best, positions.Most(stakes, stakes));
                }
        }

        return best;
    }

    /// <summary>The possible worlds together with the bets of one set, worked out once for all stakes.</summary>
    private sealed class Positions
    {
        private readonly (PayoffRows Rows, decimal[] Low, decimal[] High)[] _worlds;

        public Positions(IReadOnlyList<IReadOnlyList<BetPosition>> worlds, HedgeCandidate[] set)
        {
            var bets = Array.ConvertAll(set, candidate => candidate.At(100m));
            _worlds = [.. worlds.Select(world => (new PayoffRows([.. world, .. bets]), Stakes(world, bets), Stakes(world, bets)))];
            Levels = [.. bets.Select((_, own) => LevelsOf(worlds, bets, own))];
        }

        /// <summary>Per bet of the set: what the held bets bring in an outcome, and what this bet adds there per unit of stake.</summary>
        public (decimal Profit, decimal Slope)[][] Levels { get; }

        /// <summary>What no stakes from <paramref name="low"/> to <paramref name="high"/> exceed in the worst outcome of every world.</summary>
        public decimal Most(decimal[] low, decimal[] high)
        {
            var worst = decimal.MaxValue;
            foreach (var world in _worlds)
            {
                low.CopyTo(world.Low, world.Low.Length - low.Length);
                high.CopyTo(world.High, world.High.Length - high.Length);
                worst = Math.Min(worst, world.Rows.Most(world.Low, world.High));
            }

            return worst;
        }

        private static decimal[] Stakes(IReadOnlyList<BetPosition> held, BetPosition[] bets) => [.. held.Select(bet => bet.Stake), .. bets.Select(_ => 0m)];

        private static (decimal Profit, decimal Slope)[] LevelsOf(IReadOnlyList<IReadOnlyList<BetPosition>> worlds, BetPosition[] bets, int own)
        {
            var values = new BetValues(bets[own], 100m);
            var levels = new HashSet<(decimal Profit, decimal Slope)>();
            foreach (var world in worlds)
            {
                var outcomes = PayoffMatrix.Outcomes([.. world, .. bets]);
                var profits = PayoffMatrix.Profits(world, outcomes);
                for (var i = 0; i < outcomes.Count; i++)
                    levels.Add((profits[i], values.Of(PayoffMatrix.Settle(bets[own], outcomes[i])) * 0.01m));
            }

            return [.. levels];
        }
    }

    /// <summary>
    /// Stakes worth trying without a limit: those at which what the candidate wins lifts one outcome to the level of another, rounded both ways. The worst case is a
    /// concave, piecewise linear function of the stake, so its maximum is at one of these crossings.
    /// </summary>
    private static SortedSet<decimal> Stakes(Positions positions, int number, HedgeCandidate candidate, decimal step)
    {
        var stakes = new SortedSet<decimal>();
        var min = Math.Max(candidate.Quote.MinStake, step);
        void Try(decimal stake)
        {
            var rounded = decimal.Floor(stake / step) * step;
            if (rounded >= min)
                stakes.Add(rounded);
        }

        foreach (var up in positions.Levels[number])
            foreach (var down in positions.Levels[number])
                if (up.Slope > down.Slope && down.Profit > up.Profit)
                {
                    var crossing = (down.Profit - up.Profit) / (up.Slope - down.Slope);
                    Try(crossing);
                    Try(crossing + step);
                }

        if (stakes.Count == 0)
            Try(min);
        return stakes;
    }
}
