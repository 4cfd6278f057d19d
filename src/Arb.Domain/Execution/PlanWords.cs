namespace Arb.Domain.Execution;

/// <summary>Sentences about plans that wait for approval, for the log and for alerts.</summary>
public static class PlanWords
{
    /// <summary>What waits, and what to do.</summary>
    public static string Waits(PendingPlan plan) => FormattableString.Invariant(
        $"plan {plan.Id} waits for approval until {plan.Until:HH:mm:ss} UTC: {Match(plan)}, {Legs(plan.Plan)}, worst outcome {plan.Plan.WorstProfit:+0.00;-0.00;0.00}; arb approve {plan.Id}, or the dashboard");

    /// <summary>Why it does not wait any more.</summary>
    public static string Ended(PendingPlan plan, PlanEnding ending) => $"plan {plan.Id} ({Match(plan)}) {ending switch
    {
        PlanEnding.Executed => $"was approved by {plan.By} and begins",
        PlanEnding.Lapsed when plan.Approved => "lapsed: it was approved, but could not begin in time; nothing was bet",
        PlanEnding.Lapsed => "lapsed: nobody approved it in time; nothing was bet",
        PlanEnding.Gone => "is withdrawn: the opportunity is gone",
        PlanEnding.Stopped => "is withdrawn: the engine does not run any more",
        PlanEnding.Slept => "is withdrawn: the machine slept, it is sized anew on fresh odds",
        _ => "was approved and is not bet: within the approved stakes it does not profit any more",
    }}";

    /// <summary>The legs and their stakes, in placing order.</summary>
    public static string Legs(StakePlan plan) => string.Join(", ", plan.Legs.Select(leg => FormattableString.Invariant($"{leg.Stake:0.00} on {leg.Selection} at {leg.Slip.Odds} at {leg.Account}")));

    private static string Match(PendingPlan plan) => $"{plan.Opportunity.Match.Home} - {plan.Opportunity.Match.Away}";
}
