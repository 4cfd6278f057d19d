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
}

/// <summary>Adds the execution stage: <c>/user/executions</c>, <c>/user/engine</c> and, in production, <c>/user/watchdog</c>.</summary>
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
            var accounts = system.ActorSelection(wiring.AccountsPath);
            var market = system.ActorSelection(wiring.MarketPath);
            var decider = new ExecutionDecider(wiring.Execution);
            var context = new MatchExecutionContext(wiring.Execution, decider.Decide, wiring.Audit, accounts, market, wiring.Time);
            // A failed journal stops the lock table; it comes back after a growing pause and reads its journal again. An exception restarts it, with a limit.
            var backoff = Backoff.OnStop(Props.Create(typeof(ExecutionsActor), context), "locks", wiring.Execution.RetryDelay, 12 * wiring.Execution.RetryDelay, 0.0, -1)
                .WithSupervisorStrategy(new OneForOneStrategy(3, TimeSpan.FromMinutes(1), _ => Directive.Restart));
            var executions = system.ActorOf(BackoffSupervisor.Props(backoff), "executions");
            registry.Register<ExecutionsActor>(executions);
            registry.Register<EngineActor>(system.ActorOf(Props.Create(typeof(EngineActor), wiring.Engine, executions, accounts, wiring.Time), "engine"));
            if (!wiring.Mode.CiSafe)
                registry.Register<WatchdogActor>(system.ActorOf(Props.Create(typeof(WatchdogActor), executions, wiring.Execution, wiring.Time), "watchdog"));
        });
}
