using Akka.Actor;
using Akka.Hosting;
using Arb.Actors.Execution;
using Arb.Browser.OwnBrowser;
using Arb.Browser.Sessions;
using Arb.Domain;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Dashboard;
using Arb.Host.Logging;
using Arb.Host.Telemetry;
using Arb.Storage;
using Serilog;

namespace Arb.Host.Engine;

/// <summary>One running engine: data folder, database, actor system and control channel. Built all or nothing; disposed in the opposite order.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ArbDatabase _database;
    private readonly DataFolder _folder;
    private readonly FolderClaim _claim;
    private readonly DataFiles _files;
    private readonly JournalConnections _journal;
    private readonly EngineLog _log;
    private readonly OpenBrowsers? _browsers;
    private readonly ExtensionServer? _extension;
    private readonly DashboardServer? _dashboard;

    private EngineHost(
        WebApplication app, ArbDatabase database, FolderClaim claim, DataFiles files, JournalConnections journal, DataFolder folder, EngineLog log, OpenBrowsers? browsers, ExtensionServer? extension, DashboardServer? dashboard)
    {
        _dashboard = dashboard;
        _extension = extension;
        _browsers = browsers;
        _app = app;
        _database = database;
        _claim = claim;
        _files = files;
        _journal = journal;
        _folder = folder;
        _log = log;
        TaskScheduler.UnobservedTaskException += OnUnobserved;
    }

    /// <summary>The browsers of accounts, or null where sessions are only imported.</summary>
    public OpenBrowsers? Browsers => _browsers;

    /// <summary>Where browser extensions hand in what they recorded, or null.</summary>
    public ExtensionServer? Extension => _extension;

    /// <summary>The operator's desk, or null where the settings say so.</summary>
    public DashboardServer? Dashboard => _dashboard;

    /// <summary>Services of the host, the actor registry among them.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Ends when the engine was asked to stop: by <paramref name="cancel"/> or over its control channel.</summary>
    public async Task StoppedAsync(CancellationToken cancel)
    {
        var stopping = _app.Lifetime.ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = either.Token.Register(stopped.SetResult);
        await stopped.Task;
    }

    /// <summary>
    /// Takes the folder, opens the database, starts the actors and the control channel. Throws <see cref="FolderInUseException"/> before anything is touched,
    /// <see cref="StorageException"/> when the database cannot be used.
    /// </summary>
    public static async Task<EngineHost> StartAsync(ArbSettings settings, RuntimeMode mode, bool consoleLog)
    {
        ControlServer.CheckPath(settings.DataFolder);
        var folder = DataFolder.Take(settings.DataFolder);
        var claim = new FolderClaim(folder, settings.Storage.WatchInterval, TimeProvider.System);
        ArbDatabase? database = null;
        DataFiles? files = null;
        JournalConnections? journal = null;
        EngineLog? log = null;
        ExtensionServer? extension = null;
        WebApplication? app = null;
        OpenBrowsers? browsers = null;
        try
        {
            ControlServer.RefuseLive(folder);
            DataBackup.RefuseUnfinished(folder.Path);
            database = ArbDatabase.Open(folder.DatabaseFile, claim: claim);
            JournalFile.Prepare(folder.JournalFile);
            var audit = await CompareAsync(database, folder);
            settings = settings with
            {
                Execution = settings.Execution with { HandedOverTo = audit.HandedOverTo },
                Engine = settings.Engine with { AutoStart = settings.Engine.AutoStart && audit.Hold is null },
            };
            files = DataFiles.Watch(folder, database, claim);
            journal = new JournalConnections(folder.JournalFile, settings.Journal, files);
            log = EngineLog.Open(settings.Log, folder, consoleLog);
            var logger = log.Logger;
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ContentRootPath = folder.Path });
            builder.Configuration.Sources.Clear();
            builder.Logging.ClearProviders().AddSerilog(logger).SetMinimumLevel(LogLevel.Debug);
            ControlServer.Listen(builder, folder);
            (browsers, var gate) = MakeBrowsers(settings, mode, folder);
            if (gate is not null)
                builder.Services.AddSingleton(gate);
            var logins = settings.Dashboard.Enabled ? new DeskLogins(settings.Dashboard, TimeProvider.System) : null;
            if (logins is not null)
                builder.Services.AddSingleton(logins);
            var mask = log.Mask;
            builder.Services.AddSingleton(mask);
            builder.Services.AddEngine(
                settings, mode, folder, database, files, journal, browsers, transports => new SecretWatch(transports, mask), table => new MaskedSystemLog(table, mask), sink => new MaskedAlertSink(sink, mask));
            builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
            EngineWatch.Add(builder.Services, database, folder, settings.Telemetry, line => logger.Warning("{Text:l}", line));
            app = builder.Build();
            ControlServer.Map(app, settings.Commands.Timeout);
            app.MapTelemetry();
            Announce(logger, settings, mode, folder);
            if (gate is not null)
                extension = await ListenAsync(gate, app, settings, logger);
            app.Services.GetRequiredService<EngineWatch>(); // sees the actors from their start
            await app.StartAsync();
            ControlServer.Protect(folder);
            if (audit.Hold is { } hold)
                await HoldAsync(app, database, hold, settings.Commands.Timeout, logger);
            OwnersOnly.Sync(folder.Path);
            var dashboard = logins is null ? null : await OpenDeskAsync(logins, app, settings, logger);
            return new EngineHost(app, database, claim, files, journal, folder, log, browsers, extension, dashboard);
        }
        catch
        {
            if (extension is not null)
                await extension.DisposeAsync();
            // Its actors may run already, and accounts that are on have opened their browsers.
            if (app is not null)
                await EndAsync(app);
            if (browsers is not null)
                await browsers.DisposeAsync();
            if (database is not null)
                await CloseAsync(database, claim, log);
            if (log is not null)
                await log.DisposeAsync();
            if (journal is not null)
                await journal.DisposeAsync();
            files?.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Asks the engine to stop and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_dashboard is not null)
            await _dashboard.DisposeAsync();
        if (_extension is not null)
            await _extension.DisposeAsync();
        await _app.StopAsync();
        TaskScheduler.UnobservedTaskException -= OnUnobserved;
        await _app.DisposeAsync();
        if (_browsers is not null)
            await _browsers.DisposeAsync();
        await CloseAsync(_database, _claim, _log);
        _log.Logger.Information("arb has ended");
        await _log.DisposeAsync();
        await _journal.DisposeAsync();
        _files.Dispose();
        _folder.Dispose();
    }

    /// <summary>What the audit says of the journal. Throws <see cref="StorageDisagreementException"/> when the journal says otherwise.</summary>
    private static async Task<AuditFacts> CompareAsync(ArbDatabase database, DataFolder folder)
    {
        var audit = await StorageFacts.AuditAsync(database);
        var findings = StorageComparison.Of(audit, StorageFacts.Journal(folder.JournalFile));
        return findings.Count == 0 ? audit : throw new StorageDisagreementException(folder.Path, findings);
    }

    /// <summary>The first start after a person accepted disagreements: killed, durably, before anything can begin.</summary>
    private static async Task HoldAsync(WebApplication app, ArbDatabase database, string why, TimeSpan timeout, Serilog.ILogger logger)
    {
        var actors = app.Services.GetRequiredService<IReadOnlyActorRegistry>();
        actors.Get<EngineActor>().Tell(new KillEngine(why));
        try
        {
            await actors.Get<ExecutionsActor>().Ask<KillNoted>(new AbortUnsent(why), timeout); // answered once it is in the journal
        }
        catch (AskTimeoutException late)
        {
            logger.Warning(late, "the engine is killed, and that could not be written down within {Seconds:0} s: its next start does it again", timeout.TotalSeconds);
            return;
        }

        await StorageFacts.ReleaseHoldAsync(database);
    }

    /// <summary>Gives the folder up in the tables, then closes them. Where that cannot be written the next engine asks whether this one lives, and waits a little longer.</summary>
    private static async Task CloseAsync(ArbDatabase database, FolderClaim claim, EngineLog? log)
    {
        try
        {
            await claim.ReleaseAsync(database);
        }
        catch (StorageException wrong)
        {
            log?.Logger.Warning("the data folder could not be given up in order: {Reason:l}", wrong.Message);
        }

        claim.Dispose();
        database.Dispose();
    }

    private static async Task EndAsync(WebApplication app)
    {
        if (app.Lifetime.ApplicationStarted.IsCancellationRequested)
            await app.StopAsync();
        await app.DisposeAsync();
    }

    /// <summary>Browsers of accounts, the users' own among them where the settings say so; none of the latter in CI safe mode (L22).</summary>
    private static (OpenBrowsers?, ExtensionGate?) MakeBrowsers(ArbSettings settings, RuntimeMode mode, DataFolder folder)
    {
        if (settings.Sessions != SessionSource.Chrome)
            return (null, null);
        var chrome = BrowserSessions.For(mode, settings.Browser, Path.Combine(folder.Path, "browser"), TimeProvider.System);
        if (!settings.Extension.Enabled || mode.CiSafe)
            return (new OpenBrowsers(chrome), null);
        var desk = new PairingDesk(settings.Extension, Path.Combine(folder.Path, "own-browsers.json"), TimeProvider.System);
        var own = new OwnBrowserSessions(chrome, desk, settings.Extension, TimeProvider.System);
        return (new OpenBrowsers(own), new ExtensionGate(settings.Extension, desk, own));
    }

    private static Task<ExtensionServer> ListenAsync(ExtensionGate gate, WebApplication app, ArbSettings settings, Serilog.Core.Logger log)
    {
        gate.SiteOf = async (account, cancel) =>
            await ControlServer.AskActorAsync(app.Services, new GetStatus(), settings.Commands.Timeout, cancel) is StatusReport status
                ? status.Accounts.FirstOrDefault(one => one.Account == account.Value)?.Url
                : null;
        return ExtensionServer.StartAsync(gate, TimeProvider.System, line => log.Information("{Line:l}", line));
    }

    private static Task<DashboardServer> OpenDeskAsync(DeskLogins logins, WebApplication app, ArbSettings settings, Serilog.Core.Logger log) =>
        DashboardServer.StartAsync(
            settings.Dashboard,
            logins,
            (command, cancel) => ControlServer.AskAsync(app.Services, command, settings.Commands.Timeout, cancel),
            TimeProvider.System,
            line => log.Information("{Line:l}", line),
            http => TelemetryEndpoints.TryAnswerAsync(http, app.Services.GetRequiredService<EngineWatch>()));

    /// <summary>No exception goes unobserved, and none ends the process (L25).</summary>
    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs unobserved)
    {
        unobserved.SetObserved();
        var entry = new SystemLogEntry(TimeProvider.System.GetUtcNow(), LogSeverity.Error, "engine", $"an exception that nobody looked at: {unobserved.Exception.InnerException?.Message}");
        _log.Logger.Error(unobserved.Exception, "an exception that nobody looked at");
        Services.GetService<ActorSystem>()?.EventStream.Publish(entry);
    }

    private static void Announce(Serilog.Core.Logger log, ArbSettings settings, RuntimeMode mode, DataFolder folder)
    {
        log.Information("arb starts: data {Folder}, SQLite {Sqlite}, {Mode}", folder.Path, ArbDatabase.SqliteVersion, mode.CiSafe ? "CI safe mode" : "production");
        if (mode.CiSafe)
            log.Warning("CI safe mode{Because:l}: no exposure caps, no watchdog, browsers are mocked", mode.Variable is { } variable ? $" ({variable} in the environment)" : "");
        if (settings.Engine.TradingWord == "demo")
            log.Information("DEMO: simulated bookmakers on this machine, play money; no real bet is placed");
        else if (settings.Engine.Trading == TradingMode.Live)
            log.Warning("LIVE TRADING: this engine places REAL BETS with the money of your accounts (arb.engine.trading = live)");
        else
            log.Information("paper trading: no bet leaves this machine (arb.engine.trading = paper)");
    }

    /// <summary>Signals belong to the command that runs the engine: it ends what it must end first.</summary>
    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
