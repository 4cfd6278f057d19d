namespace Arb.Providers.Harvesting;

/// <summary>Times of feeds in UTC+8 (CMD, SBO), read from bytes.</summary>
internal static class WireTime
{
    /// <summary>The zone of CMD's and SBO's clocks.</summary>
    public static TimeSpan Zone { get; } = TimeSpan.FromHours(8);

    /// <summary><c>HH:mm</c> and <c>MM/dd</c>: the nearest such date to <paramref name="now"/>.</summary>
    public static bool TryNearest(ReadOnlySpan<byte> clock, ReadOnlySpan<byte> date, DateTimeOffset now, out DateTimeOffset utc)
    {
        utc = default;
        if (!TryClock(clock, out var hour, out var minute) || !TryDay(date, out var month, out var day))
            return false;
        var year = now.ToOffset(Zone).Year;
        var best = TimeSpan.MaxValue;
        for (var y = Math.Max(year - 1, 1); y <= Math.Min(year + 1, 9999); y++)
        {
            // 02/29 exists in leap years only.
            if (!TryMake(y, month, day, hour, minute, out var candidate))
                continue;
            var distance = (candidate - now).Duration();
            if (distance < best)
                (best, utc) = (distance, candidate);
        }
        return best != TimeSpan.MaxValue;
    }

    /// <summary><c>MM/dd/yyyy HH:mm</c>.</summary>
    public static bool TryFull(ReadOnlySpan<byte> text, out DateTimeOffset utc)
    {
        utc = default;
        return text.Length == 16 && text[5] == (byte)'/' && text[10] == (byte)' '
            && TryDay(text[..5], out var month, out var day)
            && Two(text[6..8], out var century) && Two(text[8..10], out var year)
            && TryClock(text[11..], out var hour, out var minute)
            && TryMake((century * 100) + year, month, day, hour, minute, out utc);
    }

    private static bool TryMake(int year, int month, int day, int hour, int minute, out DateTimeOffset utc)
    {
        utc = default;
        if (year is < 2 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        utc = new DateTimeOffset(year, month, day, hour, minute, 0, Zone).ToUniversalTime();
        return true;
    }

    private static bool TryClock(ReadOnlySpan<byte> text, out int hour, out int minute)
    {
        minute = 0;
        return Pair(text, (byte)':', out hour, out minute) && hour <= 23 && minute <= 59;
    }

    private static bool TryDay(ReadOnlySpan<byte> text, out int month, out int day) => Pair(text, (byte)'/', out month, out day);

    private static bool Pair(ReadOnlySpan<byte> text, byte between, out int first, out int second)
    {
        first = second = 0;
        return text.Length == 5 && text[2] == between && Two(text[..2], out first) && Two(text[3..], out second);
    }

    private static bool Two(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        if (!char.IsAsciiDigit((char)text[0]) || !char.IsAsciiDigit((char)text[1]))
            return false;
        value = ((text[0] - '0') * 10) + (text[1] - '0');
        return true;
    }
}
