using System.Globalization;
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

/// <summary>A session, and what is to be told of it.</summary>
/// <param name="Session">The session.</param>
/// <param name="LeftOut">What of the cookie files is not used, and cookies of the site that a browser would not send.</param>
/// <param name="Lacks">Names of cookies that the recorded requests carried and the session does not have.</param>
public sealed record SessionAssembly(ProviderSession Session, IReadOnlyList<LeftOut> LeftOut, IReadOnlyList<string> Lacks);

/// <summary>Makes a session of what a browser exported (L06): base URL, cookies and header profile as the browser really sent them, tokens as the protocol finds them.</summary>
public static class SessionAssembler
{
    // What belongs to one request or one connection, not to the browser.
    private static readonly HashSet<string> NotProfile = new(StringComparer.OrdinalIgnoreCase)
    {
        "Cookie", "Host", "Content-Length", "Content-Type", "Content-Encoding", "Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Upgrade",
        "If-None-Match", "If-Modified-Since", "Range", "Proxy-Connection", "Proxy-Authorization",
    };

    /// <summary>Makes the session alone; see <see cref="AssembleAll"/>.</summary>
    public static ProviderSession Assemble(AccountId account, IProviderProtocol protocol, SessionSources sources, DateTimeOffset now, int generation) =>
        AssembleAll(account, protocol, sources, now, generation).Session;

    /// <summary>
    /// Makes the session. Throws <see cref="FormatException"/> that says what to do when there is no base URL, nothing that a login leaves behind, or a login that has expired.
    /// </summary>
    /// <param name="account">Whose.</param>
    /// <param name="protocol">The protocol that the account's contract speaks.</param>
    /// <param name="sources">What the user handed over.</param>
    /// <param name="now">For cookies and tokens that have expired.</param>
    /// <param name="generation">See <see cref="ProviderSession.Generation"/>.</param>
    public static SessionAssembly AssembleAll(AccountId account, IProviderProtocol protocol, SessionSources sources, DateTimeOffset now, int generation)
    {
        var captures = sources.Captures.OrderBy(c => c.At).ToList();
        var newest = Newest(captures, protocol, sources.BaseUrl);
        var site = sources.BaseUrl ?? newest?.Url
            ?? throw new FormatException($"no request of {protocol.Id} among {captures.Count} captures: open the odds page in the browser while recording, or give the base URL");
        var root = new Uri(site.GetLeftPart(UriPartial.Authority));

        var leftOut = new List<LeftOut>();
        var jar = new CookieJar(root.Host);
        var own = captures.Where(c => c.Url.Authority == root.Authority && ContractRecorder.MayBeEndpoint(c) && protocol.Recognise(c) is not null).ToList();
        foreach (var capture in captures)
            jar.Replay(capture, own.Contains(capture, ReferenceEqualityComparer.Instance));
        var carried = Carried(own);
        // What a browser would not send replaces nothing that it did send.
        var filed = sources.CookieFiles.SelectMany(file => CookieFile.Read(file, leftOut)).ToLookup(cookie => CookieRules.OfHost(cookie.Domain, root.Host) && CookieRules.IsSafe(cookie, root) && !(cookie.Expires <= now));
        foreach (var cookie in filed[true])
            jar.Add(cookie);
        foreach (var header in sources.Headers)
            if (header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                jar.AddHeader(header.Value);

        var expired = NotSent(jar.Cookies.Concat(filed[false]), root, now, leftOut);
        var (cookies, scoped) = CookieRules.Of(jar.Cookies, newest?.Url ?? site, now);
        var (tokens, loose) = Tokens(protocol, captures, own);
        var session = new ProviderSession(account, root, cookies, Profile(newest, sources.Headers), tokens, generation) { PathCookies = scoped, LooseTokens = loose };
        var lacks = carried.Where(pair => session.Cookie(pair.Name, pair.Path) is null).Select(pair => pair.Name).Distinct(StringComparer.Ordinal).ToList();
        CheckLogin(session, expired, carried.Count, lacks, now);
        if (session.CookieCount == 0 && tokens.Count == 0)
            throw new FormatException($"no cookie and no token for {root.Host}: export the HAR with sensitive data, or add a cookie file of the logged-in browser{(leftOut.Count == 0 ? "" : $" ({LeftOut.Summary(leftOut)})")}");
        return new SessionAssembly(session, leftOut, lacks);
    }

    /// <summary>The cookies that the newest request to each path of the site carried: names, and where.</summary>
    private static List<(string Name, string Path)> Carried(IEnumerable<CapturedExchange> own) =>
        [.. own
            .GroupBy(capture => capture.Url.AbsolutePath)
            .SelectMany(same => same.Last().RequestHeaders.Where(header => header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase)).SelectMany(header => CookieJar.Pairs(header.Value)).Select(pair => (pair.Name, same.Key)))
            .Distinct()];

    /// <summary>Says of the site's cookies that a browser would not send why it would not; returns those that have expired.</summary>
    private static List<BrowserCookie> NotSent(IEnumerable<BrowserCookie> cookies, Uri root, DateTimeOffset now, List<LeftOut> leftOut)
    {
        var expired = new List<BrowserCookie>();
        foreach (var cookie in cookies)
        {
            if (!CookieRules.OfHost(cookie.Domain, root.Host))
            {
                // Files of a whole browser hold those of every site: only a neighbour is worth a word.
                if (CookieRules.OfHost("." + cookie.Domain.TrimStart('.'), root.Host))
                    leftOut.Add(new LeftOut(cookie.Name, LeftOutReason.OtherHost, cookie.Domain));
            }
            else if (cookie.Expires <= now)
            {
                leftOut.Add(new LeftOut(cookie.Name, LeftOutReason.Expired, When(cookie.Expires.Value)));
                expired.Add(cookie);
            }
            else if (!CookieRules.IsSafe(cookie, root))
            {
                leftOut.Add(new LeftOut(cookie.Name, LeftOutReason.NeedsHttps, root.GetLeftPart(UriPartial.Authority)));
            }
        }
        return expired;
    }

    /// <summary>
    /// A login that has expired is no session: the site would answer its login page. Cookies that balance load or count visits expire within minutes and come anew, so only those count that are named like a
    /// login, or all of them.
    /// </summary>
    private static void CheckLogin(ProviderSession session, List<BrowserCookie> expired, int carried, List<string> lacks, DateTimeOffset now)
    {
        var dead = expired.Where(cookie => !session.CookiesFor(cookie.Path).Any(pair => pair.Key == cookie.Name)).OrderByDescending(cookie => cookie.Expires).ToList();
        if (dead.FirstOrDefault(cookie => SecretFields.IsSecretName(cookie.Name)) is { } login)
            throw Expired($"the cookie {login.Name} of {session.BaseUrl.Host} expired {When(login.Expires!.Value)}");
        if (dead.Count > 0 && session.CookieCount == 0)
            throw Expired($"every cookie of {session.BaseUrl.Host} has expired, the last of them, {dead[0].Name}, {When(dead[0].Expires!.Value)}");
        if (carried > 0 && lacks.Count > 0 && session.CookieCount == 0)
            throw Expired($"the last answers took back every cookie that the requests carried ({string.Join(", ", lacks.Take(5))})");
        foreach (var (name, value) in session.Tokens.Concat(session.Headers))
            if (WebToken.EndOf(value) is { } end && end <= now)
                throw Expired($"the token '{name}' expired {When(end)}");
    }

    private static FormatException Expired(string why) => new($"the login of this export has expired: {why}: log in again, and export anew while you are logged in");

    private static string When(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The protocol's own tokens, and what its requests carry in fields that are named like secrets: a contract's placeholders ask for both.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="captures">All captures, oldest first.</param>
    /// <param name="own">Those of them that are requests of the protocol to the session's site.</param>
    /// <returns>The tokens, and the names of those that only look like secrets.</returns>
    internal static (IReadOnlyDictionary<string, string> Tokens, IReadOnlyCollection<string> Loose) Tokens(IProviderProtocol protocol, IReadOnlyList<CapturedExchange> captures, IEnumerable<CapturedExchange> own)
    {
        var tokens = new Dictionary<string, string>(SecretFields.Find(own, protocol.Recognise), StringComparer.Ordinal);
        var loose = tokens.Keys.Where(name => !SecretNames.IsOfLogin(name)).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in protocol.FindTokens(captures))
        {
            tokens[name] = value;
            loose.Remove(name);
        }
        return (tokens, loose);
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
