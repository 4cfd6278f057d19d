using Arb.Domain.Execution;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Crash;

/// <summary>The disk of the data folder is full: nothing is sent that cannot be written down first, a person is told, and room again is enough to go on.</summary>
public sealed class FullDiskSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [SmallDiskFact]
    public async Task Should_send_nothing_while_the_disk_is_full_and_go_on_when_there_is_room()
    {
        await using var world = await CrashWorld.StartAsync("CMD", "SBO");
        using var disk = SmallDisk.Over(world.Folder);
        await TradingAsync(world);
        disk.Fill();
        world.MakeSurebet();
        await SaidAsync(world, "ALARM");
        await TriedAgainAsync(world);
        Assert.Equal(0, world.Placements);
        Assert.NotNull(await world.Engine.TryStatusAsync());

        disk.Free();
        await Eventually.Async("both legs are placed", Patience, () => world.Bets.Count() == 2, () => world.Engine.Output);
        await world.SettledAsync();
        await Books.AgreeAsync(world);
    }

    [SmallDiskFact]
    public async Task Should_keep_a_bet_that_was_answered_while_the_disk_was_full_and_send_no_other()
    {
        await using var world = await CrashWorld.StartAsync("CMD", "ISPORT");
        using var disk = SmallDisk.Over(world.Folder);
        await TradingAsync(world);
        using (var scene = new KillScene(world))
        {
            scene.SlowAll(300, "quote");
            world.MakeSurebet();
            await CrashMatrix.WatchAsync(scene, () => scene.Has<LockTaken>());
            scene.A.Faults = new SandboxFaults { HoldAfterBookingNext = 1, HoldMs = 1_000 };
            await CrashMatrix.WatchAsync(scene, () => scene.Booked == 1);
        }
        disk.Fill();
        await SaidAsync(world, "lost its actor with the lock held");
        await TriedAgainAsync(world);
        Assert.Equal(1, world.Placements);
        Assert.False(world.Journal.Saga.OfType<LegAccepted>().Any());

        disk.Free();
        await world.SettledAsync();
        Assert.True(world.Journal.Saga.OfType<LegAccepted>().Any(leg => leg.Leg == 0), world.Story());
        await Books.AgreeAsync(world);
    }

    private static async Task TradingAsync(CrashWorld world)
    {
        await world.StartEngineAsync("arb.execution.retry-delay=200ms", "arb.engine.retry-after=500ms");
        await world.OpenAccountsAsync();
        await world.Engine.DoAsync(new Domain.Commands.StartEngine());
    }

    private static Task SaidAsync(CrashWorld world, string what) =>
        Eventually.Async($"the engine says: {what}", Patience, () => world.Engine.Output.Contains(what, StringComparison.Ordinal), () => world.Engine.Output);

    /// <summary>Time enough for whatever is tried again by itself: a second failure of the same kind, and the answer to a command.</summary>
    private static async Task TriedAgainAsync(CrashWorld world)
    {
        var before = Failures(world);
        await Eventually.Async("it is tried again, in vain", Patience, () => Failures(world) >= before + 2, () => world.Engine.Output);
    }

    private static int Failures(CrashWorld world) => world.Engine.Output.Split('\n').Count(line => line.Contains("full", StringComparison.Ordinal));
}
