namespace Arb.Domain.Execution;

/// <summary>What a match actor does with the state it finds after a crash: the table "After a crash", one value per row.</summary>
public enum RecoveryAction : byte
{
    /// <summary>Nothing is unfinished.</summary>
    None,

    /// <summary>Nothing was sent: close as aborted, unreserve, release.</summary>
    Abort,

    /// <summary>A leg may have been sent: account and match are quarantined, its outcome is settled by evidence before anything else.</summary>
    Reconcile,

    /// <summary>Only refusals: flat, close and release.</summary>
    CloseFlat,

    /// <summary>Accepted legs and legs not begun: requote, go on if still inside the limits, else hedge.</summary>
    Requote,

    /// <summary>A leg is refused after another was accepted: hedge.</summary>
    Hedge,

    /// <summary>Everything is accepted or hedged: close and release.</summary>
    CloseComplete,

    /// <summary>A hedge may have been sent: reconcile it; no second hedge until it is known.</summary>
    ReconcileHedge,

    /// <summary>A person owns it: stays quarantined until it is resolved.</summary>
    WaitForPerson,

    /// <summary>The audit is closed, only the lock is held: release.</summary>
    Release,
}
