namespace Akka.Actor;

/// <summary>An actor with timers.</summary>
public interface IWithTimers
{
    /// <summary>The timers; set by the actor system before the constructor of the actor runs.</summary>
    ITimerScheduler Timers { get; set; }
}

/// <summary>
/// Timers of one actor, by key. Starting a timer replaces the one of the same key, and no message of a cancelled or replaced timer arrives, even if
/// it was already in the mailbox. All end with the actor or its restart.
/// </summary>
public interface ITimerScheduler
{
    /// <summary>Sends a message at an interval.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan interval);

    /// <summary>Sends a message at an interval.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender);

    /// <summary>Sends a message at an interval, first after a delay.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

    /// <summary>Sends a message at an interval, first after a delay.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender);

    /// <summary>Sends a message once.</summary>
    void StartSingleTimer(object key, object msg, TimeSpan timeout);

    /// <summary>Sends a message once.</summary>
    void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender);

    /// <summary>Whether the timer is running.</summary>
    bool IsTimerActive(object key);

    /// <summary>Keys of the running timers.</summary>
    IReadOnlyCollection<object> ActiveTimers { get; }

    /// <summary>Cancels a timer.</summary>
    void Cancel(object key);

    /// <summary>Cancels all timers.</summary>
    void CancelAll();
}

internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
{
    private readonly Dictionary<object, TimerMessage> _timers = [];

    public IReadOnlyCollection<object> ActiveTimers => _timers.Keys;

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) => Start(key, msg, interval, interval, null);

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender) => Start(key, msg, interval, interval, sender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) => Start(key, msg, initialDelay, interval, null);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender)
        => Start(key, msg, initialDelay, interval, sender);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => Start(key, msg, timeout, null, null);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender) => Start(key, msg, timeout, null, sender);

    public bool IsTimerActive(object key) => _timers.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_timers.Remove(key, out var timer))
            timer.Task?.Cancel();
    }

    public void CancelAll()
    {
        foreach (var timer in _timers.Values)
            timer.Task?.Cancel();
        _timers.Clear();
    }

    /// <summary>The message of a timer that fired, or null if the timer is no longer the one of its key.</summary>
    public object? Accept(TimerMessage timer)
    {
        if (!_timers.TryGetValue(timer.Key, out var current) || !ReferenceEquals(current, timer))
            return null;
        if (!timer.Repeats)
            _timers.Remove(timer.Key);
        return timer.Message;
    }

    private void Start(object key, object message, TimeSpan delay, TimeSpan? interval, IActorRef? sender)
    {
        Cancel(key);
        // The message object itself is the generation: only the one in the table counts.
        var timer = message is INotInfluenceReceiveTimeout
            ? new QuietTimerMessage(key, message, interval is not null)
            : new TimerMessage(key, message, interval is not null);
        var scheduler = cell.System.Scheduler;
        timer.Task = interval is { } every
            ? scheduler.ScheduleTellRepeatedlyCancelable(delay, every, cell.Self, timer, sender ?? cell.Self)
            : scheduler.ScheduleTellOnceCancelable(delay, cell.Self, timer, sender ?? cell.Self);
        _timers[key] = timer;
    }
}

internal class TimerMessage(object key, object message, bool repeats) : IAutoReceivedMessage, IWrappedMessage, Event.IDeadLetterSuppression
{
    public object Key { get; } = key;

    public object Message { get; } = message;

    public bool Repeats { get; } = repeats;

    public ICancelable? Task { get; set; }
}

internal sealed class QuietTimerMessage(object key, object message, bool repeats) : TimerMessage(key, message, repeats), INotInfluenceReceiveTimeout;
