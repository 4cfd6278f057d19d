using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Host.Demo;

namespace Arb.Tests.Host;

/// <summary>The demo's checks see what they are for: each planted difference turns one of them.</summary>
public sealed class DemoChecksSpecs
{
    private static readonly string[] Protocols = ["CMD", "SBO"];

    private static readonly BookmakerBooks Books = new(
        [new BookBet("cmd", "A1", 2.1m, 50m, "Accepted"), new BookBet("sbo", "B1", 2.0m, 52m, "Accepted"), new BookBet("cmd", "A2", 2.2m, 40m, "Accepted"), new BookBet("sbo", "B2", 1.9m, 45m, "Accepted")],
        new Dictionary<string, long> { ["cmd"] = 0, ["sbo"] = 1 });

    private static readonly AuditHistory Complete = Execution(
        "x1", ExecutionResult.Complete, [], Leg(0, "cmd", 2.1m, 50m, LegStatus.Accepted, "A1"), Leg(1, "sbo", 2.0m, 52m, LegStatus.Accepted, "B1"));

    private static readonly AuditHistory Hedged = Execution(
        "x2",
        ExecutionResult.Hedged,
        [new HedgeRow(new ExecutionId("x2"), 10, 1, HedgeKind.CompleteLeg, 2, new AccountId("sbo"), Selection.Under, Odds.FromDecimal(1.9m), 45m, -40m, 1m, LegStatus.Accepted, "best", default)],
        Leg(0, "cmd", 2.2m, 40m, LegStatus.Accepted, "A2"),
        Leg(1, "sbo", 1.9m, 45m, LegStatus.Rejected, null),
        Leg(2, "sbo", 1.9m, 45m, LegStatus.Accepted, "B2", hedge: true));

    [Fact]
    public void Should_hold_when_audit_and_books_tell_the_same_story() => Assert.Equal([], Failed());

    [Fact]
    public void Should_miss_a_protocol_that_never_went_GREEN() => Assert.Equal(["every account went GREEN"], Failed(green: ["CMD"]));

    [Fact]
    public void Should_miss_a_bet_that_is_in_no_audit_row() =>
        Assert.Equal(["the bookmakers' books and the audit agree to the cent"], Failed(books: Books with { Bets = [.. Books.Bets, new BookBet("sbo", "B9", 2m, 5m, "Accepted")] }));

    [Fact]
    public void Should_see_a_difference_of_a_cent() =>
        Assert.Contains("the bookmakers' books and the audit agree to the cent", Failed(books: Books with { Bets = [Books.Bets[0] with { Stake = 50.01m }, .. Books.Bets.Skip(1)] }));

    [Fact]
    public void Should_not_believe_an_accepted_leg_that_its_bookmaker_rejected() =>
        Assert.Contains("a surebet with every leg accepted, as the bookmakers' own bet lists confirm", Failed(books: Books with { Bets = [Books.Bets[0] with { Status = "Rejected" }, .. Books.Bets.Skip(1)] }));

    [Fact]
    public void Should_want_a_hedge() => Assert.Contains("a leg B that a bookmaker refused was hedged", Failed(executions: [Complete]));

    [Fact]
    public void Should_see_an_open_audit_row() =>
        Assert.Contains("every audit row closed", Failed(executions: [Complete, Hedged with { Row = Hedged.Row with { ClosedAt = null } }]));

    [Fact]
    public void Should_see_a_lock_that_is_left() => Assert.Equal(["no match left locked"], Failed(locks: 1));

    private static List<string> Failed(string[]? green = null, AuditHistory[]? executions = null, int locks = 0, BookmakerBooks? books = null) =>
        [.. DemoChecks.Of(new DemoEvidence(Protocols, (green ?? Protocols).ToHashSet(), executions ?? [Complete, Hedged], locks, books ?? Books)).Where(c => !c.Holds).Select(c => c.Name)];

    private static AuditLeg Leg(int number, string account, decimal odds, decimal stake, LegStatus status, string? reference, bool hedge = false) => new(
        number, hedge, new AccountId(account), EventKey.Parse($"{account}:1"), "1", MarketKind.Total, Period.FullTime, new Line(10), number == 0 ? Selection.Over : Selection.Under,
        Odds.FromDecimal(odds), stake, status, 1, reference, null);

    private static AuditHistory Execution(string id, ExecutionResult result, IReadOnlyList<HedgeRow> hedges, params AuditLeg[] legs) => new(
        new AuditRow(
            new ExecutionId(id), 1, new OpportunityId("o"), new MarketKey(new MatchId("m"), MarketKind.Total, Period.FullTime, new Line(10)), "A v B", result, "Closed",
            1m, 1m, "done", default, default, default(DateTimeOffset), 9, legs),
        [],
        hedges);
}
