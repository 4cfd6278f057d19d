using System.ComponentModel;
using System.Diagnostics;
using Arb.Host.Views;

namespace Arb.Host;

/// <summary>How a run of another program ended.</summary>
/// <param name="Code">Its exit code; null when it did not start, or was killed at the deadline.</param>
/// <param name="Said">Its first complaint, without control signs, or why it did not start; empty when it said nothing.</param>
/// <param name="Started">False: there is no such program, or it may not be run.</param>
internal readonly record struct ProgramEnd(int? Code, string Said, bool Started = true);

/// <summary>One run of another program, never through a shell, with a deadline: afterwards it and what it started are killed.</summary>
internal static class ChildProgram
{
    private const int MostQuoted = 200;

    /// <param name="start">Program, arguments, environment.</param>
    /// <param name="input">One line for its standard input; empty: it is closed at once.</param>
    /// <param name="cancel">The deadline.</param>
    public static async Task<ProgramEnd> RunAsync(ProcessStartInfo start, string input, CancellationToken cancel)
    {
        // Starting a process takes a while: not on the caller's thread.
        await Task.Yield();
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Exception wrong) when (wrong is Win32Exception or IOException or InvalidOperationException)
        {
            return new ProgramEnd(null, wrong.Message, Started: false);
        }
        try
        {
            return await EndAsync(process, input, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new ProgramEnd(null, "");
        }
        finally
        {
            Kill(process);
        }
    }

    private static async Task<ProgramEnd> EndAsync(Process process, string input, CancellationToken cancel)
    {
        // What it writes is read, so that a full pipe cannot stop it, and thrown away but for its first complaint.
        string? complaint = null;
        process.OutputDataReceived += Ignore;
        process.ErrorDataReceived += (_, line) => complaint ??= string.IsNullOrWhiteSpace(line.Data) ? null : line.Data.Trim();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            if (input.Length > 0)
                await process.StandardInput.WriteLineAsync(input.AsMemory(), cancel).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It need not read its input; its exit code says whether it is content.
        }
        await process.WaitForExitAsync(cancel).ConfigureAwait(false);
        return new ProgramEnd(process.ExitCode, complaint is null ? "" : Letters.Line(complaint[..Math.Min(complaint.Length, MostQuoted)]));
    }

    private static void Ignore(object sender, DataReceivedEventArgs line)
    {
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It ended by itself in this moment.
        }
    }
}
