using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence;

/// <summary>A message between persistent actors, journals and snapshot stores.</summary>
public interface IPersistenceMessage : INoSerializationVerificationNeeded
{
}

/// <summary>A message to or from a journal.</summary>
public interface IJournalMessage : IPersistenceMessage
{
}

/// <summary>A message to a journal.</summary>
public interface IJournalRequest : IJournalMessage
{
}

/// <summary>A message from a journal.</summary>
public interface IJournalResponse : IJournalMessage
{
}

/// <summary>From the journal to the persistent actor: its events are deleted.</summary>
/// <param name="ToSequenceNr">The last sequence number deleted.</param>
public sealed record DeleteMessagesSuccess(long ToSequenceNr);

/// <summary>From the journal to the persistent actor: its events are not deleted.</summary>
/// <param name="Cause">Why not.</param>
/// <param name="ToSequenceNr">The last sequence number that was to be deleted.</param>
public sealed record DeleteMessagesFailure(Exception Cause, long ToSequenceNr) : INoSerializationVerificationNeeded;

/// <summary>From a persistent actor to the journal; answered with <see cref="DeleteMessagesSuccess"/> or <see cref="DeleteMessagesFailure"/>.</summary>
/// <param name="PersistenceId">Whose events.</param>
/// <param name="ToSequenceNr">The last sequence number to delete.</param>
/// <param name="PersistentActor">Who gets the answer.</param>
public sealed record DeleteMessagesTo(string PersistenceId, long ToSequenceNr, IActorRef PersistentActor) : IJournalRequest;

/// <summary>
/// From a persistent actor to the journal; answered with <see cref="WriteMessagesSuccessful"/> or <see cref="WriteMessagesFailed"/>, followed by one
/// <see cref="WriteMessageSuccess"/>, <see cref="WriteMessageRejected"/>, <see cref="WriteMessageFailure"/> or <see cref="LoopMessageSuccess"/> for each envelope's content.
/// </summary>
/// <param name="Messages">What to write, in order.</param>
/// <param name="PersistentActor">Who gets the answers.</param>
/// <param name="ActorInstanceId">The incarnation of the actor; others ignore the answers.</param>
public sealed record WriteMessages(IEnumerable<IPersistentEnvelope> Messages, IActorRef PersistentActor, int ActorInstanceId) : IJournalRequest;

/// <summary>From the journal to the persistent actor: the journal took the request; the outcome of each event follows.</summary>
public sealed class WriteMessagesSuccessful : IJournalResponse
{
    private WriteMessagesSuccessful()
    {
    }

    /// <summary>The only instance.</summary>
    public static WriteMessagesSuccessful Instance { get; } = new();
}

/// <summary>From the journal to the persistent actor: the request failed as a whole; a failure for each event follows.</summary>
/// <param name="Cause">Why.</param>
/// <param name="WriteCount">How many atomic writes the request had.</param>
public sealed record WriteMessagesFailed(Exception Cause, int WriteCount) : IJournalResponse;

/// <summary>From the journal to the persistent actor: this event is durable.</summary>
/// <param name="Persistent">The event.</param>
/// <param name="ActorInstanceId">The incarnation that asked.</param>
public sealed record WriteMessageSuccess(IPersistentRepresentation Persistent, int ActorInstanceId) : IJournalResponse;

/// <summary>From the journal to the persistent actor: this event was refused before it reached the store, for example because it cannot be serialized.</summary>
/// <param name="Persistent">The event.</param>
/// <param name="Cause">Why.</param>
/// <param name="ActorInstanceId">The incarnation that asked.</param>
public sealed record WriteMessageRejected(IPersistentRepresentation Persistent, Exception Cause, int ActorInstanceId) : IJournalResponse;

/// <summary>From the journal to the persistent actor: whether this event is durable is not known.</summary>
/// <param name="Persistent">The event.</param>
/// <param name="Cause">Why.</param>
/// <param name="ActorInstanceId">The incarnation that asked.</param>
public sealed record WriteMessageFailure(IPersistentRepresentation Persistent, Exception Cause, int ActorInstanceId) : IJournalResponse;

/// <summary>From the journal to the persistent actor: a deferred message comes back in its turn.</summary>
/// <param name="Message">The message.</param>
/// <param name="ActorInstanceId">The incarnation that asked.</param>
public sealed record LoopMessageSuccess(object Message, int ActorInstanceId) : IJournalResponse;

/// <summary>From a persistent actor to the journal; answered with any number of <see cref="ReplayedMessage"/> and then <see cref="RecoverySuccess"/> or <see cref="ReplayMessagesFailure"/>.</summary>
/// <param name="FromSequenceNr">The first sequence number, inclusive.</param>
/// <param name="ToSequenceNr">The last sequence number, inclusive.</param>
/// <param name="Max">The most events.</param>
/// <param name="PersistenceId">Whose events.</param>
/// <param name="PersistentActor">Who gets the answers.</param>
public sealed record ReplayMessages(long FromSequenceNr, long ToSequenceNr, long Max, string PersistenceId, IActorRef PersistentActor) : IJournalRequest;

/// <summary>From the journal to the persistent actor: one event of its past.</summary>
/// <param name="Persistent">The event.</param>
public sealed record ReplayedMessage(IPersistentRepresentation Persistent) : IJournalResponse, IDeadLetterSuppression;

/// <summary>From the journal to the persistent actor: the replay is over.</summary>
/// <param name="HighestSequenceNr">The highest sequence number ever written, deleted events included.</param>
public sealed record RecoverySuccess(long HighestSequenceNr) : IJournalResponse, IDeadLetterSuppression;

/// <summary>From the journal to the persistent actor: the replay failed.</summary>
/// <param name="Cause">Why.</param>
public sealed record ReplayMessagesFailure(Exception Cause) : IJournalResponse, IDeadLetterSuppression;
