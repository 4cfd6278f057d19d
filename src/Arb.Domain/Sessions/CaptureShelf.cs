using Arb.Domain.Primitives;

namespace Arb.Domain.Sessions;

/// <summary>
/// The captures of one account that session and contract are made of: the newest of each endpoint (site, protocol, role) and of each site's pages. Everything else is seen and let go, so a
/// long day of browsing forgets no endpoint. In memory only.
/// </summary>
/// <param name="reader">Recognises captures.</param>
/// <param name="max">Captures kept at most; the oldest goes first.</param>
public sealed class CaptureShelf(ICaptureReader reader, int max)
{
    private const string Page = "page";

    private readonly Dictionary<(string Site, string Kind), CapturedExchange> _kept = [];

    /// <summary>Recognises captures from now on.</summary>
    public ICaptureReader Reader { get; set; } = reader;

    /// <summary>The protocol of the newest recognised capture, or null.</summary>
    public ProviderId? Newest { get; private set; }

    /// <summary>When the newest recognised capture was made, or null.</summary>
    public DateTimeOffset? NewestAt { get; private set; }

    /// <summary>Captures that were recognised so far.</summary>
    public long Recognised { get; private set; }

    /// <summary>What is kept, oldest first.</summary>
    public IReadOnlyList<CapturedExchange> Kept => [.. _kept.Values.OrderBy(capture => capture.At)];

    /// <summary>Looks at a capture; true when session or contract may be another one now.</summary>
    public bool Add(CapturedExchange capture)
    {
        string kind;
        if (Reader.Recognise(capture) is { } found)
        {
            kind = $"{found.Provider} {found.Role}";
            Recognised++;
            if (NewestAt is null || capture.At >= NewestAt)
                (Newest, NewestAt) = (found.Provider, capture.At);
        }
        else if (Reader.IsPage(capture) && capture.Status is >= 200 and < 300 && capture.Method == "GET")
        {
            kind = Page;
        }
        else
        {
            return false;
        }
        var key = (capture.Url.Authority, kind);
        if (_kept.TryGetValue(key, out var known) && known.At > capture.At)
            return false;
        _kept[key] = capture;
        if (_kept.Count > max)
            _kept.Remove(_kept.OrderBy(kept => Worth(kept.Key)).ThenBy(kept => kept.Value.At).First().Key);
        return true;
    }

    /// <summary>Pages come by the hundred, with every advertisement; an endpoint of the bet slip may come once a day, and tokens stand in pages of sites with endpoints.</summary>
    private int Worth((string Site, string Kind) key) => key.Kind != Page ? 2 : _kept.Keys.Any(other => other.Site == key.Site && other.Kind != Page) ? 1 : 0;

    /// <summary>Forgets everything (L21).</summary>
    public void Clear()
    {
        _kept.Clear();
        Newest = null;
        NewestAt = null;
    }

    /// <summary>True when the newest recognised request to a site carried exactly the cookie values that are held now: what is sent then is what really went over the wire.</summary>
    public bool Sent(ProviderSession session)
    {
        var newest = _kept.Values.Where(capture => capture.Url.Authority == session.BaseUrl.Authority && Reader.Recognise(capture) is not null).MaxBy(capture => capture.At);
        if (newest is null)
            return false;
        foreach (var (name, value) in newest.RequestHeaders)
        {
            if (!name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (var pair in value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                if (pair.IndexOf('=') is > 0 and var at && !session.CookiesFor(newest.Url.AbsolutePath).Contains(new(pair[..at], pair[(at + 1)..])))
                    return false;
        }
        return true;
    }

    /// <summary>True when two sessions send the same: site, cookies and tokens. The header profile does not count: it differs from request to request.</summary>
    public static bool SameSent(ProviderSession first, ProviderSession second) =>
        first.BaseUrl == second.BaseUrl && Same(first.Cookies, second.Cookies) && first.PathCookies.SequenceEqual(second.PathCookies) && Same(Firm(first), Firm(second));

    private static Dictionary<string, string> Firm(ProviderSession session) => session.Tokens.Where(token => !session.LooseTokens.Contains(token.Key)).ToDictionary(StringComparer.Ordinal);

    private static bool Same(IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string> second) =>
        first.Count == second.Count && first.All(pair => second.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
