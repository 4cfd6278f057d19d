using Akka.Event;

namespace Arb.Host.Engine;

/// <summary>
/// What Akka says before its loggers run and after they have ended, to standard error and from a warning upwards: standard output belongs to the command (<c>--json</c>).
/// Made by Akka by name, so it has no arguments.
/// </summary>
public sealed class StandardErrorLogger : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message)
    {
        if (message is LogEvent said && said.LogLevel() >= Akka.Event.LogLevel.WarningLevel)
            Console.Error.WriteLine($"arb: {said.Message}{(said.Cause is { } cause ? $": {cause.Message}" : "")}");
    }
}
