using System.Text;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Sbo;

namespace Arb.Tests.Providers.Harvest;

public sealed class SboHarvesterSpecs
{
    private const string Match = "[7,51,'League','Home','Away','11/21/2026 20:00',0,,]";

    private readonly SboFixture _fixture = new();
    private readonly Harness _feed;

    public SboHarvesterSpecs() => _feed = _fixture.Harness();

    private static string Body(string caches, int full = 1, int oev = 100) => $"$P.onUpdate('od',[{oev},{full},[{caches}],{{}},{{}},false]);";

    private string Only(string market, string match = Match)
    {
        Assert.Equal(HarvestKind.Applied, _feed.Feed(Body($"[1,[{match}],[{market}],]")).Kind);
        return _feed.Sink.State();
    }

    [Fact]
    public void Should_send_the_last_odds_version_and_ask_for_updates()
    {
        Assert.EndsWith("ts=0a1b2c3d&tk=4500,1,2,3,4,5,6,7,8,9,10,4&ac=1", _feed.Request().Uri.Query, StringComparison.Ordinal);
        _feed.File("snapshot");
        Assert.EndsWith("ts=0a1b2c3d&tk=4588,1,2,3,4,5,6,7,8,9,10,4&ac=4", _feed.Request().Uri.Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4", OddsFormat.Malay)]
    [InlineData("1", OddsFormat.Decimal)]
    [InlineData("2", OddsFormat.HongKong)]
    [InlineData("3", OddsFormat.Indonesian)]
    public void Should_read_the_odds_style_from_the_token_but_1X2_is_always_decimal(string style, OddsFormat format)
    {
        var harvester = _fixture.Protocol.CreateHarvester(_fixture.Contract, new HarvestLimits(10, 100));
        var sink = new RecordingSink();
        Accept(harvester, style, sink, _fixture.Text("snapshot"));
        Assert.Equal(format, sink.Market("1001", MarketKind.Total, Period.FullTime)!.Format);
        Assert.Equal(OddsFormat.Decimal, sink.Market("1001", MarketKind.OneXTwo, Period.FullTime)!.Format);
    }

    [Fact]
    public void Should_tell_every_market_again_when_the_style_changes()
    {
        var harvester = _fixture.Protocol.CreateHarvester(_fixture.Contract, new HarvestLimits(10, 100));
        var sink = new RecordingSink();
        Accept(harvester, "4", sink, _fixture.Text("snapshot"));
        Accept(harvester, "2", sink, _fixture.Text("snapshot"));
        Assert.Equal(OddsFormat.HongKong, sink.Market("1001", MarketKind.Total, Period.FullTime)!.Format);
    }

    [Fact]
    public void Should_not_guess_an_odds_style()
    {
        var harvester = _fixture.Protocol.CreateHarvester(_fixture.Contract, new HarvestLimits(10, 100));
        Assert.Equal(HarvestKind.SessionLost, Accept(harvester, "9", new RecordingSink(), _fixture.Text("snapshot")).Kind);
    }

    [Fact]
    public void Should_accept_the_legacy_wrapper()
    {
        Assert.Equal(HarvestKind.Applied, _feed.Feed(_fixture.Text("snapshot").Replace("$P.", "$M('odds-display').", StringComparison.Ordinal)).Kind);
        Assert.Equal(10, _feed.Sink.Markets.Count);
    }

    [Fact]
    public void Should_read_trailing_commas_elided_elements_and_escapes()
    {
        var state = Only(@"[71,[7,3,0,5,1500,2.5,],[,0.9,],]", @"[7,51,'L\\g','O\'Brien','Away','11/21/2026 20:00',1,0,0,],");
        Assert.Contains("L\\g: O'Brien v Away", state, StringComparison.Ordinal);
        Assert.Contains("7 Total FullTime 2.5 Malay live - 0.9", state, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[71,[7,1,0,5,1500,-0.5],[0.9,0.8]]", "7 AsianHandicap FullTime -0.5 Malay 0.9 0.8")]
    [InlineData("[71,[7,7,0,5,1500,0.25],[0.9,0.8]]", "7 AsianHandicap FirstHalf 0.25 Malay 0.9 0.8")]
    [InlineData("[71,[7,2,0,5,1500,],[0.9,0.8]]", "7 OddEven FullTime 0 Malay 0.9 0.8")]
    [InlineData("[71,[7,3,0,5,1500,2.5],[0.9,0.8]]", "7 Total FullTime 2.5 Malay 0.9 0.8")]
    [InlineData("[71,[7,9,0,5,1500,1],[0.9,0.8]]", "7 Total FirstHalf 1 Malay 0.9 0.8")]
    [InlineData("[71,[7,5,0,5,1500,0],[2.1,3.2,4.3]]", "7 OneXTwo FullTime 0 Decimal 2.1 3.2 4.3")]
    [InlineData("[71,[7,8,1,5,1500,0],[2.1,3.2]]", "7 OneXTwo FirstHalf 0 Decimal suspended 2.1 3.2 -")]
    public void Should_know_every_bet_type(string market, string line)
    {
        Assert.Contains(line, Only(market), StringComparison.Ordinal);
        Assert.Equal("71", SboBetReference.Parse(_feed.Sink.Markets[0].BetReference!).MarketId);
    }

    [Theory]
    [InlineData("[71,[7,4,0,5,1500,2.5],[0.9,0.8]]", DropReason.UnknownMarket)]
    [InlineData("[71,[7,3,0,5,1500,],[0.9,0.8]]", DropReason.InvalidLine)]
    [InlineData("[71,[7,1,0,5,1500],[0.9,0.8]]", DropReason.InvalidLine)]
    [InlineData("[71,[8,1,0,5,1500,1],[0.9,0.8]]", DropReason.UnknownEvent)]
    [InlineData("[71,[,1,0,5,1500,1],[0.9,0.8]]", DropReason.MissingId)]
    [InlineData("[71,[7,1,0,5,1500,1],[0.9,1e0]]", DropReason.Undecodable)]
    [InlineData("[71,[7,1,0,5,1500,1],[.9,0.8]]", DropReason.Undecodable)]
    [InlineData("[71,[7,1,0,5,1500,1],[alert(1),0.8]]", DropReason.Undecodable)]
    [InlineData("[71,[7,1,0,5,1500,1],['a\\n',0.8]]", DropReason.Undecodable)]
    public void Should_drop_a_market_by_its_reason(string market, DropReason reason)
    {
        var body = Body($"[1,[{Match}],[{market}],[]]");
        Assert.Equal(HarvestKind.Applied, _feed.Feed(body).Kind);
        Assert.Equal([reason], _feed.Sink.Drops);
        Assert.Empty(_feed.Sink.Markets);
    }

    [Fact]
    public void Should_join_several_caches_whatever_their_type()
    {
        _feed.Feed(Body($"[1,,[[71,[7,3,0,5,1500,2.5],[0.9,0.8]]],null],,[9,[{Match}],[],[]]"));
        Assert.Single(_feed.Sink.Markets);
    }

    [Fact]
    public void Should_delete_the_markets_of_a_deleted_match()
    {
        _feed.File("snapshot");
        Assert.Equal(HarvestKind.Applied, _feed.Feed(Body("[1,,,[[1001],]]", full: 0, oev: 4590)).Kind);
        Assert.False(_feed.Sink.Events.ContainsKey("1001"));
        Assert.Equal(5, _feed.Sink.Markets.Count);
    }

    [Fact]
    public void Should_believe_an_answer_that_is_full_although_an_update_was_asked_for()
    {
        _feed.File("snapshot");
        Assert.False(_fixture.AsksSnapshot(_feed.Request()));
        _feed.Feed(Body($"[1,[{Match}],[[71,[7,3,0,5,1500,2.5],[0.9,0.8]]],]", oev: 4600));
        Assert.Single(_feed.Sink.Markets);
    }

    [Theory]
    [InlineData("[1,,[[100103,[1001,3,0,5,1500,2.5],[0.9,0.8]]],[,[100103]]]")]
    [InlineData("[1,[[1001,51,'L','H','A','11/21/2026 20:00',0,,]],,[[1001],]]")]
    [InlineData("[1,[[1001,51,'L','H','A','21/11/2026 20:00',0,,]],,]")]
    [InlineData("[1,,,[[null],[1]]]")]
    [InlineData("[1,,,[7]]")]
    public void Should_never_guess_in_an_update(string cache)
    {
        _feed.File("snapshot");
        _feed.Sink.ResetCounts();
        Assert.Equal(HarvestKind.NeedsSnapshot, _feed.Feed(Body(cache, full: 0, oev: 4590)).Kind);
        Assert.Equal(0, _feed.Sink.Calls);
    }

    [Fact]
    public void Should_take_a_snapshot_when_the_odds_version_goes_back()
    {
        _feed.File("snapshot");
        Assert.Equal(HarvestKind.NeedsSnapshot, _feed.Feed(Body("", full: 0, oev: 1)).Kind);
    }

    [Theory]
    [InlineData("$P.onUpdate('od',[1,1,[],{},{},false]); alert(1);")]
    [InlineData("$P.onUpdate('xx',[1,1,[],{},{},false]);")]
    [InlineData("$P.onUpdate('od',[1,2,[],{},{},false]);")]
    [InlineData("$P.onUpdate('od',[1,1,[[1,5,6,7]],{},{},false]);")]
    public void Should_fail_for_what_is_no_single_update_call(string body)
    {
        Assert.Equal(HarvestKind.Failed, _feed.Feed(body).Kind);
    }

    [Fact]
    public void Should_bound_the_depth_of_nesting()
    {
        var deep = new StringBuilder().Insert(0, "[", 100_000).ToString();
        Assert.Equal(HarvestKind.Failed, _feed.Feed("$P.onUpdate('od',[1,1,[[1,[" + deep).Kind);
    }

    private HarvestResult Accept(IHarvester harvester, string style, RecordingSink sink, string body)
    {
        var session = _fixture.Session with { Tokens = new Dictionary<string, string> { ["ts"] = "0a1b2c3d", ["tk"] = "1,1,2,3,4,5,6,7,8,9,10," + style } };
        harvester.BuildRequest(harvester.Polls[0], session, ProtocolFixture.Now);
        return harvester.Accept(harvester.Polls[0], new ProviderResponse(200, "text/html", null, Encoding.UTF8.GetBytes(body)), ProtocolFixture.Now, sink);
    }
}
