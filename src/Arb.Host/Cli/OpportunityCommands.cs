using System.CommandLine;
using Arb.Domain.Commands;
using Arb.Host.Views;

namespace Arb.Host.Cli;

/// <summary><c>arb opportunities</c>.</summary>
internal static class OpportunityCommands
{
    public static Command Build()
    {
        var limit = EngineCall.Limit(20);
        var command = EngineCall.Command("opportunities", "Surebets that stand now, best margin first, and what the engine thinks of them.", [limit], parsed => new ListOpportunities(parsed.GetValue(limit)), (output, reply) =>
            MarketViews.Opportunities(output, (OpportunityList)reply));
        command.Add(MoneyCommands.Rearm());
        return command;
    }
}
