using System.Globalization;
using System.Text.Json;

namespace Arb.Browser.Exports;

/// <summary>
/// Reads the cookies of one host from a file that a browser extension exported: Netscape <c>cookies.txt</c>, or a JSON array of objects with
/// <c>domain</c>, <c>name</c>, <c>value</c> and optionally <c>path</c> and <c>expirationDate</c>. Errors are <see cref="FormatException"/>s that quote no value.
/// </summary>
public static class CookieFile
{
    private const string HttpOnly = "#HttpOnly_";

    private readonly record struct Cookie(string Domain, string Path, string Name, string Value, decimal Expires);

    /// <summary>
    /// Name → value of the cookies that a browser would send to <paramref name="host"/> at <paramref name="now"/>. Of two with one name the one of the closer domain wins, then the one of the
    /// longer path, then the later.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Read(string text, string host, DateTimeOffset now)
    {
        var trimmed = text.AsSpan().TrimStart('\uFEFF').TrimStart();
        var cookies = trimmed.Length > 0 && trimmed[0] is '[' or '{' ? FromJson(trimmed.ToString()) : FromNetscape(text);
        var best = new Dictionary<string, Cookie>(StringComparer.Ordinal);
        foreach (var cookie in cookies)
        {
            if (!Matches(cookie.Domain, host) || (cookie.Expires > 0 && cookie.Expires <= now.ToUnixTimeSeconds()))
                continue;
            if (!best.TryGetValue(cookie.Name, out var other) || (cookie.Domain.Length, cookie.Path.Length).CompareTo((other.Domain.Length, other.Path.Length)) >= 0)
                best[cookie.Name] = cookie;
        }
        return best.ToDictionary(c => c.Key, c => c.Value.Value, StringComparer.Ordinal);
    }

    private static bool Matches(string domain, string host) =>
        host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);

    private static List<Cookie> FromNetscape(string text)
    {
        var cookies = new List<Cookie>();
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.TrimEnd('\r').TrimStart('\uFEFF');
            if (line.StartsWith(HttpOnly, StringComparison.Ordinal))
                line = line[HttpOnly.Length..];
            else if (line.StartsWith('#') || string.IsNullOrWhiteSpace(line))
                continue;
            var fields = line.Split('\t');
            if (fields.Length != 7)
                throw new FormatException($"cookie file, line {number}: {fields.Length} fields instead of 7 separated by tabs; export cookies.txt in Netscape format, or a JSON array");
            if (!decimal.TryParse(fields[4], NumberStyles.Float, CultureInfo.InvariantCulture, out var expires))
                throw new FormatException($"cookie file, line {number}: the expiry (field 5) is no number");
            cookies.Add(new Cookie(fields[0].TrimStart('.'), fields[2], fields[5], fields[6], expires));
        }
        return cookies;
    }

    private static List<Cookie> FromJson(string text)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16 });
        }
        catch (JsonException e)
        {
            throw new FormatException($"cookie file: no JSON at line {e.LineNumber + 1}; export again");
        }
        using (document)
        {
            var array = document.RootElement;
            if (array.ValueKind == JsonValueKind.Object && array.TryGetProperty("cookies", out var inner))
                array = inner;
            if (array.ValueKind != JsonValueKind.Array)
                throw new FormatException("cookie file: expected a JSON array of cookies");
            var cookies = new List<Cookie>();
            var index = 0;
            foreach (var item in array.EnumerateArray())
            {
                var path = $"cookie file: [{index++}]";
                cookies.Add(new Cookie(Required(item, "domain", path).TrimStart('.'), Optional(item, "path") ?? "/", Required(item, "name", path), Required(item, "value", path), Expiry(item, path)));
            }
            return cookies;
        }
    }

    private static decimal Expiry(JsonElement item, string path)
    {
        foreach (var name in (string[])["expirationDate", "expires", "expiry"])
        {
            if (!item.TryGetProperty(name, out var member) || member.ValueKind is JsonValueKind.Null or JsonValueKind.String)
                continue;
            return member.ValueKind == JsonValueKind.Number && member.TryGetDecimal(out var seconds) ? seconds : throw new FormatException($"{path}.{name} is no number of seconds");
        }
        return 0;
    }

    private static string Required(JsonElement item, string name, string path) => Optional(item, name) ?? throw new FormatException($"{path}.{name} is missing or no text");

    private static string? Optional(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
