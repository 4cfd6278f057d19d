namespace Akka.TestKit.Internal;

/// <summary>Durations where a negative one means "without limit".</summary>
public static class TimeSpanExtensions
{
    /// <summary>True without a value.</summary>
    public static bool IsUndefined(this TimeSpan? timeSpan) => !timeSpan.HasValue;

    /// <summary>True for zero.</summary>
    public static bool IsZero(this TimeSpan timeSpan) => timeSpan == TimeSpan.Zero;

    /// <summary>True for zero.</summary>
    public static bool IsZero(this TimeSpan? timeSpan) => timeSpan == TimeSpan.Zero;

    /// <summary>True for zero or more.</summary>
    public static bool IsPositiveFinite(this TimeSpan timeSpan) => timeSpan >= TimeSpan.Zero;

    /// <summary>True for zero or more.</summary>
    public static bool IsPositiveFinite(this TimeSpan? timeSpan) => timeSpan >= TimeSpan.Zero;

    /// <summary>True for less than zero.</summary>
    public static bool IsInfinite(this TimeSpan timeSpan) => timeSpan < TimeSpan.Zero;

    /// <summary>True for less than zero.</summary>
    public static bool IsInfinite(this TimeSpan? timeSpan) => timeSpan < TimeSpan.Zero;

    /// <summary>True for <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public static bool IsInfiniteTimeout(this TimeSpan timeSpan) => timeSpan == Timeout.InfiniteTimeSpan;

    /// <summary>True for <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public static bool IsInfiniteTimeout(this TimeSpan? timeSpan) => timeSpan == Timeout.InfiniteTimeSpan;

    /// <summary>Refuses a negative duration.</summary>
    /// <exception cref="ArgumentException">It is negative.</exception>
    public static void EnsureIsPositiveFinite(this TimeSpan timeSpan, string parameterName)
    {
        if (timeSpan < TimeSpan.Zero)
            throw new ArgumentException($"The duration must not be negative, but is {timeSpan}.", parameterName);
    }

    /// <summary>The shorter one; a missing or infinite one does not count.</summary>
    public static TimeSpan Min(this TimeSpan a, TimeSpan? b)
    {
        if (b is not { } other || other.IsInfinite())
            return a;
        return a.IsInfinite() || other < a ? other : a;
    }
}
