using System.CommandLine;
using System.Text;
using System.Text.Json;
using Arb.Domain.Commands;
using Arb.Host.Control;

namespace Arb.Host.Cli;

/// <summary><c>arb send</c>: the control channel for programs, the same on every system. A named pipe is not a thing that curl can speak to.</summary>
internal static class SendCommand
{
    public static Command Build()
    {
        var command = new Command("send", "Send commands as JSON, one a line of standard input, and print each answer as a line of JSON.") { EngineCall.Data };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var output = parsed.InvocationConfiguration.Output;
        using var client = new ControlClient(EngineCall.Folder(parsed));
        // JSON is UTF-8, whatever the console takes letters for.
        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        var worst = ExitCodes.Ok;
        while (await input.ReadLineAsync(cancel) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var reply = await client.SendAsync(Parse(line), cancel);
            await output.WriteLineAsync(JsonSerializer.Serialize(reply, CommandJson.Compact));
            await output.FlushAsync(cancel);
            worst = Math.Max(worst, ExitCodes.Of(reply));
        }
        return worst;
    }

    private static ArbCommand Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<ArbCommand>(line, CommandJson.Inbound) ?? throw new UsageException("null is no command");
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException)
        {
            throw new UsageException($"a line of standard input is no command as JSON: {wrong.Message}", wrong);
        }
    }
}
