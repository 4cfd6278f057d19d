using System.Text;
using Akka.Event;
using Akka.TestKit.Internal.StringMatcher;

namespace Akka.TestKit.Internal
{
    /// <summary>Called for every log event a filter matches.</summary>
    public delegate void EventMatched(EventFilterBase eventFilter, LogEvent logEvent);

    /// <summary>A filter by message and source.</summary>
    public abstract class EventFilterBase : IEventFilter
    {
        private readonly IStringMatcher _message;
        private readonly IStringMatcher _source;

        /// <summary>Null matches everything.</summary>
        protected EventFilterBase(IStringMatcher? messageMatcher, IStringMatcher? sourceMatcher)
        {
            _message = messageMatcher ?? MatchesAll.Instance;
            _source = sourceMatcher ?? MatchesAll.Instance;
        }

        /// <summary>Raised for every matching event.</summary>
        public event EventMatched? EventMatched;

        /// <summary>What is filtered, for messages.</summary>
        protected abstract string FilterDescriptiveName { get; }

        /// <inheritdoc/>
        public bool Apply(LogEvent logEvent)
        {
            var matches = IsMatch(logEvent);
            if (matches)
                OnEventMatched(logEvent);
            return matches;
        }

        /// <inheritdoc/>
        public override string ToString()
        {
            var text = new StringBuilder(FilterDescriptiveName);
            var parts = new List<string>(2);
            if (_message is not MatchesAll)
                parts.Add($"Message {_message}");
            if (_source is not MatchesAll)
                parts.Add($"Source {_source}");
            if (parts.Count > 0)
                text.Append(" when ").AppendJoin(" and ", parts);
            return text.ToString();
        }

        /// <summary>Whether the event fulfils the condition.</summary>
        protected abstract bool IsMatch(LogEvent evt);

        /// <summary>Raises <see cref="EventMatched"/>.</summary>
        protected virtual void OnEventMatched(LogEvent logEvent) => EventMatched?.Invoke(this, logEvent);

        /// <summary>Whether source and message match.</summary>
        protected bool InternalDoMatch(string? src, object? msg) => _source.IsMatch(src) && _message.IsMatch(msg?.ToString() ?? "null");
    }

    /// <summary>Debug events.</summary>
    public class DebugFilter : EventFilterBase
    {
        /// <summary>Null matches everything.</summary>
        public DebugFilter(IStringMatcher? messageMatcher = null, IStringMatcher? sourceMatcher = null)
            : base(messageMatcher, sourceMatcher)
        {
        }

        /// <inheritdoc/>
        protected override string FilterDescriptiveName => "Debug";

        /// <inheritdoc/>
        protected override bool IsMatch(LogEvent evt) => evt is Debug && InternalDoMatch(evt.LogSource, evt.Message);
    }

    /// <summary>Info events.</summary>
    public class InfoFilter : EventFilterBase
    {
        /// <summary>Null matches everything.</summary>
        public InfoFilter(IStringMatcher? messageMatcher = null, IStringMatcher? sourceMatcher = null)
            : base(messageMatcher, sourceMatcher)
        {
        }

        /// <inheritdoc/>
        protected override string FilterDescriptiveName => "Info";

        /// <inheritdoc/>
        protected override bool IsMatch(LogEvent evt) => evt is Info && InternalDoMatch(evt.LogSource, evt.Message);
    }

    /// <summary>Warning events.</summary>
    public class WarningFilter : EventFilterBase
    {
        /// <summary>Null matches everything.</summary>
        public WarningFilter(IStringMatcher? messageMatcher = null, IStringMatcher? sourceMatcher = null)
            : base(messageMatcher, sourceMatcher)
        {
        }

        /// <inheritdoc/>
        protected override string FilterDescriptiveName => "Warning";

        /// <inheritdoc/>
        protected override bool IsMatch(LogEvent evt) => evt is Warning && InternalDoMatch(evt.LogSource, evt.Message);
    }

    /// <summary>Events by a predicate.</summary>
    public class CustomEventFilter : EventFilterBase
    {
        private readonly Predicate<LogEvent> _predicate;

        /// <summary>With the predicate.</summary>
        public CustomEventFilter(Predicate<LogEvent> predicate)
            : base(null, null) => _predicate = predicate;

        /// <inheritdoc/>
        protected override string FilterDescriptiveName => "Custom";

        /// <inheritdoc/>
        protected override bool IsMatch(LogEvent evt) => _predicate(evt);
    }

    /// <summary>Error events, with an exception of a type if one is given; its message counts as the event's.</summary>
    public class ErrorFilter : EventFilterBase
    {
        private readonly Type? _exceptionType;
        private readonly bool _recurse;

        /// <summary>Errors of any cause.</summary>
        public ErrorFilter(IStringMatcher? messageMatcher = null, IStringMatcher? sourceMatcher = null)
            : this(null, messageMatcher, sourceMatcher)
        {
        }

        /// <summary>Errors with a cause of the type, or, if recursive, with such an inner cause.</summary>
        /// <exception cref="ArgumentException">The type is no exception.</exception>
        public ErrorFilter(Type? exceptionType, IStringMatcher? messageMatcher = null, IStringMatcher? sourceMatcher = null, bool recurseInnerExceptions = false)
            : base(messageMatcher, sourceMatcher)
        {
            if (exceptionType is not null && !typeof(Exception).IsAssignableFrom(exceptionType))
                throw new ArgumentException($"The type must be an exception. It was: {exceptionType}", nameof(exceptionType));
            _exceptionType = exceptionType;
            _recurse = recurseInnerExceptions;
        }

        /// <inheritdoc/>
        protected override string FilterDescriptiveName => _exceptionType is null ? "Error" : $"Error with Cause <{_exceptionType}>";

        /// <inheritdoc/>
        protected override bool IsMatch(LogEvent evt) => evt is Error error && IsMatch(error, error.Cause);

        private bool IsMatch(Error error, Exception? cause)
        {
            if (cause is null)
                return _exceptionType is null && InternalDoMatch(error.LogSource, error.Message);
            if (_exceptionType is null || _exceptionType.IsInstanceOfType(cause))
            {
                var nothingToMatch = error.Message is null && string.IsNullOrEmpty(cause.Message);
                if (nothingToMatch || InternalDoMatch(error.LogSource, error.Message) || InternalDoMatch(error.LogSource, cause.Message))
                    return true;
            }

            return _recurse && IsMatch(error, cause.InnerException);
        }
    }
}

namespace Akka.TestKit
{
    /// <summary>Dead letters.</summary>
    public sealed class DeadLettersFilter : Internal.EventFilterBase
    {
        private readonly Predicate<DeadLetter>? _isMatch;

        /// <summary>Null matches everything; the source is the recipient's path.</summary>
        public DeadLettersFilter(IStringMatcher? messageMatcher, IStringMatcher? sourceMatcher, Predicate<DeadLetter>? isMatch = null)
            : base(messageMatcher, sourceMatcher) => _isMatch = isMatch;

        /// <inheritdoc/>
        protected override string FilterDescriptiveName => "DeadLetter";

        /// <inheritdoc/>
        protected override bool IsMatch(LogEvent evt)
            => evt is Warning { Message: DeadLetter letter }
                && _isMatch?.Invoke(letter) != false
                && InternalDoMatch(evt.LogSource, letter.Message);
    }
}
