using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace Arb.E2E.Tests;

/// <summary>One real <c>arb</c> process, built beside this assembly. Ends with the test, whatever happens.</summary>
internal sealed class ArbProcess : IAsyncDisposable
{
    /// <summary>For a process that only prints or is refused; generous, because machines are busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _output = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();

    private ArbProcess(Process process) => _process = process;

    /// <summary>Everything printed so far, standard output and errors together.</summary>
    public string Text
    {
        get
        {
            lock (_text)
                return _text.ToString();
        }
    }

    /// <summary>What was printed to standard output alone.</summary>
    public string Output
    {
        get
        {
            lock (_text)
                return _output.ToString();
        }
    }

    /// <summary>Starts <c>arb</c> in production mode, without the CI variables of this run.</summary>
    public static ArbProcess Start(string workFolder, params string[] arguments) => Start(ArbProgram.Here, workFolder, arguments, null);

    /// <summary>The same with one variable in its environment.</summary>
    public static ArbProcess StartWith(string name, string value, string workFolder, params string[] arguments) => StartWith(new Dictionary<string, string> { [name] = value }, workFolder, arguments);

    /// <summary>The same with more of them.</summary>
    public static ArbProcess StartWith(IReadOnlyDictionary<string, string> variables, string workFolder, params string[] arguments) => Start(ArbProgram.Here, workFolder, arguments, start =>
    {
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
    });

    /// <summary>
    /// The same as the leader of a group of processes, as a shell in a terminal starts it: <see cref="InterruptAsync"/> reaches all of it. A run that was itself started in the background hands down
    /// an ignored SIGINT, which a terminal's shell does not.
    /// </summary>
    public static ArbProcess StartInGroup(string workFolder, params string[] arguments) => StartThrough(["setsid", "env", "--default-signal=INT"], workFolder, arguments);

    /// <summary>The same through another program, which becomes it: its number is the same.</summary>
    public static ArbProcess StartThrough(string[] through, string workFolder, params string[] arguments) =>
        Start(ArbProgram.Here with { Command = [.. through, .. ArbProgram.Here.Command] }, workFolder, arguments, null);

    /// <summary>Another build.</summary>
    public static ArbProcess Start(ArbProgram program, string workFolder, params string[] arguments) => Start(program, workFolder, arguments, null);

    private static ArbProcess Start(ArbProgram program, string workFolder, string[] arguments, Action<ProcessStartInfo>? more)
    {
        var start = program.With(arguments);
        start.WorkingDirectory = workFolder;
        start.RedirectStandardInput = true;
        more?.Invoke(start);
        var arb = new ArbProcess(new Process { StartInfo = start });
        arb._process.OutputDataReceived += (_, line) => arb.OnLine(line.Data, arb._output);
        arb._process.ErrorDataReceived += (_, line) => arb.OnLine(line.Data, null);
        arb._process.Start();
        arb._process.BeginOutputReadLine();
        arb._process.BeginErrorReadLine();
        return arb;
    }

    /// <summary>Runs <c>arb</c> to its end; answers exit code and everything printed.</summary>
    public static Task<(int Code, string Text)> RunAsync(string workFolder, params string[] arguments) => RunAsync(ArbProgram.Here, workFolder, arguments);

    /// <summary>The same with another build.</summary>
    public static async Task<(int Code, string Text)> RunAsync(ArbProgram program, string workFolder, params string[] arguments)
    {
        await using var arb = Start(program, workFolder, arguments);
        return (await arb.ExitAsync(Patience), arb.Text);
    }

    /// <summary>What an engine logs once its control channel is open and recovery is finished.</summary>
    public const string Ready = "not started yet";

    /// <summary>The same process, once its engine is ready; ended when it never is.</summary>
    public async Task<ArbProcess> ReadyAsync()
    {
        try
        {
            await SaysAsync(Ready);
            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a line with <paramref name="part"/> was printed.</summary>
    public async Task SaysAsync(string part)
    {
        Task seen;
        lock (_text)
            seen = _text.ToString().Contains(part, StringComparison.Ordinal)
                ? Task.CompletedTask
                : _awaited.GetOrAdd(part, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        var ended = _process.WaitForExitAsync();
        await Task.WhenAny(seen, ended).WaitAsync(Patience);
        Assert.True(seen.IsCompleted || Text.Contains(part, StringComparison.Ordinal), $"arb ended without saying '{part}':\n{Text}");
    }

    /// <summary>Waits for the end and answers the exit code; fails with what was printed, and what else is known, when the deadline passes.</summary>
    public async Task<int> ExitAsync(TimeSpan deadline, Func<string>? why = null)
    {
        using var patience = new CancellationTokenSource(deadline);
        try
        {
            await _process.EndedAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"arb still ran after {deadline.TotalSeconds:0} s:\n{Text}\n{why?.Invoke()}");
        }
        return _process.ExitCode;
    }

    /// <summary>Ends the process as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.EndedAsync().WaitAsync(Patience);
    }

    /// <summary>Asks the process to end as a service manager would.</summary>
    public Task TerminateAsync() => SignalAsync("TERM");

    /// <summary>Sends it a signal.</summary>
    public Task SignalAsync(string signal) => SignalAsync(signal, _process.Id);

    /// <summary>Ctrl-C in a terminal: every process of the group is told.</summary>
    public Task InterruptAsync() => SignalAsync("INT", -_process.Id);

    private static async Task SignalAsync(string signal, int id)
    {
        using var kill = Process.Start("kill", ["-" + signal, "--", id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void OnLine(string? line, StringBuilder? stream)
    {
        if (line is null)
            return;
        lock (_text)
        {
            _text.AppendLine(line);
            stream?.AppendLine(line);
            foreach (var (part, seen) in _awaited)
                if (line.Contains(part, StringComparison.Ordinal))
                    seen.TrySetResult();
        }
    }
}

/// <summary>The end of a process whose output is read.</summary>
internal static class ProcessEnds
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Waits for the process, and then a bounded time for the last of its output: .NET's own way waits for the end of the output too, and Wine's server was seen to keep the output of a program that had ended
    /// open for minutes.
    /// </summary>
    public static async Task EndedAsync(this Process process, CancellationToken cancel = default)
    {
        var whole = process.WaitForExitAsync(cancel);
        using (var timer = new PeriodicTimer(Look))
            while (!process.HasExited)
                await timer.WaitForNextTickAsync(cancel);
        try
        {
            await whole.WaitAsync(LastWords, cancel);
        }
        catch (TimeoutException)
        {
            // It is over all the same.
        }
    }

    /// <summary>What is read of a process that has ended, or null when it does not come.</summary>
    public static async Task<string?> LastWordsAsync(Task<string?> reading)
    {
        try
        {
            return await reading.WaitAsync(LastWords);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}

/// <summary>A new empty folder with a short path (socket paths are limited), removed with the test.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public ScratchFolder() => Path = Directory.CreateTempSubdirectory("arb").FullName;

    public string Path { get; }

    /// <summary>A path in the folder that does not exist yet.</summary>
    public string New(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>A test of what only Unix has; skipped on Windows.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "Unix only";
    }
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "Unix only";
    }
}
