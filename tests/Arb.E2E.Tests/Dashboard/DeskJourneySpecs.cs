using Arb.Domain.Commands;
using Arb.E2E.Tests.Chrome;
using Arb.E2E.Tests.Sessions;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Dashboard;

/// <summary>The whole way of a user (L28) at the desk: from a bookmaker's address to an execution, and the kill switch.</summary>
[Collection(ChromeKit.OneAtATime)]
public sealed class DeskJourneySpecs
{
    private static readonly string[] Pages = ["/", "/opportunities", "/executions", "/exposure", "/profit", "/bindings", "/log", "/doctor", "/account/cmd"];

    [DeskFact]
    public async Task Should_lead_from_an_address_to_an_execution_without_leaving_the_desk()
    {
        await using var world = await SessionWorld.StartAsync([new BookmakerOptions("cmd", "CMD"), new BookmakerOptions("isport", "ISPORT")]);
        var (cmd, isport) = (world.Sandbox.Bookmakers[0], world.Sandbox.Bookmakers[1]);
        using var desk = DeskBrowser.Open(world.Desk.NewLink().Url);
        await desk.SeesAsync("#live", "No account yet");
        Assert.DoesNotContain("#", desk.Address, StringComparison.Ordinal);

        await desk.TypeAsync("input[name=url]", cmd.Url.ToString());
        await desk.TypeAsync("input[name=account]", "cmd");
        await desk.TypeAsync("input[name=currency]", "USD");
        await desk.ClickAsync(".add button[type=submit]");
        await desk.ClickAsync("#a-cmd form[action='/do/account-on'] button");
        await desk.SeesAsync("#a-cmd", "WAIT_PROVIDER");
        await desk.SeesAsync(".next", "log in in its browser window");
        await world.User("cmd").LogInAsync(cmd.User, cmd.Password);
        await world.User("cmd").BetAsync();

        await desk.ClickAsync("#a-cmd th a");
        await desk.SeesAsync("#live", "CMD Odds");
        await world.UntilAsync("cmd marked, with all that betting needs", async () =>
        {
            await desk.ClickAsync("#mark-CMD button");
            return (await world.ViewAsync("cmd")).CanBet;
        });
        await desk.SeesAsync("#k-CMD", "odds and bets");
        await desk.SeesAsync("#live .lamp", "GREEN");

        await world.GreenAsync(isport);
        await desk.ClickAsync("#start-live summary");
        await desk.ClickAsync("#start-live button");
        await desk.SeesAsync("#engine-state", "RUNNING");

        desk.GoTo("/opportunities");
        Assert.NotNull(world.Sandbox.MakeSurebet(new SurebetRequest { Bookmakers = ["cmd", "isport"] }));
        await desk.SeesAsync("#live tbody", "%");
        await world.UntilAsync("an execution", async () => (await world.AuditAsync()).Any(one => one.Row.ClosedAt is not null));
        desk.Press("ge");
        await desk.ClickAsync("#live tbody td a");
        await desk.SeesAsync(".timeline", "concluded");
        await desk.SeesAsync(".timeline", "leg accepted");

        desk.PressWithShift("k");
        await desk.SeesAsync("#engine-state", "KILLED");
        await desk.SeesAsync("#notices .notice[role=alert]", "kill switch");
        Assert.Equal("KILLED", ((StatusReport)await world.DoAsync(new GetStatus())).State);
        Assert.Empty(desk.Complaints());
        FitsAPhone(desk);
    }

    private static void FitsAPhone(DeskBrowser desk)
    {
        foreach (var dark in new[] { false, true })
        {
            desk.AsPhone(dark);
            foreach (var page in Pages)
            {
                desk.GoTo(page);
                Assert.True(desk.Run<bool>("return document.documentElement.scrollWidth <= innerWidth"), $"{page} is wider than a phone");
                Assert.True(desk.Run<bool>("const k = document.querySelector('.kill').getBoundingClientRect(); return k.top >= 0 && k.right <= innerWidth && k.bottom <= innerHeight"), $"{page}: no kill switch in sight");
            }
            Assert.Empty(desk.Complaints());
        }
    }
}
