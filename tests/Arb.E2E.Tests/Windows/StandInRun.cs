using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Arb.E2E.Tests.Windows;

/// <summary>One run of <c>Arb.StandIn.Browser</c>: starts browsers' stand-ins as the engine starts browsers, and prints what each check found. Ends with the test, whatever happens.</summary>
internal sealed class StandInRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(170);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _awaited = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StandInRun(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => OnLine(line.Data);
        _process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The program for Windows as <c>scripts/publish-windows-tests</c> leaves it.</summary>
    public static string Published { get; } = Path.Combine(WineMachine.Root, "artifacts", "windows-tests", "Arb.StandIn.Browser.exe");

    /// <summary>Number of the process that plays the engine.</summary>
    public int Id => _process.Id;

    /// <summary>Everything printed so far.</summary>
    public string Text => string.Join('\n', _lines);

    /// <summary>On this system, as it was built beside this assembly.</summary>
    public static StandInRun Here(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Arb.StandIn.Browser.exe" : "Arb.StandIn.Browser"), arguments);
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return new StandInRun(start);
    }

    /// <summary>As Windows runs it, in Wine.</summary>
    public static async Task<StandInRun> InWineAsync(WineMachine wine, params string[] arguments) => new(await wine.CommandAsync(Published, arguments));

    /// <summary>Waits for what a check found; fails with what it said unless it holds.</summary>
    public async Task HoldsAsync(string check)
    {
        var found = await LineAsync(check);
        Assert.True(found.StartsWith($"ok {check} ", StringComparison.Ordinal), found);
    }

    /// <summary>Waits for a line whose second word, or only one, is this.</summary>
    public async Task<string> LineAsync(string word)
    {
        var line = _awaited.GetOrAdd(word, _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        await Task.WhenAny(line, _ended.Task).WaitAsync(Patience);
        Assert.True(line.IsCompleted, $"it ended without a word of {word}:\n{Text}");
        return await line;
    }

    /// <summary>Ends the process that plays the engine, alone, as a crash would. Its output is not waited for: what it wrongly handed down would keep that open.</summary>
    public void Kill() => _process.Kill();

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private void OnLine(string? line)
    {
        if (line is null)
        {
            _ended.TrySetResult();
            return;
        }
        _lines.Enqueue(line);
        var words = line.Split(' ', ':');
        _awaited.GetOrAdd(words.Length > 1 ? words[1] : words[0], _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(line);
    }
}

/// <summary>A fact about browsers on Windows: in Wine where this is no Windows; reported as skipped, by name, where that or the published program is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WindowsBrowserFactAttribute : FactAttribute
{
    public WindowsBrowserFactAttribute(bool wineOnly = false) => Skip = OperatingSystem.IsWindows()
        ? wineOnly ? "Wine only" : null
        : WineMachine.NotThere ?? (File.Exists(StandInRun.Published) ? null : "the stand-in for a browser on Windows is not made (scripts/publish-windows-tests)");
}
