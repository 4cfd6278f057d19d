using Arb.Domain.Sessions;

namespace Arb.Browser.Recording;

/// <summary>The newest captures of one account, bounded by count and bytes; what is dropped for want of room is counted. Positions count from 1 and have no gaps.</summary>
internal sealed class CaptureBuffer(int maxCaptures, long maxBytes, Action<long> arrived)
{
    private const int Overhead = 256;

    private readonly Lock _gate = new();
    private readonly (CapturedExchange? Capture, long Bytes)[] _ring = new (CapturedExchange?, long)[maxCaptures];
    private long _first = 1;
    private long _last;
    private long _bytes;
    private bool _announced;

    /// <summary>Captures dropped so far.</summary>
    public long Dropped
    {
        get
        {
            lock (_gate)
                return _first - 1;
        }
    }

    /// <summary>Captures added so far.</summary>
    public long Added
    {
        get
        {
            lock (_gate)
                return _last;
        }
    }

    /// <summary>Bytes held, as counted against the bound.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>Adds one; the oldest go while there is no room. One that is larger than the whole bound is kept alone.</summary>
    public void Add(CapturedExchange capture)
    {
        var size = SizeOf(capture);
        long? announce;
        lock (_gate)
        {
            while (_first <= _last && (_last - _first + 1 >= maxCaptures || _bytes + size > maxBytes))
                DropFirst();
            _ring[++_last % maxCaptures] = (capture, size);
            _bytes += size;
            announce = _announced ? null : _last;
            _announced = true;
        }
        if (announce is { } position)
            arrived(position);
    }

    public CaptureBatch Read(long after, int max)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        lock (_gate)
        {
            _announced = false;
            var from = Math.Max(after + 1, _first);
            var captures = new List<CapturedExchange>();
            for (var position = from; position <= _last && captures.Count < max; position++)
                captures.Add(_ring[position % maxCaptures].Capture!);
            return new CaptureBatch(captures, Math.Max(after, from - 1 + captures.Count), Math.Max(0, from - after - 1));
        }
    }

    private void DropFirst()
    {
        ref var slot = ref _ring[_first++ % maxCaptures];
        _bytes -= slot.Bytes;
        slot = default;
    }

    private static long SizeOf(CapturedExchange capture)
    {
        long chars = capture.Url.OriginalString.Length + (capture.RequestBody?.Length ?? 0) + (capture.ResponseBody?.Length ?? 0);
        foreach (var (name, value) in capture.RequestHeaders)
            chars += name.Length + value.Length;
        foreach (var (name, value) in capture.ResponseHeaders)
            chars += name.Length + value.Length;
        return Overhead + (chars * sizeof(char));
    }
}
