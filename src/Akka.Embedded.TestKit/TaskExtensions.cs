using Xunit;

namespace Akka.TestKit.Extensions;

/// <summary>Time limits of tasks in tests.</summary>
public static class TaskExtensions
{
    /// <summary>True when the task completes in time; its failure comes out here.</summary>
    public static async Task<bool> AwaitWithTimeout(this Task parentTask, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (!await CompletesAsync(parentTask, timeout, cancellationToken))
            return false;
        await parentTask;
        return true;
    }

    /// <summary>The result of the task.</summary>
    /// <exception cref="TaskCanceledException">It did not complete in time.</exception>
    public static async Task<T> WithTimeout<T>(this Task<T> parentTask, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (!await CompletesAsync(parentTask, timeout, cancellationToken))
            throw new TaskCanceledException($"Task timed out after {timeout.TotalSeconds} seconds");
        return await parentTask;
    }

    /// <summary>The task must complete in time with the expected result.</summary>
    public static async Task ShouldCompleteWithin<T>(this Task<T> task, T expected, TimeSpan timeout, string because = "", params object[] becauseArgs)
        => Assert.Equal(expected, await task.ShouldCompleteWithin(timeout, because, becauseArgs));

    /// <summary>The task must complete in time; answers its result.</summary>
    public static async Task<T> ShouldCompleteWithin<T>(this Task<T> task, TimeSpan timeout, string because = "", params object[] becauseArgs)
    {
        await ((Task)task).ShouldCompleteWithin(timeout, because, becauseArgs);
        return await task;
    }

    /// <summary>The task must complete in time.</summary>
    public static async Task ShouldCompleteWithin(this Task task, TimeSpan timeout, string because = "", params object[] becauseArgs)
    {
        if (!await CompletesAsync(task, timeout, default))
            Assert.Fail($"Expected the task to complete within {timeout} {string.Format(because, becauseArgs)}");
        await task;
    }

    /// <summary>The task must fail in time with the expected exception.</summary>
    public static async Task ShouldThrowWithin<T>(this Task task, T expected, TimeSpan timeout, string because = "", params object[] becauseArgs)
        where T : Exception
        => Assert.Equal(expected, await task.ShouldThrowWithin<T>(timeout, because, becauseArgs));

    /// <summary>The task must fail in time with an exception of the type; answers the exception.</summary>
    public static Task<T> ShouldThrowWithin<T>(this Task task, TimeSpan timeout, string because = "", params object[] becauseArgs)
        where T : Exception => Assert.ThrowsAnyAsync<T>(() => task.ShouldCompleteWithin(timeout, because, becauseArgs));

    private static async Task<bool> CompletesAsync(Task task, TimeSpan timeout, CancellationToken token)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var first = await Task.WhenAny(task, Task.Delay(timeout, stop.Token));
        await stop.CancelAsync();
        return first == task || task.IsCompleted;
    }
}
