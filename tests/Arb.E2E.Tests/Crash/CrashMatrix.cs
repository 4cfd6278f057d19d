using Arb.Domain.Execution;

namespace Arb.E2E.Tests.Crash;

/// <summary>
/// Runs one cell: trade, kill, restart on the same folder, log in, wait, compare. <c>ARB_CRASH_ROUNDS=20 scripts/test --filter Crash</c> runs every cell so many times,
/// each time with other bookmakers and another world.
/// </summary>
internal static class CrashMatrix
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[][] Pairs = [["CMD", "ISPORT"], ["ISPORT", "SBO"], ["CMD", "SBO"]];

    public static Task RunAsync(string name) => RunAsync(name, ArbProgram.Here);

    /// <summary>The same with another build of the engine.</summary>
    public static async Task RunAsync(string name, ArbProgram program)
    {
        var points = KillPoints.All.ToList();
        var number = points.FindIndex(p => p.Name == name);
        for (var round = 0; round < Rounds; round++)
            await RunAsync(points[number], program, number + round, round);
    }

    private static int Rounds { get; } = int.TryParse(Environment.GetEnvironmentVariable("ARB_CRASH_ROUNDS"), out var rounds) && rounds > 0 ? rounds : 1;

    private static async Task RunAsync(KillPoint point, ArbProgram program, int pair, int round)
    {
        await using var world = await CrashWorld.StartAsync(round, Pairs[pair % Pairs.Length]);
        world.Program = program;
        await world.StartEngineAsync(point.Settings);
        await world.OpenAccountsAsync();
        await world.Engine.DoAsync(new Domain.Commands.StartEngine());
        using (var scene = new KillScene(world))
        {
            scene.SlowAll(300, "quote");
            point.Before(scene);
            world.MakeSurebet();
            await PlayAsync(point, scene);
            world.Journal.Refresh();
            Assert.Contains(scene.Last?.GetType(), point.Last);
            foreach (var bookmaker in scene.All)
                bookmaker.Faults = new Sandbox.SandboxFaults();
            point.Meanwhile(scene);
        }
        await RecoverAsync(point, world);
        await world.SettledAsync();
        await Books.AgreeAsync(world);
    }

    private static async Task PlayAsync(KillPoint point, KillScene scene)
    {
        var locked = false;
        var later = point.Later;
        await WatchAsync(scene, () =>
        {
            if (!locked && scene.Has<LockTaken>())
            {
                locked = true;
                point.Locked(scene);
            }
            if (later is { } hook && hook.Seen(scene))
            {
                later = null;
                hook.Do(scene);
            }
            return locked && point.Kill(scene);
        });
        await scene.World.KillEngineAsync();
    }

    private static async Task RecoverAsync(KillPoint point, CrashWorld world)
    {
        await world.StartEngineAsync();
        if (point.KillAgain is { } again)
        {
            using var scene = new KillScene(world);
            await WatchAsync(scene, () => again(scene));
            await world.KillEngineAsync();
            await world.StartEngineAsync();
        }
        await world.LogInAgainAsync();
    }

    /// <summary>Looks at the journal every few milliseconds until <paramref name="done"/>.</summary>
    public static async Task WatchAsync(KillScene scene, Func<bool> done)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(4));
        var begun = TimeProvider.System.GetTimestamp();
        do
        {
            scene.World.Journal.Refresh();
            if (done())
                return;
            if (TimeProvider.System.GetElapsedTime(begun) > Patience || scene.World.Engine.HasExited)
                throw new TimeoutException($"the state to kill in was not reached: {scene.World.Story()}\n{scene.World.Engine.Output}");
        }
        while (await timer.WaitForNextTickAsync());
    }
}
