using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence.Snapshot;

/// <summary>The base of snapshot stores. A task that has ended when it is returned is answered at once, on the thread of the store.</summary>
public abstract class SnapshotStore : ActorBase
{
    private readonly bool _publish = Persistence.Instance.Apply(Context.System).PublishesPluginCommands;

    /// <summary>Loads the latest snapshot that matches.</summary>
    /// <param name="persistenceId">Whose.</param>
    /// <param name="criteria">Which.</param>
    /// <returns>The snapshot, or null.</returns>
    protected abstract Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria);

    /// <summary>Stores a snapshot; one with the same sequence number is replaced.</summary>
    /// <param name="metadata">Which.</param>
    /// <param name="snapshot">The state.</param>
    protected abstract Task SaveAsync(SnapshotMetadata metadata, object snapshot);

    /// <summary>Deletes a snapshot.</summary>
    /// <param name="metadata">Which; a time of <see cref="DateTime.MinValue"/> means whatever the time.</param>
    protected abstract Task DeleteAsync(SnapshotMetadata metadata);

    /// <summary>Deletes snapshots.</summary>
    /// <param name="persistenceId">Whose.</param>
    /// <param name="criteria">Which.</param>
    protected abstract Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria);

    /// <summary>Handles messages of the plugin's own; also told the outcomes.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Whether it is known.</returns>
    protected virtual bool ReceivePluginInternal(object message) => false;

    /// <inheritdoc/>
    protected sealed override bool Receive(object message)
    {
        switch (message)
        {
            case LoadSnapshot load:
                _ = LoadAsync(load, Sender, Self);
                return true;
            case SaveSnapshot save:
                SnapshotMetadata metadata = save.Metadata.Timestamp == DateTime.MinValue
                    ? save.Metadata with { Timestamp = Context.System.Scheduler.Now.UtcDateTime }
                    : save.Metadata;
                _ = AnswerAsync(() => SaveAsync(metadata, save.Snapshot), new SaveSnapshotSuccess(metadata), error => new SaveSnapshotFailure(metadata, error));
                return true;
            case DeleteSnapshot delete:
                _ = AnswerAsync(() => DeleteAsync(delete.Metadata), new DeleteSnapshotSuccess(delete.Metadata), error => new DeleteSnapshotFailure(delete.Metadata, error), delete);
                return true;
            case DeleteSnapshots delete:
                _ = AnswerAsync(
                    () => DeleteAsync(delete.PersistenceId, delete.Criteria),
                    new DeleteSnapshotsSuccess(delete.Criteria),
                    error => new DeleteSnapshotsFailure(delete.Criteria, error),
                    delete);
                return true;
            default:
                return ReceivePluginInternal(message);
        }
    }

    private static Exception Unwrap(Exception error) => error is AggregateException { InnerExceptions: [var single] } ? single : error;

    private async Task LoadAsync(LoadSnapshot load, IActorRef replyTo, IActorRef self)
    {
        object answer;
        try
        {
            SelectedSnapshot? snapshot = load.Criteria == SnapshotSelectionCriteria.None
                ? null
                : await LoadAsync(load.PersistenceId, load.Criteria.Limit(load.ToSequenceNr)).ConfigureAwait(false);
            answer = new LoadSnapshotResult(snapshot, load.ToSequenceNr);
        }
        catch (Exception error)
        {
            answer = new LoadSnapshotFailed(Unwrap(error));
        }

        replyTo.Tell(answer, self);
    }

    private async Task AnswerAsync(Func<Task> work, object success, Func<Exception, object> failure, object? published = null)
    {
        (IActorRef replyTo, IActorRef self, EventStream stream) = (Sender, Self, Context.System.EventStream);
        object answer = success;
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            answer = failure(Unwrap(error));
        }

        replyTo.Tell(answer, self);
        if (_publish && published != null)
        {
            stream.Publish(published);
        }
    }
}

/// <summary>Stands where no snapshot store is configured: there is never a snapshot, and saving one fails.</summary>
public sealed class NoSnapshotStore : SnapshotStore
{
    /// <inheritdoc/>
    protected override Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria) => Task.FromResult<SelectedSnapshot>(null!);

    /// <inheritdoc/>
    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot) => Refuse();

    /// <inheritdoc/>
    protected override Task DeleteAsync(SnapshotMetadata metadata) => Refuse();

    /// <inheritdoc/>
    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) => Refuse();

    private static Task Refuse() => Task.FromException(new NoSnapshotStoreException("No snapshot store configured."));

    /// <summary>There is no snapshot store.</summary>
    public class NoSnapshotStoreException : Exception
    {
        /// <summary>Creates the exception.</summary>
        public NoSnapshotStoreException()
        {
        }

        /// <summary>Creates the exception.</summary>
        /// <param name="message">What was asked for.</param>
        public NoSnapshotStoreException(string message)
            : base(message)
        {
        }

        /// <summary>Creates the exception.</summary>
        /// <param name="message">What was asked for.</param>
        /// <param name="innerException">The exception behind it.</param>
        public NoSnapshotStoreException(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }
}

/// <summary>A snapshot store in memory; its content ends with the actor system.</summary>
public class MemorySnapshotStore : SnapshotStore
{
    private readonly Dictionary<string, List<SelectedSnapshot>> _snapshots = [];

    /// <inheritdoc/>
    protected override Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        Task.FromResult(Of(persistenceId).Where(item => criteria.IsMatch(item.Metadata)).MaxBy(item => item.Metadata.SequenceNr)!);

    /// <inheritdoc/>
    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        List<SelectedSnapshot> own = Of(metadata.PersistenceId);
        own.RemoveAll(item => item.Metadata.SequenceNr == metadata.SequenceNr);
        own.Add(new SelectedSnapshot(metadata, snapshot));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task DeleteAsync(SnapshotMetadata metadata)
    {
        Of(metadata.PersistenceId).RemoveAll(item => item.Metadata.SequenceNr == metadata.SequenceNr
            && (metadata.Timestamp == DateTime.MinValue || item.Metadata.Timestamp <= metadata.Timestamp));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        Of(persistenceId).RemoveAll(item => criteria.IsMatch(item.Metadata));
        return Task.CompletedTask;
    }

    private List<SelectedSnapshot> Of(string persistenceId)
    {
        if (!_snapshots.TryGetValue(persistenceId, out List<SelectedSnapshot>? own))
        {
            _snapshots.Add(persistenceId, own = []);
        }

        return own;
    }
}
