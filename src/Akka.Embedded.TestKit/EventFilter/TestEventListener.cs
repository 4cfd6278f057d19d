using Akka.Event;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit;

/// <summary>The default logger with filters: events that a filter matches are not written. Dead letters are logged as warnings.</summary>
public class TestEventListener : DefaultLogger
{
    private readonly List<IEventFilter> _filters = [];

    /// <inheritdoc/>
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger initialize:
                var bus = initialize.LoggingBus;
                bus.Subscribe(Self, typeof(Mute));
                bus.Subscribe(Self, typeof(Unmute));
                bus.Subscribe(Self, typeof(DeadLetter));
                bus.Subscribe(Self, typeof(UnhandledMessage));
                base.Receive(message);
                break;
            case Mute mute:
                _filters.AddRange(mute.Filters);
                break;
            case Unmute unmute:
                foreach (var filter in unmute.Filters)
                    _filters.Remove(filter);
                break;
            case LogEvent logEvent:
                if (!IsFiltered(logEvent))
                    Print(logEvent);
                break;
            case DeadLetter letter:
                LogDeadLetter(letter);
                break;
            default:
                Print(new Debug(Context.System.Name, GetType(), message));
                break;
        }

        return true;
    }

    private void LogDeadLetter(DeadLetter letter)
    {
        var path = letter.Recipient.Path.ToString()!;
        var type = letter.Recipient.GetType();
        if (!IsFiltered(new Warning(path, type, letter)))
            Print(new Warning(path, type, $"Received dead letter from {letter.Sender}: {letter.Message}"));
    }

    // A filter of a test that throws must not silence the log.
    private bool IsFiltered(LogEvent logEvent)
    {
        foreach (var filter in _filters)
        {
            try
            {
                if (filter.Apply(logEvent))
                    return true;
            }
            catch (Exception error)
            {
                Print(new Warning(Self.Path.ToString()!, GetType(), $"The event filter [{filter}] failed: {error.Message}"));
            }
        }

        return false;
    }
}
