using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Arb.Browser;
using Arb.Browser.Launching;
using Arb.Browser.Sessions;
using Arb.Domain;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.StandIn.Browser;

/// <summary>A check found something else than it should.</summary>
internal sealed class CheckException(string message) : Exception(message);

/// <summary>What one check uses: a folder of its own, and sessions of the engine on stand-ins for browsers, which end with the check.</summary>
internal sealed class Bench(string folder) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly Uri Site = new("http://site.example/");
    private readonly List<ChromeSession> _sessions = [];
    private readonly List<Process> _processes = [];

    /// <summary>Where the accounts' browser folders are; not there yet.</summary>
    public string Root => Path.Combine(folder, "Büro der Wetten", "browser");

    /// <summary>Made when asked for.</summary>
    public string Folder => Directory.CreateDirectory(folder).FullName;

    public BrowserOptions Options { get; set; } = new() { Executable = Environment.ProcessPath!, StartDeadline = Patience, Sandbox = SandboxMode.On };

    public ProfileFolder Profile(string account = "anna") => new(Root, new AccountId(account));

    public async Task<Opened> OpenAsync(string account = "anna", params string[] arguments)
    {
        var events = new ConcurrentQueue<BrowserEvent>();
        var sessions = BrowserSessions.For(RuntimeMode.Production, Options with { ExtraArguments = arguments }, Root, TimeProvider.System);
        var session = (ChromeSession)await sessions.OpenAsync(new AccountId(account), Site, events.Enqueue, CancellationToken.None);
        _sessions.Add(session);
        return new Opened(session, events);
    }

    /// <summary>Starts this program as the engine does not: in no job, with every inheritable handle. It ends with the check.</summary>
    public Process Start(params string[] arguments)
    {
        var process = Process.Start(Environment.ProcessPath!, arguments);
        _processes.Add(process);
        return process;
    }

    public static void Is(bool holds, string what)
    {
        if (!holds)
            throw new CheckException(what);
    }

    public static async Task<TException> ThrowsAsync<TException>(Func<Task> action)
        where TException : Exception
    {
        try
        {
            await action();
        }
        catch (TException expected)
        {
            return expected;
        }
        throw new CheckException($"no {typeof(TException).Name}");
    }

    public static async Task UntilAsync(string what, Func<bool> holds)
    {
        using var timer = new PeriodicTimer(Interval);
        var began = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Is(TimeProvider.System.GetElapsedTime(began) < Patience, $"not within {Patience.TotalSeconds:0} s: {what}");
            await timer.WaitForNextTickAsync();
        }
    }

    public static bool Lives(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }
        foreach (var session in _sessions)
            await session.CloseAsync();
    }

    internal sealed record Opened(ChromeSession Session, ConcurrentQueue<BrowserEvent> Events)
    {
        public async Task<string> EchoAsync(string text) =>
            (await Session.CommandAsync("StandIn.echo", new JsonObject { ["text"] = text }, browser: true)).GetProperty("text").GetString()!;

        /// <summary>What it was started with, and the process that it started, or 0.</summary>
        public async Task<(string[] Arguments, int Child)> StartedAsync()
        {
            var answer = await Session.CommandAsync("StandIn.started", browser: true);
            var child = answer.GetProperty("child");
            return ([.. answer.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetString()!)], child.ValueKind == System.Text.Json.JsonValueKind.Number ? child.GetInt32() : 0);
        }

        public Task<BrowserEvent.Closed> ClosedAsync() => UntilAsync("closed", () => Events.OfType<BrowserEvent.Closed>().Any()).ContinueWith(_ => Events.OfType<BrowserEvent.Closed>().Single(), TaskScheduler.Default);
    }
}
