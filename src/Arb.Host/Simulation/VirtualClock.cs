using Akka.Actor;

namespace Arb.Host.Simulation;

/// <summary>
/// Time that moves only when it is moved, and the timers on it. They fire on the thread that moves the time, in the order in which they are due; one that is set meanwhile and due in the
/// same span fires in it too. Timers may be set from any thread.
/// </summary>
internal sealed class VirtualClock
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<VirtualTimer, (TimeSpan Due, long Order)> _timers = new();
    private DateTimeOffset _start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private long _order;

    /// <summary>The virtual wall clock, UTC.</summary>
    public DateTimeOffset Now => _start + Elapsed;

    /// <summary>Virtual time since the clock was made.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>When the next timer is due; null when there is none.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
                return Peek() is { } due ? _start + due : null;
        }
    }

    /// <summary>Sets the wall clock of the beginning.</summary>
    public void Begin(DateTimeOffset start) => _start = start;

    /// <summary>Moves the time by a span that is not negative.</summary>
    public void Advance(TimeSpan span) => AdvanceTo(Now + span);

    /// <summary>Moves the time to one that is not in the past.</summary>
    public void AdvanceTo(DateTimeOffset time)
    {
        var end = time - _start;
        ArgumentOutOfRangeException.ThrowIfLessThan(end, Elapsed);
        while (Next(end) is { } timer)
        {
            timer.Fire();
            if (timer.Interval > TimeSpan.Zero)
                Add(timer.Interval, timer);
        }

        Elapsed = end;
    }

    /// <summary>Sets a timer, due after a delay from now.</summary>
    public void Add(TimeSpan delay, VirtualTimer timer)
    {
        if (timer.IsCancelled)
            return;
        lock (_gate)
            _timers.Enqueue(timer, (Elapsed + delay, _order++));
    }

    private VirtualTimer? Next(TimeSpan end)
    {
        lock (_gate)
        {
            if (Peek() is not { } due || due > end)
                return null;
            Elapsed = due > Elapsed ? due : Elapsed;
            return _timers.Dequeue();
        }
    }

    /// <summary>When the first timer that still counts is due.</summary>
    private TimeSpan? Peek()
    {
        while (_timers.TryPeek(out var timer, out var key))
        {
            if (!timer.IsCancelled)
                return key.Due;
            _timers.Dequeue();
        }

        return null;
    }
}

/// <summary>One timer; with an interval above zero it comes again until it is cancelled.</summary>
internal sealed class VirtualTimer(Action fire, TimeSpan interval, ICancelable? cancelable)
{
    public TimeSpan Interval => interval;

    public bool IsCancelled => cancelable is { IsCancellationRequested: true };

    public void Fire() => fire();
}
