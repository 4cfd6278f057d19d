using Akka.Event;

namespace Akka.Actor;

/// <summary>A message that the cell handles itself before the actor sees it.</summary>
public interface IAutoReceivedMessage
{
}

/// <summary>A message that may stop an actor.</summary>
public interface IPossiblyHarmful
{
}

/// <summary>A message that does not reset the receive time-out.</summary>
public interface INotInfluenceReceiveTimeout
{
}

/// <summary>A message that is never serialised.</summary>
public interface INoSerializationVerificationNeeded
{
}

/// <summary>A message that carries another one.</summary>
public interface IWrappedMessage
{
    /// <summary>The message inside.</summary>
    object Message { get; }
}

/// <summary>A message with its sender.</summary>
public readonly struct Envelope
{
    /// <summary>Creates an envelope.</summary>
    public Envelope(object message, IActorRef? sender)
    {
        Message = message;
        Sender = sender!;
    }

    /// <summary>Creates an envelope; the sender defaults to the dead letters.</summary>
    public Envelope(object message, IActorRef? sender, ActorSystem system)
        : this(message, sender ?? system.DeadLetters)
    {
    }

    /// <summary>The message.</summary>
    public object Message { get; }

    /// <summary>The sender; null when nobody.</summary>
    public IActorRef Sender { get; }

    /// <inheritdoc />
    public override string ToString() => $"<{Message}> from {(Sender is null ? "NoSender" : Sender.ToString())}";
}

/// <summary>Stops the actor once the messages before it are processed.</summary>
public sealed class PoisonPill : IAutoReceivedMessage, IPossiblyHarmful, IDeadLetterSuppression
{
    private PoisonPill()
    {
    }

    /// <summary>The pill.</summary>
    public static PoisonPill Instance { get; } = new();

    /// <inheritdoc />
    public override string ToString() => "<PoisonPill>";
}

/// <summary>Makes the actor throw <see cref="ActorKilledException"/>.</summary>
public sealed class Kill : IAutoReceivedMessage
{
    private Kill()
    {
    }

    /// <summary>The message.</summary>
    public static Kill Instance { get; } = new();

    /// <inheritdoc />
    public override string ToString() => "<Kill>";
}

/// <summary>Asks an actor for its reference; answered with <see cref="ActorIdentity"/>.</summary>
public sealed class Identify : IAutoReceivedMessage, INotInfluenceReceiveTimeout
{
    /// <summary>Creates the question.</summary>
    public Identify(object messageId)
    {
        MessageId = messageId;
    }

    /// <summary>Comes back in the answer.</summary>
    public object MessageId { get; }

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Identify other && Equals(MessageId, other.MessageId);

    /// <inheritdoc />
    public override int GetHashCode() => MessageId?.GetHashCode() ?? 0;

    /// <inheritdoc />
    public override string ToString() => $"<Identify>: {MessageId}";
}

/// <summary>Answer to <see cref="Identify"/>.</summary>
public sealed class ActorIdentity
{
    /// <summary>Creates the answer.</summary>
    public ActorIdentity(object messageId, IActorRef? subject)
    {
        MessageId = messageId;
        Subject = subject!;
    }

    /// <summary>From the question.</summary>
    public object MessageId { get; }

    /// <summary>The actor, or null when there is none.</summary>
    public IActorRef Subject { get; }

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is ActorIdentity other && Equals(MessageId, other.MessageId) && Equals(Subject, other.Subject);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(MessageId, Subject);

    /// <inheritdoc />
    public override string ToString() => $"<ActorIdentity>: {Subject} - MessageId={MessageId}";
}

/// <summary>Sent by death watch when a watched actor has ended.</summary>
public sealed class Terminated : IAutoReceivedMessage, IPossiblyHarmful, IDeadLetterSuppression, INoSerializationVerificationNeeded, IEquatable<Terminated>
{
    /// <summary>Creates the message.</summary>
    public Terminated(IActorRef actorRef, bool existenceConfirmed, bool addressTerminated)
    {
        ActorRef = actorRef;
        ExistenceConfirmed = existenceConfirmed;
        AddressTerminated = addressTerminated;
    }

    /// <summary>The actor that ended.</summary>
    public IActorRef ActorRef { get; }

    /// <summary>Always false here: there are no remote addresses.</summary>
    public bool AddressTerminated { get; }

    /// <summary>Whether the actor is known to have existed.</summary>
    public bool ExistenceConfirmed { get; }

    /// <inheritdoc />
    public bool Equals(Terminated? other)
        => other is not null && Equals(ActorRef, other.ActorRef) && AddressTerminated == other.AddressTerminated && ExistenceConfirmed == other.ExistenceConfirmed;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Terminated);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(ActorRef, AddressTerminated, ExistenceConfirmed);

    /// <inheritdoc />
    public override string ToString() => $"<Terminated>: {ActorRef} - ExistenceConfirmed={ExistenceConfirmed}";
}

/// <summary>Sent to an actor that got no message within its receive time-out.</summary>
public class ReceiveTimeout : IPossiblyHarmful
{
    private ReceiveTimeout()
    {
    }

    /// <summary>The message.</summary>
    public static ReceiveTimeout Instance { get; } = new();
}

/// <summary>Outcome of a request, as a message.</summary>
public abstract class Status
{
    /// <summary>It worked.</summary>
    public sealed class Success : Status
    {
        /// <summary>Success without a value.</summary>
        public static readonly Success Instance = new(null);

        /// <summary>The value.</summary>
        public readonly object? Status;

        /// <summary>Creates a success.</summary>
        public Success(object? status)
        {
            Status = status;
        }

        /// <inheritdoc />
        public override string ToString() => Status is null ? "Success" : $"Success: {Status}";
    }

    /// <summary>It failed; an <c>Ask</c> that gets this fails with the cause.</summary>
    public sealed class Failure : Status
    {
        /// <summary>Why.</summary>
        public readonly Exception Cause;

        /// <summary>Anything the sender added.</summary>
        public readonly object? State;

        /// <summary>Creates a failure.</summary>
        public Failure(Exception cause)
            : this(cause, null)
        {
        }

        /// <summary>Creates a failure.</summary>
        public Failure(Exception cause, object? state)
        {
            Cause = cause;
            State = state;
        }

        /// <inheritdoc />
        public override string ToString() => State is null ? $"Failure: {Cause}" : $"Failure[{State}]: {Cause}";
    }
}

/// <summary>Unwraps messages that carry others.</summary>
public static class WrappedMessage
{
    /// <summary>The innermost message.</summary>
    public static object Unwrap(object message)
    {
        while (message is IWrappedMessage wrapped)
            message = wrapped.Message;
        return message;
    }
}
