using System.Text.Json;
using Arb.Domain.Sessions;

namespace Arb.Browser.OwnBrowser;

/// <summary>
/// Reads what an extension sent. Nothing of it is trusted: every text is bounded, every number is in range, addresses are the web's. A record that makes no sense is left out and counted; a report that is
/// none throws <see cref="FormatException"/>, which quotes nothing of it.
/// </summary>
public sealed class ReportReader(ExtensionOptions options, TimeProvider time)
{
    /// <summary>Depth of the JSON.</summary>
    public const int MaxDepth = 8;

    // The largest whole number that every script counts exactly.
    private const long MaxPosition = (1L << 53) - 1;
    private const int MaxUrl = 16 * 1024;
    private const int MaxHeaders = 200;
    private const int MaxHeaderName = 256;
    private const int MaxHeaderValue = 32 * 1024;
    private const int MaxMethod = 16;
    private const int MaxShort = 64;
    private const int MaxCookieValue = 8 * 1024;
    private const int MaxCookieName = 4 * 1024;
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    /// <summary>Reads a report.</summary>
    public ExtensionReport Read(JsonElement report)
    {
        if (report.ValueKind != JsonValueKind.Object || Text(report, "queue", MaxShort) is not { Length: > 0 } queue || Number(report, "first") is not (>= 1 and <= MaxPosition) || Number(report, "lost") is not (>= 0 and <= MaxPosition))
            throw new FormatException("this is no report: queue, first or lost is missing or wrong");
        var records = Array(report, "records", options.MaxRecords);
        var cookies = Array(report, "cookies", options.MaxCookies);
        return new ExtensionReport(
            queue,
            Number(report, "first")!.Value,
            [.. records.EnumerateArray().Select(Capture)],
            Number(report, "lost")!.Value,
            [.. cookies.EnumerateArray().Select(Cookie).OfType<BrowserCookie>()]);
    }

    private CapturedExchange? Capture(JsonElement record)
    {
        if (record.ValueKind != JsonValueKind.Object || Kind(Text(record, "kind", MaxShort)) is not { } kind || Address(Text(record, "url", MaxUrl), kind) is not { } url)
            return null;
        var method = Text(record, "method", MaxMethod);
        if (string.IsNullOrEmpty(method) || !method.All(char.IsAsciiLetter) || Number(record, "status") is not (>= 0 and <= 999) || Number(record, "at") is not { } at)
            return null;
        if (Headers(record, "requestHeaders") is not { } sent || Headers(record, "responseHeaders") is not { } received)
            return null;
        if (!Body(record, "requestBody", out var requestBody, out var requestCut) || !Body(record, "responseBody", out var responseBody, out var responseCut))
            return null;
        return new CapturedExchange(method.ToUpperInvariant(), url, sent, requestBody, (int)Number(record, "status")!.Value, received, responseBody, Moment(at))
        {
            Kind = kind,
            Resource = Text(record, "resource", MaxShort) ?? "",
            BodyCut = requestCut || responseCut || Flag(record, "cut"),
            Failure = Text(record, "failure", MaxShort),
        };
    }

    private static CaptureKind? Kind(string? kind) => kind switch
    {
        "http" => CaptureKind.Http,
        "socket-opened" => CaptureKind.WebSocketOpened,
        "socket-sent" => CaptureKind.WebSocketSent,
        "socket-received" => CaptureKind.WebSocketReceived,
        "socket-closed" => CaptureKind.WebSocketClosed,
        _ => null,
    };

    private static Uri? Address(string? text, CaptureKind kind) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length == 0 && url.Host.Length > 0
        && (kind == CaptureKind.Http ? url.Scheme is "http" or "https" : url.Scheme is "ws" or "wss") ? url : null;

    /// <summary>The page's clock counts only as far as it can be right: what is late was in a queue.</summary>
    private DateTimeOffset Moment(long milliseconds)
    {
        var now = time.GetUtcNow();
        if (milliseconds < 0 || milliseconds > now.ToUnixTimeMilliseconds())
            return now;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return at < now - MaxAge ? now - MaxAge : at;
    }

    private static List<KeyValuePair<string, string>>? Headers(JsonElement record, string name)
    {
        if (!record.TryGetProperty(name, out var pairs) || pairs.ValueKind != JsonValueKind.Array || pairs.GetArrayLength() > MaxHeaders)
            return null;
        var headers = new List<KeyValuePair<string, string>>(pairs.GetArrayLength());
        foreach (var pair in pairs.EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || String(pair[0]) is not { } key || String(pair[1]) is not { } value)
                return null;
            // They may be sent to a bookmaker later: nothing may break out of its line.
            if (key.Length is 0 or > MaxHeaderName || !key.All(IsToken) || value.Length > MaxHeaderValue || value.Any(c => c is '\r' or '\0' || (c == '\n' && !key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))))
                return null;
            headers.Add(new(key, value));
        }
        return headers;
    }

    private static bool IsToken(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);

    private bool Body(JsonElement record, string name, out string? body, out bool cut)
    {
        (body, cut) = (null, false);
        if (!record.TryGetProperty(name, out var value) || value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            return false;
        body = String(value);
        if (body is null && value.ValueKind != JsonValueKind.Null)
            return false;
        cut = body?.Length > options.Captures.MaxBody;
        if (cut)
            body = body![..options.Captures.MaxBody];
        return true;
    }

    private static BrowserCookie? Cookie(JsonElement cookie)
    {
        if (cookie.ValueKind != JsonValueKind.Object
            || Text(cookie, "name", MaxCookieName) is not { } name || Text(cookie, "value", MaxCookieValue) is not { } value
            || Text(cookie, "domain", MaxHeaderName) is not { Length: > 0 } domain || Text(cookie, "path", MaxUrl) is not { } path)
            return null;
        if ((name + value).Any(c => c is ';' or '\r' or '\n' or '\0') || name.Contains('=', StringComparison.Ordinal))
            return null;
        var expires = Number(cookie, "expires") is { } seconds and >= 0 and <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : (DateTimeOffset?)null;
        return new BrowserCookie(name, value, domain, path, expires, Flag(cookie, "secure"), Flag(cookie, "httpOnly"), Text(cookie, "sameSite", MaxShort), Text(cookie, "partition", MaxUrl));
    }

    private static JsonElement Array(JsonElement report, string name, int max)
    {
        if (!report.TryGetProperty(name, out var array) || array.ValueKind != JsonValueKind.Array)
            throw new FormatException($"this is no report: {name} is missing or no list");
        return array.GetArrayLength() <= max ? array : throw new FormatException($"{name}: {array.GetArrayLength()} are too many, at most {max} are taken at a time");
    }

    private static string? Text(JsonElement from, string name, int max) =>
        from.TryGetProperty(name, out var value) && String(value) is { } text && text.Length <= max ? text : null;

    private static string? String(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a character that is written as two.
            return null;
        }
    }

    private static long? Number(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private static bool Flag(JsonElement from, string name) => from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
