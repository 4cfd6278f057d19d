using Arb.Domain.Execution;
using Arb.Host.Simulation;

namespace Arb.Tests.Simulation;

/// <summary>The real execution stage in faulty worlds: every invariant holds, and the same seed is the same run.</summary>
public class SimulatorSpecs
{
    /// <summary>Seeds of the normal run; <c>arb simulate --seeds N</c> runs more.</summary>
    private const int Seeds = 25;

    /// <summary>Seeds that once broke an invariant (or looked so), kept for ever.</summary>
    public static TheoryData<int> Regressions => [176];

    [Fact]
    public void Should_hold_every_invariant_for_every_seed()
    {
        var runner = new SimulationRunner();
        var ends = new HashSet<ExecutionResult>();
        var crashes = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var result = runner.Run(seed);
            Assert.True(result.Ok, $"{string.Join('\n', result.Violations)}\nagain: {result.Replay}");
            Assert.True(result.Executions >= 10, $"seed {seed} had only {result.Executions} executions");
            ends.UnionWith(result.Ends.Keys);
            crashes += result.Crashes;
        }

        Assert.Superset(new HashSet<ExecutionResult> { ExecutionResult.Aborted, ExecutionResult.Flat, ExecutionResult.Complete, ExecutionResult.Hedged }, ends);
        Assert.True(crashes > Seeds / 2, $"only {crashes} crashes");
    }

    [Theory]
    [MemberData(nameof(Regressions))]
    public void Should_hold_for_seeds_that_failed_before(int seed)
    {
        var result = new SimulationRunner().Run(seed);
        Assert.True(result.Ok, string.Join('\n', result.Violations));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(42)]
    public void Should_give_the_same_trace_for_the_same_seed_byte_for_byte(int seed)
    {
        var first = new SimulationRunner().Run(seed, trace: true);
        var second = new SimulationRunner().Run(seed, trace: true);
        Assert.Equal(string.Join('\n', first.Trace!), string.Join('\n', second.Trace!));
        Assert.True(first.Trace!.Count > 100);
        Assert.NotEqual(first.Trace, new SimulationRunner().Run(seed + 1, trace: true).Trace);
    }

    [Fact]
    public void Should_name_the_one_command_that_replays_a_seed() =>
        Assert.Equal("arb simulate --seed 7 --trace", new SimulationRunner().Run(7).Replay);
}
