using System.Text.RegularExpressions;
using Arb.Domain.Primitives;

namespace Arb.Domain.Sessions;

/// <summary>Roles an endpoint can play in a contract. Only <see cref="Odds"/> is needed to harvest; the last four are needed to bet.</summary>
public enum EndpointRole : byte
{
    /// <summary>League list.</summary>
    Leagues,

    /// <summary>Match list.</summary>
    Matches,

    /// <summary>Prices, snapshot.</summary>
    Odds,

    /// <summary>Prices, changes since a cursor, where it is an endpoint of its own.</summary>
    OddsDelta,

    /// <summary>Fresh price, limits and ticket for one selection.</summary>
    Quote,

    /// <summary>Placement.</summary>
    Place,

    /// <summary>The account's bets.</summary>
    BetList,

    /// <summary>The account's balance.</summary>
    Balance,
}

/// <summary>One request and its answer as they went over the wire (L13). Untrusted until the user marks the provider. Contains secrets: memory only.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Url">Absolute address as sent.</param>
/// <param name="RequestHeaders">Headers as sent, cookies included.</param>
/// <param name="RequestBody">Body as text, or null.</param>
/// <param name="Status">Status code of the answer, 0 when there was none.</param>
/// <param name="ResponseHeaders">Headers of the answer.</param>
/// <param name="ResponseBody">Body of the answer as text (base64 where a live browser received bytes that are no text), possibly cut; null when none.</param>
/// <param name="At">When.</param>
public sealed record CapturedExchange(
    string Method,
    Uri Url,
    IReadOnlyList<KeyValuePair<string, string>> RequestHeaders,
    string? RequestBody,
    int Status,
    IReadOnlyList<KeyValuePair<string, string>> ResponseHeaders,
    string? ResponseBody,
    DateTimeOffset At)
{
    /// <summary>What went over the wire; everything but <see cref="CaptureKind.Http"/> comes from a live browser only.</summary>
    public CaptureKind Kind { get; init; }

    /// <summary>Why the browser asked (<c>Document</c>, <c>XHR</c>, <c>Fetch</c>, <c>Preflight</c>, <c>EventSource</c>, <c>WebSocket</c>, …), in the browser's words; empty when not known.</summary>
    public string Resource { get; init; } = "";

    /// <summary>True when a body is cut, or missing although there was one.</summary>
    public bool BodyCut { get; init; }

    /// <summary>What the browser told beside the header of the cookies that it sent: domain, path, end of life. Empty where it told nothing; from files only.</summary>
    public IReadOnlyList<BrowserCookie> SentCookies { get; init; } = [];

    /// <summary>Why there was no answer (<c>net::ERR_ABORTED</c>, …), or null.</summary>
    public string? Failure { get; init; }

    /// <summary>Method, host and status; nothing secret.</summary>
    public override string ToString() => $"{Method} {Url.Host} {Status}";
}

/// <summary>What a capture is.</summary>
public enum CaptureKind : byte
{
    /// <summary>An HTTP request with its answer.</summary>
    Http,

    /// <summary>The request that opened a WebSocket, status 101.</summary>
    WebSocketOpened,

    /// <summary>A frame that the page sent: <see cref="CapturedExchange.RequestBody"/>, method <c>SEND</c>.</summary>
    WebSocketSent,

    /// <summary>A frame that the page received: <see cref="CapturedExchange.ResponseBody"/>, method <c>RECEIVE</c>.</summary>
    WebSocketReceived,

    /// <summary>The socket was closed; method <c>CLOSE</c>.</summary>
    WebSocketClosed,

    /// <summary>A server-sent event: its data is <see cref="CapturedExchange.ResponseBody"/>, method <c>EVENT</c>. The request that opened the stream is an <see cref="Http"/> capture without a body.</summary>
    ServerSentEvent,
}

/// <summary>
/// One endpoint of a contract: a template, never a data source (L07). Secrets are placeholders <c>{{cookie:NAME}}</c> and <c>{{token:NAME}}</c>,
/// values that the protocol fills per request are <c>{{NAME}}</c>.
/// </summary>
/// <param name="Role">The role it plays.</param>
/// <param name="Method"><c>GET</c> or <c>POST</c>.</param>
/// <param name="Path">Path and query relative to the session's base URL, with placeholders, e.g. <c>/{{token:path}}/sports/odds</c>.</param>
/// <param name="Headers">Header profile in the browser's order; no cookies in it (they come from the session).</param>
/// <param name="Body">Body template (form or JSON) as captured, or null.</param>
/// <param name="ContentType">Content type of the body, or null.</param>
/// <param name="ResponseSample">Beginning of one answer with secrets masked, for people; at most 2,000 characters; or null.</param>
public sealed record ContractEndpoint(
    EndpointRole Role,
    string Method,
    string Path,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    string? Body,
    string? ContentType,
    string? ResponseSample);

/// <summary>A provider contract (L04): stored in SQLite and in <c>{PROVIDER}_CONTRACT.json</c>; no secret in it.</summary>
/// <param name="Account">Whose traffic it came from.</param>
/// <param name="Provider">The protocol that recognised it.</param>
/// <param name="Host">Host the traffic was captured at.</param>
/// <param name="Endpoints">At most one per role.</param>
/// <param name="Active">True once the user marked it; at most <c>arb.accounts.max-contracts</c> per account are active.</param>
/// <param name="MarkedAt">When it was marked, or null.</param>
public sealed partial record ProviderContract(
    AccountId Account, ProviderId Provider, string Host, IReadOnlyList<ContractEndpoint> Endpoints, bool Active, DateTimeOffset? MarkedAt)
{
    /// <summary>How a plain JSON feed is read without code of its own; null where <see cref="Provider"/> is a protocol of this build.</summary>
    public FeedMapping? Mapping { get; init; }

    /// <summary>This contract, and the roles it lacks from another one of the same provider and site; itself when there is none such.</summary>
    public ProviderContract FilledFrom(ProviderContract? other) =>
        other is null || other.Provider != Provider || other.Host != Host
            ? this
            : this with
            {
                Endpoints = [.. Endpoints.Concat(other.Endpoints.Where(endpoint => Find(endpoint.Role) is null)).OrderBy(endpoint => endpoint.Role)],
                Mapping = Mapping ?? other.Mapping,
            };

    /// <summary>Cookies and tokens that requests of the betting endpoints ask for and a session does not have, in words: such a bet could not be sent.</summary>
    public IReadOnlyList<string> LacksForBets(ProviderSession session)
    {
        var lacks = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (role, kind, name) in Lacking(session).Where(lack => lack.Role is EndpointRole.Quote or EndpointRole.Place or EndpointRole.BetList or EndpointRole.Balance))
            lacks.Add($"the session has no {kind} '{name}' yet, which the {role} request carries: do on the site once what it does, by hand");
        return [.. lacks];
    }

    /// <summary>Cookies and tokens that requests of the contract ask for and a session does not have, by the first request that does.</summary>
    public IReadOnlyList<(EndpointRole Role, string Kind, string Name)> Lacking(ProviderSession session)
    {
        var lacks = new List<(EndpointRole Role, string Kind, string Name)>();
        foreach (var endpoint in Endpoints)
            foreach (var text in endpoint.Headers.Select(header => header.Value).Append(endpoint.Path).Append(endpoint.Body ?? ""))
                foreach (Match hole in SessionHole().Matches(text))
                {
                    var (kind, name) = (hole.Groups[1].Value, hole.Groups[2].Value);
                    if (kind == "cookie" ? session.Cookie(name, endpoint.Path.Split('?')[0]) is null : !session.Tokens.ContainsKey(name))
                        lacks.Add((endpoint.Role, kind, name));
                }
        return lacks;
    }

    [GeneratedRegex(@"\{\{(cookie|token):([A-Za-z0-9_.:$!~-]{1,112})\}\}")]
    private static partial Regex SessionHole();

    /// <summary>The endpoint with a role, or null.</summary>
    public ContractEndpoint? Find(EndpointRole role)
    {
        foreach (var endpoint in Endpoints)
            if (endpoint.Role == role)
                return endpoint;
        return null;
    }
}

/// <summary>What a contract is good for and what it lacks.</summary>
/// <param name="CanHarvest">True when a worker may poll under it.</param>
/// <param name="CanBet">True when the account may bet under it, with real money too.</param>
/// <param name="Problems">What is missing or wrong, in words, for <c>arb status</c>; empty when both are true.</param>
public sealed record ContractValidation(bool CanHarvest, bool CanBet, IReadOnlyList<string> Problems)
{
    /// <summary>True when bets on paper may be counted under it: odds, and a protocol that takes bets. The requests of a real bet need not have been recorded, because none is sent.</summary>
    public bool CanBetOnPaper => CanHarvest && Lacks.All(lack => lack is { Ability: ContractAbility.Bet, Role: not null });

    /// <summary>The same problems, each with the ability that it stands in the way of and the endpoint that is missing; as many as <see cref="Problems"/>, in the same order.</summary>
    public IReadOnlyList<ContractLack> Lacks { get; init; } = [.. Problems.Select(problem => new ContractLack(CanHarvest ? ContractAbility.Bet : ContractAbility.Harvest, null, problem))];
}

/// <summary>What a contract may be good for.</summary>
public enum ContractAbility : byte
{
    /// <summary>A worker may poll odds under it; needed for bets too.</summary>
    Harvest,

    /// <summary>The account may bet under it.</summary>
    Bet,
}

/// <summary>One thing that a contract lacks.</summary>
/// <param name="Ability">What it cannot be used for because of it; without <see cref="ContractAbility.Harvest"/> there is no <see cref="ContractAbility.Bet"/> either.</param>
/// <param name="Role">The endpoint that is missing or incomplete, or null: the contract as a whole.</param>
/// <param name="Text">What is missing and what to do about it, in words.</param>
public sealed record ContractLack(ContractAbility Ability, EndpointRole? Role, string Text);

/// <summary>
/// What a login left behind (L06): handed to worker and bettor, kept in memory; at rest only where the user asks for it, encrypted. Printing it shows names, never values.
/// </summary>
/// <param name="Account">Whose.</param>
/// <param name="BaseUrl">Scheme, host and port of the real site.</param>
/// <param name="Cookies">Name → value.</param>
/// <param name="Headers">Header profile of the browser (User-Agent, Accept-Language, …) for requests whose endpoint has none.</param>
/// <param name="Tokens">Protocol tokens by name (ISPORT <c>path</c>, SBO <c>ts</c> and <c>tk</c>).</param>
/// <param name="Generation">1 for the first session of an account in this run, then 2, …: answers to an older one are ignored.</param>
public sealed record ProviderSession(
    AccountId Account,
    Uri BaseUrl,
    IReadOnlyDictionary<string, string> Cookies,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    IReadOnlyDictionary<string, string> Tokens,
    int Generation)
{
    /// <summary>Where cookies go whose name does not go to the whole site with one value, longer paths first; what is named here goes nowhere else, whatever <see cref="Cookies"/> says.</summary>
    public IReadOnlyList<PathCookie> PathCookies { get; init; } = [];

    /// <summary>Names of tokens that were taken for secrets by their look, or by a name such as <c>key</c>: some of them are different in every request, so that another value makes no other session.</summary>
    public IReadOnlyCollection<string> LooseTokens { get; init; } = [];

    /// <summary>The cookies that go with a request to a path; of one name the longer path comes first, and both go where both belong, as with browsers.</summary>
    public IEnumerable<KeyValuePair<string, string>> CookiesFor(string path) =>
        PathCookies.Count == 0
            ? Cookies
            : PathCookies.Where(cookie => CookieRules.OfPath(cookie.Path, path)).Select(cookie => KeyValuePair.Create(cookie.Name, cookie.Value)).Concat(Cookies.Where(pair => !IsScoped(pair.Key)));

    /// <summary>The value of a cookie at a path, or null.</summary>
    public string? Cookie(string name, string path)
    {
        foreach (var cookie in PathCookies)
            if (cookie.Name == name && CookieRules.OfPath(cookie.Path, path))
                return cookie.Value;
        return IsScoped(name) ? null : Cookies.GetValueOrDefault(name);
    }

    /// <summary>Cookies by name.</summary>
    public int CookieCount => Cookies.Keys.Union(PathCookies.Select(cookie => cookie.Name), StringComparer.Ordinal).Count();

    private bool IsScoped(string name)
    {
        foreach (var cookie in PathCookies)
            if (cookie.Name == name)
                return true;
        return false;
    }

    /// <summary>Names only.</summary>
    public override string ToString() => $"session {Generation} of {Account} at {BaseUrl.Host}: {CookieCount} cookies, {Tokens.Count} tokens";
}
