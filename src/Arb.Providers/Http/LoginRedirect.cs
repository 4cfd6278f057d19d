namespace Arb.Providers.Http;

/// <summary>What harvesting and betting both take for a login.</summary>
internal static class LoginRedirect
{
    /// <summary>
    /// True when a redirect leads to a login: <c>login</c> stands in its path, or its host is called so (<c>login.site.example</c>). What stands in the query does not count
    /// (<c>/maintenance?back=login</c>), nor what a site is called otherwise.
    /// </summary>
    public static bool Is(string? location)
    {
        if (location is null)
            return false;
        var end = location.AsSpan().IndexOfAny('?', '#');
        var path = end < 0 ? location.AsSpan() : location.AsSpan(0, end);
        var host = path.IndexOf("://", StringComparison.Ordinal);
        if (host >= 0)
        {
            path = path[(host + 3)..];
            if (path.StartsWith("login.", StringComparison.OrdinalIgnoreCase))
                return true;
            var slash = path.IndexOf('/');
            path = slash < 0 ? default : path[slash..];
        }
        return path.Contains("login", StringComparison.OrdinalIgnoreCase);
    }
}
