using Akka.Actor;
using Akka.TestKit;
using Arb.Actors.Execution;
using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Actors.Execution;

/// <summary>The first live plans wait for the operator, before anything is locked or asked of a bookmaker.</summary>
public sealed class ApprovalSpecs : ExecutionKit
{
    private static readonly EngineSettings Asking = new()
    {
        Trading = TradingMode.Live,
        Approve = ApprovalRule.First(2),
        ApproveWithin = TimeSpan.FromSeconds(60),
        RetryAfter = TimeSpan.FromSeconds(5),
        OpportunityMaxAge = TimeSpan.FromHours(1),
    };

    private readonly TestProbe _executions;
    private readonly TestProbe _people;
    private readonly IActorRef _engine;

    public ApprovalSpecs()
    {
        _executions = CreateTestProbe();
        _people = CreateTestProbe();
        Sys.EventStream.Subscribe(_people.Ref, typeof(PlanWaits));
        Sys.EventStream.Subscribe(_people.Ref, typeof(PlanEnded));
        _engine = Sys.ActorOf(Props.Create(typeof(EngineActor), Asking, _executions.Ref, Accounts.Ref, Time));
        _executions.ExpectMsg<GetRecovery>();
    }

    [Fact]
    public void Should_execute_what_the_operator_approved_at_fresh_balances_and_never_above_it()
    {
        Ready(begun: 1);
        var plan = Waits(balance: 1_000m);
        Assert.False(_executions.HasMessages);
        Clock.Advance(Asking.BalanceMaxAge + TimeSpan.FromSeconds(1));
        Assert.Equal(ApprovalOutcome.Approved, Approve(plan.Id).Outcome);
        AnswerSizing(balance: 1_000m);
        var order = _executions.ExpectMsg<Execute>();
        Assert.Equal(plan.Plan.Legs.Select(leg => leg.Stake), order.Plan.Legs.Select(leg => leg.Stake));
        Assert.Equal(PlanEnding.Executed, _people.ExpectMsg<PlanEnded>().Ending);
    }

    [Fact]
    public void Should_stake_less_than_was_approved_where_there_is_less_room_now()
    {
        Ready(begun: 0);
        var plan = Waits(balance: 1_000m);
        Clock.Advance(Asking.BalanceMaxAge + TimeSpan.FromSeconds(1));
        Approve(plan.Id);
        AnswerSizing(balance: 30m);
        Assert.All(_executions.ExpectMsg<Execute>().Plan.Legs, leg => Assert.InRange(leg.Stake, 5m, 30m));
    }

    [Fact]
    public void Should_not_bet_what_does_not_profit_any_more_within_the_approved_stakes()
    {
        Ready(begun: 0);
        var plan = Waits(balance: 1_000m);
        _engine.Tell(new OpportunityFound(Found(over: 1.95m, under: 1.95m)));
        Approve(plan.Id);
        AnswerExposure();
        var ended = _people.ExpectMsg<PlanEnded>();
        Assert.Equal((plan.Id, PlanEnding.Changed), (ended.Plan.Id, ended.Ending));
        Assert.False(_executions.HasMessages);
    }

    [Fact]
    public void Should_let_a_plan_lapse_that_nobody_answers_tell_it_and_ask_again_later()
    {
        Ready(begun: 0);
        var plan = Waits(balance: 1_000m);
        Clock.Advance(Asking.ApproveWithin + TimeSpan.FromSeconds(1));
        Assert.Equal((plan.Id, PlanEnding.Lapsed), _people.ExpectMsg<PlanEnded>() is var ended ? (ended.Plan.Id, ended.Ending) : default);
        Assert.Equal(ApprovalOutcome.Unknown, Approve(plan.Id).Outcome);
        Clock.Advance(2 * Asking.RetryAfter + TimeSpan.FromSeconds(1));
        AnswerSizing(balance: 1_000m);
        Assert.NotEqual(plan.Id, _people.ExpectMsg<PlanWaits>().Plan.Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Should_withdraw_what_waits_when_the_engine_is_stopped_or_killed(bool kill)
    {
        Ready(begun: 0);
        var plan = Waits(balance: 1_000m);
        if (kill)
            _engine.Tell(new KillEngine("stop that"), TestActor);
        else
            _engine.Tell(new StopEngine("test"), TestActor);
        Assert.Equal(PlanEnding.Stopped, _people.ExpectMsg<PlanEnded>().Ending);
        Assert.Equal(ApprovalOutcome.Unknown, Approve(plan.Id, fish: true).Outcome);
    }

    [Fact]
    public void Should_withdraw_what_waits_when_its_opportunity_is_gone()
    {
        Ready(begun: 0);
        var plan = Waits(balance: 1_000m);
        _engine.Tell(new OpportunityWithdrawn(plan.Opportunity.Id, Time.GetUtcNow()));
        Assert.Equal(PlanEnding.Gone, _people.ExpectMsg<PlanEnded>().Ending);
    }

    [Fact]
    public void Should_not_approve_while_a_lamp_is_not_green()
    {
        Ready(begun: 0);
        var plan = Waits(balance: 1_000m);
        Lamps(Lamp.Yellow);
        var answer = Approve(plan.Id);
        Assert.Equal((ApprovalOutcome.GateShut, GateReason.LampNotGreen), (answer.Outcome, answer.Gate.Reason));
        Lamps(Lamp.Green);
        Assert.Equal(ApprovalOutcome.Approved, Approve(plan.Id).Outcome);
    }

    [Fact]
    public void Should_ask_no_more_once_the_audit_counts_enough_live_executions()
    {
        Ready(begun: 2);
        Find(balance: 1_000m);
        _executions.ExpectMsg<Execute>();
        Assert.False(_people.HasMessages);
    }

    [Fact]
    public void Should_ask_while_nobody_could_count_them_and_stop_when_they_are_counted()
    {
        Ready(begun: null);
        Waits(balance: 1_000m);
        _engine.Tell(new LiveExecutionsCounted(2));
        _engine.Tell(GetPending.Instance, TestActor);
        var pending = ExpectMsg<PendingAnswered>();
        Assert.False(pending.Asks);
        Assert.Single(pending.Plans); // what was asked still needs its answer
    }

    [Fact]
    public void Should_say_in_status_and_verdict_that_a_plan_waits()
    {
        Ready(begun: 0);
        var plan = Waits(balance: 1_000m);
        _engine.Tell(GetEngineStatus.Instance, TestActor);
        Assert.Equal(1, ExpectMsg<EngineStatus>().WaitForApproval);
        _engine.Tell(new GetOpportunities(10), TestActor);
        Assert.Equal($"waits for approval as {plan.Id}", Assert.Single(ExpectMsg<OpportunitiesAnswered>().Opportunities).Verdict);
    }

    [Fact]
    public void Should_void_what_waits_when_the_machine_slept_though_nobody_tells_the_engine_and_see_that_the_match_has_begun()
    {
        Ready(begun: 0);
        var plan = Waits(balance: 1_000m);
        Machine.Sleep();
        Assert.Equal(ApprovalOutcome.Unknown, Approve(plan.Id, fish: true).Outcome);
        Assert.Equal((plan.Id, PlanEnding.Slept), _people.ExpectMsg<PlanEnded>() is var ended ? (ended.Plan.Id, ended.Ending) : default);
        Lamps(Lamp.Green);
        _engine.Tell(new OpportunityFound(Found()));
        _engine.Tell(new GetOpportunities(10), TestActor);
        Assert.Contains(" began at ", FishForMessage<OpportunitiesAnswered>(_ => true).Opportunities[0].Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_void_what_waits_when_the_machine_may_have_been_paused_and_shut_the_gate_until_the_lamps_are_told_again()
    {
        Ready(begun: 0);
        var plan = Waits(balance: 1_000m);
        _engine.Tell(new MachineSlept(Time.GetUtcNow(), TimeSpan.FromHours(1), ByWallClock: true));
        Assert.Equal((plan.Id, PlanEnding.Slept), _people.ExpectMsg<PlanEnded>() is var ended ? (ended.Plan.Id, ended.Ending) : default);
        Assert.Equal(ApprovalOutcome.Unknown, Approve(plan.Id).Outcome);
        Clock.Advance(TimeSpan.FromSeconds(1));
        _engine.Tell(new OpportunityFound(Found()));
        _engine.Tell(new GetOpportunities(10), TestActor);
        Assert.Contains("lamp is Red", FishForMessage<OpportunitiesAnswered>(_ => true).Opportunities[0].Verdict, StringComparison.Ordinal);
        Lamps(Lamp.Green);
        _engine.Tell(new OpportunityFound(Found()));
        AnswerSizing(balance: 1_000m); // balances are asked for anew
        Assert.NotEqual(plan.Id, _people.ExpectMsg<PlanWaits>().Plan.Id);
    }

    private PendingPlan Waits(decimal balance)
    {
        Find(balance);
        return _people.ExpectMsg<PlanWaits>().Plan;
    }

    private void Find(decimal balance)
    {
        _engine.Tell(new OpportunityFound(Found()));
        AnswerSizing(balance);
    }

    private PlanAnswered Approve(string plan, bool fish = false)
    {
        _engine.Tell(new ApprovePending(plan, "anna"), TestActor);
        return fish ? FishForMessage<PlanAnswered>(_ => true) : ExpectMsg<PlanAnswered>();
    }

    private Opportunity Found(decimal over = 2.10m, decimal under = 2.05m) => Given.Opportunity(over, under) with { At = Time.GetUtcNow() };

    private void Ready(long? begun)
    {
        Lamps(Lamp.Green);
        _engine.Tell(new RecoveryFinished(0, [], [], new Dictionary<MatchId, ExecutionId>()) { LiveBegun = begun });
        Accounts.ExpectMsg<AnnounceAccounts>();
        _engine.Tell(new StartEngine("test"), TestActor);
        Assert.Equal(EngineState.Running, ExpectMsg<EngineStatus>().State);
        _executions.ExpectMsg<LiftKill>();
        _executions.IgnoreMessages(message => message is GetRecovery or AbortUnsent);
    }

    private void Lamps(Lamp lamp)
    {
        foreach (var account in new[] { Given.A1, Given.A2 })
        {
            _engine.Tell(new LampChanged(account, null, lamp, "test", Time.GetUtcNow()));
            _engine.Tell(new AccountBetting(account, null, true, 0m, null));
        }
    }

    private void AnswerSizing(decimal balance)
    {
        for (var i = 0; i < 4; i++)
            Accounts.Reply(Answer(Accounts.ExpectMsg<object>(), balance));
    }

    /// <summary>Balances are known still.</summary>
    private void AnswerExposure()
    {
        for (var i = 0; i < 2; i++)
            Accounts.Reply(Answer(Accounts.ExpectMsg<object>(), 1_000m));
    }

    private object Answer(object asked, decimal balance) => asked switch
    {
        ToBettor box => new BalanceAnswered(box.Account, new BalanceReading(balance, false, null), Time.GetUtcNow()),
        ToExposure { Message: GetExposure ask } box => new ExposureAnswered(box.Account, ask.Match, 200m, 0m, 0m),
        _ => throw new InvalidOperationException($"{asked}"),
    };
}
