using Akka.Event;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>Repeats the assertion until it passes; its last failure fails the test when time is up (default interval 100 ms).</summary>
    public void AwaitAssert(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
        => RetryAsync(() => Completed(assertion), duration, interval, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Repeats the assertion until it passes; its last failure fails the test when time is up (default interval 100 ms).</summary>
    public Task AwaitAssertAsync(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
        => RetryAsync(() => Completed(assertion), duration, interval, false, cancellationToken);

    /// <summary>Repeats the assertion until it passes; its last failure fails the test when time is up (default interval 100 ms).</summary>
    public Task AwaitAssertAsync(Func<Task> assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
        => RetryAsync(assertion, duration, interval, false, cancellationToken);

    /// <summary>Waits until the condition is true; fails the test when the default time is up.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default)
        => AwaitCondition(conditionIsFulfilled, null, cancellationToken);

    /// <summary>Waits until the condition is true; fails the test when time is up.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default)
        => AwaitCondition(conditionIsFulfilled, max, (string?)null, cancellationToken);

    /// <summary>Waits until the condition is true; fails the test with the message when time is up.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, string? message, CancellationToken cancellationToken = default)
    {
        var limit = RemainingOrDilated(max);
        InternalAwaitCondition(conditionIsFulfilled, limit, limit / 10, Failing(message), CallLogger, cancellationToken);
    }

    /// <summary>Waits until the condition is true, looking at the given interval; fails the test with the message when time is up.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null, CancellationToken cancellationToken = default)
        => InternalAwaitCondition(conditionIsFulfilled, RemainingOrDilated(max), interval, Failing(message), CallLogger, cancellationToken);

    /// <summary>Waits until the condition is true; fails the test when the default time is up.</summary>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, CancellationToken cancellationToken = default)
        => AwaitConditionAsync(conditionIsFulfilled, null, (string?)null, cancellationToken);

    /// <summary>Waits until the condition is true; fails the test when the default time is up.</summary>
    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default)
        => AwaitConditionAsync(Async(conditionIsFulfilled), cancellationToken);

    /// <summary>Waits until the condition is true; fails the test when time is up.</summary>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default)
        => AwaitConditionAsync(conditionIsFulfilled, max, (string?)null, cancellationToken);

    /// <summary>Waits until the condition is true; fails the test with the message when time is up.</summary>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, string? message, CancellationToken cancellationToken = default)
    {
        var limit = RemainingOrDilated(max);
        return InternalAwaitConditionAsync(conditionIsFulfilled, limit, limit / 10, Failing(message), CallLogger, cancellationToken);
    }

    /// <summary>Waits until the condition is true; fails the test with the message when time is up.</summary>
    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, TimeSpan? max, string? message, CancellationToken cancellationToken = default)
        => AwaitConditionAsync(Async(conditionIsFulfilled), max, message, cancellationToken);

    /// <summary>Waits until the condition is true, looking at the given interval; fails the test with the message when time is up.</summary>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null, CancellationToken cancellationToken = default)
        => InternalAwaitConditionAsync(conditionIsFulfilled, RemainingOrDilated(max), interval, Failing(message), CallLogger, cancellationToken);

    /// <summary>Waits until the condition is true, looking at the given interval; fails the test with the message when time is up.</summary>
    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null, CancellationToken cancellationToken = default)
        => AwaitConditionAsync(Async(conditionIsFulfilled), max, interval, message, cancellationToken);

    /// <summary>Waits until the condition is true (default interval 100 ms); false when time is up.</summary>
    public bool AwaitConditionNoThrow(Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default)
        => InternalAwaitCondition(conditionIsFulfilled, max, interval ?? DefaultInterval, static (_, _) => { }, cancellationToken);

    /// <summary>Waits until the condition is true (default interval 100 ms); false when time is up.</summary>
    public Task<bool> AwaitConditionNoThrowAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default)
        => InternalAwaitConditionAsync(conditionIsFulfilled, max, interval ?? DefaultInterval, static (_, _) => { }, cancellationToken);

    /// <summary>Waits until the condition is true (default interval 100 ms); false when time is up.</summary>
    public Task<bool> AwaitConditionNoThrowAsync(Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default)
        => AwaitConditionNoThrowAsync(Async(conditionIsFulfilled), max, interval, cancellationToken);

    /// <summary>Waits until the condition is true; calls <paramref name="fail"/> and answers false when time is up.</summary>
    protected static bool InternalAwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval, Action<string, object[]> fail, CancellationToken cancellationToken = default)
        => InternalAwaitCondition(conditionIsFulfilled, max, interval, fail, null, cancellationToken);

    /// <summary>Waits until the condition is true; calls <paramref name="fail"/> and answers false when time is up.</summary>
    protected static bool InternalAwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval, Action<string, object[]> fail, ILoggingAdapter? logger, CancellationToken cancellationToken = default)
        => PollAsync(Async(conditionIsFulfilled), max, interval, fail, logger, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Waits until the condition is true; calls <paramref name="fail"/> and answers false when time is up.</summary>
    protected static Task<bool> InternalAwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan max, TimeSpan? interval, Action<string, object[]> fail, CancellationToken cancellationToken = default)
        => InternalAwaitConditionAsync(conditionIsFulfilled, max, interval, fail, null, cancellationToken);

    /// <summary>Waits until the condition is true; calls <paramref name="fail"/> and answers false when time is up.</summary>
    protected static Task<bool> InternalAwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan max, TimeSpan? interval, Action<string, object[]> fail, ILoggingAdapter? logger, CancellationToken cancellationToken = default)
        => PollAsync(conditionIsFulfilled, max, interval, fail, logger, false, cancellationToken);

    private static TimeSpan DefaultInterval => TimeSpan.FromMilliseconds(100);

    private ILoggingAdapter? CallLogger => _settings.LogTestKitCalls ? _log : null;

    private static Func<Task<bool>> Async(Func<bool> condition) => () => Task.FromResult(condition());

    private static Task Completed(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static async Task PauseAsync(TimeSpan pause, bool blocking, CancellationToken token)
    {
        if (!blocking)
            await Task.Delay(pause, token);
        else if (token.WaitHandle.WaitOne(pause))
            token.ThrowIfCancellationRequested();
    }

    private static async Task<bool> PollAsync(Func<Task<bool>> condition, TimeSpan max, TimeSpan? interval, Action<string, object[]> fail, ILoggingAdapter? logger, bool blocking, CancellationToken token)
    {
        max.EnsureIsPositiveFinite(nameof(max));
        var stop = Now + max;
        logger?.Debug("Awaiting condition for {0}, looking every {1}", max, interval);
        while (!await condition())
        {
            if (token.IsCancellationRequested)
            {
                fail("Task is canceled", [max]);
                return false;
            }

            var now = Now;
            if (now > stop)
            {
                logger?.Debug("Timeout {0} expired while waiting for condition.", max);
                fail("Timeout {0} expired while waiting for condition.", [max]);
                return false;
            }

            await PauseAsync((stop - now).Min(interval), blocking, token);
        }

        return true;
    }

    private Action<string, object[]> Failing(string? message) => (format, args) => _assertions.Fail(format + message?.Replace("{", "{{").Replace("}", "}}"), args);

    private async Task RetryAsync(Func<Task> assertion, TimeSpan? duration, TimeSpan? interval, bool blocking, CancellationToken token)
    {
        var pause = interval ?? DefaultInterval;
        if (pause == Timeout.InfiniteTimeSpan)
            pause = TimeSpan.MaxValue;
        pause.EnsureIsPositiveFinite(nameof(interval));
        var max = RemainingOrDilated(duration);
        var stop = Now + max;
        var next = max.Min(pause);
        while (true)
        {
            token.ThrowIfCancellationRequested();
            try
            {
                await assertion();
                return;
            }
            catch (Exception) when (Now + next < stop)
            {
                LogCall("AwaitAssert: not yet, trying again after {0}", next);
            }

            await PauseAsync(next, blocking, token);
            next = NotNegative(stop - Now).Min(pause);
        }
    }
}
