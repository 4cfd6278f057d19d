using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Internal;
using Akka.TestKit.Internal.StringMatcher;

namespace Akka.TestKit;

/// <summary>Makes filters of log events. Where several of message, start and contains are given, the first counts.</summary>
public class EventFilterFactory
{
    private readonly TestKitBase _testkit;
    private readonly ActorSystem _system;
    private readonly IReadOnlyList<EventFilterBase> _filters;

    /// <summary>For the system of the kit.</summary>
    public EventFilterFactory(TestKitBase testkit)
        : this(testkit, testkit.Sys)
    {
    }

    /// <summary>For another system.</summary>
    public EventFilterFactory(TestKitBase testkit, ActorSystem system)
        : this(testkit, system, [])
    {
    }

    /// <summary>For another system; the made filters are added to the given ones.</summary>
    public EventFilterFactory(TestKitBase testkit, ActorSystem actorSystem, IReadOnlyList<EventFilterBase> filters)
    {
        _testkit = testkit;
        _system = actorSystem;
        _filters = filters;
    }

    /// <summary>Errors caused by an exception of the type.</summary>
    public IEventFilterApplier Exception<TException>(Regex pattern, string? source = null)
        where TException : Exception => Exception(typeof(TException), pattern, source);

    /// <summary>Errors caused by an exception of the type.</summary>
    public IEventFilterApplier Exception(Type exceptionType, Regex pattern, string? source = null, bool checkInnerExceptions = false)
        => Apply(new ErrorFilter(exceptionType, new RegexMatcher(pattern), From(source), checkInnerExceptions));

    /// <summary>Errors caused by an exception of the type.</summary>
    public IEventFilterApplier Exception<TException>(string? message = null, string? start = null, string? contains = null, string? source = null)
        where TException : Exception => Exception(typeof(TException), message, start, contains, source);

    /// <summary>Errors caused by an exception of the type.</summary>
    public IEventFilterApplier Exception(Type exceptionType, string? message = null, string? start = null, string? contains = null, string? source = null, bool checkInnerExceptions = false)
        => Apply(new ErrorFilter(exceptionType, CreateMessageMatcher(message, start, contains), From(source), checkInnerExceptions));

    /// <summary>Events for which the predicate is true.</summary>
    public IEventFilterApplier Custom(Predicate<LogEvent> predicate) => Apply(new CustomEventFilter(predicate));

    /// <summary>Events of the type for which the predicate is true.</summary>
    public IEventFilterApplier Custom<TLogEvent>(Predicate<TLogEvent> predicate)
        where TLogEvent : LogEvent => Apply(new CustomEventFilter(e => e is TLogEvent typed && predicate(typed)));

    /// <summary>Events of the level.</summary>
    public IEventFilterApplier ForLogLevel(LogLevel logLevel, string? message = null, string? start = null, string? contains = null, string? source = null)
        => ForLogLevel(logLevel, CreateMessageMatcher(message, start, contains), source);

    /// <summary>Events of the level.</summary>
    public IEventFilterApplier ForLogLevel(LogLevel logLevel, Regex pattern, string? source = null)
        => ForLogLevel(logLevel, new RegexMatcher(pattern), source);

    /// <summary>Debug events.</summary>
    public IEventFilterApplier Debug(string? message = null, string? start = null, string? contains = null, string? source = null)
        => ForLogLevel(LogLevel.DebugLevel, message, start, contains, source);

    /// <summary>Debug events.</summary>
    public IEventFilterApplier Debug(Regex pattern, string? source = null) => ForLogLevel(LogLevel.DebugLevel, pattern, source);

    /// <summary>Info events.</summary>
    public IEventFilterApplier Info(string? message = null, string? start = null, string? contains = null, string? source = null)
        => ForLogLevel(LogLevel.InfoLevel, message, start, contains, source);

    /// <summary>Info events.</summary>
    public IEventFilterApplier Info(Regex pattern, string? source = null) => ForLogLevel(LogLevel.InfoLevel, pattern, source);

    /// <summary>Warning events.</summary>
    public IEventFilterApplier Warning(string? message = null, string? start = null, string? contains = null, string? source = null)
        => ForLogLevel(LogLevel.WarningLevel, message, start, contains, source);

    /// <summary>Warning events.</summary>
    public IEventFilterApplier Warning(Regex pattern, string? source = null) => ForLogLevel(LogLevel.WarningLevel, pattern, source);

    /// <summary>Error events.</summary>
    public IEventFilterApplier Error(string? message = null, string? start = null, string? contains = null, string? source = null)
        => ForLogLevel(LogLevel.ErrorLevel, message, start, contains, source);

    /// <summary>Error events.</summary>
    public IEventFilterApplier Error(Regex pattern, string? source = null) => ForLogLevel(LogLevel.ErrorLevel, pattern, source);

    /// <summary>Dead letters.</summary>
    public IEventFilterApplier DeadLetter() => DeadLetters(_ => true, null);

    /// <summary>Dead letters with a message of the type.</summary>
    public IEventFilterApplier DeadLetter<TMessage>(string? source = null) => DeadLetters(m => m is TMessage, source);

    /// <summary>Dead letters with a message of the type that matches.</summary>
    public IEventFilterApplier DeadLetter<TMessage>(Func<TMessage, bool> isMatch, string? source = null) => DeadLetters(m => m is TMessage typed && isMatch(typed), source);

    /// <summary>Dead letters with a message of the type.</summary>
    public IEventFilterApplier DeadLetter(Type type, string? source = null) => DeadLetters(type.IsInstanceOfType, source);

    /// <summary>Dead letters with a message of the type that matches.</summary>
    public IEventFilterApplier DeadLetter(Type type, Func<object, bool> isMatch, string? source = null) => DeadLetters(m => type.IsInstanceOfType(m) && isMatch(m), source);

    /// <summary>A matcher of the first given text.</summary>
    protected static IStringMatcher CreateMessageMatcher(string? message, string? start, string? contains)
    {
        if (message is not null)
            return new EqualsString(message);
        if (start is not null)
            return new StartsWithString(start);
        return contains is not null ? new ContainsString(contains) : MatchesAll.Instance;
    }

    /// <summary>An applier of the earlier filters and this one.</summary>
    protected IEventFilterApplier CreateApplier(EventFilterBase filter, ActorSystem system) => new EventFilterApplier(_testkit, system, [.. _filters, filter]);

    private static EqualsStringAndPathMatcher? From(string? source) => source is null ? null : new EqualsStringAndPathMatcher(source);

    private IEventFilterApplier ForLogLevel(LogLevel level, IStringMatcher matcher, string? source) => Apply(level switch
    {
        LogLevel.DebugLevel => new DebugFilter(matcher, From(source)),
        LogLevel.InfoLevel => new InfoFilter(matcher, From(source)),
        LogLevel.WarningLevel => new WarningFilter(matcher, From(source)),
        LogLevel.ErrorLevel => new ErrorFilter(matcher, From(source)),
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Unknown log level"),
    });

    private IEventFilterApplier DeadLetters(Predicate<object> isMatch, string? source)
        => Apply(new DeadLettersFilter(null, From(source), letter => isMatch(letter.Message)));

    private IEventFilterApplier Apply(EventFilterBase filter) => CreateApplier(filter, _system);
}
