using System.Text;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Cmd;

namespace Arb.Benchmarks.Feeds;

/// <summary>CMD: a row of 91 positions per match with nine markets in it; snapshots only.</summary>
internal sealed class CmdFeed(int prices) : Feed(prices, Shapes, rowIsEvent: true)
{
    private static readonly (MarketKind Kind, Period Period)[] Shapes =
    [
        (MarketKind.AsianHandicap, Period.FullTime), (MarketKind.Total, Period.FullTime), (MarketKind.AsianHandicap, Period.FirstHalf), (MarketKind.Total, Period.FirstHalf),
        (MarketKind.OneXTwo, Period.FullTime), (MarketKind.OneXTwo, Period.FirstHalf), (MarketKind.OddEven, Period.FullTime), (MarketKind.OddEven, Period.FirstHalf),
        (MarketKind.DoubleChance, Period.FullTime),
    ];

    // Positions of each market's prices, in canonical order.
    private static readonly int[][] PricesAt = [[40, 41], [42, 43], [44, 45], [46, 47], [17, 19, 18], [20, 22, 21], [48, 49], [65, 66], [84, 85, 86]];

    public override string Name => "CMD";

    public override ProviderId Provider => new CmdProtocol().Id;

    public override string ContentType => "application/json";

    protected override IReadOnlyList<ContractEndpoint> Endpoints =>
        [new(EndpointRole.Odds, "POST", "/BetLight/DataOdds.ashx", [], "fc={{fc}}&m_accType=MY&clientTime={{clientTime}}&c=A&t={{t}}", "application/x-www-form-urlencoded", null)];

    public override IProviderProtocol CreateProtocol() => new CmdProtocol();

    protected override void Write(StringBuilder into, SyntheticWorld world, bool whole)
    {
        into.Append("""{"t":4711,"a":true,"data":[],"today":[""");
        Join(into, world.Events.Length, match => Row(into, match, world.Events[match]));
        into.Append("""],"f":[]}""");
    }

    private static void Row(StringBuilder into, int match, WireMarket[] markets)
    {
        var cells = new string[91];
        Array.Fill(cells, "null");
        cells[0] = $"{25_400_000 + match}";
        cells[3] = $"{16_000 + match / 16}";
        (cells[10], cells[12], cells[14], cells[16]) = ("0.5", "2.5", "0.5", "1.5");
        (cells[24], cells[64], cells[25], cells[79]) = ("1", "1", "0", "0");
        cells[34] = $"\"fa97fe7b-13d3-4b03-96db-{match:000000000000}\"";
        cells[37] = $"\"{SyntheticWorld.League(match)}\"";
        cells[38] = $"\"{SyntheticWorld.Home(match)}\"";
        cells[39] = $"\"{SyntheticWorld.Away(match)}\"";
        (cells[53], cells[56]) = ("\"18:30\"", "\"11/21\"");
        for (var k = 0; k < markets.Length; k++)
            for (var i = 0; i < PricesAt[k].Length; i++)
                cells[PricesAt[k][i]] = markets[k].Prices[i];
        into.Append('[').AppendJoin(',', cells).Append(']');
    }
}
