using System.Diagnostics;
using System.Globalization;

namespace Arb.Benchmarks.Durable;

/// <summary>Counts how often the system is asked to put data on the disk while events are persisted: a process of its own under strace, once with events and once without.</summary>
internal static class SyncCount
{
    /// <summary>Argument of the process that is counted: how many events it persists.</summary>
    public const string Argument = "--persist";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>fsync and fdatasync calls per event, or null where there is no strace.</summary>
    public static double? PerEvent(int events, string folder)
    {
        if (!OperatingSystem.IsLinux() || !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(path => File.Exists(Path.Combine(path, "strace"))))
            return null;
        return (Count(events, folder) - Count(0, folder)) / (double)events;
    }

    private static int Count(int events, string folder)
    {
        var trace = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"syncs-{events}"));
        string[] arguments = ["-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", trace, "dotnet", typeof(SyncCount).Assembly.Location, Argument, events.ToString(CultureInfo.InvariantCulture)];
        using var process = Process.Start(new ProcessStartInfo("strace", arguments) { RedirectStandardOutput = true })!;
        if (!process.WaitForExit(Patience) || process.ExitCode != 0)
            throw new InvalidOperationException("the process under strace did not end well");
        return File.ReadLines(trace).Count(line => line.Contains("sync(", StringComparison.Ordinal));
    }
}
