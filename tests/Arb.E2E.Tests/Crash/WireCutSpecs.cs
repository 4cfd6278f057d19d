using Arb.Domain.Execution;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Crash;

/// <summary>One way to lose a bookmaker in the middle of a placement.</summary>
/// <param name="Leg">0 is A, 1 is B, 2 a hedge.</param>
/// <param name="At">Where in the placement.</param>
/// <param name="Kill">The engine is killed while the line is dead.</param>
internal sealed record WireCut(int Leg, CutAt At, bool Kill = false)
{
    public bool Booked => At is CutAt.AfterDelivery or CutAt.InAnswer;

    public string Name => $"{Leg switch { 0 => "A", 1 => "B", _ => "hedge" }}, {At}{(Kill ? ", killed while the line is dead" : "")}";
}

/// <summary>
/// The line between engine and bookmaker is cut in the middle of a placement and stays dead until the engine has noted that it does not know. No bet is sent twice, none is forgotten, no
/// position stays open in silence.
/// </summary>
public abstract class WireCutCells
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly string[][] Pairs = [["CMD", "ISPORT"], ["ISPORT", "SBO"], ["CMD", "SBO"]];

    internal static async Task RunAsync(WireCut cell)
    {
        await using var world = await CrashWorld.StartWithWiresAsync(Pairs[(cell.Leg + (int)cell.At) % Pairs.Length]);
        await world.StartEngineAsync();
        await world.OpenAccountsAsync();
        await world.Engine.DoAsync(new Domain.Commands.StartEngine());
        var cut = new Cut(cell.At);
        using (var scene = new KillScene(world))
        {
            scene.SlowAll(300, "quote");
            world.MakeSurebet();
            await CutAsync(cell, cut, scene);
        }
        if (cell.Kill)
            await world.KillEngineAsync();
        else
            await world.Engine.DoAsync(new Domain.Commands.StopEngine());
        foreach (var wire in world.Wires)
            wire.Down = false;
        foreach (var bookmaker in world.Sandbox.Bookmakers)
            bookmaker.Faults = new SandboxFaults();
        if (cell.Kill)
        {
            await world.StartEngineAsync();
            await world.LogInAgainAsync();
        }
        await world.SettledAsync();
        await Books.AgreeAsync(world);
        AssertOutcome(cell, world);
    }

    private static async Task CutAsync(WireCut cell, Cut cut, KillScene scene)
    {
        var world = scene.World;
        await CrashMatrix.WatchAsync(scene, () => scene.Has<LockTaken>());
        if (cell.Leg < 2)
        {
            world.Wire(cell.Leg == 0 ? scene.A : scene.B).Arm(cut);
        }
        else
        {
            scene.B.Faults = KillScene.Slow(300, "quote") with { RefuseNext = 1 };
            await CrashMatrix.WatchAsync(scene, () => scene.Has<HedgeStarted>());
            foreach (var wire in world.Wires)
                wire.Arm(cut);
        }
        await CrashMatrix.WatchAsync(scene, () => cut.Done);
        Assert.Equal(cell.Booked ? 1 : 0, world.Bets.Count() - scene.World.Journal.Saga.OfType<LegAccepted>().Count());
        await CrashMatrix.WatchAsync(scene, () => cell.Kill ? scene.Last is LegIntended : scene.Has<LegUnknown>());
    }

    /// <summary>What the bookmaker has, the engine found by evidence; what it has not, the engine proved absent.</summary>
    private static void AssertOutcome(WireCut cell, CrashWorld world)
    {
        var unknown = Assert.Single(world.Journal.Saga.OfType<LegUnknown>());
        Assert.True(cell.Leg < 2 ? unknown.Leg == cell.Leg : unknown.Leg >= 2, world.Story());
        Assert.Equal(cell.Booked, world.Journal.Saga.OfType<LegAccepted>().Any(leg => leg.Leg == unknown.Leg));
        Assert.Equal(!cell.Booked, world.Journal.Saga.OfType<LegRejected>().Any(leg => leg.Leg == unknown.Leg));
    }
}

public sealed class WireCutAtLegASpecs : WireCutCells
{
    [Fact]
    public Task Should_find_the_bet_of_leg_A_whose_answer_was_cut_off() => RunAsync(new(0, CutAt.AfterDelivery));

    [Fact]
    public Task Should_find_the_bet_of_leg_A_whose_answer_was_cut_in_the_middle() => RunAsync(new(0, CutAt.InAnswer));

    [Fact]
    public Task Should_prove_that_leg_A_was_not_placed_when_the_line_was_cut_before_the_request() => RunAsync(new(0, CutAt.BeforeRequest));
}

public sealed class WireCutAtLegBSpecs : WireCutCells
{
    [Fact]
    public Task Should_find_the_bet_of_leg_B_whose_answer_was_cut_off() => RunAsync(new(1, CutAt.AfterDelivery));

    [Fact]
    public Task Should_hedge_leg_A_when_the_line_was_cut_before_the_request_of_leg_B() => RunAsync(new(1, CutAt.BeforeRequest));

    [Fact]
    public Task Should_hedge_leg_A_when_the_line_was_cut_in_the_request_of_leg_B() => RunAsync(new(1, CutAt.InRequest));

    [Fact]
    public Task Should_find_the_bet_of_leg_B_when_the_engine_was_killed_while_the_line_was_dead() => RunAsync(new(1, CutAt.AfterDelivery, Kill: true));
}

public sealed class WireCutAtHedgeSpecs : WireCutCells
{
    [Fact]
    public Task Should_find_the_bet_of_a_hedge_whose_answer_was_cut_off() => RunAsync(new(2, CutAt.AfterDelivery));

    [Fact]
    public Task Should_hedge_again_when_the_line_was_cut_before_the_request_of_the_hedge() => RunAsync(new(2, CutAt.BeforeRequest));

    [Fact]
    public Task Should_hedge_again_when_the_engine_was_killed_after_the_line_was_cut_before_the_request() => RunAsync(new(2, CutAt.BeforeRequest, Kill: true));
}
