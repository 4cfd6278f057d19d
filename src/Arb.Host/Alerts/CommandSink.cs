using System.Diagnostics;
using System.Text.Json;
using Arb.Domain.Commands;
using Arb.Domain.Health;

namespace Arb.Host.Alerts;

/// <summary>The operator's own program: arguments as configured, the alert as one line of JSON on its standard input. Nothing that an alert says becomes an argument.</summary>
internal sealed class CommandSink(string program, IReadOnlyList<string> arguments, string folder) : IAlertSink
{
    public string Name => "command";

    public string Target => program;

    public Task<AlertDelivery> DeliverAsync(Alert alert, CancellationToken cancel) =>
        AlertProgram.RunAsync(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder }, JsonSerializer.Serialize(alert, CommandJson.Compact), quoted: false, cancel);
}
