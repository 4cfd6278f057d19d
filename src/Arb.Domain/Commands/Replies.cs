using System.Text.Json.Serialization;
using Arb.Domain.Discovery;
using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Domain.Commands;

/// <summary>Answer to an <see cref="ArbCommand"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "reply")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(CommandFailed), "failed")]
[JsonDerivedType(typeof(StatusReport), "status")]
[JsonDerivedType(typeof(ContractList), "contracts")]
[JsonDerivedType(typeof(CaptureList), "captures")]
[JsonDerivedType(typeof(SuggestedContract), "contract-suggestion")]
[JsonDerivedType(typeof(OpportunityList), "opportunities")]
[JsonDerivedType(typeof(OpportunityStatistics), "opportunity-statistics")]
[JsonDerivedType(typeof(ExecutionList), "executions")]
[JsonDerivedType(typeof(ExecutionDetails), "execution")]
[JsonDerivedType(typeof(ExposureReport), "exposure")]
[JsonDerivedType(typeof(PlanList), "plans")]
[JsonDerivedType(typeof(ProfitReport), "profit")]
[JsonDerivedType(typeof(TradeReport), "report")]
[JsonDerivedType(typeof(LogList), "log")]
[JsonDerivedType(typeof(BindingList), "bindings")]
[JsonDerivedType(typeof(AliasList), "aliases")]
[JsonDerivedType(typeof(DoctorReport), "doctor")]
[JsonDerivedType(typeof(DashboardLink), "dashboard-link")]
[JsonDerivedType(typeof(AlertList), "alerts")]
[JsonDerivedType(typeof(AlertTestReport), "alert-test")]
[JsonDerivedType(typeof(ExtensionCode), "extension-code")]
[JsonDerivedType(typeof(ExtensionList), "extensions")]
public abstract record CommandReply;

/// <summary>Carried out.</summary>
/// <param name="Message">What happened, one sentence.</param>
public sealed record Done(string Message) : CommandReply;

/// <summary>Why a command failed.</summary>
public enum FailureKind : byte
{
    /// <summary>An argument names something unknown or is malformed: exit code 2.</summary>
    BadRequest,

    /// <summary>Right as a request, but not now (state, limits): exit code 3.</summary>
    Refused,

    /// <summary>The engine could not do it (database, time-out): exit code 4.</summary>
    Failed,
}

/// <summary>Not carried out; nothing changed.</summary>
/// <param name="Kind">What kind of failure.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record CommandFailed(FailureKind Kind, string Message) : CommandReply;

/// <summary>One account at a glance.</summary>
/// <param name="Account">Id.</param>
/// <param name="Url">Whitelabel.</param>
/// <param name="Enabled">Toggle.</param>
/// <param name="State">FSM state.</param>
/// <param name="Provider">Marked provider, or null.</param>
/// <param name="Lamp">Lamp.</param>
/// <param name="LampReason">Why.</param>
/// <param name="SessionGeneration">0 without a session.</param>
/// <param name="SessionSince">When the session came, or null.</param>
/// <param name="CanBet">True when the contract has what betting needs in the engine's trading mode: on paper no recorded bet.</param>
/// <param name="ContractProblems">What is missing for that.</param>
/// <param name="Worker">The worker's own last report, or null.</param>
/// <param name="Balance">Last balance read, or null.</param>
/// <param name="Exposure">Reserved, open and unknown stakes.</param>
public sealed record AccountView(
    string Account,
    string Url,
    bool Enabled,
    AccountState State,
    string? Provider,
    Lamp Lamp,
    string LampReason,
    int SessionGeneration,
    DateTimeOffset? SessionSince,
    bool CanBet,
    IReadOnlyList<string> ContractProblems,
    WorkerView? Worker,
    decimal? Balance,
    decimal Exposure)
{
    /// <summary>True while its sessions are stored, encrypted, because the user asked for it.</summary>
    public bool Remembered { get; init; }

    /// <summary>What only real bets will need, in paper trading: told, not demanded. Empty in live trading, where it is missing.</summary>
    public IReadOnlyList<string> MissingForLive { get; init; } = [];

    /// <summary>True when it had a session since the engine started; <c>log in</c> is <c>log in again</c> then.</summary>
    public bool HadSession { get; init; }
}

/// <summary>A worker's report for people.</summary>
/// <param name="LastResponseAt">Heartbeat.</param>
/// <param name="LastOddsAt">Odds confirmed.</param>
/// <param name="OpenPrices">Open prices.</param>
/// <param name="PricesPerSecond">Changes and confirmations a second.</param>
/// <param name="LastStatus">HTTP status.</param>
/// <param name="ConsecutiveFailures">Failures in a row.</param>
/// <param name="Drops">Dropped by reason.</param>
/// <param name="Reason">What is wrong, or null.</param>
public sealed record WorkerView(
    DateTimeOffset? LastResponseAt,
    DateTimeOffset? LastOddsAt,
    int OpenPrices,
    int PricesPerSecond,
    int LastStatus,
    int ConsecutiveFailures,
    IReadOnlyDictionary<DropReason, long> Drops,
    string? Reason);

/// <summary>The engine at a glance.</summary>
/// <param name="State">RUNNING, STOPPED, KILLED or RECOVERING.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="Trading"><c>paper</c>, <c>live</c>, or <c>demo</c>: live with play money.</param>
/// <param name="At">When this was read.</param>
/// <param name="Accounts">By id.</param>
/// <param name="BoundMatches">Matches with two providers or more.</param>
/// <param name="BindingQuestions">Pairs that wait for the operator.</param>
/// <param name="BookMarkets">Comparable markets in the book.</param>
/// <param name="Opportunities">Standing now.</param>
/// <param name="ExecutionsRunning">Not ended, hedging and with a person included.</param>
/// <param name="ExecutionsCompleted">Ended since the data folder was made.</param>
/// <param name="Hedged">Ended by a hedge.</param>
/// <param name="NeedsPerson">Handed to a person, open.</param>
/// <param name="LockedProfit">Sum of guaranteed profits of completed executions, hedge losses included.</param>
/// <param name="Locks">Matches locked now.</param>
/// <param name="Refusals">Why opportunities were not executed (margins too good to be true included), counted since start.</param>
public sealed record StatusReport(
    string State,
    string? Reason,
    string Trading,
    DateTimeOffset At,
    IReadOnlyList<AccountView> Accounts,
    int BoundMatches,
    int BindingQuestions,
    int BookMarkets,
    int Opportunities,
    int ExecutionsRunning,
    int ExecutionsCompleted,
    int Hedged,
    int NeedsPerson,
    decimal LockedProfit,
    int Locks,
    IReadOnlyDictionary<string, long> Refusals) : CommandReply
{
    /// <summary>Parts that could not be read: what they would have said is 0, empty or UNKNOWN here, and is not so. Empty when the status is whole.</summary>
    public IReadOnlyList<StatusGap> Gaps { get; init; } = [];

    /// <summary>Plans that wait for the operator's approval.</summary>
    public int WaitForApproval { get; init; }

    /// <summary>True when a part was read.</summary>
    public bool Knows(StatusPart part) => Gaps.All(gap => gap.Part != part);
}

/// <summary>A part of the status, by who knows it.</summary>
public enum StatusPart : byte
{
    /// <summary><see cref="StatusReport.Accounts"/>.</summary>
    Accounts,

    /// <summary>State, reason, trading mode, refusals.</summary>
    Engine,

    /// <summary>Bound matches, questions, markets, opportunities.</summary>
    Market,

    /// <summary>Locks.</summary>
    Executions,

    /// <summary>Executions by result, locked profit.</summary>
    Audit,
}

/// <summary>A part of the status that could not be read.</summary>
/// <param name="Part">Which.</param>
/// <param name="Failure">What went wrong, or null: it did not answer in time.</param>
public sealed record StatusGap(StatusPart Part, string? Failure);

/// <summary>An account's contracts with what each is good for.</summary>
/// <param name="Contracts">Contracts.</param>
public sealed record ContractList(IReadOnlyList<ContractView> Contracts) : CommandReply;

/// <summary>A contract and its validation.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="Validation">What it is good for.</param>
public sealed record ContractView(ProviderContract Contract, ContractValidation Validation);

/// <summary>Standing opportunities, best margin first.</summary>
/// <param name="Opportunities">Opportunities.</param>
public sealed record OpportunityList(IReadOnlyList<OpportunityView> Opportunities) : CommandReply
{
    /// <summary>How many stand that fit the question, those left out included.</summary>
    public int Total { get; init; }
}

/// <summary>How long opportunities stood until they were withdrawn, and the margins they had when found; since the engine started.</summary>
/// <param name="Lifetimes">Withdrawn ones by how long they stood; buckets in order.</param>
/// <param name="Margins">Found ones by margin; buckets in order.</param>
public sealed record OpportunityStatistics(IReadOnlyList<CountedRange> Lifetimes, IReadOnlyList<CountedRange> Margins) : CommandReply;

/// <summary>Executions, newest first.</summary>
/// <param name="Executions">Audit rows.</param>
public sealed record ExecutionList(IReadOnlyList<AuditRow> Executions) : CommandReply
{
    /// <summary>True in the demo; see <see cref="TradeReport.PlayMoney"/>.</summary>
    public bool PlayMoney { get; init; }
}

/// <summary>One execution.</summary>
/// <param name="Execution">Row, legs, hedges and steps.</param>
public sealed record ExecutionDetails(AuditHistory Execution) : CommandReply
{
    /// <summary>True in the demo; see <see cref="TradeReport.PlayMoney"/>.</summary>
    public bool PlayMoney { get; init; }
}

/// <summary>System log, newest first.</summary>
/// <param name="Entries">Entries.</param>
public sealed record LogList(IReadOnlyList<SystemLogEntry> Entries) : CommandReply
{
    /// <summary>Number of the last entry written so far, of any severity; to ask for what comes after it.</summary>
    public long Last { get; init; }
}

/// <summary>Bindings and questions.</summary>
/// <param name="Bindings">Matches bound now.</param>
/// <param name="Questions">Pairs that wait for the operator.</param>
public sealed record BindingList(IReadOnlyList<BoundMatchView> Bindings, IReadOnlyList<BindingQuestion> Questions) : CommandReply
{
    /// <summary>Matches bound in all; the list may be cut.</summary>
    public int Bound { get; init; }

    /// <summary>Pairs that wait in all.</summary>
    public int Asked { get; init; }

    /// <summary>Events that another book surely has and that are bound to none, where they were asked for.</summary>
    public IReadOnlyList<UnboundEvent> Unbound { get; init; } = [];

    /// <summary>Such events in all.</summary>
    public int UnboundTotal { get; init; }

    /// <summary>Books whose kick-offs differ by the same time for many matches.</summary>
    public IReadOnlyList<KickOffOffset> Offsets { get; init; } = [];
}

/// <summary>What the engine knows of names beyond spelling.</summary>
/// <param name="BuiltIn">Names in the program's own list.</param>
/// <param name="Kept">Pairs that the operator added, imported or took back, newest first.</param>
/// <param name="Learned">What accepted bindings taught; <c>arb bindings refuse</c> of the pair takes it back.</param>
public sealed record AliasList(int BuiltIn, IReadOnlyList<TeamAlias> Kept, IReadOnlyList<LearnedName> Learned) : CommandReply
{
    /// <summary>Kept pairs in all; the list may be cut.</summary>
    public int Total { get; init; }
}

/// <summary>A bound match for people.</summary>
/// <param name="Match">Name.</param>
/// <param name="Home">Home team.</param>
/// <param name="Away">Away team.</param>
/// <param name="League">League.</param>
/// <param name="KickOff">Start, UTC.</param>
/// <param name="Members">Its events.</param>
public sealed record BoundMatchView(MatchId Match, string Home, string Away, string League, DateTimeOffset KickOff, IReadOnlyList<EventKey> Members)
{
    /// <summary>The operator's word is part of it.</summary>
    public bool ByOperator { get; init; }
}
