using Arb.Browser.Contracts;
using Arb.Browser.Exports;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Host.Cli;
using Arb.Providers;
using Arb.Sandbox;
using Microsoft.Data.Sqlite;

namespace Arb.E2E.Tests.Crash;

/// <summary>Two simulated bookmakers that outlive the engine, a data folder of their own, and a person who logs in.</summary>
internal sealed class CrashWorld : IAsyncDisposable
{
    private const string Settings = """
        arb {
          engine { trading = live, approve = off, auto-start = off, min-margin = 0.004, target-stake = 100, balance-max-age = 5s, retry-after = 2s, review-interval = 200ms }
          execution { max-duration = 30s, retry-delay = 500ms, audit-retry = 300ms }
          exposure { max-per-match = 400, max-total = 5000 }
          hedge { reconcile-interval = 250ms, reconcile-deadline = 30s, in-flight = 500ms, round-delay = 500ms, slow-round-delay = 1s, max-loss = 25 }
          harvest { leagues-every = 30s, matches-every = 1s, odds-every = 300ms, jitter = 0.1, backoff-min = 250ms, backoff-max = 1s, freshness = 5s }
          health { heartbeat-limit = 8s, odds-freshness = 5s }
          watchdog.interval = 1s
          session.source = import
        }
        """;

    private const int FirstSeed = 42;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder;
    private readonly Dictionary<string, CutProxy> _proxies = [];
    private EngineProcess? _engine;

    private CrashWorld(SandboxHost sandbox, DirectoryInfo folder)
    {
        Sandbox = sandbox;
        _folder = folder;
        Journal = new JournalView(Path.Combine(Folder, "journal.db"));
        File.WriteAllText(Config, Settings);
    }

    public SandboxHost Sandbox { get; }

    public JournalView Journal { get; }

    public string Folder => Path.Combine(_folder.FullName, "d");

    public string Config => Path.Combine(_folder.FullName, "t.conf");

    public string TablesFile => Path.Combine(Folder, "arb.db");

    public EngineProcess Engine => _engine ?? throw new InvalidOperationException("no engine runs");

    /// <summary>What engines started from now on find in their environment beside the usual.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>The build of which engines are started from now on.</summary>
    public ArbProgram Program { get; set; } = ArbProgram.Here;

    /// <summary>Bets in all books.</summary>
    public IEnumerable<BookedBet> Bets => Sandbox.Bookmakers.SelectMany(b => b.Bets);

    /// <summary>Logins so far; each of them sends one placement that the bookmaker refuses.</summary>
    public int Visits { get; private set; }

    /// <summary>Placements that reached a bookmaker, the visitors' not counted.</summary>
    public long Placements => Sandbox.Bookmakers.Sum(b => b.Stats.Requests.GetValueOrDefault("place")) - Visits;

    public static Task<CrashWorld> StartAsync(params string[] protocols) => StartAsync(0, protocols);

    /// <summary>The world of a round; each round has other matches and prices.</summary>
    public static async Task<CrashWorld> StartAsync(int round, params string[] protocols)
    {
        var sandbox = await SandboxHost.StartAsync(new SandboxOptions
        {
            Seed = FirstSeed + round,
            Bookmakers = [.. protocols.Select(p => new BookmakerOptions(p.ToLowerInvariant(), p))],
            Matches = 10,
            InPlayPercent = 0,
            SurebetsPerMinute = 0,
            Tick = TimeSpan.FromMilliseconds(250),
        });
        return new CrashWorld(sandbox, Directory.CreateTempSubdirectory("arbx"));
    }

    /// <summary>The same with a wire that can be cut between engine and each bookmaker.</summary>
    public static async Task<CrashWorld> StartWithWiresAsync(params string[] protocols)
    {
        var world = await StartAsync(protocols);
        foreach (var bookmaker in world.Sandbox.Bookmakers)
            world._proxies[bookmaker.Name] = new CutProxy(bookmaker.Url);
        return world;
    }

    /// <summary>The wire to a bookmaker.</summary>
    public CutProxy Wire(BookmakerControl bookmaker) => _proxies[bookmaker.Name];

    public IEnumerable<CutProxy> Wires => _proxies.Values;

    public async Task StartEngineAsync(params string[] settings)
    {
        _engine = EngineProcess.Launch(Program, Folder, Config, Environment, settings);
        await _engine.ReadyAsync();
    }

    public async Task KillEngineAsync()
    {
        await Engine.DisposeAsync();
        _engine = null;
    }

    /// <summary>What a person does the first time: accounts, login, contracts; then on.</summary>
    public async Task OpenAccountsAsync()
    {
        foreach (var bookmaker in Sandbox.Bookmakers)
        {
            await Engine.DoAsync(new AddAccount(bookmaker.Name, UrlOf(bookmaker).ToString(), "USD", 0m));
            await Engine.DoAsync(new SwitchAccount(bookmaker.Name, true));
            var visit = await VisitAsync(bookmaker);
            var contract = Assert.Single(ContractRecorder.Record(new AccountId(bookmaker.Name), visit.Captures, BuiltInProtocols.All()).Contracts);
            await Engine.DoAsync(new ImportContract(contract));
            await Engine.DoAsync(new MarkContract(bookmaker.Name, contract.Provider.Value));
            await ImportAsync(bookmaker, visit);
        }
        await GreenAsync();
    }

    /// <summary>What a person does after a restart: logs in again.</summary>
    public async Task LogInAgainAsync()
    {
        foreach (var bookmaker in Sandbox.Bookmakers)
            await ImportAsync(bookmaker, await VisitAsync(bookmaker));
    }

    /// <summary>Every account GREEN and every listed match bound.</summary>
    public Task GreenAsync() => Eventually.Async("all accounts GREEN and a match bound", Patience, async () =>
        await Engine.TryStatusAsync() is { BoundMatches: > 0 } status && status.Accounts.Count == Sandbox.Bookmakers.Count && status.Accounts.All(a => a.Lamp == Lamp.Green && a.CanBet), () => Engine.Output);

    /// <summary>Puts up one surebet over both bookmakers that stands for minutes.</summary>
    public SandboxSurebet MakeSurebet()
    {
        foreach (var market in (string[])["OU", "AH", "OU", "AH", "OE"])
        {
            if (Sandbox.MakeSurebet(new SurebetRequest { Market = market, Edge = 0.03m, Seconds = 300, Bookmakers = [.. Sandbox.Bookmakers.Select(b => b.Name)] }) is { } made)
                return made;
        }
        throw new InvalidOperationException("no match is fit for a surebet");
    }

    /// <summary>Another program writes to the tables: nobody else can until this is disposed.</summary>
    public IDisposable LockTables()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = TablesFile, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 5 }.ToString());
        connection.Open();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return connection;
    }

    /// <summary>Every execution has ended or is with a person, the final rows are written and the locks given back.</summary>
    public async Task SettledAsync()
    {
        await Eventually.Async("every execution ended or with a person", Patience, async () =>
            await Engine.TryStatusAsync() is { } status && status.State != "RECOVERING" && status.ExecutionsRunning <= status.NeedsPerson && status.Locks <= status.NeedsPerson, () => $"{Story()}\n{Engine.Output}");
        Journal.Refresh();
    }

    /// <summary>The engine's own records, as a person reads them.</summary>
    public async Task<IReadOnlyList<AuditHistory>> AuditAsync()
    {
        var found = new List<AuditHistory>();
        foreach (var row in ((ExecutionList)await Engine.DoAsync(new ListExecutions(100))).Executions)
            found.Add(((ExecutionDetails)await Engine.DoAsync(new ShowExecution(row.Execution.Value))).Execution);
        return found;
    }

    public async Task<IReadOnlyList<SystemLogEntry>> AlarmsAsync() => ((LogList)await Engine.DoAsync(new ListLog(1000, LogSeverity.Alarm))).Entries;

    /// <summary>The journal in words.</summary>
    public string Story() => string.Join(" > ", Journal.Saga.Select(e => e.Describe()));

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
        Journal.Dispose();
        foreach (var proxy in _proxies.Values)
            await proxy.DisposeAsync();
        await Sandbox.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Uri UrlOf(BookmakerControl bookmaker) => _proxies.TryGetValue(bookmaker.Name, out var proxy) ? proxy.Url : bookmaker.Url;

    private async Task<SandboxVisit> VisitAsync(BookmakerControl bookmaker)
    {
        var visit = await SandboxVisitor.VisitAsync(UrlOf(bookmaker), bookmaker.User, bookmaker.Password);
        Visits++;
        return visit;
    }

    private async Task ImportAsync(BookmakerControl bookmaker, SandboxVisit visit)
    {
        var contracts = (ContractList)await Engine.DoAsync(new ShowContracts(bookmaker.Name));
        await Engine.DoAsync(SessionImport.Make(new AccountId(bookmaker.Name), contracts, new SessionSources(visit.Captures, [], [], visit.BaseUrl), [], TimeProvider.System.GetUtcNow()));
    }
}
