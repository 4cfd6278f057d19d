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

/// <summary>The recovery table, pure.</summary>
public static class Recovery
{
    /// <summary>The action for a durable state.</summary>
    public static RecoveryAction Of(ExecutionState state) => state.Phase switch
    {
        ExecutionPhase.Idle => RecoveryAction.None,
        ExecutionPhase.Locked or ExecutionPhase.Audited or ExecutionPhase.Reserved => RecoveryAction.Abort,
        ExecutionPhase.Concluded when state.End!.Result is ExecutionResult.Complete or ExecutionResult.Hedged => RecoveryAction.CloseComplete,
        ExecutionPhase.Concluded when state.End!.Result is ExecutionResult.Aborted => RecoveryAction.Abort,
        ExecutionPhase.Concluded => RecoveryAction.CloseFlat,
        ExecutionPhase.AuditClosed => RecoveryAction.Release,
        _ => OfLegs(state),
    };

    private static RecoveryAction OfLegs(ExecutionState state)
    {
        if (state.WithPerson)
            return RecoveryAction.WaitForPerson;
        if (state.Legs.Any(leg => leg.Unresolved && leg.Hedge is not null))
            return RecoveryAction.ReconcileHedge;
        if (state.AnyUnresolved)
            return RecoveryAction.Reconcile;
        var accepted = state.Legs.Count(leg => leg.Stands);
        if (accepted == 0)
            return state.AnythingSent ? RecoveryAction.CloseFlat : RecoveryAction.Abort;
        if (state.Phase == ExecutionPhase.Hedging)
            return RecoveryAction.Hedge;
        if (accepted == state.Legs.Count)
            return RecoveryAction.CloseComplete;
        return state.Legs.Any(leg => leg.Status == LegStatus.Rejected) ? RecoveryAction.Hedge : RecoveryAction.Requote;
    }
}
