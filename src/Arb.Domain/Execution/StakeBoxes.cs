namespace Arb.Domain.Execution;

/// <summary>
/// All stakes of bets that may win together, by halves or not at all (quarter lines, covers across lines): halves the range of the stakes again and again. What a bet
/// brings at one result only rises or only falls with its stake, so no stakes of a range bring more in the worst outcome than the better end of every bet does;
/// where that is not better than the best so far, the range is left out whole.
/// </summary>
internal static class StakeBoxes
{
    /// <summary>The best stakes that give at least <paramref name="least"/>.</summary>
    /// <param name="lowest">Smallest stakes, each on a step.</param>
    /// <param name="highest">Largest stakes, each on a step.</param>
    /// <param name="steps">Steps.</param>
    /// <param name="holds">False when stakes, and any larger ones, are together above what may be staked.</param>
    /// <param name="mostOf">What no stakes of a range exceed in the worst outcome; of a range of one, its worst outcome.</param>
    /// <param name="least">A plan below this is none.</param>
    /// <param name="limit">Ranges looked at, at most.</param>
    public static BestStakes Search(
        decimal[] lowest, decimal[] highest, StakeSteps steps, Func<decimal[], bool> holds, Func<decimal[], decimal[], decimal> mostOf, decimal least, int limit)
    {
        var best = new BestStakes(least);
        var ranges = new Stack<(decimal[] Low, decimal[] High)>();
        ranges.Push((lowest, highest));
        for (var n = 0; n < limit && ranges.TryPop(out var range); n++)
        {
            var (low, high) = range;
            if (!holds(low))
                continue;
            var most = mostOf(low, high);
            if (best.Beats(most, low.Sum()))
                continue;
            var widest = 0;
            for (var i = 1; i < low.Length; i++)
                if (high[i] - low[i] > high[widest] - low[widest])
                    widest = i;
            if (low[widest] == high[widest])
            {
                best.Take(low, most, low.Sum());
                continue;
            }

            // The upper half is looked at first: what profits profits more with more.
            var middle = steps.Up((low[widest] + high[widest]) / 2m);
            if (middle == low[widest])
                middle = steps.Up(middle + 0.01m);
            ranges.Push((low, With(high, widest, steps.Below(middle))));
            ranges.Push((With(low, widest, middle), high));
        }

        return best;
    }

    private static decimal[] With(decimal[] stakes, int at, decimal stake)
    {
        decimal[] changed = [.. stakes];
        changed[at] = stake;
        return changed;
    }
}
