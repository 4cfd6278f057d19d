using Arb.Domain.Commands;
using Arb.Domain.Discovery;
using Arb.E2E.Tests.Chrome;
using Arb.E2E.Tests.Sessions;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Dashboard;

/// <summary>A match that one bookmaker writes as nobody else does: the desk shows it with its likeliest partner, and one click binds it.</summary>
[Collection(ChromeKit.OneAtATime)]
public sealed class DeskUnboundSpecs
{
    [DeskFact]
    public async Task Should_bind_an_unbound_event_with_one_click()
    {
        await using var world = await SessionWorld.StartAsync([new BookmakerOptions("cmd", "CMD"), new BookmakerOptions("isport", "ISPORT") { Nicknames = 3 }]);
        foreach (var bookmaker in world.Sandbox.Bookmakers)
            await world.GreenAsync(bookmaker);
        var (odd, plain) = Misspelt(world.Sandbox);
        await world.UntilAsync("all events seen", async () => Find(await ListAsync(world), odd, plain) is not null);
        var unbound = Find(await ListAsync(world), odd, plain)!;
        var partner = unbound.Partners[0];
        Assert.False(partner.Mirrored);
        Assert.Equal(BindingReasonCode.TeamsUnlike, partner.Reason.Code);

        using var desk = DeskBrowser.Open(world.Desk.NewLink().Url);
        desk.GoTo("/bindings");
        var (card, match) = ($"[id='u-{unbound.Event.Key}']", $"[id='m-{unbound.Event.Key}+{partner.Event.Key}']");
        await desk.SeesAsync(card, BindingSentences.Of(partner.Reason));
        await desk.SeesAsync(card, partner.Event.Home.Display);
        Assert.False(desk.Has(match));
        await desk.ClickAsync($"{card} form[action='/do/binding-same'] button");
        await desk.SeesAsync(match, "bound by you");
        Assert.False(desk.Has(card));
        Assert.Empty(desk.Complaints());

        var bound = Assert.Single((await ListAsync(world)).Bindings, one => one.ByOperator);
        Assert.Equal([unbound.Event.Key, partner.Event.Key], bound.Members);
    }

    // The ids of a match that both list, isport under nicknames (of one word).
    private static (string Odd, string Plain) Misspelt(SandboxHost sandbox) => sandbox.Matches
        .Where(match => match.Listings.Count == 2).Select(match => (Odd: match.Listings.Single(listing => listing.Bookmaker == "isport"), Plain: match.Listings.Single(listing => listing.Bookmaker == "cmd")))
        .Where(pair => !pair.Odd.Home.Contains(' ', StringComparison.Ordinal)).Select(pair => ($"{pair.Odd.EventId}", $"{pair.Plain.EventId}")).First();

    private static UnboundEvent? Find(BindingList list, string odd, string plain) =>
        list.Unbound.FirstOrDefault(item => item.Event.Key.EventId == plain && item.Partners is [var likeliest, ..] && likeliest.Event.Key.EventId == odd);

    private static async Task<BindingList> ListAsync(SessionWorld world) => (BindingList)await world.DoAsync(new ListBindings(100) { Unbound = true });
}
