using System.Text.RegularExpressions;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Sbo;

namespace Arb.Tests.Providers.Betting;

public sealed class SboBettingSpecs : BettingContractSpecs
{
    private static readonly ProviderContract Contract = new(
        Account,
        new ProviderId("SBO"),
        "s.example",
        [
            Get(EndpointRole.Quote, "/web/ticket.aspx?id={{id}}&op={{op}}&odds={{odds}}&ts={{token:ts}}"),
            Get(EndpointRole.Place, "/web/confirmbet.aspx?key={{key}}&stake={{stake}}&odds={{odds}}&ts={{token:ts}}"),
            Get(EndpointRole.BetList, "/web/running-bet-list.aspx?ts={{token:ts}}&from={{from}}"),
            Get(EndpointRole.Balance, "/web/action-data.aspx?action=bet-credit&ts={{token:ts}}"),
        ],
        true,
        null);

    protected override string Folder => "Sbo";

    protected override string Extension => ".js";

    protected override string MediaType => "text/html";

    protected override BetSlip Slip => new(
        Account, new EventKey(new ProviderId("SBO"), "5001"), "88001", new SboBetReference("88001", 1).Format(), MarketKind.AsianHandicap, Period.FullTime, new Line(-2), Selection.Home, new Odds(19_500), OddsFormat.Malay, false);

    protected override string QuoteOfMovedLine => File("betting-quote").Replace(",-0.5,", ",-0.75,");

    protected override IReadOnlyDictionary<int, RefusalReason> Reasons { get; } = new Dictionary<int, RefusalReason>
    {
        [1] = RefusalReason.OddsChanged,
        [2] = RefusalReason.Closed,
        [3] = RefusalReason.Limits,
        [4] = RefusalReason.Refused,
    };

    protected override string RefusalWithABet => "$P.onPlace([4,'S900','m']);";

    protected override IReadOnlyList<string> RefusalsOfAnotherShape { get; } =
    [
        "$P.onPlace([4]);",
        "$P.onPlace([4,,'m']);",
        "$P.onPlace([4,{},'m']);",
        "$P.onPlace([[4,'','m']]);",
        "$P.onTicket([4,88001,0,0.91,-0.5,10,2000,'','m']);",
        "$P.onReload('ts');",
    ];

    protected override IReadOnlyList<string> QuotesWithABet => [];

    protected override string ReferencePrefix => "S";

    [Theory]
    [InlineData(MarketKind.AsianHandicap, Selection.Home, "0")]
    [InlineData(MarketKind.AsianHandicap, Selection.Away, "1")]
    [InlineData(MarketKind.Total, Selection.Under, "1")]
    [InlineData(MarketKind.OddEven, Selection.Even, "1")]
    [InlineData(MarketKind.OneXTwo, Selection.Draw, "1")]
    [InlineData(MarketKind.OneXTwo, Selection.Away, "2")]
    public void Should_ask_for_a_ticket_by_the_index_of_the_selection(MarketKind kind, Selection selection, string op)
    {
        var request = NewBetting().BuildQuote(Slip with { Kind = kind, Selection = selection }, Session("4"));
        Assert.Equal(("GET", $"https://s.example/web/ticket.aspx?id=88001&op={op}&odds=0.95&ts=0badcafe"), (request.Method, request.Uri.ToString()));
    }

    [Theory]
    [InlineData(OddsFormat.Decimal, "1.95")]
    [InlineData(OddsFormat.HongKong, "0.95")]
    [InlineData(OddsFormat.Indonesian, "-1.0526")]
    [InlineData(OddsFormat.Malay, "0.95")]
    public void Should_ask_in_the_style_of_the_session(OddsFormat format, string price) =>
        Assert.Contains($"odds={price}&", NewBetting().BuildQuote(Slip with { Format = format }, Session("1")).Uri.Query);

    [Fact]
    public void Should_place_with_key_stake_and_price()
    {
        var request = NewBetting().BuildPlacement(new PlacementTicket(new Quote(Slip, -0.87m, 1, 9, "tk 55", Now), 12.50m), Session("4"));
        Assert.Equal("https://s.example/web/confirmbet.aspx?key=tk%2055&stake=12.5&odds=-0.87&ts=0badcafe", request.Uri.AbsoluteUri);
    }

    [Fact]
    public void Should_ask_for_bets_since_a_day_of_the_providers_zone() =>
        Assert.Equal(
            "https://s.example/web/running-bet-list.aspx?ts=0badcafe&from=03/02/2026",
            NewBetting().BuildBetList(new DateTimeOffset(2026, 3, 1, 16, 0, 0, TimeSpan.Zero), Session("4")).Uri.ToString());

    [Theory]
    [InlineData("1", 0)]
    [InlineData("2", 19_500)]
    [InlineData("4", 19_500)]
    public void Should_read_listed_prices_in_the_style_of_the_session(string style, int odds)
    {
        var betting = NewBetting();
        betting.BuildBetList(Now, Session(style));
        var list = betting.ReadBetList(Answer(System.Text.Encoding.UTF8.GetBytes(File("betting-list")), MediaType));
        Assert.Equal((odds, 34_000), (list.Bets[0].Odds?.TenThousandths ?? 0, list.Bets[2].Odds!.Value.TenThousandths));
    }

    [Theory]
    [InlineData("88001,0", "88002,0")]
    [InlineData("88001,0", "88001,1")]
    public void Should_give_no_quote_for_a_ticket_of_another_selection(string from, string to) =>
        Assert.Equal(RefusalReason.NoAnswer, ReadQuote(File("betting-quote").Replace(from, to)).Refusal);

    [Theory]
    [InlineData("$P.onPlace([3,'','a'],[1]);")]
    [InlineData("$P.onPlace([3,'','a']);alert(1);")]
    [InlineData("$P.onPlace([3,'','\\n']);")]
    [InlineData("$P.onPlace(['3','','']);")]
    [InlineData("$P.onPlace([.3,'','']);")]
    [InlineData("$P.onPlace([3e1,'','']);")]
    [InlineData("$P.onPlace([1+2,'','']);")]
    [InlineData("$P.onPlace({0:3});")]
    [InlineData("$P.onTicket([3,'','']);")]
    public void Should_read_literals_only(string body) => Assert.IsType<PlacementOutcome.Unknown>(ReadPlacement(body));

    [Fact]
    public void Should_keep_the_messages_quotes() =>
        Assert.Equal("code 3: It's above your credit", Assert.IsType<PlacementOutcome.Rejected>(ReadPlacement(File("betting-place-refused"))).Detail);

    [Fact]
    public void Should_bound_the_nesting() => Assert.IsType<PlacementOutcome.Unknown>(ReadPlacement("$P.onPlace(" + new string('[', 100_000)));

    protected override IBetting NewBetting() => new SboBetting(Contract);

    protected override string QuoteAt(string price) => File("betting-quote").Replace(",0.95,", $",{price},");

    protected override string QuoteRefusedWith(int code) => $"$P.onTicket([{code},88001,0,0.91,-0.5,10,2000,'','m']);";

    protected override string PlacementRefusedWith(int code) => $"$P.onPlace([{code},'','m']);";

    protected override bool CarriesProvenRefusal(string body) =>
        Regex.Match(body, "onPlace\\(\\s*\\[\\s*(-?\\d+)") is { Success: true } match && match.Groups[1].Value is "1" or "2" or "3" or "4";

    protected override bool CarriesReference(string body) => Regex.IsMatch(body, "onPlace\\(\\s*\\[\\s*0\\s*,\\s*('[^']+|\\d+)");

    protected override string ListedKey(int row) => $"tk-{row}";

    protected override void Prepare(IBetting betting) => betting.BuildBetList(Now, Session("4"));

    private static ProviderSession Session(string style) => new(
        Account,
        new Uri("https://s.example/"),
        new Dictionary<string, string> { ["sid"] = "c" },
        [],
        new Dictionary<string, string> { ["ts"] = "0badcafe", ["tk"] = $"4588,1,2,3,4,5,6,7,8,9,10,{style}" },
        1);

    private static ContractEndpoint Get(EndpointRole role, string path) => new(role, "GET", path, [], null, null, null);
}
