using Arb.Domain.Execution;
using Arb.Sandbox;

namespace Arb.Tests.Scenarios;

/// <summary>
/// A bookmaker books a bet, its answer is lost, its bet list says "complete" and shows the bet only long after its settle time, and its balance answers 500 meanwhile: over real HTTP, the
/// times shortened. Every bet that stands must be known, and none is sent a second time.
/// </summary>
public sealed class LateListScenarioSpecs
{
    private static readonly SandboxOptions Quiet = new() { Seed = 11, SurebetsPerMinute = 0, InPlayPercent = 0, Matches = 60 };

    private static readonly string[] Times =
    [
        "arb.hedge.in-flight=200ms", "arb.hedge.reconcile-interval=300ms", "arb.hedge.reconcile-deadline=45s", "arb.settlement.interval=1s", "arb.engine.balance-max-age=10m", "arb.accounts.balance-every=1h",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_know_every_bet_that_stands_and_send_none_twice(bool balanceFails)
    {
        await using var bench = await LiveBench.StartAsync(TradingMode.Live, Quiet, Times);
        foreach (var bookmaker in bench.Sandbox.Bookmakers)
            bookmaker.Faults = new SandboxFaults { AbortAfterBookingNext = 1, BetListLagMs = 12_000 };
        var match = bench.Sandbox.Matches.First(m => m.Listings.Count == 3);
        Assert.NotNull(bench.Sandbox.MakeSurebet(new SurebetRequest { Match = match.Id, Market = "OU", Edge = 0.03m, Seconds = 90 }));
        await bench.UntilAsync(_ => bench.Sandbox.Bookmakers.Any(bookmaker => bookmaker.Bets.Count > 0));
        foreach (var bookmaker in bench.Sandbox.Bookmakers.Where(_ => balanceFails))
            bookmaker.Faults = bookmaker.Faults with { Endpoints = ["balance"], ErrorRate = 1m, ErrorStatus = 500 };
        await bench.UntilAsync(status => status.ExecutionsCompleted + status.Hedged >= 1);
        await bench.StopAsync();

        var legs = (await bench.ExecutionsAsync()).SelectMany(execution => execution.Row.Legs).ToArray();
        var bets = bench.Sandbox.Bookmakers.SelectMany(bookmaker => bookmaker.Bets).ToArray();
        Assert.Equal(bets.Select(bet => bet.Reference).Order(), legs.Where(leg => leg.Status == LegStatus.Accepted).Select(leg => leg.Reference!).Order());
        Assert.Equal(2, bets.Length);
        Assert.DoesNotContain(legs, leg => leg.Status == LegStatus.Rejected);
    }
}
