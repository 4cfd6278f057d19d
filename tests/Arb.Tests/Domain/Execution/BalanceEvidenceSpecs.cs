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

    /// <summary>The answer is lost after the booking, the list says "complete" and shows the bet late, the balance times out: nothing may be concluded, and nobody is left alone with it.</summary>
    [Fact]
    public void Should_wait_for_a_balance_that_cannot_be_read_and_take_the_bet_as_soon_as_the_list_shows_it()
    {
        var run = UnknownB(Once(1_000m));
        run.Lists = account => new BetListReading(true, true, account == Second && run.Sent.Count == 2 && run.Now >= run.State.Legs[1].IntendedAt.AddSeconds(25) ? [Bet("late", Stake, BetStatus.Accepted, 0m, run.Sent[1])] : [], 0, null);
        run.Run();
        Assert.Equal((ExecutionResult.Complete, 2), (run.State.End!.Result, run.Sent.Count));
        var late = run.State.Legs[1].IntendedAt.AddSeconds(25) - run.State.Legs[1].UnknownAt;
        Assert.InRange(Assert.Single(run.Late), late, late + new HedgeSettings().ReconcileInterval);
    }

    [Fact]
    public void Should_take_the_least_worst_case_and_raise_an_alarm_when_the_balance_cannot_be_read_until_the_deadline()
    {
        var run = UnknownB(Once(1_000m)).Run(timers: 60);
        Assert.Equal(LegStatus.Unknown, run.State.Legs[1].Status);
        Assert.NotEmpty(run.Hedges);
        var asked = run.Journal.OfType<PersonAsked>().First();
        Assert.Equal((BalanceSays.Unreadable, new HedgeSettings().ReconcileDeadline), (asked.Balance!.Value.Says, asked.At - run.State.Legs[1].UnknownAt));
        Assert.Contains(run.Alarms, alarm => alarm.Contains("the balance cannot be read", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Journal, happened => happened is LegRejected);
    }

    [Fact]
    public void Should_prove_absence_after_all_when_the_balance_comes_back_and_agrees()
    {
        var run = UnknownB(Once(1_000m)).Run(timers: 60);
        run.Balances = _ => 1_000m;
        run.Run(timers: 60);
        Assert.Equal((LegStatus.Rejected, RefusalReason.Absent), (run.State.Legs[1].Status, run.State.Legs[1].Refusal));
    }

    [Theory]
    [InlineData(null, BalanceSays.UnreadableBefore)]
    [InlineData(-80, BalanceSays.Higher)]
    public void Should_not_take_a_bet_as_absent_by_a_balance_that_does_not_agree(int? missing, BalanceSays says)
    {
        var run = UnknownB(missing is { } amount ? Short(amount) : Always(null)).Run(timers: 60);
        Assert.Equal(LegStatus.Unknown, run.State.Legs[1].Status);
        Assert.Equal(says, run.State.Work.Balances.TryGetValue(1, out var verdict) ? verdict.Says : BalanceSays.UnreadableBefore);
        Assert.True(run.State.WithPerson);
    }

    /// <summary>The bookmaker said "pending" and gave a reference: the bettor counts that stake as booked and not listed, and it must not cover itself.</summary>
    [Fact]
    public void Should_not_let_a_pending_bet_explain_its_own_missing_stake()
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 1 ? new PlacementOutcome.Pending("P1") : SagaRun.Accepted(leg, ticket), ReadsBalance = true };
        run.Balances = Short(Stake)(run);
        run.Unlisted = account => account == Second && run.Sent.Count >= 2 ? [new UnlistedBet("P1", Stake, "another")] : [];
        run.Run(timers: 60);
        Assert.Equal((LegStatus.Pending, true), (run.State.Legs[1].Status, run.State.WithPerson));
    }

    /// <summary>The bookmaker said "accepted" to the bettor; the execution lost its actor before it heard of it.</summary>
    [Fact]
    public void Should_not_let_an_accepted_bet_explain_its_own_missing_stake_when_its_answer_was_lost_on_the_way()
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 1 ? null : SagaRun.Accepted(leg, ticket), ReadsBalance = true };
        run.Balances = Short(Stake)(run);
        run.Unlisted = account => account == Second && run.Sent.Count >= 2 ? [new UnlistedBet("R1", Stake, run.State.Legs[1].Ticket!.Quote.TicketKey)] : [];
        run.Run(timers: 60);
        Assert.Equal((LegStatus.Unknown, true), (run.State.Legs[1].Status, run.State.WithPerson));
    }

    [Fact]
    public void Should_let_the_list_stand_alone_where_the_contract_reads_no_balance()
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 1 ? null : SagaRun.Accepted(leg, ticket), ReadsBalance = false }.Run();
        Assert.Equal(RefusalReason.Absent, run.State.Legs[1].Refusal);
    }

    [Theory]
    [InlineData("EUR", 0.004, BalanceSays.Agrees)]
    [InlineData("EUR", 0.01, BalanceSays.Lower)]
    [InlineData("JPY", 0.4, BalanceSays.Agrees)]
    [InlineData("JPY", 1, BalanceSays.Lower)]
    [InlineData("KWD", 0.001, BalanceSays.Lower)]
    [InlineData("KWD", -0.001, BalanceSays.Higher)]
    public void Should_compare_in_the_smallest_unit_of_the_accounts_own_currency(string currency, double missing, BalanceSays says) =>
        Assert.Equal(says, BalanceEvidence.Weigh(true, 1_000m, 1_000m - (decimal)missing, Currencies.DigitsOf(currency)).Says);

    [Fact]
    public void Should_wait_as_long_as_lists_were_late_at_this_bookmaker_before()
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 1 ? null : SagaRun.Accepted(leg, ticket), Settle = TimeSpan.FromSeconds(40) }.Run();
        Assert.True(run.Journal.OfType<LegRejected>().Single().At - run.State.Legs[1].UnknownAt >= TimeSpan.FromSeconds(45));
    }

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

    /// <summary>Read before anything is sent, never after.</summary>
    private static Func<SagaRun, Func<AccountId, decimal?>> Once(decimal balance) => run => _ => run.Sent.Count == 0 ? balance : null;

    private static Func<SagaRun, Func<AccountId, decimal?>> Always(decimal? balance) => _ => _ => balance;

    private static SagaRun UnknownB(Func<SagaRun, Func<AccountId, decimal?>> balances)
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 1 ? null : SagaRun.Accepted(leg, ticket), ReadsBalance = true };
        run.Balances = balances(run);
        return run;
    }

    private static BetListEntry Bet(string reference, decimal stake, BetStatus status, decimal returned, PlacementTicket? ticket = null)
    {
        var slip = ticket?.Quote.Slip ?? Given.Slip(Given.A1, Given.Event1, Selection.Over, 2.1m);
        return new BetListEntry(reference, slip.Event.EventId, slip.Kind, slip.Period, slip.Selection, slip.Line, slip.Odds, stake, status, returned, Given.Start, ticket?.Quote.TicketKey);
    }
}
