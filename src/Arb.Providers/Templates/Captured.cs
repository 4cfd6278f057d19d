using Arb.Domain.Sessions;

namespace Arb.Providers.Templates;

/// <summary>Questions that every protocol asks of a capture.</summary>
internal static class Captured
{
    /// <summary>True when the answer is a page for people: a login or maintenance page proves nothing about an endpoint.</summary>
    public static bool IsPage(CapturedExchange capture)
    {
        var type = Header(capture.ResponseHeaders, "Content-Type");
        return (type?.Contains("text/html", StringComparison.OrdinalIgnoreCase) ?? false) || Body(capture).StartsWith('<');
    }

    /// <summary>True when the capture can show an endpoint: answered with 2xx (or not answered within the capture) and no page.</summary>
    public static bool IsUsable(CapturedExchange capture) => capture.Status is 0 or (>= 200 and < 300) && !IsPage(capture);

    /// <summary>The answer's text without byte order mark and leading blanks.</summary>
    public static ReadOnlySpan<char> Body(CapturedExchange capture) => capture.ResponseBody.AsSpan().TrimStart('\uFEFF').TrimStart();

    /// <summary>True when the path (without query) ends so.</summary>
    public static bool PathEnds(CapturedExchange capture, string ending) => capture.Url.AbsolutePath.TrimEnd('/').EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a method.</summary>
    public static bool Is(CapturedExchange capture, string method) => capture.Method.Equals(method, StringComparison.OrdinalIgnoreCase);

    /// <summary>A query value, unescaped, or null.</summary>
    public static string? Query(CapturedExchange capture, string name)
    {
        foreach (var pair in capture.Url.Query.TrimStart('?').Split('&'))
        {
            var equals = pair.IndexOf('=');
            if (equals > 0 && pair.AsSpan(0, equals).Equals(name, StringComparison.OrdinalIgnoreCase))
                return Uri.UnescapeDataString(pair[(equals + 1)..].Replace('+', ' '));
        }
        return null;
    }

    /// <summary>A header value, or null.</summary>
    public static string? Header(IReadOnlyList<KeyValuePair<string, string>> headers, string name)
    {
        foreach (var header in headers)
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return header.Value;
        return null;
    }

    /// <summary>
    /// The captures that may show this protocol's tokens: those at hosts where its requests were recognised, or all when none was (only a fresh landing page was seen).
    /// </summary>
    public static IEnumerable<CapturedExchange> AtItsHosts(IReadOnlyList<CapturedExchange> captures, Func<CapturedExchange, EndpointRole?> roleOf)
    {
        var hosts = captures.Where(c => roleOf(c) is not null).Select(c => c.Url.Authority).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return hosts.Count == 0 ? captures : captures.Where(c => hosts.Contains(c.Url.Authority));
    }
}
