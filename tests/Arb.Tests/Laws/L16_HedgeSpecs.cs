using Arb.Domain.Execution;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Laws;

/// <summary>L16, Hedge: never skipped. Where none is possible the event says so, the position stays in plain sight, and hedging goes on; an unknown leg B is settled by evidence first.</summary>
public sealed class L16_HedgeSpecs
{
    private static SagaRun NakedAfterA(Func<int, BetSlip, QuoteResult>? quoting = null)
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 1 ? SagaRun.Refused : SagaRun.Accepted(leg, ticket) };
        run.Quoting = (number, slip) => number < 2 ? QuoteResult.Ok(Given.Quote(slip)) : quoting?.Invoke(number, slip) ?? QuoteResult.No(RefusalReason.Closed, "closed");
        return run;
    }

    [Fact]
    public void Should_hedge_after_a_success_of_A_and_a_failure_of_B_and_persist_it()
    {
        var run = NakedAfterA((_, slip) => QuoteResult.Ok(Given.Quote(slip))).Run();
        Assert.Equal(ExecutionResult.Hedged, run.State.End!.Result);
        var row = Assert.Single(run.Hedges);
        Assert.NotEqual(HedgeKind.NonePossible, row.Kind);
        Assert.True(row.WorstAfter > row.WorstBefore);
    }

    [Fact]
    public void Should_write_a_row_that_none_was_possible_and_leave_the_position_in_plain_sight()
    {
        var run = NakedAfterA().Run(timers: 1);
        Assert.Equal(HedgeKind.NonePossible, run.Hedges[0].Kind);
        Assert.Equal(run.Hedges[0].WorstBefore, run.Hedges[0].WorstAfter);
        Assert.Contains(run.Alarms, alarm => alarm.Contains("naked", StringComparison.Ordinal));
        Assert.False(run.Finished);
        Assert.Equal((-1, -1), (run.IndexOf("LockReleased"), run.IndexOf("Concluded")));
        Assert.Equal(LegStatus.Accepted, run.State.Legs[0].Status);
    }

    [Fact]
    public void Should_ask_a_person_and_still_go_on_hedging_until_it_succeeds()
    {
        var run = NakedAfterA().Run(timers: 12);
        Assert.True(run.State.WithPerson);
        Assert.NotEqual(-1, run.IndexOf("ReportPerson"));
        var rounds = run.Hedges.Count;
        Assert.True(rounds > new HedgeSettings().MaxRounds);
        run.Quoting = (_, slip) => QuoteResult.Ok(Given.Quote(slip));
        run.Run(timers: 5);
        Assert.True(run.Hedges.Count > rounds);
        Assert.Equal(ExecutionResult.Hedged, run.State.End!.Result);
    }

    [Fact]
    public void Should_settle_an_unknown_B_by_evidence_before_any_hedge()
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 1 ? null : SagaRun.Accepted(leg, ticket) };
        run.Lists = account => new BetListReading(true, true, run.Sent.Count == 2 && account == run.Sent[1].Quote.Slip.Account ? [Entry(run.Sent[1], run.Now)] : [], 0, null);
        run.Run();
        Assert.Equal(ExecutionResult.Complete, run.State.End!.Result);
        Assert.Equal(-1, run.IndexOf("AskPrices"));
        Assert.Empty(run.Hedges);
    }

    [Fact]
    public void Should_take_the_least_worst_case_of_both_possibilities_when_no_evidence_comes_in_time()
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 1 ? null : SagaRun.Accepted(leg, ticket) };
        run.Lists = _ => run.Sent.Count < 2 ? new BetListReading(true, true, [], 0, null) : BetListReading.None("no answer");
        run.Run(timers: 300);
        var asked = run.IndexOf("AskPrices");
        Assert.True(asked > run.IndexOf("LegUnknown"));
        Assert.True(run.Now - Given.Start >= new HedgeSettings().ReconcileDeadline);
        Assert.NotEmpty(run.Hedges);
    }

    [Fact]
    public void Should_believe_no_complete_list_alone_where_the_balance_can_be_read()
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 1 ? null : SagaRun.Accepted(leg, ticket), ReadsBalance = true };
        run.Balances = _ => run.Sent.Count == 0 ? 1_000m : null;
        run.Run(timers: 100);
        Assert.Equal(LegStatus.Unknown, run.State.Legs[1].Status);
        Assert.True(run.State.WithPerson);
        Assert.NotEmpty(run.Hedges);
    }

    [Fact]
    public void Should_count_a_bet_that_turns_up_after_it_was_judged_absent_as_exposure_and_in_the_result()
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 1 ? null : SagaRun.Accepted(leg, ticket) }.Run();
        Assert.Equal(RefusalReason.Absent, run.State.Legs[1].Refusal);
        run.TakeUp(new BetChange.Listed(1, Entry(run.Sent[1], Given.Start.AddSeconds(5)) with { Reference = "late" })).Run();
        Assert.Equal((LegStatus.Accepted, run.Sent[1].Stake), (run.State.Legs[1].Status, run.Counted[1]));
        Assert.NotEmpty(run.Alarms);
    }

    /// <summary>The law can be seen broken: a decider that closes the execution where it should hedge turns the first spec red.</summary>
    [Fact]
    public void Should_turn_red_for_a_decider_that_skips_the_hedge()
    {
        var run = new SagaRun
        {
            Placing = (leg, ticket) => leg == 1 ? SagaRun.Refused : SagaRun.Accepted(leg, ticket),
            Plant = real => (state, input, now) =>
            {
                var decision = real(state, input, now);
                if (!decision.Events.Any(happened => happened is HedgeStarted))
                    return decision;
                var before = decision.Events.TakeWhile(happened => happened is not HedgeStarted);
                return new ExecutionDecision([.. before, new Concluded(ExecutionResult.Complete, 0m, "planted", now)], [new ExecutionEffect.CloseAudit()]);
            },
        }.Run();
        Assert.True(run.Finished);
        Assert.NotEqual(ExecutionResult.Hedged, run.State.End!.Result);
        Assert.Empty(run.Hedges);
        Assert.True(run.State.Worst < 0m, "the position is naked and closed: what the law forbids");
    }

    private static BetListEntry Entry(PlacementTicket ticket, DateTimeOffset at)
    {
        var slip = ticket.Quote.Slip;
        return new BetListEntry("R1", slip.Event.EventId, slip.Kind, slip.Period, slip.Selection, slip.Line, slip.Odds, ticket.Stake, BetStatus.Accepted, 0m, at, ticket.Quote.TicketKey);
    }
}
