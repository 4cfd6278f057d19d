using Arb.Domain.Execution;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Crash;

/// <summary>The disk of the data folder is full: nothing is sent that cannot be written down first, a person is told, and room again is enough to go on.</summary>
public sealed class FullDiskSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [SmallDiskFact]
    public async Task Should_send_nothing_while_the_disk_is_full_and_go_on_when_there_is_room()
    {
        await using var world = await CrashWorld.StartAsync("CMD", "SBO");
        using var disk = SmallDisk.Over(world.Folder);
        await ReadyAsync(world);
        world.MakeSurebet();
        await Eventually.Async("the surebet is found", Patience, async () => await world.Engine.TryStatusAsync() is { Opportunities: > 0 }, () => world.Engine.Output);
        disk.Fill();
        await world.Engine.DoAsync(new Domain.Commands.StartEngine());
        await Eventually.Async("the engine stops trading and says why", Patience, () => Alarms(world, "Killed: the lock journal failed") == 1, () => world.Engine.Output);
        // Where SQLite has no room even to read, the command says that instead: no total is guessed.
        await Eventually.Async("the status says so", Patience, async () => await world.Engine.Channel.SendAsync(new Domain.Commands.GetStatus()) switch
        {
            Domain.Commands.StatusReport status => status.State == "KILLED",
            Domain.Commands.CommandFailed failed => failed.Message.Contains("the disk", StringComparison.Ordinal),
            _ => false,
        }, () => world.Engine.Output);

        // Started again all the same: the journal fails again, or the audit cannot be read (it depends on what SQLite has room for).
        var before = Alarms(world);
        await world.Engine.DoAsync(new Domain.Commands.StartEngine());
        await Eventually.Async("the engine alarms again", Patience, () => Alarms(world) > before, () => world.Engine.Output);
        Assert.Equal(0, world.Placements);

        disk.Free();
        await Eventually.Async("the engine has its journal again", Patience, async () =>
            await world.Engine.DoAsync(new Domain.Commands.StartEngine()) is not null && world.Bets.Count() == 2, () => world.Engine.Output);
        await world.SettledAsync();
        await Books.AgreeAsync(world);
    }

    [SmallDiskFact]
    public async Task Should_keep_a_bet_that_was_answered_while_the_disk_was_full_and_send_no_other()
    {
        await using var world = await CrashWorld.StartAsync("CMD", "ISPORT");
        using var disk = SmallDisk.Over(world.Folder);
        await ReadyAsync(world);
        await world.Engine.DoAsync(new Domain.Commands.StartEngine());
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

    private static async Task ReadyAsync(CrashWorld world)
    {
        await world.StartEngineAsync("arb.execution.retry-delay=200ms", "arb.engine.retry-after=500ms", "arb.commands.timeout=2s", "arb.alerts.deadline=2s", "arb.engine.sizing-timeout=1s");
        await world.OpenAccountsAsync();
    }

    private static int Alarms(CrashWorld world, string what = "") =>
        world.Engine.Output.Split('\n').Count(line => line.Contains("[ALARM", StringComparison.Ordinal) && line.Contains(what, StringComparison.Ordinal));

    private static Task SaidAsync(CrashWorld world, string what) =>
        Eventually.Async($"the engine says: {what}", Patience, () => world.Engine.Output.Contains(what, StringComparison.Ordinal), () => world.Engine.Output);

    /// <summary>What is tried again by itself has been, twice.</summary>
    private static async Task TriedAgainAsync(CrashWorld world)
    {
        var before = Failures(world);
        await Eventually.Async("it is tried again, in vain", Patience, () => Failures(world) >= before + 2, () => world.Engine.Output);
    }

    private static int Failures(CrashWorld world) => world.Engine.Output.Split('\n').Count(line => line.Contains("full", StringComparison.Ordinal));
}
