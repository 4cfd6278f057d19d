using System.Collections.Concurrent;
using Akka.Actor;

namespace Akka.Event;

/// <summary>A bus that log events travel on.</summary>
public class LoggingBus
{
    private readonly Lock _gate = new();
    // Per subscriber, what it subscribed to and unsubscribed from; the last entry that covers a type decides.
    private readonly Dictionary<IActorRef, List<(Type Type, bool Wanted)>> _subscriptions = [];
    private readonly ConcurrentDictionary<Type, IActorRef[]> _receivers = new();
    private int _version;

    /// <summary>The lowest level that is logged.</summary>
    public LogLevel LogLevel { get; private set; } = LogLevel.ErrorLevel;

    /// <summary>Publishes an event to all who subscribed to its type, a base type or an interface of it.</summary>
    public void Publish(object @event)
    {
        var type = @event.GetType();
        if (!_receivers.TryGetValue(type, out var receivers))
            receivers = Learn(type);
        foreach (var receiver in receivers)
            Publish(@event, receiver);
    }

    /// <summary>Subscribes to a type; false if already subscribed.</summary>
    public virtual bool Subscribe(IActorRef subscriber, Type classifier)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        lock (_gate)
        {
            if (!_subscriptions.TryGetValue(subscriber, out var entries))
                _subscriptions.Add(subscriber, entries = []);
            if (Wants(entries, classifier))
                return false;
            entries.RemoveAll(e => classifier.IsAssignableFrom(e.Type));
            entries.Add((classifier, true));
            Forget();
            return true;
        }
    }

    /// <summary>Ends all subscriptions of a subscriber; false if there was none.</summary>
    public virtual bool Unsubscribe(IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        lock (_gate)
        {
            Forget();
            return _subscriptions.Remove(subscriber);
        }
    }

    /// <summary>Ends the subscription to a type and its subtypes; false if there was none.</summary>
    public virtual bool Unsubscribe(IActorRef subscriber, Type classifier)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        lock (_gate)
        {
            if (!_subscriptions.TryGetValue(subscriber, out var entries))
                return false;
            var removed = entries.RemoveAll(e => classifier.IsAssignableFrom(e.Type)) > 0;
            var covered = Wants(entries, classifier);
            if (covered)
                entries.Add((classifier, false));
            if (!entries.Any(e => e.Wanted))
                _subscriptions.Remove(subscriber);
            Forget();
            return removed || covered;
        }
    }

    /// <summary>Sets the lowest level that is logged.</summary>
    public void SetLogLevel(LogLevel logLevel)
    {
        lock (_gate)
        {
            LogLevel = logLevel;
            foreach (var logger in Loggers)
                SubscribeLogger(logger, logLevel);
        }
    }

    internal List<IActorRef> Loggers { get; } = [];

    internal bool IsSubscribed(IActorRef subscriber)
    {
        lock (_gate)
            return _subscriptions.ContainsKey(subscriber);
    }

    internal void AddLogger(IActorRef logger, LogLevel level)
    {
        lock (_gate)
        {
            Loggers.Add(logger);
            SubscribeLogger(logger, level);
        }
    }

    internal void RemoveLogger(IActorRef logger)
    {
        lock (_gate)
        {
            Loggers.Remove(logger);
            foreach (var level in AllLevels)
                Unsubscribe(logger, level.ClassFor());
        }
    }

    /// <summary>Delivers an event.</summary>
    protected virtual void Publish(object @event, IActorRef subscriber) => subscriber.Tell(@event, ActorRefs.NoSender);

    private static readonly LogLevel[] AllLevels = [LogLevel.DebugLevel, LogLevel.InfoLevel, LogLevel.WarningLevel, LogLevel.ErrorLevel];

    private void SubscribeLogger(IActorRef logger, LogLevel level)
    {
        foreach (var each in AllLevels)
        {
            if (each >= level)
                Subscribe(logger, each.ClassFor());
            else
                Unsubscribe(logger, each.ClassFor());
        }
    }

    private IActorRef[] Learn(Type type)
    {
        lock (_gate)
        {
            var version = _version;
            var receivers = _subscriptions.Where(s => Wants(s.Value, type)).Select(s => s.Key).ToArray();
            if (version == _version)
                _receivers[type] = receivers;
            return receivers;
        }
    }

    private static bool Wants(List<(Type Type, bool Wanted)> entries, Type type)
        => entries.FindLast(e => e.Type.IsAssignableFrom(type)).Wanted;

    private void Forget()
    {
        _version++;
        _receivers.Clear();
    }
}

/// <summary>The bus of a system: any object may be published, any actor may subscribe to any type.</summary>
public class EventStream : LoggingBus
{
    private readonly ActorSystemImpl? _system;
    private readonly bool _debug;
    private IActorRef? _unsubscriber;
    private StandardOutLogger? _console;

    /// <summary>Creates a stream of its own, without a system.</summary>
    public EventStream(bool debug)
    {
        _debug = debug;
    }

    internal EventStream(ActorSystemImpl system, bool debug)
        : this(debug)
    {
        _system = system;
    }

    /// <inheritdoc />
    public override bool Subscribe(IActorRef subscriber, Type channel)
    {
        Debug($"subscribing {subscriber} to channel {channel}");
        var added = base.Subscribe(subscriber, channel);
        if (added && subscriber is LocalActorRef)
            _unsubscriber?.Tell(new EventStreamUnsubscriber.Register(subscriber), ActorRefs.NoSender);
        return added;
    }

    /// <inheritdoc />
    public override bool Unsubscribe(IActorRef subscriber, Type channel)
    {
        Debug($"unsubscribing {subscriber} from channel {channel}");
        return Dropped(subscriber, base.Unsubscribe(subscriber, channel));
    }

    /// <inheritdoc />
    public override bool Unsubscribe(IActorRef subscriber)
    {
        Debug($"unsubscribing {subscriber} from all channels");
        return Dropped(subscriber, base.Unsubscribe(subscriber));
    }

    internal void StartUnsubscriber()
        => _unsubscriber = _system!.SystemActorOf(Props.Create(typeof(EventStreamUnsubscriber), this), "eventStreamUnsubscriber-1");

    /// <summary>Before the logger actors start, and after they stop, the console gets the log.</summary>
    internal void StartStdoutLogger(Settings settings)
    {
        _console = new StandardOutLogger();
        SetLogLevel(Logging.LogLevelFor(settings.LogLevel));
        AddLogger(_console, Logging.LogLevelFor(settings.StdoutLogLevel));
    }

    internal void StartDefaultLoggers(ActorSystemImpl system)
    {
        var settings = system.Settings;
        SetLogLevel(Logging.LogLevelFor(settings.LogLevel));
        foreach (var name in settings.Loggers.Select(l => l.Trim()).Where(l => l.Length > 0))
        {
            var type = Util.Internal.TypeFinder.Find(name)
                ?? throw new Configuration.ConfigurationException($"Logger specified in config cannot be found: \"{name}\"");
            if (type == typeof(StandardOutLogger))
                continue;
            StartLogger(system, type, $"log{system.NextLoggerNumber()}-{type.Name}");
        }

        if (settings.DebugUnhandledMessage)
            Subscribe(system.SystemActorOf(Props.Create(typeof(UnhandledMessageForwarder))), typeof(UnhandledMessage));

        // The console stays only where it is configured as the logger.
        if (_console is not null && !settings.Loggers.Any(l => l.Contains(nameof(StandardOutLogger), StringComparison.Ordinal)))
            RemoveLogger(_console);
    }

    internal void StopDefaultLoggers(ActorSystem system)
    {
        if (_console is null)
            return;
        RemoveLogger(_console);
        AddLogger(_console, Logging.LogLevelFor(system.Settings.StdoutLogLevel));
        Publish(new Debug(nameof(EventStream), GetType(), "Shutting down: StandardOutLogger started"));
        foreach (var logger in Loggers.Where(l => !ReferenceEquals(l, _console)).ToList())
            RemoveLogger(logger);
        Publish(new Debug(nameof(EventStream), GetType(), "All default loggers stopped"));
    }

    private void StartLogger(ActorSystemImpl system, Type type, string name)
    {
        var settings = system.Settings;
        var logger = system.SystemActorOf(Props.Create(type).WithDispatcher(settings.LoggersDispatcher), name);
        if (settings.LoggerAsyncStart || system.RunsInline)
        {
            logger.Tell(new InitializeLogger(this), ActorRefs.Nobody);
            AddLogger(logger, LogLevel);
            return;
        }

        try
        {
            var answer = logger.Ask(new InitializeLogger(this), settings.LoggerStartTimeout).GetAwaiter().GetResult();
            if (answer is not LoggerInitialized)
                throw new LoggerInitializationException($"Logger {name} did not respond with LoggerInitialized, sent instead {answer}");
            AddLogger(logger, LogLevel);
        }
        catch (AskTimeoutException e)
        {
            Publish(new Warning(e, name, type, $"Logger {name} did not respond within {settings.LoggerStartTimeout} to InitializeLogger(bus)"));
        }
    }

    private bool Dropped(IActorRef subscriber, bool removed)
    {
        if (removed && subscriber is LocalActorRef && !IsSubscribed(subscriber))
            _unsubscriber?.Tell(new EventStreamUnsubscriber.Unregister(subscriber), ActorRefs.NoSender);
        return removed;
    }

    private void Debug(string message)
    {
        if (_debug)
            Publish(new Debug(nameof(EventStream), GetType(), message));
    }
}

/// <summary>Subscribing by type argument.</summary>
public static class EventStreamExtensions
{
    /// <summary>Subscribes to a type.</summary>
    public static bool Subscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) => eventStream.Subscribe(subscriber, typeof(TChannel));

    /// <summary>Ends a subscription.</summary>
    public static bool Unsubscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) => eventStream.Unsubscribe(subscriber, typeof(TChannel));
}

/// <summary>Ends the subscriptions of actors that have ended.</summary>
internal sealed class EventStreamUnsubscriber(EventStream stream) : ActorBase
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Register register:
                Context.Watch(register.Subscriber);
                return true;
            case Unregister unregister when !stream.IsSubscribed(unregister.Subscriber):
                Context.Unwatch(unregister.Subscriber);
                return true;
            case Terminated terminated:
                stream.Unsubscribe(terminated.ActorRef);
                return true;
            default:
                return message is Unregister;
        }
    }

    internal sealed record Register(IActorRef Subscriber);

    internal sealed record Unregister(IActorRef Subscriber);
}

/// <summary>Logs unhandled messages for developers.</summary>
internal sealed class UnhandledMessageForwarder : ActorBase
{
    protected override bool Receive(object message)
    {
        if (message is not UnhandledMessage unhandled)
            return false;
        Context.System.EventStream.Publish(new Debug(
            unhandled.Recipient.Path.ToString(),
            unhandled.Recipient.GetType(),
            $"Unhandled message from {unhandled.Sender?.Path.ToString() ?? "NoSender"} : {unhandled.Message}"));
        return true;
    }
}
