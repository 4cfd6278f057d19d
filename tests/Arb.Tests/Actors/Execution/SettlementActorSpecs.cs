using Akka.Actor;
using Arb.Actors.Execution;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Tests.Actors.Support;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Actors.Execution;

public sealed class SettlementActorSpecs : ActorKit
{
    private readonly MemorySettlementLog _log = new();
    private readonly IActorRef _accounts;
    private readonly IActorRef _executions;
    private readonly Log _heard;
    private readonly Log _taken;

    public SettlementActorSpecs()
    {
        (_accounts, _heard) = Recorder("accounts");
        (_executions, _taken) = Recorder("executions");
        _log.Open.Add(SettlementSpecs.Bet("R1"));
    }

    [Fact]
    public void Should_note_how_a_bet_ended_and_free_its_exposure()
    {
        var settlement = Start();
        Pass(60);
        Answer(settlement, SettlementSpecs.Entry("R1", BetStatus.Won, 126));
        Assert.Equal((BetStatus.Won, 126m), (Assert.Single(_log.Settled).Status, _log.Settled[0].Returned));
        Assert.Equal(new SettleExposure(ExecutionId.FromToken(7), Given.A1, 0), Assert.Single(Freed()));
    }

    [Fact]
    public void Should_read_no_bet_list_without_open_bets()
    {
        _log.Open.Clear();
        Start();
        Pass(300);
        Assert.Empty(_heard.All);
    }

    [Fact]
    public void Should_not_free_what_the_database_did_not_take()
    {
        var settlement = Start();
        Pass(60);
        _log.Failure = new InvalidOperationException("full");
        Answer(settlement, SettlementSpecs.Entry("R1", BetStatus.Lost, 0));
        Assert.Empty(Freed());
        Assert.True(Seen.Says(LogSeverity.Error, "could not be noted"));
    }

    [Fact]
    public void Should_free_what_the_database_took_although_it_said_that_it_failed()
    {
        var settlement = Start();
        Pass(60);
        _log.Failure = new InvalidOperationException("full");
        Answer(settlement, SettlementSpecs.Entry("R1", BetStatus.Lost, 0));
        _log.Failure = null;
        _log.Open.Clear();
        Pass(60);
        Assert.Single(Freed());
    }

    [Fact]
    public void Should_settle_at_the_next_reading_what_could_not_be_noted()
    {
        var settlement = Start();
        Pass(60);
        _log.Failure = new InvalidOperationException("full");
        Answer(settlement, SettlementSpecs.Entry("R1", BetStatus.Lost, 0));
        _log.Failure = null;
        Pass(60);
        Answer(settlement, SettlementSpecs.Entry("R1", BetStatus.Lost, 0));
        Assert.Single(_log.Settled);
        Assert.Single(Freed());
    }

    [Fact]
    public void Should_settle_nothing_twice_after_a_restart()
    {
        var settlement = Start();
        Pass(60);
        Answer(settlement, SettlementSpecs.Entry("R1", BetStatus.Won, 126));
        Sys.Stop(settlement);
        Start();
        Pass(600);
        Assert.Single(_log.Settled);
        Assert.Single(Reads());
    }

    [Fact]
    public void Should_raise_an_alarm_when_an_accepted_bet_is_rejected()
    {
        var settlement = Start();
        Pass(60);
        Answer(settlement, SettlementSpecs.Entry("R1", BetStatus.Rejected, 0));
        Assert.True(Seen.Says(LogSeverity.Alarm, "took back a bet"));
        Assert.Equal(60m, Assert.Single(_log.Settled).Returned);
    }

    [Fact]
    public void Should_raise_that_alarm_before_it_is_noted()
    {
        var settlement = Start();
        Pass(60);
        _log.Failure = new InvalidOperationException("full");
        Answer(settlement, SettlementSpecs.Entry("R1", BetStatus.Rejected, 0));
        Assert.True(Seen.Says(LogSeverity.Alarm, "took back a bet"));
    }

    [Fact]
    public void Should_raise_an_alarm_when_a_running_bet_was_booked_with_less()
    {
        var settlement = Start();
        for (var i = 0; i < 2; i++)
        {
            Pass(60);
            Answer(settlement, SettlementSpecs.Entry("R1", BetStatus.Accepted, 0) with { Stake = 30m });
        }

        Assert.Equal(LogSeverity.Alarm, Seen.Only<SystemLogEntry>().Severity);
        Assert.Empty(_log.Settled);
    }

    [Fact]
    public void Should_not_tell_a_person_that_was_overtaken_by_the_bet_list_that_the_word_counts()
    {
        _log.Overtaken = true;
        var answer = Ask<BetSettledByHand>(Start(), new SettleByHand(ExecutionId.FromToken(7), 0, BetStatus.Lost, 0m, "statement"));
        Assert.False(answer.Done);
        Assert.Contains("meanwhile", answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_warn_once_about_a_bet_that_vanished()
    {
        var settlement = Start();
        for (var i = 0; i < 3; i++)
        {
            Pass(60);
            Answer(settlement);
        }

        Assert.Contains("R1 is not in a complete bet list", Seen.Only<SystemLogEntry>().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_not_pile_up_readings_at_a_bettor_that_does_not_answer()
    {
        Start();
        Pass(180);
        Assert.Single(Reads());
        Pass(60);
        Assert.Equal(2, Reads().Count);
    }

    [Fact]
    public void Should_ignore_the_answer_of_a_reading_that_an_execution_asked_for()
    {
        var settlement = Start();
        Pass(60);
        settlement.Tell(List(SettlementSpecs.Entry("R1", BetStatus.Won, 126)) with { Execution = ExecutionId.FromToken(7) });
        Assert.Empty(_log.Settled);
    }

    [Fact]
    public void Should_warn_when_the_account_of_an_open_bet_is_gone()
    {
        var settlement = Start();
        Pass(60);
        settlement.Tell(new AccountUnknown(Given.A1, new object()));
        Assert.True(Seen.Says(LogSeverity.Warning, "the account was removed"));
    }

    [Fact]
    public void Should_take_a_persons_word_for_a_bet_and_free_its_exposure()
    {
        var settlement = Start();
        Assert.True(Ask<BetSettledByHand>(settlement, new SettleByHand(ExecutionId.FromToken(7), 0, BetStatus.HalfLost, 30m, "statement")).Done);
        Assert.Equal(BetStatus.HalfLost, Assert.Single(_log.Settled).Status);
        Assert.Single(Freed());
    }

    [Theory]
    [InlineData(7, 0, 5, "does not fit")]
    [InlineData(7, 1, 126, "no open bet 1")]
    [InlineData(8, 0, 126, "no open bet 0")]
    public void Should_refuse_a_persons_word_that_cannot_be(long token, int leg, int returned, string reason)
    {
        var answer = Ask<BetSettledByHand>(Start(), new SettleByHand(ExecutionId.FromToken(token), leg, BetStatus.Won, returned, "statement"));
        Assert.False(answer.Done);
        Assert.Contains(reason, answer.Reason, StringComparison.Ordinal);
        Assert.Empty(_log.Settled);
    }

    // ---- what turns out otherwise ----

    [Fact]
    public void Should_read_the_list_for_a_leg_that_was_judged_absent_without_any_open_bet_and_hand_over_what_may_be_it()
    {
        _log.Open.Clear();
        _log.Absent.Add(Absent());
        var settlement = Start();
        Pass(60);
        Assert.Single(Reads());
        Answer(settlement, SettlementSpecs.Entry("late", BetStatus.Accepted, 0));
        var order = Assert.Single(_taken.Of<TakeUpBets>());
        Assert.Equal("late", Assert.IsType<BetChange.Listed>(Assert.Single(order.Changes)).Entry.Reference);
    }

    [Fact]
    public void Should_ask_again_what_the_execution_could_not_take_up_and_raise_one_alarm()
    {
        _log.Open.Clear();
        _log.Absent.Add(Absent());
        var settlement = Start();
        for (var i = 1; i <= 3; i++)
        {
            Pass(60);
            Answer(settlement, SettlementSpecs.Entry("late", BetStatus.Accepted, 0));
            Assert.Equal(i, _taken.Of<TakeUpBets>().Count());
            settlement.Tell(new BetsTakenUp(ExecutionId.FromToken(7), TakeUpVerdict.Later, [], "match is locked by x000009", _taken.Of<TakeUpBets>().Last().Number));
        }

        Assert.Equal(LogSeverity.Alarm, Seen.Only<SystemLogEntry>().Severity);
    }

    [Fact]
    public void Should_not_ask_again_about_a_bet_that_is_somebody_elses()
    {
        _log.Open.Clear();
        _log.Absent.Add(Absent());
        var settlement = Start();
        for (var i = 0; i < 3; i++)
        {
            Pass(60);
            Answer(settlement, SettlementSpecs.Entry("foreign", BetStatus.Accepted, 0));
            if (i == 0)
                settlement.Tell(new BetsTakenUp(ExecutionId.FromToken(7), TakeUpVerdict.Done, [], null, _taken.Of<TakeUpBets>().Single().Number));
        }

        Assert.Single(_taken.Of<TakeUpBets>());
    }

    [Theory]
    [InlineData(BetStatus.Void)]
    [InlineData(BetStatus.Rejected)]
    public void Should_hand_over_a_bet_that_was_taken_back_while_another_is_open_and_note_it_once_the_execution_knows(BetStatus status)
    {
        OpenPair();
        var settlement = Start();
        Pass(60);
        Answer(settlement, SettlementSpecs.Entry("R1", status, 60));
        Assert.Empty(_taken.Of<TakeUpBets>()); // the other account's list may say the same
        settlement.Tell(List(SettlementSpecs.Entry("R2", BetStatus.Accepted, 0)) with { Account = Given.A2 });
        var order = Assert.Single(_taken.Of<TakeUpBets>());
        Assert.Equal(new BetChange.TakenBack(0, status), Assert.Single(order.Changes));
        Assert.Empty(_log.Settled);
        settlement.Tell(new BetsTakenUp(ExecutionId.FromToken(7), TakeUpVerdict.Done, [0], null, order.Number));
        Assert.Equal((0, status), (Assert.Single(_log.Settled).Bet.Leg, _log.Settled[0].Status));
        Assert.Single(Freed());
    }

    [Fact]
    public void Should_leave_the_execution_alone_when_every_bet_of_it_is_void()
    {
        OpenPair();
        var settlement = Start();
        Pass(60);
        Answer(settlement, SettlementSpecs.Entry("R1", BetStatus.Void, 60));
        settlement.Tell(List(SettlementSpecs.Entry("R2", BetStatus.Void, 60)) with { Account = Given.A2 });
        Assert.Empty(_taken.Of<TakeUpBets>());
        Assert.Equal([BetStatus.Void, BetStatus.Void], _log.Settled.Select(one => one.Status));
    }

    [Fact]
    public void Should_not_wait_for_ever_for_the_list_of_the_other_account()
    {
        OpenPair();
        var settlement = Start();
        Pass(60);
        Answer(settlement, SettlementSpecs.Entry("R1", BetStatus.Void, 60));
        Pass(60);
        Assert.Single(_taken.Of<TakeUpBets>());
    }

    private static readonly ExecutionIdentity Seven = new(ExecutionId.FromToken(7), new OpportunityId("o"), Given.Match, [Given.Event1, Given.Event2], [Given.A1, Given.A2], []);

    private void OpenPair()
    {
        _log.Open.Clear();
        _log.Open.Add(SettlementSpecs.Bet("R1") with { Of = Seven });
        _log.Open.Add(SettlementSpecs.Bet("R2") with { Of = Seven, Leg = 1, Account = Given.A2 });
    }

    private static AbsentLeg Absent()
    {
        var entry = SettlementSpecs.Entry("late", BetStatus.Accepted, 0);
        return new AbsentLeg(Seven, 1, Given.A1, Given.Event1, entry.Kind!.Value, entry.Period, entry.Line, entry.Selection!.Value, Given.Start);
    }

    private IActorRef Start() => Sys.ActorOf(Props.Create(typeof(SettlementActor), _accounts, _executions, _log, new SettlementSettings(TimeSpan.FromSeconds(60), 100), new SchedulerTime(Sys.Scheduler)));

    private IReadOnlyList<ToBettor> Reads() => [.. _heard.Of<ToBettor>().Where(envelope => envelope.Message is ReadBetList)];

    private IReadOnlyList<SettleExposure> Freed() => [.. _heard.Of<ToExposure>().Select(envelope => envelope.Message).OfType<SettleExposure>()];

    private static void Answer(IActorRef settlement, params BetListEntry[] bets) => settlement.Tell(List(bets));

    private static BetListAnswered List(params BetListEntry[] bets) =>
        new(new ExecutionId("settlement"), Given.A1, new BetListReading(true, true, bets, 0, null), Given.Start.AddHours(1), TimeSpan.FromSeconds(10));
}

internal sealed class SchedulerTime(IScheduler scheduler) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => scheduler.Now;
}
