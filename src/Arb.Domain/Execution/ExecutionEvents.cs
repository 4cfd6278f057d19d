using System.Text.Json.Serialization;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>What happened in an execution. Durable ones are journaled before the effect of the next step begins; the names and versions under which they are stored are in <see cref="ExecutionEventCodec"/>.</summary>
/// <param name="At">When.</param>
public abstract record ExecutionEvent(DateTimeOffset At)
{
    /// <summary>False for answers that are only collected in memory; they are lost in a crash, on purpose.</summary>
    public virtual bool Durable => true;

    /// <summary>In words, for the audit; no secret.</summary>
    public abstract string Describe();
}

/// <summary>References of bets that stood in an account's list before anything was sent: they can't be ours.</summary>
/// <param name="Account">The account.</param>
/// <param name="References">References of bets on this match.</param>
/// <param name="Rest">What the balance would be without the bets of the list (<see cref="BalanceEvidence.Rest"/>); null where it could not be read, and in older journals.</param>
public sealed record Baseline(
    AccountId Account,
    IReadOnlyList<string> References,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? Rest = null);

/// <summary>The match is locked and the plan is known. The first event of an execution. <c>Paper</c> says in which trading mode it runs; null in older journals. <c>Trace</c> is its span as <c>traceparent</c>, so that what happens after a restart is linked to it; null when it is not traced.</summary>
public sealed record LockTaken(
    ExecutionId Execution, long Token, OpportunityId Opportunity, MarketKey Market, MatchInfo Match, IReadOnlyList<PlannedLeg> Legs, decimal PlannedProfit, IReadOnlyDictionary<AccountId, decimal> Commissions, DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Paper = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Trace = null)
    : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => $"locked {Match.Match} with token {Token}; {Legs.Count} legs, planned profit {PlannedProfit:0.00}";
}

/// <summary>The audit row is committed.</summary>
public sealed record AuditOpened(DateTimeOffset At) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => "audit row committed";
}

/// <summary>Exposure is reserved at every account.</summary>
public sealed record ExposureTaken(DateTimeOffset At) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => "exposure reserved at every account";
}

/// <summary>Every leg is freshly quoted and still profitable; the stakes are final.</summary>
public sealed record QuotesTaken(IReadOnlyList<PlacementTicket> Tickets, IReadOnlyList<Baseline> Baselines, decimal WorstProfit, DateTimeOffset At) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => $"quotes {string.Join(", ", Tickets.Select(t => $"{t.Quote.Slip.Odds} x {t.Stake:0.00} at {t.Quote.Slip.Account}"))}; worst {WorstProfit:0.00}";
}

/// <summary>The placement is about to be sent: from here on the bet may exist.</summary>
public sealed record LegIntended(int Leg, int Attempt, PlacementTicket Ticket, DateTimeOffset At) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => $"leg {Leg}: intent {Ticket.Stake:0.00} at {Ticket.Quote.Slip.Odds}, {Ticket.Quote.Slip.Account}, attempt {Attempt}";
}

/// <summary>Booked, decision open at the provider.</summary>
public sealed record LegPending(int Leg, string Reference, DateTimeOffset At) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => $"leg {Leg}: pending as {Reference}";
}

/// <summary>There may be a bet: only evidence settles it. <c>Cause</c> is null in older journals, and where nothing was answered before a restart.</summary>
public sealed record LegUnknown(int Leg, string Detail, DateTimeOffset At, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UnknownCause? Cause = null) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => $"leg {Leg}: outcome unknown ({Detail})";
}

/// <summary>Booked and accepted.</summary>
public sealed record LegAccepted(int Leg, string Reference, Odds Odds, decimal Stake, string Detail, DateTimeOffset At) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => $"leg {Leg}: accepted {Stake:0.00} at {Odds} as {Reference} ({Detail})";
}

/// <summary>Proven: there is no bet.</summary>
public sealed record LegRejected(int Leg, RefusalReason Reason, string Detail, DateTimeOffset At) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => $"leg {Leg}: rejected, {Reason} ({Detail})";
}

/// <summary>A position is open and must be hedged (L16).</summary>
public sealed record HedgeStarted(string Reason, DateTimeOffset At) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => $"hedging: {Reason}";
}

/// <summary>One bet of a hedge round.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Mirrored">True when the provider's event is mirrored against the match.</param>
/// <param name="Commission">Commission on winnings, a fraction.</param>
/// <param name="Ticket">What will be sent.</param>
public sealed record HedgeLeg(HedgeKind Kind, bool Mirrored, decimal Commission, PlacementTicket Ticket);

/// <summary>A hedge round chose its bets; or found none (L16: that is an event too).</summary>
public sealed record HedgeChosen(
    int Round, IReadOnlyList<HedgeLeg> Legs, IReadOnlyList<Baseline> Baselines, decimal WorstBefore, decimal WorstAfter, decimal WorstUnlimited, string Reason, DateTimeOffset At) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => Legs.Count == 0
        ? $"hedge round {Round}: none possible ({Reason}); worst {WorstBefore:0.00}"
        : $"hedge round {Round}: {string.Join(" and ", Legs.Select(l => $"{l.Kind} {l.Ticket.Stake:0.00} at {l.Ticket.Quote.Slip.Odds}, {l.Ticket.Quote.Slip.Account}"))}; worst {WorstBefore:0.00} to {WorstAfter:0.00} ({Reason})";
}

/// <summary>A person must look: the alarm stands, lock and exposure stay.</summary>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
/// <param name="Contested">A leg on which list and balance contradict each other: no list proves it absent any more. Null otherwise, and in older journals.</param>
/// <param name="Balance">What the balance said of an outcome that stayed open; null where it was not what it hung on, and in older journals.</param>
public sealed record PersonAsked(
    string Reason,
    DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Contested = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BalanceVerdict? Balance = null) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => $"handed to a person: {Reason}";
}

/// <summary>A person decided.</summary>
public sealed record PersonAnswered(int? Leg, PersonVerdict Verdict, string? Reference, string Note, DateTimeOffset At) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => $"a person says {(Leg is { } leg ? $"leg {leg} " : "")}{Verdict}: {Note}";
}

/// <summary>The end is decided; only the audit and the lock are left. <c>KickOff</c> is there when it ended because the match begins or runs; null otherwise, and in older journals.</summary>
public sealed record Concluded(
    ExecutionResult Result, decimal WorstProfit, string Reason, DateTimeOffset At, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] KickOffRefusal? KickOff = null) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => $"{Result}: {Reason}; worst outcome {WorstProfit:0.00}";
}

/// <summary>The final audit row is committed.</summary>
public sealed record AuditClosed(DateTimeOffset At) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => "audit closed";
}

/// <summary>The lock is given back. The last event of an execution.</summary>
public sealed record LockReleased(DateTimeOffset At) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => "lock released";
}

/// <summary>An event that is collected in memory only.</summary>
/// <param name="At">When.</param>
public abstract record TransientEvent(DateTimeOffset At) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override bool Durable => false;

    /// <inheritdoc/>
    public override string Describe() => GetType().Name;
}

/// <summary>An account reserved its exposure.</summary>
public sealed record ReservationSeen(AccountId Account, DateTimeOffset At) : TransientEvent(At);

/// <summary>Bet lists and quotes of these numbers are being asked for.</summary>
public sealed record QuotingBegun(IReadOnlyList<QuoteWanted> Wanted, bool NeedsRoom, DateTimeOffset At) : TransientEvent(At);

/// <summary>A slip that a quote is asked for.</summary>
/// <param name="Number">Leg, or candidate number of a hedge round.</param>
/// <param name="Kind">Kind of hedge; <see cref="HedgeKind.CompleteLeg"/> for the plan's own legs.</param>
/// <param name="Slip">What.</param>
/// <param name="Mirrored">Provider's event mirrored.</param>
/// <param name="Commission">Commission on winnings, a fraction.</param>
/// <param name="Tries">Quotes asked so far.</param>
/// <param name="Result">The last answer, or null while it is open.</param>
public sealed record QuoteWanted(int Number, HedgeKind Kind, BetSlip Slip, bool Mirrored, decimal Commission, int Tries, QuoteResult? Result = null);

/// <summary>A quote was answered, or asked again at a new price.</summary>
public sealed record QuoteSeen(QuoteWanted Quote, DateTimeOffset At) : TransientEvent(At);

/// <summary>Every quote is there: it is asked when the match begins.</summary>
public sealed record StartsAsked(DateTimeOffset At) : TransientEvent(At);

/// <summary>A bet list was read before a send.</summary>
public sealed record BaselineSeen(Baseline Baseline, DateTimeOffset At) : TransientEvent(At);

/// <summary>A bet list could not be read before a send: no bets at this account in this round.</summary>
public sealed record BaselineMissing(AccountId Account, string Detail, DateTimeOffset At) : TransientEvent(At);

/// <summary>A complete, authenticated reading that was asked for after the bet was sent did not show it, early as that may be.</summary>
public sealed record ListMissed(int Leg, DateTimeOffset At) : TransientEvent(At);

/// <summary>A complete, authenticated reading past the settle time did not show the bet.</summary>
public sealed record AbsenceSeen(int Leg, DateTimeOffset At) : TransientEvent(At);

/// <summary>A reading that could have shown absence did not, because of the balance.</summary>
/// <param name="Leg">Leg.</param>
/// <param name="Balance">What it says.</param>
/// <param name="At">When.</param>
public sealed record AbsenceUnproven(int Leg, BalanceVerdict Balance, DateTimeOffset At) : TransientEvent(At);

/// <summary>The reconcile deadline has passed for the legs that are open now.</summary>
public sealed record DeadlinePassed(DateTimeOffset At) : TransientEvent(At);

/// <summary>An outcome is open: evidence is collected from now on, with a fresh deadline.</summary>
public sealed record ReconcileBegun(DateTimeOffset At) : TransientEvent(At);

/// <summary>
/// The execution was taken up by a new life of its actor. Outcomes that were open then count as open since now: the clock may have been set while the engine was down, and
/// "long enough ago" must be measured by one clock.
/// </summary>
public sealed record TakenUp(DateTimeOffset At) : TransientEvent(At);

/// <summary>A hedge round asks for prices.</summary>
public sealed record RoundBegun(DateTimeOffset At) : TransientEvent(At);

/// <summary>An account set exposure aside for a hedge.</summary>
public sealed record RoomSeen(AccountId Account, decimal Amount, DateTimeOffset At) : TransientEvent(At);
