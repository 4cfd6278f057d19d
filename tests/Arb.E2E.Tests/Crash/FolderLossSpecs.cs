using System.Diagnostics;
using Arb.Domain.Commands;

namespace Arb.E2E.Tests.Crash;

/// <summary>The data folder of an engine that runs is taken away, in whole or in part: it is killed, says so, and sends nothing more.</summary>
public sealed class FolderLossSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [UnixTheory]
    [InlineData("arb.db", "is gone")]
    [InlineData("journal.db-wal", "is gone")]
    [InlineData("journal.db", "another file stands in the place")]
    public async Task Should_be_killed_when_a_file_is_taken_away_and_not_start_again(string file, string words)
    {
        await using var world = await CrashWorld.StartAsync("CMD");
        await world.StartEngineAsync();
        await world.Engine.DoAsync(new StartEngine());
        var path = Path.Combine(world.Folder, file);
        File.Move(path, $"{path}.aside");
        if (words != "is gone")
            File.Copy($"{path}.aside", path);
        await KilledAsync(world, words);
        Assert.Contains("KILLED", ((Done)await world.Engine.DoAsync(new StartEngine())).Message, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Should_send_nothing_into_files_that_are_gone()
    {
        await using var world = await CrashWorld.StartAsync("CMD", "SBO");
        await world.StartEngineAsync("arb.storage.watch-interval=5s");
        await world.OpenAccountsAsync();
        world.MakeSurebet();
        await Eventually.Async("the surebet is seen", Patience, async () => await world.Engine.TryStatusAsync() is { Opportunities: > 0 }, () => world.Engine.Output);
        File.Delete(Path.Combine(world.Folder, "journal.db"));
        await world.Engine.DoAsync(new StartEngine()); // before the next look, or after it
        await KilledAsync(world, "journal.db is gone");
        Assert.Equal(0, world.Placements);
        Assert.False(File.Exists(Path.Combine(world.Folder, "journal.db")));
    }

    [UnixFact]
    public async Task Should_be_killed_when_the_folder_is_renamed_and_start_again_once_it_is_back()
    {
        await using var world = await CrashWorld.StartAsync("CMD");
        await world.StartEngineAsync();
        await world.Engine.DoAsync(new StartEngine());
        Directory.Move(world.Folder, $"{world.Folder}.aside");
        await Eventually.Async("it says so", Patience, () => Alarmed(world, "is gone"), () => world.Engine.Output);
        Directory.Move($"{world.Folder}.aside", world.Folder);
        await Eventually.Async("it sees that the folder is back", Patience, () => world.Engine.Output.Contains("is as it was", StringComparison.Ordinal), () => world.Engine.Output);
        Assert.Equal("KILLED", (await world.Engine.TryStatusAsync())!.State);
        await Eventually.Async("a person starts it", Patience, async () =>
        {
            await world.Engine.DoAsync(new StartEngine());
            return await world.Engine.TryStatusAsync() is { State: "RUNNING" };
        }, () => world.Engine.Output);
    }

    [SmallDiskFact]
    public async Task Should_be_killed_when_the_disk_is_unmounted()
    {
        await using var world = await CrashWorld.StartAsync("CMD");
        using (SmallDisk.Over(world.Folder))
        {
            await world.StartEngineAsync();
            await world.Engine.DoAsync(new StartEngine());
        }

        await Eventually.Async("it says so", Patience, () => Alarmed(world, "another folder stands in the place"), () => world.Engine.Output);
        Assert.Empty(Directory.GetFileSystemEntries(world.Folder)); // nothing is written into what lies beneath
    }

    [SmallDiskFact]
    public async Task Should_be_killed_when_the_folder_becomes_read_only()
    {
        await using var world = await CrashWorld.StartAsync("CMD");
        await world.StartEngineAsync();
        await world.Engine.DoAsync(new StartEngine());
        Run("mount", "--bind", world.Folder, world.Folder);
        try
        {
            Run("mount", "-o", "remount,bind,ro", world.Folder);
            await KilledAsync(world, "cannot be written any more");
        }
        finally
        {
            Run("umount", "-l", world.Folder);
        }
    }

    private static async Task KilledAsync(CrashWorld world, string words)
    {
        await Eventually.Async("it says so", Patience, () => Alarmed(world, words), () => world.Engine.Output);
        await Eventually.Async("it is killed", Patience, async () => await world.Engine.TryStatusAsync() is { State: "KILLED" }, () => world.Engine.Output);
    }

    private static bool Alarmed(CrashWorld world, string words) =>
        world.Engine.Output.Split('\n').Any(line => line.Contains("ALARM", StringComparison.Ordinal) && line.Contains(words, StringComparison.Ordinal));

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
    }
}
