using System.CommandLine;
using System.Text;
using Arb.Domain.Commands;
using Arb.Host.Control;
using Arb.Host.Reports;
using Arb.Host.Views;

namespace Arb.Host.Cli;

/// <summary><c>arb report</c>: what was traded in a period, as tables, CSV or a page.</summary>
internal static class ReportCommand
{
    private const int FileLimit = 10_000;

    public static Command Build()
    {
        var from = MoneyCommands.Day("--from", "First UTC day, yyyy-MM-dd; 29 days before the last one when left out.");
        var to = MoneyCommands.Day("--to", "Last UTC day, yyyy-MM-dd; today when left out.");
        var csv = new Option<FileInfo?>("--csv") { Description = "Write the executions as CSV to this file.", HelpName = "file" };
        var html = new Option<FileInfo?>("--html") { Description = "Write a page with charts to this file; it needs nothing else.", HelpName = "file" };
        var command = new Command("report", "Profit, turnover, margins, hedges, refusals, phantoms and limits of a period, out of the audit.") { from, to, csv, html, EngineCall.Data, EngineCall.Json };
        command.SetAction(async (parsed, cancel) =>
        {
            var (csvFile, htmlFile) = (parsed.GetValue(csv), parsed.GetValue(html));
            using var client = new ControlClient(EngineCall.Folder(parsed));
            var limit = csvFile is null && htmlFile is null ? 20 : FileLimit;
            var reply = await client.SendAsync(new GetReport(parsed.GetValue(from), parsed.GetValue(to), limit), cancel);
            if (reply is not TradeReport report || (csvFile is null && htmlFile is null))
                return EngineCall.Print(parsed, reply, (output, tables) => ReportView.Print(output, (TradeReport)tables));
            var written = new List<string>();
            foreach (var (file, text) in new[] { (csvFile, (Func<string>)(() => ReportCsv.Write(report))), (htmlFile, () => ReportHtml.Write(report)) })
            {
                if (file is null)
                    continue;
                await File.WriteAllTextAsync(file.FullName, text(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancel);
                written.Add(file.FullName);
            }
            return EngineCall.Print(parsed, new Done($"written: {string.Join(", ", written)}"));
        });
        return command;
    }
}
