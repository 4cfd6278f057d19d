using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// The default scheduler. Carries Akka.NET's name because configuration uses it; it is a heap ordered by due time, emptied by one thread that sleeps
/// until the next entry is due, so nothing fires early and an idle system does not tick.
/// </summary>
public sealed class HashedWheelTimerScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    private const int SweepAt = 1024;

    private readonly object _gate = new();
    private readonly TimeProvider _time;
    private readonly long _start;
    private PriorityQueue<Entry, (TimeSpan Due, long Order)> _entries = new();
    private long _order;
    private int _sweepAt = SweepAt;
    private Thread? _thread;
    private bool _stopped;

    /// <summary>Creates a scheduler on the system clock.</summary>
    public HashedWheelTimerScheduler(Config scheduler, ILoggingAdapter log)
        : this(scheduler, log, TimeProvider.System)
    {
    }

    internal HashedWheelTimerScheduler(Config scheduler, ILoggingAdapter log, TimeProvider time)
        : base(scheduler, log)
    {
        _time = time;
        _start = time.GetTimestamp();
    }

    /// <inheritdoc />
    public override TimeSpan MonotonicClock => _time.GetElapsedTime(_start);

    /// <inheritdoc />
    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    /// <inheritdoc />
    protected override DateTimeOffset TimeNow => _time.GetUtcNow();

    /// <summary>Stops the thread; what is scheduled never fires.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            _entries.Clear();
            Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc />
    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable)
        => Add(new TellEntry(receiver, message, sender, cancelable, TimeSpan.Zero), delay);

    /// <inheritdoc />
    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable)
        => Add(new TellEntry(receiver, message, sender, cancelable, interval), initialDelay);

    /// <inheritdoc />
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable)
        => Add(new ActionEntry(action, cancelable, TimeSpan.Zero), delay);

    /// <inheritdoc />
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable)
        => Add(new ActionEntry(action, cancelable, interval), initialDelay);

    private void Add(Entry entry, TimeSpan delay)
    {
        if (entry.IsCancelled)
            return;
        var due = MonotonicClock + delay;
        lock (_gate)
        {
            if (_stopped)
                throw new SchedulerException("cannot enqueue after timer shutdown");
            var first = !_entries.TryPeek(out _, out var next) || due < next.Due;
            Enqueue(entry, due);
            if (_thread is null)
            {
                _thread = new Thread(Loop) { IsBackground = true, Name = "akka-scheduler" };
                _thread.Start();
            }
            else if (first)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    private void Enqueue(Entry entry, TimeSpan due)
    {
        entry.Due = due;
        _entries.Enqueue(entry, (due, _order++));
        if (_entries.Count <= _sweepAt)
            return;
        // Cancelled entries would stay until they are due: throw them out each time the heap has doubled.
        var live = _entries.UnorderedItems.Where(e => !e.Element.IsCancelled).ToList();
        _entries = new PriorityQueue<Entry, (TimeSpan, long)>(live);
        _sweepAt = Math.Max(SweepAt, live.Count * 2);
    }

    private void Loop()
    {
        while (NextDue() is { } entry)
        {
            if (entry.IsCancelled)
                continue;
            try
            {
                entry.Fire();
            }
            catch (Exception e)
            {
                // What failed once is not repeated.
                Log.Error(e, "A scheduled task failed");
                continue;
            }

            if (entry.Interval > TimeSpan.Zero && !entry.IsCancelled)
                Again(entry);
        }
    }

    // Keeps the rhythm without drift; intervals missed by more than one are skipped.
    private void Again(Entry entry)
    {
        var now = MonotonicClock;
        var due = entry.Due + entry.Interval;
        if (due < now - entry.Interval)
            due = now;
        lock (_gate)
        {
            if (!_stopped)
                Enqueue(entry, due);
        }
    }

    private Entry? NextDue()
    {
        lock (_gate)
        {
            while (!_stopped)
            {
                if (!_entries.TryPeek(out var entry, out var key))
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                var wait = key.Due - MonotonicClock;
                if (wait <= TimeSpan.Zero)
                {
                    _entries.Dequeue();
                    return entry;
                }

                // Rounded up: a wait of 0 ms would spin until the entry is due.
                Monitor.Wait(_gate, (int)Math.Min(Math.Ceiling(wait.TotalMilliseconds), 60_000));
            }
        }

        return null;
    }

    private abstract class Entry(ICancelable? cancelable, TimeSpan interval)
    {
        public TimeSpan Interval { get; } = interval;

        public TimeSpan Due { get; set; }

        public bool IsCancelled => cancelable is { IsCancellationRequested: true };

        public abstract void Fire();
    }

    private sealed class TellEntry(ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable, TimeSpan interval)
        : Entry(cancelable, interval)
    {
        public override void Fire() => receiver.Tell(message, sender);
    }

    private sealed class ActionEntry(Action action, ICancelable? cancelable, TimeSpan interval) : Entry(cancelable, interval)
    {
        public override void Fire() => action();
    }
}
