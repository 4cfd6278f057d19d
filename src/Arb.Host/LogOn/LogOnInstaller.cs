using System.ComponentModel;
using System.Diagnostics;
using Arb.Storage;

namespace Arb.Host.LogOn;

/// <summary>Puts a <see cref="LogOnEntry"/> where the system looks for it, and takes it away.</summary>
internal sealed class LogOnInstaller(LogOnEntry entry)
{
    /// <summary>The system's own tools answer at once; one that hangs must not hang the command.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int MaxSaid = 500;

    /// <summary>Whether an entry is there.</summary>
    public async Task<bool> IsInstalledAsync(CancellationToken cancel) =>
        entry.Known is { } known ? await RunAsync(known, cancel) is (0, _) : File.Exists(entry.File);

    /// <summary>Installs it over an earlier one. Throws <see cref="IOException"/> with what the system said.</summary>
    public async Task InstallAsync(CancellationToken cancel)
    {
        var stays = entry.Stays && File.Exists(entry.File);
        OwnersOnly.MakeFolder(Path.GetDirectoryName(entry.File)!);
        OwnersOnly.Replace(entry.File, [.. entry.Encoding.GetPreamble(), .. entry.Encoding.GetBytes(entry.Text)]);
        try
        {
            await RunAsync(entry.Install, cancel);
            stays = entry.Stays;
        }
        finally
        {
            // A definition that the system did not take would pass for an installed one.
            if (!stays)
                File.Delete(entry.File);
        }
    }

    /// <summary>Removes it; an engine that runs goes on. Throws <see cref="IOException"/> with what the system said.</summary>
    public async Task RemoveAsync(CancellationToken cancel)
    {
        await RunAsync(entry.Remove, cancel);
        File.Delete(entry.File);
    }

    private static async Task RunAsync(IEnumerable<LogOnStep> steps, CancellationToken cancel)
    {
        foreach (var step in steps)
            if (await RunAsync(step, cancel) is (not 0, var said) && step.Required)
                throw new IOException($"{step.Program} {string.Join(' ', step.Arguments)} failed: {said}");
    }

    private static async Task<(int Code, string Said)> RunAsync(LogOnStep step, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(step.Program, step.Arguments) { UseShellExecute = false, CreateNoWindow = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception missing)
        {
            throw new IOException($"{step.Program} did not start ({missing.Message}): this system has no such way of starting programs at log-on; arb service install --print shows what would be set up", missing);
        }
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(late.Token);
            var error = process.StandardError.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            var said = $"{await error} {await output}".Trim();
            return (process.ExitCode, said.Length > MaxSaid ? said[..MaxSaid] : said);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new IOException($"{step.Program} did not end within {Patience.TotalSeconds:0} s");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
