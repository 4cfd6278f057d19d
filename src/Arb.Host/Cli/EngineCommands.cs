using System.CommandLine;
using Arb.Domain.Commands;

namespace Arb.Host.Cli;

/// <summary><c>arb engine …</c> and <c>arb shutdown</c>.</summary>
internal static class EngineCommands
{
    public static Command Build()
    {
        var reason = new Argument<string>("reason") { Description = "Why, for the log.", DefaultValueFactory = _ => "operator" };
        return new Command("engine", "Start and stop executing; prices are watched all the time.")
        {
            EngineCall.Command("start", "RUNNING: opportunities are executed.", [], _ => new StartEngine()),
            EngineCall.Command("stop", "STOPPED: no new executions; open ones run to their end.", [], _ => new StopEngine()),
            EngineCall.Command("kill", "Kill switch: no new executions until an explicit start; open ones still hedge and reconcile.", [reason], parsed => new KillSwitch(parsed.GetValue(reason)!)),
        };
    }

    public static Command ShutDown() =>
        EngineCall.Command("shutdown", "End the engine process; executions under way are taken up again at the next start.", [], _ => new Domain.Commands.ShutDown());
}
