using Akka.Actor;
using Akka.Hosting;
using Akka.Pattern;
using Arb.Domain;
using Arb.Domain.Execution;

namespace Arb.Actors.Execution;

/// <summary>What the execution stage needs from outside.</summary>
/// <param name="Execution">Settings of <c>arb.execution</c> and <c>arb.hedge</c>.</param>
/// <param name="Engine">Settings of <c>arb.engine</c>.</param>
/// <param name="Mode">The watchdog runs in production only (L22).</param>
/// <param name="Audit">The audit tables.</param>
/// <param name="Time">The clock. Give one whose time does not jump (anchored at start, advanced by the monotonic clock).</param>
public sealed record ExecutionWiring(ExecutionSettings Execution, EngineSettings Engine, RuntimeMode Mode, IAuditLog Audit, TimeProvider Time)
{
    /// <summary>Path of the actor that takes <see cref="ToBettor"/> and <see cref="ToExposure"/>.</summary>
    public string AccountsPath { get; init; } = "/user/accounts";

    /// <summary>Path of the actor that answers <see cref="GetMarketPrices"/>.</summary>
    public string MarketPath { get; init; } = "/user/market";

    /// <summary>Whether what is written still reaches the data folder; null where nothing is a file (simulation).</summary>
    public IStorageWatch? Storage { get; init; }

    /// <summary>Pause between two of its looks (<c>arb.storage.watch-interval</c>).</summary>
    public TimeSpan StorageInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The saga's decider; null: <see cref="ExecutionDecider"/>. A simulation wraps it to plant bugs.</summary>
    public ExecutionDecide? Decide { get; init; }
}

/// <summary>The actors of the execution stage.</summary>
/// <param name="Executions">Locks and match actors, behind a back-off supervisor.</param>
/// <param name="Engine">The engine.</param>
/// <param name="Watchdog">The watchdog; null where the mode has none.</param>
public sealed record ExecutionActors(IActorRef Executions, IActorRef Engine, IActorRef? Watchdog);

/// <summary>Adds the execution stage: <c>/user/executions</c>, <c>/user/engine</c>, <c>/user/storage-watch</c> over files and, in production, <c>/user/watchdog</c>.</summary>
public static class ExecutionHosting
{
    /// <summary>
    /// Starts the actors, registered under <see cref="ExecutionsActor"/>, <see cref="EngineActor"/> and <see cref="WatchdogActor"/>, and binds the serializer of
    /// their events. Journal plug-in and file are the host's.
    /// </summary>
    public static AkkaConfigurationBuilder AddExecution(this AkkaConfigurationBuilder builder, ExecutionWiring wiring) => builder
        .AddHocon(ExecutionEventSerializer.Hocon, HoconAddMode.Append)
        .WithActors((system, registry) =>
        {
            var actors = Start(system, wiring);
            registry.Register<ExecutionsActor>(actors.Executions);
            registry.Register<EngineActor>(actors.Engine);
            if (actors.Watchdog is { } watchdog)
                registry.Register<WatchdogActor>(watchdog);
        });

    /// <summary>Starts the actors in a system whose configuration has <see cref="ExecutionEventSerializer.Hocon"/>.</summary>
    public static ExecutionActors Start(ActorSystem system, ExecutionWiring wiring)
    {
        var accounts = system.ActorSelection(wiring.AccountsPath);
        var market = system.ActorSelection(wiring.MarketPath);
        var decide = wiring.Decide ?? new ExecutionDecider(wiring.Execution).Decide;
        var context = new MatchExecutionContext(wiring.Execution, decide, wiring.Audit, accounts, market, wiring.Time);
        // A failed journal stops the lock table; it comes back after a growing pause and reads its journal again. An exception restarts it, with a limit.
        var backoff = Backoff.OnStop(Props.Create(typeof(ExecutionsActor), context), "locks", wiring.Execution.RetryDelay, 12 * wiring.Execution.RetryDelay, 0.0, -1)
            .WithSupervisorStrategy(new OneForOneStrategy(3, TimeSpan.FromMinutes(1), _ => Directive.Restart));
        var executions = system.ActorOf(BackoffSupervisor.Props(backoff), "executions");
        var engine = system.ActorOf(Props.Create(typeof(EngineActor), wiring.Engine, executions, accounts, wiring.Time), "engine");
        var watchdog = wiring.Mode.CiSafe ? null : system.ActorOf(Props.Create(typeof(WatchdogActor), executions, wiring.Execution, wiring.Time), "watchdog");
        if (wiring.Storage is { } storage)
            system.ActorOf(Props.Create(typeof(StorageWatchActor), engine, storage, wiring.StorageInterval, wiring.Time), "storage-watch");
        return new ExecutionActors(executions, engine, watchdog);
    }
}
