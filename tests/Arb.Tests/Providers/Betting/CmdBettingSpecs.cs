using System.Text.RegularExpressions;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Cmd;

namespace Arb.Tests.Providers.Betting;

public sealed class CmdBettingSpecs : BettingContractSpecs
{
    private static readonly ProviderContract Contract = new(
        Account,
        new ProviderId("CMD"),
        "bet.example",
        [
            Post(EndpointRole.Quote, "SetData", "{\"data\":\"{{data}}\",\"isAuto\":false,\"s\":0,\"cb\":0,\"bo\":0}"),
            Post(EndpointRole.Place, "BetNow", "{\"data\":\"{{data}}\",\"isAuto\":false,\"s\":0,\"cb\":0,\"bo\":0}"),
            Post(EndpointRole.BetList, "GetBetList", "{\"from\":\"{{from}}\"}"),
            new(EndpointRole.Balance, "GET", "/Member/UserInfoPanelHost.aspx?Ajax=1", [], null, null, null),
        ],
        true,
        null);

    private static readonly ProviderSession Session = new(
        Account, new Uri("https://bet.example:8443/ignored"), new Dictionary<string, string> { ["ASP.NET_SessionId"] = "sid" }, [new("User-Agent", "UA")], new Dictionary<string, string>(), 1);

    protected override string Folder => "Cmd";

    protected override string Extension => ".json";

    protected override string MediaType => "application/json";

    protected override BetSlip Slip => new(
        Account, new EventKey(new ProviderId("CMD"), "5001"), "5001/Hdp/FT", new CmdBetReference("0b7c-11", false, true).Format(), MarketKind.AsianHandicap, Period.FullTime, new Line(-2), Selection.Home, new Odds(19_500), OddsFormat.Malay, false);

    protected override string QuoteOfMovedLine => File("betting-quote").Replace("\"IsHomeGive\":true", "\"IsHomeGive\":false");

    protected override IReadOnlyDictionary<int, RefusalReason> Reasons { get; } = new Dictionary<int, RefusalReason>
    {
        [3] = RefusalReason.OddsChanged,
        [5] = RefusalReason.Closed,
        [6] = RefusalReason.Limits,
        [7] = RefusalReason.Balance,
        [8] = RefusalReason.Refused,
        [10] = RefusalReason.TicketInvalid,
    };

    protected override string RefusalWithABet => "{\"d\":{\"StatusCode\":8,\"Message\":\"m\",\"BetData\":[{\"RefNo\":\"C900\",\"Status\":\"Accepted\"}]}}";

    protected override IReadOnlyList<string> RefusalsOfAnotherShape { get; } =
    [
        "{\"d\":{\"StatusCode\":8,\"BetData\":[{\"Status\":\"Pending\"}]}}",
        "{\"d\":{\"StatusCode\":0,\"BetData\":[{\"RefNo\":\"\",\"Status\":\"Rejected\"},{\"RefNo\":\"C901\",\"Status\":\"Accepted\"}]}}",
        "{\"StatusCode\":8,\"BetData\":[]}",
        "{\"d\":\"{\\\"StatusCode\\\":8}\"}",
        "{\"d\":{\"StatusCode\":8.5,\"BetData\":[]}}",
    ];

    protected override IReadOnlyList<string> QuotesWithABet => [File("betting-quote").Replace("\"BetData\":[]", "\"BetData\":[{\"RefNo\":\"C900\",\"Status\":\"Accepted\"}]")];

    protected override string ReferencePrefix => "C";

    [Fact]
    public void Should_ask_for_a_quote_as_the_site_does()
    {
        var request = NewBetting().BuildQuote(Slip, Session);
        Assert.Equal(("POST", "https://bet.example:8443/Member/Bet.asmx/SetData"), (request.Method, request.Uri.ToString()));
        Assert.Equal("{\"data\":\"5001,0.95,Hdp,Home,MY,1,0.5,Today,0,0,0,0b7c-11,FT,0,\",\"isAuto\":false,\"s\":0,\"cb\":0,\"bo\":0}", BodyOf(request));
        Assert.Equal(["X-Requested-With: XMLHttpRequest", "User-Agent: UA", "Cookie: ASP.NET_SessionId=sid"], request.Headers.Select(h => $"{h.Key}: {h.Value}"));
    }

    [Theory]
    [InlineData(MarketKind.AsianHandicap, Selection.Away, 3, Period.FirstHalf, "Hdp,Away,MY,0,0.75,Running,0,0,0,g,FH")]
    [InlineData(MarketKind.AsianHandicap, Selection.Away, 0, Period.FullTime, "Hdp,Away,MY,1,0,Running,0,0,0,g,FT")]
    [InlineData(MarketKind.Total, Selection.Over, 10, Period.FullTime, "Over,,MY,1,2.5,Running,0,0,0,g,FT")]
    [InlineData(MarketKind.Total, Selection.Under, 10, Period.FullTime, "Under,,MY,1,2.5,Running,0,0,0,g,FT")]
    [InlineData(MarketKind.OneXTwo, Selection.Home, 0, Period.FullTime, "1,,MY,1,0,Running,0,0,0,g,FT")]
    [InlineData(MarketKind.OneXTwo, Selection.Draw, 0, Period.FullTime, "X,,MY,1,0,Running,0,0,0,g,FT")]
    [InlineData(MarketKind.OneXTwo, Selection.Away, 0, Period.FullTime, "2,,MY,1,0,Running,0,0,0,g,FT")]
    public void Should_place_each_selection(MarketKind kind, Selection selection, int quarters, Period period, string middle)
    {
        var slip = Slip with { Kind = kind, Selection = selection, Line = new Line(quarters), Period = period, BetReference = new CmdBetReference("g", true, true).Format() };
        var request = NewBetting().BuildPlacement(new PlacementTicket(new Quote(slip, -0.87m, 1, 9, "K9", Now), 12.50m), Session);
        Assert.Equal($"{{\"data\":\"5001,-0.87,{middle},12.5,K9\",\"isAuto\":false,\"s\":0,\"cb\":0,\"bo\":0}}", BodyOf(request));
    }

    [Fact]
    public void Should_ask_for_bets_since_a_day_of_the_providers_zone() =>
        Assert.Equal("{\"from\":\"2026-03-02\"}", BodyOf(NewBetting().BuildBetList(new DateTimeOffset(2026, 3, 1, 16, 0, 0, TimeSpan.Zero), Session)));

    [Fact]
    public void Should_ignore_the_giver_at_line_0()
    {
        var slip = Slip with { Line = Line.None };
        Assert.NotNull(NewBetting().ReadQuote(slip, Answer(System.Text.Encoding.UTF8.GetBytes(QuoteOfMovedLine), MediaType), Now).Quote);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/xhtml+xml")]
    public void Should_believe_no_refusal_that_comes_as_a_page_by_its_type(string mediaType)
    {
        var outcome = NewBetting().ReadPlacement(
            new PlacementTicket(new Quote(Slip, 0.95m, 5, 2000, "key", Now), 100m), Answer(System.Text.Encoding.UTF8.GetBytes(File("betting-place-refused")), mediaType));
        Assert.Equal(UnknownCause.SessionLost, Assert.IsType<PlacementOutcome.Unknown>(outcome).Cause);
    }

    [Fact]
    public void Should_call_an_html_answer_a_lost_session_by_its_type() =>
        Assert.True(NewBetting().ReadBalance(Answer("Please log in"u8.ToArray(), "text/html")).SessionLost);

    protected override IBetting NewBetting() => new CmdBetting(Contract);

    protected override string QuoteAt(string price) => File("betting-quote").Replace("\"Odds\":0.95", $"\"Odds\":{price}");

    protected override string QuoteRefusedWith(int code) => $"{{\"d\":{{\"StatusCode\":{code},\"Message\":\"m\"}}}}";

    protected override string PlacementRefusedWith(int code) => $"{{\"d\":{{\"StatusCode\":{code},\"Message\":\"m\",\"BetData\":[]}}}}";

    protected override bool CarriesProvenRefusal(string body) =>
        body.Contains("Rejected") || (Regex.Match(body, "\"StatusCode\":\\s*(-?\\d+)") is { Success: true } match && match.Groups[1].Value is "3" or "5" or "6" or "7" or "8" or "10");

    protected override bool CarriesReference(string body) => Regex.IsMatch(body, "\"RefNo\":\\s*(\"[^\"]+\"|\\d+)");

    protected override string? ListedKey(int row) => null;

    protected override void Prepare(IBetting betting)
    {
    }

    private static ContractEndpoint Post(EndpointRole role, string method, string body) =>
        new(role, "POST", "/Member/Bet.asmx/" + method, [new("X-Requested-With", "XMLHttpRequest")], body, "application/json; charset=utf-8", null);
}
