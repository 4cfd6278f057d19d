using System.Globalization;
using System.Text;
using Arb.Domain.Primitives;

namespace Arb.Domain.Sessions;

/// <summary>Captures of one endpoint. Nothing of it is secret: of queries only the names are kept, volatile parts of paths are <c>{}</c>.</summary>
/// <param name="Number">1 for the busiest, upward; stands for the group in <c>arb contract suggest --group</c>.</param>
/// <param name="Method">HTTP method; <c>RECEIVE</c>, <c>SEND</c> for frames, <c>EVENT</c> for server-sent events.</param>
/// <param name="Host">Host, with port where it is not the scheme's own.</param>
/// <param name="Path">Path pattern with the names of the query fields, e.g. <c>/api/{}/odds?market&amp;since</c>.</param>
/// <param name="Kind">HTTP, WebSocket or SSE.</param>
/// <param name="Count">Captures.</param>
/// <param name="ContentType">Media type of the newest answer, or empty.</param>
/// <param name="SmallestChars">Shortest answer in characters.</param>
/// <param name="LargestChars">Longest answer in characters.</param>
/// <param name="FirstAt">First capture.</param>
/// <param name="LastAt">Last capture.</param>
/// <param name="Cadence">Median time between two captures, or null with fewer than two.</param>
/// <param name="Provider">Protocol that recognised it, or null.</param>
/// <param name="Role">Role in that protocol, or null.</param>
/// <param name="OddsCount">Numbers that behave like odds, in the newest of the last five answers that has any.</param>
/// <param name="HasSecret">True when a cookie, token or credential goes with its requests, or its answers set one.</param>
public sealed record CaptureGroup(
    int Number,
    string Method,
    string Host,
    string Path,
    string Kind,
    int Count,
    string ContentType,
    int SmallestChars,
    int LargestChars,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    TimeSpan? Cadence,
    ProviderId? Provider,
    EndpointRole? Role,
    int OddsCount,
    bool HasSecret);

/// <summary>Groups captures by endpoint. Pure; the same captures in any order give the same groups.</summary>
public static class CaptureGrouper
{
    private const int LookedThrough = 5;
    private const int ShortestSecret = 4;

    // What is longer is no name, and a hole in the pattern already.
    private const int LongestSecret = 64;

    // A page may ask for addresses of any length.
    private const int LongestPattern = 2_000;

    /// <summary>Groups them; the busiest first, then by name.</summary>
    /// <param name="captures">Captures in any order.</param>
    /// <param name="recognise">Protocol and role of a capture, or null.</param>
    public static IReadOnlyList<CaptureGroup> Group(
        IReadOnlyList<CapturedExchange> captures, Func<CapturedExchange, (ProviderId Provider, EndpointRole Role)?> recognise) =>
        [.. Keyed(captures).Select((group, index) => Make(index + 1, group.Key, group.Captures, recognise))];

    /// <summary>The captures of the group with a number, oldest first; empty when there is none such.</summary>
    public static IReadOnlyList<CapturedExchange> Members(IReadOnlyList<CapturedExchange> captures, int number) =>
        Keyed(captures).Skip(number - 1).Take(number >= 1 ? 1 : 0).SelectMany(group => group.Captures).ToList();

    /// <summary>Path with volatile segments as <c>{}</c> and the names of the query fields; no value of a query, no long or mixed segment is in it.</summary>
    public static string Pattern(Uri url)
    {
        var text = new StringBuilder();
        foreach (var segment in url.AbsolutePath.Split('/').Skip(1))
            text.Append('/').Append(IsVolatile(segment) ? "{}" : segment);
        var names = url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.IndexOf('=') is >= 0 and var at ? pair[..at] : "")
            .Select(name => IsVolatile(name) ? "{}" : name)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (names.Count > 0)
            text.Append('?').AppendJoin('&', names);
        return text.Length > LongestPattern ? text.ToString(0, LongestPattern) : text.ToString();
    }

    private static List<(Key Key, List<CapturedExchange> Captures)> Keyed(IReadOnlyList<CapturedExchange> captures)
    {
        // A value that is known to be secret somewhere is a hole wherever it stands in a path.
        var secrets = captures.SelectMany(Secrets).Where(value => value.Length is >= ShortestSecret and <= LongestSecret).ToHashSet(StringComparer.Ordinal);
        var starts = secrets.Select(value => value[..ShortestSecret]).ToHashSet(StringComparer.Ordinal);
        var masked = new Dictionary<string, string>(StringComparer.Ordinal);
        return [.. captures
            .Where(capture => capture.Kind is not (CaptureKind.WebSocketOpened or CaptureKind.WebSocketClosed) && capture.Method != "OPTIONS")
            .GroupBy(capture => new Key(capture.Method, capture.Url.Authority, Known(Pattern(capture.Url)), KindOf(capture)))
            .Select(group => (group.Key, Captures: group.OrderBy(c => c.At).ThenBy(c => c.ResponseBody?.Length ?? 0).ThenBy(c => c.Status).ThenBy(c => c.ResponseBody, StringComparer.Ordinal).ToList()))
            .OrderByDescending(group => group.Captures.Count)
            .ThenBy(group => group.Key.Host, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Path, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Method, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Kind, StringComparer.Ordinal)];

        string Known(string pattern) => masked.TryGetValue(pattern, out var known) ? known : masked[pattern] = Masked(pattern, secrets, starts);
    }

    private static CaptureGroup Make(int number, Key key, List<CapturedExchange> captures, Func<CapturedExchange, (ProviderId Provider, EndpointRole Role)?> recognise)
    {
        var newest = captures[^1];
        var found = captures.AsEnumerable().Reverse().Select(recognise).FirstOrDefault(role => role is not null);
        var sizes = captures.Select(c => (c.ResponseBody ?? c.RequestBody)?.Length ?? 0).ToList();
        var pauses = captures.Zip(captures.Skip(1), (a, b) => b.At - a.At).Order().ToList();
        return new CaptureGroup(
            number, key.Method, key.Host, key.Path, key.Kind, captures.Count, MediaType(newest), sizes.Min(), sizes.Max(), captures[0].At, newest.At,
            pauses.Count == 0 ? null : pauses[pauses.Count / 2], found?.Provider, found?.Role, captures.AsEnumerable().Reverse().Take(LookedThrough).Select(OddsIn).FirstOrDefault(count => count > 0),
            captures.Any(HasSecret));
    }

    private static string KindOf(CapturedExchange capture) => capture.Kind switch
    {
        CaptureKind.Http => "HTTP",
        CaptureKind.ServerSentEvent => "SSE",
        _ => "WebSocket",
    };

    private static string MediaType(CapturedExchange capture)
    {
        var type = capture.ResponseHeaders.FirstOrDefault(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value ?? "";
        type = type.Split(';')[0].Trim().ToLowerInvariant();
        return type.Length <= 60 && type.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '+' or '.' or '_' or '*') ? type : "";
    }

    /// <summary>Digits, hexadecimal, long or mixed: an id, a time or a token, never the name of an endpoint.</summary>
    private static bool IsVolatile(string segment)
    {
        if (segment.Length == 0)
            return false;
        var digits = segment.Count(char.IsAsciiDigit);
        var isName = segment.Length <= 32 && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+');
        // v4, odds2 and data.ashx are names; 12345, 3fa9c1, and Kd83hG2 are not.
        return !isName || digits > 2 || digits == segment.Length || (segment.Length > 16 && digits > 0) || (segment.Length >= 6 && digits > 0 && segment.All(char.IsAsciiHexDigit));
    }

    /// <summary>Reads the pattern once, however many secrets there are: a page can name a flood of them.</summary>
    private static string Masked(string pattern, HashSet<string> secrets, HashSet<string> starts)
    {
        var (known, begins) = (secrets.GetAlternateLookup<ReadOnlySpan<char>>(), starts.GetAlternateLookup<ReadOnlySpan<char>>());
        var text = new StringBuilder(pattern.Length);
        for (var at = 0; at < pattern.Length;)
        {
            var rest = pattern.AsSpan(at);
            var length = rest.Length >= ShortestSecret && begins.Contains(rest[..ShortestSecret]) ? Math.Min(rest.Length, LongestSecret) : 0;
            while (length >= ShortestSecret && !known.Contains(rest[..length]))
                length--;
            if (length >= ShortestSecret)
            {
                text.Append("{}");
                at += length;
            }
            else
            {
                text.Append(rest[0]);
                at++;
            }
        }
        return text.ToString();
    }

    private static IEnumerable<string> Secrets(CapturedExchange capture)
    {
        foreach (var (name, value) in capture.RequestHeaders.Concat(capture.ResponseHeaders))
        {
            if (name.Contains("cookie", StringComparison.OrdinalIgnoreCase))
            {
                foreach (var pair in value.Split([';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                    if (pair.IndexOf('=') is > 0 and var at)
                        yield return pair[(at + 1)..];
            }
            else if (SecretFields.IsSecretName(name) || SecretShape.HasSecret(value))
            {
                yield return value;
            }
        }
        foreach (var pair in capture.Url.Query.TrimStart('?').Split('&'))
            if (pair.IndexOf('=') is > 0 and var at && Uri.UnescapeDataString(pair[(at + 1)..]) is var value && (SecretFields.IsSecretName(pair[..at]) || SecretShape.IsSecret(value)))
                yield return value;
    }

    private static bool HasSecret(CapturedExchange capture) => Secrets(capture).Any(value => value.Length > 0) || capture.Url.AbsolutePath.Contains("/(S(", StringComparison.Ordinal);

    /// <summary>Numbers with one to three decimals under 1,000: what prices look like in every format but the American.</summary>
    private static int OddsIn(CapturedExchange capture)
    {
        var text = (capture.ResponseBody ?? "").AsSpan();
        // Some sites answer data under the media type of a page.
        var isPage = MediaType(capture) == "text/html" && text.TrimStart().StartsWith('<');
        if (isPage || MediaType(capture) == "text/css" || MediaType(capture).StartsWith("image/", StringComparison.Ordinal))
            return 0;
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
                continue;
            var start = i;
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '.'))
                i++;
            var number = text[start..i];
            var point = number.IndexOf('.');
            var isAlone = (start == 0 || !(char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '#')) && (i == text.Length || !(char.IsAsciiLetterOrDigit(text[i]) || text[i] is '_' or '-' or ':'));
            if (isAlone && point > 0 && number.Length - point - 1 is >= 1 and <= 3
                && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0 and < 1_000)
                count++;
        }
        return count;
    }

    private sealed record Key(string Method, string Host, string Path, string Kind);
}
