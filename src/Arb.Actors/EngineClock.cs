using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Event;
using Arb.Domain.Health;

namespace Arb.Actors;

/// <summary>What the clock of a real machine needs beside the scheduler's: given to the actor system at its start. Without one (virtual time) nothing sleeps.</summary>
/// <param name="counting">Its timestamps count the time that the machine sleeps; the scheduler's monotonic clock does not on every system.</param>
/// <param name="gap">The process slept when nothing in it looked at the clock for this long (<c>arb.engine.sleep-gap</c>).</param>
public sealed class EngineClockSetup(TimeProvider counting, TimeSpan gap) : Setup
{
    /// <summary>Counts sleep.</summary>
    public TimeProvider Counting => counting;

    /// <summary>Shortest sleep.</summary>
    public TimeSpan Gap => gap;
}

/// <summary>
/// The one clock of an actor system: the scheduler's wall clock at start plus the time since, so a jump of the machine's clock changes no time limit, and a test's virtual scheduler moves all of it. The time
/// since is counted by the scheduler's monotonic clock and by one that goes on while the machine sleeps; the larger counts. Whoever reads it first after a sleep has found it: a decision that asks
/// <see cref="WokeAt"/> needs nobody to tell it.
/// </summary>
public sealed class EngineClock : IExtension
{
    /// <summary>Of a gap: a look within this part of it is not noted, so that many readers do not write all the time.</summary>
    private const int Grain = 64;

    private readonly IScheduler _scheduler;
    private readonly EventStream _events;
    private readonly DateTimeOffset _start;
    private readonly TimeSpan _startMonotonic;
    private readonly TimeProvider? _counting;
    private readonly long _startCounting;
    private readonly TimeSpan _gap = TimeSpan.MaxValue;
    private readonly Lock _gate = new();
    private long _lastLook;
    private long _wokeAt;
    private long _slept;
    private Action? _onWake;

    internal EngineClock(ActorSystem system)
    {
        _scheduler = system.Scheduler;
        _events = system.EventStream;
        _start = _scheduler.Now;
        _startMonotonic = _scheduler.MonotonicClock;
        _lastLook = _start.UtcTicks;
        if (system.Settings.Setup.Get<EngineClockSetup>() is not { HasValue: true, Value: var setup })
            return;
        (_counting, _gap) = (setup.Counting, setup.Gap);
        _startCounting = _counting.GetTimestamp();
    }

    /// <summary>Now, UTC; never goes back.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var since = _scheduler.MonotonicClock - _startMonotonic;
            if (_counting is null)
                return _start + since;
            var counted = _counting.GetElapsedTime(_startCounting);
            var now = _start + (counted > since ? counted : since);
            Note(now.UtcTicks);
            return now;
        }
    }

    /// <summary>When the machine last woke, as far as this very moment shows; null: it did not sleep. What is older is from before.</summary>
    public DateTimeOffset? WokeAt
    {
        get
        {
            _ = Now;
            return Volatile.Read(ref _wokeAt) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        }
    }

    /// <summary>How long the last sleep was.</summary>
    public TimeSpan Slept => TimeSpan.FromTicks(Volatile.Read(ref _slept));

    /// <summary>The clock of a system.</summary>
    public static EngineClock Of(ActorSystem system) => system.WithExtension<EngineClock, EngineClockProvider>();

    /// <summary>From now on an actor is told of sleeps: <see cref="MachineSlept"/>. Nothing sleeps in virtual time.</summary>
    internal void TellOfSleep(IActorRef actor)
    {
        if (_counting is not null)
            _events.Subscribe(actor, typeof(MachineSlept));
    }

    /// <summary>Calls <paramref name="told"/> when somebody's look finds a sleep, on the thread of that look: it only tells an actor.</summary>
    internal void OnWake(Action told)
    {
        lock (_gate)
            _onWake += told;
    }

    private void Note(long now)
    {
        var since = now - Volatile.Read(ref _lastLook);
        if (since < _gap.Ticks / Grain)
            return;
        Action? tell = null;
        lock (_gate)
        {
            var last = _lastLook;
            if (now <= last)
                return; // a look from before the sleep whose thread went on after it
            Volatile.Write(ref _lastLook, now);
            if (SleepRule.IsGap(new DateTimeOffset(last, TimeSpan.Zero), new DateTimeOffset(now, TimeSpan.Zero), _gap))
            {
                Volatile.Write(ref _slept, now - last);
                Volatile.Write(ref _wokeAt, now);
                tell = _onWake;
            }
        }

        tell?.Invoke();
    }
}

/// <summary>Tells of each sleep of the machine once; for one actor, whose own life begins awake.</summary>
internal sealed class SleepNotice(EngineClock clock)
{
    private DateTimeOffset? _seen = clock.WokeAt;

    /// <summary>True when the machine slept since this was asked last.</summary>
    public bool IsNew()
    {
        var woke = clock.WokeAt;
        if (woke == _seen)
            return false;
        _seen = woke;
        return true;
    }
}

/// <summary>Makes the <see cref="EngineClock"/> of a system.</summary>
public sealed class EngineClockProvider : ExtensionIdProvider<EngineClock>
{
    /// <inheritdoc/>
    public override EngineClock CreateExtension(ExtendedActorSystem system) => new(system);
}
