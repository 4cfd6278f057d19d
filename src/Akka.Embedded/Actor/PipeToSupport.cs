namespace Akka.Actor;

/// <summary>Sends the outcome of a task to an actor.</summary>
public static class PipeToSupport
{
    /// <summary>Sends the result, or <see cref="Status.Failure"/>, or what the mappers make of them.</summary>
    /// <returns>Completes when the message is sent.</returns>
    public static Task PipeTo<T>(
        this Task<T> taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null)
        => Pipe(taskToPipe, recipient, sender, t => success is null ? ((Task<T>)t).Result! : success(((Task<T>)t).Result), failure);

    /// <summary>The same; where the continuation runs makes no difference here.</summary>
    public static Task PipeTo<T>(
        this Task<T> taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null)
        => taskToPipe.PipeTo(recipient, sender, success, failure);

    /// <summary>Sends the result, or <see cref="Status.Failure"/>, or what the mappers make of them.</summary>
    public static Task PipeTo<T>(
        this ValueTask<T> taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null)
        => taskToPipe.AsTask().PipeTo(recipient, sender, success, failure);

    /// <summary>The same; where the continuation runs makes no difference here.</summary>
    public static Task PipeTo<T>(
        this ValueTask<T> taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null)
        => taskToPipe.AsTask().PipeTo(recipient, sender, success, failure);

    /// <summary>Sends what the mappers make of the outcome; success without a mapper sends nothing.</summary>
    public static Task PipeTo(
        this Task taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null)
        => Pipe(taskToPipe, recipient, sender, success is null ? null : _ => success(), failure);

    /// <summary>The same; where the continuation runs makes no difference here.</summary>
    public static Task PipeTo(
        this Task taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null)
        => taskToPipe.PipeTo(recipient, sender, success, failure);

    /// <summary>Sends what the mappers make of the outcome; success without a mapper sends nothing.</summary>
    public static Task PipeTo(
        this ValueTask taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null)
        => taskToPipe.AsTask().PipeTo(recipient, sender, success, failure);

    /// <summary>The same; where the continuation runs makes no difference here.</summary>
    public static Task PipeTo(
        this ValueTask taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null)
        => taskToPipe.AsTask().PipeTo(recipient, sender, success, failure);

    // Runs where the task completes, never on the pool of its own accord: an inline run stays inline.
    private static Task Pipe(Task task, ICanTell recipient, IActorRef? sender, Func<Task, object>? success, Func<Exception, object>? failure)
        => task.ContinueWith(
            t =>
            {
                object? message;
                try
                {
                    if (t.IsCompletedSuccessfully)
                    {
                        message = success?.Invoke(t);
                    }
                    else
                    {
                        var cause = Dispatch.ActorTaskScheduler.ExceptionOf(t)!;
                        message = failure is null ? new Status.Failure(cause) : failure(cause);
                    }
                }
                catch (Exception e)
                {
                    message = failure is null || !t.IsCompletedSuccessfully ? new Status.Failure(e) : failure(e);
                }

                if (message is not null)
                    recipient.Tell(message, sender);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
}
