using System.CommandLine;
using Arb.Domain.Commands;
using Arb.Host.Views;

namespace Arb.Host.Cli;

/// <summary><c>arb executions …</c>.</summary>
internal static class ExecutionCommands
{
    public static Command Build()
    {
        var id = new Argument<string>("id") { Description = "Execution id (arb executions list)." };
        return new Command("executions", "What was executed: the audit.")
        {
            List(),
            EngineCall.Command("show", "One execution with its legs, hedges and every step.", [id], parsed => new ShowExecution(parsed.GetValue(id)!), (output, reply) =>
                ExecutionViews.Details(output, (ExecutionDetails)reply)),
            MoneyCommands.Resolve(),
            MoneyCommands.Settle(),
        };
    }

    private static Command List()
    {
        var limit = EngineCall.Limit(20);
        var list = new Command("list", "Executions, newest first.") { limit, EngineCall.Data, EngineCall.Json };
        list.SetAction((parsed, cancel) => EngineCall.SendAsync(parsed, new ListExecutions(parsed.GetValue(limit)), (output, reply) => ExecutionViews.List(output, (ExecutionList)reply, parsed.GetValue(limit)), cancel));
        return list;
    }
}
