using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using Arb.Domain.Commands;
using Arb.Host.Control;
using Arb.Host.Views;

namespace Arb.Host.Cli;

/// <summary><c>arb dashboard</c>: the login link of a running engine.</summary>
internal static class DashboardCommand
{
    private static readonly Option<bool> Open = new("--open") { Description = "Open it in the browser of this machine." };

    public static Command Build()
    {
        var command = new Command("dashboard", "Print a login link to the operator's desk in the browser; good once.") { Open, EngineCall.Data, EngineCall.Json };
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>Prints a link: to a person, never to a log.</summary>
    public static Task PrintAsync(TextWriter output, DashboardLink link, string folder) =>
        output.WriteLineAsync($"dashboard: {link.Url}  (good once, until {Show.Time(link.Until)}; another: arb dashboard --data {Show.Shell(folder)})");

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var client = new ControlClient(EngineCall.Folder(parsed));
        var reply = await client.SendAsync(new OpenDashboard(), cancel);
        var code = EngineCall.Print(parsed, reply, (output, link) => output.Line(((DashboardLink)link).Url));
        if (reply is DashboardLink found && parsed.GetValue(Open))
            Start(found.Url);
        return code;
    }

    private static void Start(string url)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(url) { UseShellExecute = true });
        }
        catch (Win32Exception none)
        {
            throw new UsageException($"no browser could be opened ({none.Message}): open the link by hand", none);
        }
    }
}
