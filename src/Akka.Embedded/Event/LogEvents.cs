using System.Globalization;
using Akka.Actor;

namespace Akka.Event;

/// <summary>How much a log event matters.</summary>
public enum LogLevel
{
    /// <summary>For developers.</summary>
    DebugLevel,

    /// <summary>For operators.</summary>
    InfoLevel,

    /// <summary>Something is odd.</summary>
    WarningLevel,

    /// <summary>Something failed.</summary>
    ErrorLevel,
}

/// <summary>Something to log.</summary>
public abstract class LogEvent : INoSerializationVerificationNeeded
{
    /// <summary>Notes the time (UTC) and the thread.</summary>
    protected LogEvent()
    {
        Timestamp = DateTime.UtcNow;
        Thread = Thread.CurrentThread;
    }

    /// <summary>What failed, if anything.</summary>
    public Exception? Cause { get; protected set; }

    /// <summary>When, in UTC.</summary>
    public DateTime Timestamp { get; private set; }

    /// <summary>On which thread.</summary>
    public Thread Thread { get; private set; }

    /// <summary>Who: usually a path.</summary>
    public string LogSource { get; protected set; } = "";

    /// <summary>Type of the source.</summary>
    public Type LogClass { get; protected set; } = typeof(object);

    /// <summary>What: a text, or a <see cref="LogMessage"/> that is formatted when somebody reads it.</summary>
    public object Message { get; protected set; } = "";

    /// <summary>The level.</summary>
    public abstract LogLevel LogLevel();

    /// <inheritdoc />
    public override string ToString()
    {
        var level = LogLevel().ToString().Replace("Level", "", StringComparison.Ordinal).ToUpperInvariant();
        var thread = string.IsNullOrEmpty(Thread.Name) ? Thread.ManagedThreadId.ToString("D4", CultureInfo.InvariantCulture) : Thread.Name;
        var time = Timestamp.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var text = $"[{level}][{time}][Thread {thread}][{LogSource}] {Message}";
        return Cause is null ? text : $"{text}{Environment.NewLine}Cause: {Cause}";
    }

    internal void Fill(Exception? cause, string source, Type type, object message)
    {
        Cause = cause;
        LogSource = source;
        LogClass = type;
        Message = message;
    }
}

/// <summary>For developers.</summary>
public class Debug : LogEvent
{
    /// <summary>Creates the event.</summary>
    public Debug(string logSource, Type logClass, object message)
        : this(null, logSource, logClass, message)
    {
    }

    /// <summary>Creates the event.</summary>
    public Debug(Exception? cause, string logSource, Type logClass, object message)
    {
        Fill(cause, logSource, logClass, message);
    }

    /// <inheritdoc />
    public override LogLevel LogLevel() => Event.LogLevel.DebugLevel;
}

/// <summary>For operators.</summary>
public class Info : LogEvent
{
    /// <summary>Creates the event.</summary>
    public Info(string logSource, Type logClass, object message)
        : this(null, logSource, logClass, message)
    {
    }

    /// <summary>Creates the event.</summary>
    public Info(Exception? cause, string logSource, Type logClass, object message)
    {
        Fill(cause, logSource, logClass, message);
    }

    /// <inheritdoc />
    public override LogLevel LogLevel() => Event.LogLevel.InfoLevel;
}

/// <summary>Something is odd.</summary>
public class Warning : LogEvent
{
    /// <summary>Creates the event.</summary>
    public Warning(string logSource, Type logClass, object message)
        : this(null, logSource, logClass, message)
    {
    }

    /// <summary>Creates the event.</summary>
    public Warning(Exception? cause, string logSource, Type logClass, object message)
    {
        Fill(cause, logSource, logClass, message);
    }

    /// <inheritdoc />
    public override LogLevel LogLevel() => Event.LogLevel.WarningLevel;
}

/// <summary>Something failed.</summary>
public class Error : LogEvent
{
    /// <summary>Creates the event.</summary>
    public Error(Exception? cause, string logSource, Type logClass, object message)
    {
        Fill(cause, logSource, logClass, message);
    }

    /// <inheritdoc />
    public override LogLevel LogLevel() => Event.LogLevel.ErrorLevel;
}

/// <summary>Sent to a logger actor at start; answered with <see cref="LoggerInitialized"/>.</summary>
public class InitializeLogger : INoSerializationVerificationNeeded
{
    /// <summary>Creates the message.</summary>
    public InitializeLogger(LoggingBus loggingBus)
    {
        LoggingBus = loggingBus;
    }

    /// <summary>The bus that log events come from.</summary>
    public LoggingBus LoggingBus { get; }
}

/// <summary>A logger actor is ready.</summary>
public class LoggerInitialized : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
}
