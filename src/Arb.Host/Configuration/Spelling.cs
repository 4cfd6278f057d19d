namespace Arb.Host.Configuration;

/// <summary>What somebody probably meant who wrote something else.</summary>
internal static class Spelling
{
    /// <summary>The nearest of <paramref name="known"/>; null when there is none.</summary>
    public static string? Nearest(string text, IEnumerable<string> known) => known.MinBy(other => Distance(text, other));

    /// <summary>The nearest, when it is near enough to be a slip of the fingers.</summary>
    public static string? Slip(string text, IEnumerable<string> known) =>
        Nearest(text, known) is { } nearest && Distance(text, nearest) <= Math.Max(1, nearest.Length / 3) ? nearest : null;

    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }
}
