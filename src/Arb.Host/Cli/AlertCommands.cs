using System.CommandLine;
using Arb.Domain.Health;
using Arb.Host.Control;
using Arb.Host.Views;

namespace Arb.Host.Cli;

/// <summary><c>arb alerts</c> and <c>arb alerts test</c>.</summary>
internal static class AlertCommands
{
    public static Command Build()
    {
        var limit = EngineCall.Limit(20);
        var command = EngineCall.Command("alerts", "Recent alerts, newest first, and where they go besides the dashboard.", [limit], parsed => new ListAlerts(parsed.GetValue(limit), 0), (output, reply) =>
            AlertViews.List(output, (AlertList)reply));
        command.Add(Test());
        return command;
    }

    private static Command Test()
    {
        var test = new Command("test", "Send a test alert to webhook and command, and say what came of it; exit code 1 when one did not take it.") { EngineCall.Data, EngineCall.Json };
        test.SetAction(async (parsed, cancel) =>
        {
            using var client = new ControlClient(EngineCall.Folder(parsed));
            var reply = await client.SendAsync(new TestAlerts(), cancel);
            var code = EngineCall.Print(parsed, reply, (output, report) => AlertViews.Test(output, (AlertTestReport)report));
            return reply is AlertTestReport tested && tested.Sinks.Any(sink => !sink.Delivered) ? ExitCodes.CheckFailed : code;
        });
        return test;
    }
}
