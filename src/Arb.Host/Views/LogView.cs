using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Host.Cli;

namespace Arb.Host.Views;

/// <summary>The system log for people.</summary>
internal static class LogView
{
    public static void Print(CliOutput output, LogList list)
    {
        if (list.Entries.Count == 0)
            output.Line("no such entry");
        foreach (var entry in list.Entries.Reverse())
        {
            var about = entry.Execution is { } execution && !entry.Message.StartsWith(execution.ToString(), StringComparison.Ordinal) ? $"{execution}: " : "";
            output.Line($"{entry.At.ToLocalTime():yyyy-MM-dd HH:mm:ss} {Severity(entry.Severity),-5} {entry.Area,-10} {about}{Letters.Line(entry.Message)}");
        }
    }

    private static string Severity(LogSeverity severity) => severity switch
    {
        LogSeverity.Info => "info",
        LogSeverity.Warning => "warn",
        LogSeverity.Error => "ERROR",
        _ => "ALARM",
    };
}
