namespace Akka.Actor;

/// <summary>Cancels scheduled work.</summary>
public class Cancelable : ICancelable, IDisposable
{
    private readonly IActionScheduler _scheduler;
    private readonly CancellationTokenSource _source;

    /// <summary>Creates one that cancels itself after a delay.</summary>
    public Cancelable(IActionScheduler scheduler, TimeSpan delay)
        : this(scheduler)
    {
        CancelAfter(delay);
    }

    /// <summary>Creates one that cancels itself after a delay.</summary>
    public Cancelable(IScheduler scheduler, TimeSpan delay)
        : this(scheduler.Advanced, delay)
    {
    }

    /// <summary>Creates one that cancels itself after a delay in milliseconds.</summary>
    public Cancelable(IScheduler scheduler, int millisecondsDelay)
        : this(scheduler.Advanced, TimeSpan.FromMilliseconds(millisecondsDelay))
    {
    }

    /// <summary>Creates one.</summary>
    public Cancelable(IScheduler scheduler)
        : this(scheduler.Advanced)
    {
    }

    /// <summary>Creates one.</summary>
    public Cancelable(IActionScheduler scheduler)
        : this(scheduler, new CancellationTokenSource())
    {
    }

    private Cancelable(IActionScheduler scheduler, CancellationTokenSource source)
    {
        _scheduler = scheduler;
        _source = source;
    }

    /// <inheritdoc />
    public bool IsCancellationRequested => _source.IsCancellationRequested;

    /// <inheritdoc />
    public CancellationToken Token => _source.Token;

    /// <summary>Whether it was disposed.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>One that is cancelled already.</summary>
    public static ICancelable CreateCanceled() => AlreadyCanceled.Instance;

    /// <summary>One that is cancelled as soon as one of the others is.</summary>
    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params ICancelable[] cancelables)
        => CreateLinkedCancelable(scheduler.Advanced, cancelables);

    /// <summary>One that is cancelled as soon as one of the others is.</summary>
    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params ICancelable[] cancelables)
        => CreateLinkedCancelable(scheduler, cancelables.Select(c => c.Token).ToArray());

    /// <summary>One that is cancelled as soon as one of the tokens is.</summary>
    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params CancellationToken[] cancellationTokens)
        => CreateLinkedCancelable(scheduler.Advanced, cancellationTokens);

    /// <summary>One that is cancelled as soon as one of the tokens is.</summary>
    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params CancellationToken[] cancellationTokens)
        => new Cancelable(scheduler, CancellationTokenSource.CreateLinkedTokenSource(cancellationTokens));

    /// <inheritdoc />
    public void Cancel() => Cancel(throwOnFirstException: false);

    /// <inheritdoc />
    public void Cancel(bool throwOnFirstException)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        _source.Cancel(throwOnFirstException);
    }

    /// <inheritdoc />
    public void CancelAfter(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (_source.IsCancellationRequested)
            return;
        // A virtual clock must also drive this delay.
        if (_scheduler is IDateTimeOffsetNowTimeProvider)
            _source.CancelAfter(delay);
        else
            _scheduler.ScheduleOnce(delay, () => _source.Cancel(), this);
    }

    /// <inheritdoc />
    public void CancelAfter(int millisecondsDelay) => CancelAfter(TimeSpan.FromMilliseconds(millisecondsDelay));

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the source.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || IsDisposed)
            return;
        _source.Dispose();
        IsDisposed = true;
    }

    private sealed class AlreadyCanceled : ICancelable
    {
        public static readonly AlreadyCanceled Instance = new();

        public bool IsCancellationRequested => true;

        public CancellationToken Token => new(canceled: true);

        public void Cancel()
        {
        }

        public void Cancel(bool throwOnFirstException)
        {
        }

        public void CancelAfter(TimeSpan delay)
        {
        }

        public void CancelAfter(int millisecondsDelay)
        {
        }
    }
}

/// <summary>Helpers for cancelables.</summary>
public static class CancelableExtensions
{
    /// <summary>Cancels unless null.</summary>
    public static void CancelIfNotNull(this ICancelable? cancelable) => cancelable?.Cancel();
}
