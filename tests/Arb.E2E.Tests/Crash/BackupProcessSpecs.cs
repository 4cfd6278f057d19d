using Arb.Domain.Commands;

namespace Arb.E2E.Tests.Crash;

/// <summary>Lost databases and their backup, with real processes and real bets of simulated bookmakers.</summary>
public sealed class BackupProcessSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Should_not_start_on_a_lost_journal_and_start_killed_once_a_person_accepted_it()
    {
        await using var world = await CrashWorld.StartAsync("CMD");
        await world.StartEngineAsync();
        var pulled = 0;
        await Eventually.Async(
            "the kill is written down", Patience, async () => await world.Engine.DoAsync(new KillSwitch($"a bad feeling {++pulled}")) is Done done && !done.Message.Contains("not written down", StringComparison.Ordinal), () => world.Engine.Output);
        await world.KillEngineAsync();
        foreach (var part in (string[])["journal.db", "journal.db-wal", "journal.db-shm"])
            File.Delete(Path.Combine(world.Folder, part));
        await RefusedAsync(world, "arb.db and journal.db do not belong together");

        Assert.Equal(0, (await ArbProcess.RunAsync(world.Folder, "accept", "--note", "no bets were open", "--data", world.Folder)).Code);
        await world.StartEngineAsync("arb.engine.auto-start=on");
        await KilledAsync(world);
    }

    [Fact]
    public async Task Should_back_up_an_engine_that_bets_and_come_back_from_it_without_betting_by_itself()
    {
        await using var world = await CrashWorld.StartAsync("CMD", "SBO");
        await world.StartEngineAsync();
        await world.OpenAccountsAsync();
        await world.Engine.DoAsync(new StartEngine());
        world.MakeSurebet();
        await Eventually.Async("the first leg is out", Patience, () => world.Bets.Any(), () => world.Engine.Output);
        var backup = Path.Combine(Path.GetDirectoryName(world.Folder)!, "b");
        var (code, text) = await ArbProcess.RunAsync(world.Folder, "backup", backup, "--data", world.Folder);
        Assert.True(code == 0, text);
        await world.SettledAsync();
        await world.KillEngineAsync();
        foreach (var file in Directory.GetFiles(world.Folder, "*.db*"))
            File.Delete(file);

        (code, text) = await ArbProcess.RunAsync(world.Folder, "restore", backup, "--data", world.Folder);
        Assert.True(code == 0, text);
        await RefusedAsync(world, "bets placed since may stand at the bookmakers");
        Assert.Equal(0, (await ArbProcess.RunAsync(world.Folder, "accept", "--note", "compared both", "--data", world.Folder)).Code);
        var sent = world.Placements;
        await world.StartEngineAsync("arb.engine.auto-start=on");
        await world.LogInAgainAsync();
        await world.GreenAsync();
        await KilledAsync(world);
        Assert.Equal(sent, world.Placements);
        Assert.Single(((ExecutionList)await world.Engine.DoAsync(new ListExecutions(10))).Executions);
    }

    private static async Task RefusedAsync(CrashWorld world, string words)
    {
        await using var engine = EngineProcess.Launch(world.Folder, world.Config);
        await Eventually.Async("it does not start", Patience, () => engine.HasExited, () => engine.Output);
        Assert.Equal(4, await engine.ExitAsync(Patience));
        Assert.Contains(words, engine.Output, StringComparison.Ordinal);
        Assert.Contains("arb accept --note", engine.Output, StringComparison.Ordinal);
    }

    private static Task KilledAsync(CrashWorld world) => Eventually.Async(
        "it is killed", Patience, async () => await world.Engine.TryStatusAsync() is { State: "KILLED" }, () => world.Engine.Output);
}
