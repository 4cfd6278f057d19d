using Arb.Domain.Health;
using Arb.Host.Cli;
using Spectre.Console;

namespace Arb.Host.Views;

/// <summary>The doctor's report for people: one line per step, the evidence of the step that failed in full.</summary>
internal static class DoctorView
{
    public static void Print(CliOutput output, DoctorReport report)
    {
        if (report.Accounts.Count == 0)
        {
            output.Line("there is no account to examine: arb account add NAME URL");
            return;
        }
        foreach (var one in report.Accounts)
            Print(output.Console, one, everything: report.Accounts.Count == 1);
        if (report.Accounts.Count > 1)
            output.Line($"{report.Accounts.Count(one => one.Healthy)} of {report.Accounts.Count} accounts are well; all the evidence of one: arb doctor ACCOUNT");
    }

    private static void Print(IAnsiConsole console, DoctorExamination one, bool everything)
    {
        var title = $"[bold]{Markup.Escape(one.Account)}[/]{(one.Provider is null ? "" : $" {Markup.Escape(one.Provider)}")}";
        console.MarkupLine($"{title} {Show.Lamp(one.Lamp)} {(one.Healthy ? "[green]all nine steps hold[/]" : "[red]needs attention[/]")}");
        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap().PadLeft(1).PadRight(2));
        grid.AddColumn(new GridColumn().NoWrap());
        grid.AddColumn(new GridColumn());
        foreach (var step in one.Steps)
        {
            grid.AddRow(Mark(step), Question(step), Markup.Escape(step.Finding));
            if (!everything && step.Outcome != DoctorOutcome.Failed)
                continue;
            foreach (var evidence in step.Evidence)
                grid.AddRow("", $"[grey]  {Markup.Escape(evidence.Name)}[/]", $"[grey]{Markup.Escape(evidence.Value)}[/]");
            if (step.Cause is not null)
                grid.AddRow("", "  [yellow]likely cause[/]", Markup.Escape(step.Cause));
            if (step.Remedy is not null)
                grid.AddRow("", "  [green]what to do[/]", $"[bold]{Markup.Escape(step.Remedy)}[/]");
        }
        console.Write(grid);
        foreach (var note in one.Notes)
            console.MarkupLine($" [yellow]note[/] {Markup.Escape(note)}");
        console.WriteLine();
    }

    private static string Mark(DoctorStep step) => step.Outcome switch
    {
        DoctorOutcome.Passed => "[green]ok[/]",
        DoctorOutcome.Failed => "[red bold]NO[/]",
        _ => "[grey]..[/]",
    };

    private static string Question(DoctorStep step) => step.Outcome == DoctorOutcome.NotReached
        ? $"[grey]{step.Number} {Markup.Escape(step.Question)}[/]"
        : $"{step.Number} {Markup.Escape(step.Question)}";
}
