using Akka.Configuration;
using Akka.Dispatch;

namespace Arb.Host.Simulation;

/// <summary>
/// The dispatchers of a simulated system (<c>akka.actor.default-dispatcher.type</c> and <c>internal-dispatcher.type</c>): all work goes to its one <see cref="VirtualRuntime"/>. Made by Akka by name.
/// </summary>
internal sealed class VirtualDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly VirtualDispatcher _dispatcher;

    public VirtualDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) => _dispatcher = new VirtualDispatcher(this, ((VirtualScheduler)prerequisites.Scheduler).Runtime);

    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher() => _dispatcher;
}

/// <summary>Hands the work of every mailbox to the runtime.</summary>
internal sealed class VirtualDispatcher : MessageDispatcher
{
    private readonly VirtualRuntime _runtime;

    public VirtualDispatcher(MessageDispatcherConfigurator configurator, VirtualRuntime runtime)
        : base(configurator)
    {
        _runtime = runtime;
        Throughput = 1; // every message of every actor is a choice of its own
    }

    /// <inheritdoc/>
    protected override void ExecuteTask(IRunnable run) => _runtime.Add(run);

    /// <inheritdoc/>
    protected override void Shutdown()
    {
    }
}
