using Akka.Actor;

namespace Akka.Event;

/// <summary>Source for texts that name no type.</summary>
public class DummyClassForStringSources
{
}

/// <summary>Source and type of a log.</summary>
public readonly struct LogSource
{
    private LogSource(string source, Type type)
    {
        Source = source;
        Type = type;
    }

    /// <summary>The source.</summary>
    public string Source { get; }

    /// <summary>Its type.</summary>
    public Type Type { get; }

    /// <summary>The source of an actor, a reference, a type, a text or any object.</summary>
    public static LogSource Create(object o) => Create(o, null);

    /// <summary>The same with the address of a system.</summary>
    public static LogSource Create(object o, ActorSystem? system) => o switch
    {
        IActorContext context => new LogSource(context.Self.Path.ToString(), context.Props.Type),
        IInternalActor actor => new LogSource(actor.ActorContext.Self.Path.ToString(), actor.GetType()),
        IActorRef actorRef => new LogSource(actorRef.Path.ToString(), actorRef.GetType()),
        string text => new LogSource(system is null ? text : $"{text}({system})", typeof(DummyClassForStringSources)),
        Type type => new LogSource(system is null ? Logging.SimpleName(type) : $"{Logging.SimpleName(type)}({system})", type),
        _ => new LogSource(system is null ? Logging.SimpleName(o) : $"{Logging.SimpleName(o)}({system})", o.GetType()),
    };

    /// <summary>A source given in full.</summary>
    public static LogSource Create(string source, Type t) => new(source, t);
}

/// <summary>Gets loggers.</summary>
public static class Logging
{
    /// <summary>The log of an actor.</summary>
    public static ILoggingAdapter GetLogger(this IActorContext context, ILogMessageFormatter? logMessageFormatter = null)
    {
        var source = LogSource.Create(context, context.System);
        return new BusLogging(context.System.EventStream, source.Source, source.Type, logMessageFormatter ?? context.System.Settings.LogFormatter);
    }

    /// <summary>The log of anything in a system.</summary>
    public static ILoggingAdapter GetLogger(ActorSystem system, object logSourceObj, ILogMessageFormatter? logMessageFormatter = null)
    {
        var source = LogSource.Create(logSourceObj, system);
        return new BusLogging(system.EventStream, source.Source, source.Type, logMessageFormatter ?? system.Settings.LogFormatter);
    }

    /// <summary>The log of anything on a bus.</summary>
    public static ILoggingAdapter GetLogger(LoggingBus loggingBus, object logSourceObj, ILogMessageFormatter? logMessageFormatter = null)
    {
        var source = LogSource.Create(logSourceObj);
        return new BusLogging(loggingBus, source.Source, source.Type, logMessageFormatter ?? DefaultLogMessageFormatter.Instance);
    }

    /// <summary>Short name of an object's type.</summary>
    public static string SimpleName(object o) => SimpleName(o.GetType());

    /// <summary>Short name of a type.</summary>
    public static string SimpleName(Type t)
    {
        var tick = t.Name.IndexOf('`');
        return tick < 0 ? t.Name : t.Name[..tick];
    }

    /// <summary>Type of the events of a level.</summary>
    public static Type ClassFor(this LogLevel logLevel) => logLevel switch
    {
        LogLevel.DebugLevel => typeof(Debug),
        LogLevel.InfoLevel => typeof(Info),
        LogLevel.WarningLevel => typeof(Warning),
        LogLevel.ErrorLevel => typeof(Error),
        _ => throw new ArgumentException("Unknown LogLevel", nameof(logLevel)),
    };

    /// <summary>Name of a level in configuration.</summary>
    public static string StringFor(this LogLevel logLevel) => logLevel switch
    {
        LogLevel.DebugLevel => "DEBUG",
        LogLevel.InfoLevel => "INFO",
        LogLevel.WarningLevel => "WARNING",
        LogLevel.ErrorLevel => "ERROR",
        _ => throw new ArgumentException("Unknown LogLevel", nameof(logLevel)),
    };

    /// <summary>Level of a name in configuration.</summary>
    /// <exception cref="ArgumentException">There is no such level.</exception>
    public static LogLevel LogLevelFor(string logLevel) => logLevel?.ToUpperInvariant() switch
    {
        "DEBUG" => LogLevel.DebugLevel,
        "INFO" => LogLevel.InfoLevel,
        "WARNING" => LogLevel.WarningLevel,
        "ERROR" => LogLevel.ErrorLevel,
        "OFF" => (LogLevel)int.MaxValue,
        _ => throw new ArgumentException($"Unknown LogLevel: \"{logLevel}\". Valid values are: \"Debug\", \"Info\", \"Warning\", \"Error\"", nameof(logLevel)),
    };

    /// <summary>Level of an event type.</summary>
    public static LogLevel LogLevelFor<T>()
        where T : LogEvent
        => typeof(T) == typeof(Debug) ? LogLevel.DebugLevel
            : typeof(T) == typeof(Info) ? LogLevel.InfoLevel
            : typeof(T) == typeof(Warning) ? LogLevel.WarningLevel
            : typeof(T) == typeof(Error) ? LogLevel.ErrorLevel
            : throw new ArgumentException($"Unknown LogEvent type: \"{typeof(T)}\"");
}
