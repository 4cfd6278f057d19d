namespace Arb.Domain.Harvest;

/// <summary>Counts things per second over the last five whole seconds. Pure: the caller brings the time.</summary>
public sealed class RateMeter
{
    private const int Buckets = 6;
    private readonly long[] _counts = new long[Buckets];
    private long _second;

    /// <summary>Counts <paramref name="amount"/> things at <paramref name="now"/>.</summary>
    public void Add(int amount, DateTimeOffset now)
    {
        Roll(now);
        _counts[_second % Buckets] += amount;
    }

    /// <summary>Things a second over the last five whole seconds before <paramref name="now"/>.</summary>
    public int PerSecond(DateTimeOffset now)
    {
        Roll(now);
        long sum = 0;
        for (var i = 1; i < Buckets; i++)
            sum += _counts[(_second + i) % Buckets];
        return (int)Math.Min(sum / (Buckets - 1), int.MaxValue);
    }

    private void Roll(DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        for (var skipped = 0; _second < second && skipped < Buckets; skipped++)
            _counts[++_second % Buckets] = 0;
        if (_second < second)
            _second = second;
    }
}
