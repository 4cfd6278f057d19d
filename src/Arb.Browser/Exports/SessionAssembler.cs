using Arb.Browser.Contracts;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Browser.Exports;

/// <summary>What the user handed over from the browser where they are logged in. Holds secrets; printing it shows counts.</summary>
/// <param name="Captures">Recorded exchanges; may be empty when <paramref name="BaseUrl"/> is given.</param>
/// <param name="CookieFiles">Contents of cookie files, later ones win.</param>
/// <param name="Headers">Headers to send instead of the recorded ones; a <c>Cookie</c> among them adds cookies.</param>
/// <param name="BaseUrl">The real site, or null to take it from the newest recognised request.</param>
public sealed record SessionSources(
    IReadOnlyList<CapturedExchange> Captures, IReadOnlyList<string> CookieFiles, IReadOnlyList<KeyValuePair<string, string>> Headers, Uri? BaseUrl)
{
    /// <summary>Counts only.</summary>
    public override string ToString() => $"{Captures.Count} captures, {CookieFiles.Count} cookie files, {Headers.Count} headers";
}

/// <summary>Makes a session of what a browser exported (L06): base URL, cookies and header profile as the browser really sent them, tokens as the protocol finds them.</summary>
public static class SessionAssembler
{
    // What belongs to one request or one connection, not to the browser.
    private static readonly HashSet<string> NotProfile = new(StringComparer.OrdinalIgnoreCase)
    {
        "Cookie", "Host", "Content-Length", "Content-Type", "Content-Encoding", "Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Upgrade",
        "If-None-Match", "If-Modified-Since", "Range", "Proxy-Connection", "Proxy-Authorization",
    };

    /// <summary>
    /// Makes the session. Throws <see cref="FormatException"/> that says what to do when there is no base URL, or nothing that a login leaves behind.
    /// </summary>
    /// <param name="account">Whose.</param>
    /// <param name="protocol">The protocol that the account's contract speaks.</param>
    /// <param name="sources">What the user handed over.</param>
    /// <param name="now">For cookies that have expired.</param>
    /// <param name="generation">See <see cref="ProviderSession.Generation"/>.</param>
    public static ProviderSession Assemble(AccountId account, IProviderProtocol protocol, SessionSources sources, DateTimeOffset now, int generation)
    {
        var captures = sources.Captures.OrderBy(c => c.At).ToList();
        var newest = Newest(captures, protocol, sources.BaseUrl);
        var site = sources.BaseUrl ?? newest?.Url
            ?? throw new FormatException($"no request of {protocol.Id} among {captures.Count} captures: open the odds page in the browser while recording, or give the base URL");
        var root = new Uri(site.GetLeftPart(UriPartial.Authority));

        var jar = new CookieJar(root.Host);
        var own = captures.Where(c => c.Url.Authority == root.Authority && ContractRecorder.MayBeEndpoint(c) && protocol.Recognise(c) is not null).ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var capture in captures)
            jar.Replay(capture, own.Contains(capture));
        foreach (var file in sources.CookieFiles)
            foreach (var (name, value) in CookieFile.Read(file, root.Host, now))
                jar.Add(name, value);
        foreach (var header in sources.Headers)
            if (header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                jar.AddHeader(header.Value);

        var tokens = Tokens(protocol, captures, captures.Where(own.Contains));
        if (jar.Cookies.Count == 0 && tokens.Count == 0)
            throw new FormatException($"no cookie and no token for {root.Host}: export the HAR with sensitive data, or add a cookie file of the logged-in browser");
        return new ProviderSession(account, root, jar.Cookies, Profile(newest, sources.Headers), tokens, generation);
    }

    /// <summary>The protocol's own tokens, and what its requests carry in fields that are named like secrets: a contract's placeholders ask for both.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="captures">All captures, oldest first.</param>
    /// <param name="own">Those of them that are requests of the protocol to the session's site.</param>
    internal static IReadOnlyDictionary<string, string> Tokens(IProviderProtocol protocol, IReadOnlyList<CapturedExchange> captures, IEnumerable<CapturedExchange> own)
    {
        var tokens = new Dictionary<string, string>(SecretFields.Find(own, protocol.Recognise), StringComparer.Ordinal);
        foreach (var (name, value) in protocol.FindTokens(captures))
            tokens[name] = value;
        return tokens;
    }

    private static CapturedExchange? Newest(List<CapturedExchange> captures, IProviderProtocol protocol, Uri? site)
    {
        for (var i = captures.Count - 1; i >= 0; i--)
            if ((site is null || captures[i].Url.Authority == site.Authority) && ContractRecorder.MayBeEndpoint(captures[i]) && protocol.Recognise(captures[i]) is not null)
                return captures[i];
        return null;
    }

    /// <summary>The headers of a request that belong to the browser, not to that request.</summary>
    internal static List<KeyValuePair<string, string>> Profile(CapturedExchange newest) => Profile(newest, []);

    private static List<KeyValuePair<string, string>> Profile(CapturedExchange? newest, IReadOnlyList<KeyValuePair<string, string>> wanted)
    {
        var profile = new List<KeyValuePair<string, string>>();
        foreach (var header in newest?.RequestHeaders ?? [])
            if (!header.Key.StartsWith(':') && !NotProfile.Contains(header.Key))
                profile.Add(header);
        foreach (var header in wanted)
        {
            if (header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                continue;
            var at = profile.FindIndex(h => h.Key.Equals(header.Key, StringComparison.OrdinalIgnoreCase));
            if (at < 0)
                profile.Add(header);
            else
                profile[at] = header;
        }
        return profile;
    }
}
