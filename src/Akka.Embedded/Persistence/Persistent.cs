using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence;

/// <summary>What identifies a persistent actor and where it stores.</summary>
public interface IPersistentIdentity
{
    /// <summary>The name under which events and snapshots are stored; never changes.</summary>
    string PersistenceId { get; }

    /// <summary>The configuration path of the journal; null or empty for the default.</summary>
    string? JournalPluginId { get; }

    /// <summary>The configuration path of the snapshot store; null or empty for the default.</summary>
    string? SnapshotPluginId { get; }
}

/// <summary>Says how to recover.</summary>
public interface IPersistenceRecovery
{
    /// <summary>From which snapshot and up to which event.</summary>
    Recovery Recovery { get; }
}

/// <summary>Says what happens when the stash of commands overflows.</summary>
public interface IPersistenceStash : IWithUnboundedStash
{
    /// <summary>What happens.</summary>
    IStashOverflowStrategy InternalStashOverflowStrategy { get; }
}

/// <summary>Takes and deletes snapshots.</summary>
public interface ISnapshotter
{
    /// <summary>The name under which snapshots are stored.</summary>
    string SnapshotterId { get; }

    /// <summary>The sequence number the next snapshot gets.</summary>
    long SnapshotSequenceNr { get; }

    /// <summary>Asks the snapshot store for a snapshot.</summary>
    /// <param name="persistenceId">Whose.</param>
    /// <param name="criteria">The latest that matches.</param>
    /// <param name="toSequenceNr">None beyond this sequence number.</param>
    void LoadSnapshot(string persistenceId, SnapshotSelectionCriteria criteria, long toSequenceNr);

    /// <summary>Stores a snapshot.</summary>
    /// <param name="snapshot">The state; must not change afterwards.</param>
    void SaveSnapshot(object snapshot);

    /// <summary>Deletes a snapshot.</summary>
    /// <param name="sequenceNr">The sequence number it was taken at.</param>
    void DeleteSnapshot(long sequenceNr);

    /// <summary>Deletes snapshots.</summary>
    /// <param name="criteria">Which.</param>
    void DeleteSnapshots(SnapshotSelectionCriteria criteria);
}

/// <summary>Something on its way through the journal.</summary>
public interface IPersistentEnvelope
{
    /// <summary>The content.</summary>
    object Payload { get; }

    /// <summary>Who gets answers to it.</summary>
    IActorRef? Sender { get; }

    /// <summary>How many messages it holds.</summary>
    int Size { get; }
}

/// <summary>A deferred message: goes through the journal in its turn without being stored.</summary>
internal sealed record NonPersistentMessage(object Payload, IActorRef? Sender) : IPersistentEnvelope
{
    public int Size => 1;
}

/// <summary>Events of one persistent actor that are stored together or not at all.</summary>
public sealed record AtomicWrite : IPersistentEnvelope, Serialization.IMessage
{
    /// <summary>Wraps one event.</summary>
    /// <param name="event">The event.</param>
    public AtomicWrite(IPersistentRepresentation @event)
        : this(ImmutableArray.Create(@event))
    {
    }

    /// <summary>Wraps several events.</summary>
    /// <param name="payload">The events, at least one, all of one persistence id, in order and without gaps.</param>
    /// <exception cref="ArgumentException">There is none, or they are of several persistence ids.</exception>
    public AtomicWrite(IImmutableList<IPersistentRepresentation> payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        if (payload.Count == 0)
        {
            throw new ArgumentException("An atomic write needs at least one event.", nameof(payload));
        }

        PersistenceId = payload[0].PersistenceId;
        if (payload.Any(item => item.PersistenceId != PersistenceId))
        {
            throw new ArgumentException(
                $"The events of an atomic write must have one persistence id, not {string.Join(", ", payload.Select(item => item.PersistenceId).Distinct())}.", nameof(payload));
        }

        Events = payload;
        LowestSequenceNr = payload[0].SequenceNr;
        HighestSequenceNr = payload[^1].SequenceNr;
    }

    /// <summary>The events, as a list of <see cref="IPersistentRepresentation"/>.</summary>
    public object Payload => Events;

    /// <summary>Nobody: each event has a sender of its own.</summary>
    public IActorRef? Sender => ActorRefs.NoSender;

    /// <summary>How many events.</summary>
    public int Size => Events.Count;

    /// <summary>Whose events.</summary>
    public string PersistenceId { get; }

    /// <summary>The sequence number of the first.</summary>
    public long LowestSequenceNr { get; }

    /// <summary>The sequence number of the last.</summary>
    public long HighestSequenceNr { get; }

    internal IImmutableList<IPersistentRepresentation> Events { get; }
}

/// <summary>An event with what the journal stores beside it.</summary>
public interface IPersistentRepresentation : Serialization.IMessage
{
    /// <summary>The event.</summary>
    object Payload { get; }

    /// <summary>The manifest an event adapter gave; empty if there is none.</summary>
    string Manifest { get; }

    /// <summary>Whose event.</summary>
    string PersistenceId { get; }

    /// <summary>Its number, from 1 without gaps.</summary>
    long SequenceNr { get; }

    /// <summary>When it was stored, in ticks of UTC; 0 if it has not been.</summary>
    long Timestamp { get; }

    /// <summary>The incarnation of the actor that wrote it; empty if the journal does not store it.</summary>
    string WriterGuid { get; }

    /// <summary>Whether it is marked as deleted.</summary>
    bool IsDeleted { get; }

    /// <summary>The sender of the command behind it; nobody after a replay.</summary>
    IActorRef? Sender { get; }

    /// <summary>A copy with another time.</summary>
    /// <param name="newTimestamp">Ticks of UTC.</param>
    IPersistentRepresentation WithTimestamp(long newTimestamp);

    /// <summary>A copy with another event.</summary>
    /// <param name="payload">The event.</param>
    IPersistentRepresentation WithPayload(object payload);

    /// <summary>A copy with another manifest.</summary>
    /// <param name="manifest">The manifest.</param>
    IPersistentRepresentation WithManifest(string manifest);

    /// <summary>A copy with other details.</summary>
    /// <param name="sequenceNr">Its number.</param>
    /// <param name="persistenceId">Whose event.</param>
    /// <param name="isDeleted">Whether it is marked as deleted.</param>
    /// <param name="sender">The sender.</param>
    /// <param name="writerGuid">The incarnation of the actor that wrote it.</param>
    IPersistentRepresentation Update(long sequenceNr, string persistenceId, bool isDeleted, IActorRef? sender, string writerGuid);
}

/// <summary>The representation journals make.</summary>
public class Persistent : IPersistentRepresentation, IEquatable<IPersistentRepresentation>
{
    /// <summary>Creates a representation.</summary>
    /// <param name="payload">The event.</param>
    /// <param name="sequenceNr">Its number.</param>
    /// <param name="persistenceId">Whose event.</param>
    /// <param name="manifest">The manifest an event adapter gave.</param>
    /// <param name="isDeleted">Whether it is marked as deleted.</param>
    /// <param name="sender">The sender of the command behind it.</param>
    /// <param name="writerGuid">The incarnation of the actor that wrote it.</param>
    /// <param name="timestamp">When it was stored, in ticks of UTC.</param>
    public Persistent(object payload, long sequenceNr = 0L, string? persistenceId = null, string? manifest = null, bool isDeleted = false, IActorRef? sender = null, string? writerGuid = null, long timestamp = 0L)
    {
        Payload = payload;
        SequenceNr = sequenceNr;
        PersistenceId = persistenceId ?? Undefined;
        Manifest = manifest ?? Undefined;
        IsDeleted = isDeleted;
        Sender = sender;
        WriterGuid = writerGuid ?? Undefined;
        Timestamp = timestamp;
    }

    /// <summary>Stands for a text that is not known.</summary>
    public static string Undefined { get; } = string.Empty;

    /// <inheritdoc/>
    public object Payload { get; }

    /// <inheritdoc/>
    public string Manifest { get; }

    /// <inheritdoc/>
    public string PersistenceId { get; }

    /// <inheritdoc/>
    public long SequenceNr { get; }

    /// <inheritdoc/>
    public long Timestamp { get; }

    /// <inheritdoc/>
    public bool IsDeleted { get; }

    /// <inheritdoc/>
    public IActorRef? Sender { get; }

    /// <inheritdoc/>
    public string WriterGuid { get; }

    /// <inheritdoc/>
    public IPersistentRepresentation WithTimestamp(long newTimestamp) =>
        newTimestamp == Timestamp ? this : new Persistent(Payload, SequenceNr, PersistenceId, Manifest, IsDeleted, Sender, WriterGuid, newTimestamp);

    /// <inheritdoc/>
    public IPersistentRepresentation WithPayload(object payload) =>
        new Persistent(payload, SequenceNr, PersistenceId, Manifest, IsDeleted, Sender, WriterGuid, Timestamp);

    /// <inheritdoc/>
    public IPersistentRepresentation WithManifest(string manifest) =>
        manifest == Manifest ? this : new Persistent(Payload, SequenceNr, PersistenceId, manifest, IsDeleted, Sender, WriterGuid, Timestamp);

    /// <inheritdoc/>
    public IPersistentRepresentation Update(long sequenceNr, string persistenceId, bool isDeleted, IActorRef? sender, string writerGuid) =>
        new Persistent(Payload, sequenceNr, persistenceId, Manifest, isDeleted, sender, writerGuid, Timestamp);

    /// <inheritdoc/>
    public bool Equals(IPersistentRepresentation? other) => ReferenceEquals(this, other) || (other != null
        && Equals(Payload, other.Payload) && SequenceNr == other.SequenceNr && PersistenceId == other.PersistenceId && Manifest == other.Manifest
        && IsDeleted == other.IsDeleted && Equals(Sender, other.Sender) && WriterGuid == other.WriterGuid);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IPersistentRepresentation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Payload, SequenceNr, PersistenceId, Manifest, IsDeleted, Sender, WriterGuid);

    /// <inheritdoc/>
    public override string ToString() => $"Persistent<{PersistenceId}, {SequenceNr}, {Payload?.GetType().Name}>";
}
