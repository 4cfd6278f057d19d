using Akka.Configuration;
using Arb.Actors.Arbitrage;
using Arb.Actors.Commands;
using Arb.Actors.Health;
using Arb.Actors.Market;
using Arb.Browser;
using Arb.Browser.OwnBrowser;
using Arb.Domain.Discovery;
using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Pairing;
using Arb.Domain.Registry;
using Arb.Domain.Sessions;
using Arb.Host.Alerts;
using Arb.Host.Telemetry;
using Arb.Providers.Http;

namespace Arb.Host.Configuration;

/// <summary>Every setting of the engine, read once at start from a checked configuration.</summary>
public sealed record ArbSettings(
    string DataFolder,
    EngineSettings Engine,
    ExecutionSettings Execution,
    ExposureSettings Exposure,
    AccountsSettings Accounts,
    WorkerSettings Worker,
    HttpTransportOptions Http,
    GuardianSettings Guardian,
    MarketSettings Market,
    int BatchSize,
    int BatchesKept,
    CommandSettings Commands,
    SettlementSettings Settlement,
    SystemLogSettings SystemLog,
    LogSettings Log)
{
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Bounds of the actors' journal.</summary>
    public JournalSettings Journal { get; init; } = JournalSettings.Default;

    /// <summary>How the data folder is watched.</summary>
    public StorageSettings Storage { get; init; } = StorageSettings.Default;

    /// <summary>How the accounts' browsers are started and watched.</summary>
    public BrowserOptions Browser { get; init; } = new();

    /// <summary>Where sessions come from.</summary>
    public SessionSource Sessions { get; init; } = SessionSource.Chrome;

    /// <summary>File of the key of stored sessions; empty: in the user's own configuration folder.</summary>
    public string SessionKeyFile { get; init; } = "";

    /// <summary>How sessions are kept.</summary>
    public SessionLayerSettings SessionLayer { get; init; } = new();

    /// <summary>What the engine tells of itself.</summary>
    public TelemetrySettings Telemetry { get; init; } = new();

    /// <summary>How users' own browsers hand in what they recorded.</summary>
    public ExtensionOptions Extension { get; init; } = new();

    /// <summary>The operator's desk in a browser.</summary>
    public DashboardOptions Dashboard { get; init; } = new();

    /// <summary>Bounds of alerts.</summary>
    public AlertSettings Alerts { get; init; } = new(500, TimeSpan.FromSeconds(30), 0.9m, LogSeverity.Warning, 100, 3, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(4));

    /// <summary>Where alerts go besides the dashboard.</summary>
    public AlertHooks AlertHooks { get; init; } = new(null, null, null, []);

    /// <summary>Reads them. Throws <see cref="SettingsException"/> that names the key, what it holds and what was expected.</summary>
    public static ArbSettings From(Config config) => From(new SettingsReader(config));

    /// <summary>As <see cref="From(Config)"/>, with a reader that may be listened to.</summary>
    internal static ArbSettings From(SettingsReader read)
    {
        var settings = new ArbSettings(
            read.Text("arb.data-folder"),
            ReadEngine(read),
            ReadExecution(read),
            new ExposureSettings(read.Decimal("arb.exposure.max-per-match", 0m, 1_000_000m), read.Decimal("arb.exposure.max-total", 0m, 100_000_000m)),
            ReadAccounts(read),
            ReadWorker(read),
            ReadHttp(read),
            new GuardianSettings(read.Duration("arb.guardian.interval", 100 * Ms, Hour), read.Duration("arb.guardian.worker-silence", 1000 * Ms, Hour), read.Duration("arb.guardian.login-reminder", 1000 * Ms, Day)),
            ReadMarket(read),
            read.Int("arb.market.batch-size", 1, 65_536),
            read.Int("arb.market.batches-kept", 1, 65_536),
            new CommandSettings(read.Duration("arb.commands.timeout", 100 * Ms, Hour)),
            new SettlementSettings(read.Duration("arb.settlement.interval", 1000 * Ms, Day), read.Int("arb.settlement.max-bets", 1, 100_000))
            {
                PaperExpiry = read.Duration("arb.settlement.paper-expiry", TimeSpan.Zero, 30 * Day),
                WatchAbsent = read.Duration("arb.settlement.watch-absent", TimeSpan.Zero, 30 * Day),
            },
            new SystemLogSettings(read.Int("arb.system-log.max-queued", 10, 1_000_000), read.Duration("arb.system-log.retry-after", 100 * Ms, Hour)),
            new LogSettings(read.Choice<LogThreshold>("arb.log.level"), read.Text("arb.log.file"), read.Bytes("arb.log.max-file-size", 1024, 1024 * 1024 * 1024), read.Int("arb.log.max-files", 1, 1_000))
            {
                Burst = read.Int("arb.log.burst", 1, 1_000_000),
                BurstInterval = read.Duration("arb.log.burst-interval", 100 * Ms, Hour),
            })
        {
            Journal = JournalSettings.Read(read),
            Storage = StorageSettings.Read(read),
            Browser = BrowserSettings.Read(read),
            Sessions = read.Choice<SessionSource>("arb.session.source"),
            SessionKeyFile = read.Text("arb.session.key-file"),
            SessionLayer = SessionLayerReader.Read(read),
            Dashboard = DashboardOptions.Read(read),
            Telemetry = TelemetrySettings.Read(read),
            Alerts = AlertHooks.Bounds(read),
            AlertHooks = AlertHooks.Read(read),
        };
        settings = settings with { Extension = ExtensionSettings.Read(read, settings.Browser.Captures) };
        settings.CheckTogether();
        return settings;
    }

    /// <summary>Settings that are right alone and wrong together.</summary>
    private void CheckTogether()
    {
        if (Engine.MaxMargin <= Engine.MinMargin)
            throw new SettingsException("arb.engine.max-margin must be above arb.engine.min-margin");
        if (Execution.PlacementTimeout <= Execution.CallTimeout)
            throw new SettingsException("arb.execution.placement-timeout must be longer than arb.execution.call-timeout: the bettor gives up first, then the match");
        if (Market.Book.ExpiryInterval * 4 > Worker.Freshness)
            throw new SettingsException("arb.market.expiry-interval must be at most a quarter of arb.harvest.freshness");
        if (Browser.StartDeadline >= Accounts.StartDeadline)
            throw new SettingsException("arb.browser.start-deadline must be shorter than arb.accounts.start-deadline: the browser says why it did not start, the account only that it is late");
        if (Browser.CloseDeadline + Browser.KillDeadline >= Accounts.ResetDeadline)
            throw new SettingsException("arb.browser.close-deadline and arb.browser.kill-deadline together must be shorter than arb.accounts.reset-deadline");
        if (Alerts.Deadline > Commands.Timeout)
            throw new SettingsException("arb.alerts.deadline must not be longer than arb.commands.timeout: arb alerts test waits for it");
        if (Extension.Enabled && Sessions == SessionSource.Import)
            throw new SettingsException("arb.extension.enabled = on needs arb.session.source = chrome: with import, sessions come from files only");
        if (Worker.BackoffMax < Worker.BackoffMin)
            throw new SettingsException("arb.harvest.backoff-max must not be below arb.harvest.backoff-min");
        if (Exposure.MaxTotal < Exposure.MaxPerMatch)
            throw new SettingsException("arb.exposure.max-total must not be below arb.exposure.max-per-match");
    }

    private static EngineSettings ReadEngine(SettingsReader read) => new()
    {
        Trading = read.Choice<TradingMode>("arb.engine.trading"),
        AutoStart = read.Switch("arb.engine.auto-start"),
        SleepGap = read.Duration("arb.engine.sleep-gap", 2000 * Ms, TimeSpan.FromMinutes(5)),
        MinMargin = read.Decimal("arb.engine.min-margin", 0m, 1m),
        MaxMargin = read.Decimal("arb.engine.max-margin", 0m, 10m),
        RearmAfter = read.Duration("arb.engine.rearm-after", TimeSpan.Zero, 30 * Day),
        KickOff = ReadKickOff(read),
        RetryAfter = read.Duration("arb.engine.retry-after", 100 * Ms, Hour),
        RetryMax = read.Duration("arb.engine.retry-max", 100 * Ms, Day),
        TargetStake = read.Decimal("arb.engine.target-stake", 1m, 1_000_000m),
        MinLegStake = read.Decimal("arb.engine.min-leg-stake", 0.01m, 100_000m),
        MinProfit = read.Decimal("arb.engine.min-profit", 0m, 100_000m),
        Steps = StakeSteps.Every(read.Decimal("arb.engine.stake-step", 0.01m, 1_000m)),
        MaxOpportunities = read.Int("arb.engine.max-opportunities", 1, 1_000_000),
        MaxExecutedMemory = read.Int("arb.engine.max-executed-memory", 1, 10_000_000),
        BalanceMaxAge = read.Duration("arb.engine.balance-max-age", 100 * Ms, Hour),
        SizingTimeout = read.Duration("arb.engine.sizing-timeout", 100 * Ms, Hour),
        ReviewInterval = read.Duration("arb.engine.review-interval", 50 * Ms, Hour),
        MaxConcurrent = read.Int("arb.execution.max-concurrent", 1, 1_000),
        OpportunityMaxAge = read.Duration("arb.engine.opportunity-max-age", 100 * Ms, Hour),
        Approve = read.Approval("arb.engine.approve"),
        ApproveWithin = read.Duration("arb.engine.approve-within", 1000 * Ms, Hour),
        MaxPendingPlans = read.Int("arb.engine.max-pending-plans", 1, 1_000),
    };

    private static KickOffRule ReadKickOff(SettingsReader read) => new(read.Switch("arb.engine.in-play"), read.Duration("arb.engine.stop-before-kick-off", TimeSpan.Zero, Day));

    private static ExecutionSettings ReadExecution(SettingsReader read) => new()
    {
        MaxConcurrent = read.Int("arb.execution.max-concurrent", 1, 1_000),
        MaxDuration = read.Duration("arb.execution.max-duration", 1000 * Ms, Hour),
        AuditTimeout = read.Duration("arb.execution.audit-timeout", 100 * Ms, Hour),
        AuditRetry = read.Duration("arb.execution.audit-retry", 100 * Ms, Hour),
        ExposureTimeout = read.Duration("arb.execution.exposure-timeout", 100 * Ms, Hour),
        QuoteTimeout = read.Duration("arb.execution.quote-timeout", 100 * Ms, Hour),
        QuoteMaxAge = read.Duration("arb.execution.quote-max-age", 100 * Ms, Hour),
        PlacementTimeout = read.Duration("arb.execution.placement-timeout", 100 * Ms, Hour),
        CallTimeout = read.Duration("arb.execution.call-timeout", 100 * Ms, Hour),
        SnapshotEvery = read.Int("arb.execution.snapshot-every", 1, 1_000_000),
        BalanceTimeout = read.Duration("arb.execution.balance-timeout", 10 * Ms, Hour),
        BettorQueue = read.Int("arb.execution.bettor-queue", 1, 10_000),
        WatchdogInterval = read.Duration("arb.watchdog.interval", 100 * Ms, Hour),
        RetryDelay = read.Duration("arb.execution.retry-delay", 100 * Ms, Hour),
        RearmAfter = read.Duration("arb.engine.rearm-after", TimeSpan.Zero, 30 * Day),
        MaxExecutedMemory = read.Int("arb.engine.max-executed-memory", 1, 10_000_000),
        MaxMargin = read.Decimal("arb.engine.max-margin", 0m, 10m),
        KickOff = ReadKickOff(read),
        PaperBalance = read.Decimal("arb.engine.paper-balance", 0m, 100_000_000m),
        MinProfit = read.Decimal("arb.engine.min-profit", 0m, 100_000m),
        Steps = StakeSteps.Every(read.Decimal("arb.engine.stake-step", 0.01m, 1_000m)),
        Hedge = new HedgeSettings
        {
            ReconcileDeadline = read.Duration("arb.hedge.reconcile-deadline", 100 * Ms, Hour),
            ReconcileInterval = read.Duration("arb.hedge.reconcile-interval", 10 * Ms, Hour),
            AbsentReadings = read.Int("arb.hedge.absent-readings", 3, 100),
            InFlight = read.Duration("arb.hedge.in-flight", TimeSpan.Zero, Hour),
            MaxListLateness = read.Duration("arb.hedge.max-list-lateness", TimeSpan.Zero, Hour),
            ClockSkew = read.Duration("arb.hedge.clock-skew", TimeSpan.Zero, Hour),
            ListMargin = read.Duration("arb.hedge.list-margin", Hour, 30 * Day),
            MaxLoss = read.Decimal("arb.hedge.max-loss", 0m, 1_000_000m),
            MaxRounds = read.Int("arb.hedge.max-rounds", 1, 1_000),
            RoundDelay = read.Duration("arb.hedge.round-delay", 10 * Ms, Hour),
            SlowRoundDelay = read.Duration("arb.hedge.slow-round-delay", 100 * Ms, Hour),
            MaxSlowRounds = read.Int("arb.hedge.max-slow-rounds", 0, 100_000),
            RoundTimeout = read.Duration("arb.hedge.round-timeout", 100 * Ms, Hour),
            MaxCandidates = read.Int("arb.hedge.max-candidates", 1, 1_000),
            MaxQuoteTries = read.Int("arb.hedge.max-quote-tries", 1, 100),
            StakeStep = read.Decimal("arb.hedge.stake-step", 0.01m, 1_000m),
        },
    };

    private static AccountsSettings ReadAccounts(SettingsReader read) => new(
        read.Int("arb.accounts.max-accounts", 1, 200),
        read.Int("arb.accounts.max-contracts", 1, 10),
        read.Duration("arb.accounts.start-deadline", 100 * Ms, Hour),
        read.Duration("arb.accounts.reset-deadline", 100 * Ms, Hour),
        new HealthLimits(read.Duration("arb.health.heartbeat-limit", 100 * Ms, Hour), read.Duration("arb.health.odds-freshness", 100 * Ms, Hour)))
    {
        BalanceEvery = read.Duration("arb.accounts.balance-every", 1000 * Ms, Day),
    };

    private static WorkerSettings ReadWorker(SettingsReader read) => new(
        read.Duration("arb.harvest.leagues-every", 100 * Ms, Day),
        read.Duration("arb.harvest.matches-every", 100 * Ms, Day),
        read.Duration("arb.harvest.odds-every", 50 * Ms, Hour),
        (double)read.Decimal("arb.harvest.jitter", 0m, 1m),
        read.Duration("arb.harvest.backoff-min", 10 * Ms, Hour),
        read.Duration("arb.harvest.backoff-max", 10 * Ms, Day),
        read.Duration("arb.harvest.retry-after-max", 1000 * Ms, Day),
        read.Int("arb.harvest.snapshot-attempts", 1, 100),
        read.Duration("arb.harvest.health-interval", 100 * Ms, Hour),
        read.Duration("arb.harvest.freshness", 100 * Ms, Hour),
        new HarvestLimits(read.Int("arb.harvest.max-events", 1, 10_000_000), read.Int("arb.harvest.max-markets", 1, 10_000_000))
        {
            Band = new PlausibleBand((int)(read.Decimal("arb.harvest.least-sum", 0m, 1m) * 1_000), (int)(read.Decimal("arb.harvest.greatest-sum", 1m, 10m) * 1_000)),
            MaxQuoteAge = read.Duration("arb.harvest.quote-age", 1000 * Ms, Day),
        },
        Seed: 1)
    {
        MaxBatchesAhead = read.Int("arb.harvest.max-batches-ahead", 1, 1_000_000),
    };

    private static HttpTransportOptions ReadHttp(SettingsReader read) => new HttpTransportOptions(
        read.Duration("arb.http.connect-timeout", 10 * Ms, Hour),
        read.Duration("arb.http.response-timeout", 10 * Ms, Hour),
        read.Bytes("arb.http.max-body", 1024, 1024 * 1024 * 1024),
        read.Bytes("arb.http.max-headers", 1024, 1024 * 1024) / 1024,
        read.Int("arb.http.max-connections", 1, 64),
        read.Duration("arb.http.connection-lifetime", 1000 * Ms, Day),
        BodyBuffers: 4).Validated();

    private static MarketSettings ReadMarket(SettingsReader read)
    {
        var sources = read.Int("arb.market.max-sources", 1, 200);
        var markets = read.Int("arb.market.max-markets", 1, 10_000_000);
        return new MarketSettings(
            new PairingOptions(read.Int("arb.market.shards", 1, 256), sources, markets),
            new BookSettings(sources, markets, read.Duration("arb.market.expiry-interval", 10 * Ms, Hour)),
            new RegistryOptions(read.Duration("arb.registry.kick-off-limit", TimeSpan.Zero, Day), read.Int("arb.registry.max-events", 1, 10_000_000), read.Int("arb.registry.max-markets", 1, 10_000_000)),
            new BindingOptions(
                read.Duration("arb.discovery.kick-off-tolerance", TimeSpan.Zero, Day),
                read.Duration("arb.discovery.operator-tolerance", TimeSpan.Zero, 7 * Day),
                MaxEvents: read.Int("arb.registry.max-events", 1, 10_000_000),
                MaxQuestions: read.Int("arb.discovery.max-questions", 1, 100_000))
            {
                MaxPriceGap = read.Int("arb.discovery.max-price-gap", 1, 100),
                AgreePriceGap = read.Int("arb.discovery.agree-price-gap", 0, 100),
                MaxMargin = read.Int("arb.discovery.max-margin", 0, 100),
                LeagueFixtures = read.Int("arb.discovery.league-fixtures", 1, 1_000),
            },
            read.Int("arb.market.max-restarts", 0, 1_000));
    }
}

/// <summary>What is logged for people and machines; from <c>arb.log</c>.</summary>
/// <param name="Level">Lowest level.</param>
/// <param name="File">JSON lines, relative to the data folder; empty: none.</param>
/// <param name="MaxFileBytes">A file is rolled at this size.</param>
/// <param name="MaxFiles">Files kept.</param>
public sealed record LogSettings(LogThreshold Level, string File, int MaxFileBytes, int MaxFiles)
{
    /// <summary>Lines of one kind from one source within <see cref="BurstInterval"/>; what is more is counted and said in one line.</summary>
    public int Burst { get; init; } = 20;

    /// <summary>See <see cref="Burst"/>.</summary>
    public TimeSpan BurstInterval { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Lowest level that is logged.</summary>
public enum LogThreshold : byte
{
    /// <summary>Everything.</summary>
    Debug,

    /// <summary>What happens.</summary>
    Info,

    /// <summary>What to look at.</summary>
    Warning,

    /// <summary>What failed.</summary>
    Error,
}
