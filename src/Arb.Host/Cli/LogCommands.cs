using System.CommandLine;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Views;

namespace Arb.Host.Cli;

/// <summary><c>arb log</c> and <c>arb config</c>.</summary>
internal static class LogCommands
{
    public static Command Log()
    {
        var limit = EngineCall.Limit(50);
        var atLeast = new Option<LogSeverity>("--at-least") { Description = "Lowest severity: info, warning, error or alarm.", HelpName = "severity" };
        return EngineCall.Command("log", "The system log, newest last.", [limit, atLeast], parsed => new ListLog(parsed.GetValue(limit), parsed.GetValue(atLeast)), (output, reply) =>
            LogView.Print(output, (LogList)reply));
    }

    public static Command Config()
    {
        var docs = new Option<bool>("--docs") { Description = "As the page docs/configuration.md: tables with default and range of each setting." };
        var command = new Command("config", "Print every setting with its unit, default and reason, as a HOCON file to start from.") { docs };
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.Write(parsed.GetValue(docs) ? ConfigurationPage.Write() : ConfigLoader.ReferenceText());
            return ExitCodes.Ok;
        });
        return command;
    }
}
