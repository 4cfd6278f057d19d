using System.Globalization;
using System.Text;
using System.Text.Json;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers;
using Arb.Providers.Mapped;
using Arb.Providers.Mapped.Suggesting;

namespace Arb.Tests.Providers.Harvest;

/// <summary>The ready mapping of The Odds API v4 against what it really published: snapshots of twelve bookmakers, put back into the API's own form.</summary>
public sealed class OddsApiDataSpecs
{
    private static readonly AccountId Account = new("a1");
    private static readonly Dictionary<string, MarketKind> Kinds = new() { ["h2h"] = MarketKind.Moneyline, ["spreads"] = MarketKind.AsianHandicap, ["totals"] = MarketKind.Total };

    [SharedDataFact]
    public void Should_read_every_price_of_every_bookmaker_that_was_really_published_and_no_other()
    {
        var prices = 0;
        var threeWay = 0;
        foreach (var rows in Snapshots())
        {
            var body = Encoding.UTF8.GetBytes(Json(rows));
            foreach (var bookmaker in rows.GroupBy(row => row.Bookmaker))
            {
                var sink = Feed(ReadyMappings.For("odds-api-v4", bookmaker.Key), body);
                var wanted = bookmaker.Where(row => Kinds.ContainsKey(row.Market)).GroupBy(row => (row.Event, row.Market)).ToList();
                threeWay += wanted.RemoveAll(market => market.Count() == 3);
                Assert.Equal(wanted.Count, sink.Markets.Count);
                foreach (var market in wanted)
                    prices += Same(sink, market.Key.Event, Kinds[market.Key.Market], [.. market]);
            }
        }
        // 25,474 rows of these markets, of which 18 markets had a draw and are none of two outcomes.
        Assert.Equal((25_474 - (18 * 3), 18), (prices, threeWay));
    }

    [SharedDataFact]
    public void Should_be_proposed_for_what_was_really_published_with_every_bookmaker_named()
    {
        var rows = Snapshots().First();
        var capture = new CapturedExchange(
            "GET", new Uri("https://api.example/v4/sports/aussierules_afl/odds?apiKey=k3yOfTheUser77&regions=au"), [], null, 200, [new("Content-Type", "application/json")], Json(rows), ProtocolFixture.Now);
        var study = new CaptureStudy(BuiltInProtocols.All());
        var proposal = study.Suggest(Account, [capture], new MappingWish(null, null)).Proposal!;
        Assert.Equal("odds-api-v4", proposal.Source);
        Assert.Equal(rows.Select(row => row.Event).Distinct().Count(), proposal.Events);
        var notes = string.Join('\n', proposal.Notes);
        Assert.All(rows.Select(row => row.Bookmaker).Distinct(), name => Assert.Contains(name, notes, StringComparison.Ordinal));
    }

    private static int Same(RecordingSink sink, string id, MarketKind kind, List<Row> rows)
    {
        var market = sink.Market(id, kind, Period.FullTime)!;
        var odds = sink.Odds(id, kind, Period.FullTime);
        var (first, second) = kind == MarketKind.Total ? ("Over", "Under") : (rows[0].Home, rows[0].Away);
        var (one, two) = (rows.Single(row => row.Name == first), rows.Single(row => row.Name == second));
        Assert.Equal((one.Price, two.Price), (odds.First.ToDecimal(), odds.Second.ToDecimal()));
        if (one.Point is { } point)
            Assert.Equal((point, kind == MarketKind.Total ? point : -point), (market.Line.ToDecimal(), two.Point!.Value));
        return 2;
    }

    private static RecordingSink Feed(FeedMapping mapping, byte[] body)
    {
        var contract = new ProviderContract(Account, new ProviderId("ODDSAPI"), "api.example", [new(EndpointRole.Odds, "GET", "/odds", [], null, null, null)], true, ProtocolFixture.Now) { Mapping = mapping };
        var harvester = new MappedProtocol().CreateHarvester(contract, new HarvestLimits(1_000, 10_000));
        var sink = new RecordingSink();
        Assert.Equal(HarvestKind.Applied, harvester.Accept(harvester.Polls[0], new ProviderResponse(200, "application/json", null, body), ProtocolFixture.Now, sink).Kind);
        return sink;
    }

    private static IEnumerable<List<Row>> Snapshots() =>
        Directory.EnumerateFiles(SharedData.PathOf("afl"), "afl_game_odds_*.csv").Order(StringComparer.Ordinal).Select(file => File.ReadLines(file).Skip(1).Select(Row.Read).ToList());

    /// <summary>The rows in the form in which the API answers.</summary>
    private static string Json(List<Row> rows) => JsonSerializer.Serialize(rows.GroupBy(row => row.Event).Select(match => new
    {
        id = match.Key,
        sport_key = "aussierules_afl",
        sport_title = "AFL",
        commence_time = match.First().KickOff,
        home_team = match.First().Home,
        away_team = match.First().Away,
        bookmakers = match.GroupBy(row => row.Bookmaker).Select(bookmaker => new
        {
            key = bookmaker.Key,
            markets = bookmaker.GroupBy(row => row.Market).Select(market => new
            {
                key = market.Key,
                outcomes = market.Select(row => row.Point is { } point ? (object)new { name = row.Name, price = row.Price, point } : new { name = row.Name, price = row.Price }),
            }),
        }),
    }));

    private sealed record Row(string Event, string Home, string Away, string KickOff, string Bookmaker, string Market, string Name, decimal Price, decimal? Point)
    {
        public static Row Read(string line)
        {
            var cells = line.Split(',');
            return new Row(cells[0], cells[1], cells[2], cells[3], cells[4], cells[7], cells[8], Number(cells[9]), cells[10].Length == 0 ? null : Number(cells[10]));
        }

        private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
    }
}
