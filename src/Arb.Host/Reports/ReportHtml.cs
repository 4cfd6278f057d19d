using System.Globalization;
using System.Text;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Host.Views;

namespace Arb.Host.Reports;

/// <summary>A report as one page that needs nothing else: no script, no link, no font. Everything a bookmaker named is escaped.</summary>
internal static class ReportHtml
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1a1f26;--soft:#66707c;--rule:#d9dee4;--page:#fff;--plus:#197a4b;--minus:#b3261e}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#98a2ae;--rule:#333b45;--page:#14181d;--plus:#4cc38a;--minus:#ff7b72}}
        body{margin:2rem auto;max-width:60rem;padding:0 1rem;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page)}
        h1{font-size:1.5rem}h2{margin-top:2.5rem;font-size:1.2rem;border-bottom:1px solid var(--rule)}h3{font-size:1rem;margin:1.5rem 0 .3rem}
        .wide{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
        th{color:var(--soft);font-weight:500}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.bad{color:var(--minus)}
        dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:.6rem}dt{color:var(--soft)}dd{margin:0;font-size:1.25rem;font-variant-numeric:tabular-nums}
        svg{width:100%;height:auto}svg text{fill:var(--soft);font-size:11px}svg line{stroke:var(--rule)}.plus{fill:var(--plus)}.minus{fill:var(--minus)}.none{color:var(--soft)}
        """;

    public static string Write(TradeReport report)
    {
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
        var period = $"{Show.Date(report.From)} to {Show.Date(report.To)}";
        page.Append("<title>arb ").Append(period).Append("</title><style>").Append(Style).Append("</style></head><body><h1>Report, ").Append(period).Append(" (UTC)</h1>");
        Settled(page, report);
        Figures(page, report.PlayMoney ? "Demo, play money" : "Live trading", report, report.Live);
        Figures(page, "Paper trading", report, report.Paper);
        Trades(page, report.Trades);
        return page.Append("</body></html>\n").ToString();
    }

    private static void Settled(StringBuilder page, TradeReport report)
    {
        var settled = report.Settled;
        page.Append("<h2>Settled</h2><dl>");
        Number(page, "executions settled", settled.Count.ToString(CultureInfo.InvariantCulture));
        Number(page, "staked", Show.Money(settled.Staked));
        Number(page, "returned", Show.Money(settled.Returned));
        Number(page, "profit", Show.Money(settled.Profit));
        page.Append("</dl><h3>Profit by day</h3>").Append(Svg.Bars("Profit by day", Days(report, settled.Days.ToDictionary(day => day.Day, day => day.Profit))));
        if (settled.Accounts.Count > 0)
        {
            Table(page, ["account", "#bets", "#staked", "#returned", "#profit", "#open bets", "#open stake"], settled.Accounts.Select(one => new[]
            {
                one.Account.Value, $"{one.Bets}", Show.Money(one.Staked), Show.Money(one.Returned), Show.Money(one.Profit), $"{one.OpenBets}", Show.Money(one.OpenStake),
            }));
        }
    }

    private static void Figures(StringBuilder page, string title, TradeReport report, ReportFigures figures)
    {
        page.Append("<h2>").Append(title).Append("</h2>");
        if (figures.Executions == 0)
        {
            page.Append("<p class=\"none\">no execution in this period</p>");
            return;
        }
        page.Append("<dl>");
        foreach (var (name, value) in ReportWords.Key(figures))
            Number(page, name, value);
        page.Append("</dl><h3>Locked profit by day</h3>").Append(Svg.Bars("Locked profit by day", Days(report, figures.Days.ToDictionary(day => day.Day, day => day.LockedProfit))));
        page.Append("<h3>Turnover by day</h3>").Append(Svg.Bars("Turnover by day", Days(report, figures.Days.ToDictionary(day => day.Day, day => day.Turnover))));
        page.Append("<h3>Margins of complete executions</h3>").Append(Svg.Bars("Margins", [.. figures.Margins.Select(bucket => (ReportWords.Bucket(bucket), (decimal)bucket.Count))]));
        Table(page, ["result", "#executions"], figures.Results.Select(result => new[] { result.Key.ToString(), $"{result.Value}" }));
        Part(page, "Ended without a bet", ["why", "#executions"], figures.Endings.Select(one => new[] { one.Name, $"{one.Count}" }));
        Part(page, "Refused by bookmakers", ["account", "at", "reason", "#times"], figures.Rejections.Select(one => new[] { one.Account.Value, one.At, one.Reason.ToString(), $"{one.Count}" }));
        Part(page, "Hedges", ["kind", "outcome", "#times"], figures.Hedges.Select(one => new[] { one.Kind.ToString(), one.Outcome?.ToString() ?? "-", $"{one.Count}" }));
        Part(page, "Accounts and their limits", ["account", "#bets", "#staked", "#refused", "#limits hit", "#largest bet", "#smallest refused", "last words"], figures.Accounts.Select(one => new[]
        {
            one.Account.Value, $"{one.Bets}", Show.Money(one.Staked), $"{one.Refused}", $"{one.LimitsHit}", Show.Money(one.LargestBet), Show.Money(one.SmallestRefused), one.LastLimit ?? "-",
        }));
    }

    /// <summary>Every day of the period, those without anything as nothing.</summary>
    private static List<(string Name, decimal Value)> Days(TradeReport report, Dictionary<DateOnly, decimal> values) => values.Count == 0 ? [] :
    [
        .. Enumerable.Range(0, report.To.DayNumber - report.From.DayNumber + 1).Select(report.From.AddDays)
            .Select(day => (day.ToString("MM-dd", CultureInfo.InvariantCulture), values.GetValueOrDefault(day))),
    ];

    private static void Trades(StringBuilder page, IReadOnlyList<ReportTrade> trades) => Part(
        page, $"The newest {trades.Count} executions", ["execution", "mode", "opened (UTC)", "match", "market", "result", "#staked", "#planned", "#locked"], trades.Select(one => new[]
        {
            one.Execution.ToString(), one.Paper ? "paper" : "live", one.OpenedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), one.MatchName, one.Market, one.Result.ToString(),
            Show.Money(one.Staked), Show.Money(one.PlannedProfit), Show.Money(one.LockedProfit),
        }));

    private static void Part(StringBuilder page, string title, string[] heads, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
            return;
        page.Append("<h3>").Append(Svg.Escape(title)).Append("</h3>");
        Table(page, heads, all);
    }

    /// <summary>A column whose head begins with # holds numbers.</summary>
    private static void Table(StringBuilder page, string[] heads, IEnumerable<string[]> rows)
    {
        page.Append("<div class=\"wide\"><table><tr>");
        foreach (var head in heads)
            page.Append(head[0] == '#' ? "<th class=\"n\">" : "<th>").Append(Svg.Escape(head.TrimStart('#'))).Append("</th>");
        page.Append("</tr>");
        foreach (var row in rows)
        {
            page.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
                page.Append(heads[i][0] != '#' ? "<td>" : row[i].StartsWith('-') && row[i].Length > 1 ? "<td class=\"n bad\">" : "<td class=\"n\">").Append(Svg.Escape(row[i])).Append("</td>");
            page.Append("</tr>");
        }
        page.Append("</table></div>");
    }

    private static void Number(StringBuilder page, string name, string value) =>
        page.Append("<div><dt>").Append(Svg.Escape(name)).Append("</dt><dd>").Append(Svg.Escape(value)).Append("</dd></div>");
}
