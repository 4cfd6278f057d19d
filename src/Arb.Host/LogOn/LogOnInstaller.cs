using System.Diagnostics;
using Arb.Storage;

namespace Arb.Host.LogOn;

/// <summary>Puts a <see cref="LogOnEntry"/> where the system looks for it, and takes it away.</summary>
internal sealed class LogOnInstaller(LogOnEntry entry)
{
    /// <summary>The system's own tools answer at once; one that hangs must not hang the command.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Whether an entry is there.</summary>
    public async Task<bool> IsInstalledAsync(CancellationToken cancel) =>
        entry.Known is { } known ? await RunAsync(known, cancel) is { Code: 0 } : File.Exists(entry.File);

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
            if (await RunAsync(step, cancel) is { Code: not 0 } end && step.Required)
                throw new IOException($"{step.Program} {string.Join(' ', step.Arguments)} failed (exit code {end.Code}): {end.Said}");
    }

    private static async Task<ProgramEnd> RunAsync(LogOnStep step, CancellationToken cancel)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(Patience);
        var end = await ChildProgram.RunAsync(new ProcessStartInfo(step.Program, step.Arguments), "", late.Token);
        cancel.ThrowIfCancellationRequested();
        if (!end.Started)
            throw new IOException($"{step.Program} did not start ({end.Said}): this system has no such way of starting programs at log-on; arb service install --print shows what would be set up");
        return end.Code is null ? throw new IOException($"{step.Program} did not end within {Patience.TotalSeconds:0} s") : end;
    }
}
