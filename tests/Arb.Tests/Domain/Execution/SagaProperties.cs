using Arb.Domain.Execution;
using FsCheck;
using FsCheck.Fluent;

namespace Arb.Tests.Domain.Execution;

/// <summary>"Never a naked leg, never bet twice, never forget a bet": whole executions in a random faulty world.</summary>
public class SagaProperties
{
    [Fact]
    public void Should_complete_both_legs_in_a_world_without_faults()
    {
        var world = new SagaWorld(seed: 1, faults: 0);
        world.Run();
        Assert.Empty(world.Violations);
        Assert.True(world.Finished);
        Assert.Equal(ExecutionResult.Complete, world.State.End!.Result);
        Assert.Equal(2, world.Bets.Count);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(15)]
    [InlineData(30)]
    public void Should_hold_every_invariant_in_a_faulty_world(int faults)
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var world = new SagaWorld(seed, faults);
            world.Run();
            Assert.True(world.Violations.Count == 0, $"seed {seed}, faults {faults}, {world.Crashes} crashes:\n{string.Join("\n", world.Violations)}");
        }
    }

    [Fact]
    public void Should_hold_every_invariant_for_any_seed() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var world = new SagaWorld(seed, 1 + (int)((uint)seed % 33));
            world.Run();
            return world.Violations.Count == 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void Should_reach_every_kind_of_end_so_that_the_world_is_not_too_kind()
    {
        var results = new HashSet<ExecutionResult>();
        var withPerson = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var world = new SagaWorld(seed, 25);
            world.Run();
            if (world.State.End is { } end)
                results.Add(end.Result);
            withPerson += world.Finished ? 0 : 1;
        }

        Assert.Superset(new HashSet<ExecutionResult> { ExecutionResult.Aborted, ExecutionResult.Flat, ExecutionResult.Complete, ExecutionResult.Hedged }, results);
        Assert.True(withPerson < 400, $"{withPerson} of 400 ended with a person");
    }

    [Fact]
    public void Should_see_a_decider_that_sends_again_after_a_time_out()
    {
        ExecutionDecide Resend(ExecutionDecide real) => (state, input, now) =>
        {
            var decision = real(state, input, now);
            return input is ExecutionInput.PlacementDone { Outcome: PlacementOutcome.Unknown } done && decision.Events.Count > 0
                ? decision with { Effects = [.. decision.Effects, new ExecutionEffect.Send(done.Leg, done.Attempt, state.Legs[done.Leg].Ticket!)] }
                : decision;
        };
        Assert.True(FindsViolation(Resend), "sending again after a time-out was not seen");
    }

    [Fact]
    public void Should_see_a_decider_that_takes_an_unknown_outcome_for_a_refusal()
    {
        ExecutionDecide Forget(ExecutionDecide real) => (state, input, now) =>
            input is ExecutionInput.PlacementDone { Outcome: PlacementOutcome.Unknown } done
                ? real(state, done with { Outcome = new PlacementOutcome.Rejected(RefusalReason.Refused, "planted") }, now)
                : real(state, input, now);
        Assert.True(FindsViolation(Forget), "a forgotten bet was not seen");
    }

    [Fact]
    public void Should_see_a_decider_that_trusts_the_first_empty_bet_list()
    {
        ExecutionDecide Trust(ExecutionDecide real) => (state, input, now) =>
        {
            if (input is not ExecutionInput.ListRead read)
                return real(state, input, now);
            var hasty = new ExecutionDecider(SagaWorld.Settings with { Hedge = SagaWorld.Settings.Hedge with { AbsentReadings = 1, InFlight = TimeSpan.FromHours(-1) } });
            return hasty.Decide(state, read with { ReadsBalance = false }, now);
        };
        Assert.True(FindsViolation(Trust), "a hasty proof of absence was not seen");
    }

    private static bool FindsViolation(Func<ExecutionDecide, ExecutionDecide> plant)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var world = new SagaWorld(seed, 20, plant);
            world.Run();
            if (world.Violations.Count > 0)
                return true;
        }

        return false;
    }
}
