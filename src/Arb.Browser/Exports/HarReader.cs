using System.Globalization;
using System.Text;
using System.Text.Json;
using Arb.Domain.Sessions;

namespace Arb.Browser.Exports;

/// <summary>Bounds for reading a HAR file.</summary>
/// <param name="MaxBytes">Largest file in bytes.</param>
/// <param name="MaxEntries">Entries at most.</param>
/// <param name="MaxBodyChars">Request and response bodies are cut to this many characters.</param>
public sealed record HarLimits(int MaxBytes, int MaxEntries, int MaxBodyChars)
{
    /// <summary>128 MiB, 20,000 entries, bodies of 2,000,000 characters.</summary>
    public static HarLimits Default { get; } = new(128 * 1024 * 1024, 20_000, 2_000_000);
}

/// <summary>
/// Reads a HAR 1.2 file as a browser's network panel saves it. Errors are <see cref="FormatException"/>s that say where and what to do, and quote nothing of the file.
/// </summary>
public static class HarReader
{
    private const string HowTo = "in the browser's network panel choose 'Export HAR (with sensitive data)' or 'Save all as HAR'";

    /// <summary>The HTTP exchanges of a file, oldest first; entries of other schemes (data:, ws:, extensions) are left out.</summary>
    public static IReadOnlyList<CapturedExchange> Read(ReadOnlyMemory<byte> file, HarLimits limits)
    {
        if (file.Length > limits.MaxBytes)
            throw new FormatException($"the HAR file has {file.Length} bytes, at most {limits.MaxBytes} are read: clear the network panel, repeat only what is needed, and export again");
        if (file.Span.StartsWith("\uFEFF"u8))
            file = file[3..];
        using var document = Parse(file);
        if (!Member(document.RootElement, "log", out var log) || !Member(log, "entries", out var entries) || entries.ValueKind != JsonValueKind.Array)
            throw new FormatException($"this is no HAR file (no log.entries): {HowTo}");
        if (entries.GetArrayLength() > limits.MaxEntries)
            throw new FormatException($"the HAR file has {entries.GetArrayLength()} entries, at most {limits.MaxEntries} are read: clear the network panel and export again");
        var captures = new List<CapturedExchange>(entries.GetArrayLength());
        var index = 0;
        foreach (var entry in entries.EnumerateArray())
        {
            if (Entry(entry, $"log.entries[{index++}]", limits) is { } capture)
                captures.Add(capture);
        }
        return [.. captures.OrderBy(c => c.At)];
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> file)
    {
        try
        {
            return JsonDocument.Parse(file, new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException e)
        {
            throw new FormatException($"the HAR file is no JSON from line {e.LineNumber + 1} on (cut while it was saved?): {HowTo}");
        }
    }

    private static CapturedExchange? Entry(JsonElement entry, string path, HarLimits limits)
    {
        if (!Member(entry, "request", out var request))
            throw new FormatException($"{path}.request is missing: {HowTo}");
        var address = Text(request, "url", path + ".request");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            return null;
        var started = Text(entry, "startedDateTime", path);
        if (!DateTimeOffset.TryParse(started, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            throw new FormatException($"{path}.startedDateTime is no time");
        var headers = Headers(request, path + ".request");
        AddCookies(request, headers);
        var status = 0;
        string? body = null;
        List<KeyValuePair<string, string>> answered = [];
        if (Member(entry, "response", out var response))
        {
            status = Member(response, "status", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number) ? number : 0;
            answered = Headers(response, path + ".response");
            body = Content(response, path + ".response.content", limits);
        }
        return new CapturedExchange(Text(request, "method", path + ".request").ToUpperInvariant(), url, headers, Posted(request, limits), status, answered, body, at.ToUniversalTime());
    }

    private static List<KeyValuePair<string, string>> Headers(JsonElement message, string path)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (!Member(message, "headers", out var array) || array.ValueKind != JsonValueKind.Array)
            return headers;
        foreach (var header in array.EnumerateArray())
            headers.Add(new(Text(header, "name", path + ".headers"), Text(header, "value", path + ".headers")));
        return headers;
    }

    // Some browsers list cookies only in their own array.
    private static void AddCookies(JsonElement request, List<KeyValuePair<string, string>> headers)
    {
        if (headers.Exists(h => h.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
            || !Member(request, "cookies", out var array) || array.ValueKind != JsonValueKind.Array || array.GetArrayLength() == 0)
            return;
        var pairs = array.EnumerateArray().Select(c => $"{Optional(c, "name")}={Optional(c, "value")}");
        headers.Add(new("Cookie", string.Join("; ", pairs)));
    }

    private static string? Posted(JsonElement request, HarLimits limits)
    {
        if (!Member(request, "postData", out var data))
            return null;
        if (Optional(data, "text") is { Length: > 0 } text)
            return Cut(text, limits);
        if (!Member(data, "params", out var fields) || fields.ValueKind != JsonValueKind.Array)
            return null;
        var form = fields.EnumerateArray().Select(f => $"{Uri.EscapeDataString(Optional(f, "name") ?? "")}={Uri.EscapeDataString(Optional(f, "value") ?? "")}");
        return Cut(string.Join('&', form), limits);
    }

    private static string? Content(JsonElement response, string path, HarLimits limits)
    {
        if (!Member(response, "content", out var content) || Optional(content, "text") is not { } text)
            return null;
        if (Optional(content, "encoding") is not "base64")
            return Cut(text, limits);
        var bytes = new byte[text.Length / 4 * 3 + 3];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? Cut(Encoding.UTF8.GetString(bytes, 0, length), limits)
            : throw new FormatException($"{path}.text is no base64: {HowTo}");
    }

    private static string Cut(string text, HarLimits limits) => text.Length > limits.MaxBodyChars ? text[..limits.MaxBodyChars] : text;

    private static bool Member(JsonElement element, string name, out JsonElement member)
    {
        member = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out member) && member.ValueKind != JsonValueKind.Null;
    }

    private static string Text(JsonElement element, string name, string path) => Optional(element, name) ?? throw new FormatException($"{path}.{name} is missing: {HowTo}");

    private static string? Optional(JsonElement element, string name)
    {
        if (!Member(element, name, out var member) || member.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return member.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: a binary body saved as text.
            return null;
        }
    }
}
