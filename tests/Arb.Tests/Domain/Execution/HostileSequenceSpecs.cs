using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Tests.Laws;

namespace Arb.Tests.Domain.Execution;

/// <summary>Sequences in which money could be lost quietly: each was tried against the saga because it is unlikely.</summary>
public class HostileSequenceSpecs
{
    private static readonly HedgeSettings Hedge = new();

    private static BetListReading NoEvidence { get; } = BetListReading.None("no answer");

    private static BetListReading Empty { get; } = new(true, true, [], 0, null);

    /// <summary>Leg B and a hedge for it are both of unknown outcome, the deadline has passed for both.</summary>
    private static SagaRun TwoUnknown()
    {
        var order = Given.Begin() with { Plan = Given.Plan(target: 30m) };
        var run = new SagaRun { Order = order, Placing = (leg, ticket) => leg == 0 ? SagaRun.Accepted(leg, ticket) : null };
        run.Prices = () => [Given.Leg(Given.A3, Given.Event3, Selection.Over, 2.10m), Given.Leg(Given.A3, Given.Event3, Selection.Under, 2.05m)];
        run.Lists = account => run.Sent.Any(ticket => ticket.Quote.Slip.Account == account) ? NoEvidence : Empty;
        run.Run(timers: 200);
        Assert.Equal([LegStatus.Unknown, LegStatus.Unknown], run.State.Legs.Skip(1).Select(leg => leg.Status));
        Assert.True(run.State.WithPerson);
        return run;
    }

    [Fact]
    public void Should_still_be_with_the_person_when_one_of_two_unknown_bets_was_found()
    {
        var run = TwoUnknown();
        var alarms = run.Alarms.Count;
        run.Tell(new ExecutionInput.PersonSaid(1, PersonVerdict.Absent, null, "not in the app"));
        run.Run(timers: 1);
        Assert.True(run.State.WithPerson);
        Assert.True(run.Alarms.Count > alarms);
        run.Tell(new ExecutionInput.PersonSaid(2, PersonVerdict.Placed, "R2", "seen in the app"));
        run.Run();
        Assert.All(run.Replies, reply => Assert.True(reply.Done, reply.Reason));
        Assert.Equal(ExecutionResult.Hedged, run.State.End?.Result);
    }

    [Fact]
    public void Should_ask_a_person_after_the_quick_rounds_when_every_hedge_bet_is_refused()
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 0 ? SagaRun.Accepted(leg, ticket) : SagaRun.Refused };
        run.Run(timers: Hedge.MaxRounds + 1);
        Assert.True(run.State.Rounds.Count >= Hedge.MaxRounds, $"{run.State.Rounds.Count} rounds");
        Assert.True(run.State.WithPerson);
        Assert.NotEmpty(run.Alarms);
    }

    [Fact]
    public void Should_hedge_at_the_next_best_account_when_the_best_one_has_no_money()
    {
        var run = new SagaRun
        {
            Placing = (leg, ticket) => leg switch
            {
                0 => SagaRun.Accepted(leg, ticket),
                1 => SagaRun.Refused,
                _ => ticket.Quote.Slip.Account == Given.A3 ? new PlacementOutcome.Rejected(RefusalReason.Balance, "7") : SagaRun.Accepted(leg, ticket),
            },
        };
        run.Prices = () => [Given.Leg(Given.A3, Given.Event3, Selection.Over, 2.20m), Given.Leg(Given.A3, Given.Event3, Selection.Under, 2.20m)];
        run.Run(timers: 4);
        Assert.Equal(ExecutionResult.Hedged, run.State.End?.Result);
        Assert.Equal(2, run.State.Rounds.Count);
    }

    /// <summary>Home at a1, draw at a2, away at a3: a2 refuses, so the hedge is a pair of bets.</summary>
    private static SagaRun PairOfHedges(Func<int, PlacementTicket, PlacementOutcome?> hedges)
    {
        var legs = new[]
        {
            Given.Leg(Given.A1, Given.Event1, Selection.Home, 3.30m, MarketKind.OneXTwo, 0),
            Given.Leg(Given.A2, Given.Event2, Selection.Draw, 3.20m, MarketKind.OneXTwo, 0),
            Given.Leg(Given.A3, Given.Event3, Selection.Away, 3.10m, MarketKind.OneXTwo, 0),
        };
        var found = Given.Opportunity() with { Market = Given.Market with { Kind = MarketKind.OneXTwo, Line = Line.None }, Legs = legs, Margin = 0.06m };
        var run = new SagaRun
        {
            Order = new BeginExecution(ExecutionId.FromToken(7), 7, found, Given.Plan(found)),
            Placing = (leg, ticket) => leg switch { 0 => SagaRun.Accepted(leg, ticket), 1 => SagaRun.Refused, _ => hedges(leg, ticket) },
        };
        run.Prices = () => legs;
        return run;
    }

    [Fact]
    public void Should_not_send_the_second_bet_of_a_hedge_on_its_old_quote_when_the_evidence_for_the_first_came_late()
    {
        var run = PairOfHedges((leg, ticket) => leg == 3 ? null : SagaRun.Accepted(leg, ticket));
        var found = false;
        run.Lists = account => run.Sent.Count > 2 && account == run.Sent[2].Quote.Slip.Account ? found ? Listed(run.Sent[2], run.Now, "R3") : NoEvidence : Empty;
        run.Run(timers: 10);
        Assert.Equal(LegStatus.Unknown, run.State.Legs[3].Status);
        Assert.Equal(LegStatus.Planned, run.State.Legs[4].Status);
        found = true;
        run.Wait(new ExecutionSettings().QuoteMaxAge);
        run.Run(timers: 1);
        Assert.Equal(LegStatus.Accepted, run.State.Legs[3].Status);
        Assert.Equal(0, run.State.Legs[4].Attempt);
        Assert.Equal(ExecutionResult.Hedged, run.Run().State.End?.Result);
    }

    [Fact]
    public void Should_not_send_the_second_bet_of_a_hedge_when_it_no_longer_helps_as_the_first_was_booked()
    {
        var run = PairOfHedges((leg, ticket) => leg == 3 ? new PlacementOutcome.Accepted("R3", Odds.FromDecimal(1.01m), ticket.Stake) : SagaRun.Accepted(leg, ticket));
        run.Run(timers: 3);
        var worst = PayoffMatrix.Worst([.. run.State.Accepted.Take(2)]);
        Assert.True(run.State.Legs[4].Attempt == 0 || PayoffMatrix.Worst([.. run.State.Accepted.Take(3)]) > worst);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void Should_not_send_leg_B_on_a_quote_of_an_earlier_life_whatever_the_clock_says(int hours)
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 0 ? null : SagaRun.Accepted(leg, ticket) };
        run.Lists = account => run.Sent.Count == 1 && account == run.Sent[0].Quote.Slip.Account && run.Trace.Contains("LegUnknown") ? Listed(run.Sent[0], run.Now, "R0") : Empty;
        run.Run(timers: 0);
        Assert.Single(run.Sent);
        run.Wait(TimeSpan.FromHours(hours));
        run.Restart();
        run.Run(timers: 3);
        Assert.Equal(LegStatus.Accepted, run.State.Legs[0].Status);
        Assert.Equal(0, run.State.Legs[1].Attempt);
        Assert.NotEqual(-1, run.IndexOf("AskPrices"));
    }

    [Fact]
    public void Should_send_nothing_when_the_fresh_quotes_are_too_good_to_be_true()
    {
        var run = new SagaRun { Quoting = (_, slip) => QuoteResult.Ok(Given.Quote(slip, 21.0m)) };
        run.Run();
        Assert.Empty(run.Sent);
        Assert.Equal(ExecutionResult.Aborted, run.State.End!.Result);
        Assert.Contains("too good", run.State.End.Reason, StringComparison.Ordinal);
    }

    private static BetListReading Listed(PlacementTicket ticket, DateTimeOffset at, string reference)
    {
        var slip = ticket.Quote.Slip;
        return new BetListReading(
            true, true, [new BetListEntry(reference, slip.Event.EventId, slip.Kind, slip.Period, slip.Selection, slip.Line, slip.Odds, ticket.Stake, BetStatus.Accepted, 0m, at, ticket.Quote.TicketKey)], 0, null);
    }
}
