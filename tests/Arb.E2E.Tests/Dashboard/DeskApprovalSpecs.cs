using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.E2E.Tests.Chrome;
using Arb.E2E.Tests.Sessions;
using Arb.Sandbox;
using StartEngine = Arb.Domain.Commands.StartEngine;

namespace Arb.E2E.Tests.Dashboard;

/// <summary>The first live plan waits on the desk until the operator approves it, there or by command; only then is a bookmaker asked for a quote.</summary>
[Collection(ChromeKit.OneAtATime)]
public sealed class DeskApprovalSpecs
{
    [DeskFact]
    public async Task Should_bet_the_first_plan_after_a_click_and_the_second_after_a_command()
    {
        await using var world = await SessionWorld.StartAsync(
            [new BookmakerOptions("cmd", "CMD"), new BookmakerOptions("isport", "ISPORT")], "arb.engine.approve=first-2", "arb.engine.approve-within=10m");
        foreach (var bookmaker in world.Sandbox.Bookmakers)
            await world.GreenAsync(bookmaker);
        using var desk = DeskBrowser.Open(world.Desk.NewLink().Url);
        await world.DoAsync(new StartEngine());

        await SurebetAsync(world);
        await desk.SeesAsync(".next", "A plan waits for your approval");
        await desk.SeesAsync("#plans", "first-2; live executions so far: 0");
        if (Environment.GetEnvironmentVariable("ARB_TEST_SCREENSHOT") is { Length: > 0 } picture)
            desk.Picture(picture);
        Assert.Empty(await world.AuditAsync());
        await desk.ClickAsync("#plans form[action='/do/plan-approve'] button");
        await desk.SeesAsync("#notices", "is approved");
        await BetsAsync(world, 1);

        await SurebetAsync(world);
        await desk.SeesAsync("#plans", "first-2; live executions so far: 1");
        var plan = Assert.Single(((PlanList)await world.DoAsync(new ListPlans())).Plans);
        Assert.Contains(plan.Id, await world.RunAsync("plans"), StringComparison.Ordinal);
        Assert.Contains($"{plan.Id} is approved", await world.RunAsync("approve", plan.Id), StringComparison.Ordinal);
        await BetsAsync(world, 2);

        await SurebetAsync(world); // the third asks nobody
        await BetsAsync(world, 3);
        Assert.Empty(desk.Complaints());
    }

    private static Task SurebetAsync(SessionWorld world) => world.UntilAsync("a surebet that stands", () => Task.FromResult(
        world.Sandbox.MakeSurebet(new SurebetRequest { Bookmakers = ["cmd", "isport"], Market = "OU", Edge = 0.04m, Seconds = 600 }) is not null));

    private static Task BetsAsync(SessionWorld world, int count) => world.UntilAsync(
        $"{count} executions that bet", async () => (await world.AuditAsync()).Count(one => one.Row.ClosedAt is not null && one.Row.Result != ExecutionResult.Aborted) == count);
}
