namespace Arb.E2E.Tests.Crash;

/// <summary>Another program at the tables, damaged files, a second engine: said clearly, and never a bet on a doubtful record.</summary>
public sealed class StorageFaultSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task Should_place_nothing_while_another_program_locks_the_tables_and_go_on_afterwards()
    {
        await using var world = await CrashWorld.StartAsync("CMD", "SBO");
        await world.StartEngineAsync();
        await world.OpenAccountsAsync();
        using (world.LockTables())
        {
            await world.Engine.DoAsync(new Domain.Commands.StartEngine());
            world.MakeSurebet();
            await Eventually.Async(
                "the engine says who is in its way", Patience, () => world.Engine.Output.Contains("locked by another program", StringComparison.Ordinal), () => world.Engine.Output);
            Assert.Empty(world.Bets);
        }
        await Eventually.Async("both legs are placed", Patience, () => world.Bets.Count() == 2, () => world.Engine.Output);
        await world.SettledAsync();
        await Books.AgreeAsync(world);
    }

    [Theory]
    [InlineData("arb.db")]
    [InlineData("journal.db")]
    public async Task Should_refuse_to_start_on_a_corrupt_file_and_say_how_to_restore(string file)
    {
        await using var world = await CrashWorld.StartAsync("CMD", "SBO");
        await world.StartEngineAsync();
        await world.KillEngineAsync();
        Damage(Path.Combine(world.Folder, file));
        await using var engine = EngineProcess.Launch(world.Folder, world.Config);

        Assert.Equal(4, await engine.ExitAsync(Patience));
        Assert.Contains("corrupt", engine.Output, StringComparison.Ordinal);
        Assert.Contains("restore the last backup", engine.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_a_folder_that_another_engine_uses()
    {
        await using var world = await CrashWorld.StartAsync("CMD", "SBO");
        await world.StartEngineAsync();
        await using var second = EngineProcess.Launch(world.Folder, world.Config);

        Assert.Equal(5, await second.ExitAsync(Patience));
        Assert.NotNull(await world.Engine.TryStatusAsync());
    }

    private static void Damage(string file)
    {
        File.Delete($"{file}-wal");
        File.Delete($"{file}-shm");
        File.WriteAllBytes(file, Enumerable.Repeat((byte)0x5A, 8_192).ToArray());
    }
}
