using System.Text;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Isport;

namespace Arb.Benchmarks.Feeds;

/// <summary>ISPORT: one record per market; the first answer brings leagues and matches along.</summary>
internal sealed class IsportFeed(int prices) : Feed(prices, Shapes, rowIsEvent: false)
{
    private static readonly (MarketKind Kind, Period Period)[] Shapes =
    [
        (MarketKind.AsianHandicap, Period.FullTime), (MarketKind.OddEven, Period.FullTime), (MarketKind.Total, Period.FullTime), (MarketKind.OneXTwo, Period.FullTime),
        (MarketKind.AsianHandicap, Period.FirstHalf), (MarketKind.Total, Period.FirstHalf), (MarketKind.OneXTwo, Period.FirstHalf),
    ];

    private static readonly int[] BetTypes = [1, 2, 3, 5, 7, 8, 15];

    public override string Name => "ISPORT";

    public override ProviderId Provider => new IsportProtocol().Id;

    public override string ContentType => "application/json";

    protected override IReadOnlyDictionary<string, string> Tokens => new Dictionary<string, string> { ["path"] = "(S(t0ken))" };

    protected override IReadOnlyList<ContractEndpoint> Endpoints =>
        [new(EndpointRole.Odds, "GET", "/{{token:path}}/sports/odds?market={{market}}&since={{since}}", [], null, null, null)];

    public override IProviderProtocol CreateProtocol() => new IsportProtocol();

    protected override void Write(StringBuilder into, SyntheticWorld world, bool whole)
    {
        into.Append("""{"cursor":991,"full":true,"f":{"l":["leagueid","leaguenameen"],""")
            .Append("""
                "m":["matchid","leagueid","hteamnameen","ateamnameen","kickofftime","islive","livehomescore","liveawayscore","matchstatus"],
                """.Trim())
            .Append("""
                "o":["oddsid","matchid","bettype","hdp1","hdp2","odds1a","odds2a","com1","comx","com2","oddsstatus","minbet","maxbet"]},
                """.Trim());
        if (whole)
            WriteMatches(into, world);
        into.Append("\"o\":[");
        Join(into, world.Events.Length * Shapes.Length, row => Row(into, row / Shapes.Length, row % Shapes.Length, world.Events[row / Shapes.Length][row % Shapes.Length]));
        into.Append("]}");
    }

    private static void WriteMatches(StringBuilder into, SyntheticWorld world)
    {
        into.Append("\"l\":[");
        Join(into, (world.Events.Length + 15) / 16, league => into.Append($"[{50 + league},\"{SyntheticWorld.League(league * 16)}\"]"));
        into.Append("],\"m\":[");
        Join(into, world.Events.Length, match => into.Append(
            $"[{1000 + match},{50 + match / 16},\"{SyntheticWorld.Home(match)}\",\"{SyntheticWorld.Away(match)}\",1795262400,0,0,0,\"running\"]"));
        into.Append("],");
    }

    private static void Row(StringBuilder into, int match, int shape, WireMarket market)
    {
        into.Append('[').Append(10_000_000 + match * 100 + BetTypes[shape]).Append(',').Append(1000 + match).Append(',').Append(BetTypes[shape]);
        into.Append(market.Kind switch { MarketKind.AsianHandicap => ",0.5,0", MarketKind.Total => ",2.5,0", _ => ",0,0" });
        if (market.Kind == MarketKind.OneXTwo)
            into.Append(",0,0,").AppendJoin(',', market.Prices);
        else
            into.Append(',').AppendJoin(',', market.Prices).Append(",0,0,0");
        into.Append(",\"running\",5,1500]");
    }
}
