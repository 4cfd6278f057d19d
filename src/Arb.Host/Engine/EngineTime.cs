using Akka.Actor;
using Arb.Actors;

namespace Arb.Host.Engine;

/// <summary>The engine's one clock for what is composed before its actor system exists: the system's <see cref="EngineClock"/>, bound as soon as there is one.</summary>
internal sealed class EngineTime : TimeProvider
{
    private EngineClock? _clock;

    /// <summary>From now on it tells the time of this system.</summary>
    public void Bind(ActorSystem system) => _clock = EngineClock.Of(system);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => (_clock ?? throw new InvalidOperationException("the engine's clock is asked before its actor system runs")).Now;
}
