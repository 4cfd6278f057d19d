using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Views;

namespace Arb.Host.Cli;

/// <summary><c>arb logs</c> and <c>arb config</c>.</summary>
internal static class LogCommands
{
    private const int FollowLimit = 10_000;

    public static Command Logs()
    {
        var limit = EngineCall.Limit(50);
        var level = new Option<LogSeverity>("--level") { Description = "Lowest severity: info, warning, error or alarm.", HelpName = "severity" };
        level.AcceptOnlyFromAmong("info", "warning", "error", "alarm");
        var since = new Option<DateTimeOffset?>("--since") { Description = "Only from then on: 30m, 2h, 1d ago, or a local time, yyyy-MM-dd or \"yyyy-MM-dd HH:mm\".", HelpName = "time", CustomParser = ReadSince };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what comes, until Ctrl-C." };
        var command = new Command("logs", "The system log, newest last.") { limit, level, since, follow, EngineCall.Data, EngineCall.Json };
        command.SetAction(async (parsed, cancel) =>
        {
            var first = new ListLog(parsed.GetValue(limit), parsed.GetValue(level)) { Since = parsed.GetValue(since) };
            return parsed.GetValue(follow)
                ? await FollowAsync(parsed, first, cancel)
                : await EngineCall.SendAsync(parsed, first, (output, reply) => LogView.Print(output, (LogList)reply), cancel);
        });
        return command;
    }

    /// <summary>Asks once a second for what was written after the last answer; entries as JSON are one line each, so that a program can read them as they come.</summary>
    private static async Task<int> FollowAsync(ParseResult parsed, ListLog first, CancellationToken cancel)
    {
        var output = CliOutput.Of(parsed);
        using var signals = new Signals(cancel);
        using var client = new ControlClient(EngineCall.Folder(parsed));
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var next = first;
        try
        {
            do
            {
                var reply = await client.SendAsync(next, signals.Token);
                if (reply is not LogList list)
                    return EngineCall.Print(parsed, reply);
                if (parsed.GetValue(EngineCall.Json))
                {
                    foreach (var entry in list.Entries.Reverse())
                        output.JsonLine(entry);
                }
                else if (list.Entries.Count > 0)
                {
                    LogView.Print(output, list);
                }
                await output.Out.FlushAsync(signals.Token);
                next = new ListLog(FollowLimit, first.AtLeast) { After = list.Last };
            }
            while (await second.WaitForNextTickAsync(signals.Token));
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Ok;
        }
    }

    private static DateTimeOffset? ReadSince(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 100_000)
        {
            TimeSpan? ago = text[^1] switch
            {
                's' => TimeSpan.FromSeconds(count),
                'm' => TimeSpan.FromMinutes(count),
                'h' => TimeSpan.FromHours(count),
                'd' => TimeSpan.FromDays(count),
                _ => null,
            };
            if (ago is { } span)
                return TimeProvider.System.GetUtcNow() - span;
        }
        string[] forms = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ssK"];
        if (DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time))
            return time;
        result.AddError($"'{text}' is no time: write 30m, 2h, 1d, yyyy-MM-dd or \"yyyy-MM-dd HH:mm\"");
        return null;
    }

    public static Command Config()
    {
        var docs = new Option<bool>("--docs") { Description = "As the page docs/configuration.md: tables with default and range of each setting." };
        var command = new Command("config", "Print every setting with its unit, default and reason, as a HOCON file to start from.") { docs };
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.Write(parsed.GetValue(docs) ? ConfigurationPage.Write() : ConfigLoader.ReferenceText());
            return ExitCodes.Ok;
        });
        return command;
    }
}
