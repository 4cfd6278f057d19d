using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Arb.Domain.Commands;
using Arb.Domain.Health;

namespace Arb.Host.Alerts;

/// <summary>
/// Runs a program for each alert: arguments as configured, never through a shell, the alert as one line of JSON on its standard input. It must end with code 0 before the deadline; afterwards it and
/// what it started are killed. Nothing that an alert says becomes an argument.
/// </summary>
internal sealed class CommandSink(string program, IReadOnlyList<string> arguments, string folder) : IAlertSink
{
    public string Name => "command";

    public string Target => program;

    public async Task<AlertDelivery> DeliverAsync(Alert alert, CancellationToken cancel)
    {
        // Starting a process takes a while: not on the caller's thread.
        await Task.Yield();
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Exception wrong) when (wrong is Win32Exception or IOException or InvalidOperationException)
        {
            return new AlertDelivery(false, $"{program} did not start: {wrong.Message}", Retry: false);
        }
        try
        {
            return await RunAsync(process, alert, cancel).ConfigureAwait(false);
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

    private static async Task<AlertDelivery> RunAsync(Process process, Alert alert, CancellationToken cancel)
    {
        // What it writes is read and thrown away, so that a full pipe cannot stop it.
        process.OutputDataReceived += Ignore;
        process.ErrorDataReceived += Ignore;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(alert, CommandJson.Compact).AsMemory(), cancel).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It need not read its input; its exit code says whether it is content.
        }
        await process.WaitForExitAsync(cancel).ConfigureAwait(false);
        return new AlertDelivery(process.ExitCode == 0, $"exit code {process.ExitCode}");
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
