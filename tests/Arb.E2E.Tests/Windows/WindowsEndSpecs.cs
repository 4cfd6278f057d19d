using System.Diagnostics;

namespace Arb.E2E.Tests.Windows;

/// <summary>What a console tells its programs ends the engine in order.</summary>
[Collection(WineCollection.Name)]
public sealed class WindowsEndSpecs(WineMachine windows)
{
    [WindowsEndTheory]
    [InlineData(0, "Ctrl-C")]
    [InlineData(2, "the window closes")]
    [InlineData(6, "the machine goes down")]
    public async Task Should_end_in_order_when_the_console_says_so(int code, string why)
    {
        var folder = await windows.FolderAsync('C', $"ends-{code}");
        await using var engine = ArbProcess.Start(await windows.ArbAsync(), folder, "run", "--data", "data", "--set", "arb.dashboard.enabled=off");
        var claim = Path.Combine(folder, "data", "engine.lock");
        await Crash.Eventually.Async("the engine runs", ArbProcess.Patience, () => engine.Text.Contains("paper trading", StringComparison.Ordinal), () => engine.Text);

        var tell = await windows.CommandAsync(StandInRun.Published, "console-event", (await File.ReadAllTextAsync(claim)).Trim(), $"{code}");
        using var teller = Process.Start(tell)!;
        await teller.WaitForExitAsync().WaitAsync(ArbProcess.Patience);
        Assert.Equal(0, teller.ExitCode);

        Assert.True(await engine.ExitAsync(ArbProcess.Patience) == 0, $"{why}:\n{engine.Text}");
        // The journal is whole in its own file: nothing of it waits in another for the next start.
        Assert.Empty(Directory.GetFiles(Path.Combine(folder, "data"), "*-wal"));
    }
}

/// <summary>A theory that needs the Windows build and what tells it console events.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WindowsEndTheoryAttribute : TheoryAttribute
{
    public WindowsEndTheoryAttribute() =>
        Skip = WineMachine.NotPossible ?? (File.Exists(StandInRun.Published) ? null : "the program that tells console events is not made (scripts/publish-windows-tests)");
}
