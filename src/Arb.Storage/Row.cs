using System.Globalization;

namespace Arb.Storage;

/// <summary>How values stand in the tables.</summary>
internal static class Row
{
    public static string Text(decimal money) => money.ToString(CultureInfo.InvariantCulture);

    public static decimal Money(string? text) => text is null ? 0m : decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    public static decimal? MoneyOrNull(string? text) => text is null ? null : Money(text);

    public static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);

    public static string? Text(DateTimeOffset? time) => time is { } at ? Text(at) : null;

    public static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    public static DateTimeOffset? TimeOrNull(string? text) => text is null ? null : Time(text);

    public static T Name<T>(string text)
        where T : struct, Enum => Enum.Parse<T>(text);
}
