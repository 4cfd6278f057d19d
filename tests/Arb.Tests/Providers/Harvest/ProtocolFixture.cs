using System.Text;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Cmd;
using Arb.Providers.Isport;
using Arb.Providers.Mapped;
using Arb.Providers.Sbo;

namespace Arb.Tests.Providers.Harvest;

/// <summary>What the contract suite needs to know of a protocol: its name, endpoints, session tokens and where its payload files are.</summary>
public abstract class ProtocolFixture
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    public abstract IProviderProtocol Protocol { get; }

    public abstract string Folder { get; }

    public abstract string Extension { get; }

    public abstract string ContentType { get; }

    public abstract IReadOnlyList<ContractEndpoint> Endpoints { get; }

    /// <summary>An answer to the odds poll that says that the session is lost in the protocol's own words; null when it has none.</summary>
    public virtual string? LostBody => null;

    /// <summary>False where every answer is a snapshot.</summary>
    public virtual bool HasDeltas => true;

    /// <summary>False where a feed gives prices only.</summary>
    public virtual bool CanBet => true;

    public virtual FeedMapping? Mapping => null;

    /// <summary>True when a request asks for a snapshot.</summary>
    public abstract bool AsksSnapshot(ProviderRequest request);

    public virtual IReadOnlyDictionary<string, string> Tokens => new Dictionary<string, string>();

    public ProviderContract Contract => new(new AccountId("a1"), Protocol.Id, "white.example", Endpoints, true, Now) { Mapping = Mapping };

    public ProviderSession Session => new(
        new AccountId("a1"), new Uri("https://white.example:8443"), new Dictionary<string, string> { ["sid"] = "secret-cookie", ["lang"] = "en" },
        [new("User-Agent", "Test/1")], Tokens, 1);

    public byte[] Payload(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Providers", "Payloads", Folder, name + Extension));

    public string Text(string name) => Encoding.UTF8.GetString(Payload(name));

    public Harness Harness(int maxEvents = 1000, int maxMarkets = 10_000) => new(this, new HarvestLimits(maxEvents, maxMarkets));

    protected static ContractEndpoint Endpoint(EndpointRole role, string method, string path, string? body = null, string? contentType = null) =>
        new(role, method, path, [new("Accept", "*/*"), new("Referer", "{{base}}/home")], body, contentType, null);
}

/// <summary>A harvester with a session and a sink, fed one odds answer at a time as a worker would.</summary>
public sealed class Harness(ProtocolFixture fixture, HarvestLimits limits)
{
    private readonly IHarvester _harvester = fixture.Protocol.CreateHarvester(fixture.Contract, limits);

    internal RecordingSink Sink { get; } = new();

    public HarvestPoll Poll => _harvester.Polls.First(p => p.Role == HarvestRole.Odds);

    public IHarvester Harvester => _harvester;

    public ProviderRequest Request(HarvestPoll? poll = null) => _harvester.BuildRequest(poll ?? Poll, fixture.Session, ProtocolFixture.Now);

    public HarvestResult Feed(byte[] body, int status = 200, string? contentType = null, string? location = null, HarvestPoll? poll = null, string? tag = null)
    {
        Request(poll);
        return _harvester.Accept(poll ?? Poll, new ProviderResponse(status, contentType ?? fixture.ContentType, location, body, tag), ProtocolFixture.Now, Sink);
    }

    public HarvestResult Feed(string body, int status = 200, string? contentType = null, string? location = null, HarvestPoll? poll = null) =>
        Feed(Encoding.UTF8.GetBytes(body), status, contentType, location, poll);

    public HarvestResult File(string name) => Feed(fixture.Payload(name));
}

public sealed class CmdFixture : ProtocolFixture
{
    public override IProviderProtocol Protocol { get; } = new CmdProtocol();

    public override string Folder => "Cmd";

    public override string Extension => ".json";

    public override string ContentType => "application/json";

    public override IReadOnlyList<ContractEndpoint> Endpoints =>
    [
        Endpoint(
            EndpointRole.Odds, "POST", "/Member/BetsView/BetLight/DataOdds.ashx",
            "fc={{fc}}&m_accType=MY&SystemLanguage=en-US&TimeFilter=0&m_gameType=S_&SingleDouble=double&clientTime={{clientTime}}&c=A&t={{t}}", "application/x-www-form-urlencoded"),
    ];

    public override bool AsksSnapshot(ProviderRequest request) => Encoding.UTF8.GetString(request.Body!).StartsWith("fc=1&", StringComparison.Ordinal);
}

public sealed class IsportFixture : ProtocolFixture
{
    public override IProviderProtocol Protocol { get; } = new IsportProtocol();

    public override string Folder => "Isport";

    public override string Extension => ".json";

    public override string ContentType => "application/json";

    public override IReadOnlyDictionary<string, string> Tokens => new Dictionary<string, string> { ["path"] = "(S(t0ken))" };

    public override string LostBody => """{"ErrorCode":100,"Data":null}""";

    public override IReadOnlyList<ContractEndpoint> Endpoints =>
    [
        Endpoint(EndpointRole.Leagues, "GET", "/{{token:path}}/sports/leagues"),
        Endpoint(EndpointRole.Matches, "GET", "/{{token:path}}/sports/matches?market={{market}}"),
        Endpoint(EndpointRole.Odds, "GET", "/{{token:path}}/sports/odds?market={{market}}&since={{since}}"),
    ];

    public override bool AsksSnapshot(ProviderRequest request) => request.Uri.Query.EndsWith("&since=0", StringComparison.Ordinal);
}

public sealed class SboFixture : ProtocolFixture
{
    public override IProviderProtocol Protocol { get; } = new SboProtocol();

    public override string Folder => "Sbo";

    public override string Extension => ".js";

    public override string ContentType => "text/javascript";

    public override IReadOnlyDictionary<string, string> Tokens => new Dictionary<string, string> { ["ts"] = "0a1b2c3d", ["tk"] = "4500,1,2,3,4,5,6,7,8,9,10,4" };

    public override string LostBody => "$P.onReload('ts');";

    public override IReadOnlyList<ContractEndpoint> Endpoints =>
        [Endpoint(EndpointRole.Odds, "GET", "/en/data/event?ts={{token:ts}}&tk={{token:tk}}&ac={{ac}}")];

    public override bool AsksSnapshot(ProviderRequest request) => request.Uri.Query.EndsWith("&ac=1", StringComparison.Ordinal);
}

/// <summary>A plain JSON feed that no code knows: markets in a list, ids and lines of their own, Malay and decimal prices.</summary>
public sealed class MappedFixture : ProtocolFixture
{
    private static readonly Dictionary<string, Selection> Names = new()
    {
        ["1"] = Selection.Home,
        ["X"] = Selection.Draw,
        ["2"] = Selection.Away,
        ["h"] = Selection.Home,
        ["a"] = Selection.Away,
        ["over"] = Selection.Over,
        ["under"] = Selection.Under,
        ["odd"] = Selection.Odd,
        ["even"] = Selection.Even,
    };

    public override IProviderProtocol Protocol { get; } = new MappedProtocol();

    public override string Folder => "Mapped";

    public override string Extension => ".json";

    public override string ContentType => "application/json";

    public override bool HasDeltas => false;

    public override bool CanBet => false;

    public override FeedMapping Mapping { get; } = new()
    {
        Events = "events[]",
        EventId = "id",
        Home = "home.name",
        Away = "away.name",
        KickOff = "start",
        Time = FeedTime.UnixSeconds,
        League = "league.name",
        InPlay = new FeedFlag("live", ["true"]),
        Open = new FeedFlag("status", ["open"]),
        Format = OddsFormat.Malay,
        Markets =
        [
            new FeedMarkets
            {
                Path = "markets[]",
                Id = "mid",
                Code = "type",
                Line = "line",
                Selections = "sel[]",
                Name = "s",
                Price = "p",
                Names = Names,
                Rules =
                [
                    new FeedRule("AH", MarketKind.AsianHandicap, Period.FullTime),
                    new FeedRule("AH_1H", MarketKind.AsianHandicap, Period.FirstHalf),
                    new FeedRule("OU", MarketKind.Total, Period.FullTime),
                    new FeedRule("OU_1H", MarketKind.Total, Period.FirstHalf),
                    new FeedRule("1X2", MarketKind.OneXTwo, Period.FullTime, Format: OddsFormat.Decimal),
                    new FeedRule("1X2_1H", MarketKind.OneXTwo, Period.FirstHalf, Format: OddsFormat.Decimal),
                    new FeedRule("OE", MarketKind.OddEven, Period.FullTime),
                ],
            },
        ],
    };

    public override IReadOnlyList<ContractEndpoint> Endpoints => [Endpoint(EndpointRole.Odds, "GET", "/api/feed?_={{now}}")];

    public override bool AsksSnapshot(ProviderRequest request) => true;
}
