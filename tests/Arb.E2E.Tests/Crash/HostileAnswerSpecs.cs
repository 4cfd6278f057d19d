using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Crash;

/// <summary>Answers that never end and answers that are far too large, from the bookmaker to a running engine: deadline and cap hold, memory stays flat, nobody else waits.</summary>
public sealed class HostileAnswerSpecs
{
    private const int Gigabyte = 1024;
    private const int Tries = 4;

    /// <summary>Cap of a body (16 MiB) on the wire and inflated, with arrays that double as they grow and a collector that is not in a hurry; a tenth of one bomb.</summary>
    private const long Flat = 112L * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly SandboxFaults Drip = new() { DripMs = 50 };
    private static readonly SandboxFaults Bomb = new() { BombMegabytes = Gigabyte };

    [Fact]
    public Task Should_give_up_an_answer_that_drips_for_ever() => PollAsync(Drip, "no complete answer within the time limit");

    [Fact]
    public Task Should_give_up_a_gigabyte_of_gzip() => PollAsync(Bomb, "larger than 16777216 bytes");

    [Fact]
    public Task Should_find_the_bet_of_a_placement_whose_answer_drips_for_ever() => PlaceAsync(Drip with { Endpoints = ["place"] });

    [Fact]
    public Task Should_find_the_bet_of_a_placement_that_is_answered_with_a_gigabyte_of_gzip() => PlaceAsync(Bomb with { Endpoints = ["place"] });

    private static async Task PollAsync(SandboxFaults faults, string reason)
    {
        await using var world = await CrashWorld.StartAsync("CMD", "SBO");
        await ReadyAsync(world, faults);
        var (victim, other) = (world.Sandbox["cmd"], "sbo");
        var peak = world.Engine.PeakMemory;
        var begun = (await ViewAsync(world, other)).Worker!.LastOddsAt;

        victim.Faults = faults;
        await Eventually.Async($"{Tries} answers in a row are given up", Patience, async () => (await ViewAsync(world, victim.Name)).Worker is { ConsecutiveFailures: >= Tries }, () => world.Engine.Output);

        Assert.Contains(reason, (await ViewAsync(world, victim.Name)).Worker!.Reason, StringComparison.Ordinal);
        var beside = await ViewAsync(world, other);
        Assert.Equal((Lamp.Green, 0), (beside.Lamp, beside.Worker!.ConsecutiveFailures));
        Assert.True(beside.Worker.LastOddsAt > begun, "the other account does not poll");
        var grown = world.Engine.PeakMemory - peak;
        Assert.True(grown < Flat, $"memory grew by {grown / 1024 / 1024} MiB");
        victim.Faults = new SandboxFaults();
        await world.GreenAsync();
    }

    private static async Task PlaceAsync(SandboxFaults faults)
    {
        await using var world = await CrashWorld.StartAsync("ISPORT", "SBO");
        await ReadyAsync(world, faults);
        var peak = world.Engine.PeakMemory;
        await world.Engine.DoAsync(new Domain.Commands.StartEngine());
        using (var scene = new KillScene(world))
        {
            scene.SlowAll(300, "quote");
            world.MakeSurebet();
            await CrashMatrix.WatchAsync(scene, () => scene.Has<LockTaken>());
            scene.A.Faults = faults;
            await CrashMatrix.WatchAsync(scene, () => scene.Has<LegUnknown>());
            await CrashMatrix.WatchAsync(scene, () => scene.Accepted(0));
            scene.A.Faults = new SandboxFaults();
        }
        await world.SettledAsync();
        await Books.AgreeAsync(world);
        var grown = world.Engine.PeakMemory - peak;
        Assert.True(grown < Flat, $"memory grew by {grown / 1024 / 1024} MiB");
    }

    private static async Task ReadyAsync(CrashWorld world, SandboxFaults faults)
    {
        // What drips must meet the time limit, the gigabyte the limit of bytes, on a busy machine too.
        await world.StartEngineAsync(faults.DripMs > 0 ? "arb.http.response-timeout=1s" : "arb.http.response-timeout=8s");
        await world.OpenAccountsAsync();
    }

    private static async Task<AccountView> ViewAsync(CrashWorld world, string account) =>
        Assert.IsType<StatusReport>(await world.Engine.TryStatusAsync()).Accounts.Single(view => view.Account == account);
}
