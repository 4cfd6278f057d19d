namespace Arb.Host.Cli;

/// <summary>What is known of the place that standard output, or standard error, leads to.</summary>
/// <param name="Windows">On Windows.</param>
/// <param name="Redirected">Into a file or a pipe; false: a terminal.</param>
/// <param name="Variable">Reads the environment.</param>
/// <param name="CodePage">Windows: the console's output code page, 0 where there is no console.</param>
/// <param name="Outlines">Windows: the console's font is an outline font; a raster font has the signs of its code page only.</param>
internal sealed record OutputPlace(bool Windows, bool Redirected, Func<string, string?> Variable, int CodePage = 0, bool Outlines = false)
{
    /// <summary>Code page of UTF-8.</summary>
    public const int Utf8 = 65001;
}

/// <summary>Decides which letters may be printed, and whether colours may.</summary>
internal static class LetterRule
{
    /// <summary>True where only ASCII arrives as what it is.</summary>
    public static bool IsPlain(OutputPlace place)
    {
        if (place.Windows)
            return place.Redirected
                // Whoever reads the pipe, and whoever prints the file, takes it for what the console's code page says.
                ? place.CodePage is not (0 or OutputPlace.Utf8)
                // Windows Terminal draws with a font of its own.
                : !place.Outlines && string.IsNullOrEmpty(place.Variable("WT_SESSION"));
        if (IsDumb(place))
            return true;
        // No locale is the locale C, and a terminal keeps to it; a file is read elsewhere, and later.
        return new[] { "LC_ALL", "LC_CTYPE", "LANG" }.Select(place.Variable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) is { } locale
            ? !locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) && !locale.Contains("UTF8", StringComparison.OrdinalIgnoreCase)
            : !place.Redirected;
    }

    /// <summary>True where nobody wants colours in the lines of a log, or they cannot be shown.</summary>
    public static bool IsColourless(OutputPlace place) => place.Redirected || !string.IsNullOrEmpty(place.Variable("NO_COLOR")) || IsDumb(place);

    private static bool IsDumb(OutputPlace place) => !place.Redirected && place.Variable("TERM") == "dumb";
}
