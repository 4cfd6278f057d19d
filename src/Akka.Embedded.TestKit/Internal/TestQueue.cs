namespace Akka.TestKit.Internal;

/// <summary>The messages a test actor received and no one has taken yet. Waits block or await, as the caller likes.</summary>
internal sealed class TestQueue
{
    private readonly Queue<MessageEnvelope> _items = new();
    private TaskCompletionSource _arrival = NewSignal();

    public int Count
    {
        get
        {
            lock (_items)
                return _items.Count;
        }
    }

    public void Enqueue(MessageEnvelope item)
    {
        TaskCompletionSource arrival;
        lock (_items)
        {
            _items.Enqueue(item);
            Monitor.PulseAll(_items);
            arrival = _arrival;
            _arrival = NewSignal();
        }

        arrival.TrySetResult();
    }

    public bool TryTake(bool remove, out MessageEnvelope item)
    {
        lock (_items)
        {
            var found = _items.TryPeek(out var head);
            if (found && remove)
                _items.Dequeue();
            item = head ?? NullMessageEnvelope.Instance;
            return found;
        }
    }

    /// <summary>The head of the queue, or none after <paramref name="max"/> (a negative one waits for ever).</summary>
    public ValueTask<(bool Found, MessageEnvelope Item)> TakeAsync(TimeSpan max, bool remove, bool blocking, CancellationToken token)
        => blocking ? new(Take(max, remove, token)) : AwaitAsync(max, remove, token);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private (bool Found, MessageEnvelope Item) Take(TimeSpan max, bool remove, CancellationToken token)
    {
        var deadline = Deadline.After(max);
        using var registration = token.Register(() =>
        {
            lock (_items)
                Monitor.PulseAll(_items);
        });
        lock (_items)
        {
            while (true)
            {
                if (TryTake(remove, out var item))
                    return (true, item);
                token.ThrowIfCancellationRequested();
                var left = deadline.Left;
                if (left == TimeSpan.Zero)
                    return (false, item);
                Monitor.Wait(_items, left);
            }
        }
    }

    private async ValueTask<(bool Found, MessageEnvelope Item)> AwaitAsync(TimeSpan max, bool remove, CancellationToken token)
    {
        var deadline = Deadline.After(max);
        while (true)
        {
            Task arrival;
            lock (_items)
            {
                if (TryTake(remove, out var item))
                    return (true, item);
                arrival = _arrival.Task;
            }

            token.ThrowIfCancellationRequested();
            var left = deadline.Left;
            if (left == TimeSpan.Zero)
                return (false, NullMessageEnvelope.Instance);
            await WaitQuietlyAsync(arrival, left, token);
        }
    }

    // A time-out is the normal end of a wait here; the caller looks at the queue again.
    private static async Task WaitQuietlyAsync(Task arrival, TimeSpan left, CancellationToken token)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        await Task.WhenAny(arrival, Task.Delay(left, stop.Token));
        await stop.CancelAsync();
    }
}

/// <summary>A point in time to wait for, or never.</summary>
internal readonly struct Deadline
{
    private readonly long _end;

    private Deadline(long end) => _end = end;

    /// <summary>What is left: zero when over, <see cref="Timeout.InfiniteTimeSpan"/> when never. Rounded up to whole milliseconds, which waits count in.</summary>
    public TimeSpan Left
    {
        get
        {
            if (_end == long.MaxValue)
                return Timeout.InfiniteTimeSpan;
            var now = System.Diagnostics.Stopwatch.GetTimestamp();
            if (now >= _end)
                return TimeSpan.Zero;
            var left = Math.Ceiling(System.Diagnostics.Stopwatch.GetElapsedTime(now, _end).TotalMilliseconds);
            return TimeSpan.FromMilliseconds(Math.Min(left, int.MaxValue - 1));
        }
    }

    public static Deadline After(TimeSpan max)
        => max < TimeSpan.Zero || max > TimeSpan.FromDays(365)
            ? new Deadline(long.MaxValue)
            : new Deadline(System.Diagnostics.Stopwatch.GetTimestamp() + (long)(max.TotalSeconds * System.Diagnostics.Stopwatch.Frequency));
}
