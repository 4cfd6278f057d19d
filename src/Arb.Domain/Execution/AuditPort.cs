using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>One execution as the audit has it: a row of <c>execution_audit_log</c> and its <c>legs</c>. Written whole each time, derived from the journal.</summary>
/// <param name="Execution">Key.</param>
/// <param name="Token">Fencing token of its lock.</param>
/// <param name="Opportunity">What it executes.</param>
/// <param name="Market">Match, kind, period, line.</param>
/// <param name="MatchName">Teams, for people.</param>
/// <param name="Result">How it stands.</param>
/// <param name="State">The saga's phase, for people.</param>
/// <param name="PlannedProfit">Profit in the worst outcome as planned.</param>
/// <param name="WorstProfit">Profit in the worst outcome over the bets that stand, once closed; null before.</param>
/// <param name="Reason">Why it ended so; null while open.</param>
/// <param name="OpenedAt">When the lock was taken.</param>
/// <param name="UpdatedAt">Time of the last event.</param>
/// <param name="ClosedAt">When it was closed, or null.</param>
/// <param name="LastSequence">Sequence of the last event in it; a write with a lower one than the stored row's must not overwrite it.</param>
/// <param name="Legs">Legs and hedge bets, by number.</param>
public sealed record AuditRow(
    ExecutionId Execution,
    long Token,
    OpportunityId Opportunity,
    MarketKey Market,
    string MatchName,
    ExecutionResult Result,
    string State,
    decimal PlannedProfit,
    decimal? WorstProfit,
    string? Reason,
    DateTimeOffset OpenedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? ClosedAt,
    int LastSequence,
    IReadOnlyList<AuditLeg> Legs)
{
    /// <summary>True for an execution of paper trading.</summary>
    public bool Paper { get; init; }

    /// <summary>Start of the match; null in rows of older builds.</summary>
    public DateTimeOffset? KickOff { get; init; }
}

/// <summary>One bet of an execution; key (execution, leg).</summary>
/// <param name="Leg">Number: 0, 1, … the plan's legs, then hedge bets.</param>
/// <param name="IsHedge">True for a hedge bet.</param>
/// <param name="Account">The account.</param>
/// <param name="Event">The provider's event.</param>
/// <param name="MarketId">The provider's market.</param>
/// <param name="Kind">Market type.</param>
/// <param name="Period">Part of the match.</param>
/// <param name="Line">Provider's orientation.</param>
/// <param name="Selection">Provider's orientation.</param>
/// <param name="Odds">Price: planned, then quoted, then booked.</param>
/// <param name="Stake">Stake: planned, then sent, then booked.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Attempt">Placements sent or intended; 0 when none.</param>
/// <param name="Reference">The provider's reference once known.</param>
/// <param name="Detail">Last answer or evidence in words; no secret.</param>
/// <param name="Settled">How the bet ended at the provider, or null while open.</param>
/// <param name="Return">Gross amount credited; 0 while open.</param>
public sealed record AuditLeg(
    int Leg,
    bool IsHedge,
    AccountId Account,
    EventKey Event,
    string MarketId,
    MarketKind Kind,
    Period Period,
    Line Line,
    Selection Selection,
    Odds Odds,
    decimal Stake,
    LegStatus Status,
    int Attempt,
    string? Reference,
    string? Detail,
    BetStatus? Settled = null,
    decimal Return = 0m);

/// <summary>One step of an execution, for the view <c>execution_history</c>; key (execution, sequence).</summary>
/// <param name="Sequence">1, 2, … per execution.</param>
/// <param name="Step">Event name, e.g. <c>leg-intended-v1</c>.</param>
/// <param name="Detail">In words; no secret.</param>
/// <param name="At">When.</param>
public sealed record AuditStep(int Sequence, string Step, string Detail, DateTimeOffset At);

/// <summary>One hedge attempt: a row of <c>hedge_events</c>; key (execution, sequence). "None possible" is a row too (L16).</summary>
/// <param name="Execution">Which execution.</param>
/// <param name="Sequence">Ten times the sequence of the saga's event that it tells, plus the position of the bet in the round.</param>
/// <param name="Round">Hedge round, 1, 2, ….</param>
/// <param name="Kind">Kind of hedge, or <see cref="HedgeKind.NonePossible"/>.</param>
/// <param name="Leg">Number of the hedge bet, or null.</param>
/// <param name="Account">Account, or null.</param>
/// <param name="Selection">Selection in the match's orientation, or null.</param>
/// <param name="Odds">Price, or null.</param>
/// <param name="Stake">Stake, or null.</param>
/// <param name="WorstBefore">Worst outcome before.</param>
/// <param name="WorstAfter">Worst outcome if this hedge stands; equal to <paramref name="WorstBefore"/> when none was possible.</param>
/// <param name="Outcome">How far the hedge bet is; null when none was possible.</param>
/// <param name="Reason">Why this one, or why none.</param>
/// <param name="At">When.</param>
public sealed record HedgeRow(
    ExecutionId Execution,
    int Sequence,
    int Round,
    HedgeKind Kind,
    int? Leg,
    AccountId? Account,
    Selection? Selection,
    Odds? Odds,
    decimal? Stake,
    decimal WorstBefore,
    decimal WorstAfter,
    LegStatus? Outcome,
    string Reason,
    DateTimeOffset At);

/// <summary>An execution with everything that is known of it.</summary>
/// <param name="Row">The row and its legs.</param>
/// <param name="Steps">By sequence.</param>
/// <param name="Hedges">By sequence.</param>
public sealed record AuditHistory(AuditRow Row, IReadOnlyList<AuditStep> Steps, IReadOnlyList<HedgeRow> Hedges);

/// <summary>A stake that still counts: accepted, pending or unknown, and not settled.</summary>
/// <param name="Execution">Which execution.</param>
/// <param name="Match">Its match.</param>
/// <param name="Leg">Leg.</param>
/// <param name="Stake">Stake.</param>
public sealed record OpenStake(ExecutionId Execution, MatchId Match, int Leg, decimal Stake)
{
    /// <summary>True for a paper bet.</summary>
    public bool IsPaper { get; init; }
}

/// <summary>
/// Port: the audit tables (L18). Every write is one transaction, durable when its task completes, an upsert by key (after a crash everything is
/// written again from the journal), and throws <see cref="Sessions.StorageException"/> on failure.
/// </summary>
public interface IAuditLog
{
    /// <summary>Writes the row before anything is done for the execution.</summary>
    Task OpenAsync(AuditRow row, IReadOnlyList<AuditStep> steps);

    /// <summary>Writes the row, its legs and steps after an event. Never undoes a later write (see <see cref="AuditRow.LastSequence"/>) and never touches settlement columns.</summary>
    Task UpdateAsync(AuditRow row, IReadOnlyList<AuditStep> steps);

    /// <summary>Writes the final row with every step and every hedge attempt; <see cref="AuditRow.ClosedAt"/> is set.</summary>
    Task CloseAsync(AuditRow row, IReadOnlyList<AuditStep> steps, IReadOnlyList<HedgeRow> hedges);

    /// <summary>Writes one hedge attempt (insert, or replace by key: its outcome changes).</summary>
    Task AppendHedgeAsync(HedgeRow hedge);

    /// <summary>Notes how a bet was settled by the provider; null values leave it open.</summary>
    Task SettleLegAsync(ExecutionId execution, int leg, BetStatus status, decimal returned, DateTimeOffset at);

    /// <summary>Rows that are not closed, oldest first.</summary>
    Task<IReadOnlyList<AuditRow>> UnfinishedAsync();

    /// <summary>Newest first, at most <paramref name="limit"/> (1 to 10,000).</summary>
    Task<IReadOnlyList<AuditRow>> ListAsync(int limit);

    /// <summary>One execution with steps and hedges, or null.</summary>
    Task<AuditHistory?> FindAsync(ExecutionId execution);

    /// <summary>Counts and sums over all executions.</summary>
    Task<AuditTotals> TotalsAsync();

    /// <summary>Stakes of an account that still count.</summary>
    Task<IReadOnlyList<OpenStake>> OpenStakesAsync(AccountId account);

    /// <summary>Highest fencing token in the audit, 0 when empty: a lock table that lost its journal must not start below it.</summary>
    Task<long> HighestTokenAsync();

    /// <summary>How many live executions began: all that are not of paper trading and did not end before anything was sent.</summary>
    Task<long> LiveBegunAsync();

    /// <summary>
    /// Notes that the lock journal has this many events: an engine that finds fewer at its start has lost a kill, and does not start (<see cref="StorageComparison"/>). Where nothing outlives the process
    /// there is nothing to compare.
    /// </summary>
    Task NoteLocksAsync(long sequence) => Task.CompletedTask;

    /// <summary>Notes that an opportunity was executed (something may have been sent) at a time; the latest time counts.</summary>
    Task MarkExecutedAsync(OpportunityId opportunity, ExecutionId execution, DateTimeOffset at);

    /// <summary>Forgets the mark: the operator armed it again.</summary>
    Task UnmarkExecutedAsync(OpportunityId opportunity);

    /// <summary>Opportunities marked since a time → latest time, at most <paramref name="limit"/>, newest first.</summary>
    Task<IReadOnlyDictionary<OpportunityId, DateTimeOffset>> ExecutedSinceAsync(DateTimeOffset since, int limit);
}

/// <summary>Sums over <c>execution_audit_log</c>.</summary>
/// <param name="Open">Rows not closed.</param>
/// <param name="WithPerson">Rows handed to a person and not resolved.</param>
/// <param name="Completed">Closed rows in which every leg was accepted.</param>
/// <param name="Hedged">Closed rows that ended by a hedge.</param>
/// <param name="Aborted">Closed rows in which nothing stands.</param>
/// <param name="WorstProfit">Sum of the worst-outcome profits of closed rows.</param>
public sealed record AuditTotals(int Open, int WithPerson, int Completed, int Hedged, int Aborted, decimal WorstProfit);
