using System.Net;

namespace Arb.Domain.Sessions;

/// <summary>Which cookies go with a request, as browsers decide it (RFC 6265, 5.1.3, 5.1.4 and 5.4).</summary>
public static class CookieRules
{
    /// <summary>True when a browser would send the cookie with a request at a time.</summary>
    public static bool Goes(BrowserCookie cookie, Uri request, DateTimeOffset now) =>
        OfHost(cookie.Domain, request.Host) && OfPath(cookie.Path, request.AbsolutePath) && IsSafe(cookie, request) && !(cookie.Expires <= now);

    /// <summary>True when a cookie of a domain (with a leading dot: its hosts too; without one: that host alone) is one of a host.</summary>
    public static bool OfHost(string domain, string host)
    {
        var name = domain.AsSpan().TrimStart('.');
        if (host.AsSpan().Equals(name, StringComparison.OrdinalIgnoreCase))
            return true;
        return domain.StartsWith('.') && !IPAddress.TryParse(host, out _) && host.Length > name.Length && host[^(name.Length + 1)] == '.' && host.EndsWith(name.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>True when a cookie of a path goes to another path: to itself and to what is below it.</summary>
    public static bool OfPath(string cookiePath, string path) =>
        cookiePath.Length <= 1 || path == cookiePath || (path.StartsWith(cookiePath, StringComparison.Ordinal) && (cookiePath.EndsWith('/') || path[cookiePath.Length] == '/'));

    /// <summary>Secure cookies go over TLS, and to this machine.</summary>
    public static bool IsSafe(BrowserCookie cookie, Uri request) => !cookie.Secure || request.Scheme == Uri.UriSchemeHttps || request.IsLoopback;

    /// <summary>The path of a cookie that was set without one: the folder of the request.</summary>
    public static string DefaultPath(string path) => path.LastIndexOf('/') is > 0 and var last ? path[..last] : "/";

    /// <summary>
    /// What a browser's cookies are for a site: those that go with one request, by name (of two with one name the longer path wins, then the closer domain, then the later), and where each cookie goes whose
    /// name does not go everywhere with one value.
    /// </summary>
    /// <param name="cookies">What a browser holds, later ones last.</param>
    /// <param name="request">The request that stands for the site.</param>
    /// <param name="now">For cookies that have expired.</param>
    public static (Dictionary<string, string> Cookies, List<PathCookie> PathCookies) Of(IEnumerable<BrowserCookie> cookies, Uri request, DateTimeOffset now)
    {
        // A partitioned cookie belongs to a frame of the site in another one: the site's own wins over it.
        var held = new Dictionary<(string Name, string Path), BrowserCookie>();
        foreach (var cookie in cookies
            .Where(cookie => OfHost(cookie.Domain, request.Host) && IsSafe(cookie, request) && !(cookie.Expires <= now))
            .OrderBy(cookie => cookie.Partition is null ? 1 : 0).ThenBy(cookie => cookie.Domain.TrimStart('.').Length).ThenBy(cookie => cookie.Domain.StartsWith('.') ? 0 : 1))
            held[(cookie.Name, cookie.Path.Length == 0 ? "/" : cookie.Path)] = cookie;
        var flat = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var ((name, _), cookie) in held.OrderBy(pair => pair.Key.Path.Length).Where(pair => OfPath(pair.Key.Path, request.AbsolutePath)))
            flat[name] = cookie.Value;
        var scoped = held.Keys.Where(key => key.Path != "/").Select(key => key.Name).ToHashSet(StringComparer.Ordinal);
        return (flat, [.. held
            .Where(pair => scoped.Contains(pair.Key.Name))
            .OrderByDescending(pair => pair.Key.Path.Length).ThenBy(pair => pair.Key.Path, StringComparer.Ordinal).ThenBy(pair => pair.Key.Name, StringComparer.Ordinal)
            .Select(pair => new PathCookie(pair.Key.Name, pair.Value.Value, pair.Key.Path))]);
    }
}

/// <summary>A cookie that goes to some paths of a site only. Printing it shows no value.</summary>
/// <param name="Name">Name.</param>
/// <param name="Value">Value; secret.</param>
/// <param name="Path">It goes to this path and to what is below it.</param>
public sealed record PathCookie(string Name, string Value, string Path)
{
    /// <summary>Name and path.</summary>
    public override string ToString() => $"cookie {Name} of {Path}";
}
