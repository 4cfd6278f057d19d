using Arb.Domain.Commands;

namespace Arb.E2E.Tests.Windows;

/// <summary>The command channel of Windows, a named pipe, with the program's own commands, and who may have a data folder.</summary>
[Collection(WineCollection.Name)]
public sealed class WindowsChannelSpecs(WineMachine windows)
{
    private const string Data = @"C:\Wett Büro\Straße 漢字";

    [WineFact]
    public async Task Should_answer_commands_refuse_a_second_engine_and_end_when_told()
    {
        var folder = await windows.FolderAsync('C', "Wett Büro");
        var program = await windows.ArbAsync();
        await using var engine = ArbProcess.Start(program, folder, "run", "--data", Data, "--set", "arb.dashboard.enabled=off");
        using var channel = new SendChannel(program with { PathOf = path => path }, Data);
        await Crash.Eventually.Async("the engine answers", ArbProcess.Patience, async () => await TryAsync(channel) is StatusReport, () => engine.Text);

        // Windows takes letters of either size for the same, and its shells complete a folder's name with a separator.
        Task<(int Code, string Text)> Arb(params string[] arguments) => ArbProcess.RunAsync(program, folder, [.. arguments, "--data", Data.ToUpperInvariant() + '\\']);
        var (code, text) = await Arb("account", "add", "anna", "https://sports.example/", "--currency", "EUR");
        Assert.True(code == 0, text);
        (code, text) = await Arb("status", "--json");
        Assert.True(code == 0, text);
        Assert.Contains("\"anna\"", text, StringComparison.Ordinal);
        (code, text) = await Arb("doctor", "anna");
        Assert.Equal(1, code);
        Assert.Contains("session valid", text, StringComparison.Ordinal);

        (code, text) = await Arb("run");
        Assert.True(code == 5, $"exit code {code}: {text}");
        Assert.Contains("another engine uses the data folder", text, StringComparison.Ordinal);
        Assert.IsType<StatusReport>(await TryAsync(channel));

        (code, text) = await Arb("shutdown");
        Assert.True(code == 0, text);
        Assert.Equal(0, await engine.ExitAsync(ArbProcess.Patience, () => string.Join('\n', File.ReadLines(Path.Combine(folder, "Straße 漢字", "arb.log")).TakeLast(10))));
        (code, text) = await Arb("status");
        Assert.Equal(3, code);
        Assert.Contains("no engine runs in", text, StringComparison.Ordinal);
    }

    private static async Task<CommandReply?> TryAsync(IEngineChannel channel)
    {
        try
        {
            return await channel.SendAsync(new GetStatus());
        }
        catch (Host.Control.NoEngineException)
        {
            return null;
        }
    }
}
