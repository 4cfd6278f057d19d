using System.CommandLine;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Host.Control;
using Arb.Host.Views;
using Spectre.Console;

namespace Arb.Host.Cli;

/// <summary><c>arb watch</c>: the desk in a terminal, redrawn each second; plain lines where the output is none.</summary>
internal static class WatchCommand
{
    private const int Rows = 60; // more than any screen shows of one part

    public static Command Build()
    {
        var command = new Command("watch", "The desk in a terminal: engine, accounts and lamps, opportunities, executions, exposure, log; until Ctrl-C. Plain lines when the output is no terminal.") { EngineCall.Data, EngineCall.Json };
        command.SetAction(WatchAsync);
        return command;
    }

    private static async Task<int> WatchAsync(ParseResult parsed, CancellationToken cancel)
    {
        var output = CliOutput.Of(parsed);
        using var signals = new Signals(cancel);
        using var client = new ControlClient(EngineCall.Folder(parsed));
        try
        {
            return parsed.GetValue(EngineCall.Json) || !output.IsTerminal
                ? await PlainAsync(parsed, output, client, signals.Token)
                : await DeskAsync(output.Console, client, signals.Token);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Ok;
        }
    }

    /// <summary>On the terminal's other screen, so that what stood there before comes back; its last state is printed when the engine ends. Each draw fits the screen as it is then.</summary>
    private static async Task<int> DeskAsync(IAnsiConsole console, ControlClient client, CancellationToken cancel)
    {
        var desk = new DeskState(null, null, null, null, null, null);
        console.Write(new ControlCode("\u001b[?1049h\u001b[?25l\u001b[2J"));
        try
        {
            await foreach (var reply in client.WatchAsync(cancel))
            {
                desk = await ReadAsync(client, desk, reply, cancel);
                Draw(console, desk);
            }
        }
        finally
        {
            console.Write(new ControlCode("\u001b[?25h\u001b[?1049l"));
        }
        if (desk.Status is { } last)
            console.WriteLine($"{StatusView.Line(last)}\nthe engine has ended");
        return ExitCodes.Ok;
    }

    /// <summary>Line by line, each exactly as wide as the screen; what an earlier, larger one left below goes.</summary>
    private static void Draw(IAnsiConsole console, DeskState desk)
    {
        var (width, height) = (console.Profile.Width, console.Profile.Height);
        var lines = WatchView.Build(desk, width, height);
        for (var i = 0; i < lines.Count; i++)
        {
            console.Write(new ControlCode(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\u001b[{i + 1};1H")));
            console.Markup(lines[i]);
        }
        if (lines.Count < height)
            console.Write(new ControlCode(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\u001b[{lines.Count + 1};1H\u001b[J")));
    }

    private static async Task<DeskState> ReadAsync(ControlClient client, DeskState desk, CommandReply status, CancellationToken cancel)
    {
        if (status is CommandFailed failed)
            return desk with { Trouble = failed.Message };
        try
        {
            return new DeskState(
                status as StatusReport ?? desk.Status,
                await client.SendAsync(new ListOpportunities(Rows), cancel) as OpportunityList ?? desk.Opportunities,
                await client.SendAsync(new ListExecutions(Rows), cancel) as ExecutionList ?? desk.Executions,
                await client.SendAsync(new ListExposure(), cancel) as ExposureReport ?? desk.Exposure,
                await client.SendAsync(new ListLog(Rows, LogSeverity.Info), cancel) as LogList ?? desk.Log,
                null);
        }
        catch (NoEngineException)
        {
            return desk with { Trouble = "the engine is going down" };
        }
    }

    private static async Task<int> PlainAsync(ParseResult parsed, CliOutput output, ControlClient client, CancellationToken cancel)
    {
        await foreach (var reply in client.WatchAsync(cancel))
        {
            if (parsed.GetValue(EngineCall.Json))
                output.JsonLine(reply);
            else if (reply is StatusReport status)
                output.Line(StatusView.Line(status));
            else if (reply is CommandFailed failed)
                await output.Error.WriteLineAsync($"arb: {failed.Message}");
            await output.Out.FlushAsync(cancel);
        }
        return ExitCodes.Ok;
    }
}
