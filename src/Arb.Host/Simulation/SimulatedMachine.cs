using Akka.Actor;
using Akka.Configuration;
using Arb.Actors.Execution;
using Arb.Actors.Telemetry;
using Arb.Domain;
using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Host.Simulation;

/// <summary>
/// One life of the engine's process: an actor system on virtual time and a seeded order with the real execution stage. A crash drops the object;
/// nothing of it is stopped or asked.
/// </summary>
internal sealed class SimulatedMachine
{
    private static readonly Config Common = ConfigurationFactory.ParseString(
        """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          loggers = []
          log-dead-letters = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          coordinated-shutdown.run-by-actor-system-terminate = off
          scheduler.implementation = "Arb.Host.Simulation.VirtualScheduler, arb"
          actor {
            default-dispatcher.type = "Arb.Host.Simulation.VirtualDispatcherConfigurator, arb"
            internal-dispatcher.type = "Arb.Host.Simulation.VirtualDispatcherConfigurator, arb"
          }
          persistence {
            journal { plugin = "arb-simulation.journal" }
            snapshot-store { plugin = "akka.persistence.no-snapshot-store" }
            journal-plugin-fallback {
              plugin-dispatcher = "akka.actor.default-dispatcher"
              replay-dispatcher = "akka.actor.default-dispatcher"
              replay-filter.mode = fail
            }
            snapshot-store-plugin-fallback.plugin-dispatcher = "akka.actor.default-dispatcher"
          }
        }
        arb-simulation.journal.class = "Arb.Host.Simulation.SimulatedJournal, arb"
        """).WithFallback(ConfigurationFactory.ParseString(ExecutionEventSerializer.Hocon));

    private readonly ActorSystem _system;
    private readonly VirtualRuntime _runtime;
    private readonly ExecutionActors _actors;
    private readonly IActorRef _accounts;

    public SimulatedMachine(SimulationWorld world, int seed)
    {
        var now = world.Now; // of the world without this machine
        _system = ActorSystem.Create("arb", Common);
        var virtually = (VirtualScheduler)_system.Scheduler;
        (Clock, _runtime) = (virtually.Clock, virtually.Runtime);
        Clock.Begin(now);
        _runtime.Begin(unchecked((ulong)seed));
        _system.RegisterExtension(new SimulatedDisk.Provider(world.Disk));
        _accounts = _system.ActorOf(Props.Create(typeof(SimulatedAccounts), world), "accounts");
        _system.ActorOf(Props.Create(typeof(SimulatedMarket), world), "market");
        _actors = ExecutionHosting.Start(
            _system, new ExecutionWiring(world.Settings, world.Engine, RuntimeMode.Production, world.Audit, world.Time) { Decide = world.Decide });
        _system.ActorOf(Props.Create(typeof(SettlementActor), _accounts, _actors.Executions, world.Audit, world.Settlement, world.Time), "settlement");
    }

    public VirtualClock Clock { get; }

    /// <summary>Gives one actor its turn; false when none has anything to do.</summary>
    public bool RunOne() => _runtime.RunOne();

    /// <summary>Power off. Only what this process lists of a system is forgotten, as the end of a real process would.</summary>
    public void Drop() => EngineTelemetry.Of(_system).Close();

    public void Offer(Opportunity opportunity) => _actors.Engine.Tell(new OpportunityFound(opportunity));

    public void Withdraw(Opportunity opportunity, DateTimeOffset at) => _actors.Engine.Tell(new OpportunityWithdrawn(opportunity.Id, at));

    /// <summary>The operator presses start: it is running already, or a failed disk had stopped it.</summary>
    public void Start() => _actors.Engine.Tell(new StartEngine("operator"), _accounts);

    public void Turn(AccountId account) => _accounts.Tell(new SessionTurned(account));

    /// <summary>A placement that the engine did not order.</summary>
    public void Order(AccountId account, Place place) => _accounts.Tell(new ForeignOrder(account, place), ActorRefs.NoSender);

    public void AskExposures() => _accounts.Tell(new AskExposures());

    public void Resolve(ResolveExecution verdict) => _actors.Executions.Tell(verdict, _accounts);
}
