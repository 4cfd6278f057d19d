namespace Arb.Domain.Execution;

/// <summary>
/// What the balance says beside the bet list. Booking takes the stake, a result credits the return, so the balance without the bets of the list stays the same
/// as long as the list shows every bet. A lower one means that money left for something the list does not show. A higher one (a deposit, an older bet that won) says nothing.
/// </summary>
public static class BalanceEvidence
{
    /// <summary>The balance as it would be without the bets of a list; null when the balance is not known.</summary>
    public static decimal? Rest(decimal? balance, IReadOnlyList<BetListEntry> bets)
    {
        if (balance is not { } rest)
            return null;
        for (var i = 0; i < bets.Count; i++)
        {
            if (!IsRepeated(bets, i))
                rest += bets[i].Stake - Credited(bets[i]);
        }

        return rest;
    }

    /// <summary>Money that the list does not explain: what a reading is short of the one before the send; negative when there is more now; null when one of them is not known.</summary>
    public static decimal? Missing(decimal? before, decimal? now) => before - now;

    /// <summary>A stake that came back may be listed without an amount.</summary>
    private static decimal Credited(BetListEntry bet) =>
        bet.Return == 0m && bet.Status is (BetStatus.Rejected or BetStatus.Void) ? bet.Stake : bet.Return;

    private static bool IsRepeated(IReadOnlyList<BetListEntry> bets, int index)
    {
        for (var i = 0; i < index; i++)
            if (bets[i].Reference == bets[index].Reference)
                return true;
        return false;
    }
}
