using System.Text.RegularExpressions;

namespace Arb.Domain.Sessions;

/// <summary>
/// Secrets that pages send in fields of their own (a form token, a key in the query) instead of cookies. A contract holds <c>{{token:NAME}}</c> in their place; the session has the value of the newest
/// request that carried the field.
/// </summary>
public static partial class SecretFields
{
    // Shorter values ("1", "web") are no secrets and stand everywhere by chance.
    private const int Shortest = 6;
    private const int LongestName = 100;

    /// <summary>Name → value, unescaped, of every field that is named like a secret, in queries, forms and JSON bodies; of a name that comes twice the later capture counts.</summary>
    /// <param name="captures">Requests to one site, oldest first.</param>
    public static IReadOnlyDictionary<string, string> Find(IEnumerable<CapturedExchange> captures)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var capture in captures)
        {
            Fields(capture.Url.Query.TrimStart('?'), found);
            var body = capture.RequestBody.AsSpan().TrimStart();
            if (body.IsEmpty)
                continue;
            if (body[0] is '{' or '[')
                Json(capture.RequestBody!, found);
            else if (body.StartsWith("--", StringComparison.Ordinal))
                Parts(capture.RequestBody!, found);
            else
                Fields(capture.RequestBody!, found);
        }
        return found;
    }

    /// <summary>True for a header, field or property that is named like a secret.</summary>
    public static bool IsSecretName(string name) => name.Length <= LongestName && SecretName().IsMatch(name);

    /// <summary>A text (a sample of an answer) with the values of such JSON properties as <c>***</c>.</summary>
    public static string Mask(string text) =>
        Property().Replace(text, match => IsSecretName(match.Groups["name"].Value) && match.Groups["value"].Length > 0 ? $"{match.Groups["before"].Value}***" : match.Value);

    private static void Fields(string text, Dictionary<string, string> found)
    {
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
            if (pair.IndexOf('=') is > 0 and <= 3 * LongestName and var at)
                Add(Plain(pair[..at]), Plain(pair[(at + 1)..]), found);
    }

    private static void Json(string text, Dictionary<string, string> found)
    {
        foreach (Match match in Property().Matches(text))
            if (!match.Groups["value"].ValueSpan.Contains('\\'))
                Add(match.Groups["name"].Value, match.Groups["value"].Value, found);
    }

    private static void Parts(string text, Dictionary<string, string> found)
    {
        foreach (Match match in Part().Matches(text))
            Add(match.Groups["name"].Value, match.Groups["value"].Value, found);
    }

    private static void Add(string name, string value, Dictionary<string, string> found)
    {
        if (value.Length >= Shortest && IsSecretName(name))
            found[Placeholder(name)] = value;
    }

    /// <summary>What can stand in <c>{{token:NAME}}</c>.</summary>
    private static string Placeholder(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '$' ? c : '_'));

    private static string Plain(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    [GeneratedRegex("token|secret|passw|jwt|credential|csrf|xsrf|signature|api[-_]?key|access[-_]?key|subscription-key|auth(?!or(?!iz))|session|^sid$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    // Both read a text once: nothing after the value can make them try again.
    [GeneratedRegex("""(?<before>"(?<name>[^"\\]{1,100})"\s{0,8}:\s{0,8}")(?<value>(?:[^"\\]|\\.)*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Property();

    [GeneratedRegex("""name="(?<name>[^"\r\n]{1,100})"\r?\n(?:[^\r\n]+\r?\n)?\r?\n(?<value>[^\r\n]*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
