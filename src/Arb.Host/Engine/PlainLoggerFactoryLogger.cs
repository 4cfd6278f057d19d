using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Akka.Hosting.Logging;
using Arb.Actors.Health;
using Arb.Domain.Primitives;
using AkkaLogLevel = Akka.Event.LogLevel;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Arb.Host.Engine;

/// <summary>
/// Writes the actors' log as the message alone (time and level are the log's own business), with what machines want beside it: who said it, after which template, in which area, about which account, provider,
/// execution or match.
/// </summary>
internal sealed partial class PlainLoggerFactoryLogger : LoggerFactoryLogger
{
    private readonly ILogger _target = Context.System.Settings.Setup.Get<LoggerFactorySetup>().Value.LoggerFactory.CreateLogger("arb");

    protected override void Log(LogEvent log, ActorPath path)
    {
        var level = log.LogLevel() switch
        {
            AkkaLogLevel.DebugLevel => LogLevel.Debug,
            AkkaLogLevel.InfoLevel => LogLevel.Information,
            AkkaLogLevel.WarningLevel => LogLevel.Warning,
            _ => LogLevel.Error,
        };
        if (_target.IsEnabled(level))
            _target.Log(level, default, Properties(log), log.Cause, static (state, _) => (string)state["Text"]);
    }

    private static Dictionary<string, object> Properties(LogEvent log)
    {
        var text = log.Message?.ToString() ?? "";
        var properties = new Dictionary<string, object> { ["Text"] = text, ["Actor"] = log.LogSource ?? "" };
        if (log.Message is LogMessage message)
        {
            properties["Template"] = message.Format;
            foreach (var argument in message.Parameters())
                Describe(argument, properties);
        }
        else
        {
            properties["Template"] = Digits().Replace(text, "#");
        }
        if (!properties.ContainsKey("Area") && Tag().Match(text) is { Success: true } tag)
            properties["Area"] = tag.Groups[1].Value.ToLowerInvariant();
        properties["{OriginalFormat}"] = "{Text:l}";
        return properties;
    }

    private static void Describe(object? argument, Dictionary<string, object> properties)
    {
        switch (argument)
        {
            case SystemLogLine { Entry: var entry }:
                properties["Actor"] = entry.Area;
                properties["Area"] = entry.Area;
                properties["Severity"] = entry.Severity.ToString();
                properties["Template"] = Digits().Replace(entry.Message, "#");
                if (entry.Account is { } concerned)
                    properties["Account"] = concerned.Value;
                if (entry.Execution is { } execution)
                    properties["Execution"] = execution.Value;
                break;
            case AccountId account:
                properties["Account"] = account.Value;
                break;
            case SourceKey source:
                properties["Account"] = source.Account.Value;
                properties["Provider"] = source.Provider.Value;
                break;
            case ExecutionId running:
                properties["Execution"] = running.Value;
                break;
            case MatchId match:
                properties["Match"] = match.Value;
                break;
        }
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^\[(?:ALARM )?([A-Za-z-]+)\]")]
    private static partial Regex Tag();
}
