using Arb.Domain.Execution;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Crash;

/// <summary>The machine's clock jumps by hours in the middle of an execution: no time-out, no stale price, no watchdog, nothing is caused by it.</summary>
public sealed class ClockJumpSpecs
{
    [MachineClockTheory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Should_go_on_as_if_nothing_had_happened_when_the_clock_jumps_while_a_leg_is_under_way(int hours)
    {
        await using var world = await CrashWorld.StartAsync("CMD", "SBO");
        var clock = new MachineClock(Path.GetDirectoryName(world.Folder)!);
        clock.Into(world.Environment);
        await world.StartEngineAsync();
        await world.OpenAccountsAsync();
        await world.Engine.DoAsync(new Domain.Commands.StartEngine());
        using (var scene = new KillScene(world))
        {
            scene.SlowAll(300, "quote");
            world.MakeSurebet();
            await CrashMatrix.WatchAsync(scene, () => scene.Has<LockTaken>());
            clock.Jump(hours); // quotes are under way
            scene.A.Faults = new SandboxFaults { AbortAfterBookingNext = 1, LatencyMs = 1_000, Endpoints = ["bets"] };
            await CrashMatrix.WatchAsync(scene, () => scene.Has<LegUnknown>());
            clock.Jump(hours); // evidence is collected
            await CrashMatrix.WatchAsync(scene, () => scene.Accepted(0));
            clock.Jump(-3 * hours); // leg B, or a hedge, is on its way
        }
        await world.SettledAsync();
        await Books.AgreeAsync(world);

        var saga = world.Journal.Saga.ToList();
        Assert.InRange(saga[^1].At - saga[0].At, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.True(saga.Zip(saga.Skip(1)).All(pair => pair.First.At <= pair.Second.At), world.Story());
        Assert.Empty(await world.AlarmsAsync());
        Assert.DoesNotContain("watchdog:", world.Engine.Output, StringComparison.Ordinal);
        await world.GreenAsync(); // a clock that was set forward has the odds asked for anew
        var hoursSeen = world.Engine.Output.Split('\n').Select(line => line[..2]).Distinct().Count();
        Assert.True(hoursSeen > 2, $"the clock of the process was not set, so nothing is shown: {world.Engine.Output}");
    }
}
