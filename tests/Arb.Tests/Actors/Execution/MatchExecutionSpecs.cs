using Akka.Actor;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Actors.Execution;

public class MatchExecutionSpecs : ExecutionKit
{
    private static Execute Order => new(Given.Opportunity(), Given.Plan());

    [Fact]
    public void Should_place_both_legs_in_order_and_release_the_lock()
    {
        var executions = StartRecovered();
        executions.Tell(Order, Engine.Ref);
        var first = NextPlacement();
        Assert.Equal((0, 1, 42L), (first.Place.Leg, first.Place.Attempt, first.Place.FencingToken));
        Assert.Equal("open", Audit.Writes[0]);
        Accept(first);
        var second = NextPlacement();
        Assert.Equal(1, second.Place.Leg);
        Accept(second);
        var finished = UntilEngineHears<ExecutionFinished>();
        Assert.Equal(ExecutionResult.Complete, finished.Result);
        Assert.True(finished.WorstProfit > 0m);
        Assert.Equal("close", Audit.Writes[^1]);
        Assert.Empty(Locks(executions));
        Assert.Equal(ExecutionResult.Complete, Audit.Rows[finished.Execution].Result);
    }

    [Fact]
    public void Should_abort_when_the_quote_moved()
    {
        var executions = StartRecovered();
        executions.Tell(Order, Engine.Ref);
        var finished = UntilEngineHears<ExecutionFinished>(ask => QuoteResult.Ok(Given.Quote(ask.Slip, 1.90m)));
        Assert.Equal(ExecutionResult.Aborted, finished.Result);
        Assert.False(finished.AnythingSent);
    }

    [Fact]
    public void Should_tell_the_engine_how_many_live_executions_the_audit_counts_when_one_ends()
    {
        Audit.BegunBefore = 3;
        var executions = StartRecovered();
        executions.Tell(Order, Engine.Ref);
        Accept(NextPlacement());
        Accept(NextPlacement());
        Assert.Equal(4, UntilEngineHears<LiveExecutionsCounted>().Begun);
        Restart(executions);
        Assert.Equal(4, UntilEngineHears<RecoveryFinished>().LiveBegun);
    }

    [Fact]
    public void Should_count_a_live_execution_that_a_crash_cut_off()
    {
        Audit.BegunBefore = 3;
        var executions = StartRecovered();
        executions.Tell(Order, Engine.Ref);
        NextPlacement();
        Restart(executions);
        Assert.Equal(4, UntilEngineHears<RecoveryFinished>().LiveBegun);
    }

    [Fact]
    public void Should_send_nothing_when_the_match_was_moved_while_it_was_sized_and_quoted()
    {
        StartRecovered().Tell(Order, Engine.Ref);
        Starts = [Given.Starts[0], Given.Starts[1] with { KickOff = Given.Start.AddSeconds(90) }]; // after the plan was made
        var finished = UntilEngineHears<ExecutionFinished>();
        Assert.Equal((ExecutionResult.Aborted, false), (finished.Result, finished.AnythingSent));
        Assert.Contains("too near", finished.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_let_no_leg_A_wait_at_the_bettor_past_the_last_moment_before_the_start()
    {
        Starts = [.. Given.Starts.Select(start => start with { KickOff = Time.GetUtcNow().AddSeconds(123) })];
        StartRecovered().Tell(Order, Engine.Ref);
        var first = NextPlacement();
        Assert.Equal(Starts[0].KickOff - Settings.KickOff.StopBefore, first.Place.SendBefore);
        Accept(first);
        var second = NextPlacement();
        Assert.True(second.Place.SendBefore > first.Place.SendBefore, "what closes the position is not bound by the start");
    }

    [Fact]
    public void Should_stay_flat_when_leg_A_is_refused()
    {
        StartRecovered().Tell(Order, Engine.Ref);
        Answer(NextPlacement(), new PlacementOutcome.Rejected(RefusalReason.Closed, "5"));
        Assert.Equal(ExecutionResult.Flat, UntilEngineHears<ExecutionFinished>().Result);
    }

    [Fact]
    public void Should_hedge_when_leg_B_is_refused()
    {
        ToLegB(out var second);
        Answer(second, new PlacementOutcome.Rejected(RefusalReason.Closed, "5"));
        var ask = Market.ExpectMsg<GetMarketPrices>();
        Market.Reply(new MarketPricesAnswered(ask.Execution, [Given.Leg(Given.A3, Given.Event3, second.Place.Ticket.Quote.Slip.Selection, 2.00m)]));
        var hedge = NextPlacement(ask => ask.Slip.Account == Given.A3 ? QuoteResult.Ok(Given.Quote(ask.Slip)) : QuoteResult.No(RefusalReason.Closed, "closed"));
        Assert.Equal((2, Given.A3), (hedge.Place.Leg, hedge.Place.Ticket.Quote.Slip.Account));
        Accept(hedge);
        var finished = UntilEngineHears<ExecutionFinished>();
        Assert.Equal(ExecutionResult.Hedged, finished.Result);
        Assert.Equal(HedgeKind.CompleteLeg, Assert.Single(Audit.Hedges).Kind);
    }

    [Fact]
    public void Should_reconcile_before_hedging_when_leg_B_times_out()
    {
        ToLegB(out var second);
        Clock.Advance(Settings.PlacementTimeout);
        Engine.FishForMessage(message => message is AccountQuarantined { Quarantined: true });
        Clock.Advance(Settings.Hedge.ReconcileInterval);
        var list = FishForList();
        list.From.Tell(new BetListAnswered(list.Ask.Execution, list.Account, new BetListReading(true, true, [Entry(second.Place)], 0, null), Time.GetUtcNow(), TimeSpan.FromSeconds(5)));
        Assert.Equal(ExecutionResult.Complete, UntilEngineHears<ExecutionFinished>().Result);
        Market.ExpectNoMsg(TimeSpan.Zero);
    }

    /// <summary>Another execution's bet was booked and not listed yet when the baseline was read; later the list shows it, and hides ours.</summary>
    [Fact]
    public void Should_not_take_another_executions_stake_for_the_one_that_is_missing()
    {
        Lists = ([], 950m, 50m);
        var executions = ToLegB(out var second);
        Answer(second, new PlacementOutcome.Unknown("connection lost"));
        Engine.FishForMessage(message => message is AccountQuarantined { Quarantined: true });
        Lists = ([new BetListEntry("R9", "999", null, Period.FullTime, null, Line.None, null, 50m, BetStatus.Accepted, 0m, Time.GetUtcNow(), null)], 950m - second.Place.Ticket.Stake, 0m);
        for (var i = 0; i < 100 && !Market.HasMessages && !Assert.Single(Locks(executions)).WithPerson; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            if (Accounts.ReceiveOne(TimeSpan.FromMilliseconds(50)) is { } message)
                AnswerKindly(message, Accounts.LastSender);
        }

        Assert.True(Assert.Single(Locks(executions)).WithPerson);
        Assert.False(Market.HasMessages, "it was taken as absent and is hedged");
    }

    [Fact]
    public void Should_take_an_ended_execution_up_again_under_a_new_lock_when_a_bet_of_it_is_taken_back()
    {
        var executions = ToLegB(out var second);
        Accept(second);
        UntilEngineHears<ExecutionFinished>();
        var order = new TakeUpBets(
            new ExecutionIdentity(second.Place.Execution, Order.Opportunity.Id, Given.Match, [Given.Event1, Given.Event2], [Given.A1, Given.A2], []), [new BetChange.TakenBack(1, BetStatus.Void)], 0, 5);
        BetsTakenUp answer;
        do
        {
            executions.Tell(order, TestActor);
            answer = ExpectMsg<BetsTakenUp>();
        }
        while (answer.Verdict == TakeUpVerdict.Later); // its actor is just ending
        Assert.Equal((second.Place.Execution, 5L), (answer.Execution, answer.Number));
        Assert.Equal([1], answer.Counted);
        var held = Assert.Single(Locks(executions));
        Assert.Equal((second.Place.Execution, true), (held.Execution, held.Token > second.Place.FencingToken));
        Clock.Advance(Settings.Hedge.RoundDelay);
        Market.ExpectMsg<GetMarketPrices>();
    }

    [Fact]
    public void Should_remember_the_longest_lateness_of_a_bookmakers_lists()
    {
        var log = CreateTestProbe();
        Sys.EventStream.Subscribe(log.Ref, typeof(SystemLogEntry));
        StartRecovered();
        foreach (var seconds in new[] { 25.2, 20, 26 })
            Sys.EventStream.Publish(new BetListedLate(Given.A1, Given.Event1.Provider, TimeSpan.FromSeconds(seconds)));
        Sys.EventStream.Publish(new BetListedLate(Given.A1, Given.Event1.Provider, TimeSpan.FromHours(1)));
        Assert.Contains("26 s late", Late(), StringComparison.Ordinal);
        Assert.Contains($"{Settings.Hedge.MaxListLateness.TotalSeconds:0} s late", Late(), StringComparison.Ordinal);

        string Late() => ((SystemLogEntry)log.FishForMessage(message => message is SystemLogEntry { Severity: LogSeverity.Warning } entry && entry.Message.Contains("late", StringComparison.Ordinal))).Message;
    }

    [Fact]
    public void Should_write_the_audit_again_until_it_says_what_the_journal_says()
    {
        var log = CreateTestProbe();
        Sys.EventStream.Subscribe(log.Ref, typeof(SystemLogEntry));
        Audit.UpdatesThatFail = 3;
        ToLegB(out _);
        log.FishForMessage(IsBehind); // leg A
        Clock.Advance(Settings.PlacementTimeout);
        log.FishForMessage(IsBehind); // leg A once more, or leg B
        log.FishForMessage(IsBehind);
        Clock.Advance(Settings.AuditRetry);
        AwaitAssert(() => Assert.Equal([LegStatus.Accepted, LegStatus.Unknown], Audit.Rows.Values.Single().Legs.Select(leg => leg.Status)));
    }

    private static bool IsBehind(object message) => message is SystemLogEntry { Severity: LogSeverity.Alarm } entry && entry.Message.Contains("it is written again", StringComparison.Ordinal);

    [Fact]
    public void Should_not_quarantine_an_account_while_its_placement_is_just_being_answered()
    {
        ToLegB(out var second);
        Accept(second);
        while (Engine.ExpectMsg<object>() is var heard and not ExecutionFinished)
            Assert.IsNotType<AccountQuarantined>(heard);
    }

    [Fact]
    public void Should_refuse_a_second_execution_of_a_match_and_of_any_member()
    {
        var executions = StartRecovered();
        executions.Tell(Order, Engine.Ref);
        Engine.ExpectMsg<ExecutionStarted>();
        executions.Tell(new Execute(Given.Opportunity(id: "opp-2"), Given.Plan()), Engine.Ref);
        Engine.ExpectMsg<ExecutionRefused>();
        var other = Given.Opportunity(id: "opp-3") with { Market = Given.Market with { Match = new MatchId("other") } };
        executions.Tell(new Execute(other, Given.Plan()), Engine.Ref);
        Assert.Contains("is locked by", Engine.ExpectMsg<ExecutionRefused>().Reason);
    }

    [Fact]
    public void Should_never_execute_the_same_opportunity_twice_even_after_a_restart()
    {
        var executions = StartRecovered();
        executions.Tell(Order, Engine.Ref);
        Accept(NextPlacement());
        Accept(NextPlacement());
        UntilEngineHears<ExecutionFinished>();
        executions = Restart(executions);
        Engine.FishForMessage<RecoveryFinished>(_ => true);
        executions.Tell(Order, Engine.Ref);
        Assert.Equal("executed already", Engine.ExpectMsg<ExecutionRefused>().Reason);
    }

    [Fact]
    public void Should_close_as_aborted_after_a_crash_before_anything_was_sent()
    {
        var executions = StartRecovered();
        executions.Tell(Order, Engine.Ref);
        Accounts.FishForMessage<ToExposure>(box => box.Message is ReserveExposure);
        Restart(executions);
        var finished = UntilEngineHears<ExecutionFinished>();
        Assert.Equal((ExecutionResult.Aborted, false), (finished.Result, finished.AnythingSent));
    }

    [Fact]
    public void Should_reconcile_leg_A_after_a_crash_between_its_send_and_its_answer()
    {
        var executions = StartRecovered();
        executions.Tell(Order, Engine.Ref);
        var first = NextPlacement();
        Restart(executions);
        var recovered = Engine.FishForMessage<RecoveryFinished>(_ => true);
        Assert.Equal([first.Place.Ticket.Quote.Slip.Account], recovered.Quarantined);
        var list = FishForList();
        list.From.Tell(new BetListAnswered(list.Ask.Execution, list.Account, new BetListReading(true, true, [Entry(first.Place)], 0, null), Time.GetUtcNow(), TimeSpan.FromSeconds(5)));
        Market.Reply(new MarketPricesAnswered(Market.ExpectMsg<GetMarketPrices>().Execution, [])); // the quote of leg B is of an earlier life
        var second = NextPlacement();
        Assert.Equal((2, first.Place.FencingToken), (second.Place.Leg, second.Place.FencingToken));
        Accept(second);
        Assert.Equal(ExecutionResult.Hedged, UntilEngineHears<ExecutionFinished>().Result);
        Assert.Equal(2, Sent.Select(place => (place.Leg, place.Attempt)).Distinct().Count());
        Assert.Equal(2, Sent.Count);
    }

    [Fact]
    public void Should_reconcile_leg_B_before_hedging_after_a_crash_that_lost_its_answer()
    {
        var executions = ToLegB(out var second);
        Restart(executions);
        var list = FishForList();
        Assert.Equal(second.Place.Ticket.Quote.Slip.Account, list.Account);
        Market.ExpectNoMsg(TimeSpan.Zero);
        list.From.Tell(new BetListAnswered(list.Ask.Execution, list.Account, new BetListReading(true, true, [Entry(second.Place)], 0, null), Time.GetUtcNow(), TimeSpan.FromSeconds(5)));
        Assert.Equal(ExecutionResult.Complete, UntilEngineHears<ExecutionFinished>().Result);
    }

    [Fact]
    public void Should_hedge_after_a_crash_that_found_leg_B_refused()
    {
        var executions = ToLegB(out var second);
        Answer(second, new PlacementOutcome.Rejected(RefusalReason.Closed, "5"));
        Market.ExpectMsg<GetMarketPrices>();
        Restart(executions);
        Market.ExpectMsg<GetMarketPrices>();
    }

    [Fact]
    public void Should_hold_the_lock_and_try_again_when_the_final_audit_row_cannot_be_written()
    {
        var executions = ToLegB(out var second);
        Audit.Failure = new InvalidOperationException("disk full");
        Accept(second);
        AwaitAssert(() => Assert.Equal("Concluded", PhaseOf(executions)));
        Audit.Failure = null;
        Clock.Advance(Settings.AuditRetry);
        Assert.Equal(ExecutionResult.Complete, UntilEngineHears<ExecutionFinished>().Result);
    }

    [Fact]
    public void Should_send_nothing_more_after_the_kill_switch_when_nothing_was_sent()
    {
        var executions = StartRecovered();
        executions.Tell(Order, Engine.Ref);
        Accounts.FishForMessage<ToExposure>(box => box.Message is ReserveExposure);
        AnswerKindly(Accounts.LastMessage, Accounts.LastSender);
        executions.Tell(new AbortUnsent("killed"), Engine.Ref);
        Engine.ExpectMsg<ExecutionStarted>();
        var finished = UntilEngineHears<ExecutionFinished>();
        Assert.Equal((ExecutionResult.Aborted, false, "the engine was killed: killed"), (finished.Result, finished.AnythingSent, finished.Reason));
        Assert.Empty(Locks(executions));
    }

    [Fact]
    public void Should_remember_the_kill_switch_over_restarts_until_a_person_starts_the_engine()
    {
        var executions = StartRecovered();
        executions.Tell(new AbortUnsent("stop that"), Engine.Ref);
        Engine.ExpectMsg<KillNoted>();
        executions.Tell(GetRecovery.Instance, Engine.Ref);
        Assert.Equal("stop that", Engine.ExpectMsg<RecoveryFinished>().Killed);
        executions = Restart(executions);
        Assert.Equal("stop that", Engine.ExpectMsg<RecoveryFinished>().Killed);
        executions.Tell(LiftKill.Instance, Engine.Ref);
        executions.Tell(GetRecovery.Instance, Engine.Ref);
        Assert.Null(Engine.ExpectMsg<RecoveryFinished>().Killed);
        Restart(executions);
        Assert.Null(Engine.ExpectMsg<RecoveryFinished>().Killed);
    }

    [Fact]
    public void Should_go_on_to_the_end_after_the_kill_switch_when_a_bet_is_out()
    {
        var executions = ToLegB(out var second);
        executions.Tell(new AbortUnsent("killed"), Engine.Ref);
        Accept(second);
        Assert.Equal(ExecutionResult.Complete, UntilEngineHears<ExecutionFinished>().Result);
    }

    [Fact]
    public void Should_name_the_account_of_a_hedge_among_those_of_the_lock_also_after_a_crash()
    {
        var executions = ToLegB(out var second);
        Answer(second, new PlacementOutcome.Rejected(RefusalReason.Closed, "5"));
        Market.ExpectMsg<GetMarketPrices>();
        Market.Reply(new MarketPricesAnswered(second.Place.Execution, [Given.Leg(Given.A3, Given.Event3, second.Place.Ticket.Quote.Slip.Selection, 2.00m)]));
        NextPlacement(ask => ask.Slip.Account == Given.A3 ? QuoteResult.Ok(Given.Quote(ask.Slip)) : QuoteResult.No(RefusalReason.Closed, "closed"));
        Assert.Contains(Given.A3, Assert.Single(Locks(executions)).Accounts);
        executions = Restart(executions);
        Engine.FishForMessage<RecoveryFinished>(_ => true);
        Assert.Contains(Given.A3, Assert.Single(Locks(executions)).Accounts);
    }

    [Fact]
    public void Should_take_an_execution_back_from_the_person_who_answered()
    {
        var executions = ToLegB(out var second);
        Answer(second, new PlacementOutcome.Unknown("connection lost"));
        Engine.FishForMessage(message => message is AccountQuarantined { Quarantined: true });
        Clock.Advance(Settings.Hedge.ReconcileInterval);
        var list = FishForList();
        list.From.Tell(new BetListAnswered(
            list.Ask.Execution, list.Account, new BetListReading(true, true, [Entry(second.Place), Entry(second.Place) with { Reference = "R9" }], 0, null), Time.GetUtcNow(), TimeSpan.FromSeconds(5)));
        AwaitAssert(() => Assert.True(Assert.Single(Locks(executions)).WithPerson));
        Clock.Advance(Settings.PlacementTimeout + Settings.Hedge.InFlight);
        executions.Tell(new ResolveExecution(second.Place.Execution, 1, PersonVerdict.Absent, null, "not in the app"), TestActor);
        Assert.True(ExpectMsg<ResolutionAnswered>().Done);
        Market.ExpectMsg<GetMarketPrices>();
        Assert.False(Assert.Single(Locks(executions)).WithPerson);
    }

    [Fact]
    public void Should_send_nothing_when_the_audit_row_cannot_be_written()
    {
        var executions = StartRecovered();
        Audit.Failure = new InvalidOperationException("disk full");
        executions.Tell(Order, Engine.Ref);
        Engine.ExpectMsg<ExecutionStarted>();
        Accounts.FishForMessage<ToExposure>(box => box.Message is ReleaseExposure);
        Assert.Empty(Sent);
        Assert.Single(Locks(executions));
    }

    private IActorRef ToLegB(out (Place Place, IActorRef From) second)
    {
        var executions = StartRecovered();
        executions.Tell(Order, Engine.Ref);
        Accept(NextPlacement());
        second = NextPlacement();
        return executions;
    }

    private IReadOnlyList<LockInfo> Locks(IActorRef executions)
    {
        executions.Tell(GetLocks.Instance, TestActor);
        return ExpectMsg<LocksAnswered>().Locks;
    }

    /// <summary>The final write failed: the lock is still held.</summary>
    private string PhaseOf(IActorRef executions) => Locks(executions).Count == 1 ? "Concluded" : "Released";

    private (ReadBetList Ask, AccountId Account, IActorRef From) FishForList()
    {
        var box = (ToBettor)Accounts.FishForMessage(message => message is ToBettor { Message: ReadBetList });
        return ((ReadBetList)box.Message, box.Account, Accounts.LastSender);
    }

    private BetListEntry Entry(Place place)
    {
        var slip = place.Ticket.Quote.Slip;
        return new BetListEntry(
            $"R{place.Leg}", slip.Event.EventId, slip.Kind, slip.Period, slip.Selection, slip.Line, slip.Odds, place.Ticket.Stake, BetStatus.Accepted, 0m, Time.GetUtcNow(), null);
    }
}
