using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Tests.Laws;

namespace Arb.Tests.Domain.Execution;

/// <summary>What was settled about a bet turns out otherwise: it counts, it is an alarm, and the position is hedged as ever.</summary>
public sealed class LateBetSpecs
{
    private static readonly decimal StakeB = Given.Plan().Legs[1].Stake;

    [Fact]
    public void Should_take_a_bet_that_was_judged_absent_and_is_listed_into_exposure_and_result()
    {
        var run = AbsentB();
        var before = run.State.End!;
        run.TakeUp(new BetChange.Listed(1, Entry(run.Sent[1], "late"))).Run();
        Assert.Equal((LegStatus.Accepted, "late", StakeB), (run.State.Legs[1].Status, run.State.Legs[1].Reference, run.Counted[1]));
        Assert.Equal([1], Assert.Single(run.Answers).Counted);
        Assert.Contains(run.Alarms, alarm => alarm.Contains("judged absent", StringComparison.Ordinal) && alarm.Contains("late", StringComparison.Ordinal));
        Assert.True(run.Finished);
        Assert.NotSame(before, run.State.End);
    }

    /// <summary>The second hedge is on the other side: the leg that was hedged stands after all, and its hedge is one bet too many.</summary>
    [Fact]
    public void Should_hedge_what_a_late_bet_makes_naked()
    {
        var run = AbsentB();
        var sent = run.Sent.Count;
        run.TakeUp(new BetChange.Listed(1, Entry(run.Sent[1], "late"))).Run();
        Assert.True(run.Sent.Count > sent);
        Assert.True(run.State.Worst >= -new HedgeSettings().MaxLoss, $"worst outcome {run.State.Worst}");
    }

    [Fact]
    public void Should_propose_to_the_operator_what_would_cost_more_than_the_engine_may_lose()
    {
        var run = AbsentB();
        run.Quoting = (_, slip) => QuoteResult.Ok(Given.Quote(slip with { Odds = Given.Price(1.2m) }));
        run.TakeUp(new BetChange.Listed(1, Entry(run.Sent[1], "late"))).Run(timers: 20);
        Assert.True(run.State.WithPerson);
        Assert.Contains(run.Alarms, alarm => alarm.Contains("costs too much", StringComparison.Ordinal));
        Assert.False(run.Finished);
    }

    [Fact]
    public void Should_give_the_lock_back_when_the_listed_bet_is_somebody_elses()
    {
        var run = AbsentB();
        var journal = run.Journal.Count;
        run.TakeUp(new BetChange.Listed(1, Entry(run.Sent[1], "foreign") with { TicketKey = "another ticket" })).Run();
        Assert.Equal((LegStatus.Rejected, journal), (run.State.Legs[1].Status, run.Journal.Count));
        Assert.Empty(Assert.Single(run.Answers).Counted);
        Assert.True(run.Finished);
    }

    [Fact]
    public void Should_ask_a_person_about_a_listed_bet_that_fits_but_for_its_stake()
    {
        var run = AbsentB();
        run.TakeUp(new BetChange.Listed(1, Entry(run.Sent[1], "other") with { TicketKey = null, Stake = StakeB - 1m })).Run();
        Assert.Equal(LegStatus.Rejected, run.State.Legs[1].Status);
        Assert.Contains(run.Alarms, alarm => alarm.Contains("look at them", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_count_a_late_bet_once()
    {
        var run = AbsentB();
        var listed = new BetChange.Listed(1, Entry(run.Sent[1], "late"));
        run.TakeUp(listed).Run();
        var events = run.Journal.Count;
        run.TakeUp(listed).Run();
        Assert.Equal((events, 2), (run.Journal.Count, run.Answers.Count));
        Assert.Equal([1], run.Answers[1].Counted);
    }

    [Theory]
    [InlineData(null, LegStatus.Rejected)]
    [InlineData("the ticket's own", LegStatus.Accepted)]
    public void Should_take_a_bet_for_a_leg_whose_refusal_was_proven_only_by_its_key(string? key, LegStatus status)
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 1 ? SagaRun.Refused : SagaRun.Accepted(leg, ticket) }.Run();
        run.TakeUp(new BetChange.Listed(1, Entry(run.Sent[1], "listed") with { TicketKey = key is null ? null : run.Sent[1].Quote.TicketKey })).Run(timers: 40);
        Assert.Equal(status, run.State.Legs[1].Status);
        Assert.Contains(run.Alarms, alarm => alarm.Contains("listed", StringComparison.Ordinal));
    }

    /// <summary>A leg whose answer was lost and its replacement that was refused look alike: one listed bet is one of them, the first.</summary>
    [Fact]
    public void Should_not_take_one_listed_bet_for_two_legs()
    {
        var run = AbsentB(hedges: false);
        run.Quoting = (_, slip) => QuoteResult.Ok(Given.Quote(slip));
        run.PlacingLater = (leg, ticket) => leg == 2 ? SagaRun.Refused : SagaRun.Accepted(leg, ticket);
        run.Run(timers: 40);
        Assert.Equal(LegStatus.Rejected, run.State.Legs[2].Status);
        var entry = Entry(run.Sent[1], "late") with { TicketKey = null };
        run.TakeUp(new BetChange.Listed(2, entry), new BetChange.Listed(1, entry)).Run(timers: 40);
        Assert.Equal(1, Assert.Single(run.Journal.OfType<LegFound>()).Leg);
    }

    [Fact]
    public void Should_only_count_a_late_bet_when_the_match_is_over()
    {
        var run = AbsentB();
        var sent = run.Sent.Count;
        run.Settled = [new SettledLeg(0, BetStatus.Lost)];
        run.TakeUp(new BetChange.Listed(1, Entry(run.Sent[1], "late") with { Status = BetStatus.Won, Return = 100m })).Run();
        Assert.Equal((LegStatus.Accepted, sent, true), (run.State.Legs[1].Status, run.Sent.Count, run.Finished));
    }

    [Fact]
    public void Should_hedge_nothing_on_its_own_where_a_person_had_closed_the_position()
    {
        var run = AbsentB(hedges: false);
        Assert.True(run.State.WithPerson);
        run.Tell(new ExecutionInput.PersonSaid(null, PersonVerdict.Settled, null, "closed by hand"));
        run.Run();
        Assert.Equal(ExecutionResult.Resolved, run.State.End!.Result);
        var sent = run.Sent.Count;
        run.TakeUp(new BetChange.Listed(1, Entry(run.Sent[1], "late"))).Run(timers: 30);
        Assert.Equal((LegStatus.Accepted, sent, true, false), (run.State.Legs[1].Status, run.Sent.Count, run.State.WithPerson, run.Finished));
    }

    [Fact]
    public void Should_know_all_of_it_again_after_a_restart()
    {
        var run = AbsentB();
        run.Quoting = (_, _) => QuoteResult.No(RefusalReason.Closed, "closed");
        run.TakeUp(new BetChange.Listed(1, Entry(run.Sent[1], "late"))).Run(timers: 3);
        run.Restart();
        Assert.Equal((ExecutionPhase.Hedging, LegStatus.Accepted, "late"), (run.State.Phase, run.State.Legs[1].Status, run.State.Legs[1].Reference));
        Assert.Equal(Given.Begin().Token + 10, run.State.Lock!.Token);
    }

    [Theory]
    [InlineData(BetStatus.Void)]
    [InlineData(BetStatus.Rejected)]
    public void Should_hedge_what_stands_alone_when_the_bookmaker_takes_a_leg_back(BetStatus status)
    {
        var run = new SagaRun().Run();
        Assert.Equal(ExecutionResult.Complete, run.State.End!.Result);
        run.TakeUp(new BetChange.TakenBack(1, status)).Run();
        Assert.Equal(0m, run.Counted[1]);
        Assert.Contains(run.Alarms, alarm => alarm.Contains("stand alone", StringComparison.Ordinal));
        Assert.Equal((ExecutionResult.Hedged, 3), (run.State.End!.Result, run.Sent.Count));
        Assert.True(run.State.Worst >= -new HedgeSettings().MaxLoss);
    }

    [Fact]
    public void Should_end_flat_when_every_leg_was_taken_back()
    {
        var run = new SagaRun().Run();
        run.TakeUp(new BetChange.TakenBack(0, BetStatus.Void), new BetChange.TakenBack(1, BetStatus.Void)).Run();
        Assert.Equal((ExecutionResult.Flat, 2), (run.State.End!.Result, run.Sent.Count));
    }

    [Fact]
    public void Should_compare_only_with_what_may_be_the_bet()
    {
        var run = AbsentB();
        var slip = run.Sent[1].Quote.Slip;
        var leg = new AbsentLeg(
            new ExecutionIdentity(run.State.Execution, new OpportunityId("o"), Given.Match, [slip.Event], [slip.Account], []), 1, slip.Account, slip.Event, slip.Kind, slip.Period, slip.Line, slip.Selection, Given.Start)
        { Assigned = ["taken"] };
        var fits = Entry(run.Sent[1], "fits");
        BetListEntry[] bets =
        [
            fits, fits, fits with { Reference = "taken" }, fits with { Reference = "rejected", Status = BetStatus.Rejected }, fits with { Reference = "event", EventId = "elsewhere" },
            fits with { Reference = "side", Selection = slip.Selection == Selection.Over ? Selection.Under : Selection.Over }, fits with { Reference = "vague", Kind = null, Selection = null },
        ];
        Assert.Equal(["fits", "vague"], LateBets.Candidates([leg], new BetListReading(true, false, bets, 0, null)).Select(found => found.Entry.Reference));
        var older = leg with { Of = leg.Of with { Execution = ExecutionId.FromToken(1) }, OpenedAt = Given.Start.AddHours(-1) };
        Assert.Equal([run.State.Execution], LateBets.Candidates([older, leg], new BetListReading(true, true, [fits], 0, null)).Select(found => found.Leg.Of.Execution));
        Assert.Empty(LateBets.Candidates([leg with { Waits = true }], new BetListReading(true, true, bets, 0, null)));
        Assert.Empty(LateBets.Candidates([leg], BetListReading.None("login page")));
    }

    /// <summary>Leg B's answer is lost, no list shows it, and what it left open is hedged (or, where nobody quotes, stays open).</summary>
    private static SagaRun AbsentB(bool hedges = true)
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 1 ? null : SagaRun.Accepted(leg, ticket) };
        run.Quoting = (number, slip) => number < 2 || hedges ? QuoteResult.Ok(Given.Quote(slip)) : QuoteResult.No(RefusalReason.Closed, "closed");
        run.Run(timers: hedges ? 200 : 40);
        Assert.Equal((LegStatus.Rejected, RefusalReason.Absent), (run.State.Legs[1].Status, run.State.Legs[1].Refusal));
        return run;
    }

    private static BetListEntry Entry(PlacementTicket ticket, string reference)
    {
        var slip = ticket.Quote.Slip;
        return new BetListEntry(
            reference, slip.Event.EventId, slip.Kind, slip.Period, slip.Selection, slip.Line, slip.Odds, ticket.Stake, BetStatus.Accepted, 0m, Given.Start.AddSeconds(5), ticket.Quote.TicketKey);
    }
}
