using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>One leg as the engine sized it.</summary>
/// <param name="Index">0 for the leg that is placed first (leg A), then 1, …; see <see cref="LegOrder"/>.</param>
/// <param name="Slip">What to bet, in the provider's own orientation, at the price in the book.</param>
/// <param name="Selection">The same selection in the match's orientation.</param>
/// <param name="Mirrored">True when the provider's event is mirrored against the match.</param>
/// <param name="Stake">Planned stake, account currency, at most two decimals.</param>
/// <param name="Commission">Commission on winnings at this account, a fraction of 0 to 0.2.</param>
public sealed record PlannedLeg(int Index, BetSlip Slip, Selection Selection, bool Mirrored, decimal Stake, decimal Commission)
{
    /// <summary>The account that bets.</summary>
    public AccountId Account => Slip.Account;
}

/// <summary>Stakes for every leg of one opportunity, in the order in which they are placed.</summary>
/// <param name="Market">The book market.</param>
/// <param name="Legs">Two or three legs in placing order.</param>
/// <param name="WorstProfit">Profit in the worst outcome after rounding and commission at the planned prices; above 0.</param>
public sealed record StakePlan(MarketKey Market, IReadOnlyList<PlannedLeg> Legs, decimal WorstProfit)
{
    /// <summary>Commission on winnings of every account that may be used for a hedge, as a fraction; accounts that are not in it get no hedge bet.</summary>
    public IReadOnlyDictionary<AccountId, decimal> Commissions { get; init; } = new Dictionary<AccountId, decimal>();
}

/// <summary>How far one bet of an execution is.</summary>
public enum LegStatus : byte
{
    /// <summary>Sized, nothing sent.</summary>
    Planned,

    /// <summary>The intent is durable: from here on the bet may exist.</summary>
    Intended,

    /// <summary>Booked, decision open at the provider.</summary>
    Pending,

    /// <summary>There may be a bet: only evidence settles it.</summary>
    Unknown,

    /// <summary>Booked and accepted.</summary>
    Accepted,

    /// <summary>Proven: there is no bet.</summary>
    Rejected,

    /// <summary>Given up before anything was sent.</summary>
    Cancelled,
}

/// <summary>How an execution ended, or how it stands.</summary>
public enum ExecutionResult : byte
{
    /// <summary>Still going.</summary>
    Open,

    /// <summary>Ended before anything was sent.</summary>
    Aborted,

    /// <summary>Something was sent, nothing is booked: flat.</summary>
    Flat,

    /// <summary>Every leg accepted.</summary>
    Complete,

    /// <summary>A leg failed and the position was hedged.</summary>
    Hedged,

    /// <summary>A position is open in plain sight: no hedge could be placed, or a person must look. Lock and exposure stay.</summary>
    WithPerson,

    /// <summary>A person resolved it.</summary>
    Resolved,
}

/// <summary>Where a hedge bet comes from.</summary>
public enum HedgeKind : byte
{
    /// <summary>The missing leg, at the same or another account, at the best current price.</summary>
    CompleteLeg,

    /// <summary>The opposite selection at another bookmaker.</summary>
    OppositeElsewhere,

    /// <summary>The opposite selection at the book that holds the bet.</summary>
    ReverseSameBook,

    /// <summary>No hedge was possible in this round.</summary>
    NonePossible,
}
