namespace Arb.Domain.Execution;

/// <summary>A person approves a plan. From the command channel to the engine; answered by <see cref="PlanAnswered"/>.</summary>
/// <param name="Plan">Its id.</param>
/// <param name="By">Who, for the log.</param>
public sealed record ApprovePending(string Plan, string By);

/// <summary>Answer to <see cref="ApprovePending"/>.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Plan">The plan, or null when none of that id waits.</param>
/// <param name="Gate">What the gate said.</param>
public sealed record PlanAnswered(ApprovalOutcome Outcome, PendingPlan? Plan, GateVerdict Gate);

/// <summary>Asks which plans wait for a person. From the command channel to the engine; answered by <see cref="PendingAnswered"/>.</summary>
public sealed record GetPending
{
    /// <summary>The only one.</summary>
    public static GetPending Instance { get; } = new();
}

/// <summary>Answer to <see cref="GetPending"/>.</summary>
/// <param name="Plans">Oldest first; approved ones that wait for balances among them.</param>
/// <param name="Rule">What is approved.</param>
/// <param name="Asks">True when the next plan will need a person's word.</param>
/// <param name="Begun">Live executions begun in this data folder; null until the audit was read.</param>
public sealed record PendingAnswered(IReadOnlyList<PendingPlan> Plans, ApprovalRule Rule, bool Asks, long? Begun);

/// <summary>A plan waits for a person. Published by the engine on the event stream, for people.</summary>
/// <param name="Plan">The plan.</param>
public sealed record PlanWaits(PendingPlan Plan);

/// <summary>A plan does not wait any more. Published by the engine on the event stream, for people.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Ending">Why.</param>
/// <param name="At">When.</param>
public sealed record PlanEnded(PendingPlan Plan, PlanEnding Ending, DateTimeOffset At);

/// <summary>How many live executions of the data folder have begun, read from the audit. From <c>executions</c> to the engine when one ended; no answer.</summary>
/// <param name="Begun">How many that did not end before anything was sent.</param>
public sealed record LiveExecutionsCounted(long Begun);
