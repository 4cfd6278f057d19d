namespace Arb.E2E.Tests.Crash;

/// <summary>A second engine at the folder of one that runs, whatever became of the lock: it ends with exit code 5, and the first keeps its control channel.</summary>
public sealed class SecondEngineSpecs
{
    private const string LockNothing = "DOTNET_SYSTEM_IO_DISABLEFILELOCKING";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [UnixFact]
    public async Task Should_refuse_it_when_the_file_of_the_lock_was_deleted()
    {
        await using var world = await CrashWorld.StartAsync("CMD");
        await world.StartEngineAsync();
        File.Delete(Path.Combine(world.Folder, "engine.lock"));
        await RefusedAsync(world, world.Folder);
    }

    [UnixFact]
    public async Task Should_refuse_it_when_the_control_socket_was_deleted_too()
    {
        await using var world = await CrashWorld.StartAsync("CMD");
        await world.StartEngineAsync();
        File.Delete(Path.Combine(world.Folder, "engine.lock"));
        File.Delete(Path.Combine(world.Folder, "arb.sock"));
        await using var second = EngineProcess.Launch(ArbProgram.Here, world.Folder, world.Config, world.Environment);
        Assert.Equal(5, await second.ExitAsync(Patience));
        Assert.Contains("it answers in arb.db", second.Output, StringComparison.Ordinal);
        Assert.False(world.Engine.HasExited);
    }

    [UnixTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_refuse_it_where_nothing_is_locked(bool withoutSocket)
    {
        await using var world = await CrashWorld.StartAsync("CMD");
        world.Environment[LockNothing] = "1";
        await world.StartEngineAsync();
        if (withoutSocket)
            File.Delete(Path.Combine(world.Folder, "arb.sock"));
        await using var second = EngineProcess.Launch(ArbProgram.Here, world.Folder, world.Config, world.Environment);
        Assert.Equal(5, await second.ExitAsync(Patience));
        Assert.False(world.Engine.HasExited);
    }

    [UnixFact]
    public async Task Should_refuse_it_by_another_path_to_the_folder()
    {
        await using var world = await CrashWorld.StartAsync("CMD");
        await world.StartEngineAsync();
        var other = Path.Combine(Path.GetDirectoryName(world.Folder)!, "l");
        Directory.CreateSymbolicLink(other, world.Folder);
        File.Delete(Path.Combine(world.Folder, "engine.lock"));
        await RefusedAsync(world, other);
    }

    [UnixFact]
    public async Task Should_let_one_of_three_in_that_start_at_once_where_nothing_is_locked()
    {
        await using var world = await CrashWorld.StartAsync("CMD");
        world.Environment[LockNothing] = "1";
        EngineProcess[] engines = [.. Enumerable.Range(0, 3).Select(_ => EngineProcess.Launch(ArbProgram.Here, world.Folder, world.Config, world.Environment))];
        try
        {
            await Eventually.Async("two are refused", Patience, () => engines.Count(engine => engine.HasExited) == 2, () => string.Join("\n--\n", engines.Select(engine => engine.Output)));
            foreach (var refused in engines.Where(engine => engine.HasExited))
                Assert.NotEqual(0, await refused.ExitAsync(Patience)); // 5, or 4 where SQLite saw the others at the same moment
            await engines.Single(engine => !engine.HasExited).ReadyAsync();
        }
        finally
        {
            foreach (var engine in engines)
                await engine.DisposeAsync();
        }
    }

    [UnixFact]
    public async Task Should_start_after_a_kill_where_nothing_is_locked()
    {
        await using var world = await CrashWorld.StartAsync("CMD");
        world.Environment[LockNothing] = "1";
        await world.StartEngineAsync();
        await world.KillEngineAsync();
        await world.StartEngineAsync();
        Assert.NotNull(await world.Engine.TryStatusAsync());
    }

    private static async Task RefusedAsync(CrashWorld world, string folder)
    {
        await using var second = EngineProcess.Launch(ArbProgram.Here, folder, world.Config, world.Environment);
        Assert.Equal(5, await second.ExitAsync(Patience));
        Assert.Contains("another engine uses the data folder", second.Output, StringComparison.Ordinal);
        Assert.NotNull(await world.Engine.TryStatusAsync());
    }
}
