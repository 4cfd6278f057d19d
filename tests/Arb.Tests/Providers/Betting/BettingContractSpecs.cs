using System.Text;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using FsCheck;
using FsCheck.Fluent;

namespace Arb.Tests.Providers.Betting;

/// <summary>What every protocol's betting must hold; a new protocol is one fixture and its payload files <c>betting-*</c>.</summary>
public abstract partial class BettingContractSpecs
{
    protected static readonly AccountId Account = new("a1");
    protected static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private const string Canary = "CANARY77";

    protected abstract string Folder { get; }

    protected abstract string Extension { get; }

    /// <summary>Answers of the media type that the platform sends.</summary>
    protected abstract string MediaType { get; }

    protected abstract BetSlip Slip { get; }

    protected abstract IBetting NewBetting();

    /// <summary>The answer to a quote at another price.</summary>
    protected abstract string QuoteAt(string price);

    /// <summary>The answer to a quote for another line or giver.</summary>
    protected abstract string QuoteOfMovedLine { get; }

    protected abstract string QuoteRefusedWith(int code);

    protected abstract string PlacementRefusedWith(int code);

    /// <summary>Reasons of the codes that the protocol's page names as refusals; every other one proves nothing.</summary>
    protected abstract IReadOnlyDictionary<int, RefusalReason> Reasons { get; }

    /// <summary>The code that says "session lost", or null.</summary>
    protected virtual int? SessionLostCode => null;

    /// <summary>True when a body, read by eye, carries a refusal that the page calls proven.</summary>
    protected abstract bool CarriesProvenRefusal(string body);

    /// <summary>True when a body, read by eye, carries a bet reference.</summary>
    protected abstract bool CarriesReference(string body);

    protected abstract string? ListedKey(int row);

    protected abstract string ReferencePrefix { get; }

    private PlacementTicket Ticket => new(new Quote(Slip, 0.95m, 5, 2000, "key", Now), 100m);

    [Fact]
    public void Should_read_a_quote_with_price_limits_and_ticket()
    {
        var quote = Read("betting-quote").Quote;
        Assert.NotNull(quote);
        Assert.Equal((0.95m, 19_500, Now), (quote.WirePrice, quote.Slip.Odds.TenThousandths, quote.At));
        Assert.InRange(quote.MinStake, 5, 10);
        Assert.InRange(quote.MaxStake, 1500, 2000);
        Assert.NotEmpty(quote.TicketKey);
    }

    [Fact]
    public void Should_read_changed_odds_with_the_new_price()
    {
        var result = Read("betting-quote-changed");
        Assert.Equal((RefusalReason.OddsChanged, 19_100), (result.Refusal, result.NewOdds!.Value.TenThousandths));
    }

    [Theory]
    [InlineData("0.94", 19_400)]
    [InlineData("0.96", 19_600)]
    [InlineData("-0.99", 20_101)]
    public void Should_call_another_price_changed_odds_also_when_it_is_better(string price, int odds)
    {
        var result = ReadQuote(QuoteAt(price));
        Assert.Equal((RefusalReason.OddsChanged, odds), (result.Refusal, result.NewOdds!.Value.TenThousandths));
    }

    [Fact]
    public void Should_compare_prices_as_numbers() => Assert.NotNull(ReadQuote(QuoteAt("0.9500")).Quote);

    [Theory]
    [InlineData("-999")]
    [InlineData("0")]
    public void Should_call_a_closed_price_closed(string price) => Assert.Equal(RefusalReason.Closed, ReadQuote(QuoteAt(price)).Refusal);

    [Theory]
    [InlineData("1.7")]
    [InlineData("null")]
    [InlineData("{}")]
    public void Should_give_no_quote_for_a_price_that_cannot_be_read(string price) => Assert.Equal(RefusalReason.NoAnswer, ReadQuote(QuoteAt(price)).Refusal);

    [Fact]
    public void Should_call_a_moved_line_changed_odds() => Assert.Equal(RefusalReason.OddsChanged, ReadQuote(QuoteOfMovedLine).Refusal);

    [Fact]
    public void Should_read_an_accepted_placement()
    {
        var accepted = Assert.IsType<PlacementOutcome.Accepted>(Place("betting-place-accepted"));
        Assert.Equal((19_500, 100m), (accepted.Odds.TenThousandths, accepted.Stake));
        Assert.StartsWith(ReferencePrefix, accepted.Reference);
    }

    [Fact]
    public void Should_read_a_pending_placement() => Assert.StartsWith(ReferencePrefix, Assert.IsType<PlacementOutcome.Pending>(Place("betting-place-pending")).Reference);

    [Theory]
    [InlineData("betting-place-rejected")]
    [InlineData("betting-place-refused")]
    public void Should_read_a_proven_refusal(string name) => Assert.IsType<PlacementOutcome.Rejected>(Place(name));

    [Theory]
    [InlineData(TransportFailure.TimedOut)]
    [InlineData(TransportFailure.ConnectionLost)]
    [InlineData(TransportFailure.TooLarge)]
    [InlineData(TransportFailure.Malformed)]
    public void Should_leave_a_placement_unknown_without_an_answer(TransportFailure failure) =>
        Assert.IsType<PlacementOutcome.Unknown>(NewBetting().ReadPlacement(Ticket, Failed(failure)));

    [Fact]
    public void Should_take_not_sent_as_proof()
    {
        var outcome = NewBetting().ReadPlacement(Ticket, Failed(TransportFailure.NotSent));
        Assert.Equal(RefusalReason.NotSent, Assert.IsType<PlacementOutcome.Rejected>(outcome).Reason);
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(502, "<html>bad gateway</html>")]
    [InlineData(302, "")]
    [InlineData(400, "")]
    [InlineData(401, "")]
    [InlineData(403, "<html></html>")]
    [InlineData(404, "not found")]
    [InlineData(429, "{}")]
    [InlineData(200, "")]
    [InlineData(200, "{}")]
    [InlineData(200, "null")]
    [InlineData(200, "<html><form action=login></form></html>")]
    [InlineData(200, "{\"d\":{\"StatusCode\":\"8\"}}")]
    [InlineData(200, "{\"d\":{\"StatusCode\":0,\"BetData\":[]}}")]
    [InlineData(200, "{\"ErrorCode\":0,\"Data\":[]}")]
    [InlineData(200, "{\"ErrorCode\":0,\"Data\":[{\"TransId\":\"\",\"BetStatus\":0,\"TicketStatus\":\"running\"}]}")]
    [InlineData(200, "{\"ErrorCode\":0,\"Data\":[{\"TransId\":\"T1\",\"BetStatus\":2,\"TicketStatus\":\"running\"}]}")]
    [InlineData(200, "$P.onReload('ts');")]
    [InlineData(200, "$P.onPlace([0,'','accepted']);")]
    [InlineData(200, "$P.onPlace([]);")]
    public void Should_leave_a_placement_unknown_when_the_answer_proves_nothing(int status, string body) =>
        Assert.IsType<PlacementOutcome.Unknown>(NewBetting().ReadPlacement(Ticket, Answer(body, status)));

    [Fact]
    public void Should_never_read_a_success_with_a_server_error_or_a_client_error()
    {
        foreach (var status in (int[])[201, 204, 302, 400, 404, 409, 500, 503])
            Assert.IsType<PlacementOutcome.Unknown>(NewBetting().ReadPlacement(Ticket, Answer(File("betting-place-accepted"), status)));
    }

    [Fact]
    public void Should_leave_a_placement_unknown_however_its_answer_is_cut()
    {
        foreach (var name in (string[])["betting-place-accepted", "betting-place-pending", "betting-place-rejected", "betting-place-refused"])
        {
            var body = File(name);
            // A script call without its last ';' is still whole.
            for (var length = 0; length < body.Length - 1; length++)
                Assert.IsType<PlacementOutcome.Unknown>(ReadPlacement(body[..length]));
        }
    }

    [Fact]
    public void Should_trust_no_mutated_answer_without_proof()
    {
        foreach (var name in (string[])["betting-place-accepted", "betting-place-pending", "betting-place-rejected", "betting-place-refused"])
        {
            foreach (var body in Mutations(File(name)))
            {
                switch (ReadPlacement(body))
                {
                    case PlacementOutcome.Rejected:
                        Assert.True(CarriesProvenRefusal(body), body);
                        break;
                    case PlacementOutcome.Accepted or PlacementOutcome.Pending:
                        Assert.True(CarriesReference(body), body);
                        break;
                }
            }
        }
    }

    [Fact]
    public void Should_never_throw_for_any_bytes()
    {
        var betting = NewBetting();
        var samples = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Providers", "Payloads", Folder), "betting-*").Select(System.IO.File.ReadAllBytes).ToArray();
        var bytes = from sample in Gen.Elements(samples)
                    from start in Gen.Choose(0, sample.Length)
                    from noise in Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b))
                    from resume in Gen.Choose(0, sample.Length)
                    select (byte[])[.. sample[..start], .. noise, .. sample[resume..]];
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2_000),
            Prop.ForAll(bytes.ToArbitrary(), body =>
            {
                var answer = Answer(body);
                betting.ReadQuote(Slip, answer, Now);
                betting.ReadPlacement(Ticket, answer);
                betting.ReadBetList(answer);
                betting.ReadBalance(answer);
            }));
    }

    [Fact]
    public void Should_read_a_bet_list()
    {
        var list = ReadList(File("betting-list"));
        Assert.True(list.ProvesAbsence);
        BetListEntry[] expected =
        [
            new(ReferencePrefix + "1", "5001", MarketKind.AsianHandicap, Period.FullTime, Selection.Home, new Line(-2), new Odds(19_500), 100m, BetStatus.Accepted, 0m, Utc("2026-02-28T18:30:00"), ListedKey(1)),
            new(ReferencePrefix + "2", "5002", MarketKind.Total, Period.FirstHalf, Selection.Under, new Line(5), new Odds(21_494), 50.5m, BetStatus.HalfWon, 75.01m, Utc("2026-03-01T15:59:59"), ListedKey(2)),
            new(ReferencePrefix + "3", "5003", MarketKind.OneXTwo, Period.FullTime, Selection.Draw, Line.None, new Odds(34_000), 10m, BetStatus.Pending, 0m, Utc("2026-03-01T16:00:00"), ListedKey(3)),
            new(ReferencePrefix + "4", "5004", null, Period.FullTime, null, Line.None, null, 10m, BetStatus.Void, 10m, Utc("2026-03-01T16:00:01"), ListedKey(4)),
        ];
        Assert.Equal(expected, list.Bets);
    }

    [Theory]
    [InlineData("100,", "-100,")]
    [InlineData("-0.5,", "-0.55,")]
    [InlineData("50.5", "'x'")]
    public void Should_count_a_row_that_cannot_be_read_and_keep_the_others(string from, string to)
    {
        var list = ReadList(File("betting-list").Replace(from, to.Replace('\'', Folder == "Sbo" ? '\'' : '"')));
        Assert.Equal((3, 1, true, false), (list.Bets.Count, list.Undecodable, list.Authenticated, list.ProvesAbsence));
    }

    [Fact]
    public void Should_count_a_reference_that_stands_twice()
    {
        var list = ReadList(File("betting-list").Replace(ReferencePrefix + "2", ReferencePrefix + "1"));
        Assert.Equal((3, 1), (list.Bets.Count, list.Undecodable));
    }

    [Fact]
    public void Should_see_that_a_list_is_incomplete()
    {
        var list = ReadList(File("betting-list").Replace("true", "false").Replace("onBets([1", "onBets([0"));
        Assert.Equal((true, false, 4), (list.Authenticated, list.Complete, list.Bets.Count));
    }

    [Theory]
    [InlineData(200, "<html></html>")]
    [InlineData(200, "{}")]
    [InlineData(200, "[]")]
    [InlineData(200, "{\"ErrorCode\":100}")]
    [InlineData(200, "$P.onReload('ts');")]
    [InlineData(302, "")]
    [InlineData(500, "")]
    public void Should_take_no_list_as_no_evidence(int status, string body) => Assert.False(NewBetting().ReadBetList(Answer(body, status)).Authenticated);

    [Fact]
    public void Should_take_a_cut_list_as_no_evidence()
    {
        var body = File("betting-list");
        for (var length = 0; length < body.TrimEnd().Length - 1; length++)
            Assert.False(ReadList(body[..length]).Authenticated);
    }

    [Fact]
    public void Should_read_the_balance() => Assert.Equal(new BalanceReading(1234.5m, false, null), NewBetting().ReadBalance(Answer(File("betting-balance"))));

    [Theory]
    [InlineData(200, "<html></html>", null)]
    [InlineData(302, "", "/Login.aspx?x=1")]
    [InlineData(302, "", "https://h/member/login")]
    [InlineData(302, "", "https://login.h.example/")]
    public void Should_see_a_lost_session(int status, string body, string? location)
    {
        var answer = Answer(body, status, location);
        var betting = NewBetting();
        Assert.Equal((true, RefusalReason.SessionLost), (betting.ReadBalance(answer).SessionLost, betting.ReadQuote(Slip, answer, Now).Refusal));
    }

    [Theory]
    [InlineData(302, "/maintenance?back=login")]
    [InlineData(302, "https://mylogin.example/maintenance")]
    [InlineData(500, null)]
    public void Should_not_take_a_failure_for_a_lost_session(int status, string? location) =>
        Assert.Equal(new BalanceReading(null, false, $"HTTP {status}"), NewBetting().ReadBalance(Answer("", status, location)));

    [Fact]
    public void Should_quote_nothing_secret_in_a_detail()
    {
        var answer = Answer($"<html>{Canary}</html>", 302, $"https://h/(S({Canary}))/login?t={Canary}");
        var betting = NewBetting();
        var details = (string?[])[
            betting.ReadQuote(Slip, answer, Now).Detail,
            ((PlacementOutcome.Unknown)betting.ReadPlacement(Ticket, answer)).Detail,
            betting.ReadBetList(answer).Detail,
            betting.ReadBalance(answer).Detail];
        Assert.All(details, d => Assert.DoesNotContain(Canary, d));
    }

    protected static TransportResult Answer(byte[] body, string mediaType, int status = 200, string? location = null) =>
        new(new ProviderResponse(status, mediaType, location, body), TransportFailure.None, null, TimeSpan.Zero);

    protected string File(string name) => PayloadFile.Text(Folder, name + Extension);

    protected QuoteResult ReadQuote(string body) => NewBetting().ReadQuote(Slip, Answer(body), Now);

    protected PlacementOutcome ReadPlacement(string body) => NewBetting().ReadPlacement(Ticket, Answer(body));

    protected static string BodyOf(ProviderRequest request) => Encoding.UTF8.GetString(request.Body ?? []);

    private static DateTimeOffset Utc(string text) => new(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);

    private static TransportResult Failed(TransportFailure failure) => new(null, failure, null, TimeSpan.Zero);

    private static IEnumerable<string> Mutations(string body)
    {
        for (var i = 0; i < body.Length; i++)
        {
            yield return body.Remove(i, 1);
            yield return body.Insert(i, body[i].ToString());
            foreach (var c in "0123456789-.,:\"'[]{}\\ aS\u0000")
                yield return string.Concat(body.AsSpan(0, i), c.ToString(), body.AsSpan(i + 1));
            for (var j = i + 1; j < Math.Min(body.Length, i + 24); j++)
                yield return body.Remove(i, j - i);
        }
    }

    private QuoteResult Read(string name) => ReadQuote(File(name));

    private PlacementOutcome Place(string name) => ReadPlacement(File(name));

    private BetListReading ReadList(string body)
    {
        var betting = NewBetting();
        Prepare(betting);
        return betting.ReadBetList(Answer(body));
    }

    /// <summary>Builds whatever request tells the reader of lists about the session.</summary>
    protected abstract void Prepare(IBetting betting);

    private TransportResult Answer(string body, int status = 200, string? location = null) => Answer(Encoding.UTF8.GetBytes(body), MediaType, status, location);

    private TransportResult Answer(byte[] body) => Answer(body, MediaType);
}
