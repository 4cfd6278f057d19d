using System.CommandLine;
using Arb.Domain.Commands;
using Arb.Host.Views;

namespace Arb.Host.Cli;

/// <summary><c>arb plans</c> and <c>arb approve</c>.</summary>
internal static class PlanCommands
{
    public static Command Plans() => EngineCall.Command(
        "plans", "Live plans that wait for your approval before anything is asked of a bookmaker.", [], _ => new ListPlans(), (output, reply) => MarketViews.Plans(output, (PlanList)reply));

    public static Command Approve()
    {
        var id = new Argument<string>("id") { Description = "Plan id (arb plans)." };
        return EngineCall.Command("approve", "Approve a plan: fresh balances and quotes decide then, never above its stakes.", [id], parsed => new ApprovePlan(parsed.GetValue(id)!));
    }
}
