using System.Globalization;

namespace Arb.Domain.Execution;

/// <summary>What the balance says about a bet that the list does not show.</summary>
public enum BalanceSays : byte
{
    /// <summary>The contract reads no balance: the list stands alone.</summary>
    NotReadHere,

    /// <summary>It is what it was before the send: no money left for the bet.</summary>
    Agrees,

    /// <summary>Money left for something that the list does not show.</summary>
    Lower,

    /// <summary>More money than the list explains: what came in may hide what left.</summary>
    Higher,

    /// <summary>It could not be read: a time-out, an error, a page. It is waited for.</summary>
    Unreadable,

    /// <summary>It could not be read before the send: there is nothing to compare with.</summary>
    UnreadableBefore,
}

/// <summary>What a balance says, and by how much.</summary>
/// <param name="Says">What.</param>
/// <param name="Difference">What the account is short of, in its currency; negative when there is more; 0 where nothing can be compared.</param>
public readonly record struct BalanceVerdict(BalanceSays Says, decimal Difference)
{
    /// <summary>In words, for people.</summary>
    public string Words() => Says switch
    {
        BalanceSays.Agrees => "the balance agrees",
        BalanceSays.Lower => string.Create(CultureInfo.InvariantCulture, $"the balance is {Difference:0.00##} lower than the list explains"),
        BalanceSays.Higher => string.Create(CultureInfo.InvariantCulture, $"the balance is {-Difference:0.00##} higher than the list explains"),
        BalanceSays.Unreadable => "the balance cannot be read",
        BalanceSays.UnreadableBefore => "the balance could not be read before the bet was sent",
        _ => "this contract reads no balance",
    };
}

/// <summary>A bet that was answered as booked and that the list does not show yet.</summary>
/// <param name="Reference">The provider's reference.</param>
/// <param name="Stake">Its stake: gone from the balance.</param>
/// <param name="TicketKey">Key of the ticket that was placed.</param>
public sealed record UnlistedBet(string Reference, decimal Stake, string TicketKey);

/// <summary>
/// What the balance says beside the bet list. Booking takes the stake, a result credits the return, so the balance without the bets of the list stays the same
/// as long as the list shows every bet. A lower one means that money left for something the list does not show; a higher one (a deposit, an older bet that won) may hide that.
/// </summary>
public static class BalanceEvidence
{
    /// <summary>Compares the balance without the listed bets before the send and now, in the smallest unit of the account's currency.</summary>
    /// <param name="isRead">True where the contract can read a balance: then a missing one is waited for.</param>
    /// <param name="before">Before the send, or null.</param>
    /// <param name="now">Now, or null.</param>
    /// <param name="digits">Decimals of the currency.</param>
    public static BalanceVerdict Weigh(bool isRead, decimal? before, decimal? now, int digits)
    {
        if (!isRead)
            return new(BalanceSays.NotReadHere, 0m);
        if (before is not { } then)
            return new(BalanceSays.UnreadableBefore, 0m);
        if (now is not { } found)
            return new(BalanceSays.Unreadable, 0m);
        var missing = Math.Round(then - found, digits, MidpointRounding.AwayFromZero);
        return new(missing == 0m ? BalanceSays.Agrees : missing > 0m ? BalanceSays.Lower : BalanceSays.Higher, missing);
    }

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

    /// <summary>As <see cref="Rest(decimal?, IReadOnlyList{BetListEntry})"/>, with the stakes of bets that are booked and not listed yet; the bet in question is none of them, whatever its bookmaker answered: the answer may
    /// have reached the bettor and not the execution, which lost its actor in between.</summary>
    public static decimal? RestOf(ExecutionInput.ListRead read, LegState? inQuestion) => Rest(read.Balance, read.Reading.Bets)
        + read.Unlisted.Where(bet => inQuestion is null || (bet.Reference != inQuestion.Reference && bet.TicketKey != inQuestion.Ticket?.Quote.TicketKey)).Sum(bet => bet.Stake);

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
