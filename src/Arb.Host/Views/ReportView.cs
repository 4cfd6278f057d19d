using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Host.Cli;
using Arb.Host.Reports;
using Spectre.Console;

namespace Arb.Host.Views;

/// <summary>A report as tables.</summary>
internal static class ReportView
{
    public static void Print(CliOutput output, TradeReport report)
    {
        output.Line($"{Show.Date(report.From)} to {Show.Date(report.To)} (UTC); executions by the day they were opened, settled profit by the day of the last result");
        output.Line($"settled: {report.Settled.Count} executions, {Show.Money(report.Settled.Staked)} staked, {Show.Money(report.Settled.Returned)} returned, profit {Show.Money(report.Settled.Profit)}");
        Figures(output, report.PlayMoney ? "demo, play money" : "live trading", report.Live);
        Figures(output, "paper trading", report.Paper);
    }

    private static void Figures(CliOutput output, string title, ReportFigures figures)
    {
        output.Line("");
        if (figures.Executions == 0)
        {
            output.Line($"{title}: no execution in this period");
            return;
        }
        var key = new Table().Border(TableBorder.Square).HideHeaders().Title($"[bold]{title}[/]").AddColumn("").AddColumn(new TableColumn("").RightAligned());
        foreach (var (name, value) in ReportWords.Key(figures))
            key.AddRow(Markup.Escape(name), Markup.Escape(value));
        foreach (var (result, count) in figures.Results)
            key.AddRow($"[grey]{result.ToString().ToLowerInvariant()}[/]", $"{count}");
        output.Console.Write(key);
        Part(output, "margins of complete executions", ["margin", "executions"], figures.Margins.Where(bucket => bucket.Count > 0).Select(bucket => new[] { ReportWords.Bucket(bucket), $"{bucket.Count}" }));
        Part(output, "days", ["day", "executions", "turnover", "locked profit"], figures.Days.Select(day => new[] { Show.Date(day.Day), $"{day.Executions}", Show.Money(day.Turnover), Show.Money(day.LockedProfit) }));
        Part(output, "ended without a bet", ["why", "executions"], figures.Endings.Select(one => new[] { one.Name, $"{one.Count}" }));
        Part(output, "refused by bookmakers", ["account", "at", "reason", "times"], figures.Rejections.Select(one => new[] { one.Account.Value, one.At, one.Reason.ToString(), $"{one.Count}" }));
        Part(output, "hedges", ["kind", "outcome", "times"], figures.Hedges.Select(one => new[] { one.Kind.ToString(), one.Outcome?.ToString() ?? "-", $"{one.Count}" }));
        Part(output, "accounts and their limits", ["account", "bets", "staked", "refused", "limits hit", "largest bet", "smallest refused", "last words"], figures.Accounts.Select(one => new[]
        {
            one.Account.Value, $"{one.Bets}", Show.Money(one.Staked), $"{one.Refused}", $"{one.LimitsHit}", Show.Money(one.LargestBet), Show.Money(one.SmallestRefused), one.LastLimit ?? "-",
        }));
    }

    private static void Part(CliOutput output, string title, string[] heads, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Square).Title(title);
        foreach (var head in heads)
            table.AddColumn(head);
        foreach (var row in rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        if (table.Rows.Count > 0)
            output.Console.Write(table);
    }
}
