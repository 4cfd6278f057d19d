using System.Globalization;
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
/// One life of the engine's process: an actor system on the deterministic dispatcher with the real execution stage. A crash drops the object;
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
          actor.default-dispatcher { type = deterministic, throughput = 1 }
          persistence {
            journal { plugin = "arb-simulation.journal" }
            snapshot-store { plugin = "akka.persistence.no-snapshot-store" }
            journal-plugin-fallback.replay-filter.mode = fail
          }
        }
        arb-simulation.journal {
          class = "Arb.Host.Simulation.SimulatedJournal, arb"
          plugin-dispatcher = "akka.actor.default-dispatcher"
        }
        """).WithFallback(ConfigurationFactory.ParseString(ExecutionEventSerializer.Hocon));

    private readonly ActorSystem _system;
    private readonly ExecutionActors _actors;
    private readonly IActorRef _accounts;

    public SimulatedMachine(SimulationWorld world, int seed)
    {
        var own = string.Create(
            CultureInfo.InvariantCulture,
            $$"""akka.actor.default-dispatcher { seed = {{seed}}, start-time = "{{world.Now:yyyy-MM-ddTHH:mm:ss.fffffffZ}}" }""");
        _system = ActorSystem.Create("arb", ConfigurationFactory.ParseString(own).WithFallback(Common));
        Clock = new SimulationClock(_system);
        _system.RegisterExtension(new SimulatedDisk.Provider(world.Disk));
        _accounts = _system.ActorOf(Props.Create(typeof(SimulatedAccounts), world), "accounts");
        _system.ActorOf(Props.Create(typeof(SimulatedMarket), world), "market");
        _actors = ExecutionHosting.Start(
            _system, new ExecutionWiring(world.Settings, world.Engine, RuntimeMode.Production, world.Audit, world.Time) { Decide = world.Decide });
    }

    public SimulationClock Clock { get; }

    /// <summary>Power off. Only what this process lists of a system is forgotten, as the end of a real process would.</summary>
    public void Drop() => EngineTelemetry.Of(_system).Close();

    public void Offer(Opportunity opportunity) => _actors.Engine.Tell(new OpportunityFound(opportunity));

    public void Withdraw(Opportunity opportunity, DateTimeOffset at) => _actors.Engine.Tell(new OpportunityWithdrawn(opportunity.Id, at));

    /// <summary>The operator presses start: it is running already, or a failed disk had stopped it.</summary>
    public void Start() => _actors.Engine.Tell(new StartEngine("operator"), _accounts);

    public void Turn(AccountId account) => _accounts.Tell(new SessionTurned(account));

    public void AskExposures() => _accounts.Tell(new AskExposures());

    public void Resolve(ResolveExecution verdict) => _actors.Executions.Tell(verdict, _accounts);
}
