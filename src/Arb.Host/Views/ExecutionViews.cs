using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Host.Cli;
using Arb.Host.Dashboard;
using Spectre.Console;

namespace Arb.Host.Views;

/// <summary>Executions for people.</summary>
internal static class ExecutionViews
{
    private const int Wide = 120;

    public static void List(CliOutput output, ExecutionList list, int limit)
    {
        if (list.Executions.Count == 0)
            output.Line("no executions yet");
        else
            output.Console.Write(Table(list.Executions, output.Console.Profile.Width, list.PlayMoney));
        if (list.Executions.Count == limit)
            output.Line($"the newest {limit}; more: --limit N");
    }

    /// <summary>Executions as a table; on a narrow screen match, market and bets share a column, so that none of them is squeezed out.</summary>
    /// <param name="rows">Executions.</param>
    /// <param name="width">Columns of the screen.</param>
    /// <param name="playMoney">True in the demo: what is no paper bet is none with real money either.</param>
    public static Table Table(IReadOnlyList<AuditRow> rows, int width, bool playMoney)
    {
        var wide = width >= Wide;
        var table = new Table().Border(TableBorder.Square).Expand();
        table.AddColumn(new TableColumn("opened").NoWrap());
        table.AddColumn(new TableColumn("execution").NoWrap());
        if (wide)
            table.AddColumn(new TableColumn("mode").NoWrap()).AddColumn("match, market").AddColumn(new TableColumn("bets").NoWrap());
        else
            table.AddColumn("match, market, bets");
        table.AddColumn(new TableColumn("result").NoWrap());
        table.AddColumn(new TableColumn("profit").RightAligned().NoWrap());
        foreach (var row in rows)
        {
            var market = Markup.Escape(Show.Market(row.Market.Kind, row.Market.Period, row.Market.Line));
            var (match, bets) = (Markup.Escape(row.MatchName), Markup.Escape(string.Join("\n", Bets(row))));
            string[] middle = wide ? [Mode(row, playMoney), $"{match}\n[grey]{market}[/]", bets] : [$"{match}\n[grey]{market}[/] {Mode(row, playMoney)}\n{bets}"];
            // No profit until it is known: a plan would look like a result.
            table.AddRow([wide ? Show.Moment(row.OpenedAt) : Show.Day(row.OpenedAt), Markup.Escape(row.Execution.ToString()), .. middle, Result(row), Show.Money(row.WorstProfit)]);
        }
        return table;
    }

    public static void Details(CliOutput output, ExecutionDetails details)
    {
        var row = details.Execution.Row;
        output.Console.MarkupLine($"[bold]{Markup.Escape(row.Execution.ToString())}[/] {Markup.Escape(row.MatchName)} · {Markup.Escape(Show.Market(row.Market.Kind, row.Market.Period, row.Market.Line))} · {Mode(row, details.PlayMoney)} · {Result(row)}");
        output.Console.MarkupLine($"opened {Show.Moment(row.OpenedAt)}, {(row.ClosedAt is { } closed ? $"closed {Show.Moment(closed)}" : "open")} · planned {Show.Money(row.PlannedProfit)}, worst outcome {Show.Money(row.WorstProfit)} · {Markup.Escape(row.Reason ?? row.State)}");
        if (row.Result == ExecutionResult.WithPerson)
        {
            if (details.Execution.Steps.LastOrDefault(step => step.Step.StartsWith("person-asked", StringComparison.Ordinal)) is { } asked)
                output.Console.MarkupLine($"[red bold]{Markup.Escape(asked.Detail)}[/]");
            output.Line($"look at the bookmakers, then say what you found: arb executions resolve {row.Execution} --help");
        }
        var legs = new Table().Border(TableBorder.Square).Title("bets");
        foreach (var column in new[] { "leg", "account", "event", "market", "selection", "odds", "stake", "status", "reference", "settled" })
            legs.AddColumn(column);
        foreach (var leg in row.Legs)
        {
            legs.AddRow(
                leg.IsHedge ? $"{leg.Leg} hedge" : $"{leg.Leg}",
                Markup.Escape(leg.Account.Value),
                Markup.Escape(leg.Event.ToString()),
                Markup.Escape(Show.Market(leg.Kind, leg.Period, leg.Line)),
                leg.Selection.ToString(),
                leg.Odds.ToString(),
                Show.Money(leg.Stake),
                leg.Status.ToString(),
                Markup.Escape(leg.Reference ?? "-"),
                leg.Settled is { } settled ? $"{settled} {Show.Money(leg.Return)}" : "-");
        }
        output.Console.Write(legs);
        if (details.Execution.Hedges.Count > 0)
            output.Console.Write(Hedges(details.Execution.Hedges));
        var steps = new Table().Border(TableBorder.Square).Title("steps").AddColumn("#").AddColumn("at").AddColumn("step").AddColumn("detail");
        foreach (var step in details.Execution.Steps)
            steps.AddRow($"{step.Sequence}", step.At.ToLocalTime().ToString("HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture), Markup.Escape(DeskText.Step(step.Step)), Markup.Escape(step.Detail));
        output.Console.Write(steps);
    }

    private static Table Hedges(IReadOnlyList<HedgeRow> hedges)
    {
        var table = new Table().Border(TableBorder.Square).Title("hedges");
        foreach (var column in new[] { "round", "kind", "account", "selection", "odds", "stake", "worst before", "worst after", "outcome", "why" })
            table.AddColumn(column);
        foreach (var hedge in hedges)
        {
            table.AddRow(
                $"{hedge.Round}",
                hedge.Kind.ToString(),
                Markup.Escape(hedge.Account?.Value ?? "-"),
                hedge.Selection?.ToString() ?? "-",
                hedge.Odds?.ToString() ?? "-",
                Show.Money(hedge.Stake),
                Show.Money(hedge.WorstBefore),
                Show.Money(hedge.WorstAfter),
                hedge.Outcome?.ToString() ?? "-",
                Markup.Escape(hedge.Reason));
        }
        return table;
    }

    /// <summary>One line a bet; a hedge that was tried again and again is one line.</summary>
    private static IEnumerable<string> Bets(AuditRow row) => row.Legs.Where(leg => leg.Status is not LegStatus.Cancelled).Select(Bet).GroupBy(line => line)
        .Select(same => same.Count() == 1 ? same.Key : $"{same.Key} ({same.Count()} times)");

    private static string Mode(AuditRow row, bool playMoney) => row.Paper ? "[grey]paper[/]" : playMoney ? "demo" : "[bold]live[/]";

    private static string Bet(AuditLeg leg) => $"{(leg.IsHedge ? "hedge " : "")}{leg.Account} {leg.Selection} {leg.Odds} x {Show.Money(leg.Stake)}{(leg.Status == LegStatus.Accepted ? "" : $" {leg.Status.ToString().ToLowerInvariant()}")}";

    private static string Result(AuditRow row) => row.Result switch
    {
        ExecutionResult.Complete => "[green]complete[/]",
        ExecutionResult.Hedged => "[yellow]hedged[/]",
        ExecutionResult.WithPerson => "[red bold]PERSON[/]",
        ExecutionResult.Open => $"[blue]{Markup.Escape(row.State)}[/]",
        var other => $"[grey]{other.ToString().ToLowerInvariant()}[/]",
    };
}
