using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>Runs the action; fails the test when it takes longer. Expectations inside use the time that is left.</summary>
    public void Within(TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
        => Within(TimeSpan.Zero, max, action, null, epsilonValue, cancellationToken);

    /// <summary>Runs the action; fails the test when it takes longer than max or less than min.</summary>
    public void Within(TimeSpan min, TimeSpan max, Action action, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
        => Within<object?>(
            min,
            max,
            () =>
            {
                action();
                return null;
            },
            hint,
            epsilonValue,
            cancellationToken);

    /// <summary>Runs the function; fails the test when it takes longer.</summary>
    public T Within<T>(TimeSpan max, Func<T> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
        => Within(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    /// <summary>Runs the function; fails the test when it takes longer than max or less than min.</summary>
    public T Within<T>(TimeSpan min, TimeSpan max, Func<T> function, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var block = BeginWithin(min, max, hint);
        T result;
        try
        {
            result = function();
        }
        finally
        {
            _end = block.OuterEnd;
        }

        EndWithin(block, epsilonValue);
        return result;
    }

    /// <summary>Runs the action; fails the test when it takes longer.</summary>
    public Task WithinAsync(TimeSpan max, Func<Task> actionAsync, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
        => WithinAsync(TimeSpan.Zero, max, actionAsync, null, epsilonValue, cancellationToken);

    /// <summary>Runs the action; fails the test when it takes longer than max or less than min.</summary>
    public Task WithinAsync(TimeSpan min, TimeSpan max, Func<Task> actionAsync, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
        => WithinAsync<object?>(
            min,
            max,
            async () =>
            {
                await actionAsync();
                return null;
            },
            hint,
            epsilonValue,
            cancellationToken);

    /// <summary>Runs the function; fails the test when it takes longer.</summary>
    public Task<T> WithinAsync<T>(TimeSpan max, Func<Task<T>> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
        => WithinAsync(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    /// <summary>Runs the function; fails the test when it takes longer than max or less than min. A block that hangs is left behind.</summary>
    public async Task<T> WithinAsync<T>(TimeSpan min, TimeSpan max, Func<Task<T>> function, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
    {
        var block = BeginWithin(min, max, hint);
        T result = default!;
        try
        {
            // The grace lets a block that ends just in time be judged by its own clock, not by this timer's.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var running = function();
            var first = await Task.WhenAny(running, Task.Delay(Dilated(max) + TimeSpan.FromMilliseconds(200), stop.Token));
            await stop.CancelAsync();
            if (first == running)
                result = await running;
            else
                cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            _end = block.OuterEnd;
        }

        EndWithin(block, epsilonValue);
        return result;
    }

    private WithinBlock BeginWithin(TimeSpan min, TimeSpan max, string? hint)
    {
        min.EnsureIsPositiveFinite(nameof(min));
        max.EnsureIsPositiveFinite(nameof(max));
        var start = Now;
        var left = _end is { } end ? NotNegative(end - start) : Timeout.InfiniteTimeSpan;
        _assertions.AssertTrue(left.IsInfiniteTimeout() || left >= min, "Required min time {0} not possible, only {1} left. {2}", min, left, hint ?? "");
        var limit = Dilated(max).Min(left);
        var block = new WithinBlock(start, min, limit, _end, hint ?? "");
        _lastWasNoMsg = false;
        _end = start + limit;
        return block;
    }

    private void EndWithin(WithinBlock block, TimeSpan? epsilon)
    {
        var elapsed = Now - block.Start;
        if (elapsed < block.Min)
            _assertions.Fail("Failed: Block took {0}, should have at least been {1}. {2}", elapsed, block.Min, block.Hint);
        if (!_lastWasNoMsg && elapsed > block.Max + (epsilon ?? TimeSpan.Zero))
            _assertions.Fail("Failed: Block took {0}, exceeding {1}. {2}", elapsed, block.Max, block.Hint);
    }

    private readonly record struct WithinBlock(TimeSpan Start, TimeSpan Min, TimeSpan Max, TimeSpan? OuterEnd, string Hint);
}
