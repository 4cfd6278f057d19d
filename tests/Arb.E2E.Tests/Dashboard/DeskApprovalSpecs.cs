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

        await PlanAsync(world);
        await desk.SeesAsync(".next", "waits for your approval");
        await desk.SeesAsync("#plans", "first-2; live executions so far: 0");
        if (Environment.GetEnvironmentVariable("ARB_TEST_SCREENSHOT") is { Length: > 0 } picture)
            desk.Picture(picture);
        Assert.Empty(await world.AuditAsync());
        await BetsAsync(world, 1, _ => desk.ClickAsync("#plans form[action='/do/plan-approve'] button"));
        Assert.Contains("is approved", desk.TextOf("#notices"), StringComparison.Ordinal);

        await PlanAsync(world);
        await desk.SeesAsync("#plans", "live executions so far: 1");
        await BetsAsync(world, 2, async plan =>
        {
            if ((await world.RunAsync("plans")).Contains(plan.Id, StringComparison.Ordinal))
                Assert.Contains("is approved", await world.RunAsync("approve", plan.Id), StringComparison.Ordinal);
        });

        await BetsAsync(world, 3, _ => throw new InvalidOperationException("a third plan waits"));
        Assert.Empty(desk.Complaints());
    }

    private static async Task<PlanView?> WaitingAsync(SessionWorld world) => ((PlanList)await world.DoAsync(new ListPlans())).Plans.FirstOrDefault(plan => plan.ApprovedBy is null);

    private static Task PlanAsync(SessionWorld world) => world.UntilAsync("a plan that waits", async () =>
    {
        if (await WaitingAsync(world) is not null)
            return true;
        world.Sandbox.MakeSurebet(Wanted);
        return false;
    });

    /// <summary>What the fresh quotes refuse is asked for again: prices move here as they do anywhere.</summary>
    private static Task BetsAsync(SessionWorld world, int count, Func<PlanView, Task> approve) => world.UntilAsync($"{count} executions that bet", async () =>
    {
        if ((await world.AuditAsync()).Count(one => one.Row.ClosedAt is not null && one.Row.Result != ExecutionResult.Aborted) >= count)
            return true;
        if (await WaitingAsync(world) is { } plan)
            await approve(plan);
        else
            world.Sandbox.MakeSurebet(Wanted);
        return false;
    });

    private static SurebetRequest Wanted => new() { Bookmakers = ["cmd", "isport"], Seconds = 120 };
}
