using Akka.Actor;
using Akka.Hosting.Logging;
using AkkaLogLevel = Akka.Event.LogLevel;

namespace Arb.Host.Engine;

/// <summary>Writes the actors' log as the message alone: time and level are the log's own business.</summary>
internal sealed class PlainLoggerFactoryLogger : LoggerFactoryLogger
{
    private readonly ILogger _target = Context.System.Settings.Setup.Get<LoggerFactorySetup>().Value.LoggerFactory.CreateLogger("arb");

    protected override void Log(Akka.Event.LogEvent log, ActorPath path)
    {
        var level = log.LogLevel() switch
        {
            AkkaLogLevel.DebugLevel => LogLevel.Debug,
            AkkaLogLevel.InfoLevel => LogLevel.Information,
            AkkaLogLevel.WarningLevel => LogLevel.Warning,
            _ => LogLevel.Error,
        };
        _target.Log(level, log.Cause, "{Text:l}", log.Message?.ToString());
    }
}
