using Akka.Actor;

namespace Akka.Event;

/// <summary>Base of loggers that are no actors.</summary>
public abstract class MinimalLogger : MinimalActorRef
{
    /// <inheritdoc />
    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems, "/StandardOutLogger");

    /// <inheritdoc />
    protected override void TellInternal(object message, IActorRef? sender) => Log(message ?? throw new InvalidMessageException());

    /// <summary>Writes a message.</summary>
    protected abstract void Log(object message);
}

/// <summary>Writes to the console: warnings and errors to standard error.</summary>
public class StandardOutLogger : MinimalLogger
{
    /// <inheritdoc />
    protected override void Log(object message) => Write(message);

    internal static void Write(object message)
    {
        var writer = message is LogEvent e && e.LogLevel() >= LogLevel.WarningLevel ? Console.Error : Console.Out;
        writer.WriteLine(message.ToString());
    }
}

/// <summary>The logger actor that writes to the console.</summary>
public class DefaultLogger : ActorBase, Akka.Dispatch.IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    /// <inheritdoc />
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                return true;
            case LogEvent logEvent:
                Print(logEvent);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes an event.</summary>
    protected virtual void Print(LogEvent logEvent) => StandardOutLogger.Write(logEvent);
}
