using System.CommandLine;
using Arb.Domain.Commands;
using Arb.Host.Control;
using Arb.Host.Views;
using Spectre.Console;

namespace Arb.Host.Cli;

/// <summary><c>arb status</c> and <c>arb watch</c>.</summary>
internal static class StatusCommands
{
    public static Command Status() => EngineCall.Command("status", "Engine, accounts and lamps at a glance.", [], _ => new GetStatus(), (output, reply) =>
        output.Console.Write(StatusView.Build((StatusReport)reply)));

    public static Command Watch()
    {
        var command = new Command("watch", "The same as a live table, once a second until Ctrl-C; plain lines when the output is no terminal.") { EngineCall.Data, EngineCall.Json };
        command.SetAction(WatchAsync);
        return command;
    }

    private static async Task<int> WatchAsync(ParseResult parsed, CancellationToken cancel)
    {
        var output = CliOutput.Of(parsed);
        using var signals = new Signals(cancel);
        using var client = new ControlClient(parsed.GetValue(EngineCall.Data)!);
        try
        {
            if (parsed.GetValue(EngineCall.Json) || !output.IsTerminal)
                return await PlainAsync(parsed, output, client, signals.Token);
            return await output.Console.Live(new Text("connecting …")).AutoClear(false).StartAsync(async live =>
            {
                await foreach (var reply in client.WatchAsync(signals.Token))
                {
                    if (reply is StatusReport status)
                        live.UpdateTarget(StatusView.Build(status));
                    else if (reply is CommandFailed failed)
                        live.UpdateTarget(new Text($"arb: {failed.Message}"));
                }
                return ExitCodes.Ok;
            });
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Ok;
        }
    }

    private static async Task<int> PlainAsync(ParseResult parsed, CliOutput output, ControlClient client, CancellationToken cancel)
    {
        await foreach (var reply in client.WatchAsync(cancel))
        {
            if (parsed.GetValue(EngineCall.Json))
                output.Line(System.Text.Json.JsonSerializer.Serialize(reply, CommandJson.Compact));
            else if (reply is StatusReport status)
                output.Line(StatusView.Line(status));
            else if (reply is CommandFailed failed)
                await output.Error.WriteLineAsync($"arb: {failed.Message}");
            await output.Out.FlushAsync(cancel);
        }
        return ExitCodes.Ok;
    }
}
