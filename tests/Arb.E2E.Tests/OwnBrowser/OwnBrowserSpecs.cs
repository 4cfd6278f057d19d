using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.E2E.Tests.Chrome;
using Arb.Sandbox;

namespace Arb.E2E.Tests.OwnBrowser;

/// <summary>The second way of recording, from end to end: a user's own Chromium with the extension, a simulated bookmaker, a whole engine.</summary>
[Collection(ChromeKit.OneAtATime)]
public sealed class OwnBrowserSpecs
{
    [ChromeFact]
    public async Task Should_go_from_a_login_in_the_users_own_browser_to_GREEN()
    {
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Seed = 7, Bookmakers = [new("cmd", "CMD")], Matches = 12, SurebetsPerMinute = 0 });
        await using var world = await OwnBrowserWorld.StartAsync();
        var bookmaker = sandbox["cmd"];
        await world.OpenAccountAsync("anna", bookmaker.Url);
        var page = await world.Browser.OpenAsync(bookmaker.Url.ToString());
        await LogInAsync(page, bookmaker);

        var odds = await world.CapturedAsync("anna", c => c.Resource == "Fetch" && c.Status == 200 && c.ResponseBody is { Length: > 100 });
        Assert.Contains(odds.RequestHeaders, h => h.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase));
        await ChromeKit.Until("marked", async () => await world.Client.SendAsync(new MarkContract("anna", "CMD")) is ContractList);
        var green = await world.StatusAsync("anna", a => a.Lamp == Lamp.Green);
        Assert.True(green.SessionGeneration >= 1);
        Assert.DoesNotContain(Directory.EnumerateFiles(world.Folder, "SingletonLock", SearchOption.AllDirectories), _ => true);

        var session = (await world.Engine.Browsers!.Find(new AccountId("anna"))!.GetCookiesAsync(CancellationToken.None)).Single(c => c.HttpOnly).Value;
        bookmaker.ExpireSessions();
        await world.StatusAsync("anna", a => a.Lamp == Lamp.Red);
        var again = await world.Browser.OpenAsync(new Uri(bookmaker.Url, "/login").ToString());
        await LogInAsync(again, bookmaker);
        await world.StatusAsync("anna", a => a.Lamp == Lamp.Green && a.SessionGeneration > green.SessionGeneration);
        await AssertNowhereAsync(world, session);
    }

    private static async Task LogInAsync(UserBrowser.Page page, BookmakerControl bookmaker)
    {
        await page.UntilAsync("document.querySelector('#username') !== null");
        await page.TypeAsync("#username", bookmaker.User);
        await page.TypeAsync("#password", bookmaker.Password);
        await page.ClickAsync("#submit");
        await page.UntilAsync("document.querySelector('#user') !== null");
    }

    /// <summary>A session's cookie stands in no file of the engine.</summary>
    private static async Task AssertNowhereAsync(OwnBrowserWorld world, string secret)
    {
        var read = 0;
        foreach (var file in Directory.EnumerateFiles(world.Folder, "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is not (".sock" or ".lock")))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(secret, await reader.ReadToEndAsync(), StringComparison.Ordinal);
            read++;
        }
        Assert.True(read >= 3);
    }
}
