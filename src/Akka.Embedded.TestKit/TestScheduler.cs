using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>
/// A scheduler whose time stands still until a test advances it. What is due runs on the thread that advances, in the order of time.
/// A repeated item runs once per advance, however long that is, and is due next one interval after the new time.
/// </summary>
public class TestScheduler : IScheduler, IAdvancedScheduler, IVirtualTimers
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Item, (long Due, long Order)> _items = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private DateTimeOffset _now = DateTimeOffset.UtcNow;
    private long _order;

    /// <summary>Made by the system from <c>akka.scheduler.implementation</c>.</summary>
    public TestScheduler(Config schedulerConfig, ILoggingAdapter log)
    {
        _ = schedulerConfig;
        _ = log;
    }

    /// <summary>The virtual time.</summary>
    public DateTimeOffset Now => TimeNow;

    /// <summary>Real time since the start: measured time is not virtual.</summary>
    public TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(_started);

    /// <summary>Real time since the start: measured time is not virtual.</summary>
    public TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(_started);

    /// <summary>Schedules actions.</summary>
    public IAdvancedScheduler Advanced => this;

    TimeSpan IVirtualTimers.TimerClock => TimeSpan.FromTicks(TimeNow.UtcTicks);

    /// <summary>The virtual time.</summary>
    protected DateTimeOffset TimeNow
    {
        get
        {
            lock (_gate)
                return _now;
        }
    }

    /// <summary>Moves the time forward and runs what is due then. What that schedules waits for the next call.</summary>
    public void Advance(TimeSpan offset)
    {
        var due = new List<Item>();
        lock (_gate)
        {
            _now += offset;
            while (_items.TryPeek(out var item, out var when) && when.Due <= _now.UtcTicks)
            {
                _items.Dequeue();
                due.Add(item);
            }
        }

        foreach (var item in due)
        {
            if (item.Cancelable?.IsCancellationRequested == true)
                continue;
            item.Run();
            if (item.Interval is { } interval && item.Cancelable?.IsCancellationRequested != true)
                Add(item, interval);
        }
    }

    /// <summary>Moves the time to a later one and runs what is due then.</summary>
    /// <exception cref="InvalidOperationException">The time lies in the past.</exception>
    public void AdvanceTo(DateTimeOffset when)
    {
        var now = TimeNow;
        if (when < now)
            throw new InvalidOperationException($"Time does not run backwards: it is {now:O}, later than {when:O}.");
        Advance(when - now);
    }

    /// <inheritdoc/>
    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender)
        => Add(new Item(() => receiver.Tell(message, sender), null, null), delay);

    /// <inheritdoc/>
    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable)
        => Add(new Item(() => receiver.Tell(message, sender), null, cancelable), delay);

    /// <inheritdoc/>
    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender)
        => Add(new Item(() => receiver.Tell(message, sender), interval, null), initialDelay);

    /// <inheritdoc/>
    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable)
        => Add(new Item(() => receiver.Tell(message, sender), interval, cancelable), initialDelay);

    /// <inheritdoc/>
    public void ScheduleOnce(TimeSpan delay, Action action) => Add(new Item(action, null, null), delay);

    /// <inheritdoc/>
    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) => Add(new Item(action, null, cancelable), delay);

    /// <inheritdoc/>
    public void ScheduleOnce(TimeSpan delay, IRunnable action) => Add(new Item(action.Run, null, null), delay);

    /// <inheritdoc/>
    public void ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) => Add(new Item(action.Run, null, cancelable), delay);

    /// <inheritdoc/>
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) => Add(new Item(action, interval, null), initialDelay);

    /// <inheritdoc/>
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable)
        => Add(new Item(action, interval, cancelable), initialDelay);

    /// <inheritdoc/>
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action) => Add(new Item(action.Run, interval, null), initialDelay);

    /// <inheritdoc/>
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable)
        => Add(new Item(action.Run, interval, cancelable), initialDelay);

    private void Add(Item item, TimeSpan delay)
    {
        lock (_gate)
            _items.Enqueue(item, ((_now + delay).UtcTicks, _order++));
    }

    private sealed record Item(Action Run, TimeSpan? Interval, ICancelable? Cancelable);
}
