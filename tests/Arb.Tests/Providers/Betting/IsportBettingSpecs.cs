using System.Text.RegularExpressions;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Isport;

namespace Arb.Tests.Providers.Betting;

public sealed class IsportBettingSpecs : BettingContractSpecs
{
    private const string Item = "ItemList%5B0%5D%5Boddsid%5D={{oddsid}}&ItemList%5B0%5D%5Bbetteam%5D={{betteam}}&ItemList%5B0%5D%5Bodds%5D={{odds}}&ItemList%5B0%5D%5Bstake%5D={{stake}}&ItemList%5B0%5D%5Bhdp%5D={{hdp}}";

    private static readonly ProviderContract Contract = new(
        Account,
        new ProviderId("ISPORT"),
        "i.example",
        [
            new(EndpointRole.Quote, "POST", "/{{token:path}}/Betting/GetTickets", [], Item, "application/x-www-form-urlencoded", null),
            new(EndpointRole.Place, "POST", "/{{token:path}}/Betting/ProcessBet", [], Item + "&ItemList%5B0%5D%5Bsinfo%5D={{sinfo}}&ItemList%5B0%5D%5BGuid%5D={{Guid}}", "application/x-www-form-urlencoded", null),
            new(EndpointRole.BetList, "GET", "/{{token:path}}/Betting/BetList?from={{from}}", [], null, null, null),
            new(EndpointRole.Balance, "GET", "/{{token:path}}/Customer/Balance", [], null, null, null),
        ],
        true,
        null);

    private static readonly ProviderSession Session = new(
        Account, new Uri("https://i.example/"), new Dictionary<string, string>(), [], new Dictionary<string, string> { ["path"] = "(S(tok))" }, 1);

    protected override string Folder => "Isport";

    protected override string Extension => ".json";

    protected override string MediaType => "application/json";

    protected override BetSlip Slip => new(
        Account, new EventKey(new ProviderId("ISPORT"), "5001"), "88001", new IsportBetReference("88001", 1).Format(), MarketKind.AsianHandicap, Period.FullTime, new Line(-2), Selection.Home, new Odds(19_500), OddsFormat.Malay, false);

    protected override string QuoteOfMovedLine => File("betting-quote").Replace("\"Hdp\":-0.5", "\"Hdp\":0.5");

    protected override IReadOnlyDictionary<int, RefusalReason> Reasons { get; } = new Dictionary<int, RefusalReason>
    {
        [10] = RefusalReason.OddsChanged,
        [30] = RefusalReason.Limits,
        [31] = RefusalReason.Balance,
        [40] = RefusalReason.Refused,
        [41] = RefusalReason.TicketInvalid,
        [46] = RefusalReason.Closed,
        [47] = RefusalReason.Closed,
    };

    protected override int? SessionLostCode => 100;

    protected override string RefusalWithABet => "{\"ErrorCode\":40,\"Data\":[{\"TransId\":\"T900\",\"BetStatus\":0,\"TicketStatus\":\"running\"}]}";

    protected override IReadOnlyList<string> RefusalsOfAnotherShape { get; } =
    [
        "{\"ErrorCode\":40,\"Data\":[{\"TicketStatus\":\"waiting\"}]}",
        "{\"ErrorCode\":0,\"Data\":[{\"BetStatus\":1,\"TicketStatus\":\"waiting\"}]}",
        "{\"ErrorCode\":0,\"Data\":[{\"BetStatus\":1,\"TicketStatus\":\"reject\"},{\"TransId\":\"T1\",\"BetStatus\":0,\"TicketStatus\":\"running\"}]}",
        "{\"ErrorCode\":\"40\",\"Data\":[]}",
    ];

    protected override IReadOnlyList<string> QuotesWithABet => [File("betting-quote").Replace("\"Minbet\"", "\"TransId\":\"T900\",\"BetStatus\":0,\"Minbet\"")];

    protected override string ReferencePrefix => "T";

    [Fact]
    public void Should_ask_for_a_quote_as_the_site_does()
    {
        var request = NewBetting().BuildQuote(Slip, Session);
        Assert.Equal("https://i.example/(S(tok))/Betting/GetTickets", request.Uri.ToString());
        Assert.Equal(Form("88001", "h", "0.95", "0", "-0.5"), BodyOf(request));
    }

    [Fact]
    public void Should_echo_guid_and_sinfo_of_the_quote_in_the_placement()
    {
        var quote = ReadQuote(File("betting-quote")).Quote!;
        var request = NewBetting().BuildPlacement(new PlacementTicket(quote, 100m), Session);
        Assert.Equal("6f1c-22", quote.TicketKey);
        Assert.Equal(Form("88001", "h", "0.95", "100", "-0.5") + "&ItemList%5B0%5D%5Bsinfo%5D=a%3D1%3Bb%2F2&ItemList%5B0%5D%5BGuid%5D=6f1c-22", BodyOf(request));
    }

    [Theory]
    [InlineData(MarketKind.AsianHandicap, Selection.Away, 3, "a", "0.75")]
    [InlineData(MarketKind.Total, Selection.Over, 10, "o", "2.5")]
    [InlineData(MarketKind.Total, Selection.Under, 10, "u", "2.5")]
    [InlineData(MarketKind.OneXTwo, Selection.Home, 0, "h", "0")]
    [InlineData(MarketKind.OneXTwo, Selection.Draw, 0, "d", "0")]
    [InlineData(MarketKind.OneXTwo, Selection.Away, 0, "a", "0")]
    [InlineData(MarketKind.Moneyline, Selection.Away, 0, "a", "0")]
    [InlineData(MarketKind.OddEven, Selection.Odd, 0, "h", "0")]
    [InlineData(MarketKind.OddEven, Selection.Even, 0, "a", "0")]
    public void Should_name_each_selection(MarketKind kind, Selection selection, int quarters, string team, string hdp) =>
        Assert.Equal(
            Form("88001", team, "0.95", "0", hdp),
            BodyOf(NewBetting().BuildQuote(Slip with { Kind = kind, Selection = selection, Line = new Line(quarters) }, Session)));

    [Fact]
    public void Should_quote_without_the_line_in_the_answer() => Assert.NotNull(ReadQuote(File("betting-quote").Replace(",\"Hdp\":-0.5", "")).Quote);

    [Theory]
    [InlineData("suspend")]
    [InlineData("closePrice")]
    public void Should_call_a_market_that_is_not_running_closed(string status) =>
        Assert.Equal(RefusalReason.Closed, ReadQuote(File("betting-quote").Replace("running", status)).Refusal);

    [Theory]
    [InlineData(1, "reject", typeof(PlacementOutcome.Rejected))]
    [InlineData(1, "", typeof(PlacementOutcome.Rejected))]
    [InlineData(1, "running", typeof(PlacementOutcome.Unknown))]
    [InlineData(2, "running", typeof(PlacementOutcome.Unknown))]
    [InlineData(2, "reject", typeof(PlacementOutcome.Unknown))]
    [InlineData(3, "running", typeof(PlacementOutcome.Unknown))]
    [InlineData(0, "somehow", typeof(PlacementOutcome.Unknown))]
    public void Should_read_each_bet_status(int betStatus, string ticketStatus, Type outcome) =>
        Assert.IsType(outcome, ReadPlacement($"{{\"ErrorCode\":0,\"Data\":[{{\"TransId\":\"T1\",\"BetStatus\":{betStatus},\"TicketStatus\":\"{ticketStatus}\"}}]}}"));

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public void Should_take_denied_for_a_lost_session(int status) => Assert.True(NewBetting().ReadBalance(Answer([], MediaType, status)).SessionLost);

    [Fact]
    public void Should_ask_for_bets_since_a_moment() =>
        Assert.Equal("https://i.example/(S(tok))/Betting/BetList?from=1772366400", NewBetting().BuildBetList(Now, Session).Uri.ToString());

    protected override IBetting NewBetting() => new IsportBetting(Contract);

    protected override string QuoteAt(string price) => File("betting-quote").Replace("\"DisplayOdds\":0.95", $"\"DisplayOdds\":{price}");

    protected override string QuoteRefusedWith(int code) => $"{{\"ErrorCode\":{code},\"Data\":[]}}";

    protected override string PlacementRefusedWith(int code) => QuoteRefusedWith(code);

    protected override bool CarriesProvenRefusal(string body) =>
        body.Contains("reject") || Regex.IsMatch(body, "\"BetStatus\":\\s*1\\D")
        || (Regex.Match(body, "\"ErrorCode\":\\s*(-?\\d+)") is { Success: true } match && match.Groups[1].Value is "10" or "30" or "31" or "40" or "41" or "46" or "47");

    protected override bool CarriesReference(string body) => Regex.IsMatch(body, "\"TransId\":\\s*(\"[^\"]+\"|\\d+)");

    protected override string ListedKey(int row) => $"g-{row}";

    protected override void Prepare(IBetting betting)
    {
    }

    private static string Form(string id, string team, string odds, string stake, string hdp) =>
        $"ItemList%5B0%5D%5Boddsid%5D={id}&ItemList%5B0%5D%5Bbetteam%5D={team}&ItemList%5B0%5D%5Bodds%5D={odds}&ItemList%5B0%5D%5Bstake%5D={stake}&ItemList%5B0%5D%5Bhdp%5D={hdp}";
}
