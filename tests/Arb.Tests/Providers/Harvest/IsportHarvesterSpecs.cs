using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Providers.Isport;

namespace Arb.Tests.Providers.Harvest;

public sealed class IsportHarvesterSpecs
{
    private const string Leagues = """{"cursor":1,"full":true,"f":{"l":["leaguenameen","leagueid"]},"l":[["League",51]]}""";
    private const string OddsFields = "\"f\":{\"o\":[\"oddsid\",\"matchid\",\"bettype\",\"hdp1\",\"hdp2\",\"odds1a\",\"odds2a\",\"com1\",\"comx\",\"com2\",\"oddsstatus\"]}";

    private readonly IsportFixture _fixture = new();
    private readonly Harness _feed;

    public IsportHarvesterSpecs() => _feed = _fixture.Harness();

    private HarvestPoll Poll(string name) => _feed.Harvester.Polls.Single(p => p.Name == name);

    private static string Match(int id, string status = "running", int live = 0) =>
        $$"""{"cursor":1,"full":true,"f":{"m":["matchid","leagueid","hteamnameen","ateamnameen","kickofftime","islive","matchstatus"]},"m":[[{{id}},51,"Home {{id}}","Away",1795262400,{{live}},"{{status}}"]]}""";

    private static string NoMatches(string gone = "") =>
        $$$"""{"cursor":1,"full":true,"f":{"m":["matchid","leagueid","hteamnameen","ateamnameen","kickofftime","islive","matchstatus"]},"m":[],"x":{"m":[{{{gone}}}]}}""";

    private static string Odds(string rows, int cursor = 10, bool full = true, string gone = "") =>
        $$$"""{"cursor":{{{cursor}}},"full":{{{(full ? "true" : "false")}}},{{{OddsFields}}},"o":[{{{rows}}}],"x":{"o":[{{{gone}}}]}}""";

    private void Prepare()
    {
        _feed.Feed(Leagues, poll: Poll("leagues"));
        _feed.Feed(Match(7), poll: Poll("matches t"));
    }

    [Fact]
    public void Should_poll_leagues_then_matches_then_odds_of_both_lists()
    {
        Assert.Equal(["leagues", "matches t", "matches l", "odds t", "odds l"], _feed.Harvester.Polls.Select(p => p.Name));
    }

    [Fact]
    public void Should_fail_a_response_with_a_field_name_that_is_no_text()
    {
        Assert.Equal(HarvestKind.Failed, _feed.Feed(Leagues.Replace("leaguenameen", "\\ud800", StringComparison.Ordinal), poll: Poll("leagues")).Kind);
    }

    [Theory]
    [InlineData(1, "0.75,0", MarketKind.AsianHandicap, Period.FullTime, "-0.75")]
    [InlineData(1, "0,0.75", MarketKind.AsianHandicap, Period.FullTime, "0.75")]
    [InlineData(1, "0,0", MarketKind.AsianHandicap, Period.FullTime, "0")]
    [InlineData(7, "0.25,0", MarketKind.AsianHandicap, Period.FirstHalf, "-0.25")]
    [InlineData(2, "0,0", MarketKind.OddEven, Period.FullTime, "0")]
    [InlineData(3, "2.25,0", MarketKind.Total, Period.FullTime, "2.25")]
    [InlineData(8, "1,0", MarketKind.Total, Period.FirstHalf, "1")]
    [InlineData(5, "0,0", MarketKind.OneXTwo, Period.FullTime, "0")]
    [InlineData(15, "0,0", MarketKind.OneXTwo, Period.FirstHalf, "0")]
    [InlineData(20, "0,0", MarketKind.Moneyline, Period.FullTime, "0")]
    public void Should_know_every_bet_type(int betType, string hdp, MarketKind kind, Period period, string line)
    {
        Prepare();
        _feed.Feed(Odds($"[5,7,{betType},{hdp},0.9,0.8,2.1,3.2,4.3,\"running\"]"), poll: Poll("odds t"));
        var market = _feed.Sink.Market("7", kind, period)!;
        Assert.Equal(line, market.Line.ToString());
        var odds = _feed.Sink.Odds("7", kind, period);
        var expected = kind switch { MarketKind.OneXTwo => ("2.1", "3.2", "4.3"), MarketKind.Moneyline => ("2.1", "4.3", "0"), _ => ("0.9", "0.8", "0") };
        Assert.Equal(expected, (odds.First.ToString(), odds.Second.ToString(), odds.Third.ToString()));
        Assert.Equal(new IsportBetReference("5", betType), IsportBetReference.Parse(market.BetReference!));
    }

    [Theory]
    [InlineData("[5,7,1,0.5,0.5,0.9,0.9,0,0,0,\"running\"]", DropReason.Undecodable)]
    [InlineData("[5,7,1,-0.5,0,0.9,0.9,0,0,0,\"running\"]", DropReason.Undecodable)]
    [InlineData("[5,7,99,0,0,0.9,0.9,0,0,0,\"running\"]", DropReason.UnknownMarket)]
    [InlineData("[5,7,3,0,0,0.9,0.9,0,0,0,\"running\"]", DropReason.InvalidLine)]
    [InlineData("[5,null,3,2.5,0,0.9,0.9,0,0,0,\"running\"]", DropReason.MissingId)]
    [InlineData("[5,8,3,2.5,0,0.9,0.9,0,0,0,\"running\"]", DropReason.UnknownEvent)]
    [InlineData("[5,7,3,2.5,0,0.9,0.9,0,0]", DropReason.Undecodable)]
    public void Should_drop_a_row_by_its_reason(string row, DropReason reason)
    {
        Prepare();
        Assert.Equal(HarvestKind.Applied, _feed.Feed(Odds(row), poll: Poll("odds t")).Kind);
        Assert.Equal([reason], _feed.Sink.Drops);
        Assert.Empty(_feed.Sink.Markets);
    }

    [Theory]
    [InlineData("suspend")]
    [InlineData("closePrice")]
    [InlineData("whatever")]
    public void Should_close_a_market_that_is_not_running(string status)
    {
        Prepare();
        _feed.Feed(Odds($"[5,7,3,2.5,0,0.9,0.9,0,0,0,\"{status}\"]"), poll: Poll("odds t"));
        Assert.False(_feed.Sink.Odds("7", MarketKind.Total, Period.FullTime).Open);
    }

    [Fact]
    public void Should_close_every_market_of_a_match_that_is_not_running()
    {
        Prepare();
        _feed.Feed(Odds("[5,7,3,2.5,0,0.9,0.9,0,0,0,\"running\"]"), poll: Poll("odds t"));
        _feed.Feed(Match(7, "postponed"), poll: Poll("matches t"));
        Assert.False(_feed.Sink.Odds("7", MarketKind.Total, Period.FullTime).Open);
    }

    [Fact]
    public void Should_tell_a_market_as_soon_as_its_event_is_announced()
    {
        _feed.Feed(Leagues, poll: Poll("leagues"));
        _feed.Feed(Odds("[5,7,3,2.5,0,0.9,0.9,0,0,0,\"running\"]"), poll: Poll("odds t"));
        Assert.Empty(_feed.Sink.Markets);
        _feed.Feed(Match(7), poll: Poll("matches t"));
        Assert.Single(_feed.Sink.Markets);
    }

    [Fact]
    public void Should_wait_for_the_leagues_name_and_follow_it()
    {
        _feed.Feed(Match(7), poll: Poll("matches t"));
        Assert.Empty(_feed.Sink.Events);
        _feed.Feed(Leagues, poll: Poll("leagues"));
        Assert.Equal("League", _feed.Sink.Events["7"].League);
        _feed.Feed(Leagues.Replace("League\"", "Ligue\"", StringComparison.Ordinal), poll: Poll("leagues"));
        Assert.Equal("Ligue", _feed.Sink.Events["7"].League);
    }

    [Fact]
    public void Should_keep_a_cursor_for_each_list()
    {
        Prepare();
        _feed.Feed(Odds("", cursor: 20), poll: Poll("odds l"));
        _feed.Feed(Odds("[5,7,3,2.5,0,0.9,0.9,0,0,0,\"running\"]", cursor: 10), poll: Poll("odds t"));
        Assert.EndsWith("market=t&since=10", _feed.Request(Poll("odds t")).Uri.Query, StringComparison.Ordinal);
        Assert.EndsWith("market=l&since=20", _feed.Request(Poll("odds l")).Uri.Query, StringComparison.Ordinal);
        Assert.StartsWith("/(S(t0ken))/sports/odds", _feed.Request(Poll("odds l")).Uri.AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_move_a_match_from_today_to_live_under_the_same_ids()
    {
        Prepare();
        const string row = "[5,7,3,2.5,0,0.9,0.9,0,0,0,\"running\"]";
        _feed.Feed(Odds(row), poll: Poll("odds t"));
        _feed.Feed(Odds(row), poll: Poll("odds l"));
        _feed.Feed(Match(7, live: 1), poll: Poll("matches l"));
        Assert.True(_feed.Sink.Events["7"].InPlay);
        Assert.True(_feed.Sink.Market("7", MarketKind.Total, Period.FullTime)!.InPlay);
        _feed.Feed(Odds("", 11, full: false, gone: "5"), poll: Poll("odds t"));
        _feed.Feed(NoMatches("7"), poll: Poll("matches t"));
        Assert.True(_feed.Sink.Events["7"].InPlay);
        Assert.Single(_feed.Sink.Markets);
        _feed.Feed(Odds("", 12, full: false, gone: "5"), poll: Poll("odds l"));
        Assert.Empty(_feed.Sink.Markets);
    }

    [Fact]
    public void Should_read_positions_from_the_names_of_each_response()
    {
        Prepare();
        _feed.Feed(Odds("[5,7,3,2.5,0,0.9,0.8,0,0,0,\"running\"]"), poll: Poll("odds t"));
        const string other = """{"x":{},"o":[["running",0.8,0.9,99,2.5,0,3,7,5]],"f":{"o":["oddsstatus","odds2a","odds1a","news","hdp1","hdp2","bettype","matchid","oddsid"]},"full":true,"cursor":11}""";
        _feed.Sink.ResetCounts();
        Assert.Equal(HarvestKind.Applied, _feed.Feed(other, poll: Poll("odds t")).Kind);
        Assert.Equal(0, _feed.Sink.Calls);
        Assert.Equal("0.9", _feed.Sink.Odds("7", MarketKind.Total, Period.FullTime).First.ToString());
    }

    [Fact]
    public void Should_decode_an_equal_row_anew_when_the_names_moved()
    {
        Prepare();
        _feed.Feed(Odds("[5,7,3,2.5,0,0.9,0.8,0,0,0,\"running\"]"), poll: Poll("odds t"));
        var swapped = Odds("[5,7,3,2.5,0,0.9,0.8,0,0,0,\"running\"]").Replace("\"odds1a\",\"odds2a\"", "\"odds2a\",\"odds1a\"", StringComparison.Ordinal);
        _feed.Feed(swapped, poll: Poll("odds t"));
        Assert.Equal("0.8", _feed.Sink.Odds("7", MarketKind.Total, Period.FullTime).First.ToString());
    }

    [Fact]
    public void Should_leave_an_absent_section_unchanged()
    {
        Prepare();
        _feed.Feed(Odds("[5,7,3,2.5,0,0.9,0.8,0,0,0,\"running\"]"), poll: Poll("odds t"));
        Assert.Equal(HarvestKind.Applied, _feed.Feed("""{"cursor":12,"full":true,"f":{"l":["leagueid"]}}""", poll: Poll("odds t")).Kind);
        Assert.Single(_feed.Sink.Markets);
    }

    [Fact]
    public void Should_take_changes_instead_of_a_snapshot_for_no_base()
    {
        Prepare();
        Assert.Equal(HarvestKind.NeedsSnapshot, _feed.Feed(Odds("[5,7,3,2.5,0,0.9,0.8,0,0,0,\"running\"]", full: false), poll: Poll("odds t")).Kind);
    }

    [Fact]
    public void Should_fail_where_records_have_no_names()
    {
        Assert.Equal(HarvestKind.Failed, _feed.Feed("""{"cursor":12,"full":true,"f":{"m":["matchid"]},"o":[[1]]}""", poll: Poll("odds t")).Kind);
    }
}
