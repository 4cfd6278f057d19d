using Akka.Actor;
using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;
using Arb.Domain.Health;

namespace Arb.Actors.Execution;

/// <content>Plans that a person approves: asked for after sizing, before anything is locked or quoted. <see cref="PendingPlans"/> decides, this actor brings the time.</content>
public sealed partial class EngineActor
{
    private void Wait(Opportunity opportunity, StakePlan plan)
    {
        if (_pending.Add(opportunity, plan, Now) is not { } waits)
        {
            _book.Postpone(opportunity.Id, "as many plans wait for approval as may", "approval", Now);
            return;
        }

        _book.Waits(waits);
        Tell(LogSeverity.Warning, $"{PlanWords.Waits(waits)} ({_settings.Approve}: {_pending.Begun?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"} live executions so far)");
        Context.System.EventStream.Publish(new PlanWaits(waits));
        Context.System.EventStream.Publish(Status());
    }

    private void OnApprove(ApprovePending order)
    {
        var plan = _pending.Find(order.Plan);
        var latest = plan is null ? null : _book.Find(plan.Opportunity.Id);
        var gate = latest is null ? new GateVerdict(GateReason.Stale, "the opportunity is gone") : _book.Check(latest, _state, Now);
        var outcome = _pending.Approve(order.Plan, order.By, gate, Now);
        if (outcome == ApprovalOutcome.Approved)
            Tell(LogSeverity.Info, $"plan {plan!.Id} is approved by {order.By}: fresh balances and quotes decide now");
        Sender.Tell(new PlanAnswered(outcome, plan, gate));
        if (outcome == ApprovalOutcome.Approved)
            Consider(latest!);
    }

    private void Ended(PendingPlan plan, PlanEnding ending)
    {
        if (ending == PlanEnding.Lapsed)
            _book.Lapsed(plan.Opportunity.Id, Now);
        Tell(ending is PlanEnding.Lapsed or PlanEnding.Changed ? LogSeverity.Warning : LogSeverity.Info, PlanWords.Ended(plan, ending));
        Context.System.EventStream.Publish(new PlanEnded(plan, ending, Now));
    }

    private void Tell(LogSeverity severity, string message) => Context.System.EventStream.Publish(new SystemLogEntry(Now, severity, "engine", message));
}
