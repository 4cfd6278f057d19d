using System.Text;

namespace Arb.Host.LogOn;

/// <summary>Words of a Windows command line, as <c>CommandLineToArgvW</c> reads them.</summary>
internal static class WindowsArgument
{
    /// <summary>One word, in quotes where it needs them.</summary>
    public static string Quote(string word)
    {
        if (word.Length > 0 && !word.AsSpan().ContainsAny(' ', '\t', '"'))
            return word;
        var quoted = new StringBuilder("\"");
        var slashes = 0;
        foreach (var letter in word)
        {
            // Backslashes are themselves, except before a quote: there each counts half.
            if (letter == '"')
                quoted.Append('\\', slashes + 1);
            slashes = letter == '\\' ? slashes + 1 : 0;
            quoted.Append(letter);
        }
        return quoted.Append('\\', slashes).Append('"').ToString();
    }
}
