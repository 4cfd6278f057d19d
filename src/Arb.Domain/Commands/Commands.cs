using System.Text.Json.Serialization;
using Arb.Domain.Sessions;

namespace Arb.Domain.Commands;

/// <summary>
/// The one command protocol: CLI, dashboard and extension send these to the <c>commands</c> actor over the control channel.
/// Every command is answered by one <see cref="CommandReply"/>: <see cref="CommandFailed"/>, or the reply that its comment names.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(GetStatus), "status")]
[JsonDerivedType(typeof(AddAccount), "account-add")]
[JsonDerivedType(typeof(SwitchAccount), "account-switch")]
[JsonDerivedType(typeof(ResetAccount), "account-reset")]
[JsonDerivedType(typeof(RemoveAccount), "account-remove")]
[JsonDerivedType(typeof(ImportSession), "session-import")]
[JsonDerivedType(typeof(RememberSession), "session-remember")]
[JsonDerivedType(typeof(ForgetSession), "session-forget")]
[JsonDerivedType(typeof(ImportContract), "contract-import")]
[JsonDerivedType(typeof(MarkContract), "contract-mark")]
[JsonDerivedType(typeof(ShowCaptures), "captures")]
[JsonDerivedType(typeof(SuggestContract), "contract-suggest")]
[JsonDerivedType(typeof(ShowContracts), "contract-show")]
[JsonDerivedType(typeof(StartEngine), "engine-start")]
[JsonDerivedType(typeof(StopEngine), "engine-stop")]
[JsonDerivedType(typeof(KillSwitch), "engine-kill")]
[JsonDerivedType(typeof(ListOpportunities), "opportunities")]
[JsonDerivedType(typeof(GetOpportunityStatistics), "opportunity-statistics")]
[JsonDerivedType(typeof(ListExecutions), "executions")]
[JsonDerivedType(typeof(ShowExecution), "execution")]
[JsonDerivedType(typeof(DecideExecution), "execution-resolve")]
[JsonDerivedType(typeof(SettleBet), "bet-settle")]
[JsonDerivedType(typeof(ArmOpportunity), "opportunity-rearm")]
[JsonDerivedType(typeof(ListPlans), "plans")]
[JsonDerivedType(typeof(ApprovePlan), "plan-approve")]
[JsonDerivedType(typeof(ListExposure), "exposure")]
[JsonDerivedType(typeof(SetExposure), "exposure-set")]
[JsonDerivedType(typeof(GetProfit), "profit")]
[JsonDerivedType(typeof(GetReport), "report")]
[JsonDerivedType(typeof(ListLog), "log")]
[JsonDerivedType(typeof(ListBindings), "bindings")]
[JsonDerivedType(typeof(DecideBinding), "binding-decide")]
[JsonDerivedType(typeof(ListAliases), "aliases")]
[JsonDerivedType(typeof(ChangeAliases), "aliases-change")]
[JsonDerivedType(typeof(ImportAliases), "aliases-import")]
[JsonDerivedType(typeof(PairExtension), "extension-pair")]
[JsonDerivedType(typeof(UnpairExtension), "extension-unpair")]
[JsonDerivedType(typeof(ListExtensions), "extensions")]
[JsonDerivedType(typeof(Health.RunDoctor), "doctor")]
[JsonDerivedType(typeof(OpenDashboard), "dashboard-open")]
[JsonDerivedType(typeof(Health.ListAlerts), "alerts")]
[JsonDerivedType(typeof(Health.TestAlerts), "alerts-test")]
[JsonDerivedType(typeof(ShutDown), "shutdown")]
public abstract record ArbCommand;

/// <summary>Everything at a glance; answered by <see cref="StatusReport"/>.</summary>
public sealed record GetStatus : ArbCommand;

/// <summary>Adds an account, off; answered by <see cref="Done"/>.</summary>
/// <param name="Account">Account id text; checked by the engine.</param>
/// <param name="Url">Absolute http or https address of the whitelabel.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Commission">Commission on winnings as a fraction.</param>
public sealed record AddAccount(string Account, string Url, string Currency, decimal Commission) : ArbCommand;

/// <summary>Toggles an account; answered by <see cref="Done"/>. Off is the hard reset of L21.</summary>
/// <param name="Account">Which.</param>
/// <param name="On">On or off.</param>
public sealed record SwitchAccount(string Account, bool On) : ArbCommand;

/// <summary>Hard reset (L21) and, if it was on, on again; answered by <see cref="Done"/>.</summary>
/// <param name="Account">Which.</param>
public sealed record ResetAccount(string Account) : ArbCommand;

/// <summary>Resets and removes an account; refused while it has open executions; answered by <see cref="Done"/>.</summary>
/// <param name="Account">Which.</param>
public sealed record RemoveAccount(string Account) : ArbCommand;

/// <summary>Hands over what a login left behind (L06); memory only; answered by <see cref="Done"/>. Printing it shows no value.</summary>
/// <param name="Account">Which.</param>
/// <param name="BaseUrl">Scheme, host and port the browser really used.</param>
/// <param name="Cookies">Name → value.</param>
/// <param name="Headers">Header profile.</param>
/// <param name="Tokens">Protocol tokens.</param>
public sealed record ImportSession(
    string Account,
    string BaseUrl,
    IReadOnlyDictionary<string, string> Cookies,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    IReadOnlyDictionary<string, string> Tokens) : ArbCommand
{
    /// <summary>Where cookies go that do not go everywhere; see <see cref="ProviderSession.PathCookies"/>.</summary>
    public IReadOnlyList<PathCookie> PathCookies { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"ImportSession {Account}: {Cookies.Count} cookies, {Tokens.Count} tokens";
}

/// <summary>Stores the session of an account, encrypted, and each that follows it, so that a restart of the engine needs no login; refused without a session; answered by <see cref="Done"/>.</summary>
/// <param name="Account">Which.</param>
public sealed record RememberSession(string Account) : ArbCommand;

/// <summary>Deletes the stored session of an account and stores none from now on; the one in use stays; answered by <see cref="Done"/>.</summary>
/// <param name="Account">Which.</param>
public sealed record ForgetSession(string Account) : ArbCommand;

/// <summary>Stores a contract, unmarked; answered by <see cref="ContractList"/> of the account.</summary>
/// <param name="Contract">The contract; no secret in it.</param>
public sealed record ImportContract(ProviderContract Contract) : ArbCommand;

/// <summary>Marks a stored contract as the account's provider (L04); answered by <see cref="ContractList"/>.</summary>
/// <param name="Account">Which.</param>
/// <param name="Provider">Protocol name.</param>
public sealed record MarkContract(string Account, string Provider) : ArbCommand;

/// <summary>An account's contracts; answered by <see cref="ContractList"/>.</summary>
/// <param name="Account">Which.</param>
public sealed record ShowContracts(string Account) : ArbCommand;

/// <summary>Engine to RUNNING; refused until every execution is recovered; answered by <see cref="Done"/>.</summary>
public sealed record StartEngine : ArbCommand;

/// <summary>Engine to STOPPED: no new executions, open ones run to their end; answered by <see cref="Done"/>.</summary>
public sealed record StopEngine : ArbCommand;

/// <summary>Kill switch: no new executions until an explicit start; open ones still hedge and reconcile; answered by <see cref="Done"/>.</summary>
/// <param name="Reason">Why, for the log.</param>
public sealed record KillSwitch(string Reason) : ArbCommand;

/// <summary>Opportunities that stand now; answered by <see cref="OpportunityList"/>.</summary>
/// <param name="Limit">At most this many, 1 to 10,000.</param>
public sealed record ListOpportunities(int Limit) : ArbCommand
{
    /// <summary>Left out from the top, 0 to 10,000.</summary>
    public int From { get; init; }

    /// <summary>Only with this in a team's name or the league, whatever the case; empty: all.</summary>
    public string Text { get; init; } = "";

    /// <summary>Only with a leg at this account; empty: all.</summary>
    public string Account { get; init; } = "";

    /// <summary>Only from this margin on, a fraction.</summary>
    public decimal LeastMargin { get; init; }
}

/// <summary>How long opportunities stood and what they offered, since the engine started; answered by <see cref="OpportunityStatistics"/>.</summary>
public sealed record GetOpportunityStatistics : ArbCommand;

/// <summary>Executions, newest first; answered by <see cref="ExecutionList"/>.</summary>
/// <param name="Limit">At most this many, 1 to 10,000.</param>
public sealed record ListExecutions(int Limit) : ArbCommand;

/// <summary>One execution with its steps; answered by <see cref="ExecutionDetails"/>.</summary>
/// <param name="Execution">Execution id.</param>
public sealed record ShowExecution(string Execution) : ArbCommand;

/// <summary>System log, newest first; answered by <see cref="LogList"/>.</summary>
/// <param name="Limit">At most this many, 1 to 10,000.</param>
/// <param name="AtLeast">Lowest severity: Info, Warning, Error or Alarm.</param>
public sealed record ListLog(int Limit, Health.LogSeverity AtLeast) : ArbCommand
{
    /// <summary>Only entries from then on; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only entries written after the one with this number (<see cref="LogList.Last"/> of an earlier answer); 0 for all.</summary>
    public long After { get; init; }
}

/// <summary>Bound matches and questions that wait for the operator; answered by <see cref="BindingList"/>.</summary>
/// <param name="Limit">At most this many of each, 1 to 10,000.</param>
public sealed record ListBindings(int Limit) : ArbCommand
{
    /// <summary>Also the events that another book surely has and that are bound to none, with their likeliest partners.</summary>
    public bool Unbound { get; init; }
}

/// <summary>The operator's answer to a question, kept; answered by <see cref="Done"/>.</summary>
/// <param name="First">One event, <c>cmd:123</c>.</param>
/// <param name="Second">The other.</param>
/// <param name="Same">True: one match; false: never bind them.</param>
/// <param name="Mirrored">True when home and away are exchanged.</param>
public sealed record DecideBinding(string First, string Second, bool Same, bool Mirrored) : ArbCommand;

/// <summary>Names that the engine takes for one team beyond its own list; answered by <see cref="AliasList"/>.</summary>
/// <param name="Limit">At most this many of each kind, 1 to 10,000.</param>
public sealed record ListAliases(int Limit) : ArbCommand;

/// <summary>Names that mean the same team, or no longer do; kept; answered by <see cref="Done"/>.</summary>
/// <param name="First">A name as bookmakers write it.</param>
/// <param name="Second">Another.</param>
/// <param name="Same">True: they are one team; false: they are not, whatever any list or earlier answer says.</param>
public sealed record ChangeAliases(string First, string Second, bool Same) : ArbCommand;

/// <summary>Takes the names of a file (<see cref="Discovery.AliasFile"/>); kept; answered by <see cref="Done"/>.</summary>
/// <param name="File">Its name; <c>.clubs.txt</c> is openfootball's form.</param>
/// <param name="Text">What is in it; at most 2,000,000 characters.</param>
public sealed record ImportAliases(string File, string Text) : ArbCommand;

/// <summary>Two names of teams.</summary>
/// <param name="First">One.</param>
/// <param name="Second">Another.</param>
public sealed record NamePair(string First, string Second);

/// <summary>Ends the engine process after open executions reached a safe point; answered by <see cref="Done"/>.</summary>
public sealed record ShutDown : ArbCommand;
