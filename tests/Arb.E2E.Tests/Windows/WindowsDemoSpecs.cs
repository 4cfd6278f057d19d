using System.Text.RegularExpressions;

namespace Arb.E2E.Tests.Windows;

/// <summary>What a new user on Windows does first, with the program as it is handed out: one file.</summary>
[Collection(WineCollection.Name)]
public sealed class WindowsDemoSpecs(WineMachine windows)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(150);

    [WineFact]
    public async Task Should_execute_hedge_and_agree_with_the_books_in_a_folder_with_spaces_and_letters_of_many_scripts_on_another_drive()
    {
        var folder = await windows.FolderAsync('D', "Wett Büro");
        await using var demo = ArbProcess.Start(await windows.ArbAsync(), folder, "demo", "--for", "20", "--data", @"D:\Wett Büro\Straße é 漢字 données");
        var code = await demo.ExitAsync(Deadline);
        Assert.True(code == 0, $"exit code {code}:\n{demo.Text}");
        Assert.Matches(new Regex(@"ok +a surebet with every leg accepted"), demo.Text);
        Assert.Matches(new Regex(@"ok +a leg B that a bookmaker refused was hedged"), demo.Text);
        Assert.Matches(new Regex(@"ok +the bookmakers' books and the audit agree to the cent: \d+ bets"), demo.Text);
        Assert.True(File.Exists(Path.Combine(folder, "Straße é 漢字 données", "arb.db")));
    }
}
