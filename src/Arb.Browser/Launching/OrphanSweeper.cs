using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Arb.Domain.Sessions;

namespace Arb.Browser.Launching;

/// <summary>
/// Ends the browser that an earlier life of the engine left on a profile. A process is ours only if its command line names the profile (Windows: if it began when the record says);
/// a process id alone proves nothing, ids are used again.
/// </summary>
internal sealed class OrphanSweeper(BrowserOptions options, TimeProvider time)
{
    /// <summary>Notes which process runs on the profile.</summary>
    public static void Record(ProfileFolder folder, int pid, DateTime began) =>
        File.WriteAllText(folder.ProcessFile, string.Create(CultureInfo.InvariantCulture, $"{pid}\n{began.Ticks}\n"));

    /// <summary>Ends it and removes what it left. True when there was one. Throws <see cref="BrowserException"/> when it cannot be ended.</summary>
    public async Task<bool> SweepAsync(ProfileFolder folder, CancellationToken cancel)
    {
        var found = false;
        foreach (var (pid, began) in Candidates(folder))
        {
            using var process = Find(pid);
            if (process is null || !await IsOursAsync(process, began, folder, cancel).ConfigureAwait(false))
                continue;
            found = true;
            await EndAsync(process, cancel).ConfigureAwait(false);
        }
        await folder.RemoveLeftoversAsync(options.KillDeadline, time).ConfigureAwait(false);
        return found;
    }

    private static List<(int Pid, long? Began)> Candidates(ProfileFolder folder)
    {
        var candidates = new List<(int Pid, long? Began)>();
        try
        {
            var lines = File.ReadAllLines(folder.ProcessFile);
            if (lines.Length >= 2 && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid) && long.TryParse(lines[1], CultureInfo.InvariantCulture, out var ticks))
                candidates.Add((pid, ticks));
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            // No record: the lock link may still tell.
        }
        // The link's target is no file but a text: host name and process id.
        if (!OperatingSystem.IsWindows() && new FileInfo(folder.LockLink).LinkTarget is { } target
            && int.TryParse(target.AsSpan(target.LastIndexOf('-') + 1), CultureInfo.InvariantCulture, out var locked)
            && !candidates.Exists(c => c.Pid == locked))
            candidates.Add((locked, null));
        return candidates;
    }

    private static Process? Find(int pid)
    {
        try
        {
            return pid > 1 && pid != Environment.ProcessId ? Process.GetProcessById(pid) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static async Task<bool> IsOursAsync(Process process, long? began, ProfileFolder folder, CancellationToken cancel)
    {
        var argument = $"--user-data-dir={folder.Profile}";
        try
        {
            if (OperatingSystem.IsWindows())
                return process.StartTime.ToUniversalTime().Ticks == began;
            if (OperatingSystem.IsLinux())
                return (await File.ReadAllTextAsync($"/proc/{process.Id.ToString(CultureInfo.InvariantCulture)}/cmdline", cancel).ConfigureAwait(false)).Split('\0').Contains(argument);
            var start = new ProcessStartInfo("ps") { RedirectStandardOutput = true, UseShellExecute = false };
            foreach (var word in (string[])["-ww", "-o", "command=", "-p", process.Id.ToString(CultureInfo.InvariantCulture)])
                start.ArgumentList.Add(word);
            using var list = Process.Start(start)!;
            return (await list.StandardOutput.ReadToEndAsync(cancel).ConfigureAwait(false)).Contains(argument, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or InvalidOperationException or Win32Exception)
        {
            // Ended meanwhile, or somebody else's.
            return false;
        }
    }

    private async Task EndAsync(Process process, CancellationToken cancel)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                process.CloseMainWindow();
            else
                Posix.AskToEnd(process.Id);
            if (await HasEndedAsync(process, options.CloseDeadline, cancel).ConfigureAwait(false))
                return;
            process.Kill(entireProcessTree: true);
            if (await HasEndedAsync(process, options.KillDeadline, cancel).ConfigureAwait(false))
                return;
        }
        catch (InvalidOperationException)
        {
            // It ended by itself meanwhile.
            return;
        }
        catch (Exception refused) when (refused is Win32Exception or AggregateException)
        {
            throw new BrowserException($"a browser of an earlier run (process {process.Id}) cannot be ended: {refused.Message}", refused);
        }
        throw new BrowserException($"a browser of an earlier run (process {process.Id}) does not end: end it by hand");
    }

    private async Task<bool> HasEndedAsync(Process process, TimeSpan limit, CancellationToken cancel)
    {
        try
        {
            await process.WaitForExitAsync(cancel).WaitAsync(limit, time, cancel).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
