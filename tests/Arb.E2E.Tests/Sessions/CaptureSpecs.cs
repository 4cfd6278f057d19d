using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.E2E.Tests.Chrome;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Sessions;

/// <summary>What a real browser captured: shown by endpoint, picked by the user, polled by a worker; by a protocol of the build, and by a mapping where there is none.</summary>
[Collection(ChromeKit.OneAtATime)]
public sealed class CaptureSpecs
{
    [ChromeFact]
    public async Task Should_show_what_was_browsed_and_poll_what_is_marked()
    {
        await using var world = await SessionWorld.StartAsync([new BookmakerOptions("cmd", "CMD")]);
        var bookmaker = world.Sandbox.Bookmakers[0];
        await world.OnAsync("anna", bookmaker.Url);
        await world.User("anna").LogInAsync(bookmaker.User, bookmaker.Password);

        var list = (CaptureList)await world.DoAsync(new ShowCaptures("anna"));
        var odds = Assert.Single(list.Groups, group => group.Role == EndpointRole.Odds);
        Assert.Equal(("CMD", true), (odds.Provider!.Value.Value, odds.HasSecret));
        Assert.True(odds.OddsCount > 0, "no odds"); // the newest answer counts: all of them, or what changed
        Assert.Equal("mark one: arb contract mark anna CMD", list.Advice);
        var shown = await world.RunAsync("captures", "anna");
        Assert.Contains("CMD Odds", shown, StringComparison.Ordinal);
        Assert.All(await world.SecretsAsync("anna"), secret => Assert.DoesNotContain(secret, shown, StringComparison.Ordinal));

        await world.RunAsync("contract", "mark", "anna", "CMD");
        await world.UntilAsync("anna", view => view.Lamp == Lamp.Green);
        // No bet was quoted in the browser: odds, and nothing else.
        var missing = Assert.Single(((ContractList)await world.DoAsync(new ShowContracts("anna"))).Contracts).Validation.Lacks;
        Assert.NotEmpty(missing);
        Assert.All(missing, lack => Assert.Equal(ContractAbility.Bet, lack.Ability));
    }

    [ChromeFact]
    public async Task Should_read_a_plain_feed_that_no_protocol_knows_with_the_session_of_the_browser()
    {
        await using var site = await PlainFeedSite.StartAsync();
        await using var world = await SessionWorld.StartAsync([new BookmakerOptions("cmd", "CMD")]);
        await world.OnAsync("bert", site.Address);
        CaptureList? list = null;
        await world.UntilAsync("the feed captured", async () => (list = (CaptureList)await world.DoAsync(new ShowCaptures("bert"))).Groups.Any(group => group is { Path: "/api/prices?lang", Count: >= 2 }));
        var feed = list!.Groups.Single(group => group.Path == "/api/prices?lang");
        Assert.Equal((null, 6, true), (feed.Provider, feed.OddsCount, feed.HasSecret));
        Assert.Contains("arb contract suggest bert", list.Advice, StringComparison.Ordinal);

        var shown = await world.RunAsync("contract", "suggest", "bert", "--group", $"{feed.Number}", "--accept", "PLAIN");
        Assert.Contains("OneXTwo FullTime: Home 2.1, Draw 3.4, Away 3.55", shown, StringComparison.Ordinal);
        Assert.Contains("stored as PLAIN", shown, StringComparison.Ordinal);
        await world.RunAsync("contract", "mark", "bert", "PLAIN");
        var view = await world.UntilAsync("bert", view => view is { Lamp: Lamp.Green, Worker.OpenPrices: 6 });
        Assert.Equal(("PLAIN", false), (view.Provider, view.CanBet));

        await world.DoAsync(new SwitchAccount("bert", false));
        await world.StopAsync();
        var file = Path.Combine(world.Folder, "contracts", "bert", "PLAIN_CONTRACT.json");
        Assert.Contains("\"mapping\"", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        Assert.DoesNotContain(PlainFeedSite.Cookie, await File.ReadAllTextAsync(file) + world.LogText(), StringComparison.Ordinal);
    }
}
