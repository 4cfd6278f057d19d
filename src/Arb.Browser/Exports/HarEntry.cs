using System.Globalization;
using System.Text;
using System.Text.Json;
using Arb.Domain.Sessions;

namespace Arb.Browser.Exports;

/// <summary>Reads one entry of a HAR file.</summary>
internal static class HarEntry
{
    public static void Add(JsonElement entry, string place, HarLimits limits, List<CapturedExchange> captures, ICollection<LeftOut> leftOut)
    {
        if (!HarReader.Member(entry, "request", out var request) || request.ValueKind != JsonValueKind.Object)
        {
            leftOut.Add(new LeftOut(place, LeftOutReason.NoRequest));
            return;
        }
        if (Text(request, "url") is not { } address || !Uri.TryCreate(address.Trim(), UriKind.Absolute, out var url) || url.IsFile)
        {
            leftOut.Add(new LeftOut(place, LeftOutReason.NoAddress, Text(request, "url") is null ? "" : "no address"));
            return;
        }
        if (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            return;
        if (Time(entry) is not { } at)
            leftOut.Add(new LeftOut(place, LeftOutReason.NoTime, HarReader.Member(entry, "startedDateTime", out _) ? "no time" : ""));
        else if (Text(request, "method") is not { Length: > 0 } method)
            leftOut.Add(new LeftOut(place, LeftOutReason.NoMethod));
        else
            captures.Add(Read(entry, request, method, url, at, place, limits, leftOut));
    }

    private static CapturedExchange Read(JsonElement entry, JsonElement request, string method, Uri url, DateTimeOffset at, string place, HarLimits limits, ICollection<LeftOut> leftOut)
    {
        var headers = Headers(request, place + ".request.headers", leftOut);
        AddCookies(request, headers);
        var (status, cut) = (0, false);
        string? body = null;
        List<KeyValuePair<string, string>> answered = [];
        if (HarReader.Member(entry, "response", out var response))
        {
            status = int.TryParse(Text(response, "status"), CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1_000 ? number : 0;
            answered = Headers(response, place + ".response.headers", leftOut);
            AddSetCookies(response, answered);
            (body, cut) = Content(response, place, limits, leftOut);
        }
        return new CapturedExchange(method.ToUpperInvariant(), url, headers, Posted(request, limits), status, answered, body, at.ToUniversalTime()) { SentCookies = Told(request), BodyCut = cut };
    }

    /// <summary>As a text, or in milliseconds since 1970, which some tools write.</summary>
    private static DateTimeOffset? Time(JsonElement entry)
    {
        if (Text(entry, "startedDateTime") is not { } text)
            return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return at;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1e14
            ? DateTimeOffset.UnixEpoch.AddMilliseconds(number > 1e11 ? number : number * 1_000)
            : null;
    }

    private static List<KeyValuePair<string, string>> Headers(JsonElement message, string place, ICollection<LeftOut> leftOut)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (!HarReader.Member(message, "headers", out var array) || array.ValueKind != JsonValueKind.Array)
            return headers;
        foreach (var header in array.EnumerateArray())
        {
            // Set-Cookie headers are joined with line breaks; nothing else has any.
            if (Text(header, "name") is { Length: > 0 } name && Text(header, "value") is { } value && !name.Any(c => char.IsControl(c) || c == ' ') && !value.Any(c => char.IsControl(c) && c is not ('\t' or '\r' or '\n')))
                headers.Add(new(name, value));
            else
                leftOut.Add(new LeftOut(place, LeftOutReason.Header));
        }
        return headers;
    }

    // Some browsers list cookies only in their own array.
    private static void AddCookies(JsonElement request, List<KeyValuePair<string, string>> headers)
    {
        if (headers.Exists(h => h.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase)))
            return;
        var pairs = string.Join("; ", Items(request, "cookies").Where(c => Text(c, "name") is { Length: > 0 } && Text(c, "value") is not null).Select(c => $"{Text(c, "name")}={Text(c, "value")}"));
        if (pairs.Length > 0)
            headers.Add(new("Cookie", pairs));
    }

    /// <summary>What Chromium tells of the cookies that it sent.</summary>
    private static IReadOnlyList<BrowserCookie> Told(JsonElement request)
    {
        var told = new List<BrowserCookie>();
        foreach (var item in Items(request, "cookies"))
            if (Text(item, "domain") is { Length: > 0 } domain && Text(item, "name") is { Length: > 0 } name && Text(item, "value") is { } value && CookieFile.TryTime(Text(item, "expires") ?? "", out var expires))
                told.Add(new BrowserCookie(name, value, domain, Text(item, "path") is ['/', ..] path ? path : "/", CookieFile.Lasting(expires), Text(item, "secure") == "true", Text(item, "httpOnly") == "true", null, null));
        return told;
    }

    /// <summary>Firefox and others may list what an answer sets only in its own array.</summary>
    private static void AddSetCookies(JsonElement response, List<KeyValuePair<string, string>> headers)
    {
        if (headers.Exists(h => h.Key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase)))
            return;
        foreach (var item in Items(response, "cookies"))
        {
            if (Text(item, "name") is not { Length: > 0 } name || Text(item, "value") is not { } value)
                continue;
            var line = new StringBuilder($"{name}={value}");
            foreach (var attribute in (string[])["path", "domain", "expires"])
                if (Text(item, attribute) is { Length: > 0 } text && (attribute != "expires" || value.Length == 0 || (CookieFile.TryTime(text, out var until) && CookieFile.Lasting(until) is not null)))
                    line.Append(CultureInfo.InvariantCulture, $"; {attribute}={text}");
            foreach (var flag in (string[])["secure", "httpOnly"])
                if (Text(item, flag) == "true")
                    line.Append("; ").Append(flag);
            headers.Add(new("Set-Cookie", line.ToString()));
        }
    }

    private static string? Posted(JsonElement request, HarLimits limits)
    {
        if (!HarReader.Member(request, "postData", out var data))
            return null;
        if (Text(data, "text") is { Length: > 0 } text)
            return Cut(text, limits);
        var fields = Items(data, "params").Where(f => Text(f, "name") is not null).Select(f => $"{Uri.EscapeDataString(Text(f, "name")!)}={Uri.EscapeDataString(Text(f, "value") ?? "")}").ToList();
        return fields.Count == 0 ? null : Cut(string.Join('&', fields), limits);
    }

    private static (string? Body, bool Cut) Content(JsonElement response, string place, HarLimits limits, ICollection<LeftOut> leftOut)
    {
        if (!HarReader.Member(response, "content", out var content) || Text(content, "text") is not { } text)
            return (null, false);
        if (!"base64".Equals(Text(content, "encoding"), StringComparison.OrdinalIgnoreCase))
            return (Cut(text, limits), text.Length > limits.MaxBodyChars);
        var bytes = new byte[text.Length / 4 * 3 + 3];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            leftOut.Add(new LeftOut(place, LeftOutReason.Body));
            return (null, true);
        }
        var decoded = Encoding.UTF8.GetString(bytes, 0, length);
        return (Cut(decoded, limits), decoded.Length > limits.MaxBodyChars);
    }

    private static string Cut(string text, HarLimits limits) => text.Length > limits.MaxBodyChars ? text[..limits.MaxBodyChars] : text;

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) => HarReader.Member(element, name, out var array) && array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : [];

    /// <summary>A text, or what stands for one: numbers and flags.</summary>
    private static string? Text(JsonElement element, string name) => HarReader.Member(element, name, out var member)
        ? member.ValueKind switch
        {
            JsonValueKind.String => member.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => member.GetRawText(),
            _ => null,
        }
        : null;
}
