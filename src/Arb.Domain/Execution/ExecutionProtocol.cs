using System.Diagnostics;
using Arb.Domain.Arbitrage;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Domain.Execution;

// ---- envelopes: how a match actor or the engine reaches the children of an account ----

/// <summary>Passes <paramref name="Message"/> on to the bettor of an account, keeping the sender. From engine and match actors to <c>accounts</c>; unknown account: <see cref="AccountUnknown"/>.</summary>
/// <param name="Account">Whose bettor.</param>
/// <param name="Message">A message of this file that a bettor takes.</param>
public sealed record ToBettor(AccountId Account, object Message);

/// <summary>Passes <paramref name="Message"/> on to the exposure actor of an account, keeping the sender. From engine and match actors to <c>accounts</c>; unknown account: <see cref="AccountUnknown"/>.</summary>
/// <param name="Account">Whose exposure.</param>
/// <param name="Message">A message of this file that an exposure actor takes.</param>
public sealed record ToExposure(AccountId Account, object Message);

/// <summary>There is no such account. From <c>accounts</c> to the sender of an envelope; no answer. The message was not delivered.</summary>
/// <param name="Account">Which.</param>
/// <param name="Message">What was not delivered.</param>
public sealed record AccountUnknown(AccountId Account, object Message);

// ---- engine ↔ executions ↔ match actor ----

/// <summary>Runs an opportunity. From the engine to <c>executions</c>; answered at once by <see cref="ExecutionStarted"/> or <see cref="ExecutionRefused"/>, and at the end by <see cref="ExecutionFinished"/>.</summary>
/// <param name="Opportunity">What was found.</param>
/// <param name="Plan">How it is staked.</param>
public sealed record Execute(Opportunity Opportunity, StakePlan Plan)
{
    /// <summary>The trace that it belongs to; default when nobody listens.</summary>
    public ActivityContext Trace { get; init; }
}

/// <summary>The match is locked and the execution runs. From <c>executions</c> to the engine; no answer.</summary>
/// <param name="Execution">Its id.</param>
/// <param name="Opportunity">What it executes.</param>
/// <param name="Match">The locked match.</param>
public sealed record ExecutionStarted(ExecutionId Execution, OpportunityId Opportunity, MatchId Match);

/// <summary>Not executed; nothing was sent. From <c>executions</c> to the engine; no answer.</summary>
/// <param name="Opportunity">What was asked for.</param>
/// <param name="Match">Its match.</param>
/// <param name="Reason">Why, in words: match locked, executed already, too many executions, recovering, storage.</param>
public sealed record ExecutionRefused(OpportunityId Opportunity, MatchId Match, string Reason);

/// <summary>An execution reached its end, or was handed to a person. From the match actor to <c>executions</c> and from there to the engine; no answer.</summary>
/// <param name="Execution">Which.</param>
/// <param name="Opportunity">What it executed.</param>
/// <param name="Match">Its match.</param>
/// <param name="Token">Fencing token of its lock.</param>
/// <param name="Result">How it ended; with <see cref="ExecutionResult.WithPerson"/> the lock stays.</param>
/// <param name="AnythingSent">True when at least one placement may have left the house.</param>
/// <param name="WorstProfit">Profit in the worst outcome over the bets that stand; 0 when flat.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="At">When.</param>
public sealed record ExecutionFinished(
    ExecutionId Execution, OpportunityId Opportunity, MatchId Match, long Token, ExecutionResult Result, bool AnythingSent, decimal WorstProfit, string Reason, DateTimeOffset At);

/// <summary>Begins an execution under a lock. From <c>executions</c> to its match child; answered in the end by <see cref="ExecutionFinished"/>.</summary>
/// <param name="Execution">Its id.</param>
/// <param name="Token">Fencing token of the lock.</param>
/// <param name="Opportunity">What to execute.</param>
/// <param name="Plan">How.</param>
public sealed record BeginExecution(ExecutionId Execution, long Token, Opportunity Opportunity, StakePlan Plan)
{
    /// <summary>The trace that it belongs to; default when nobody listens.</summary>
    public ActivityContext Trace { get; init; }
}

/// <summary>Asks a match actor to take up its unfinished execution. From <c>executions</c> after a start or a crash; answered by <see cref="ExecutionRecovered"/>, later by <see cref="ExecutionFinished"/>.</summary>
/// <param name="Execution">The execution whose lock is held.</param>
/// <param name="Opportunity">What it executes, as the lock says.</param>
/// <param name="Token">Fencing token of the lock.</param>
public sealed record RecoverExecution(ExecutionId Execution, OpportunityId Opportunity, long Token);

/// <summary>The match actor knows its last durable state and acts on it. From a match actor to <c>executions</c>; no answer.</summary>
/// <param name="Execution">Which.</param>
/// <param name="Match">Its match.</param>
/// <param name="Action">What it does now.</param>
/// <param name="Quarantined">Accounts that must not start new executions until it ends.</param>
public sealed record ExecutionRecovered(ExecutionId Execution, MatchId Match, RecoveryAction Action, IReadOnlyList<AccountId> Quarantined);

/// <summary>Every unfinished execution is recovered or quarantined: the engine may run. From <c>executions</c> to the engine, once per start and as answer to <see cref="GetRecovery"/>; no answer.</summary>
/// <param name="Recovered">How many were unfinished.</param>
/// <param name="WithPerson">Executions that wait for a person.</param>
/// <param name="Quarantined">Accounts with a bet of unknown outcome.</param>
/// <param name="Locked">Matches whose lock is held, and by whom.</param>
public sealed record RecoveryFinished(
    int Recovered, IReadOnlyList<ExecutionId> WithPerson, IReadOnlyList<AccountId> Quarantined, IReadOnlyDictionary<MatchId, ExecutionId> Locked)
{
    /// <summary>Why the engine was killed before, when nobody has started it since; null otherwise.</summary>
    public string? Killed { get; init; }

    /// <summary>Live executions of the data folder that did not end before anything was sent, as the audit says; null while it was not read, and in paper trading.</summary>
    public long? LiveBegun { get; init; }
}

/// <summary>Asks whether recovery is finished. From the engine to <c>executions</c> at its start and now and then; answered by <see cref="RecoveryFinished"/> as soon as it is.</summary>
public sealed record GetRecovery
{
    /// <summary>The only one.</summary>
    public static GetRecovery Instance { get; } = new();
}

/// <summary>Puts an account in or out of quarantine: with a bet of unknown outcome it starts nothing new. From <c>executions</c> to the engine; no answer.</summary>
/// <param name="Account">Which.</param>
/// <param name="Quarantined">True to put it in.</param>
/// <param name="Execution">The execution that causes it.</param>
public sealed record AccountQuarantined(AccountId Account, bool Quarantined, ExecutionId Execution);

/// <summary>An execution's outcome became unknown or known. From a match actor to <c>executions</c>; no answer.</summary>
/// <param name="Execution">Which.</param>
/// <param name="Accounts">Accounts with a bet of unknown outcome now; empty when none.</param>
public sealed record UnknownOutcomeChanged(ExecutionId Execution, IReadOnlyList<AccountId> Accounts);

/// <summary>Who an execution is about now. From a match actor to <c>executions</c>, whenever it changes; no answer.</summary>
/// <param name="Execution">Which.</param>
/// <param name="Accounts">Accounts on its legs and hedge bets.</param>
/// <param name="WithPerson">True while a person is asked; false again once the person answered and the engine goes on.</param>
public sealed record ExecutionStands(ExecutionId Execution, IReadOnlyList<AccountId> Accounts, bool WithPerson);

/// <summary>A person started the engine: an earlier kill no longer holds. From the engine to <c>executions</c>; no answer.</summary>
public sealed record LiftKill
{
    /// <summary>The only one.</summary>
    public static LiftKill Instance { get; } = new();
}

/// <summary>
/// The engine was killed: ends every execution of which nothing was sent, for no new position is opened (L14), and is remembered over a restart until <see cref="LiftKill"/>.
/// From the engine to <c>executions</c>, answered by <see cref="KillNoted"/>, and on to every match actor, which does not answer.
/// </summary>
/// <param name="Reason">Why, in words.</param>
public sealed record AbortUnsent(string Reason);

/// <summary>The kill is durable: a restart knows of it. From <c>executions</c> to the engine.</summary>
public sealed record KillNoted
{
    /// <summary>The only one.</summary>
    public static KillNoted Instance { get; } = new();
}

/// <summary>What a person found out.</summary>
public enum PersonVerdict : byte
{
    /// <summary>The unknown bet stands.</summary>
    Placed,

    /// <summary>There is no such bet.</summary>
    Absent,

    /// <summary>The person closed or accepted the position outside the engine: nothing is left to do.</summary>
    Settled,
}

/// <summary>A person's decision on an execution. From the command channel to <c>executions</c> and on to the match actor; answered by <see cref="ResolutionAnswered"/>.</summary>
/// <param name="Execution">Which.</param>
/// <param name="Leg">The leg that was unknown, or null for the whole execution (<see cref="PersonVerdict.Settled"/>).</param>
/// <param name="Verdict">What the person found.</param>
/// <param name="Reference">The provider's reference of a placed bet, or null.</param>
/// <param name="Note">The person's words; kept in the audit.</param>
/// <param name="Odds">Odds of a placed bet, or null: those that were asked for.</param>
/// <param name="Stake">Stake of a placed bet, or null: the one that was asked for.</param>
public sealed record ResolveExecution(ExecutionId Execution, int? Leg, PersonVerdict Verdict, string? Reference, string Note, Odds? Odds = null, decimal? Stake = null);

/// <summary>Answer to <see cref="ResolveExecution"/>. From the match actor or <c>executions</c> to who asked.</summary>
/// <param name="Execution">Which.</param>
/// <param name="Done">True when the decision is durable.</param>
/// <param name="Reason">Why not, or what happens now.</param>
public sealed record ResolutionAnswered(ExecutionId Execution, bool Done, string Reason);

/// <summary>Allows an opportunity to execute again. From the command channel to <c>executions</c>; answered by <see cref="OpportunityRearmed"/>.</summary>
/// <param name="Opportunity">Which.</param>
public sealed record RearmOpportunity(OpportunityId Opportunity);

/// <summary>Answer to <see cref="RearmOpportunity"/>; also told to the engine.</summary>
/// <param name="Opportunity">Which.</param>
/// <param name="WasExecuted">False when it was not blocked.</param>
public sealed record OpportunityRearmed(OpportunityId Opportunity, bool WasExecuted);

/// <summary>Asks for the lock table. From the watchdog, the command channel or an account that wants to stop, to <c>executions</c>; answered by <see cref="LocksAnswered"/>.</summary>
public sealed record GetLocks
{
    /// <summary>The only one.</summary>
    public static GetLocks Instance { get; } = new();
}

/// <summary>One held lock.</summary>
/// <param name="Execution">Holder.</param>
/// <param name="Opportunity">What it executes.</param>
/// <param name="Match">Match.</param>
/// <param name="Members">Every member it covers.</param>
/// <param name="Token">Fencing token.</param>
/// <param name="TakenAt">When it was taken.</param>
/// <param name="Accounts">Accounts on its legs and hedge bets.</param>
/// <param name="Alive">True when an actor works on it.</param>
/// <param name="UnknownLegs">True while a leg of it has an unknown outcome.</param>
/// <param name="WithPerson">True when a person owns it.</param>
public sealed record LockInfo(
    ExecutionId Execution, OpportunityId Opportunity, MatchId Match, IReadOnlyList<EventKey> Members, long Token, DateTimeOffset TakenAt, IReadOnlyList<AccountId> Accounts, bool Alive, bool UnknownLegs, bool WithPerson);

/// <summary>Answer to <see cref="GetLocks"/>.</summary>
/// <param name="Locks">Held locks by token.</param>
/// <param name="Recovering">True while recovery is not finished.</param>
public sealed record LocksAnswered(IReadOnlyList<LockInfo> Locks, bool Recovering);

/// <summary>Frees a stale lock or drives its execution to a safe end (L20). From the watchdog to <c>executions</c>; no answer.</summary>
/// <param name="Token">Fencing token of the lock.</param>
/// <param name="Decision">What the watchdog decided.</param>
/// <param name="Reason">For the system log.</param>
public sealed record WatchdogOrder(long Token, WatchdogDecision Decision, string Reason);

/// <summary>An execution is past its time limit: end it safely (reconcile, hedge or a person). From <c>executions</c> to its match child on the watchdog's order; no answer.</summary>
/// <param name="Execution">Which.</param>
public sealed record DriveToEnd(ExecutionId Execution);

// ---- to the bettor of an account ----

/// <summary>Gives the bettor what it needs to bet. From the account to its bettor whenever session or contract change; no answer.</summary>
/// <param name="Contract">The active contract; good for betting.</param>
/// <param name="Session">The session.</param>
public sealed record OpenBettor(ProviderContract Contract, ProviderSession Session)
{
    /// <summary>Currency of the account, ISO 4217: its smallest unit is what balances are compared in.</summary>
    public string Currency { get; init; } = "EUR";
}

/// <summary>A bettor has started, or started again, and has no session. From a bettor to its account; answered by <see cref="OpenBettor"/> or <see cref="CloseBettor"/>.</summary>
/// <param name="Account">Which.</param>
public sealed record BettorStarted(AccountId Account);

/// <summary>Takes session and contract away: every later request is refused unsent. From the account to its bettor; no answer.</summary>
/// <param name="Reason">Why, in words.</param>
public sealed record CloseBettor(string Reason);

/// <summary>Asks for a fresh quote. From a match actor to a bettor; answered by <see cref="QuoteAnswered"/>.</summary>
/// <param name="Execution">For which execution.</param>
/// <param name="Leg">Leg, or the number of a hedge candidate.</param>
/// <param name="Slip">What to quote.</param>
public sealed record AskQuote(ExecutionId Execution, int Leg, BetSlip Slip)
{
    /// <summary>The trace that it belongs to; default when nobody listens.</summary>
    public ActivityContext Trace { get; init; }
}

/// <summary>Answer to <see cref="AskQuote"/>.</summary>
/// <param name="Execution">As asked.</param>
/// <param name="Leg">As asked.</param>
/// <param name="Result">The quote, or why not.</param>
public sealed record QuoteAnswered(ExecutionId Execution, int Leg, QuoteResult Result)
{
    /// <summary>When the request was sent: the price is as of then or later. Null: it was not sent.</summary>
    public DateTimeOffset? AskedAt { get; init; }
}

/// <summary>
/// Sends a placement, once. From a match actor to a bettor after the intent is durable; answered by <see cref="PlacementAnswered"/>.
/// A token lower than the highest seen for the match is rejected unsent (L19), and so is a placement past its time; the same (execution, leg, attempt) a
/// second time is answered Unknown and not sent.
/// </summary>
/// <param name="Execution">For which execution.</param>
/// <param name="Match">The locked match.</param>
/// <param name="Leg">Leg.</param>
/// <param name="Attempt">1, 2, … per leg.</param>
/// <param name="FencingToken">Token of the lock.</param>
/// <param name="Ticket">Exactly what is sent.</param>
/// <param name="SendBefore">From then on it is not sent any more (<see cref="ExecutionSettings.SendWindow"/> after the intent): its sender takes the outcome for unknown soon.</param>
public sealed record Place(ExecutionId Execution, MatchId Match, int Leg, int Attempt, long FencingToken, PlacementTicket Ticket, DateTimeOffset SendBefore)
{
    /// <summary>The trace that it belongs to; default when nobody listens.</summary>
    public ActivityContext Trace { get; init; }
}

/// <summary>Answer to <see cref="Place"/>.</summary>
/// <param name="Execution">As asked.</param>
/// <param name="Leg">As asked.</param>
/// <param name="Attempt">As asked.</param>
/// <param name="Outcome">What came of it.</param>
public sealed record PlacementAnswered(ExecutionId Execution, int Leg, int Attempt, PlacementOutcome Outcome);

/// <summary>Reads the bet list. From a match actor to a bettor; answered by <see cref="BetListAnswered"/>.</summary>
/// <param name="Execution">For which execution.</param>
/// <param name="From">Bets booked since.</param>
public sealed record ReadBetList(ExecutionId Execution, DateTimeOffset From)
{
    /// <summary>True: the balance is read directly before the list, with nothing of this account in between.</summary>
    public bool WithBalance { get; init; }

    /// <summary>The trace that it belongs to; default when nobody listens.</summary>
    public ActivityContext Trace { get; init; }
}

/// <summary>Answer to <see cref="ReadBetList"/>.</summary>
/// <param name="Execution">As asked.</param>
/// <param name="Account">Whose list.</param>
/// <param name="Reading">What was read; no evidence when it failed.</param>
/// <param name="AskedAt">When the request was sent: the reading shows the list as of then or later.</param>
/// <param name="SettleTime">The protocol's settle time: a bet is in the list at the latest this long after it was booked.</param>
public sealed record BetListAnswered(ExecutionId Execution, AccountId Account, BetListReading Reading, DateTimeOffset AskedAt, TimeSpan SettleTime)
{
    /// <summary>The balance read directly before the list; null when it was not asked for or could not be read.</summary>
    public decimal? Balance { get; init; }

    /// <summary>Bets that were answered as booked at this account and that the list does not show yet: their stakes are gone from the balance.</summary>
    public IReadOnlyList<UnlistedBet> Unlisted { get; init; } = [];

    /// <summary>True where the contract can read a balance, whether it was asked for or not.</summary>
    public bool ReadsBalance { get; init; } = true;

    /// <summary>Decimals of the account's currency.</summary>
    public int MoneyDigits { get; init; } = 2;
}

/// <summary>Reads the balance. From the engine to a bettor; answered by <see cref="BalanceAnswered"/>.</summary>
public sealed record ReadBalance
{
    /// <summary>The only one.</summary>
    public static ReadBalance Instance { get; } = new();
}

/// <summary>Answer to <see cref="ReadBalance"/>.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Reading">The balance, or why it is not known.</param>
/// <param name="At">When it was read.</param>
public sealed record BalanceAnswered(AccountId Account, BalanceReading Reading, DateTimeOffset At);

// ---- to the exposure actor of an account ----

/// <summary>Asks for every price of a market now, for a hedge. From a match actor to <c>market</c>; answered by <see cref="MarketPricesAnswered"/>.</summary>
/// <param name="Execution">For which execution.</param>
/// <param name="Market">The market.</param>
public sealed record GetMarketPrices(ExecutionId Execution, MarketKey Market);

/// <summary>Answer to <see cref="GetMarketPrices"/>.</summary>
/// <param name="Execution">As asked.</param>
/// <param name="Prices">Open prices of every source and selection of the market, and of its double-chance sister where there is one.</param>
public sealed record MarketPricesAnswered(ExecutionId Execution, IReadOnlyList<OpportunityLeg> Prices);

/// <summary>Asks when the events of a market begin, as the feeds have it now: directly before a first leg is sent. From a match actor to <c>market</c>; answered by <see cref="MatchStartsAnswered"/>.</summary>
/// <param name="Execution">For which execution.</param>
/// <param name="Market">The market.</param>
public sealed record GetMatchStarts(ExecutionId Execution, MarketKey Market);

/// <summary>Answer to <see cref="GetMatchStarts"/>.</summary>
/// <param name="Execution">As asked.</param>
/// <param name="Starts">Of every source that lists the market or its double-chance sister; empty when it is not known any more.</param>
public sealed record MatchStartsAnswered(ExecutionId Execution, IReadOnlyList<EventStart> Starts);
