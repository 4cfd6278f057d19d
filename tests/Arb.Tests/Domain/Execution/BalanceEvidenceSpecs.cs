using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Tests.Laws;

namespace Arb.Tests.Domain.Execution;

/// <summary>The balance beside the bet list: it may contradict a list that shows nothing, never replace it.</summary>
public sealed class BalanceEvidenceSpecs
{
    private static readonly AccountId Second = Given.Plan().Legs[1].Account;
    private static readonly decimal Stake = Given.Plan().Legs[1].Stake;

    [Fact]
    public void Should_take_out_of_the_balance_what_the_list_explains()
    {
        BetListEntry[] bets =
        [
            Bet("open", 30m, BetStatus.Accepted, 0m), Bet("won", 20m, BetStatus.Won, 42m), Bet("lost", 10m, BetStatus.Lost, 0m), Bet("back", 50m, BetStatus.Void, 0m), Bet("open", 30m, BetStatus.Accepted, 0m),
        ];
        Assert.Equal(1_000m, BalanceEvidence.Rest(1_000m - 30m - 20m + 42m - 10m, bets));
        Assert.Null(BalanceEvidence.Rest(null, bets));
    }

    [Fact]
    public void Should_prove_absence_by_the_list_and_say_that_the_balance_agrees()
    {
        var run = UnknownB(Always(1_000m)).Run();
        Assert.Equal(LegStatus.Rejected, run.State.Legs[1].Status);
        Assert.Contains("the balance agrees", run.State.Legs[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_hand_over_when_the_list_shows_nothing_and_the_stake_is_gone()
    {
        var run = UnknownB(Short(Stake)).Run(timers: 60);
        Assert.Equal(LegStatus.Unknown, run.State.Legs[1].Status);
        Assert.Equal([1], run.State.Contested);
        Assert.Contains(run.Alarms, alarm => alarm.Contains("lower than the list explains", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_hand_over_when_other_money_is_missing_too() => Assert.Equal([1], UnknownB(Short(7.5m)).Run(timers: 60).State.Contested);

    [Fact]
    public void Should_not_take_a_contested_leg_as_absent_when_the_balance_is_not_known_any_more()
    {
        var run = UnknownB(Short(Stake)).Run(timers: 60);
        run.Balances = _ => null;
        run.Run(timers: 100);
        Assert.Equal(LegStatus.Unknown, run.State.Legs[1].Status);
    }

    [Fact]
    public void Should_accept_a_contested_leg_that_appears_in_the_list()
    {
        var run = UnknownB(Short(Stake)).Run(timers: 60);
        run.Lists = account => new BetListReading(true, true, account == Second ? [Bet("late", Stake, BetStatus.Accepted, 0m, run.Sent[1])] : [], 0, null);
        run.Run(timers: 10);
        Assert.Equal((LegStatus.Accepted, "late"), (run.State.Legs[1].Status, run.State.Legs[1].Reference));
    }

    [Fact]
    public void Should_let_the_list_stand_alone_when_the_balance_could_not_be_read() => Assert.Equal(LegStatus.Rejected, UnknownB(Always(null)).Run().State.Legs[1].Status);

    [Fact]
    public void Should_let_the_list_stand_alone_when_there_is_more_money_than_before() => Assert.Equal(LegStatus.Rejected, UnknownB(Short(-80m)).Run().State.Legs[1].Status);

    [Fact]
    public void Should_not_conclude_anything_from_the_balance_without_a_list()
    {
        var run = UnknownB(Always(1_000m));
        run.Lists = _ => run.Sent.Count < 2 ? new BetListReading(true, true, [], 0, null) : new BetListReading(true, false, [], 0, "cut");
        Assert.Equal(LegStatus.Unknown, run.Run(timers: 60).State.Legs[1].Status);
    }

    [Fact]
    public void Should_still_contest_after_a_restart_when_only_the_journal_is_left()
    {
        var run = UnknownB(Short(Stake)).Run(timers: 8);
        Assert.Equal(LegStatus.Unknown, run.State.Legs[1].Status);
        run.Restart();
        run.Run(timers: 40);
        Assert.Equal([1], run.State.Contested);
        run.Restart();
        Assert.Equal([1], run.State.Contested);
    }

    /// <summary>The balance is right until leg B was sent; from then on so much is missing.</summary>
    private static Func<SagaRun, Func<AccountId, decimal?>> Short(decimal missing) => run => account => 1_000m - (run.Sent.Count >= 2 && account == Second ? missing : 0m);

    private static Func<SagaRun, Func<AccountId, decimal?>> Always(decimal? balance) => _ => _ => balance;

    private static SagaRun UnknownB(Func<SagaRun, Func<AccountId, decimal?>> balances)
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 1 ? null : SagaRun.Accepted(leg, ticket) };
        run.Balances = balances(run);
        return run;
    }

    private static BetListEntry Bet(string reference, decimal stake, BetStatus status, decimal returned, PlacementTicket? ticket = null)
    {
        var slip = ticket?.Quote.Slip ?? Given.Slip(Given.A1, Given.Event1, Selection.Over, 2.1m);
        return new BetListEntry(reference, slip.Event.EventId, slip.Kind, slip.Period, slip.Selection, slip.Line, slip.Odds, stake, status, returned, Given.Start, ticket?.Quote.TicketKey);
    }
}
