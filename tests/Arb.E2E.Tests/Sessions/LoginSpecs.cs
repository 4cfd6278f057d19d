using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.E2E.Tests.Chrome;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Sessions;

/// <summary>From the whitelabel's URL to a GREEN lamp with a real browser, for every protocol, and back again when the bookmaker ends the session.</summary>
[Collection(ChromeKit.OneAtATime)]
public sealed class LoginSpecs
{
    private static readonly string[] Evidence = ["[WORKER] session injected", "[WORKER] MATCH OK (200)", "[WORKER] ODDS OK (200)", "[INGEST] odds_batch count", "[STATUS] provider -> LIVE"];

    [ChromeFact]
    public async Task Should_go_GREEN_RED_and_GREEN_again_with_what_the_user_does_and_nothing_else()
    {
        await using var world = await SessionWorld.StartAsync([new BookmakerOptions("cmd", "CMD"), new BookmakerOptions("isport", "ISPORT"), new BookmakerOptions("sbo", "SBO")]);
        foreach (var bookmaker in world.Sandbox.Bookmakers)
            await world.GreenAsync(bookmaker);
        Assert.All(world.Sandbox.Bookmakers, b => Assert.True(File.Exists(Path.Combine(world.Folder, "contracts", b.Name, $"{b.Protocol}_CONTRACT.json"))));
        foreach (var bookmaker in world.Sandbox.Bookmakers)
            InOrder(world.LogText(), bookmaker.Name);

        foreach (var bookmaker in world.Sandbox.Bookmakers)
            Assert.NotEqual(0, bookmaker.ExpireSessions());
        foreach (var bookmaker in world.Sandbox.Bookmakers)
            await world.UntilAsync(bookmaker.Name, view => view.Lamp == Lamp.Red && view.SessionGeneration == 0);
        Assert.Contains("please log in again", world.LogText(), StringComparison.Ordinal);
        foreach (var bookmaker in world.Sandbox.Bookmakers)
        {
            await world.User(bookmaker.Name).LogInAsync(bookmaker.User, bookmaker.Password);
            Assert.Equal(2, (await world.UntilAsync(bookmaker.Name, view => view.Lamp == Lamp.Green && view.CanBet)).SessionGeneration);
        }
    }

    [ChromeFact]
    public async Task Should_keep_two_accounts_at_one_bookmaker_apart()
    {
        await using var world = await SessionWorld.StartAsync([new BookmakerOptions("cmd", "CMD")]);
        var bookmaker = world.Sandbox.Bookmakers[0];
        await world.GreenAsync(bookmaker, "anna");
        await world.GreenAsync(bookmaker, "bert");
        Assert.Equal(2, bookmaker.Stats.Sessions);
        Assert.Empty((await world.SecretsAsync("anna")).Intersect(await world.SecretsAsync("bert")));
        await world.DoAsync(new SwitchAccount("anna", false));
        Assert.Equal((AccountState.Idle, Lamp.Red), ((await world.ViewAsync("anna")).State, (await world.ViewAsync("anna")).Lamp));
        Assert.Equal(Lamp.Green, (await world.ViewAsync("bert")).Lamp);
        Assert.Throws<InvalidOperationException>(() => world.User("anna"));
    }

    private static void InOrder(string log, string account)
    {
        var lines = log.Split('\n').Where(line => line.Contains(account, StringComparison.Ordinal)).ToList();
        var from = 0;
        foreach (var wanted in Evidence)
        {
            var at = lines.FindIndex(from, line => line.Contains(wanted, StringComparison.Ordinal));
            Assert.True(at >= 0, $"{account}: no '{wanted}' after the one before it:\n{string.Join('\n', lines)}");
            from = at + 1;
        }
    }
}
