using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers;
using Arb.Providers.Mapped.Suggesting;

namespace Arb.Tests.Providers.Harvest;

public sealed class SuggestionSpecs
{
    private const string Secret = "k3yOfTheUser77";

    private static readonly AccountId Account = new("a1");

    private readonly CaptureStudy _study = new(BuiltInProtocols.All());

    [Fact]
    public void Should_know_the_odds_api_and_say_which_bookmakers_there_are()
    {
        var proposal = Suggest(Capture("https://api.example/v4/sports/soccer_test/odds?apiKey=" + Secret + "&regions=uk", MappedFeedSpecs.OddsApi()));
        Assert.Equal(("odds-api-v4", 2, 4), (proposal.Source, proposal.Events, proposal.Markets));
        Assert.Contains("bookone, booktwo", string.Join('\n', proposal.Notes), StringComparison.Ordinal);
        Assert.Equal("Alpha", proposal.Preview[0].Home);
        Assert.Contains("OneXTwo FullTime: Home 2.4, Draw 3.3, Away 2.9", proposal.Preview[0].Markets);
    }

    [Fact]
    public void Should_take_the_bookmaker_that_the_user_names()
    {
        var capture = Capture("https://api.example/odds", MappedFeedSpecs.OddsApi());
        Assert.Equal("bookmakers[key=booktwo].markets[]", _study.Suggest(Account, [capture], new MappingWish(null, "BookTwo")).Proposal!.Contract.Mapping!.Markets[0].Path);
        Assert.Contains("no bookmaker 'nobody'", _study.Suggest(Account, [capture], new MappingWish(null, "nobody")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_make_a_contract_without_the_key_of_the_user_and_find_the_key_again()
    {
        var capture = Capture("https://api.example/v4/odds?apiKey=" + Secret + "&regions=uk", MappedFeedSpecs.OddsApi());
        var contract = Suggest(capture).Contract with { Provider = new ProviderId("ODDSAPI") };
        Assert.Equal("/v4/odds?apiKey={{token:apiKey}}&regions=uk", contract.Endpoints[0].Path);
        Assert.DoesNotContain(Secret, Arb.Browser.Contracts.ContractFile.Write(contract), StringComparison.Ordinal);
        var protocol = BuiltInProtocols.All().Of(contract)!;
        Assert.Equal(EndpointRole.Odds, protocol.Recognise(capture));
        Assert.Equal(Secret, protocol.FindTokens([capture])["apiKey"]);
        Assert.Null(protocol.Recognise(Capture("https://api.example/v4/odds?apiKey=x&regions=us", "[]")));
    }

    [Fact]
    public void Should_read_a_plain_feed_of_another_shape()
    {
        var proposal = Suggest(Capture("https://book.example/api/events?ts=1", Groups));
        Assert.Equal(("structure", 2, 5), (proposal.Source, proposal.Events, proposal.Markets));
        Assert.Equal(
            [
                "AsianHandicap FullTime -0.25: Home 0.92, Away -0.98",
                "OneXTwo FullTime: Home 2.1, Draw 3.4, Away 3.3",
                "Total FirstHalf 1.25: Over 0.85, Under -0.95",
            ],
            proposal.Preview[0].Markets.Order(StringComparer.Ordinal));
        var formats = proposal.Contract.Mapping!.Markets[0].Rules.ToDictionary(rule => rule.Code!, rule => rule.Format ?? proposal.Contract.Mapping.Format);
        Assert.Equal((OddsFormat.Decimal, OddsFormat.Malay, OddsFormat.Malay), (formats["1X2"], formats["AH"], formats["OU_1H"]));
        Assert.Contains("market 'CORRECT' is left out", string.Join('\n', proposal.Notes), StringComparison.Ordinal);
        Assert.Equal(("L One", "North", "South"), (proposal.Preview[0].League, proposal.Preview[0].Home, proposal.Preview[0].Away));
    }

    [Fact]
    public void Should_read_prices_at_fixed_places()
    {
        var proposal = Suggest(Capture("https://book.example/list", Flat));
        Assert.Contains("Total FullTime 2.5: Over 1.9, Under 1.95", proposal.Preview[0].Markets);
        Assert.Contains("OneXTwo FullTime: Home 2.1, Draw 3.4, Away 3.3", proposal.Preview[0].Markets);
    }

    [Theory]
    [InlineData("""{"news":[{"id":1,"title":"A","date":"2026-11-21T15:00:00Z"},{"id":2,"title":"B","date":"2026-11-21T16:00:00Z"}]}""")]
    [InlineData("""{"results":[{"id":1,"home":"Alpha","away":"Beta","date":"2026-11-21T15:00:00Z","score":{"home":1,"away":2}}]}""")]
    [InlineData("""[{"home":"Alpha","away":"Beta","start":"2026-11-21T15:00:00Z","odds":{"home":2.1,"draw":3.4,"away":3.3}}]""")]
    [InlineData("{}")]
    [InlineData("""{"cut": [""")]
    public void Should_say_clearly_when_there_is_nothing(string body)
    {
        var answer = _study.Suggest(Account, [Capture("https://book.example/list", body)], new MappingWish(null, null));
        Assert.Null(answer.Proposal);
        Assert.Contains("JSON answer", answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_look_only_at_the_group_that_the_user_names()
    {
        CapturedExchange[] captures = [Capture("https://book.example/list", Flat), Capture("https://book.example/list", Flat), Capture("https://api.example/odds", MappedFeedSpecs.OddsApi())];
        Assert.Equal("odds-api-v4", _study.Suggest(Account, captures, new MappingWish(2, null)).Proposal!.Source);
        Assert.Contains("no group 3", _study.Suggest(Account, captures, new MappingWish(3, null)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_never_throw_for_what_a_page_may_send()
    {
        var random = new Random(11);
        string[] whole = [Groups, Flat, MappedFeedSpecs.OddsApi()];
        string[] pieces = ["{", "}", "[", "]", ",", "null", "\"", "-1e999", "{}", "[]", "[[[[[[[[[[[[[[[[[[[[", "\"\"", "0", ":", "\\u0000", "99999999999999999999999"];
        var answers = 0;
        for (var i = 0; i < 1_500; i++)
        {
            var body = new System.Text.StringBuilder(whole[i % whole.Length]);
            for (var edits = random.Next(1, 6); edits > 0; edits--)
            {
                var at = random.Next(body.Length);
                body.Remove(at, Math.Min(random.Next(0, 12), body.Length - at)).Insert(at, pieces[random.Next(pieces.Length)]);
            }
            var capture = Capture("https://book.example/list", body.ToString());
            var answer = _study.Suggest(Account, [capture], new MappingWish(null, null));
            Assert.True(answer.Proposal is null != answer.Reason is null);
            Assert.Single(_study.Group([capture], []));
            answers += answer.Proposal is null ? 0 : 1;
        }
        Assert.True(answers > 50, $"only {answers} of the damaged answers were still read: the damage proves little");
    }

    private const string Groups = """
        {"status":"ok","data":{"groups":[
          {"name":"L One","fixtures":[
            {"fixtureId":90011,"homeTeam":{"id":1,"name":"North"},"awayTeam":{"id":2,"name":"South"},"startTime":1795273200000,"isLive":false,
             "markets":[
               {"marketId":5001,"marketType":"1X2","lines":[{"side":"1","odds":"2.10"},{"side":"X","odds":"3.40"},{"side":"2","odds":"3.30"}]},
               {"marketId":5002,"marketType":"AH","hdp":-0.25,"lines":[{"side":"H","odds":"0.92"},{"side":"A","odds":"-0.98"}]},
               {"marketId":5003,"marketType":"OU_1H","hdp":1.25,"lines":[{"side":"O","odds":"0.85"},{"side":"U","odds":"-0.95"}]},
               {"marketId":5004,"marketType":"CORRECT","lines":[{"side":"1-0","odds":"7.5"},{"side":"0-0","odds":"8"}]}]},
            {"fixtureId":90012,"homeTeam":{"id":3,"name":"East"},"awayTeam":{"id":4,"name":"West"},"startTime":1795276800000,"isLive":false,
             "markets":[
               {"marketId":5011,"marketType":"1X2","lines":[{"side":"1","odds":"1.50"},{"side":"X","odds":"4.20"},{"side":"2","odds":"6.00"}]},
               {"marketId":5012,"marketType":"AH","hdp":-1,"lines":[{"side":"H","odds":"0.88"},{"side":"A","odds":"-0.96"}]}]}]}]}}
        """;

    private const string Flat = """
        [{"eventId":"x1","team1":"North","team2":"South","league":"L One","kickoff":"2026-11-21T15:00:00","odds":{"1":2.1,"X":3.4,"2":3.3},"total":{"line":2.5,"over":1.9,"under":1.95}},
         {"eventId":"x2","team1":"East","team2":"West","league":"L One","kickoff":"2026-11-21T16:00:00","odds":{"1":1.5,"X":4.2,"2":6.0},"total":{"line":3,"over":1.88,"under":1.97}}]
        """;

    private MappingProposal Suggest(CapturedExchange capture)
    {
        var answer = _study.Suggest(Account, [capture], new MappingWish(null, null));
        Assert.Null(answer.Reason);
        return answer.Proposal!;
    }

    private static CapturedExchange Capture(string url, string body) =>
        new("GET", new Uri(url), [new("Accept", "application/json"), new("Cookie", "sid=0123456789abcdef")], null, 200, [new("Content-Type", "application/json")], body, ProtocolFixture.Now);
}
