using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>A clock.</summary>
public interface ITimeProvider
{
    /// <summary>Wall time.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Time since some fixed moment; never goes back.</summary>
    TimeSpan MonotonicClock { get; }

    /// <summary>The same in the best resolution there is.</summary>
    TimeSpan HighResMonotonicClock { get; }
}

/// <summary>Marks clocks that show real time.</summary>
public interface IDateTimeOffsetNowTimeProvider : ITimeProvider
{
}

/// <summary>Sends messages later.</summary>
public interface ITellScheduler
{
    /// <summary>Sends a message once.</summary>
    void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender);

    /// <summary>Sends a message once, unless cancelled.</summary>
    void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable);

    /// <summary>Sends a message at an interval.</summary>
    void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender);

    /// <summary>Sends a message at an interval until cancelled.</summary>
    void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable);
}

/// <summary>Runs work later.</summary>
public interface IRunnableScheduler
{
    /// <summary>Runs work once, unless cancelled.</summary>
    void ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable);

    /// <summary>Runs work once.</summary>
    void ScheduleOnce(TimeSpan delay, IRunnable action);

    /// <summary>Runs work at an interval until cancelled.</summary>
    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable);

    /// <summary>Runs work at an interval.</summary>
    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action);
}

/// <summary>Runs delegates later, on the scheduler's own thread: they must be short and must not touch an actor's state.</summary>
public interface IActionScheduler : IRunnableScheduler
{
    /// <summary>Runs a delegate once, unless cancelled.</summary>
    void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable);

    /// <summary>Runs a delegate once.</summary>
    void ScheduleOnce(TimeSpan delay, Action action);

    /// <summary>Runs a delegate at an interval until cancelled.</summary>
    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable);

    /// <summary>Runs a delegate at an interval.</summary>
    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action);
}

/// <summary>The parts of a scheduler one should rarely need.</summary>
public interface IAdvancedScheduler : IActionScheduler
{
}

/// <summary>The scheduler of a system.</summary>
public interface IScheduler : ITellScheduler, ITimeProvider
{
    /// <summary>Scheduling of work instead of messages.</summary>
    IAdvancedScheduler Advanced { get; }
}

/// <summary>Cancels what was scheduled with it.</summary>
public interface ICancelable
{
    /// <summary>Cancels.</summary>
    void Cancel();

    /// <summary>Whether it was cancelled.</summary>
    bool IsCancellationRequested { get; }

    /// <summary>The same as a token.</summary>
    CancellationToken Token { get; }

    /// <summary>Cancels after a delay.</summary>
    void CancelAfter(TimeSpan delay);

    /// <summary>Cancels after a delay in milliseconds.</summary>
    void CancelAfter(int millisecondsDelay);

    /// <summary>Cancels; callbacks' exceptions are thrown at once or collected.</summary>
    void Cancel(bool throwOnFirstException);
}
