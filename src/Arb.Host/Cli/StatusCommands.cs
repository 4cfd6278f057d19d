using System.CommandLine;
using Arb.Domain.Commands;
using Arb.Host.Views;

namespace Arb.Host.Cli;

/// <summary><c>arb status</c>.</summary>
internal static class StatusCommands
{
    public static Command Status() => EngineCall.Command("status", "Engine, accounts and lamps at a glance.", [], _ => new GetStatus(), (output, reply) =>
        output.Console.Write(StatusView.Build((StatusReport)reply)));
}
