namespace Akka.Persistence;

/// <summary>A message to or from a snapshot store.</summary>
public interface ISnapshotMessage : IPersistenceMessage
{
}

/// <summary>A message to a snapshot store.</summary>
public interface ISnapshotRequest : ISnapshotMessage
{
}

/// <summary>A message from a snapshot store.</summary>
public interface ISnapshotResponse : ISnapshotMessage
{
}

/// <summary>What identifies a snapshot.</summary>
/// <param name="PersistenceId">Whose snapshot.</param>
/// <param name="SequenceNr">The sequence number of the last event in it.</param>
/// <param name="Timestamp">When it was taken, in UTC.</param>
public sealed record SnapshotMetadata(string PersistenceId, long SequenceNr, DateTime Timestamp)
{
    /// <summary>Orders by persistence id, sequence number and time.</summary>
    public static IComparer<SnapshotMetadata> Comparer { get; } = Comparer<SnapshotMetadata>.Create((x, y) =>
        (string.CompareOrdinal(x.PersistenceId, y.PersistenceId), x.SequenceNr.CompareTo(y.SequenceNr), x.Timestamp.CompareTo(y.Timestamp)) switch
        {
            (var id, _, _) when id != 0 => id,
            (_, var number, _) when number != 0 => number,
            var (_, _, time) => time,
        });
}

/// <summary>From the snapshot store to the persistent actor: the snapshot is stored.</summary>
/// <param name="Metadata">Which.</param>
public sealed record SaveSnapshotSuccess(SnapshotMetadata Metadata) : ISnapshotResponse;

/// <summary>From the snapshot store to the persistent actor: the snapshot is not stored.</summary>
/// <param name="Metadata">Which.</param>
/// <param name="Cause">Why not.</param>
public sealed record SaveSnapshotFailure(SnapshotMetadata Metadata, Exception Cause) : ISnapshotResponse;

/// <summary>From the snapshot store to the persistent actor: the snapshot is deleted.</summary>
/// <param name="Metadata">Which.</param>
public sealed record DeleteSnapshotSuccess(SnapshotMetadata Metadata) : ISnapshotResponse;

/// <summary>From the snapshot store to the persistent actor: the snapshot is not deleted.</summary>
/// <param name="Metadata">Which.</param>
/// <param name="Cause">Why not.</param>
public sealed record DeleteSnapshotFailure(SnapshotMetadata Metadata, Exception Cause) : ISnapshotResponse;

/// <summary>From the snapshot store to the persistent actor: the snapshots are deleted.</summary>
/// <param name="Criteria">Which.</param>
public sealed record DeleteSnapshotsSuccess(SnapshotSelectionCriteria Criteria) : ISnapshotResponse;

/// <summary>From the snapshot store to the persistent actor: the snapshots are not deleted.</summary>
/// <param name="Criteria">Which.</param>
/// <param name="Cause">Why not.</param>
public sealed record DeleteSnapshotsFailure(SnapshotSelectionCriteria Criteria, Exception Cause) : ISnapshotResponse;

/// <summary>The first message of a recovery, if there is a snapshot: the state to start from.</summary>
/// <param name="Metadata">Which snapshot.</param>
/// <param name="Snapshot">The state.</param>
public sealed record SnapshotOffer(SnapshotMetadata Metadata, object Snapshot);

/// <summary>A snapshot with what identifies it.</summary>
/// <param name="Metadata">Which.</param>
/// <param name="Snapshot">The state.</param>
public sealed record SelectedSnapshot(SnapshotMetadata Metadata, object Snapshot);

/// <summary>From a persistent actor to the snapshot store; answered with <see cref="LoadSnapshotResult"/> or <see cref="LoadSnapshotFailed"/>.</summary>
/// <param name="PersistenceId">Whose snapshot.</param>
/// <param name="Criteria">The latest snapshot that matches is loaded.</param>
/// <param name="ToSequenceNr">No snapshot beyond this sequence number.</param>
public sealed record LoadSnapshot(string PersistenceId, SnapshotSelectionCriteria Criteria, long ToSequenceNr) : ISnapshotRequest;

/// <summary>From the snapshot store to the persistent actor.</summary>
/// <param name="Snapshot">The snapshot; null if there is none.</param>
/// <param name="ToSequenceNr">As in the request.</param>
public sealed record LoadSnapshotResult(SelectedSnapshot? Snapshot, long ToSequenceNr) : ISnapshotResponse;

/// <summary>From the snapshot store to the persistent actor: the snapshot cannot be loaded.</summary>
/// <param name="Cause">Why not.</param>
public sealed record LoadSnapshotFailed(Exception Cause) : ISnapshotResponse;

/// <summary>From a persistent actor to the snapshot store; answered with <see cref="SaveSnapshotSuccess"/> or <see cref="SaveSnapshotFailure"/>.</summary>
/// <param name="Metadata">Which.</param>
/// <param name="Snapshot">The state.</param>
public sealed record SaveSnapshot(SnapshotMetadata Metadata, object Snapshot) : ISnapshotRequest;

/// <summary>From a persistent actor to the snapshot store; answered with <see cref="DeleteSnapshotSuccess"/> or <see cref="DeleteSnapshotFailure"/>.</summary>
/// <param name="Metadata">Which; a time of <see cref="DateTime.MinValue"/> means whatever the time.</param>
public sealed record DeleteSnapshot(SnapshotMetadata Metadata) : ISnapshotRequest;

/// <summary>From a persistent actor to the snapshot store; answered with <see cref="DeleteSnapshotsSuccess"/> or <see cref="DeleteSnapshotsFailure"/>.</summary>
/// <param name="PersistenceId">Whose snapshots.</param>
/// <param name="Criteria">Which of them.</param>
public sealed record DeleteSnapshots(string PersistenceId, SnapshotSelectionCriteria Criteria) : ISnapshotRequest;

/// <summary>Selects snapshots by sequence number and time, both bounds inclusive.</summary>
public sealed record SnapshotSelectionCriteria
{
    /// <summary>Creates a criterion.</summary>
    /// <param name="maxSequenceNr">The highest sequence number.</param>
    /// <param name="maxTimeStamp">The latest time, in UTC.</param>
    /// <param name="minSequenceNr">The lowest sequence number.</param>
    /// <param name="minTimestamp">The earliest time, in UTC.</param>
    public SnapshotSelectionCriteria(long maxSequenceNr, DateTime maxTimeStamp, long minSequenceNr = 0L, DateTime? minTimestamp = null)
    {
        MaxSequenceNr = maxSequenceNr;
        MaxTimeStamp = maxTimeStamp;
        MinSequenceNr = minSequenceNr;
        MinTimestamp = minTimestamp ?? DateTime.MinValue;
    }

    /// <summary>Creates a criterion on the sequence number alone.</summary>
    /// <param name="maxSequenceNr">The highest sequence number.</param>
    public SnapshotSelectionCriteria(long maxSequenceNr)
        : this(maxSequenceNr, DateTime.MaxValue)
    {
    }

    /// <summary>Every snapshot, which for loading means the latest.</summary>
    public static SnapshotSelectionCriteria Latest { get; } = new(long.MaxValue, DateTime.MaxValue);

    /// <summary>No snapshot.</summary>
    public static SnapshotSelectionCriteria None { get; } = new(0L, DateTime.MinValue);

    /// <summary>The highest sequence number.</summary>
    public long MaxSequenceNr { get; }

    /// <summary>The latest time, in UTC.</summary>
    public DateTime MaxTimeStamp { get; }

    /// <summary>The lowest sequence number.</summary>
    public long MinSequenceNr { get; }

    /// <summary>The earliest time, in UTC.</summary>
    public DateTime? MinTimestamp { get; }

    internal SnapshotSelectionCriteria Limit(long toSequenceNr) =>
        toSequenceNr < MaxSequenceNr ? new SnapshotSelectionCriteria(toSequenceNr, MaxTimeStamp, MinSequenceNr, MinTimestamp) : this;

    internal bool IsMatch(SnapshotMetadata metadata) =>
        metadata.SequenceNr <= MaxSequenceNr && metadata.SequenceNr >= MinSequenceNr
        && metadata.Timestamp <= MaxTimeStamp && metadata.Timestamp >= (MinTimestamp ?? DateTime.MinValue);
}
