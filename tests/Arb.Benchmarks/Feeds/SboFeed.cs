using System.Text;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Sbo;

namespace Arb.Benchmarks.Feeds;

/// <summary>SBO: script literals, one nested row per market; every full answer has the matches too.</summary>
internal sealed class SboFeed(int prices) : Feed(prices, Shapes, rowIsEvent: false)
{
    private static readonly (MarketKind Kind, Period Period)[] Shapes =
    [
        (MarketKind.AsianHandicap, Period.FullTime), (MarketKind.OddEven, Period.FullTime), (MarketKind.Total, Period.FullTime), (MarketKind.OneXTwo, Period.FullTime),
        (MarketKind.AsianHandicap, Period.FirstHalf), (MarketKind.OneXTwo, Period.FirstHalf), (MarketKind.Total, Period.FirstHalf),
    ];

    private static readonly int[] BetTypes = [1, 2, 3, 5, 7, 8, 9];

    public override string Name => "SBO";

    public override ProviderId Provider => new SboProtocol().Id;

    public override string ContentType => "text/javascript";

    protected override IReadOnlyDictionary<string, string> Tokens => new Dictionary<string, string> { ["ts"] = "0a1b2c3d", ["tk"] = "4500,1,2,3,4,5,6,7,8,9,10,4" };

    protected override IReadOnlyList<ContractEndpoint> Endpoints =>
        [new(EndpointRole.Odds, "GET", "/en/data/event?ts={{token:ts}}&tk={{token:tk}}&ac={{ac}}", [], null, null, null)];

    public override IProviderProtocol CreateProtocol() => new SboProtocol();

    /// <summary>The call's argument with double quotes; the feed has no escapes and no elided elements.</summary>
    public override byte[] AsJson(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        var start = text.IndexOf('[', StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text[start..^2].Replace('\'', '"'));
    }

    protected override void Write(StringBuilder into, SyntheticWorld world, bool whole)
    {
        into.Append("$P.onUpdate('od',[4588,1,[[1,[");
        Join(into, world.Events.Length, match => into.Append(
            $"[{1000 + match},{50 + match / 16},'{SyntheticWorld.League(match)}','{SyntheticWorld.Home(match)}','{SyntheticWorld.Away(match)}','11/21/2026 20:00',0,null,null]"));
        into.Append("],[");
        Join(into, world.Events.Length * Shapes.Length, row => Row(into, row / Shapes.Length, row % Shapes.Length, world.Events[row / Shapes.Length][row % Shapes.Length]));
        into.Append("],null]],{},{},false]);");
    }

    private static void Row(StringBuilder into, int match, int shape, WireMarket market)
    {
        var line = market.Kind switch { MarketKind.AsianHandicap => "-0.5", MarketKind.Total => "2.5", _ => "0" };
        into.Append($"[{10_000_000 + match * 100 + BetTypes[shape]},[{1000 + match},{BetTypes[shape]},0,5,1500,{line}],[").AppendJoin(',', market.Prices).Append("]]");
    }
}
