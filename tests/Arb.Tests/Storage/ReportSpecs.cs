using System.Globalization;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Host.Reports;
using Arb.Storage;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Storage;

/// <summary>The report over real tables, against numbers worked out by hand.</summary>
public sealed class ReportSpecs : IDisposable
{
    private static readonly DateTimeOffset Day1 = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly string[] Quoted = ["exposure-taken-v1", "quotes-taken-v1"];
    private readonly TempFolder _folder = new();
    private readonly ArbDatabase _database;
    private readonly AuditLog _audit;

    public ReportSpecs()
    {
        _database = ArbDatabase.Open(_folder.File("arb.db"));
        _audit = new AuditLog(_database);
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Should_add_up_turnover_profit_and_margin_to_the_cent()
    {
        await WriteAll();
        var live = await Figures();
        Assert.Equal(7, live.Executions);
        Assert.Equal(6, live.Bets);
        Assert.Equal(60.10m + 39.95m + 20.00m + 30.05m + 50.00m + 52.25m, live.Turnover); // 252.35
        Assert.Equal(252.35m, live.Turnover);
        Assert.Equal(2.01m + 1.15m + 0.55m, live.PlannedProfit);
        Assert.Equal(2.01m + 1.10m - 3.33m, live.LockedProfit); // -0.22
        Assert.Equal(-3.33m, live.HedgeLoss);
        Assert.Equal(Math.Round((2.01m + 1.10m) / (100.05m + 50.05m), 6), live.Margin);
    }

    [Fact]
    public async Task Should_sort_margins_into_buckets()
    {
        await WriteAll();
        // 2.01 / 100.05 = 2.009 %, 1.10 / 50.05 = 2.198 %
        Assert.Equal([0, 0, 0, 0, 2, 0, 0], (await Figures()).Margins.Select(bucket => bucket.Count));
    }

    [Fact]
    public async Task Should_take_for_phantoms_what_the_fresh_quotes_did_not_confirm()
    {
        await WriteAll();
        var live = await Figures();
        // Requoted: two complete, one hedged, the arbitrage gone, closed meanwhile. No answer says nothing; the refused exposure was never quoted.
        Assert.Equal((5, 2, 0.4m), (live.Requoted, live.Phantoms, live.PhantomRate));
    }

    [Fact]
    public async Task Should_count_endings_without_a_bet_and_what_bookmakers_refused()
    {
        await WriteAll();
        var live = await Figures();
        Assert.Equal([("exposure", 1), ("no quote: Closed", 1), ("no quote: NoAnswer", 1), ("the arbitrage is gone", 1)], live.Endings.Select(one => (one.Name, one.Count)));
        Assert.Equal(
            [("a1", "quote", RefusalReason.Closed, 1), ("a2", "bet", RefusalReason.Limits, 1), ("a2", "quote", RefusalReason.NoAnswer, 1)],
            live.Rejections.Select(one => (one.Account.Value, one.At, one.Reason, one.Count)));
    }

    [Fact]
    public async Task Should_tell_the_limits_seen_at_an_account()
    {
        await WriteAll();
        var a2 = (await Figures()).Accounts.Single(one => one.Account.Value == "a2");
        Assert.Equal((2, 39.95m + 30.05m, 2, 1), (a2.Bets, a2.Staked, a2.Refused, a2.LimitsHit));
        Assert.Equal((39.95m, 48.00m, "max stake 10"), (a2.LargestBet, a2.SmallestRefused, a2.LastLimit));
    }

    [Fact]
    public async Task Should_count_hedges_by_kind_and_outcome()
    {
        await WriteAll();
        Assert.Equal(
            [(HedgeKind.CompleteLeg, LegStatus.Accepted, 1), (HedgeKind.NonePossible, (LegStatus?)null, 1)],
            (await Figures()).Hedges.Select(one => (one.Kind, one.Outcome, one.Count)));
    }

    [Fact]
    public async Task Should_sum_by_the_day_of_opening()
    {
        await WriteAll();
        Assert.Equal(
            [new ReportDay(new DateOnly(2026, 3, 1), 4, 202.30m, -1.32m), new ReportDay(new DateOnly(2026, 3, 2), 3, 50.05m, 1.10m)],
            (await Figures()).Days);
    }

    [Fact]
    public async Task Should_keep_paper_apart_and_leave_out_other_days()
    {
        await WriteAll();
        var opened = await _audit.OpenedAsync(Day1.Date, Day1.Date.AddDays(2), 100);
        Assert.Equal(8, opened.Count);
        var paper = TradeReporter.Figures(opened, paper: true);
        Assert.Equal((1, 70.00m, 3.00m), (paper.Executions, paper.Turnover, paper.LockedProfit));
        Assert.Empty(await _audit.OpenedAsync(Day1.Date.AddDays(10), Day1.Date.AddDays(11), 100));
    }

    [Fact]
    public async Task Should_read_refusals_as_the_saga_words_them()
    {
        var rejected = new LegRejected(1, RefusalReason.Limits, "max (per bet): 10", Day1);
        await Write(1, Day1, ExecutionResult.Flat, 0m, 0m, "leg 1 was refused first: x", [(0, "a1", 20m, LegStatus.Cancelled), (1, "a2", 30m, LegStatus.Rejected)], [("leg-rejected-v1", rejected.Describe())]);
        Assert.Equal("max (per bet): 10", (await Figures()).Accounts.Single().LastLimit);
    }

    [Fact]
    public async Task Should_escape_what_a_bookmaker_named_in_page_and_csv()
    {
        await Write(1, Day1, ExecutionResult.Complete, 1m, 1m, null, [(0, "a1", 20m, LegStatus.Accepted)], [], match: "=HYPERLINK(\"x\")<script>alert(1)</script>");
        var opened = await _audit.OpenedAsync(Day1.Date, Day1.Date.AddDays(2), 100);
        var report = new TradeReport(
            new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 2), TradeReporter.Figures(opened, false), TradeReporter.Figures(opened, true), new ProfitSummary(0, 0m, 0m, 0m, [], [], []), [.. opened.Select(TradeReporter.Trade)]);
        var page = ReportHtml.Write(report);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal); // it needs nothing else
        Assert.Contains("x000001,live,2026-03-01T10:00:00.000Z,\"'=HYPERLINK(\"\"x\"\")<script>alert(1)</script>\",Total 2.5 FullTime,Complete,1,20.00,1.00,1.00,\r\n", ReportCsv.Write(report), StringComparison.Ordinal);
    }

    private async Task<ReportFigures> Figures() => TradeReporter.Figures(await _audit.OpenedAsync(Day1.Date, Day1.Date.AddDays(2), 100), paper: false);

    /// <summary>Seven live executions over two days, and one on paper.</summary>
    private async Task WriteAll()
    {
        await Write(1, Day1, ExecutionResult.Complete, 2.01m, 2.01m, "every leg accepted", [(0, "a1", 60.10m, LegStatus.Accepted), (1, "a2", 39.95m, LegStatus.Accepted)], Steps(Quoted));
        await Write(2, Day1.AddDays(1), ExecutionResult.Complete, 1.15m, 1.10m, "every leg accepted", [(0, "a1", 20.00m, LegStatus.Accepted), (1, "a2", 30.05m, LegStatus.Accepted)], Steps(Quoted));
        await Write(3, Day1, ExecutionResult.Hedged, 0.55m, -3.33m, "hedged", [(0, "a1", 50.00m, LegStatus.Accepted), (1, "a2", 48.00m, LegStatus.Rejected), (2, "a3", 52.25m, LegStatus.Accepted)], [.. Steps(Quoted), ("leg-rejected-v1", "leg 1: rejected, Limits (max stake 10)")]);
        await Hedge(3, 10, HedgeKind.NonePossible, null);
        await Hedge(3, 20, HedgeKind.CompleteLeg, LegStatus.Accepted);
        await Write(4, Day1, ExecutionResult.Aborted, 4m, 0m, "the arbitrage is gone: 1.90 / 2.00", Planned, Steps(["exposure-taken-v1"]));
        await Write(5, Day1.AddHours(1), ExecutionResult.Aborted, 4m, 0m, "leg 0: no quote, Closed (suspended)", Planned, Steps(["exposure-taken-v1"]));
        await Write(6, Day1.AddDays(1), ExecutionResult.Aborted, 4m, 0m, "leg 1: no quote, NoAnswer (time-out)", Planned, Steps(["exposure-taken-v1"]));
        await Write(7, Day1.AddDays(1), ExecutionResult.Aborted, 4m, 0m, "exposure of a1: total cap 500: 480 used, 60 asked", Planned, []);
        await Write(8, Day1, ExecutionResult.Complete, 3m, 3m, "every leg accepted", [(0, "a1", 70.00m, LegStatus.Accepted)], Steps(Quoted), paper: true);
    }

    private static (int, string, decimal, LegStatus)[] Planned => [(0, "a1", 60m, LegStatus.Cancelled), (1, "a2", 40m, LegStatus.Cancelled)];

    private static (string, string)[] Steps(string[] names) => [.. names.Select(name => (name, "…"))];

    private Task Write(
        int token, DateTimeOffset at, ExecutionResult result, decimal planned, decimal worst, string? reason, (int Leg, string Account, decimal Stake, LegStatus Status)[] legs, (string Name, string Detail)[] steps,
        bool paper = false, string match = "Ajax v PSV") => _audit.OpenAsync(
        new AuditRow(
            ExecutionId.FromToken(token), token, new OpportunityId(token.ToString(CultureInfo.InvariantCulture)), Given.Market, match, result, "Closed", planned, worst, reason, at, at.AddSeconds(2), at.AddSeconds(2), 9,
            [.. legs.Select(leg => new AuditLeg(
                leg.Leg, leg.Leg > 1, new AccountId(leg.Account), Given.Event1, "m", MarketKind.Total, Period.FullTime, new Line(10), Selection.Over, Given.Price(2.1m), leg.Stake, leg.Status, 1, null, null))])
        {
            Paper = paper,
        },
        [.. steps.Select((step, i) => new AuditStep(i + 1, step.Name, step.Detail, at))]);

    private Task Hedge(int token, int sequence, HedgeKind kind, LegStatus? outcome) =>
        _audit.AppendHedgeAsync(new HedgeRow(ExecutionId.FromToken(token), sequence, sequence / 10, kind, null, null, null, null, null, -50m, -3.33m, outcome, "why", Day1));
}
