using Akka.Actor;

namespace Akka.Event;

/// <summary>A message that makes no noise when it cannot be delivered.</summary>
public interface IDeadLetterSuppression
{
}

/// <summary>A message that did not reach an actor or was not handled by it.</summary>
public abstract class AllDeadLetters : IWrappedMessage
{
    /// <summary>Creates the event.</summary>
    protected AllDeadLetters(object message, IActorRef? sender, IActorRef recipient)
    {
        Message = message;
        Sender = sender!;
        Recipient = recipient;
    }

    /// <summary>The message.</summary>
    public object Message { get; }

    /// <summary>Who it was for.</summary>
    public IActorRef Recipient { get; }

    /// <summary>Who sent it; may be null.</summary>
    public IActorRef Sender { get; }

    /// <inheritdoc />
    public override string ToString() => $"{GetType().Name} from {Sender} to {Recipient}: <{Message}>";
}

/// <summary>A message that could not be delivered.</summary>
public sealed class DeadLetter : AllDeadLetters
{
    /// <summary>Creates the event.</summary>
    public DeadLetter(object message, IActorRef? sender, IActorRef recipient)
        : base(message ?? throw new ArgumentNullException(nameof(message), "DeadLetter message may not be null"), sender, recipient)
    {
    }
}

/// <summary>A message that could not be delivered, and nobody minds.</summary>
public sealed class SuppressedDeadLetter : AllDeadLetters
{
    /// <summary>Creates the event.</summary>
    public SuppressedDeadLetter(IDeadLetterSuppression message, IActorRef? sender, IActorRef recipient)
        : base(message, sender, recipient)
    {
    }
}

/// <summary>A message that was thrown away on purpose.</summary>
public sealed class Dropped : AllDeadLetters
{
    /// <summary>Creates the event.</summary>
    public Dropped(object message, string reason, IActorRef? sender, IActorRef recipient)
        : base(message, sender, recipient)
    {
        Reason = reason;
    }

    /// <summary>Creates the event.</summary>
    public Dropped(object message, string reason, IActorRef recipient)
        : this(message, reason, ActorRefs.NoSender, recipient)
    {
    }

    /// <summary>Why.</summary>
    public string Reason { get; }
}

/// <summary>A message that its actor did not handle.</summary>
public sealed class UnhandledMessage : AllDeadLetters
{
    /// <summary>Creates the event.</summary>
    public UnhandledMessage(object message, IActorRef? sender, IActorRef recipient)
        : base(message, sender, recipient)
    {
    }
}

/// <summary>Logs dead letters, up to the configured number.</summary>
public class DeadLetterListener : ActorBase
{
    private int _count;
    private TimeSpan _silentUntil;

    /// <inheritdoc />
    protected override void PreStart() => Subscribe(Context.System.EventStream, Self);

    // The system does it too, before it hands itself out: its first dead letter is not to be missed.
    internal static void Subscribe(EventStream stream, IActorRef listener)
    {
        stream.Subscribe(listener, typeof(DeadLetter));
        stream.Subscribe(listener, typeof(Dropped));
        stream.Subscribe(listener, typeof(UnhandledMessage));
    }

    /// <inheritdoc />
    protected override void PreRestart(Exception reason, object message)
    {
    }

    /// <inheritdoc />
    protected override void PostRestart(Exception reason)
    {
    }

    /// <inheritdoc />
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    /// <inheritdoc />
    protected override bool Receive(object message)
    {
        if (message is not AllDeadLetters letter)
            return false;
        // The log's own leavings would only feed themselves.
        if (letter.Message is LogEvent)
            return true;
        var settings = Context.System.Settings;
        if (((ActorSystemImpl)Context.System).IsTerminating && !settings.LogDeadLettersDuringShutdown)
            return true;
        var limit = settings.LogDeadLetters;
        if (limit == int.MaxValue || ++_count < limit)
        {
            Log(letter, "");
            return true;
        }

        var now = Context.System.Scheduler.MonotonicClock;
        var pause = settings.LogDeadLettersSuspendDuration;
        if (_count == limit)
        {
            _silentUntil = now + pause;
            Log(letter, ", no more dead letters will be logged" + (pause > TimeSpan.Zero ? $" in next [{pause}]" : ""));
        }
        else if (pause > TimeSpan.Zero && now >= _silentUntil)
        {
            Log(letter, $", of which {_count - limit - 1} were not logged. The counter will be reset now");
            _count = 0;
        }

        return true;
    }

    private void Log(AllDeadLetters letter, string remark)
    {
        var origin = letter.Sender is null || ReferenceEquals(letter.Sender, Context.System.DeadLetters) ? "" : $" from {letter.Sender}";
        var what = letter switch
        {
            Dropped dropped => $"to {letter.Recipient} was dropped. {dropped.Reason}.",
            UnhandledMessage => $"to {letter.Recipient} was unhandled.",
            _ => $"to {letter.Recipient} was not delivered.",
        };
        var text = $"Message [{letter.Message.GetType().Name}]{origin} {what} [{_count}] dead letters encountered{remark}. "
            + "This logging can be turned off or adjusted with configuration settings 'akka.log-dead-letters' and 'akka.log-dead-letters-during-shutdown'. "
            + $"Message content: {letter.Message}";
        Context.System.EventStream.Publish(new Info(letter.Recipient.Path.ToString(), letter.Recipient.GetType(), text));
    }
}
