using Arb.Domain.Health;
using Arb.Host.Cli;
using Spectre.Console;

namespace Arb.Host.Views;

/// <summary>Alerts for people.</summary>
internal static class AlertViews
{
    public static void List(CliOutput output, AlertList list)
    {
        if (list.Alerts.Count == 0)
            output.Line($"no alert since {Show.Day(list.Since)}");
        else
            output.Console.Write(Table(list.Alerts));
        if (list.Sinks.Count == 0)
            output.Line("alerts go to the dashboard only; arb.alerts.desktop, arb.alerts.webhook and arb.alerts.command send them elsewhere");
        foreach (var sink in list.Sinks)
            output.Line($"{sink.Name} {sink.Target}: {sink.Delivered} delivered, {sink.Failed} failed, {sink.Dropped} dropped, {sink.Waiting} waiting{(sink.Last is null ? "" : $"; last: {sink.Last}")}");
    }

    public static void Test(CliOutput output, AlertTestReport report)
    {
        output.Line($"alert {report.Alert.Number} was raised; an open dashboard shows it");
        if (report.Sinks.Count == 0)
            output.Line("nothing else is configured: see arb.alerts.desktop, arb.alerts.webhook and arb.alerts.command (arb config)");
        foreach (var sink in report.Sinks)
            output.Console.MarkupLine($"{(sink.Delivered ? "[green]ok[/]" : "[red]NO[/]")}  {Markup.Escape($"{sink.Name} {sink.Target}: {sink.Detail}, {sink.TookMs} ms")}");
    }

    private static Table Table(IReadOnlyList<Alert> alerts)
    {
        var table = new Table().Border(TableBorder.Square).Expand();
        table.AddColumn(new TableColumn("at").NoWrap());
        table.AddColumn(new TableColumn("severity").NoWrap());
        table.AddColumn(new TableColumn("kind").NoWrap());
        table.AddColumn("what");
        foreach (var alert in alerts)
            table.AddRow(Show.Moment(alert.At), Severity(alert.Severity), alert.Kind.ToString(), Markup.Escape(alert.Message) + (alert.Count > 1 ? $" [grey](the last of {alert.Count})[/]" : ""));
        return table;
    }

    private static string Severity(LogSeverity severity) => severity switch
    {
        LogSeverity.Alarm => "[red bold]ALARM[/]",
        LogSeverity.Error => "[red]error[/]",
        LogSeverity.Warning => "[yellow]warning[/]",
        _ => "info",
    };
}
