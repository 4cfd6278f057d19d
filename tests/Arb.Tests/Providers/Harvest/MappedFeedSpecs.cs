using System.Text;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Mapped;

namespace Arb.Tests.Providers.Harvest;

/// <summary>What is peculiar to feeds that a mapping describes.</summary>
public sealed class MappedFeedSpecs
{
    private static readonly AccountId Account = new("a1");

    [Fact]
    public void Should_read_handicaps_and_totals_of_the_odds_api_by_each_sides_own_point()
    {
        var sink = Feed(ReadyMappings.For("odds-api-v4", "bookone"), OddsApi());
        Assert.Equal(
            """
            e1 AsianHandicap FullTime -0.5 Decimal 1.95 1.87 -
            e1 OneXTwo FullTime 0 Decimal 2.4 3.3 2.9 -
            e1 Premier Test: Alpha v Beta 2026-11-21 15:00
            e1 Total FullTime 2.5 Decimal 1.8 2 -
            e2 Hockey Test: Gamma v Delta 2026-11-22 00:30
            e2 Moneyline FullTime 0 Decimal 1.7 2.15 -
            """.ReplaceLineEndings("\n"), sink.State());
        Assert.Equal([DropReason.UnknownMarket], sink.Drops);
    }

    [Fact]
    public void Should_never_take_three_outcomes_for_two()
    {
        var three = OddsApi().Replace("""{"name":"Delta","price":2.15}""", """{"name":"Delta","price":2.15},{"name":"Draw","price":4}""", StringComparison.Ordinal);
        var sink = Feed(ReadyMappings.For("odds-api-v4", "bookone"), three);
        Assert.DoesNotContain("Moneyline", sink.State(), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_leave_a_three_way_market_with_a_closed_draw_as_it_is()
    {
        var two = OddsApi().Replace(""",{"name":"Draw","price":3.3}""", "", StringComparison.Ordinal);
        Assert.Contains("e1 OneXTwo FullTime 0 Decimal 2.4 - 2.9 -", Feed(ReadyMappings.For("odds-api-v4", "bookone"), two).State(), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_read_no_prices_of_another_bookmaker()
    {
        var sink = Feed(ReadyMappings.For("odds-api-v4", "booktwo"), OddsApi());
        Assert.Equal(["2.5 3.4 2.8 -"], sink.State().Split('\n').Where(line => line.Contains("OneXTwo", StringComparison.Ordinal)).Select(line => line[^13..]));
        Assert.Empty(Feed(ReadyMappings.For("odds-api-v4", "nobody"), OddsApi()).Markets);
    }

    [Theory]
    [InlineData("\"2026-11-21T15:00:00Z\"", FeedTime.Iso, 0, "15:00")]
    [InlineData("\"2026-11-21T17:00:00.000+02:00\"", FeedTime.Iso, 0, "15:00")]
    [InlineData("\"2026-11-21 17:00:00\"", FeedTime.Iso, 120, "15:00")]
    [InlineData("1795273200", FeedTime.UnixSeconds, 0, "15:00")]
    [InlineData("\"1795273200\"", FeedTime.UnixSeconds, 0, "15:00")]
    [InlineData("1795273200000", FeedTime.UnixMilliseconds, 0, "15:00")]
    public void Should_read_times_as_the_mapping_says(string text, FeedTime time, int offset, string clock)
    {
        var sink = Feed(Plain with { Time = time, UtcOffsetMinutes = offset }, Leagues.Replace("1795273200", text, StringComparison.Ordinal));
        Assert.Contains($"2026-11-21 {clock}", sink.State(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("\"soon\"")]
    [InlineData("9999999999999999")]
    [InlineData("null")]
    public void Should_drop_an_event_whose_time_cannot_be_read(string text)
    {
        var sink = Feed(Plain, Leagues.Replace("1795273200", text, StringComparison.Ordinal));
        Assert.Equal((0, DropReason.InvalidTime), (sink.Events.Count, Assert.Single(sink.Drops)));
    }

    [Fact]
    public void Should_read_a_league_around_its_matches_and_tell_when_it_is_renamed()
    {
        var feed = new Feeding(Plain);
        feed.Take(Leagues);
        feed.Sink.ResetCounts();
        feed.Take(Leagues.Replace("First", "Second", StringComparison.Ordinal));
        Assert.Equal("Second", Assert.Single(feed.Sink.Events.Values).League);
        Assert.Equal((1, 0), (feed.Sink.EventCalls, feed.Sink.MarketCalls));
    }

    [Fact]
    public void Should_be_good_for_odds_and_never_for_bets()
    {
        var validation = new MappedProtocol().Validate(Contract(Plain));
        Assert.Equal((true, false), (validation.CanHarvest, validation.CanBet));
        Assert.Contains("prices only", Assert.Single(validation.Problems), StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => new MappedProtocol().CreateBetting(Contract(Plain)));
    }

    [Theory]
    [InlineData("events", "must lead to a list")]
    [InlineData("a[b[]", "one pair of brackets")]
    [InlineData("a[x]", "neither")]
    public void Should_say_what_is_wrong_with_a_mapping(string events, string problem)
    {
        var validation = new MappedProtocol().Validate(Contract(Plain with { Events = events }));
        Assert.False(validation.CanHarvest);
        Assert.Contains(problem, validation.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Should_be_found_by_the_mapping_and_not_by_the_name()
    {
        IReadOnlyList<IProviderProtocol> protocols = Arb.Providers.BuiltInProtocols.All();
        Assert.Equal("PLAIN", protocols.Of(Contract(Plain))!.Id.Value);
        Assert.IsType<Arb.Providers.Cmd.CmdProtocol>(protocols.Of(Contract(Plain) with { Provider = new ProviderId("CMD"), Mapping = null }));
        Assert.Null(protocols.Of(Contract(Plain) with { Mapping = null }));
        Assert.Null(protocols.Of(Contract(Plain) with { Provider = new ProviderId("MAPPED"), Mapping = null }));
    }

    /// <summary>The feed as it is at another time than <see cref="ProtocolFixture.Now"/>.</summary>
    internal static string OddsApi(DateTimeOffset now) => OddsApi()
        .Replace("2026-11-20T08:00:00Z", Iso(now), StringComparison.Ordinal).Replace("2026-11-21T15:00:00Z", Iso(now.AddHours(31)), StringComparison.Ordinal).Replace("2026-11-22T00:30:00Z", Iso(now.AddHours(40)), StringComparison.Ordinal);

    private static string Iso(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    internal static string OddsApi() => """
        [{"id":"e1","sport_key":"soccer_test","sport_title":"Premier Test","commence_time":"2026-11-21T15:00:00Z","home_team":"Alpha","away_team":"Beta","bookmakers":[
          {"key":"bookone","title":"Book One","last_update":"2026-11-20T08:00:00Z","markets":[
            {"key":"h2h","last_update":"2026-11-20T08:00:00Z","outcomes":[{"name":"Alpha","price":2.4},{"name":"Beta","price":2.9},{"name":"Draw","price":3.3}]},
            {"key":"spreads","last_update":"2026-11-20T08:00:00Z","outcomes":[{"name":"Alpha","price":1.95,"point":-0.5},{"name":"Beta","price":1.87,"point":0.5}]},
            {"key":"totals","last_update":"2026-11-20T08:00:00Z","outcomes":[{"name":"Over","price":1.8,"point":2.5},{"name":"Under","price":2.0,"point":2.5}]},
            {"key":"h2h_lay","last_update":"2026-11-20T08:00:00Z","outcomes":[{"name":"Alpha","price":2.5},{"name":"Beta","price":3.0},{"name":"Draw","price":3.4}]}]},
          {"key":"booktwo","title":"Book Two","last_update":"2026-11-20T08:00:00Z","markets":[
            {"key":"h2h","last_update":"2026-11-20T08:00:00Z","outcomes":[{"name":"Alpha","price":2.5},{"name":"Beta","price":2.8},{"name":"Draw","price":3.4}]}]}]},
         {"id":"e2","sport_key":"icehockey_test","sport_title":"Hockey Test","commence_time":"2026-11-22T00:30:00Z","home_team":"Gamma","away_team":"Delta","bookmakers":[
          {"key":"bookone","title":"Book One","last_update":"2026-11-20T08:00:00Z","markets":[
            {"key":"h2h","last_update":"2026-11-20T08:00:00Z","outcomes":[{"name":"Gamma","price":1.7},{"name":"Delta","price":2.15}]}]}]}]
        """;

    private const string Leagues = """{"leagues":[{"title":"First","matches":[{"no":"m-1","teams":[{"side":"H","label":"Alpha"},{"side":"A","label":"Beta"}],"when":1795273200,"odds":{"home":2.5,"draw":3.1,"away":2.8}}]},{"title":"Empty"}]}""";

    [Fact]
    public void Should_close_prices_that_the_feed_itself_calls_old_and_open_them_when_they_are_renewed()
    {
        var feed = new Feeding(Plain with { Updated = "at" });
        var now = ProtocolFixture.Now;
        feed.Take(Row(now.AddHours(3), now.AddMinutes(-19)));
        Assert.Equal(0, feed.OpenPrices);
        Assert.Contains(DropReason.StaleQuote, feed.Sink.Drops);
        feed.Take(Row(now.AddHours(3), now.AddSeconds(-10)));
        Assert.Equal(3, feed.OpenPrices);
    }

    [Fact]
    public void Should_close_a_price_that_grows_old_while_the_answer_stays_the_same()
    {
        var feed = new Feeding(Plain with { Updated = "at" });
        var now = ProtocolFixture.Now;
        var row = Row(now.AddHours(3), now.AddSeconds(-10));
        feed.Take(row);
        Assert.Equal(3, feed.OpenPrices);
        feed.Take(row, now.AddMinutes(6));
        Assert.Equal(0, feed.OpenPrices);
    }

    [Fact]
    public void Should_close_the_prices_of_a_match_from_its_start_when_the_feed_does_not_say_what_is_running()
    {
        var feed = new Feeding(Plain);
        var now = ProtocolFixture.Now;
        var row = Row(now.AddMinutes(2), now);
        feed.Take(row);
        Assert.Equal(3, feed.OpenPrices);
        feed.Take(row, now.AddMinutes(3));
        Assert.Equal((0, true), (feed.OpenPrices, feed.Sink.Events.Values.Single().InPlay));
    }

    [Fact]
    public void Should_close_a_market_that_an_event_has_twice_with_other_prices()
    {
        var mapping = Plain with
        {
            Markets = [new FeedMarkets { Path = "markets[]", Rules = [new FeedRule(null, MarketKind.OneXTwo, Period.FullTime)], Prices = ["h", "d", "a"] }],
        };
        var feed = new Feeding(mapping);
        feed.Take("""{"leagues":[{"title":"L","matches":[{"no":"m","teams":[{"side":"H","label":"Alpha"},{"side":"A","label":"Beta"}],"when":99999999999,"markets":[{"h":2.1,"d":3.4,"a":3.6},{"h":2.9,"d":2.1,"a":4.1}]}]}]}""".Replace("99999999999", Seconds(ProtocolFixture.Now.AddHours(3)), StringComparison.Ordinal));
        Assert.Equal(0, feed.OpenPrices);
        Assert.Contains(DropReason.ClaimedTwice, feed.Sink.Drops);
    }

    private static string Row(DateTimeOffset start, DateTimeOffset at) =>
        """{"leagues":[{"title":"L","matches":[{"no":"m","teams":[{"side":"H","label":"Alpha"},{"side":"A","label":"Beta"}],"when":START,"at":UPDATED,"odds":{"home":2.5,"draw":3.1,"away":2.8}}]}]}"""
            .Replace("START", Seconds(start), StringComparison.Ordinal).Replace("UPDATED", Seconds(at), StringComparison.Ordinal);

    private static string Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static FeedMapping Plain { get; } = new()
    {
        Events = "leagues[].matches[]",
        EventId = "no",
        Home = "teams[side=H].label",
        Away = "teams[1].label",
        KickOff = "when",
        Time = FeedTime.UnixSeconds,
        League = "^.title",
        Markets = [new FeedMarkets { Rules = [new FeedRule(null, MarketKind.OneXTwo, Period.FullTime)], Prices = ["odds.home", "odds.draw", "odds.away"] }],
    };

    private static ProviderContract Contract(FeedMapping mapping) =>
        new(Account, new ProviderId("PLAIN"), "feed.example", [new(EndpointRole.Odds, "GET", "/odds", [], null, null, null)], true, ProtocolFixture.Now) { Mapping = mapping };

    private static RecordingSink Feed(FeedMapping mapping, string body)
    {
        var feed = new Feeding(mapping);
        Assert.Equal(HarvestKind.Applied, feed.Take(body));
        return feed.Sink;
    }

    private sealed class Feeding(FeedMapping mapping)
    {
        private readonly IHarvester _harvester = new MappedProtocol().CreateHarvester(Contract(mapping), new HarvestLimits(100, 1_000));

        public RecordingSink Sink { get; } = new();

        /// <summary>Open prices after the last answer.</summary>
        public int OpenPrices { get; private set; }

        public HarvestKind Take(string body, DateTimeOffset? now = null)
        {
            var result = _harvester.Accept(_harvester.Polls[0], new ProviderResponse(200, "application/json", null, Encoding.UTF8.GetBytes(body)), now ?? ProtocolFixture.Now, Sink);
            OpenPrices = result.Prices;
            return result.Kind;
        }
    }
}
