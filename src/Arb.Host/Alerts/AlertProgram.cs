using System.ComponentModel;
using System.Diagnostics;
using Arb.Domain.Health;
using Arb.Host.Views;

namespace Arb.Host.Alerts;

/// <summary>One run of a program for one alert, never through a shell: it must end with code 0 before the deadline; afterwards it and what it started are killed.</summary>
internal static class AlertProgram
{
    private const int MostQuoted = 200;

    /// <param name="start">Program, arguments, environment.</param>
    /// <param name="input">One line for its standard input; empty: it is closed at once.</param>
    /// <param name="quoted">True: what it complained of first belongs to the answer.</param>
    /// <param name="cancel">The deadline.</param>
    public static async Task<AlertDelivery> RunAsync(ProcessStartInfo start, string input, bool quoted, CancellationToken cancel)
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
            return new AlertDelivery(false, $"{start.FileName} did not start: {wrong.Message}", Retry: false);
        }
        try
        {
            return await EndAsync(process, input, quoted, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new AlertDelivery(false, "it did not end in time and was killed");
        }
        finally
        {
            Kill(process);
        }
    }

    private static async Task<AlertDelivery> EndAsync(Process process, string input, bool quoted, CancellationToken cancel)
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
        var why = quoted && process.ExitCode != 0 && complaint is not null ? ": " + Letters.Line(complaint[..Math.Min(complaint.Length, MostQuoted)]) : "";
        return new AlertDelivery(process.ExitCode == 0, $"exit code {process.ExitCode}{why}");
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
