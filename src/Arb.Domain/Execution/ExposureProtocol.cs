using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>Reserves exposure before anything is sent; idempotent per execution (the highest amount counts). From a match actor; answered by <see cref="ExposureReserved"/> or <see cref="ExposureRefused"/>.</summary>
/// <param name="Execution">For which execution.</param>
/// <param name="Match">The match it counts for.</param>
/// <param name="Account">The account.</param>
/// <param name="Amount">Sum of the planned stakes at this account.</param>
public sealed record ReserveExposure(ExecutionId Execution, MatchId Match, AccountId Account, decimal Amount);

/// <summary>Reserved. Answer to <see cref="ReserveExposure"/>.</summary>
/// <param name="Execution">As asked.</param>
/// <param name="Account">The account.</param>
public sealed record ExposureReserved(ExecutionId Execution, AccountId Account);

/// <summary>Over a cap: nothing was reserved. Answer to <see cref="ReserveExposure"/>.</summary>
/// <param name="Execution">As asked.</param>
/// <param name="Account">The account.</param>
/// <param name="Reason">Which cap, with numbers.</param>
public sealed record ExposureRefused(ExecutionId Execution, AccountId Account, string Reason);

/// <summary>Sets exposure aside for a hedge, as much as the caps allow up to an amount, beside the stakes that stand; replaces the execution's reservation. From a match actor; answered by <see cref="HedgeRoomReserved"/>.</summary>
/// <param name="Execution">For which execution.</param>
/// <param name="Match">The match it counts for.</param>
/// <param name="Account">The account.</param>
/// <param name="Wanted">The most a hedge could stake.</param>
public sealed record ReserveHedgeRoom(ExecutionId Execution, MatchId Match, AccountId Account, decimal Wanted);

/// <summary>Answer to <see cref="ReserveHedgeRoom"/>.</summary>
/// <param name="Execution">As asked.</param>
/// <param name="Account">The account.</param>
/// <param name="Amount">What was set aside; 0 when the caps are used up.</param>
public sealed record HedgeRoomReserved(ExecutionId Execution, AccountId Account, decimal Amount);

/// <summary>Gives back what is reserved and not committed for an execution; idempotent. From a match actor; no answer.</summary>
/// <param name="Execution">For which execution.</param>
/// <param name="Account">The account.</param>
public sealed record ReleaseExposure(ExecutionId Execution, AccountId Account);

/// <summary>A stake is placed or may be placed: it counts until it is settled, or proven absent (<see cref="Stake"/> 0). Idempotent per leg; also sent after a restart. From a match actor; no answer.</summary>
/// <param name="Execution">For which execution.</param>
/// <param name="Match">The match it counts for.</param>
/// <param name="Account">The account.</param>
/// <param name="Leg">Leg.</param>
/// <param name="Stake">Stake that counts; 0 when the bet is proven absent.</param>
public sealed record CommitExposure(ExecutionId Execution, MatchId Match, AccountId Account, int Leg, decimal Stake);

/// <summary>A bet is settled: its stake no longer counts; idempotent. From the settlement reader; no answer.</summary>
/// <param name="Execution">Which execution.</param>
/// <param name="Account">The account.</param>
/// <param name="Leg">Leg.</param>
public sealed record SettleExposure(ExecutionId Execution, AccountId Account, int Leg);

/// <summary>Asks for headroom. From the engine or the command channel to an exposure actor; answered by <see cref="ExposureAnswered"/>.</summary>
/// <param name="Match">The match whose cap is meant, or null for the account alone.</param>
public sealed record GetExposure(MatchId? Match);

/// <summary>Answer to <see cref="GetExposure"/>.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Match">As asked.</param>
/// <param name="Headroom">What may still be staked, the smaller of both caps; never below 0.</param>
/// <param name="Reserved">Reserved in all.</param>
/// <param name="Open">Placed or unknown in all.</param>
public sealed record ExposureAnswered(AccountId Account, MatchId? Match, decimal Headroom, decimal Reserved, decimal Open)
{
    /// <summary>The caps that count now; null from an exposure actor that has not read them yet.</summary>
    public ExposureSettings? Caps { get; init; }

    /// <summary>The matches with the most exposure; asked for the account alone only.</summary>
    public IReadOnlyList<MatchExposure> Matches { get; init; } = [];
}

// ---- prices for a hedge ----

/// <summary>What counts against the cap of a match at one account.</summary>
/// <param name="Match">The match.</param>
/// <param name="Used">Reserved, placed and unknown, account currency.</param>
public sealed record MatchExposure(MatchId Match, decimal Used);
