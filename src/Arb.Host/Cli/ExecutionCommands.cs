using System.CommandLine;
using Arb.Domain.Commands;
using Arb.Host.Views;

namespace Arb.Host.Cli;

/// <summary><c>arb executions …</c>.</summary>
internal static class ExecutionCommands
{
    public static Command Build()
    {
        var limit = EngineCall.Limit(20);
        var id = new Argument<string>("id") { Description = "Execution id (arb executions list)." };
        return new Command("executions", "What was executed: the audit.")
        {
            EngineCall.Command("list", "Executions, newest first.", [limit], parsed => new ListExecutions(parsed.GetValue(limit)), (output, reply) =>
                ExecutionViews.List(output, (ExecutionList)reply)),
            EngineCall.Command("show", "One execution with its legs, hedges and every step.", [id], parsed => new ShowExecution(parsed.GetValue(id)!), (output, reply) =>
                ExecutionViews.Details(output, (ExecutionDetails)reply)),
            MoneyCommands.Resolve(),
            MoneyCommands.Settle(),
        };
    }
}
