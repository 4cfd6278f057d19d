using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Async handlers and the receive time-out.</summary>
internal partial class ActorCell
{
    private ActorTaskScheduler? _taskScheduler;
    private TimeSpan? _receiveTimeout;
    private ICancelable? _receiveTimeoutTask;
    private TimeSpan _lastMessageAt;
    private int _receiveTimeoutGeneration;
    private int _asyncPending;
    private int _asyncEpoch;

    public ActorTaskScheduler TaskScheduler => _taskScheduler ??= new ActorTaskScheduler(this);

    public TimeSpan? ReceiveTimeout => _receiveTimeout;

    /// <summary>
    /// Runs an async handler: the first part here and now; if it does not complete at once the mailbox is suspended for user messages until it does,
    /// while its continuations come back as system messages.
    /// </summary>
    public void RunTask(Func<Task> asyncAction)
    {
        var scheduler = TaskScheduler;
        var start = new Task<Task>(asyncAction);
        _mailbox.Suspend();
        _asyncPending++;
        scheduler.RunInline(start);
        var task = start.IsCompletedSuccessfully ? start.Result ?? Task.CompletedTask : start;
        if (task.IsCompleted)
        {
            FinishAsync(task, _asyncEpoch, inline: true);
            return;
        }

        task.ContinueWith(
            static (t, state) =>
            {
                var (cell, epoch) = ((ActorCell, int))state!;
                cell.FinishAsync(t, epoch, inline: false);
            },
            (this, _asyncEpoch),
            CancellationToken.None,
            TaskContinuationOptions.None,
            scheduler);
    }

    /// <summary>Test kits learn here how an async handler ended.</summary>
    protected virtual void OnAsyncCompleted(object? message, Exception? cause)
    {
    }

    private void FinishAsync(Task task, int epoch, bool inline)
    {
        if (epoch != _asyncEpoch || IsTerminated)
            return;
        _asyncPending--;
        _mailbox.Resume();
        var cause = ActorTaskScheduler.ExceptionOf(task);
        OnAsyncCompleted(_currentMessage, cause);
        if (cause is not null)
        {
            HandleInvokeFailure(cause);
        }
        else if (!inline && _asyncPending == 0)
        {
            var message = _currentMessage;
            _currentMessage = null;
            if (message is not INotInfluenceReceiveTimeout)
                TouchReceiveTimeout();
        }
    }

    /// <summary>A restart forgets the handlers that were running; their suspensions end with them.</summary>
    private void CancelAsync()
    {
        _asyncEpoch++;
        for (; _asyncPending > 0; _asyncPending--)
            _mailbox.Resume();
    }

    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        _receiveTimeoutTask?.Cancel();
        _receiveTimeoutTask = null;
        _receiveTimeoutGeneration++;
        if (timeout is { } t && t <= TimeSpan.Zero && t != Timeout.InfiniteTimeSpan)
            throw new ArgumentException("Receive timeout must be longer than zero.", nameof(timeout));
        _receiveTimeout = timeout is { } value && value > TimeSpan.Zero ? timeout : null;
        if (_receiveTimeout is not null)
            TouchReceiveTimeout();
    }

    /// <summary>Notes activity. The timer is not moved on every message: when it fires too early it is set again for the rest.</summary>
    private void TouchReceiveTimeout()
    {
        if (_receiveTimeout is not { } timeout)
            return;
        _lastMessageAt = _system.TimerClock;
        if (_receiveTimeoutTask is null)
            ScheduleReceiveTimeout(timeout);
    }

    private void ScheduleReceiveTimeout(TimeSpan delay)
    {
        _receiveTimeoutTask = _system.Scheduler.ScheduleTellOnceCancelable(delay, _self, new ReceiveTimeoutCheck(_receiveTimeoutGeneration), _self);
    }

    private void OnReceiveTimeoutCheck(ReceiveTimeoutCheck check)
    {
        if (check.Generation != _receiveTimeoutGeneration || _receiveTimeout is not { } timeout)
            return;
        _receiveTimeoutTask = null;
        var left = timeout - (_system.TimerClock - _lastMessageAt);
        if (left > TimeSpan.Zero)
        {
            ScheduleReceiveTimeout(left);
            return;
        }

        _currentMessage = Akka.Actor.ReceiveTimeout.Instance;
        _sender = null;
        _lastMessageAt = _system.TimerClock;
        ReceiveMessage(Akka.Actor.ReceiveTimeout.Instance);
        if (_receiveTimeout is { } next && _receiveTimeoutTask is null)
            ScheduleReceiveTimeout(next);
    }
}

/// <summary>The receive time-out's timer fired; not itself activity.</summary>
internal sealed class ReceiveTimeoutCheck(int generation) : IAutoReceivedMessage, INotInfluenceReceiveTimeout, Event.IDeadLetterSuppression
{
    public int Generation { get; } = generation;
}
