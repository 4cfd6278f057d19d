using Arb.Browser.Contracts;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Browser.Exports;

/// <summary>Reads a live browser's captures by the protocols of this build: the same recorder and header profile as for exports, cookies from the browser itself.</summary>
public sealed class CaptureReader(IReadOnlyList<IProviderProtocol> protocols) : ICaptureReader
{
    // A plain feed may be open to everybody: no cookie and no token is no missing login there.
    private ProviderId? Mapped { get; init; }

    /// <inheritdoc/>
    public (ProviderId Provider, EndpointRole Role)? Recognise(CapturedExchange capture)
    {
        if (ContractRecorder.MayBeEndpoint(capture))
            foreach (var protocol in protocols)
                if (protocol.Recognise(capture) is { } role)
                    return (protocol.Id, role);
        return null;
    }

    /// <inheritdoc/>
    public ICaptureReader With(ProviderContract contract) =>
        contract.Mapping is not null && protocols.Of(contract) is { } own ? new CaptureReader([own, .. protocols]) { Mapped = own.Id } : this;

    /// <inheritdoc/>
    public bool IsPage(CapturedExchange capture) =>
        capture.Kind == CaptureKind.Http && capture.ResponseBody is not null
        && capture.ResponseHeaders.Any(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) && header.Value.Contains("text/html", StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public ProviderSession? ReadSession(AccountId account, ProviderId provider, IReadOnlyList<CapturedExchange> captures, IReadOnlyList<BrowserCookie> cookies)
    {
        var own = captures.Where(capture => Recognise(capture) is { } found && found.Provider == provider).OrderBy(capture => capture.At).ToList();
        if (own.Count == 0 || protocols.FirstOrDefault(protocol => protocol.Id == provider) is not { } speaker)
            return null;
        // The odds requests are what the worker will make: their headers are the profile.
        var like = own.LastOrDefault(capture => Recognise(capture)!.Value.Role is EndpointRole.Odds or EndpointRole.OddsDelta) ?? own[^1];
        var root = new Uri(own[^1].Url.GetLeftPart(UriPartial.Authority));
        // Browsers drop what has expired; what they hold counts whenever they were asked.
        var (held, scoped) = CookieRules.Of(cookies, own[^1].Url, DateTimeOffset.MinValue);
        var (tokens, loose) = SessionAssembler.Tokens(speaker, [.. captures.OrderBy(capture => capture.At)], own.Where(capture => capture.Url.Authority == root.Authority));
        return held.Count + scoped.Count + tokens.Count - loose.Count == 0 && provider != Mapped ? null : new ProviderSession(account, root, held, SessionAssembler.Profile(like), tokens, Generation: 0) { PathCookies = scoped, LooseTokens = loose };
    }

    /// <inheritdoc/>
    public IReadOnlyList<ProviderContract> ReadContracts(AccountId account, IReadOnlyList<CapturedExchange> captures) =>
        ContractRecorder.Record(account, captures, protocols).Contracts;
}
