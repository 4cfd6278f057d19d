using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Domain.Sessions;

/// <summary>Bounds of the account tree; from <c>arb.accounts</c>.</summary>
/// <param name="MaxAccounts">Accounts at most.</param>
/// <param name="MaxContracts">Active contracts per account; 1 is the law of phase 1 (L04).</param>
/// <param name="StartDeadline">STARTING never lasts longer (L03).</param>
/// <param name="ResetDeadline">A reset that takes longer raises an alarm, and goes on.</param>
/// <param name="Health">Limits of the lamp.</param>
public sealed record AccountsSettings(int MaxAccounts, int MaxContracts, TimeSpan StartDeadline, TimeSpan ResetDeadline, HealthLimits Health)
{
    /// <summary>How often the balance is read for people; the engine reads its own before it sizes.</summary>
    public TimeSpan BalanceEvery { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>Starts the session layer. From an account to its session; answered by <see cref="SessionLayerStarted"/>.</summary>
public sealed record StartSessionLayer
{
    /// <summary>The only one.</summary>
    public static StartSessionLayer Instance { get; } = new();
}

/// <summary>The session layer is up. Answer to <see cref="StartSessionLayer"/>.</summary>
public sealed record SessionLayerStarted
{
    /// <summary>The only one.</summary>
    public static SessionLayerStarted Instance { get; } = new();
}

/// <summary>Closes tab and connection, forgets the session. From an account to its session; answered by <see cref="SessionLayerStopped"/>.</summary>
public sealed record StopSessionLayer
{
    /// <summary>The only one.</summary>
    public static StopSessionLayer Instance { get; } = new();
}

/// <summary>Nothing of the session is left. Answer to <see cref="StopSessionLayer"/>.</summary>
public sealed record SessionLayerStopped
{
    /// <summary>The only one.</summary>
    public static SessionLayerStopped Instance { get; } = new();
}

/// <summary>There is a session, new or renewed. From the session to its account; no answer. Printing it shows no secret.</summary>
/// <param name="Session">The session, with its generation.</param>
/// <param name="HandedOver">True when the user handed it over (an export, a remembered one), false when it was found in the account's browser.</param>
public sealed record SessionOpened(ProviderSession Session, bool HandedOver = false);

/// <summary>Injects a session into a worker. From an account to its worker; no answer.</summary>
/// <param name="Session">The session.</param>
public sealed record InjectSession(ProviderSession Session);

/// <summary>The worker is up and waits for a session. From a worker to its account at each start and restart; answered by <see cref="InjectSession"/> when there is one.</summary>
/// <param name="Source">Whose feed.</param>
public sealed record WorkerStarted(SourceKey Source);

/// <summary>The bookmaker no longer accepts the session. From a worker to its account; answered by <see cref="InjectSession"/> after a new login.</summary>
/// <param name="Source">Whose feed.</param>
/// <param name="Generation">The session that was lost; a report about an older one is ignored.</param>
/// <param name="Reason">What showed it; no secret.</param>
public sealed record SessionLost(SourceKey Source, int Generation, string Reason);

/// <summary>Asks the user for a new login. Published by the guardian on the event stream; the dashboard and the session layer show it.</summary>
/// <param name="Account">Which.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
public sealed record LoginNeeded(AccountId Account, string Reason, DateTimeOffset At);

/// <summary>How an account stands. Published by the account on the event stream on each change of state, session or contract.</summary>
/// <param name="Account">Which.</param>
/// <param name="State">FSM state.</param>
/// <param name="Reason">What caused it.</param>
/// <param name="At">When.</param>
public sealed record AccountStateChanged(AccountId Account, AccountState State, string Reason, DateTimeOffset At);

/// <summary>Restarts a worker that shows no sign of life. From the guardian to the account (through <c>accounts</c>); no answer.</summary>
/// <param name="Account">Which.</param>
/// <param name="Reason">Why.</param>
public sealed record RestartWorker(AccountId Account, string Reason);

/// <summary>Asks every account for its betting facts again. From the engine to <c>accounts</c> after its own restart; each account answers with <see cref="AccountBetting"/> and <see cref="LampChanged"/>.</summary>
public sealed record AnnounceAccounts
{
    /// <summary>The only one.</summary>
    public static AnnounceAccounts Instance { get; } = new();
}
