using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Sandbox;

namespace Arb.Tests.Scenarios;

/// <summary>From accepted bets to money: matches end, the bookmakers settle, and the engine's profit is theirs to the cent.</summary>
public sealed class SettlementScenarioSpecs
{
    private static readonly SandboxOptions Quiet = new() { Seed = 11, SurebetsPerMinute = 0, InPlayPercent = 0, Matches = 60 };

    [Fact]
    public async Task Should_book_every_kind_of_result_as_the_bookmakers_did_to_the_cent()
    {
        await using var bench = await LiveBench.StartAsync(TradingMode.Live, Quiet, "arb.settlement.interval=1s");
        var half = MakeSurebet(bench);
        var won = MakeSurebet(bench);
        var abandoned = MakeSurebet(bench);
        await bench.UntilAsync(s => s.ExecutionsCompleted >= 3);
        await bench.StopAsync();
        var open = await bench.UntilAsync<ExposureReport>(new ListExposure(), r => r.Accounts.Count == 3);
        Assert.Equal(bench.Sandbox.Bookmakers.Sum(b => b.Bets.Sum(bet => bet.Stake)), open.Accounts.Sum(a => a.Open));

        Assert.True(bench.Sandbox.EndMatch(half.Match, (1, 0), halfVoid: true));
        Assert.True(bench.Sandbox.EndMatch(won.Match, (4, 3)));
        Assert.True(bench.Sandbox.EndMatch(abandoned.Match, null));
        await SettledAsync(bench);
        var ends = bench.Sandbox.Bookmakers.SelectMany(b => b.Bets).Select(b => b.Status).ToHashSet();
        Assert.Equal([BookedStatus.Won, BookedStatus.Lost, BookedStatus.HalfWon, BookedStatus.HalfLost, BookedStatus.Void], ends.Order());
        await AgreeAsync(bench);
    }

    [Fact]
    public async Task Should_settle_after_a_restart_what_was_placed_before_it()
    {
        await using var bench = await LiveBench.StartAsync(TradingMode.Live, Quiet, "arb.settlement.interval=1s");
        var complete = MakeSurebet(bench);
        await bench.UntilAsync(s => s.ExecutionsCompleted >= 1);
        foreach (var bookmaker in bench.Sandbox.Bookmakers)
            bookmaker.Faults = new SandboxFaults { RefuseSecondLegsEvery = 1 };
        var hedged = MakeSurebet(bench);
        await bench.UntilAsync(s => s.Hedged >= 1);
        await bench.StopAsync();
        var before = (ExposureReport)await bench.User.DoAsync(new ListExposure(), CancellationToken.None);
        await bench.RestartAsync();
        var after = await bench.UntilAsync<ExposureReport>(new ListExposure(), r => r.Accounts.Count == 3 && r.Accounts.All(a => a.MaxTotal is not null));
        Assert.Equal(before.Accounts.Select(a => (a.Account, a.Open)), after.Accounts.Select(a => (a.Account, a.Open)));

        Assert.True(bench.Sandbox.EndMatch(complete.Match, (0, 0)));
        Assert.True(bench.Sandbox.EndMatch(hedged.Match, (5, 4)));
        await SettledAsync(bench);
        await AgreeAsync(bench);
    }

    [Fact]
    public async Task Should_keep_paper_bets_over_a_restart_and_let_them_expire_without_profit_or_loss()
    {
        await using var bench = await LiveBench.StartAsync(TradingMode.Paper, Quiet, "arb.settlement.interval=1s");
        MakeSurebet(bench);
        await bench.UntilAsync(s => s.ExecutionsCompleted >= 1);
        await bench.StopAsync();
        await bench.RestartAsync();
        var open = await bench.UntilAsync<ExposureReport>(new ListExposure(), r => r.Accounts.Count == 3 && r.Accounts.Sum(a => a.Open) > 0m);
        Assert.All((await bench.ExecutionsAsync()).SelectMany(e => e.Row.Legs).Where(leg => leg.Status == LegStatus.Accepted), leg => Assert.Null(leg.Settled));

        await bench.RestartAsync(TradingMode.Live);
        await SettledAsync(bench);
        var legs = (await bench.ExecutionsAsync()).SelectMany(e => e.Row.Legs).Where(leg => leg.Status == LegStatus.Accepted).ToArray();
        Assert.All(legs, leg => Assert.Equal((BetStatus.Expired, 0m), (leg.Settled!.Value, leg.Return)));
        Assert.Equal(open.Accounts.Sum(a => a.Open), legs.Sum(leg => leg.Stake));
        Assert.Equal(0, ((ProfitReport)await bench.User.DoAsync(new GetProfit(null, null, 100), CancellationToken.None)).Summary.Count);
        var log = (LogList)await bench.User.DoAsync(new ListLog(200, Arb.Domain.Health.LogSeverity.Info), CancellationToken.None);
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("cannot be settled", StringComparison.Ordinal));
    }

    private static SandboxSurebet MakeSurebet(LiveBench bench)
    {
        var taken = bench.Sandbox.Surebets.Select(s => s.Match).ToHashSet();
        foreach (var match in bench.Sandbox.Matches.Where(m => !taken.Contains(m.Id) && m.Listings.Count == 3))
        {
            if (bench.Sandbox.MakeSurebet(new SurebetRequest { Match = match.Id, Market = "OU", Edge = 0.03m, Seconds = 90 }) is { } made)
                return made;
        }

        throw new InvalidOperationException("no match is fit for a surebet");
    }

    /// <summary>Nothing counts as exposure any more.</summary>
    private static Task<ExposureReport> SettledAsync(LiveBench bench) =>
        bench.UntilAsync<ExposureReport>(new ListExposure(), r => r.Accounts.All(a => a is { Open: 0m, Reserved: 0m }));

    /// <summary>Profit by execution, account and day is what the bookmakers' own books and balances say.</summary>
    private static async Task AgreeAsync(LiveBench bench)
    {
        var summary = ((ProfitReport)await bench.User.DoAsync(new GetProfit(null, null, 100), CancellationToken.None)).Summary;
        var books = bench.Sandbox.Bookmakers.SelectMany(b => b.Bets).Where(b => b.Status != BookedStatus.Rejected).ToDictionary(b => (b.Bookmaker, b.Reference));
        var executions = (await bench.ExecutionsAsync()).Where(e => e.Row.Legs.Any(leg => leg.Status == LegStatus.Accepted)).ToArray();
        Assert.Equal(books.Count, executions.Sum(e => e.Row.Legs.Count(leg => leg.Status == LegStatus.Accepted)));
        Assert.Equal(executions.Length, summary.Count);
        foreach (var execution in executions)
        {
            var legs = execution.Row.Legs.Where(leg => leg.Status == LegStatus.Accepted).ToArray();
            Assert.All(legs, leg => Assert.Equal(books[(leg.Account.Value, leg.Reference!)].Status.ToString(), leg.Settled.ToString()));
            var profit = summary.Executions.Single(e => e.Execution == execution.Row.Execution);
            Assert.Equal(legs.Sum(leg => books[(leg.Account.Value, leg.Reference!)].Return - leg.Stake), profit.Profit);
            Assert.True(profit.Profit >= Math.Min(0m, profit.WorstProfit!.Value), $"{profit.Profit} is worse than the worst outcome {profit.WorstProfit}");
        }

        foreach (var bookmaker in bench.Sandbox.Bookmakers)
        {
            var expected = bookmaker.Bets.Where(b => b.Status != BookedStatus.Rejected).Sum(b => b.Return - b.Stake);
            Assert.Equal(expected, summary.Accounts.SingleOrDefault(a => a.Account.Value == bookmaker.Name)?.Profit ?? 0m);
            Assert.Equal(10_000m + expected, bookmaker.Balance());
        }

        Assert.Equal((summary.Profit, summary.Staked, summary.Returned), (summary.Days.Sum(d => d.Profit), summary.Days.Sum(d => d.Staked), summary.Days.Sum(d => d.Returned)));
        Assert.Equal(books.Values.Sum(b => b.Return - b.Stake), summary.Profit);
    }
}
