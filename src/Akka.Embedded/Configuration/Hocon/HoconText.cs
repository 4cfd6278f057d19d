using System.Buffers;
using System.Globalization;
using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>What the parser and the printer agree on: which characters need quotes and how paths are split.</summary>
internal static class HoconText
{
    /// <summary>The characters an unquoted value cannot hold.</summary>
    internal const string NotInValue = "$\"{}[]:=,#`^?!@*&\\";

    /// <summary>The characters an unquoted key cannot hold; a dot separates keys.</summary>
    internal const string NotInKey = NotInValue + ".";

    private static readonly SearchValues<char> ValueNeedsQuotes = SearchValues.Create(NotInValue + "\r\n\t\b\f+");
    private static readonly SearchValues<char> KeyNeedsQuotes = SearchValues.Create(NotInKey + "\r\n\t\b\f+ /");

    internal static string QuoteKey(string key) =>
        key.Length == 0 || key == "include" || key.AsSpan().ContainsAny(KeyNeedsQuotes) ? Quote(key) : key;

    internal static string QuoteValue(string? text)
    {
        if (text == null)
        {
            return "null";
        }

        bool plain = text.Length > 0 && !text.AsSpan().ContainsAny(ValueNeedsQuotes) && !text.Contains(' ', StringComparison.Ordinal)
            && !text.Contains("//", StringComparison.Ordinal) && !text.Any(char.IsWhiteSpace);
        return plain ? text : Quote(text);
    }

    /// <summary>Splits <c>a.b."c.d"</c> into its keys.</summary>
    internal static List<string> SplitPath(string path)
    {
        if (!path.Contains('"', StringComparison.Ordinal))
        {
            return [.. path.Split('.')];
        }

        var keys = new List<string>();
        var key = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < path.Length; i++)
        {
            char c = path[i];
            if (quoted && c == '\\' && i + 1 < path.Length)
            {
                key.Append(path[++i]);
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == '.' && !quoted)
            {
                keys.Add(key.ToString());
                key.Clear();
            }
            else
            {
                key.Append(c);
            }
        }

        keys.Add(key.ToString());
        return keys;
    }

    internal static string JoinPath(IEnumerable<string> keys) => string.Join('.', keys.Select(QuoteKey));

    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                < ' ' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
