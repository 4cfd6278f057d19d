using Akka.Actor;

namespace Arb.Actors;

/// <summary>
/// The one clock of an actor system: the scheduler's wall clock at start plus its monotonic clock since, so a jump of the machine's clock
/// changes no time limit, and a test's virtual scheduler moves all of it.
/// </summary>
public sealed class EngineClock : IExtension
{
    private readonly IScheduler _scheduler;
    private readonly DateTimeOffset _start;
    private readonly TimeSpan _startMonotonic;

    internal EngineClock(ActorSystem system)
    {
        _scheduler = system.Scheduler;
        _start = _scheduler.Now;
        _startMonotonic = _scheduler.MonotonicClock;
    }

    /// <summary>Now, UTC; never goes back.</summary>
    public DateTimeOffset Now => _start + (_scheduler.MonotonicClock - _startMonotonic);

    /// <summary>The clock of a system.</summary>
    public static EngineClock Of(ActorSystem system) => system.WithExtension<EngineClock, EngineClockProvider>();
}

/// <summary>Makes the <see cref="EngineClock"/> of a system.</summary>
public sealed class EngineClockProvider : ExtensionIdProvider<EngineClock>
{
    /// <inheritdoc/>
    public override EngineClock CreateExtension(ExtendedActorSystem system) => new(system);
}
