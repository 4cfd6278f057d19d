namespace Arb.Host.Control;

/// <summary>A token bucket: so many requests a second over time, twice as many at once.</summary>
internal sealed class RequestBudget(int perSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _left = 2 * perSecond;
    private long _at = time.GetTimestamp();

    /// <summary>True when there is room for one more now.</summary>
    public bool Take()
    {
        lock (_gate)
        {
            _left = Math.Min(2 * perSecond, _left + (time.GetElapsedTime(_at).TotalSeconds * perSecond));
            _at = time.GetTimestamp();
            if (_left < 1)
                return false;
            _left--;
            return true;
        }
    }
}
