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

    [Fact]
    public void Should_leave_out_markets_of_a_team_or_a_quarter_that_look_like_the_matchs_own()
    {
        var proposal = Suggest(Capture("https://book.example/history", """
            {"timestamp":"2026-11-21T10:00:00Z","data":[{"id":"e1","league":"L","home":"North","away":"South","start":"2026-11-22T15:00:00Z","books":[{"key":"b","last_update":"2026-11-21T09:59:50Z","markets":[
            {"key":"totals","outcomes":[{"name":"Over","price":1.9,"point":44.5},{"name":"Under","price":1.9,"point":44.5}]},
            {"key":"team_totals","outcomes":[{"name":"Over","price":1.85,"point":20.5},{"name":"Under","price":1.95,"point":20.5}]},
            {"key":"totals_q1","outcomes":[{"name":"Over","price":1.9,"point":9.5},{"name":"Under","price":1.9,"point":9.5}]},
            {"key":"home_total_goals","outcomes":[{"name":"Over","price":2.3,"point":1.5},{"name":"Under","price":1.6,"point":1.5}]},
            {"key":"winner_2nd_half","outcomes":[{"name":"North","price":3.1},{"name":"Draw","price":2.5},{"name":"South","price":4.4}]},
            {"key":"throw-ins","outcomes":[{"name":"Over","price":1.9,"point":38.5},{"name":"Under","price":1.9,"point":38.5}]}]}]}]}
            """));
        Assert.Equal(["totals"], proposal.Contract.Mapping!.Markets[0].Rules.Select(rule => rule.Code));
        Assert.Equal("books[key=b].last_update", proposal.Contract.Mapping.Updated);
        foreach (var left in new[] { "team_totals", "totals_q1", "home_total_goals", "winner_2nd_half", "throw-ins" })
            Assert.Contains($"market '{left}' is left out", string.Join('\n', proposal.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_leave_out_both_of_two_numbers_that_look_like_the_same_market()
    {
        var answer = _study.Suggest(Account, [Capture("https://book.example/x", """
            [{"id":"e1","home":"North","away":"South","start":"2026-11-22T15:00:00Z","markets":[
            {"type":"1","outcomes":[{"name":"North","price":2.1},{"name":"Draw","price":3.4},{"name":"South","price":3.6}]},
            {"type":"16","outcomes":[{"name":"North","price":2.9},{"name":"Draw","price":2.1},{"name":"South","price":4.1}]}]}]
            """)], new MappingWish(null, null));
        Assert.Null(answer.Proposal);
    }

    [Fact]
    public void Should_take_home_and_away_from_the_feeds_own_alignment()
    {
        var proposal = Suggest(Capture("https://book.example/x", """
            [{"id":1,"league":"L","startTime":"2026-11-22T15:00:00Z","participants":[{"alignment":"home","name":"North"},{"alignment":"away","name":"South"}],"odds":{"home":2.1,"draw":3.4,"away":3.6}},
             {"id":2,"league":"L","startTime":"2026-11-22T15:00:00Z","participants":[{"alignment":"away","name":"East"},{"alignment":"home","name":"West"}],"odds":{"home":1.5,"draw":4.1,"away":6.5}}]
            """));
        Assert.Equal(("participants[alignment=home].name", "participants[alignment=away].name"), (proposal.Contract.Mapping!.Home, proposal.Contract.Mapping.Away));
        Assert.Contains(proposal.Preview, item => item is { Home: "West", Away: "East" });
        Assert.DoesNotContain("position alone", string.Join('\n', proposal.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_say_that_home_and_away_are_told_by_position_alone()
    {
        var proposal = Suggest(Capture("https://book.example/x", """
            [{"id":1,"league":"L","startTime":"2026-11-22T15:00:00Z","participants":[{"name":"North"},{"name":"South"}],"odds":{"home":2.1,"draw":3.4,"away":3.6}}]
            """));
        Assert.Contains("position alone", string.Join('\n', proposal.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"home":"Alpha","away":"Beta","start":"2026-11-21T15:00:00Z","odds":{"home":2.1,"draw":3.4,"away":3.3}}]""", "lacks an id of its own")]
    [InlineData("""[{"id":1,"name":"Alpha v Beta","start":"2026-11-21T15:00:00Z","odds":{"home":2.1,"draw":3.4,"away":3.3}}]""", "lacks two team names")]
    [InlineData("""[{"id":1,"home":"Alpha","away":"Beta","odds":{"home":2.1,"draw":3.4,"away":3.3}}]""", "lacks a start time")]
    [InlineData("""[{"id":1,"home":"Alpha","away":"Beta","start":"2026-11-21T15:00:00Z"}]""", "lacks prices")]
    [InlineData("""[{"id":1,"home":"Alpha","away":"Beta","start":"2026-11-21T15:00:00Z","odds":{"home":"5/2","away":"11/10"}}]""", "'5/2'")]
    [InlineData("""[{"id":1,"home":"Alpha","away":"Beta","start":"2026-11-21T15:00:00Z","odds":{"home":"2,50","away":"2,10"}}]""", "'2,50'")]
    [InlineData("""[{"id":1,"home":"Alpha","away":"Beta","start":"2026-11-21T15:00:00Z","odds":{"home":"+138","away":"-164"}}]""", "'+138'")]
    [InlineData("""{"id":"e1","home":"Alpha","away":"Beta"}""", "a single object")]
    [InlineData("id,home,away,price\n1,Alpha,Beta,2.1\n2,Gamma,Delta,1.9", "CSV")]
    [InlineData("Alpha against Beta two to one", "text")]
    public void Should_say_field_by_field_what_is_missing(string body, string missing) =>
        Assert.Contains(missing, _study.Suggest(Account, [Capture("https://book.example/x", body)], new MappingWish(null, null)).Reason, StringComparison.Ordinal);

    [Fact]
    public void Should_show_the_sums_when_the_odds_format_is_not_clear()
    {
        var proposal = Suggest(Capture("https://book.example/x", """
            [{"id":1,"league":"L","home":"Alpha","away":"Beta","start":"2026-11-21T15:00:00Z","odds":{"home":5.1,"draw":6.4,"away":7.3}},
             {"id":2,"league":"L","home":"Gamma","away":"Delta","start":"2026-11-21T15:00:00Z","odds":{"home":4.1,"draw":8.4,"away":9.3}}]
            """));
        Assert.Contains("the odds format is not clear", string.Join('\n', proposal.Notes), StringComparison.Ordinal);
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
