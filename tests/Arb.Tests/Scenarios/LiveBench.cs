using System.Net.Sockets;
using Arb.Domain;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Demo;
using Arb.Host.Engine;
using Arb.Sandbox;
using StartEngine = Arb.Domain.Commands.StartEngine;
using StopEngine = Arb.Domain.Commands.StopEngine;

namespace Arb.Tests.Scenarios;

/// <summary>A whole engine in production mode against simulated bookmakers over real HTTP, three accounts logged in and GREEN.</summary>
internal sealed class LiveBench : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TempFolder _folder;
    private readonly SandboxHost _sandbox;
    private readonly ArbSettings _settings;
    private EngineHost _engine;
    private ControlClient _client;

    private LiveBench(TempFolder folder, ArbSettings settings, SandboxHost sandbox, EngineHost engine)
    {
        (_folder, _settings, _sandbox, _engine) = (folder, settings, sandbox, engine);
        _client = new ControlClient(folder.Path);
        User = new DemoUser(_client);
    }

    public SandboxHost Sandbox => _sandbox;

    public DemoUser User { get; private set; }

    public static async Task<LiveBench> StartAsync(TradingMode trading, SandboxOptions? world = null, params string[] more)
    {
        var folder = new TempFolder();
        var settings = ArbSettings.From(ConfigLoader.Load(null, "demo.conf", ["arb.log.level=warning", .. more])) with { DataFolder = folder.Path };
        settings = settings with { Engine = settings.Engine with { Trading = trading } };
        var sandbox = await SandboxHost.StartAsync(world ?? new SandboxOptions { Seed = 7, Demo = true });
        // The demo's schedule puts up a surebet every few seconds; what is refused is each test's own business.
        foreach (var bookmaker in sandbox.Bookmakers)
            bookmaker.Faults = new SandboxFaults();
        var bench = new LiveBench(folder, settings, sandbox, await EngineHost.StartAsync(settings, RuntimeMode.Production, consoleLog: false));
        foreach (var bookmaker in sandbox.Bookmakers)
            await bench.User.OpenAccountAsync(Of(bookmaker), CancellationToken.None);
        await bench.User.DoAsync(new StartEngine(), CancellationToken.None);
        await bench.UntilAsync(status => status.Accounts.All(a => a.Lamp == Lamp.Green) && status.BoundMatches > 10 && status.BookMarkets > 50);
        return bench;
    }

    public static DemoBookmaker Of(BookmakerControl bookmaker) => new(bookmaker.Name, bookmaker.Protocol, bookmaker.Url, bookmaker.User, bookmaker.Password);

    /// <summary>Ends the engine and starts it again on the same folder; the person logs in again at every bookmaker. Takes no opportunity by itself.</summary>
    public async Task RestartAsync(TradingMode? trading = null)
    {
        _client.Dispose();
        await _engine.DisposeAsync();
        var settings = _settings with { Engine = _settings.Engine with { AutoStart = false, Trading = trading ?? _settings.Engine.Trading } };
        _engine = await EngineHost.StartAsync(settings, RuntimeMode.Production, consoleLog: false);
        _client = new ControlClient(_folder.Path);
        User = new DemoUser(_client);
        foreach (var bookmaker in _sandbox.Bookmakers)
            await User.LogInAgainAsync(Of(bookmaker), CancellationToken.None);
        await UntilAsync(status => status.Accounts.All(a => a.Lamp == Lamp.Green));
    }

    /// <summary>The running engine.</summary>
    public EngineHost Engine => _engine;

    /// <summary>HTTP over the engine's own socket, for what is asked there without a command.</summary>
    public HttpClient OverSocket() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_folder.File("arb.sock")), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    /// <summary>Asks until the answer holds; a status of the engine paces it.</summary>
    public async Task<T> UntilAsync<T>(ArbCommand command, Func<T, bool> holds)
        where T : CommandReply
    {
        using var deadline = new CancellationTokenSource(Patience);
        T? last = null;
        try
        {
            await foreach (var _ in _client.WatchAsync(deadline.Token))
            {
                last = (T)await User.DoAsync(command, deadline.Token);
                if (holds(last))
                    return last;
            }
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }
        var executions = string.Join('\n', (await ExecutionsAsync()).Select(e => $"{e.Row.Execution} {e.Row.Result} {string.Join(", ", e.Row.Legs)}"));
        throw new Xunit.Sdk.XunitException($"not reached within {Patience.TotalSeconds} s; last: {System.Text.Json.JsonSerializer.Serialize(last)}\n{executions}");
    }

    /// <summary>Waits for a status that the engine itself reports; fails with the last one after the deadline.</summary>
    public async Task<StatusReport> UntilAsync(Func<StatusReport, bool> holds)
    {
        using var deadline = new CancellationTokenSource(Patience);
        StatusReport? last = null;
        try
        {
            await foreach (var reply in _client.WatchAsync(deadline.Token))
            {
                last = reply as StatusReport ?? last;
                if (reply is StatusReport status && holds(status))
                    return status;
            }
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }
        var known = (OpportunityList)await User.DoAsync(new ListOpportunities(20), CancellationToken.None);
        throw new Xunit.Sdk.XunitException(
            $"not reached within {Patience.TotalSeconds} s; last: {(last is null ? "no status" : Arb.Host.Views.StatusView.Line(last))}; {string.Join("; ", known.Opportunities.Select(o => $"{o.Opportunity.Id}: {o.Verdict}"))}");
    }

    /// <summary>Takes no more opportunities and waits until those under way have ended.</summary>
    public async Task<StatusReport> StopAsync()
    {
        await User.DoAsync(new StopEngine(), CancellationToken.None);
        return await UntilAsync(s => s is { ExecutionsRunning: 0, Locks: 0 });
    }

    public async Task<IReadOnlyList<AuditHistory>> ExecutionsAsync()
    {
        var list = (ExecutionList)await User.DoAsync(new ListExecutions(100), CancellationToken.None);
        var all = new List<AuditHistory>();
        foreach (var row in list.Executions)
            all.Add(((ExecutionDetails)await User.DoAsync(new ShowExecution(row.Execution.Value), CancellationToken.None)).Execution);
        return all;
    }

    /// <summary>What the bookmakers' own books say.</summary>
    public BookmakerBooks Books() => new(
        [.. _sandbox.Bookmakers.SelectMany(b => b.Bets).Select(b => new BookBet(b.Bookmaker, b.Reference, b.Odds.Value, b.Stake, b.Status.ToString()))],
        _sandbox.Bookmakers.ToDictionary(b => b.Name, b => b.Stats.Refused));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _engine.DisposeAsync();
        await _sandbox.DisposeAsync();
        _folder.Dispose();
    }
}
