using Arb.Domain.Arbitrage;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>What reaches an execution from outside.</summary>
public abstract record ExecutionInput
{
    private ExecutionInput()
    {
    }

    /// <summary>Begin under a lock.</summary>
    public sealed record Begin(BeginExecution Order) : ExecutionInput;

    /// <summary>The journal was replayed after a start or a crash.</summary>
    public sealed record Recovered : ExecutionInput;

    /// <summary>The machine slept: what was asked before is void, what was on its way may have arrived.</summary>
    public sealed record Slept : ExecutionInput;

    /// <summary>The first audit write ended; null is success.</summary>
    public sealed record AuditOpenDone(string? Error) : ExecutionInput;

    /// <summary>The final audit write ended; null is success.</summary>
    public sealed record AuditCloseDone(string? Error) : ExecutionInput;

    /// <summary>An account reserved (null) or refused.</summary>
    public sealed record ReservationDone(AccountId Account, string? Refusal) : ExecutionInput;

    /// <summary>An account set this much aside for a hedge.</summary>
    public sealed record RoomDone(AccountId Account, decimal Amount) : ExecutionInput;

    /// <summary>A quote was answered.</summary>
    public sealed record QuoteDone(int Number, QuoteResult Result) : ExecutionInput;

    /// <summary>A bet list was read, and the balance directly before it where that was asked for and came.</summary>
    public sealed record ListRead(AccountId Account, BetListReading Reading, DateTimeOffset AskedAt, TimeSpan SettleTime, decimal? Balance = null) : ExecutionInput
    {
        /// <summary>True where the account's contract can read a balance: absence needs one that agrees.</summary>
        public bool ReadsBalance { get; init; } = true;

        /// <summary>Bets that are booked at the account and not listed yet.</summary>
        public IReadOnlyList<UnlistedBet> Unlisted { get; init; } = [];

        /// <summary>Decimals of the account's currency.</summary>
        public int MoneyDigits { get; init; } = 2;
    }

    /// <summary>A placement was answered.</summary>
    public sealed record PlacementDone(int Leg, int Attempt, PlacementOutcome Outcome) : ExecutionInput;

    /// <summary>Prices for a hedge arrived.</summary>
    public sealed record PricesRead(IReadOnlyList<OpportunityLeg> Prices) : ExecutionInput;

    /// <summary>The starts of the match's events arrived.</summary>
    public sealed record StartsRead(IReadOnlyList<EventStart> Starts) : ExecutionInput;

    /// <summary>A timer fired.</summary>
    public sealed record TimerFired(ExecutionTimer Timer) : ExecutionInput;

    /// <summary>A person decided.</summary>
    public sealed record PersonSaid(int? Leg, PersonVerdict Verdict, string? Reference, string Note, Odds? Odds = null, decimal? Stake = null) : ExecutionInput;

    /// <summary>What was settled about bets turned out otherwise.</summary>
    public sealed record BetsChanged(long Token, IReadOnlyList<BetChange> Changes, IReadOnlyList<SettledLeg> Settled) : ExecutionInput;

    /// <summary>The engine was killed: what has sent nothing ends.</summary>
    public sealed record Abandon(string Reason) : ExecutionInput;

    /// <summary>The watchdog wants a safe end.</summary>
    public sealed record Drive : ExecutionInput;
}

/// <summary>Timers of an execution; one of each at a time, setting one again replaces it.</summary>
public enum ExecutionTimer : byte
{
    /// <summary>Deadline of what is being waited for: audit, exposure, quotes, placement, prices.</summary>
    Step,

    /// <summary>Next reading of the bet lists.</summary>
    Poll,

    /// <summary>Reconcile deadline.</summary>
    Deadline,

    /// <summary>Next hedge round.</summary>
    Round,

    /// <summary>Next try of the final audit write.</summary>
    Audit,
}

/// <summary>What the actor must do, in order, after the events are durable.</summary>
public abstract record ExecutionEffect
{
    private ExecutionEffect()
    {
    }

    /// <summary>Write the first audit row; answer <see cref="ExecutionInput.AuditOpenDone"/>.</summary>
    public sealed record OpenAudit : ExecutionEffect;

    /// <summary>Write the audit row as it stands; a failure is an alarm, and it is written again.</summary>
    public sealed record UpdateAudit : ExecutionEffect;

    /// <summary>Write the attempts of the latest hedge round.</summary>
    public sealed record AppendHedge : ExecutionEffect;

    /// <summary>Write the final row; answer <see cref="ExecutionInput.AuditCloseDone"/>.</summary>
    public sealed record CloseAudit : ExecutionEffect;

    /// <summary>Reserve exposure; answer <see cref="ExecutionInput.ReservationDone"/>.</summary>
    public sealed record Reserve(AccountId Account, decimal Amount) : ExecutionEffect;

    /// <summary>Set exposure aside for a hedge, as much as there is up to an amount; answer <see cref="ExecutionInput.RoomDone"/>.</summary>
    public sealed record ReserveRoom(AccountId Account, decimal Wanted) : ExecutionEffect;

    /// <summary>Give a reservation back.</summary>
    public sealed record Release(AccountId Account) : ExecutionEffect;

    /// <summary>Count a stake (0: proven absent).</summary>
    public sealed record Commit(AccountId Account, int Leg, decimal Stake) : ExecutionEffect;

    /// <summary>Ask for a quote; answer <see cref="ExecutionInput.QuoteDone"/>.</summary>
    public sealed record Quote(int Number, BetSlip Slip) : ExecutionEffect;

    /// <summary>Read a bet list, and the balance directly before it where it may tell something; answer <see cref="ExecutionInput.ListRead"/>.</summary>
    public sealed record ReadList(AccountId Account, DateTimeOffset From, bool WithBalance) : ExecutionEffect;

    /// <summary>Tell that a list showed a bet so long after it was sent, and one in between did not.</summary>
    public sealed record TellLateList(AccountId Account, ProviderId Provider, TimeSpan Lateness) : ExecutionEffect;

    /// <summary>Send a placement, once; answer <see cref="ExecutionInput.PlacementDone"/>. Not from <c>Before</c> on, where there is one.</summary>
    public sealed record Send(int Leg, int Attempt, PlacementTicket Ticket, DateTimeOffset? Before = null) : ExecutionEffect;

    /// <summary>Ask for the market's prices; answer <see cref="ExecutionInput.PricesRead"/>.</summary>
    public sealed record AskPrices(MarketKey Market) : ExecutionEffect;

    /// <summary>Ask when the events of the market begin; answer <see cref="ExecutionInput.StartsRead"/>.</summary>
    public sealed record AskStarts(MarketKey Market) : ExecutionEffect;

    /// <summary>Start or replace a timer.</summary>
    public sealed record SetTimer(ExecutionTimer Timer, TimeSpan Delay) : ExecutionEffect;

    /// <summary>Stop a timer.</summary>
    public sealed record StopTimer(ExecutionTimer Timer) : ExecutionEffect;

    /// <summary>Tell the system log.</summary>
    public sealed record Log(LogSeverity Severity, string Message, AccountId? Account = null, LogTopic Topic = LogTopic.None) : ExecutionEffect;

    /// <summary>Tell who has bets of unknown outcome now.</summary>
    public sealed record ReportUnknown : ExecutionEffect;

    /// <summary>Tell that a person owns it now.</summary>
    public sealed record ReportPerson(string Reason) : ExecutionEffect;

    /// <summary>Answer the person who decided.</summary>
    public sealed record AnswerPerson(bool Done, string Reason) : ExecutionEffect;

    /// <summary>Answer who told that bets turned out otherwise.</summary>
    public sealed record AnswerChanges(TakeUpVerdict Verdict, IReadOnlyList<int> Counted, string? Reason) : ExecutionEffect;

    /// <summary>The execution has ended and its lock may be freed.</summary>
    public sealed record Finish : ExecutionEffect;
}

/// <summary>What to persist and what to do then.</summary>
/// <param name="Events">In order; durable and transient.</param>
/// <param name="Effects">In order, once the durable events are durable and all are applied.</param>
public sealed record ExecutionDecision(IReadOnlyList<ExecutionEvent> Events, IReadOnlyList<ExecutionEffect> Effects)
{
    /// <summary>Nothing to do: the input is late or belongs to something that has ended.</summary>
    public static ExecutionDecision Nothing { get; } = new([], []);
}
