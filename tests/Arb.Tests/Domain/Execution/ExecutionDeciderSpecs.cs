using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Execution;

public class ExecutionDeciderSpecs
{
    private static readonly ExecutionSettings Settings = new();
    private readonly ExecutionDecider _decider = new(Settings);
    private readonly List<string> _journal = [];
    private ExecutionState _state = ExecutionState.Empty;
    private DateTimeOffset _now = Given.Start;

    [Fact]
    public void Should_take_the_steps_in_the_order_of_the_law()
    {
        ToLegA();
        Say(new ExecutionInput.PlacementDone(0, 1, new PlacementOutcome.Accepted("R1", _state.Legs[0].Odds, _state.Legs[0].Stake)));
        var effects = Say(new ExecutionInput.PlacementDone(1, 1, new PlacementOutcome.Accepted("R2", _state.Legs[1].Odds, _state.Legs[1].Stake)));
        Assert.Contains(effects, e => e is ExecutionEffect.CloseAudit);
        Say(new ExecutionInput.AuditCloseDone(null));
        Assert.Equal(
            ["lock-taken-v1", "audit-opened-v1", "exposure-taken-v1", "quotes-taken-v1", "leg-intended-v1", "leg-accepted-v1", "leg-intended-v1", "leg-accepted-v1", "concluded-v1", "audit-closed-v1", "lock-released-v1"],
            _journal);
        Assert.Equal(ExecutionResult.Complete, _state.End!.Result);
        Assert.True(_state.End.WorstProfit > 0m);
    }

    [Fact]
    public void Should_send_nothing_when_the_audit_row_cannot_be_written()
    {
        Say(new ExecutionInput.Begin(Given.Begin()));
        Say(new ExecutionInput.AuditOpenDone("disk full"));
        Assert.Equal(ExecutionResult.Aborted, _state.End!.Result);
        Assert.False(_state.AnythingSent);
    }

    [Fact]
    public void Should_abort_when_the_fresh_quotes_are_no_arbitrage()
    {
        ToQuotes();
        Quote(0, 1.95m);
        Quote(1, 2.00m);
        Assert.Equal(ExecutionResult.Aborted, _state.End!.Result);
        Assert.Contains("gone", _state.End.Reason);
    }

    [Fact]
    public void Should_abort_when_a_bet_list_cannot_be_read_before_the_send()
    {
        ToQuotes(listsReadable: false);
        Quote(0, null);
        Quote(1, null);
        Assert.Equal(ExecutionResult.Aborted, _state.End!.Result);
    }

    [Fact]
    public void Should_stay_flat_when_leg_A_is_refused()
    {
        ToLegA();
        Say(new ExecutionInput.PlacementDone(0, 1, new PlacementOutcome.Rejected(RefusalReason.Closed, "5")));
        Assert.Equal(ExecutionResult.Flat, _state.End!.Result);
        Assert.DoesNotContain(_state.Legs, leg => leg.Number == 1 && leg.Attempt > 0);
    }

    [Fact]
    public void Should_hedge_when_leg_B_is_refused()
    {
        ToLegB();
        var effects = Say(new ExecutionInput.PlacementDone(1, 1, new PlacementOutcome.Rejected(RefusalReason.Closed, "5")));
        Assert.Equal(ExecutionPhase.Hedging, _state.Phase);
        Assert.Contains(effects, e => e is ExecutionEffect.AskPrices);
    }

    [Fact]
    public void Should_reconcile_before_hedging_when_leg_B_times_out()
    {
        ToLegB();
        var effects = Say(new ExecutionInput.TimerFired(ExecutionTimer.Step));
        Assert.Equal(LegStatus.Unknown, _state.Legs[1].Status);
        Assert.Equal(ExecutionPhase.Placing, _state.Phase);
        Assert.DoesNotContain(effects, e => e is ExecutionEffect.Send or ExecutionEffect.AskPrices);
        Assert.Contains(effects, e => e is ExecutionEffect.SetTimer { Timer: ExecutionTimer.Deadline });
    }

    [Fact]
    public void Should_believe_the_bet_list_that_an_unknown_leg_is_placed()
    {
        ToUnknownLegB();
        Say(List(Given.A2, Entry(_state.Legs[1])));
        Assert.Equal(ExecutionResult.Complete, _state.End!.Result);
    }

    [Fact]
    public void Should_not_send_leg_B_on_the_old_quote_when_the_evidence_for_leg_A_came_late()
    {
        ToLegA();
        Say(new ExecutionInput.PlacementDone(0, 1, new PlacementOutcome.Unknown("connection lost")));
        _now += Settings.QuoteMaxAge;
        var effects = Say(List(Given.A1, Entry(_state.Legs[0]) with { Reference = "R1" }));
        Assert.Equal(LegStatus.Accepted, _state.Legs[0].Status);
        Assert.DoesNotContain(effects, effect => effect is ExecutionEffect.Send);
        Assert.Contains(effects, effect => effect is ExecutionEffect.AskPrices);
        Assert.Equal("hedge-started-v1", _journal[^1]);
    }

    [Fact]
    public void Should_send_leg_B_when_the_evidence_for_leg_A_came_soon()
    {
        ToLegA();
        Say(new ExecutionInput.PlacementDone(0, 1, new PlacementOutcome.Unknown("connection lost")));
        var effects = Say(List(Given.A1, Entry(_state.Legs[0]) with { Reference = "R1" }));
        Assert.Contains(effects, effect => effect is ExecutionEffect.Send { Leg: 1 });
    }

    [Fact]
    public void Should_take_three_empty_lists_past_the_settle_time_as_proof_of_absence()
    {
        ToUnknownLegB();
        Say(List(Given.A2)); // too early: proves nothing
        _now += TimeSpan.FromSeconds(30);
        Say(List(Given.A2));
        Say(List(Given.A2));
        Say(List(Given.A2) with { Reading = BetListReading.None("login page") });
        Assert.Equal(LegStatus.Unknown, _state.Legs[1].Status);
        Say(List(Given.A2));
        Assert.Equal(LegStatus.Rejected, _state.Legs[1].Status);
        Assert.Equal(ExecutionPhase.Hedging, _state.Phase);
    }

    [Fact]
    public void Should_ask_a_person_when_two_bets_could_be_it()
    {
        ToUnknownLegB();
        Say(List(Given.A2, Entry(_state.Legs[1]), Entry(_state.Legs[1]) with { Reference = "R9" }));
        Assert.True(_state.WithPerson);
        Say(new ExecutionInput.PersonSaid(1, PersonVerdict.Placed, "R9", "seen in the app"));
        Assert.Equal(ExecutionResult.Complete, _state.End!.Result);
    }

    [Fact]
    public void Should_take_odds_and_stake_of_a_placed_bet_from_the_person_who_saw_it()
    {
        ToUnknownLegB();
        Say(List(Given.A2, Entry(_state.Legs[1]), Entry(_state.Legs[1]) with { Reference = "R9" }));
        var odds = new Odds(_state.Legs[1].Odds.TenThousandths + 300);
        var effects = Say(new ExecutionInput.PersonSaid(1, PersonVerdict.Placed, "R9", "seen in the app", odds, 17.5m));
        Assert.Equal((odds, 17.5m), (_state.Legs[1].Odds, _state.Legs[1].Stake));
        Assert.Contains(effects, effect => effect is ExecutionEffect.Commit { Leg: 1, Stake: 17.5m });
    }

    [Fact]
    public void Should_wait_for_the_whole_list_when_a_bet_only_looks_like_ours()
    {
        ToUnknownLegB();
        var part = List(Given.A2, Entry(_state.Legs[1]));
        Say(part with { Reading = part.Reading with { Complete = false } });
        Assert.Equal(LegStatus.Unknown, _state.Legs[1].Status);
        Say(part);
        Assert.Equal(LegStatus.Accepted, _state.Legs[1].Status);
    }

    [Fact]
    public void Should_take_the_same_row_twice_for_one_bet()
    {
        ToUnknownLegB();
        Say(List(Given.A2, Entry(_state.Legs[1]), Entry(_state.Legs[1])));
        Assert.Equal(LegStatus.Accepted, _state.Legs[1].Status);
    }

    [Fact]
    public void Should_not_believe_in_absence_while_the_request_may_be_on_its_way()
    {
        ToUnknownLegB();
        Say(List(Given.A2, Entry(_state.Legs[1]), Entry(_state.Legs[1]) with { Reference = "R9" }));
        var absent = new ExecutionInput.PersonSaid(1, PersonVerdict.Absent, null, "not in the app");
        Assert.Contains("look again", Assert.IsType<ExecutionEffect.AnswerPerson>(Assert.Single(Say(absent))).Reason);
        Assert.Equal((LegStatus.Unknown, true), (_state.Legs[1].Status, _state.WithPerson));
        _now = _state.Legs[1].IntendedAt + Settings.PlacementTimeout + Settings.Hedge.InFlight;
        Say(absent);
        Assert.Equal((LegStatus.Rejected, ExecutionPhase.Hedging), (_state.Legs[1].Status, _state.Phase));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Should_count_the_settle_time_anew_after_a_restart_because_the_clock_may_have_been_set_meanwhile(int hours)
    {
        ToUnknownLegB();
        _now += TimeSpan.FromHours(hours);
        Say(new ExecutionInput.Recovered());
        for (var i = 0; i < 5; i++)
            Say(List(Given.A2));
        Assert.Equal(LegStatus.Unknown, _state.Legs[1].Status);
        _now += TimeSpan.FromSeconds(5) + Settings.Hedge.InFlight;
        for (var i = 0; i < Settings.Hedge.AbsentReadings; i++)
            Say(List(Given.A2));
        Assert.Equal(LegStatus.Rejected, _state.Legs[1].Status);
    }

    [Fact]
    public void Should_leave_a_placement_that_is_under_way_to_its_deadline_when_the_watchdog_drives()
    {
        ToLegB();
        Assert.Empty(Say(new ExecutionInput.Drive()));
        Assert.Equal(LegStatus.Intended, _state.Legs[1].Status);
        _now += Settings.PlacementTimeout; // its timer was lost
        Say(new ExecutionInput.Drive());
        Assert.Equal(LegStatus.Unknown, _state.Legs[1].Status);
    }

    [Fact]
    public void Should_hedge_over_both_possibilities_and_alarm_when_the_deadline_passes_without_evidence()
    {
        ToUnknownLegB();
        Say(new ExecutionInput.TimerFired(ExecutionTimer.Deadline));
        Assert.True(_state.WithPerson);
        Assert.Equal(ExecutionPhase.Hedging, _state.Phase);
        Assert.Equal(2, _state.Worlds.Count);
    }

    [Fact]
    public void Should_hedge_anew_what_a_person_found_after_every_round_was_used_up_and_ask_again_at_the_end()
    {
        ToUnknownLegB();
        Say(new ExecutionInput.TimerFired(ExecutionTimer.Deadline));
        UseUpRounds();
        _now = _state.Legs[1].IntendedAt + Settings.PlacementTimeout + Settings.Hedge.InFlight;
        var effects = Say(new ExecutionInput.PersonSaid(1, PersonVerdict.Absent, null, "not in the app"));
        Assert.False(_state.WithPerson);
        Assert.Contains(effects, effect => effect is ExecutionEffect.SetTimer { Timer: ExecutionTimer.Round });
        UseUpRounds();
        Assert.True(_state.WithPerson);
        Assert.Equal(2 * (Settings.Hedge.MaxRounds + Settings.Hedge.MaxSlowRounds), _state.Rounds.Count);
    }

    private void UseUpRounds()
    {
        for (var i = 0; i < Settings.Hedge.MaxRounds + Settings.Hedge.MaxSlowRounds; i++)
        {
            Say(new ExecutionInput.TimerFired(ExecutionTimer.Round));
            Say(new ExecutionInput.PricesRead([]));
            Say(new ExecutionInput.TimerFired(ExecutionTimer.Step));
        }

        Assert.Empty(Say(new ExecutionInput.TimerFired(ExecutionTimer.Round)));
    }

    [Fact]
    public void Should_note_a_round_without_any_hedge_as_an_event()
    {
        ToLegB();
        Say(new ExecutionInput.PlacementDone(1, 1, new PlacementOutcome.Rejected(RefusalReason.Closed, "5")));
        Say(new ExecutionInput.PricesRead([]));
        Say(new ExecutionInput.TimerFired(ExecutionTimer.Step)); // no quote came
        Assert.Equal("hedge-chosen-v1", _journal[^1]);
        Assert.Equal(HedgeKind.NonePossible, ExecutionAudit.Hedges(_state).Single().Kind);
    }

    /// <summary>A later baseline holds our own bet of unknown outcome, in its list and in its balance: it would be taken for one that stood before.</summary>
    [Fact]
    public void Should_keep_the_first_baseline_of_an_account_and_take_that_of_a_new_one()
    {
        ToLegB();
        Say(new ExecutionInput.PlacementDone(1, 1, new PlacementOutcome.Rejected(RefusalReason.Closed, "5")));
        var first = _state.Baselines;
        Baseline elsewhere = new(Given.A3, ["old"], 5m);
        var next = ExecutionTransitions.Apply(_state, new HedgeChosen(1, [], [new Baseline(Given.A2, ["ours"], 1m), elsewhere], 0m, 0m, 0m, "none", _now));
        Assert.Contains(first, baseline => baseline.Account == Given.A2);
        Assert.Equal([.. first, elsewhere], next.Baselines);
    }

    [Fact]
    public void Should_never_forget_a_bet_that_turns_up_after_it_was_proven_absent()
    {
        ToLegB();
        Say(new ExecutionInput.PlacementDone(1, 1, new PlacementOutcome.Rejected(RefusalReason.NotSent, "absent")));
        var effects = Say(new ExecutionInput.PlacementDone(1, 1, new PlacementOutcome.Accepted("late", _state.Legs[1].Odds, 10m)));
        Assert.Equal((LegStatus.Accepted, "late", 10m), (_state.Legs[1].Status, _state.Legs[1].Reference, _state.Legs[1].Stake));
        Assert.Contains(effects, effect => effect is ExecutionEffect.Commit { Leg: 1, Stake: 10m });
        Assert.Contains(effects, effect => effect is ExecutionEffect.Log { Severity: LogSeverity.Alarm });
    }

    [Fact]
    public void Should_throw_on_an_event_that_is_not_allowed_in_its_phase() =>
        Assert.Throws<InvalidOperationException>(() => ExecutionTransitions.Apply(ExecutionState.Empty, new AuditOpened(Given.Start)));

    [Fact]
    public void Should_know_what_to_do_after_a_crash_at_every_durable_state()
    {
        var actions = new List<RecoveryAction>();
        void See() => actions.Add(Recovery.Of(_state with { Work = ExecutionWork.Empty }));
        Say(new ExecutionInput.Begin(Given.Begin()));
        See();
        Say(new ExecutionInput.AuditOpenDone(null));
        See();
        Say(new ExecutionInput.ReservationDone(Given.A1, null));
        Say(new ExecutionInput.ReservationDone(Given.A2, null));
        See();
        Say(List(Given.A1));
        Say(List(Given.A2));
        Quote(0, null);
        Quote(1, null);
        See(); // leg A intended
        Say(new ExecutionInput.PlacementDone(0, 1, new PlacementOutcome.Accepted("R1", _state.Legs[0].Odds, _state.Legs[0].Stake)));
        actions.Add(Recovery.Of(_state with { Legs = [_state.Legs[0], _state.Legs[1] with { Status = LegStatus.Planned }] }));
        See(); // leg B intended
        Say(new ExecutionInput.PlacementDone(1, 1, new PlacementOutcome.Rejected(RefusalReason.Closed, "5")));
        See(); // naked A
        Assert.Equal(
            [RecoveryAction.Abort, RecoveryAction.Abort, RecoveryAction.Abort, RecoveryAction.Reconcile, RecoveryAction.Requote, RecoveryAction.Reconcile, RecoveryAction.Hedge],
            actions);
    }

    [Fact]
    public void Should_end_what_has_sent_nothing_when_the_machine_slept()
    {
        ToQuotes();
        Quote(0, null);
        Say(new ExecutionInput.Slept());
        Quote(1, null);
        Assert.Equal((ExecutionResult.Aborted, false, "the machine slept before anything was sent"), (_state.End!.Result, _state.AnythingSent, _state.End.Reason));
    }

    [Fact]
    public void Should_close_the_position_on_fresh_quotes_when_the_machine_slept_while_leg_A_was_under_way()
    {
        ToLegA();
        var effects = Say(new ExecutionInput.Slept());
        Assert.Equal(LegStatus.Unknown, _state.Legs[0].Status);
        Assert.Contains(effects, effect => effect is ExecutionEffect.ReadList);
        effects = Say(new ExecutionInput.PlacementDone(0, 1, new PlacementOutcome.Accepted("R1", _state.Legs[0].Odds, _state.Legs[0].Stake)));
        Assert.DoesNotContain(effects, effect => effect is ExecutionEffect.Send);
        Assert.Contains(effects, effect => effect is ExecutionEffect.AskPrices);
    }

    [Fact]
    public void Should_count_evidence_anew_after_a_sleep_because_the_request_may_leave_the_machine_only_then()
    {
        ToUnknownLegB();
        _now += TimeSpan.FromHours(1);
        Say(new ExecutionInput.Slept());
        for (var i = 0; i < 5; i++)
            Say(List(Given.A2));
        Assert.Equal(LegStatus.Unknown, _state.Legs[1].Status);
    }

    [Fact]
    public void Should_quote_a_hedge_anew_when_the_machine_slept_while_it_was_quoted()
    {
        ToLegB();
        Say(new ExecutionInput.PlacementDone(1, 1, new PlacementOutcome.Rejected(RefusalReason.Closed, "5")));
        Say(new ExecutionInput.PricesRead([]));
        var old = _state.Work.Quotes[0];
        Assert.Contains(Say(new ExecutionInput.Slept()), effect => effect is ExecutionEffect.SetTimer { Timer: ExecutionTimer.Round });
        Say(new ExecutionInput.TimerFired(ExecutionTimer.Round));
        Say(new ExecutionInput.PricesRead([]));
        Assert.NotEqual(old.Number, _state.Work.Quotes[0].Number);
        Assert.Empty(Say(new ExecutionInput.QuoteDone(old.Number, QuoteResult.Ok(Given.Quote(old.Slip)))));
    }

    private IReadOnlyList<ExecutionEffect> Say(ExecutionInput input)
    {
        _now += TimeSpan.FromMilliseconds(100);
        var decision = _decider.Decide(_state, input, _now);
        foreach (var happened in decision.Events)
        {
            if (happened.Durable)
                _journal.Add(ExecutionEventCodec.ManifestOf(happened));
            _state = ExecutionTransitions.Apply(_state, happened);
        }

        return decision.Effects.Any(effect => effect is ExecutionEffect.AskStarts) ? Say(new ExecutionInput.StartsRead(Given.Starts)) : decision.Effects;
    }

    private void ToQuotes(bool listsReadable = true)
    {
        Say(new ExecutionInput.Begin(Given.Begin()));
        Say(new ExecutionInput.AuditOpenDone(null));
        Say(new ExecutionInput.ReservationDone(Given.A1, null));
        Say(new ExecutionInput.ReservationDone(Given.A2, null));
        foreach (var account in new[] { Given.A1, Given.A2 })
            Say(listsReadable ? List(account) : List(account) with { Reading = BetListReading.None("login page") });
    }

    private void ToLegA()
    {
        ToQuotes();
        Quote(0, null);
        Quote(1, null);
        Assert.Equal(LegStatus.Intended, _state.Legs[0].Status);
    }

    private void ToLegB()
    {
        ToLegA();
        Say(new ExecutionInput.PlacementDone(0, 1, new PlacementOutcome.Accepted("R1", _state.Legs[0].Odds, _state.Legs[0].Stake)));
        Assert.Equal(LegStatus.Intended, _state.Legs[1].Status);
    }

    private void ToUnknownLegB()
    {
        ToLegB();
        Say(new ExecutionInput.PlacementDone(1, 1, new PlacementOutcome.Unknown("connection lost")));
    }

    private void Quote(int leg, decimal? odds) => Say(new ExecutionInput.QuoteDone(leg, QuoteResult.Ok(Given.Quote(_state.Legs[leg].Slip, odds))));

    private ExecutionInput.ListRead List(AccountId account, params BetListEntry[] bets) =>
        new(account, new BetListReading(true, true, bets, 0, null), _now, TimeSpan.FromSeconds(5)) { ReadsBalance = false };

    private BetListEntry Entry(LegState leg) => new(
        "R2", leg.Slip.Event.EventId, leg.Slip.Kind, leg.Slip.Period, leg.Slip.Selection, leg.Slip.Line, leg.Odds, leg.Stake, BetStatus.Accepted, 0m, _now, null);
}
