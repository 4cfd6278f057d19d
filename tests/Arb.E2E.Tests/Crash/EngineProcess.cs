using System.Collections.Concurrent;
using System.Diagnostics;
using Arb.Domain.Commands;
using Arb.Host.Control;

namespace Arb.E2E.Tests.Crash;

/// <summary>The engine as the operating system sees it: a process that can be killed, never asked first.</summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private EngineProcess(Process process, IEngineChannel channel)
    {
        _process = process;
        Channel = channel;
    }

    public IEngineChannel Channel { get; }

    public string Output => string.Join('\n', _output);

    public bool HasExited => _process.HasExited;

    /// <summary>The most memory it ever had resident, bytes.</summary>
    public long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts <c>arb run</c> and returns at once.</summary>
    public static EngineProcess Launch(string folder, string config, params string[] settings) => Launch(ArbProgram.Here, folder, config, new Dictionary<string, string>(), settings);

    /// <summary>Starts a build of it, with something more in its environment.</summary>
    public static EngineProcess Launch(ArbProgram program, string folder, string config, IReadOnlyDictionary<string, string> environment, params string[] settings)
    {
        var start = program.With(["run", "--data", program.PathOf(folder), "--config", program.PathOf(config), .. settings.SelectMany(setting => (string[])["--set", setting])]);
        // Many short lives: quick code now beats fast code later.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        var engine = new EngineProcess(process, program.Channel(folder));
        process.OutputDataReceived += engine.Keep;
        process.ErrorDataReceived += engine.Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return engine;
    }

    /// <summary>Waits until it answers commands.</summary>
    public async Task ReadyAsync() => await Eventually.Async("the engine answers", StartDeadline, async () =>
    {
        if (_process.HasExited)
            throw new InvalidOperationException($"the engine ended with {_process.ExitCode}: {Output}");
        return await TryStatusAsync() is not null;
    }, () => Output);

    /// <summary>The engine's status, or null while it does not answer.</summary>
    public async Task<StatusReport?> TryStatusAsync()
    {
        try
        {
            return await Channel.SendAsync(new GetStatus()) as StatusReport;
        }
        catch (NoEngineException)
        {
            return null;
        }
    }

    /// <summary>Sends a command that must be carried out.</summary>
    public async Task<CommandReply> DoAsync(ArbCommand command)
    {
        var reply = await Channel.SendAsync(command);
        return reply is CommandFailed failed ? throw new InvalidOperationException($"{command.GetType().Name}: {failed.Message}") : reply;
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.EndedAsync();
    }

    /// <summary>Sends it a signal by name.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits for the process to end by itself; its exit code.</summary>
    public async Task<int> ExitAsync(TimeSpan deadline)
    {
        using var late = new CancellationTokenSource(deadline);
        await _process.EndedAsync(late.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        Channel.Dispose();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
            _output.Enqueue(text);
    }
}
