using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Host.Demo;
using Arb.Sandbox;
using StopEngine = Arb.Domain.Commands.StopEngine;

namespace Arb.Tests.Scenarios;

/// <summary>From three bookmakers' HTTP traffic to an executed surebet.</summary>
public sealed class EndToEndSpecs
{
    private static readonly string[] Protocols = ["CMD", "ISPORT", "SBO"];

    [Fact]
    public async Task Should_execute_a_surebet_whose_legs_the_bookmakers_own_books_confirm()
    {
        await using var bench = await LiveBench.StartAsync(TradingMode.Live);
        await bench.UntilAsync(s => s.ExecutionsCompleted >= 1);
        var status = await bench.StopAsync();
        var executions = await bench.ExecutionsAsync();
        var checks = DemoChecks.Of(new DemoEvidence(Protocols, Protocols.ToHashSet(), executions, status.Locks, bench.Books()));
        Assert.Equal([], checks.Where(c => !c.Holds && !c.Name.Contains("hedged")).Select(c => $"{c.Name}: {c.Detail}"));
        Assert.All(executions, e => Assert.True(e.Row.WorstProfit > 0));
    }

    [Fact]
    public async Task Should_hedge_when_a_bookmaker_refuses_a_later_leg()
    {
        await using var bench = await LiveBench.StartAsync(TradingMode.Live);
        foreach (var bookmaker in bench.Sandbox.Bookmakers)
            bookmaker.Faults = new SandboxFaults { RefuseSecondLegsEvery = 2 };
        await bench.UntilAsync(s => s.Hedged >= 1);
        var status = await bench.StopAsync();
        var checks = DemoChecks.Of(new DemoEvidence(Protocols, Protocols.ToHashSet(), await bench.ExecutionsAsync(), status.Locks, bench.Books()));
        Assert.Equal([], checks.Where(c => !c.Holds && !c.Name.StartsWith("a surebet")).Select(c => $"{c.Name}: {c.Detail}"));
    }

    [Fact]
    public async Task Should_turn_RED_when_the_session_is_lost_and_GREEN_again_with_a_new_one()
    {
        await using var bench = await LiveBench.StartAsync(TradingMode.Paper);
        var lost = bench.Sandbox["cmd"];
        lost.ExpireSessions();
        var red = await bench.UntilAsync(s => s.Accounts.Single(a => a.Account == "cmd").Lamp == Lamp.Red);
        Assert.All(red.Accounts.Where(a => a.Account != "cmd"), a => Assert.Equal(Lamp.Green, a.Lamp));
        await bench.User.LogInAgainAsync(LiveBench.Of(lost), CancellationToken.None);
        await bench.UntilAsync(s => s.Accounts.All(a => a.Lamp == Lamp.Green));
    }

    [Fact]
    public async Task Should_turn_RED_and_believe_nothing_when_a_placement_is_answered_with_a_login_page()
    {
        await using var bench = await LiveBench.StartAsync(TradingMode.Live);
        foreach (var bookmaker in bench.Sandbox.Bookmakers)
            bookmaker.Faults = new SandboxFaults { LoginPage = true, Endpoints = ["place"] };
        await bench.UntilAsync(s => s.Accounts.Any(a => a.Lamp == Lamp.Red));
        await bench.User.DoAsync(new StopEngine(), CancellationToken.None);
        while (await bench.UntilAsync(s => s.Accounts.Any(a => a.Lamp == Lamp.Red) || s is { ExecutionsRunning: 0, Locks: 0 }) is var now && now.Accounts.FirstOrDefault(a => a.Lamp == Lamp.Red) is { } lost)
        {
            await bench.User.LogInAgainAsync(LiveBench.Of(bench.Sandbox[lost.Account]), CancellationToken.None);
            await bench.UntilAsync(s => s.Accounts.Single(a => a.Account == lost.Account).Lamp != Lamp.Red);
        }
        var sent = (await bench.ExecutionsAsync()).Where(e => e.Row.Result != ExecutionResult.Aborted).ToList();
        Assert.NotEmpty(sent);
        Assert.All(sent, e => Assert.Contains(e.Steps, step => step.Detail.Contains("outcome unknown (a page instead of an answer)", StringComparison.Ordinal)));
        Assert.All(bench.Sandbox.Bookmakers, b => Assert.Empty(b.Bets));
    }

    [Fact]
    public async Task Should_touch_no_betting_endpoint_in_paper_trading()
    {
        await using var bench = await LiveBench.StartAsync(TradingMode.Paper);
        var before = Betting(bench.Sandbox);
        await bench.UntilAsync(s => s.ExecutionsCompleted >= 1);
        Assert.Equal(before, Betting(bench.Sandbox));
        Assert.All(bench.Sandbox.Bookmakers, b => Assert.Empty(b.Bets));
    }

    /// <summary>Requests to anything that is about bets: the visitor's own are among them.</summary>
    private static Dictionary<string, long> Betting(SandboxHost sandbox) => sandbox.Bookmakers
        .SelectMany(b => b.Stats.Requests.Where(r => r.Key is "quote" or "place" or "bets" or "balance").Select(r => (Key: $"{b.Name} {r.Key}", r.Value)))
        .ToDictionary(r => r.Key, r => r.Value);
}
