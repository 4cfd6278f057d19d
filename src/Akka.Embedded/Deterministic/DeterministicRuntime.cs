using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.Embedded;

/// <summary>
/// Runs a whole actor system on the calling thread and on a virtual clock: which actor goes next is drawn by a seeded generator, and the clock jumps
/// to the next due timer when no actor has anything to do. The same configuration, seed and calls give the same run. Only in this flavour.
/// <code>
/// akka.actor.default-dispatcher { type = deterministic, seed = 42, throughput = 1, start-time = "2026-01-01T00:00:00Z" }
/// </code>
/// Nothing runs by itself: the methods here drive the system. Coordinated shutdown is not run by <see cref="ActorSystem.Terminate"/>.
/// </summary>
public sealed class DeterministicRuntime
{
    internal static readonly DateTimeOffset DefaultStart = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<IRunnable> _runnable = [];
    private readonly PriorityQueue<Timer, (long Due, long Order)> _timers = new();
    private readonly DateTimeOffset _start;
    private ulong _state;
    private long _order;
    private int _running = -1;

    internal DeterministicRuntime(ulong seed, DateTimeOffset start)
    {
        _state = seed;
        _start = start;
    }

    /// <summary>The virtual wall clock, UTC.</summary>
    public DateTimeOffset Now => _start + Elapsed;

    /// <summary>Virtual time since the system was created.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Pieces of work done so far: an actor's turn each.</summary>
    public long Steps { get; private set; }

    /// <summary>Whether an actor has something to do now.</summary>
    public bool HasWork => _runnable.Count > 0;

    /// <summary>When the next timer is due; null when there is none.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            DropCancelled();
            return _timers.TryPeek(out _, out var key) ? _start + TimeSpan.FromTicks(key.Due) : null;
        }
    }

    /// <summary>The runtime of a system.</summary>
    /// <exception cref="ConfigurationException">The default dispatcher of the system is not <c>deterministic</c>.</exception>
    public static DeterministicRuntime Of(ActorSystem system) => Of(system.Scheduler);

    internal static DeterministicRuntime Of(IScheduler scheduler) => scheduler is DeterministicScheduler own
        ? own.Runtime
        : throw new ConfigurationException("akka.actor.default-dispatcher.type is not deterministic, or akka.scheduler.implementation names another scheduler");

    /// <summary>Gives one actor, drawn by the generator, its turn. False when none has anything to do; the clock stands.</summary>
    public bool RunOne()
    {
        if (_runnable.Count == 0)
            return false;
        var context = Enter();
        try
        {
            Turn();
        }
        finally
        {
            Leave(context);
        }

        return true;
    }

    /// <summary>Runs until no actor has anything to do; the clock stands. Returns the turns taken.</summary>
    public long RunUntilIdle()
    {
        var before = Steps;
        var context = Enter();
        try
        {
            while (_runnable.Count > 0)
                Turn();
        }
        finally
        {
            Leave(context);
        }

        return Steps - before;
    }

    /// <summary>Runs for a span of virtual time: what there is to do, then the next timer, and so on; ends idle, with the clock at the end of the span.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative.</exception>
    public void RunFor(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        var end = Now + span;
        RunUntilIdle();
        while (NextDue is { } due && due <= end)
        {
            AdvanceTo(due);
            RunUntilIdle();
        }

        AdvanceTo(end);
    }

    /// <summary>As <see cref="RunFor"/>, but ends as soon as the condition holds (looked at after every turn). Returns whether it does.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        var end = Now + limit;
        while (!condition())
        {
            if (RunOne())
                continue;
            if (NextDue is not { } due || due > end)
                return false;
            AdvanceTo(due);
        }

        return true;
    }

    /// <summary>Moves the clock to a time and fires the timers due until then, in the order of time; what they wake up has its turn later.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time lies in the past.</exception>
    public void AdvanceTo(DateTimeOffset time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, Now);
        var context = Enter();
        try
        {
            var end = (time - _start).Ticks;
            while (_timers.TryPeek(out var timer, out var key) && key.Due <= end)
            {
                _timers.Dequeue();
                if (timer.IsCancelled)
                    continue;
                Elapsed = TimeSpan.FromTicks(key.Due);
                timer.Fire();
                if (timer.Interval > TimeSpan.Zero && !timer.IsCancelled)
                    _timers.Enqueue(timer, (key.Due + timer.Interval.Ticks, _order++));
            }

            Elapsed = TimeSpan.FromTicks(end);
        }
        finally
        {
            Leave(context);
        }
    }

    internal void Add(IRunnable work)
    {
        if (_running >= 0 && _running != Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("work of a deterministic run came from another thread: something escaped to the thread pool");
        _runnable.Add(work);
    }

    internal void AddTimer(TimeSpan delay, Timer timer)
    {
        if (!timer.IsCancelled)
            _timers.Enqueue(timer, ((Elapsed + delay).Ticks, _order++));
    }

    private void DropCancelled()
    {
        while (_timers.TryPeek(out var timer, out _) && timer.IsCancelled)
            _timers.Dequeue();
    }

    private void Turn()
    {
        var index = _runnable.Count == 1 ? 0 : (int)(Next() % (ulong)_runnable.Count);
        var work = _runnable[index];
        _runnable[index] = _runnable[^1];
        _runnable.RemoveAt(_runnable.Count - 1);
        Steps++;
        work.Run();
    }

    // A continuation of a task goes to the pool when it finds a synchronisation context it was not made for.
    private SynchronizationContext? Enter()
    {
        if (_running >= 0)
            throw new InvalidOperationException("the run is driven from inside itself");
        _running = Environment.CurrentManagedThreadId;
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        return context;
    }

    private void Leave(SynchronizationContext? context)
    {
        _running = -1;
        SynchronizationContext.SetSynchronizationContext(context);
    }

    // SplitMix64: small, and its numbers do not depend on the version of the runtime.
    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    internal sealed class Timer(Action fire, TimeSpan interval, ICancelable? cancelable)
    {
        public TimeSpan Interval => interval;

        public bool IsCancelled => cancelable is { IsCancellationRequested: true };

        public void Fire() => fire();
    }
}
