using System.Text;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Providers.Cmd;

namespace Arb.Tests.Providers.Harvest;

public sealed class CmdHarvesterSpecs
{
    private readonly CmdFixture _fixture = new();

    private Harness Started()
    {
        var feed = _fixture.Harness();
        feed.File("snapshot");
        feed.Sink.ResetCounts();
        return feed;
    }

    private static string Delta(string today, string data = "", string gone = "", string whole = "true", int t = 4712) =>
        $$"""{"t": {{t}}, "a": {{whole}}, "data": [{{data}}], "today": [{{today}}], "f": [{{gone}}]}""";

    [Fact]
    public void Should_ask_for_changes_since_the_cursor_with_the_clock_of_the_zone()
    {
        var feed = Started();
        var body = Encoding.UTF8.GetString(feed.Request().Body!);
        Assert.StartsWith("fc=3&m_accType=MY&", body, StringComparison.Ordinal);
        Assert.EndsWith("clientTime=2026-11-20%2016%3A00%3A00&c=A&t=4711", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1001,1,28,1.25]", MarketKind.AsianHandicap, Period.FullTime, "-1.25")]
    [InlineData("[1001,1,38,0.75]", MarketKind.AsianHandicap, Period.FirstHalf, "0.75")]
    [InlineData("[1001,1,33,3]", MarketKind.Total, Period.FullTime, "3")]
    [InlineData("[1001,1,24,0]", MarketKind.AsianHandicap, Period.FullTime, "0.5")]
    [InlineData("[1001,1,64,1]", MarketKind.AsianHandicap, Period.FirstHalf, "-0.25")]
    public void Should_move_one_line_and_keep_the_prices(string row, MarketKind kind, Period period, string line)
    {
        var feed = Started();
        var before = feed.Sink.Odds("1001", kind, period);
        Assert.Equal(HarvestKind.Applied, feed.Feed(Delta(row)).Kind);
        Assert.Equal((1, 1), (feed.Sink.MarketCalls, feed.Sink.OddsCalls));
        Assert.Equal(line, feed.Sink.Market("1001", kind, period)!.Line.ToString());
        Assert.Equal(before, feed.Sink.Odds("1001", kind, period));
    }

    [Theory]
    [InlineData("[1001,1,30,0.5,-0.6]", MarketKind.AsianHandicap, Period.FullTime)]
    [InlineData("[1001,1,40,0.5,-0.6]", MarketKind.AsianHandicap, Period.FirstHalf)]
    [InlineData("[1001,1,35,0.5,-0.6]", MarketKind.Total, Period.FullTime)]
    [InlineData("[1002,1,45,0.5,-0.6]", MarketKind.Total, Period.FirstHalf)]
    public void Should_move_the_prices_of_one_market(string row, MarketKind kind, Period period)
    {
        var feed = Started();
        Assert.Equal(HarvestKind.Applied, feed.Feed(Delta(row)).Kind);
        Assert.Equal((0, 1), (feed.Sink.MarketCalls, feed.Sink.OddsCalls));
        var odds = feed.Sink.Odds(row[1..5], kind, period);
        Assert.Equal(("0.5", "-0.6"), (odds.First.ToString(), odds.Second.ToString()));
    }

    [Fact]
    public void Should_open_a_total_of_the_first_half_by_line_and_prices_of_one_delta()
    {
        var feed = Started();
        feed.Feed(Delta("[1001,1,45,0.9,0.9],[1001,1,43,1]"));
        Assert.Equal("1", feed.Sink.Market("1001", MarketKind.Total, Period.FirstHalf)!.Line.ToString());
    }

    [Fact]
    public void Should_suspend_and_reopen_every_market_of_a_match()
    {
        var feed = Started();
        feed.Feed(Delta("[1002,1,79,1]"));
        Assert.False(feed.Sink.Odds("1002", MarketKind.AsianHandicap, Period.FullTime).Open);
        feed.Feed(Delta("[1002,1,79,0]", t: 4713));
        Assert.True(feed.Sink.Odds("1002", MarketKind.AsianHandicap, Period.FullTime).Open);
    }

    [Fact]
    public void Should_not_care_for_the_giver_flag_at_line_zero()
    {
        var feed = Started();
        feed.Feed(Delta("[1002,1,24,1]"));
        Assert.Equal(0, feed.Sink.Calls);
        feed.Feed(Delta("[1002,1,28,0.5]", t: 4713));
        Assert.Equal("-0.5", feed.Sink.Market("1002", MarketKind.AsianHandicap, Period.FullTime)!.Line.ToString());
    }

    [Fact]
    public void Should_withdraw_the_matches_of_the_gone_list()
    {
        var feed = Started();
        feed.Feed(Delta("", gone: "1002, 77"));
        Assert.False(feed.Sink.Events.ContainsKey("1002"));
    }

    [Theory]
    [InlineData("[1001,1,29,0.5]")]
    [InlineData("[1001,2,28,0.5]")]
    [InlineData("[1001,1,28,null]")]
    [InlineData("[1001,1,28,-0.5]")]
    [InlineData("[1001,1,28,0.5,0.7]")]
    [InlineData("[1001,1,30,9e-1,0.9]")]
    [InlineData("[1001,1,30,[1],0.9]")]
    [InlineData("[1001,1,24,2]")]
    [InlineData("[1001,1,79,null]")]
    [InlineData("[1001,1]")]
    [InlineData("[null,1,30,0.9,0.9]")]
    [InlineData("[4444,1,30,0.9,0.9]")]
    [InlineData("[1003,1,30,0.9,0.9]")]
    [InlineData("17")]
    [InlineData("[1001,1,30,0.9,0.9,]")]
    public void Should_never_guess_in_a_delta(string row)
    {
        var feed = Started();
        Assert.Equal(HarvestKind.NeedsSnapshot, feed.Feed(Delta("[1001,1,35,0.1,0.2]," + row)).Kind);
        Assert.Equal(0, feed.Sink.Calls);
    }

    [Fact]
    public void Should_take_a_snapshot_after_a_gap()
    {
        var feed = Started();
        Assert.Equal(HarvestKind.NeedsSnapshot, feed.Feed(Delta("", whole: "false")).Kind);
        Assert.True(_fixture.AsksSnapshot(feed.Request()));
    }

    [Fact]
    public void Should_take_a_snapshot_when_the_cursor_goes_back()
    {
        Assert.Equal(HarvestKind.NeedsSnapshot, Started().Feed(Delta("", t: 4710)).Kind);
    }

    [Fact]
    public void Should_name_markets_by_match_kind_and_period_and_carry_what_a_bet_needs()
    {
        var feed = Started();
        var market = feed.Sink.Market("1001", MarketKind.AsianHandicap, Period.FullTime)!;
        Assert.Equal("1001/AsianHandicap/FullTime", market.MarketId);
        Assert.Equal(new CmdBetReference("0a1b2c3d-0000-4000-8000-000000001001", false, true), CmdBetReference.Parse(market.BetReference!));
        Assert.True(CmdBetReference.Parse(feed.Sink.Market("1003", MarketKind.Total, Period.FullTime)!.BetReference!).Running);
        Assert.False(CmdBetReference.Parse(feed.Sink.Market("1001", MarketKind.AsianHandicap, Period.FirstHalf)!.BetReference!).HomeGives);
    }

    [Fact]
    public void Should_have_no_bet_reference_without_the_group_guid_and_for_markets_that_cannot_be_bet()
    {
        var feed = _fixture.Harness();
        feed.Feed(_fixture.Text("snapshot").Replace("\"0a1b2c3d-0000-4000-8000-000000001002\"", "null", StringComparison.Ordinal));
        Assert.Null(feed.Sink.Market("1002", MarketKind.AsianHandicap, Period.FullTime)!.BetReference);
        Assert.Null(feed.Sink.Market("1001", MarketKind.OddEven, Period.FullTime)!.BetReference);
    }

    [Fact]
    public void Should_tell_a_market_again_when_its_match_goes_in_play_with_the_same_row()
    {
        var feed = Started();
        feed.Feed(Delta("", whole: "false"));
        var lines = _fixture.Text("snapshot").Split('\n');
        var row = lines.Single(l => l.StartsWith("[1002,", StringComparison.Ordinal)).TrimEnd(']', ',', '}', ' ', 'f', '"', ':', '[') + "]";
        var without = string.Join('\n', lines.Where(l => !l.StartsWith("[1002,", StringComparison.Ordinal)));
        var rest = without.TrimEnd().TrimEnd(',') + "], \"f\": []}";
        Assert.Equal(HarvestKind.Applied, feed.Feed(rest.Replace("\"data\": [", "\"data\": [" + row + ",", StringComparison.Ordinal)).Kind);
        Assert.True(feed.Sink.Events["1002"].InPlay);
        Assert.True(CmdBetReference.Parse(feed.Sink.Market("1002", MarketKind.AsianHandicap, Period.FullTime)!.BetReference!).Running);
    }

    [Fact]
    public void Should_drop_a_handicap_whose_giver_is_not_said()
    {
        var feed = _fixture.Harness();
        var lines = _fixture.Text("snapshot").Split('\n');
        for (var i = 0; i < lines.Length; i++)
            if (lines[i].StartsWith("[1001,", StringComparison.Ordinal))
                lines[i] = ReplaceAt(lines[i], 24, "null");
        feed.Feed(string.Join('\n', lines));
        Assert.Null(feed.Sink.Market("1001", MarketKind.AsianHandicap, Period.FullTime));
        Assert.NotNull(feed.Sink.Market("1001", MarketKind.AsianHandicap, Period.FirstHalf));
        Assert.Equal([DropReason.Undecodable], feed.Sink.Drops);
    }

    [Theory]
    [InlineData(53, "\"25:00\"", DropReason.InvalidTime)]
    [InlineData(56, "\"02/30\"", DropReason.InvalidTime)]
    [InlineData(38, "\" \"", DropReason.InvalidName)]
    [InlineData(79, "5", DropReason.Undecodable)]
    [InlineData(0, "0", DropReason.MissingId)]
    [InlineData(0, "\"\"", DropReason.MissingId)]
    public void Should_drop_a_row_by_its_reason(int position, string value, DropReason reason)
    {
        var feed = _fixture.Harness();
        var lines = _fixture.Text("snapshot").Split('\n');
        for (var i = 0; i < lines.Length; i++)
            if (lines[i].StartsWith("[1001,", StringComparison.Ordinal))
                lines[i] = ReplaceAt(lines[i], position, value);
        feed.Feed(string.Join('\n', lines));
        Assert.Equal([reason], feed.Sink.Drops);
        Assert.Equal(2, feed.Sink.Events.Count);
    }

    private static string ReplaceAt(string row, int position, string value)
    {
        var parts = row[1..].Split(", ");
        parts[position] = value;
        return "[" + string.Join(", ", parts);
    }
}
