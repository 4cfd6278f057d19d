using System.Globalization;
using Arb.Domain.Sessions;

namespace Arb.Browser.Exports;

/// <summary>
/// The cookies that a browser held for one host, replayed from what it sent and was told to keep. A <c>Cookie</c> header tells names and values, and not where they go: such a cookie goes everywhere,
/// until another request of the site goes without it.
/// </summary>
internal sealed class CookieJar(string host)
{
    private readonly List<Held> _cookies = [];

    /// <summary>The cookies, oldest first.</summary>
    public IEnumerable<BrowserCookie> Cookies => _cookies.Select(held => held.Cookie);

    /// <summary>Takes an exchange; a recognised request to the host shows all of the jar that goes to its path, other pages of the host a part of it.</summary>
    public void Replay(CapturedExchange capture, bool recognised)
    {
        if (capture.Url.Host.Equals(host, StringComparison.OrdinalIgnoreCase))
        {
            foreach (var (name, value) in capture.RequestHeaders)
                if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                    Sent(capture, [.. Pairs(value)], recognised);
        }
        foreach (var (name, value) in capture.ResponseHeaders)
            if (name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
                // Browsers join several of them with line breaks when they save a HAR.
                foreach (var line in value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                    Set(line, capture);
    }

    /// <summary>Adds the pairs of a <c>Cookie</c> header that somebody gave.</summary>
    public void AddHeader(string header)
    {
        foreach (var (name, value) in Pairs(header))
        {
            _cookies.RemoveAll(held => held.Cookie.Name == name);
            Add(new BrowserCookie(name, value, host, "/", null, false, false, null, null));
        }
    }

    /// <summary>Adds a cookie in place of the one of its name, domain and path. One of a file says more of where it goes than a header did.</summary>
    public void Add(BrowserCookie cookie)
    {
        _cookies.RemoveAll(held => held.Cookie.Name == cookie.Name && (held.Seen is not null || (held.Cookie.Path == cookie.Path && held.Cookie.Domain.Equals(cookie.Domain, StringComparison.OrdinalIgnoreCase))));
        _cookies.Add(new Held(cookie));
    }

    /// <summary>The pairs of a <c>Cookie</c> header.</summary>
    public static IEnumerable<(string Name, string Value)> Pairs(string header)
    {
        foreach (var pair in header.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            if (equals > 0 && CookieFile.IsSent(pair))
                yield return (pair[..equals], pair[(equals + 1)..]);
        }
    }

    private void Sent(CapturedExchange capture, IReadOnlyList<(string Name, string Value)> pairs, bool recognised)
    {
        var (path, names) = (capture.Url.AbsolutePath, pairs.Select(pair => pair.Name).ToHashSet(StringComparer.Ordinal));
        if (recognised)
        {
            foreach (var held in _cookies.Where(held => !names.Contains(held.Cookie.Name) && CookieRules.OfHost(held.Cookie.Domain, host) && CookieRules.OfPath(held.Cookie.Path, path)).ToList())
                // It was seen in another folder alone: that is where it goes.
                if (held.Seen is { } seen && held.Cookie.Path == "/" && seen != "/" && !CookieRules.OfPath(seen, path))
                    held.Cookie = held.Cookie with { Path = seen };
                else
                    _cookies.Remove(held);
        }
        foreach (var same in pairs.GroupBy(pair => pair.Name))
        {
            var told = capture.SentCookies.Where(cookie => cookie.Name == same.Key).ToList();
            // Of one name the longer path stands first.
            var known = _cookies.Where(held => held.Cookie.Name == same.Key && CookieRules.OfHost(held.Cookie.Domain, host) && (held.Seen is not null || CookieRules.OfPath(held.Cookie.Path, path)))
                .OrderByDescending(held => held.Cookie.Path.Length).ToList();
            foreach (var (index, pair) in same.Index())
            {
                if (told.ElementAtOrDefault(index) is { } cookie)
                    Add(cookie with { Value = pair.Value, Expires = cookie.Expires <= capture.At ? null : cookie.Expires });
                else if (known.ElementAtOrDefault(index) is { } held)
                    held.Update(pair.Value, path);
                else
                    _cookies.Add(new Held(new BrowserCookie(pair.Name, pair.Value, host, "/", null, false, false, null, null)) { Seen = CookieRules.DefaultPath(path) });
            }
        }
    }

    private void Set(string line, CapturedExchange capture)
    {
        var parts = line.Split(';', StringSplitOptions.TrimEntries);
        var equals = parts[0].IndexOf('=');
        if (equals <= 0 || !CookieFile.IsSent(parts[0]))
            return;
        var cookie = new BrowserCookie(parts[0][..equals], parts[0][(equals + 1)..], capture.Url.Host, CookieRules.DefaultPath(capture.Url.AbsolutePath), null, false, false, null, null);
        DateTimeOffset? byAge = null;
        foreach (var attribute in parts.Skip(1))
        {
            var (name, value) = attribute.Split('=', 2, StringSplitOptions.TrimEntries) is [var key, var text] ? (key, text) : (attribute, "");
            switch (name.ToLowerInvariant())
            {
                case "domain" when value.TrimStart('.') is { Length: > 0 } domain:
                    // Nobody sets cookies of another site, nor of all sites under a top-level domain.
                    if (!CookieRules.OfHost("." + domain, capture.Url.Host) || (!domain.Contains('.', StringComparison.Ordinal) && !domain.Equals(capture.Url.Host, StringComparison.OrdinalIgnoreCase)))
                        return;
                    cookie = cookie with { Domain = "." + domain };
                    break;
                case "path":
                    cookie = cookie with { Path = value.StartsWith('/') ? value : cookie.Path };
                    break;
                case "max-age" when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var age):
                    byAge = age <= 0 ? DateTimeOffset.MinValue : capture.At.AddSeconds(Math.Min(age, 10_000_000_000));
                    break;
                case "expires" when CookieFile.TryTime(value, out var until):
                    cookie = cookie with { Expires = until };
                    break;
                case "secure":
                    cookie = cookie with { Secure = true };
                    break;
                case "httponly":
                    cookie = cookie with { HttpOnly = true };
                    break;
            }
        }
        cookie = cookie with { Expires = byAge ?? cookie.Expires };
        if (!CookieRules.OfHost(cookie.Domain, host) || !CookieRules.IsSafe(cookie, capture.Url))
            return;
        Add(cookie);
        if (cookie.Expires <= capture.At)
            _cookies.RemoveAll(held => held.Cookie == cookie);
    }

    private sealed class Held(BrowserCookie cookie)
    {
        public BrowserCookie Cookie { get; set; } = cookie;

        /// <summary>The folder of all requests that carried it, where nothing else tells its path; else null.</summary>
        public string? Seen { get; set; }

        public void Update(string value, string path)
        {
            Cookie = Cookie with { Value = value };
            if (Seen is null)
                return;
            while (Seen != "/" && !CookieRules.OfPath(Seen, path))
                Seen = CookieRules.DefaultPath(Seen);
            if (!CookieRules.OfPath(Cookie.Path, path))
                Cookie = Cookie with { Path = Seen };
        }
    }
}
