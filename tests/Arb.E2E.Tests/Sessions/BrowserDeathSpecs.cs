using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.E2E.Tests.Chrome;
using Arb.Sandbox;
using StartEngine = Arb.Domain.Commands.StartEngine;

namespace Arb.E2E.Tests.Sessions;

/// <summary>The browser dies while money is under way: the bet is accounted for, the account is out of the game within three seconds and comes back.</summary>
[Collection(ChromeKit.OneAtATime)]
public sealed class BrowserDeathSpecs
{
    [ChromeFact]
    public async Task Should_account_for_a_bet_whose_browser_is_killed_in_the_middle_of_its_placement()
    {
        await using var world = await SessionWorld.StartAsync([new BookmakerOptions("cmd", "CMD"), new BookmakerOptions("sbo", "SBO")]);
        foreach (var bookmaker in world.Sandbox.Bookmakers)
            await world.GreenAsync(bookmaker);
        await world.UntilAsync("a match bound", async () => (StatusReport)await world.DoAsync(new GetStatus()) is { BoundMatches: > 0 });
        var (placed, booked) = (Placements(world), Bets(world).Count);
        foreach (var bookmaker in world.Sandbox.Bookmakers)
            bookmaker.Faults = new SandboxFaults { LatencyMs = 2_000, Endpoints = ["place"] };
        await world.DoAsync(new StartEngine());
        Assert.NotNull(world.Sandbox.MakeSurebet(new SurebetRequest { Market = "OU", Edge = 0.03m, Seconds = 300, Bookmakers = ["cmd", "sbo"] }));

        await world.UntilAsync("a placement under way", () => Task.FromResult(Placements(world) > placed));
        Assert.Equal(booked, Bets(world).Count);
        var victim = world.Sandbox.Bookmakers.First(b => b.Stats.Requests.GetValueOrDefault("place") > 1).Name;
        var killed = TimeProvider.System.GetTimestamp();
        world.KillBrowser(victim);
        var red = await world.UntilAsync(victim, view => view.Lamp == Lamp.Red);
        Assert.InRange(TimeProvider.System.GetElapsedTime(killed), TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.StartsWith("no session: ", red.LampReason, StringComparison.Ordinal);
        Assert.Equal(AccountState.Active, red.State);

        await world.UntilAsync("the execution's end", async () => await world.AuditAsync() is [{ Row.ClosedAt: not null }]);
        var legs = (await world.AuditAsync())[0].Row.Legs.Where(leg => leg.Status == LegStatus.Accepted).ToList();
        Assert.Equal(ExecutionResult.Complete, (await world.AuditAsync())[0].Row.Result);
        Assert.All(legs, leg => Assert.Contains(Bets(world), bet => bet.Reference == leg.Reference && bet.Stake == leg.Stake));
        Assert.Equal(booked + legs.Count, Bets(world).Count);

        var back = world.Sandbox[victim];
        await world.UntilAsync("a browser again", () => Task.FromResult(world.HasBrowser(victim)));
        await world.User(victim).LogInAsync(back.User, back.Password);
        await world.UntilAsync(victim, view => view.Lamp == Lamp.Green && view.CanBet);
    }

    [ChromeFact(unixOnly: true)]
    public async Task Should_reset_in_full_while_the_browser_hangs()
    {
        await using var world = await SessionWorld.StartAsync([new BookmakerOptions("cmd", "CMD")]);
        await world.GreenAsync(world.Sandbox.Bookmakers[0]);
        var process = world.User("cmd").ProcessId;
        await world.SignalAsync("STOP", process);
        await world.UntilAsync("cmd", view => view.Lamp == Lamp.Red && view.LampReason.Contains("not answered", StringComparison.Ordinal));
        await world.DoAsync(new SwitchAccount("cmd", false));
        await world.UntilAsync("cmd", view => view.State == AccountState.Idle);
        var view = await world.ViewAsync("cmd");
        Assert.Equal((Lamp.Red, 0, (string?)null), (view.Lamp, view.SessionGeneration, view.Provider));
        Assert.False(world.HasBrowser("cmd"));
        Assert.False(Directory.Exists($"/proc/{process}"));
        Assert.Empty(((ContractList)await world.DoAsync(new ShowContracts("cmd"))).Contracts);
        Assert.Equal(0, ((StatusReport)await world.DoAsync(new GetStatus())).BookMarkets);
    }

    private static long Placements(SessionWorld world) => world.Sandbox.Bookmakers.Sum(b => b.Stats.Requests.GetValueOrDefault("place"));

    private static IReadOnlyList<BookedBet> Bets(SessionWorld world) => [.. world.Sandbox.Bookmakers.SelectMany(b => b.Bets)];
}
