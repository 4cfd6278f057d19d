namespace Arb.Domain.Execution;

/// <summary>Pause before an opportunity is tried again: each try takes a lock, an audit row and quotes, so one that fails again and again must not be hammered.</summary>
public static class RetryPause
{
    /// <summary>The shortest pause after none or one failure, doubled with each further one in a row, never above <paramref name="longest"/> (or <paramref name="shortest"/> where that is longer).</summary>
    public static TimeSpan After(int failures, TimeSpan shortest, TimeSpan longest)
    {
        var limit = longest > shortest ? longest : shortest;
        var pause = shortest;
        for (var i = 1; i < failures && pause < limit; i++)
            pause *= 2;
        return pause < limit ? pause : limit;
    }
}
