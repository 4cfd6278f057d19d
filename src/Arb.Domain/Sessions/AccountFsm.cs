namespace Arb.Domain.Sessions;

/// <summary>Life cycle of an account (L03).</summary>
public enum AccountState : byte
{
    /// <summary>Off.</summary>
    Idle,

    /// <summary>The session layer starts; has a deadline.</summary>
    Starting,

    /// <summary>Waits for the user: log in and mark the provider.</summary>
    WaitProvider,

    /// <summary>A session and a valid, marked contract: the worker polls.</summary>
    Active,

    /// <summary>The hard reset runs.</summary>
    Stopping,
}

/// <summary>What moves an account.</summary>
public enum AccountTrigger : byte
{
    /// <summary>The user's toggle, or an account that was on at start.</summary>
    ToggledOn,

    /// <summary>The session layer is up.</summary>
    SessionLayerReady,

    /// <summary>There is a session and a valid marked contract.</summary>
    ProviderReady,

    /// <summary>Toggle off, a reset, a failed or late start.</summary>
    ResetBegun,

    /// <summary>Every step of the reset is done.</summary>
    ResetDone,
}

/// <summary>The one table of L03: IDLE → STARTING → WAIT_PROVIDER → ACTIVE → STOPPING → IDLE, plus the hard reset's edge from any state but IDLE to STOPPING (L21).</summary>
public static class AccountFsm
{
    private static readonly Dictionary<(AccountState, AccountTrigger), AccountState> Table = new()
    {
        [(AccountState.Idle, AccountTrigger.ToggledOn)] = AccountState.Starting,
        [(AccountState.Starting, AccountTrigger.SessionLayerReady)] = AccountState.WaitProvider,
        [(AccountState.WaitProvider, AccountTrigger.ProviderReady)] = AccountState.Active,
        [(AccountState.Starting, AccountTrigger.ResetBegun)] = AccountState.Stopping,
        [(AccountState.WaitProvider, AccountTrigger.ResetBegun)] = AccountState.Stopping,
        [(AccountState.Active, AccountTrigger.ResetBegun)] = AccountState.Stopping,
        [(AccountState.Stopping, AccountTrigger.ResetDone)] = AccountState.Idle,
    };

    /// <summary>The state as it is written everywhere: IDLE, STARTING, WAIT_PROVIDER, ACTIVE, STOPPING.</summary>
    public static string Name(AccountState state) => state == AccountState.WaitProvider ? "WAIT_PROVIDER" : state.ToString().ToUpperInvariant();

    /// <summary>The state after a trigger, or null when the transition is invalid: then nothing changes and the caller logs it.</summary>
    public static AccountState? Next(AccountState state, AccountTrigger trigger) => Table.TryGetValue((state, trigger), out var next) ? next : null;
}
