using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>
/// Which leg is placed first: the one most likely to fail, so that a failure finds us flat instead of naked.
/// Rule, first difference decides: running before not started (its answer may be pending and its price moves fastest);
/// smaller largest stake (a tight limit is a market about to close); longer odds (they move in bigger steps); then canonical selection order.
/// </summary>
public static class LegOrder
{
    /// <summary>Positions of <paramref name="legs"/> in placing order.</summary>
    public static IReadOnlyList<int> Of(IReadOnlyList<(bool InPlay, decimal MaxStake, Odds Odds)> legs) =>
        [.. Enumerable.Range(0, legs.Count)
            .OrderByDescending(i => legs[i].InPlay)
            .ThenBy(i => legs[i].MaxStake)
            .ThenByDescending(i => legs[i].Odds)
            .ThenBy(i => i)];
}
