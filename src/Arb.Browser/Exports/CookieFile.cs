using System.Globalization;
using System.Text;
using System.Text.Json;
using Arb.Domain.Sessions;

namespace Arb.Browser.Exports;

/// <summary>
/// Reads cookies from a file that a browser extension or a download tool exported: Netscape <c>cookies.txt</c>, or JSON: an array of cookies, or an object with one in <c>cookies</c>. A cookie that
/// cannot be read costs itself. Errors are <see cref="FormatException"/>s that quote no value.
/// </summary>
public static class CookieFile
{
    private const string HttpOnly = "#HttpOnly_";
    private const string Advice = "export cookies.txt in Netscape format, or a JSON array; a \"name=value; name=value\" line is given with --header \"Cookie: …\"";

    // What programs write where a cookie ends with the browser.
    private static readonly HashSet<string> NoExpiry = new(StringComparer.OrdinalIgnoreCase) { "", "session", "null", "none", "undefined", "nan", "n/a", "false" };

    /// <summary>Name → value of the cookies that a browser would send to <paramref name="host"/> over TLS at <paramref name="now"/>, whatever the path. Of two with one name the one of the closer domain wins, then the later.</summary>
    public static IReadOnlyDictionary<string, string> Read(string text, string host, DateTimeOffset now)
    {
        var best = new Dictionary<string, BrowserCookie>(StringComparer.Ordinal);
        foreach (var cookie in Read(text, []))
        {
            if (!CookieRules.OfHost(cookie.Domain, host) || cookie.Expires <= now)
                continue;
            if (!best.TryGetValue(cookie.Name, out var other) || (Near(cookie), cookie.Path.Length).CompareTo((Near(other), other.Path.Length)) >= 0)
                best[cookie.Name] = cookie;
        }
        return best.ToDictionary(c => c.Key, c => c.Value.Value, StringComparer.Ordinal);
    }

    /// <summary>Every cookie of a file in its order, whatever its host and expiry. Throws when there is none but what is left out.</summary>
    /// <param name="text">The file.</param>
    /// <param name="leftOut">Takes what could not be read.</param>
    public static IReadOnlyList<BrowserCookie> Read(string text, ICollection<LeftOut> leftOut)
    {
        var trimmed = text.AsSpan().TrimStart('\uFEFF').TrimStart();
        var before = leftOut.Count;
        var cookies = trimmed.Length > 0 && trimmed[0] is '[' or '{' ? FromJson(trimmed.ToString(), leftOut) : FromNetscape(text, leftOut);
        return cookies.Count > 0 || leftOut.Count == before ? cookies : throw new FormatException($"cookie file: {leftOut.Skip(before).First().Words}: {Advice}");
    }

    private static int Near(BrowserCookie cookie) => 2 * cookie.Domain.TrimStart('.').Length + (cookie.Domain.StartsWith('.') ? 0 : 1);

    private static List<BrowserCookie> FromNetscape(string text, ICollection<LeftOut> leftOut)
    {
        var cookies = new List<BrowserCookie>();
        var number = 0;
        foreach (var raw in text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n'))
        {
            var place = $"line {++number}";
            var line = raw.TrimStart('\uFEFF');
            var httpOnly = line.StartsWith(HttpOnly, StringComparison.OrdinalIgnoreCase);
            if (httpOnly)
                line = line[HttpOnly.Length..];
            else if (line.TrimStart().StartsWith('#') || string.IsNullOrWhiteSpace(line))
                continue;
            var fields = line.Split('\t');
            // An editor that cuts blanks at the end of lines cuts the tab before an empty value too.
            if (fields.Length == 6)
                fields = [.. fields, ""];
            else if (fields is [_, _, _, _, _, _, _, ""])
                fields = fields[..7];
            if (fields.Length != 7)
                leftOut.Add(new LeftOut(place, LeftOutReason.Fields, fields.Length.ToString(CultureInfo.InvariantCulture)));
            else if (!TryTime(fields[4], out var expires))
                leftOut.Add(new LeftOut(place, LeftOutReason.Expiry, " (field 5)"));
            else
                Add(fields[5], fields[6], fields[0].StartsWith('.') || !IsTrue(fields[1]) ? fields[0] : "." + fields[0], fields[2], expires, IsTrue(fields[3]), httpOnly, place, cookies, leftOut);
        }
        return cookies;
    }

    private static List<BrowserCookie> FromJson(string text, ICollection<LeftOut> leftOut)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(ExportText.Json(Encoding.UTF8.GetBytes(text)), new JsonDocumentOptions { MaxDepth = 16, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
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
            var cookies = new List<BrowserCookie>();
            var index = 0;
            foreach (var item in array.EnumerateArray())
                Add(item, $"[{index++}]", cookies, leftOut);
            return cookies;
        }
    }

    private static void Add(JsonElement item, string place, List<BrowserCookie> cookies, ICollection<LeftOut> leftOut)
    {
        if (Text(item, "domain") is not { Length: > 0 } domain)
            leftOut.Add(new LeftOut(place, LeftOutReason.NoDomain));
        else if (Text(item, "name") is not { } name)
            leftOut.Add(new LeftOut(place, LeftOutReason.NoName));
        else if (Text(item, "value") is not { } value)
            leftOut.Add(new LeftOut(place, LeftOutReason.NoValue));
        else if (!TryExpiry(item, out var expires))
            leftOut.Add(new LeftOut(place, LeftOutReason.Expiry));
        else
        {
            // Some say whether a cookie is of one host alone; with the others a leading dot says that it is not.
            var hostOnly = Flag(item, "hostOnly") ?? !domain.StartsWith('.');
            Add(name, value, (hostOnly ? "" : ".") + domain.TrimStart('.'), Text(item, "path") ?? "/", expires, Flag(item, "secure") ?? false, Flag(item, "httpOnly") ?? false, place, cookies, leftOut);
        }
    }

    private static void Add(
        string name, string value, string domain, string path, DateTimeOffset? expires, bool secure, bool httpOnly, string place, List<BrowserCookie> cookies, ICollection<LeftOut> leftOut)
    {
        // Some write the address of the site.
        domain = domain.Trim();
        if (domain.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme)
            domain = domain[(scheme + 3)..];
        domain = domain.Split('/', ':')[0];
        if (name.Length == 0)
            leftOut.Add(new LeftOut(place, LeftOutReason.NoName));
        else if (domain.Trim('.').Length == 0)
            leftOut.Add(new LeftOut(place, LeftOutReason.NoDomain));
        else if (!IsSent(name) || name.Contains('=') || !IsSent(value))
            leftOut.Add(new LeftOut(place, LeftOutReason.Characters));
        else
            cookies.Add(new BrowserCookie(name, value, domain, path.StartsWith('/') ? path : "/", Lasting(expires), secure, httpOnly, null, null));
    }

    /// <summary>Browsers and tools write the beginning of time where a cookie ends with the browser.</summary>
    internal static DateTimeOffset? Lasting(DateTimeOffset? expires) => expires <= DateTimeOffset.UnixEpoch ? null : expires;

    /// <summary>Control characters, and halves of characters, which a header cannot carry.</summary>
    internal static bool IsSent(string text) => !text.Any(c => char.IsControl(c) || c is ';' or '\uFFFD');

    private static bool TryExpiry(JsonElement item, out DateTimeOffset? expires)
    {
        expires = null;
        if (Flag(item, "session") == true)
            return true;
        foreach (var name in (string[])["expirationDate", "expires", "expiry", "expiration"])
            if (Text(item, name) is { } text)
                return TryTime(text, out expires);
        return true;
    }

    /// <summary>Seconds since 1970, with decimals or not; milliseconds, microseconds and microseconds since 1601, which browsers hold and some programs copy; a time in words; nothing, 0 and below for a cookie that ends with the browser.</summary>
    internal static bool TryTime(string text, out DateTimeOffset? expires)
    {
        text = text.Trim();
        expires = null;
        if (NoExpiry.Contains(text))
            return true;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            if (!double.IsFinite(number))
                return false;
            var seconds = number switch
            {
                > 1e16 => (number / 1e6) - 11_644_473_600,
                > 1e14 => number / 1e6,
                > 1e11 => number / 1e3,
                _ => number,
            };
            expires = seconds <= 0 ? null : DateTimeOffset.UnixEpoch.AddSeconds(Math.Min(seconds, 250_000_000_000));
            return true;
        }
        // "Thu, 01-Jan-2026 00:00:00 GMT" is how servers once wrote it.
        foreach (var written in (string[])[text, text.Replace('-', ' ')])
            if (DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var time))
            {
                expires = time.ToUniversalTime();
                return true;
            }
        return false;
    }

    private static bool IsTrue(string field) => field.Trim() is var text && (text.Equals("TRUE", StringComparison.OrdinalIgnoreCase) || text == "1");

    private static bool? Flag(JsonElement item, string name) => Text(item, name) is { } text ? IsTrue(text) : null;

    /// <summary>A text, or what stands for one: numbers and flags.</summary>
    private static string? Text(JsonElement item, string name) => item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var member)
        ? member.ValueKind switch
        {
            JsonValueKind.String => member.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => member.GetRawText(),
            _ => null,
        }
        : null;
}
