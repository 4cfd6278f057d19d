using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Arb.Host.Demo;

/// <summary>The demo cannot go on.</summary>
internal sealed class DemoException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>One simulated bookmaker of the demo.</summary>
internal sealed record DemoBookmaker(string Name, string Protocol, Uri Url, string User, string Password);

/// <summary>The simulated bookmakers as a process of their own. It ends with this one, whichever way this one ends: its standard input closes.</summary>
internal sealed class SandboxProcess : IAsyncDisposable
{
    /// <summary>The word before a command line of the bookmakers' own: this program is them then. Not for people, who have <c>arb demo</c>.</summary>
    public const string Word = "sandbox";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(5);

    private readonly Process _process;

    private SandboxProcess(Process process, Uri control, IReadOnlyList<DemoBookmaker> bookmakers)
    {
        _process = process;
        Control = control;
        Bookmakers = bookmakers;
    }

    public Uri Control { get; }

    public IReadOnlyList<DemoBookmaker> Bookmakers { get; }

    public int Id => _process.Id;

    public static async Task<SandboxProcess> StartAsync(long seed, CancellationToken cancel)
    {
        var start = Command();
        foreach (var argument in new[] { "run", "--demo", "--exit-with-parent", "--seed", seed.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new DemoException("the simulated bookmakers could not be started");
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            deadline.CancelAfter(StartDeadline);
            var line = await process.StandardOutput.ReadLineAsync(deadline.Token)
                ?? throw new DemoException($"the simulated bookmakers ended at once: {(await process.StandardError.ReadToEndAsync(deadline.Token)).Trim()}");
            // Nobody reads what it may still say; a full pipe must not block it.
            process.StandardError.Close();
            process.StandardOutput.Close();
            return Ready(process, line);
        }
        catch (Exception failed)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw failed is OperationCanceledException && !cancel.IsCancellationRequested
                ? new DemoException($"the simulated bookmakers were not ready after {StartDeadline.TotalSeconds:0} s", failed)
                : failed is JsonException or KeyNotFoundException ? new DemoException("the simulated bookmakers did not say where they are", failed) : failed;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(StopDeadline);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    /// <summary>This program once more, as the bookmakers: whether it is one file or a library that the runtime was given.</summary>
    private static ProcessStartInfo Command()
    {
        var command = ThisProgram.Command();
        // On Windows in a console of its own without a window: what is typed or closed at ours is for this process to decide about.
        return new ProcessStartInfo(command[0], [.. command[1..], Word]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, CreateNoWindow = true };
    }

    private static SandboxProcess Ready(Process process, string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var bookmakers = root.GetProperty("bookmakers").EnumerateArray().Select(b => new DemoBookmaker(
            b.GetProperty("name").GetString()!, b.GetProperty("protocol").GetString()!, new Uri(b.GetProperty("url").GetString() + "/"), b.GetProperty("user").GetString()!, b.GetProperty("password").GetString()!));
        return new SandboxProcess(process, new Uri(root.GetProperty("control").GetString() + "/"), [.. bookmakers]);
    }
}
