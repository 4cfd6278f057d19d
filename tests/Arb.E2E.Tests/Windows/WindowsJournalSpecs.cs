using System.Text.Json;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.E2E.Tests.Crash;
using StartEngine = Arb.Domain.Commands.StartEngine;
using StopEngine = Arb.Domain.Commands.StopEngine;

namespace Arb.E2E.Tests.Windows;

/// <summary>A data folder is taken from one system to the other: the same executions, to the last step, and what the one began the other ends.</summary>
[Collection(WineCollection.Name)]
public sealed class WindowsJournalSpecs(WineMachine windows)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [WineFact]
    public async Task Should_know_on_Windows_what_was_executed_on_Linux_and_back()
    {
        await using var world = await CrashWorld.StartAsync("CMD", "SBO");
        await world.StartEngineAsync();
        await world.OpenAccountsAsync();
        await TradeAsync(world, 1);
        var onLinux = await LeaveAsync(world);
        await AgreedAsync(world);

        world.Program = await windows.ArbAsync();
        await AgreedAsync(world);
        await world.StartEngineAsync();
        Assert.Equal(onLinux, await TellAsync(world));
        await world.LogInAgainAsync();
        await world.GreenAsync();
        await TradeAsync(world, 2);
        var onWindows = await LeaveAsync(world);
        await AgreedAsync(world);

        world.Program = ArbProgram.Here;
        await AgreedAsync(world);
        await world.StartEngineAsync();
        Assert.Equal(onWindows, await TellAsync(world));
        await Books.AgreeAsync(world);
    }

    /// <summary>Executes one more surebet and lets no other begin.</summary>
    private static async Task TradeAsync(CrashWorld world, int executions)
    {
        await world.Engine.DoAsync(new StartEngine());
        world.MakeSurebet();
        await Eventually.Async("executed", Patience, () =>
        {
            world.Journal.Refresh();
            return world.Journal.Saga.OfType<AuditClosed>().Count() >= executions;
        }, () => $"{world.Story()}\n{world.Engine.Output}");
        await world.Engine.DoAsync(new StopEngine());
        await world.SettledAsync();
        await Books.AgreeAsync(world);
    }

    /// <summary>Ends the engine in order; what it knew.</summary>
    private static async Task<string> LeaveAsync(CrashWorld world)
    {
        var told = await TellAsync(world);
        await world.Engine.DoAsync(new ShutDown());
        Assert.Equal(0, await world.Engine.ExitAsync(Patience));
        await world.KillEngineAsync();
        return told;
    }

    private static async Task<string> TellAsync(CrashWorld world) => JsonSerializer.Serialize(await world.AuditAsync(), CommandJson.Compact);

    /// <summary>Audit and journal belong together, as the build in use reads them.</summary>
    private static async Task AgreedAsync(CrashWorld world)
    {
        var (code, text) = await ArbProcess.RunAsync(world.Program, Path.GetDirectoryName(world.Folder)!, "accept", "--note", "looked", "--data", world.Program.PathOf(world.Folder));
        Assert.True(code == 0 && text.Contains("there is nothing to accept", StringComparison.Ordinal), $"exit code {code}: {text}");
    }
}
