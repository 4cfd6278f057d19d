using Akka.Actor;
using Arb.Actors.Execution;
using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Tests.Actors.Support;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Laws;

/// <summary>L14, Gate: the engine executes only if every lamp on the opportunity is GREEN and the engine is RUNNING. No exception.</summary>
public sealed class L14_GateSpecs : ActorKit
{
    [Fact]
    public void Should_be_open_for_RUNNING_and_all_GREEN_and_shut_for_everything_else()
    {
        foreach (var state in Enum.GetValues<EngineState>())
            foreach (var first in Enum.GetValues<Lamp>())
                foreach (var second in Enum.GetValues<Lamp>())
                {
                    var accounts = new Dictionary<AccountId, GateAccount> { [Given.A1] = new(first, true, false, null), [Given.A2] = new(second, true, false, null) };
                    var verdict = Gate.Check(Given.Opportunity(), state, accounts, new EngineSettings(), Given.Start);
                    Assert.Equal(state == EngineState.Running && first == Lamp.Green && second == Lamp.Green, verdict.IsOpen);
                }
    }

    [Fact]
    public void Should_be_shut_for_an_account_that_nobody_knows()
    {
        var accounts = new Dictionary<AccountId, GateAccount> { [Given.A1] = new(Lamp.Green, true, false, null) };
        Assert.False(Gate.Check(Given.Opportunity(), EngineState.Running, accounts, new EngineSettings(), Given.Start).IsOpen);
    }

    [Theory]
    [InlineData(Lamp.Green, true, 1)]
    [InlineData(Lamp.Yellow, true, 0)]
    [InlineData(Lamp.Red, true, 0)]
    [InlineData(Lamp.Green, false, 0)]
    public void Should_hold_for_the_engine_itself(Lamp second, bool started, int executions)
    {
        var (engine, told) = Engine(started);
        Lamps(Lamp.Green, second);
        engine.Tell(new OpportunityFound(Given.Opportunity() with { At = Now }));
        Answer(engine);
        Pass(5);
        Assert.Equal(executions, told.Of<Execute>().Count);
    }

    [Fact]
    public void Should_be_checked_again_after_sizing()
    {
        var (engine, told) = Engine(started: true);
        Lamps(Lamp.Green, Lamp.Green);
        engine.Tell(new OpportunityFound(Given.Opportunity() with { At = Now }));
        Lamps(Lamp.Green, Lamp.Red);
        Answer(engine);
        Assert.Empty(told.Of<Execute>());
    }

    private (IActorRef Engine, Log Executions) Engine(bool started)
    {
        var (executions, told) = Recorder();
        var (accounts, _) = Recorder();
        var engine = Sys.ActorOf(Props.Create(typeof(EngineActor), new EngineSettings { AutoStart = started }, executions, accounts, new Clock(Sys.Scheduler)));
        engine.Tell(new RecoveryFinished(0, [], [], new Dictionary<MatchId, ExecutionId>()));
        return (engine, told);
    }

    private void Lamps(Lamp first, Lamp second)
    {
        foreach (var (account, lamp) in ((AccountId, Lamp)[])[(Given.A1, first), (Given.A2, second)])
        {
            Sys.EventStream.Publish(new AccountBetting(account, null, true, 0m, null));
            Sys.EventStream.Publish(new LampChanged(account, null, lamp, "", Now));
        }
    }

    private void Answer(IActorRef engine)
    {
        foreach (var account in (AccountId[])[Given.A1, Given.A2])
        {
            engine.Tell(new BalanceAnswered(account, new BalanceReading(1_000m, false, null), Now));
            engine.Tell(new ExposureAnswered(account, Given.Match, 1_000m, 0m, 0m));
        }
    }

    private sealed class Clock(IScheduler scheduler) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => scheduler.Now;
    }
}
