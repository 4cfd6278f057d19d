using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Execution;

public sealed class SettlementSpecs
{
    [Theory]
    [InlineData(BetStatus.Won, 126, 126)]
    [InlineData(BetStatus.HalfWon, 93, 93)]
    [InlineData(BetStatus.HalfLost, 30, 30)]
    [InlineData(BetStatus.Lost, 0, 0)]
    [InlineData(BetStatus.Void, 60, 60)]
    [InlineData(BetStatus.Void, 0, 60)]
    [InlineData(BetStatus.Rejected, 0, 60)]
    public void Should_settle_a_bet_that_ended(BetStatus status, int listed, int returned)
    {
        var bet = Bet("R1");
        var decision = Settlement.Decide([bet], List(Entry("R1", status, listed)));
        Assert.Equal(new BetSettlement(bet, status, returned), Assert.Single(decision.Settled));
        Assert.Empty(decision.Problems);
    }

    [Theory]
    [InlineData(BetStatus.Accepted)]
    [InlineData(BetStatus.Pending)]
    public void Should_leave_a_bet_that_runs_open(BetStatus status) => Nothing(Settlement.Decide([Bet("R1")], List(Entry("R1", status, 0))));

    [Theory]
    [InlineData(BetStatus.Won, 0)]
    [InlineData(BetStatus.Won, 60)]
    [InlineData(BetStatus.HalfWon, 59)]
    [InlineData(BetStatus.HalfLost, 0)]
    [InlineData(BetStatus.HalfLost, 60)]
    [InlineData(BetStatus.Lost, 1)]
    [InlineData(BetStatus.Void, 59)]
    public void Should_not_believe_a_row_that_contradicts_itself(BetStatus status, int returned) => Problem("does not fit", List(Entry("R1", status, returned)));

    [Theory]
    [InlineData(BetStatus.Won, 63, 63)]
    [InlineData(BetStatus.Lost, 0, 0)]
    [InlineData(BetStatus.Void, 0, 30)]
    public void Should_settle_with_the_stake_that_was_booked(BetStatus status, int listed, int returned)
    {
        var decision = Settlement.Decide([Bet("R1")], List(Entry("R1", status, listed) with { Stake = 30m }));
        Assert.Equal(new BetSettlement(Bet("R1"), status, returned) { Booked = 30m }, Assert.Single(decision.Settled));
    }

    [Fact]
    public void Should_report_a_running_bet_that_was_booked_with_less() =>
        Problem("booked with 30.00, not with 60.00", List(Entry("R1", BetStatus.Accepted, 0) with { Stake = 30m }));

    [Fact]
    public void Should_not_take_another_match_for_ours_by_its_reference() => Problem("on event 999", List(Entry("R1", BetStatus.Won, 126) with { EventId = "999" }));

    [Fact]
    public void Should_not_choose_between_two_results_of_one_reference() =>
        Problem("different results", List(Entry("R1", BetStatus.Won, 126), Entry("R1", BetStatus.Lost, 0)));

    [Fact]
    public void Should_match_by_the_reference_alone() =>
        Nothing(Settlement.Decide([Bet("R1")], List(Entry("R2", BetStatus.Won, 126)) with { Reading = new BetListReading(true, false, [Entry("R2", BetStatus.Won, 126)], 0, null) }));

    [Fact]
    public void Should_report_a_bet_without_a_reference() => Problem("no reference", List(Entry("R1", BetStatus.Won, 126)), Bet(null));

    [Fact]
    public void Should_report_a_bet_that_vanished_from_a_complete_list() => Problem("not in a complete bet list", List());

    [Theory]
    [InlineData(false, true, 0)]
    [InlineData(true, false, 0)]
    [InlineData(true, true, 1)]
    public void Should_conclude_nothing_from_a_list_that_proves_no_absence(bool authenticated, bool complete, int undecodable) =>
        Nothing(Settlement.Decide([Bet("R1")], List() with { Reading = new BetListReading(authenticated, complete, [], undecodable, null) }));

    [Fact]
    public void Should_give_a_new_bet_the_settle_time_to_appear() => Nothing(Settlement.Decide([Bet("R1")], List() with { AskedAt = Given.Start.AddSeconds(69) }));

    [Fact]
    public void Should_settle_nothing_from_a_list_of_a_lost_session() =>
        Nothing(Settlement.Decide([Bet("R1")], List() with { Reading = new BetListReading(false, true, [Entry("R1", BetStatus.Won, 126)], 0, null) }));

    [Fact]
    public void Should_read_from_a_day_before_the_oldest_bet() =>
        Assert.Equal(Given.Start.AddDays(-3), Settlement.ReadFrom([Bet("R1"), Bet("R2") with { OpenedAt = Given.Start.AddDays(-2) }], []));

    private static void Nothing(SettlementDecision decision)
    {
        Assert.Empty(decision.Settled);
        Assert.Empty(decision.Problems);
    }

    private static void Problem(string reason, BetListAnswered list, OpenBet? bet = null)
    {
        var decision = Settlement.Decide([bet ?? Bet("R1")], list);
        Assert.Empty(decision.Settled);
        Assert.Contains(reason, Assert.Single(decision.Problems).Reason, StringComparison.Ordinal);
    }

    internal static OpenBet Bet(string? reference, long token = 7, int leg = 0) =>
        new(ExecutionId.FromToken(token), leg, Given.A1, Given.Event1, reference, 60m, Given.Start, Given.Start.AddMinutes(1));

    internal static BetListEntry Entry(string reference, BetStatus status, decimal returned) => new(
        reference, "123", MarketKind.Total, Period.FullTime, Selection.Over, new Line(10), Given.Price(2.1m), 60m, status, returned, Given.Start, null);

    private static BetListAnswered List(params BetListEntry[] bets) =>
        new(new ExecutionId("settlement"), Given.A1, new BetListReading(true, true, bets, 0, null), Given.Start.AddSeconds(70), TimeSpan.FromSeconds(10));
}
