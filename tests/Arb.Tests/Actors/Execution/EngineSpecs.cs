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

public class EngineSpecs : ExecutionKit
{
    private readonly TestProbe _executions;
    private readonly IActorRef _engine;

    public EngineSpecs()
    {
        _executions = CreateTestProbe();
        _engine = Sys.ActorOf(Props.Create(typeof(EngineActor), new EngineSettings(), _executions.Ref, Accounts.Ref, Time));
        _executions.ExpectMsg<GetRecovery>();
    }

    [Fact]
    public void Should_execute_what_passes_the_gate_with_balances_and_exposure_inside()
    {
        Ready();
        _engine.Tell(new OpportunityFound(Found()));
        AnswerSizing(balance: 30m);
        var order = _executions.ExpectMsg<Execute>();
        Assert.All(order.Plan.Legs, leg => Assert.InRange(leg.Stake, 5m, 30m));
        Assert.True(order.Plan.WorstProfit > 0m);
    }

    [Fact]
    public void Should_not_start_before_recovery_is_finished()
    {
        Lamps(Lamp.Green);
        _engine.Tell(new StartEngine("test"), TestActor);
        Assert.Equal(EngineState.Recovering, ExpectMsg<EngineStatus>().State);
        _engine.Tell(new OpportunityFound(Found()));
        Accounts.ExpectNoMsg(TimeSpan.Zero);
        _engine.Tell(Recovered());
        Accounts.ExpectMsg<AnnounceAccounts>();
        _engine.Tell(GetEngineStatus.Instance, TestActor);
        Assert.Equal(EngineState.Running, ExpectMsg<EngineStatus>().State);
    }

    [Fact]
    public void Should_be_killed_by_a_fault_of_the_data_folder_and_let_nobody_start_it_before_that_is_gone()
    {
        Ready();
        _engine.Tell(new StorageStands(new StorageFault(StorageFaultKind.FileReplaced, "/d/arb.db")));
        Assert.Contains("/d/arb.db", _executions.ExpectMsg<AbortUnsent>().Reason, StringComparison.Ordinal);
        _engine.Tell(new StartEngine("test"), TestActor);
        var refused = ExpectMsg<EngineStatus>();
        Assert.Equal(EngineState.Killed, refused.State);
        Assert.Contains("/d/arb.db", refused.Reason, StringComparison.Ordinal);
        _engine.Tell(new StorageStands(null));
        _engine.Tell(GetEngineStatus.Instance, TestActor);
        Assert.Equal(EngineState.Killed, ExpectMsg<EngineStatus>().State);
        _engine.Tell(new StartEngine("test"), TestActor);
        Assert.Equal(EngineState.Running, ExpectMsg<EngineStatus>().State);
    }

    [Fact]
    public void Should_take_nothing_while_a_lamp_is_not_green_and_look_again_when_it_is()
    {
        Ready();
        Lamps(Lamp.Yellow);
        _engine.Tell(new OpportunityFound(Found()));
        _engine.Tell(GetEngineStatus.Instance, TestActor);
        Assert.Equal(1, ExpectMsg<EngineStatus>().Refusals["LampNotGreen"]);
        Lamps(Lamp.Green);
        _engine.Tell(GetEngineStatus.Instance, TestActor);
        ExpectMsg<EngineStatus>();
        Clock.Advance(TimeSpan.FromSeconds(1));
        Accounts.ExpectMsg<ToBettor>();
    }

    [Fact]
    public void Should_be_killed_after_recovery_when_the_kill_switch_was_pulled_during_it()
    {
        Lamps(Lamp.Green);
        _engine.Tell(new StartEngine("test"), TestActor);
        ExpectMsg<EngineStatus>();
        _engine.Tell(new KillEngine("stop that"), TestActor);
        _engine.Tell(KillNoted.Instance);
        Assert.Contains("stop that", ExpectMsg<EngineStatus>().Reason, StringComparison.Ordinal);
        _engine.Tell(Recovered());
        _engine.Tell(GetEngineStatus.Instance, TestActor);
        var status = ExpectMsg<EngineStatus>();
        Assert.Equal((EngineState.Killed, "stop that"), (status.State, status.Reason));
    }

    [Fact]
    public void Should_not_start_by_itself_after_a_failure_that_lost_what_a_person_had_said()
    {
        var engine = Sys.ActorOf(Props.Create(typeof(EngineActor), new EngineSettings { AutoStart = true }, _executions.Ref, Accounts.Ref, Time));
        engine.Tell(new KillEngine("stop that"), TestActor);
        engine.Tell(KillNoted.Instance);
        ExpectMsg<EngineStatus>();
        engine.Tell(new OpportunityFound(null!));
        engine.Tell(Recovered());
        engine.Tell(GetEngineStatus.Instance, TestActor);
        var status = ExpectMsg<EngineStatus>();
        Assert.Equal(EngineState.Stopped, status.State);
        Assert.Contains("the engine failed", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_take_nothing_after_the_kill_switch()
    {
        Ready();
        _engine.Tell(new KillEngine("test"), TestActor);
        _engine.Tell(KillNoted.Instance);
        Assert.Equal(EngineState.Killed, ExpectMsg<EngineStatus>().State);
        _engine.Tell(new OpportunityFound(Found()));
        _engine.Tell(GetEngineStatus.Instance, TestActor);
        ExpectMsg<EngineStatus>();
        Assert.False(Accounts.HasMessages);
    }

    [Fact]
    public void Should_answer_the_kill_switch_when_a_restart_would_know_of_it_and_be_killed_before()
    {
        Ready();
        _engine.Tell(new KillEngine("test"), TestActor);
        _engine.Tell(GetEngineStatus.Instance, Accounts.Ref);
        Assert.Equal(EngineState.Killed, Accounts.FishForMessage<EngineStatus>(_ => true).State);
        Assert.False(HasMessages);
        _engine.Tell(KillNoted.Instance);
        Assert.Equal("test", ExpectMsg<EngineStatus>().Reason);
    }

    [Fact]
    public void Should_say_that_a_kill_is_not_written_down_when_that_takes_too_long()
    {
        Ready();
        _engine.Tell(new KillEngine("test"), TestActor);
        _engine.Tell(GetEngineStatus.Instance, Accounts.Ref);
        Accounts.FishForMessage<EngineStatus>(_ => true);
        Clock.Advance(4 * new EngineSettings().ReviewInterval);
        var status = ExpectMsg<EngineStatus>();
        Assert.Equal(EngineState.Killed, status.State);
        Assert.Contains("not written down yet", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_stay_killed_over_a_restart_although_it_starts_by_itself_otherwise()
    {
        var executions = CreateTestProbe();
        var engine = Sys.ActorOf(Props.Create(typeof(EngineActor), new EngineSettings { AutoStart = true }, executions.Ref, Accounts.Ref, Time));
        executions.ExpectMsg<GetRecovery>();
        engine.Tell(Recovered() with { Killed = "stop that" });
        engine.Tell(GetEngineStatus.Instance, TestActor);
        var status = ExpectMsg<EngineStatus>();
        Assert.Equal((EngineState.Killed, "stop that"), (status.State, status.Reason));
        engine.Tell(new StartEngine("test"), TestActor);
        Assert.Equal(EngineState.Running, ExpectMsg<EngineStatus>().State);
        executions.ExpectMsg<LiftKill>();
    }

    [Fact]
    public void Should_run_when_a_person_started_it_while_an_earlier_kill_was_still_being_read()
    {
        _engine.Tell(new StartEngine("test"), TestActor);
        ExpectMsg<EngineStatus>();
        _engine.Tell(Recovered() with { Killed = "stop that" });
        _executions.ExpectMsg<LiftKill>();
        _engine.Tell(GetEngineStatus.Instance, TestActor);
        Assert.Equal(EngineState.Running, ExpectMsg<EngineStatus>().State);
    }

    [Fact]
    public void Should_end_what_has_sent_nothing_when_the_kill_switch_is_pulled()
    {
        Ready();
        _engine.Tell(new OpportunityFound(Found()));
        AnswerSizing(1_000m);
        _executions.ExpectMsg<Execute>();
        _engine.Tell(new KillEngine("stop that"), TestActor);
        Assert.Contains("stop that", _executions.ExpectMsg<AbortUnsent>().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_not_plan_the_same_money_for_two_matches()
    {
        Ready();
        _engine.Tell(new OpportunityFound(Found()));
        AnswerSizing(60m);
        var first = _executions.ExpectMsg<Execute>().Plan;
        var other = new MatchId("other");
        _engine.Tell(new OpportunityFound(Found() with { Id = new OpportunityId("opp-2"), Market = Given.Market with { Match = other }, Match = Found().Match with { Match = other } }));
        AnswerSizing(60m); // nothing is booked yet
        var second = _executions.ExpectMsg<Execute>().Plan;
        foreach (var account in new[] { Given.A1, Given.A2 })
            Assert.InRange(first.Legs.Concat(second.Legs).Where(leg => leg.Account == account).Sum(leg => leg.Stake), 10m, 60m);
    }

    [Fact]
    public void Should_read_a_balance_again_that_was_read_before_another_execution_ended()
    {
        Ready();
        _engine.Tell(new OpportunityFound(Found()));
        AnswerSizing(60m);
        var first = _executions.ExpectMsg<Execute>();
        var other = new MatchId("other");
        _engine.Tell(new OpportunityFound(Found() with { Id = new OpportunityId("opp-2"), Market = Given.Market with { Match = other }, Match = Found().Match with { Match = other } }));
        for (var i = 0; i < 4; i++)
            if (Accounts.ExpectMsg<object>() is ToBettor box)
                Accounts.Reply(new BalanceAnswered(box.Account, new BalanceReading(60m, false, null), Time.GetUtcNow()));
        _engine.Tell(new ExecutionFinished(ExecutionId.FromToken(7), first.Opportunity.Id, Given.Match, 7, ExecutionResult.Complete, true, 2m, "done", Time.GetUtcNow()));
        Accounts.ExpectMsg<ToBettor>();
        Accounts.ExpectMsg<ToBettor>();
    }

    [Fact]
    public void Should_not_ask_twice_for_an_opportunity_that_executed()
    {
        Ready();
        _engine.Tell(new OpportunityFound(Found()));
        AnswerSizing(1_000m);
        var order = _executions.ExpectMsg<Execute>();
        _engine.Tell(new ExecutionFinished(ExecutionId.FromToken(7), order.Opportunity.Id, Given.Match, 7, ExecutionResult.Complete, true, 2m, "done", Time.GetUtcNow()));
        _engine.Tell(new OpportunityFound(Found()));
        _engine.Tell(new GetOpportunities(10), TestActor);
        Assert.Contains("Complete", Assert.Single(ExpectMsg<OpportunitiesAnswered>().Opportunities).Verdict);
        Assert.False(Accounts.HasMessages);
    }

    [Fact]
    public void Should_tell_the_operator_once_of_what_is_too_good_to_be_true()
    {
        Ready();
        Sys.EventStream.Subscribe(TestActor, typeof(OpportunityQuarantined));
        _engine.Tell(new OpportunityFound(Found() with { Margin = 0.5m }));
        _engine.Tell(new OpportunityFound(Found() with { Margin = 0.5m }));
        ExpectMsg<OpportunityQuarantined>();
        _engine.Tell(GetEngineStatus.Instance, TestActor);
        ExpectMsg<EngineStatus>();
    }

    private static RecoveryFinished Recovered() => new(0, [], [], new Dictionary<MatchId, ExecutionId>());

    private Opportunity Found() => Given.Opportunity() with { At = Time.GetUtcNow() };

    private void Ready()
    {
        Lamps(Lamp.Green);
        _engine.Tell(Recovered());
        Accounts.ExpectMsg<AnnounceAccounts>();
        _engine.Tell(new StartEngine("test"), TestActor);
        Assert.Equal(EngineState.Running, ExpectMsg<EngineStatus>().State);
        _executions.ExpectMsg<LiftKill>();
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
            Accounts.Reply(Accounts.ExpectMsg<object>() switch
            {
                ToBettor box => new BalanceAnswered(box.Account, new BalanceReading(balance, false, null), Time.GetUtcNow()),
                ToExposure { Message: GetExposure ask } box => new ExposureAnswered(box.Account, ask.Match, 200m, 0m, 0m),
                var other => throw new InvalidOperationException($"{other}"),
            });
    }
}
