using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Tests.Browser;

/// <summary>Recognises /odds, /quote, … and copies captures as they are, secrets included: the careless protocol that the recorder must survive.</summary>
internal sealed class EchoProtocol : IProviderProtocol
{
    public ProviderId Id { get; } = new("ECHO");

    public TimeSpan SettleTime => TimeSpan.Zero;

    public bool CanBet(MarketKind kind) => false;

    public EndpointRole? Recognise(CapturedExchange capture) => capture.Url.AbsolutePath.Split('/')[^1] switch
    {
        "odds" => EndpointRole.Odds,
        "quote" => EndpointRole.Quote,
        "place" => EndpointRole.Place,
        _ => null,
    };

    public ContractEndpoint ToEndpoint(EndpointRole role, CapturedExchange capture) =>
        new(role, capture.Method, capture.Url.PathAndQuery, capture.RequestHeaders, capture.RequestBody, "text/plain", capture.ResponseBody);

    public IReadOnlyDictionary<string, string> FindTokens(IReadOnlyList<CapturedExchange> captures) =>
        captures.LastOrDefault(c => c.Url.Query.StartsWith("?tok=")) is { } found ? new Dictionary<string, string> { ["tok"] = found.Url.Query[5..] } : new Dictionary<string, string>();

    public ContractValidation Validate(ProviderContract contract) => new(true, false, []);

    public IHarvester CreateHarvester(ProviderContract contract, HarvestLimits limits) => throw new NotSupportedException("no harvest in these tests");

    public IBetting CreateBetting(ProviderContract contract) => throw new NotSupportedException("no bets in these tests");
}

/// <summary>Captures in one line.</summary>
internal static class Captures
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static CapturedExchange Get(int second, string url, string? cookie = null, string? setCookie = null, string? answer = null, params KeyValuePair<string, string>[] headers) => new(
        "GET",
        new Uri(url),
        cookie is null ? headers : [.. headers, new("Cookie", cookie)],
        null,
        200,
        setCookie is null ? [] : [new("Set-Cookie", setCookie)],
        answer,
        Start.AddSeconds(second));
}
