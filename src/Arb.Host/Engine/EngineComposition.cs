using Akka.Actor;
using Akka.Hosting;
using Arb.Actors.Commands;
using Arb.Actors.Execution;
using Arb.Actors.Health;
using Arb.Actors.Market;
using Arb.Actors.Sessions;
using Arb.Actors.Telemetry;
using Arb.Browser.Exports;
using Arb.Domain;
using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Host.Alerts;
using Arb.Host.Configuration;
using Arb.Providers;
using Arb.Providers.Http;
using Arb.Providers.Mapped.Suggesting;
using Arb.Storage;

namespace Arb.Host.Engine;

/// <summary>The engine, read top-down: journal, system log, execution, market, accounts, settlement, guardian, commands.</summary>
public static class EngineComposition
{
    /// <summary>
    /// Adds the actor system <c>arb</c> over an open data folder. The caller owns <paramref name="database"/> and closes it after the system has stopped.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="settings">Settings.</param>
    /// <param name="mode">Production or CI safe mode.</param>
    /// <param name="folder">Data folder.</param>
    /// <param name="database">Tables.</param>
    /// <param name="files">The folder's files, watched.</param>
    /// <param name="journal">Connections of the actors' journal; the caller disposes of them after the system has stopped.</param>
    /// <param name="browsers">Browsers of accounts, or null where sessions are only imported.</param>
    /// <param name="watched">Wraps what sends requests, or null.</param>
    /// <param name="masked">Wraps the table of the system log, or null.</param>
    /// <param name="maskedSinks">Wraps what takes alerts, or null.</param>
    public static IServiceCollection AddEngine(
        this IServiceCollection services, ArbSettings settings, RuntimeMode mode, DataFolder folder, ArbDatabase database, DataFiles files, JournalConnections journal, IBrowserSessions? browsers,
        Func<IProviderTransportFactory, IProviderTransportFactory>? watched = null, Func<ISystemLog, ISystemLog>? masked = null, Func<IAlertSink, IAlertSink>? maskedSinks = null)
    {
        var paper = settings.Engine.Trading == TradingMode.Paper;
        settings = settings with { Execution = settings.Execution with { Paper = paper }, Settlement = settings.Settlement with { Paper = paper } };
        var audit = new AuditLog(database);
        ISystemLog log = new SystemLog(database);
        log = masked?.Invoke(log) ?? log;
        var pool = new PriceBatchPool(settings.BatchSize, settings.BatchesKept);
        var time = new EngineTime();
        var vault = StoredSessions.Open(settings, folder);
        services.AddSingleton(_ => settings.AlertHooks.Open(folder.Path)); // made by the container, so that it disposes of it after the system has stopped
        return services.AddAkka("arb", (builder, provider) => builder
            .AddHocon(ActorSettings, HoconAddMode.Prepend)
            .AddJournal(journal, settings.Journal)
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLogger<PlainLoggerFactoryLogger>();
            })
            .AddSleepWatch(SleepCountingTime.Instance, settings.Engine.SleepGap)
            .WithActors((system, _) => time.Bind(system))
            .AddSystemLog(log, settings.SystemLog)
            .AddAlerts(settings.Alerts, [.. provider.GetRequiredService<AlertSinks>().All.Select(sink => maskedSinks?.Invoke(sink) ?? sink)])
            .AddExecution(new ExecutionWiring(settings.Execution, settings.Engine, mode, audit, time) { Storage = files, StorageInterval = settings.Storage.WatchInterval })
            .AddMarket(settings.Market, new BindingStore(database), pool)
            .AddAccounts((market, executions) => Accounts(settings, mode, folder, database, files, audit, pool, time, browsers, watched, vault, market, executions))
            .AddSettlement(audit, settings.Settlement, time)
            .AddGuardian(settings.Guardian)
            .AddCommands(audit, audit, audit, log, settings.Commands, settings.Accounts.Health)
            .AddTelemetry(settings.Telemetry.Interval));
    }

    private static AccountEnvironment Accounts(
        ArbSettings settings, RuntimeMode mode, DataFolder folder, ArbDatabase database, DataFiles files, AuditLog audit, PriceBatchPool pool, TimeProvider time, IBrowserSessions? browsers,
        Func<IProviderTransportFactory, IProviderTransportFactory>? watched, ISessionVault vault, IActorRef market, IActorRef executions)
    {
        var protocols = BuiltInProtocols.All();
        var byId = protocols.ToDictionary(protocol => protocol.Id);
        IProviderTransportFactory transports = new HttpTransportFactory(settings.Http, TimeProvider.System);
        transports = watched?.Invoke(transports) ?? transports;
        var caps = new ExposureCaps(database);
        return new AccountEnvironment(
            protocols,
            transports,
            new AccountStore(database),
            new FiledContractStore(new ContractStore(database), Path.Combine(folder.Path, "contracts")),
            settings.Accounts,
            settings.Worker,
            settings.Market.Pairing.Shards,
            pool,
            market,
            executions,
            account => settings.Engine.Trading == TradingMode.Live
                ? BettorActor.Props(account, byId, transports, settings.Execution, time, files)
                : PaperBettorActor.Props(account, settings.Execution.PaperBalance, audit, time),
            account => ExposureActor.Props(account, settings.Exposure, mode, audit, time, settings.Execution.RetryDelay, caps))
        {
            Trading = settings.Engine.Trading,
            Browsers = browsers,
            Captures = new CaptureReader(protocols),
            Study = new CaptureStudy(protocols),
            Vault = vault,
            SessionLayer = settings.SessionLayer,
        };
    }

    /// <summary>What Akka itself is told. Its own logger for the time before and after the real ones would write to standard output, which belongs to the command.</summary>
    private static readonly string ActorSettings = $$"""
        akka {
          loglevel = DEBUG
          stdout-loglevel = WARNING
          stdout-logger-class = "{{typeof(StandardErrorLogger).AssemblyQualifiedName}}"
          log-dead-letters = 5
          log-dead-letters-during-shutdown = off
          coordinated-shutdown {
            exit-clr = off
            run-by-clr-shutdown-hook = off
          }
        }
        """;
}
