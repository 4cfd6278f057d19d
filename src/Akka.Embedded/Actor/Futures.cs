using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Asking: a message out, the first answer as a task.</summary>
public static class Futures
{
    /// <summary>Asks.</summary>
    /// <exception cref="AskTimeoutException">No answer in time (in the task).</exception>
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null)
        => self.Ask<object>(message, timeout, CancellationToken.None);

    /// <summary>Asks.</summary>
    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken)
        => self.Ask<object>(message, null, cancellationToken);

    /// <summary>Asks.</summary>
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken)
        => self.Ask<object>(message, timeout, cancellationToken);

    /// <summary>Asks for an answer of a type; <see cref="Status.Failure"/> fails the task, any other type does so with an <see cref="ArgumentException"/>.</summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null)
        => self.Ask<T>(message, timeout, CancellationToken.None);

    /// <summary>Asks for an answer of a type.</summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken)
        => self.Ask<T>(message, null, cancellationToken);

    /// <summary>Asks for an answer of a type.</summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken)
        => self.Ask<T>(_ => message, timeout, cancellationToken);

    /// <summary>Asks with a message made for the reference that takes the answer.</summary>
    /// <param name="self">Whom to ask.</param>
    /// <param name="messageFactory">Makes the message.</param>
    /// <param name="timeout">Time limit; null: <c>akka.actor.ask-timeout</c>.</param>
    /// <param name="cancellationToken">Cancels the task.</param>
    public static Task<T> Ask<T>(this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var system = SystemOf(self) ?? throw new ArgumentException("Unable to resolve the target Provider", nameof(self));
        var answer = new FutureActorRef<T>(system);
        answer.Arm(timeout ?? system.Settings.AskTimeout, cancellationToken);
        self.Tell(messageFactory(answer), answer);
        return answer.Task;
    }

    internal static ActorSystemImpl? SystemOf(ICanTell target) => target switch
    {
        ActorSelection selection => SystemOf(selection.Anchor),
        IInternalActorRef { SystemImpl: { } system } => system,
        _ => ActorCell.Current?.SystemImpl,
    };
}

/// <summary>A reference that lives for one answer. It gets its path, and its place under /temp, only when somebody looks at the path.</summary>
internal class TemporaryActorRef(ActorSystemImpl system) : MinimalActorRef
{
    private readonly Lock _gate = new();
    private ActorPath? _path;
    private bool _done;

    public override ActorPath Path
    {
        get
        {
            lock (_gate)
            {
                if (_path is null)
                {
                    _path = system.NextTempPath();
                    if (!_done)
                        system.TempContainer.Add(_path.Name, this);
                }

                return _path;
            }
        }
    }

    internal override ActorSystemImpl? OwningSystem => system;

    internal override IInternalActorRef ParentRef => system.TempContainer;

    protected ActorSystemImpl System => system;

    /// <summary>Inline runs may not leave the dispatcher's thread; otherwise the answering actor must not run its asker's code.</summary>
    protected TaskCreationOptions Continuations => system.RunsInline ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously;

    protected void Unregister()
    {
        lock (_gate)
        {
            _done = true;
            if (_path is not null)
                system.TempContainer.Remove(_path.Name);
        }
    }
}

internal sealed class FutureActorRef<T> : TemporaryActorRef
{
    private readonly TaskCompletionSource<T> _result;
    private ITimer? _timer;
    private ICancelable? _virtualTimer;
    private CancellationTokenRegistration _registration;

    public FutureActorRef(ActorSystemImpl system)
        : base(system)
    {
        _result = new TaskCompletionSource<T>(Continuations);
    }

    public Task<T> Task => _result.Task;

    /// <summary>Starts the time limit: on the wall clock, as Akka.NET does, except where the whole run is on a virtual one.</summary>
    public void Arm(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (timeout > TimeSpan.Zero)
        {
            if (System.RunsInline)
                _virtualTimer = System.Scheduler.Advanced.ScheduleOnceCancelable(timeout, () => Expire(timeout));
            else
                _timer = TimeProvider.System.CreateTimer(_ => Expire(timeout), null, timeout, Timeout.InfiniteTimeSpan);
        }

        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.Register(() => Release(_result.TrySetCanceled(cancellationToken)));
        if (_result.Task.IsCompleted)
            Release(true);
    }

    protected override void TellInternal(object message, IActorRef? sender)
    {
        bool handled;
        switch (message)
        {
            case ISystemMessage:
                handled = _result.TrySetException(new InvalidOperationException($"system message of type '{message.GetType().Name}' is invalid for an Ask"));
                break;
            case T answer:
                handled = _result.TrySetResult(answer);
                break;
            case null:
                handled = _result.TrySetResult(default!);
                break;
            case Status.Failure failure:
                handled = _result.TrySetException(failure.Cause ?? new TaskCanceledException("Task cancelled by actor via Failure message."));
                break;
            default:
                // The asker learns of it, and the answer is a dead letter too.
                _result.TrySetException(
                    new ArgumentException($"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]"));
                handled = false;
                break;
        }

        Release(_result.Task.IsCompleted);
        if (!handled && !_result.Task.IsCanceled)
            System.DeadLetters.Tell(message ?? "null", this);
    }

    private void Expire(TimeSpan timeout)
        => Release(_result.TrySetException(new AskTimeoutException(
            string.Create(global::System.Globalization.CultureInfo.InvariantCulture, $"Timeout after {timeout.TotalSeconds:F2} seconds"))));

    private void Release(bool completed)
    {
        if (!completed)
            return;
        _timer?.Dispose();
        _virtualTimer?.Cancel();
        _registration.Unregister();
        Unregister();
    }
}

/// <summary>Watches one actor for a task.</summary>
internal sealed class WatchingActorRef : TemporaryActorRef
{
    private readonly TaskCompletionSource<bool> _result;
    private readonly IInternalActorRef _target;

    public WatchingActorRef(ActorSystemImpl system, IInternalActorRef target)
        : base(system)
    {
        _result = new TaskCompletionSource<bool>(Continuations);
        _target = target;
    }

    public Task<bool> Task => _result.Task;

    public void Start() => _target.SendSystemMessage(new Watch(_target, this));

    public void Cancel()
    {
        if (!_result.TrySetResult(false))
            return;
        _target.SendSystemMessage(new Unwatch(_target, this));
        Unregister();
    }

    internal override void OnSystemMessage(SystemMessage message)
    {
        if (message is not DeathWatchNotification)
            return;
        _result.TrySetResult(true);
        Unregister();
    }

    protected override void TellInternal(object message, IActorRef? sender)
    {
        if (message is Terminated)
            OnSystemMessage(new DeathWatchNotification(_target, existenceConfirmed: true));
        else
            System.DeadLetters.Tell(message, sender);
    }
}

/// <summary>Stopping with a task.</summary>
public static class GracefulStopSupport
{
    /// <summary>Sends <see cref="PoisonPill"/>; the task is true when the actor has ended, false when it has not within the time limit.</summary>
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => target.GracefulStop(timeout, PoisonPill.Instance);

    /// <summary>Sends a message that makes the actor stop; the task is true when the actor has ended, false when it has not within the time limit.</summary>
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        var system = Futures.SystemOf(target) ?? throw new ArgumentException("The actor belongs to no system", nameof(target));
        var watcher = new WatchingActorRef(system, (IInternalActorRef)target);
        watcher.Start();
        target.Tell(stopMessage, ActorRefs.NoSender);
        if (watcher.Task.IsCompleted)
            return watcher.Task;
        if (system.RunsInline)
        {
            system.Scheduler.Advanced.ScheduleOnce(timeout, watcher.Cancel);
            return watcher.Task;
        }

        var timer = TimeProvider.System.CreateTimer(_ => watcher.Cancel(), null, timeout, Timeout.InfiniteTimeSpan);
        watcher.Task.ContinueWith(_ => timer.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return watcher.Task;
    }
}

/// <summary>Watching with a task.</summary>
public static class WatchAsyncSupport
{
    /// <summary>True when the actor has ended, false when cancelled.</summary>
    public static Task<bool> WatchAsync(this IActorRef target, CancellationToken token = default)
    {
        var system = Futures.SystemOf(target) ?? throw new ArgumentException("The actor belongs to no system", nameof(target));
        var watcher = new WatchingActorRef(system, (IInternalActorRef)target);
        watcher.Start();
        if (token.CanBeCanceled)
        {
            var registration = token.Register(watcher.Cancel);
            watcher.Task.ContinueWith(_ => registration.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return watcher.Task;
    }
}
