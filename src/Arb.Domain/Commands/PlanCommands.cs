using Arb.Domain.Execution;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;

namespace Arb.Domain.Commands;

/// <summary>The plans that wait for the operator's approval; answered by <see cref="PlanList"/>.</summary>
public sealed record ListPlans : ArbCommand;

/// <summary>Approves a plan: fresh balances, exposure and quotes decide then, never above its stakes. Answered by <see cref="Done"/>, or refused when the gate is shut for it.</summary>
/// <param name="Plan">Its id.</param>
public sealed record ApprovePlan(string Plan) : ArbCommand;

/// <summary>Plans that wait, oldest first.</summary>
/// <param name="Plans">Plans.</param>
/// <param name="Rule">What is approved: <c>all</c>, <c>first-N</c> or <c>off</c>.</param>
/// <param name="Asks">True when the next plan will wait too.</param>
/// <param name="Begun">Live executions begun in this data folder; null while unknown.</param>
public sealed record PlanList(IReadOnlyList<PlanView> Plans, string Rule, bool Asks, long? Begun) : CommandReply
{
    /// <summary>What the engine answered, for people.</summary>
    public static PlanList Of(PendingAnswered answer) => new([.. answer.Plans.Select(PlanView.Of)], answer.Rule.ToString(), answer.Asks, answer.Begun);
}

/// <summary>A plan that waits.</summary>
/// <param name="Id">Id.</param>
/// <param name="Match">Match.</param>
/// <param name="Market">Market.</param>
/// <param name="Legs">In placing order.</param>
/// <param name="WorstProfit">Profit in the worst outcome at the planned prices.</param>
/// <param name="At">Since when.</param>
/// <param name="Until">Lapses then.</param>
/// <param name="ApprovedBy">Who approved it, while fresh balances are read; else null.</param>
public sealed record PlanView(
    string Id, MatchInfo Match, MarketKey Market, IReadOnlyList<PlanLegView> Legs, decimal WorstProfit, DateTimeOffset At, DateTimeOffset Until, string? ApprovedBy)
{
    /// <summary>The view of a plan.</summary>
    public static PlanView Of(PendingPlan plan) => new(
        plan.Id, plan.Opportunity.Match, plan.Opportunity.Market, [.. plan.Plan.Legs.Select(leg => new PlanLegView(leg.Account, leg.Selection, leg.Slip.Odds, leg.Stake))],
        plan.Plan.WorstProfit, plan.At, plan.Until, plan.By);
}

/// <summary>A leg of a plan that waits.</summary>
/// <param name="Account">Where.</param>
/// <param name="Selection">On what.</param>
/// <param name="Odds">At which price it was sized.</param>
/// <param name="Stake">Stake, and the most that is bet.</param>
public sealed record PlanLegView(AccountId Account, Selection Selection, Odds Odds, decimal Stake);
