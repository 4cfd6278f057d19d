using System.Collections.Immutable;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Persistence;

/// <summary>An event waiting for its turn in the journal, with what to do then.</summary>
public interface IPendingHandlerInvocation
{
    /// <summary>The event.</summary>
    object Event { get; }

    /// <summary>What to do.</summary>
    Action<object> Handler { get; }
}

/// <summary>An event during whose writing commands are stashed.</summary>
/// <param name="Event">The event.</param>
/// <param name="Handler">What to do.</param>
public sealed record StashingHandlerInvocation(object Event, Action<object> Handler) : IPendingHandlerInvocation;

/// <summary>An event during whose writing commands are handled.</summary>
/// <param name="Event">The event.</param>
/// <param name="Handler">What to do.</param>
public sealed record AsyncHandlerInvocation(object Event, Action<object> Handler) : IPendingHandlerInvocation;

/// <summary>
/// The base of persistent actors. Commands become events, events are stored, and only then handlers run and change the state; after a restart the
/// stored events lead to the same state.
/// </summary>
public abstract partial class Eventsourced : ActorBase, IPersistentIdentity, IPersistenceStash, IPersistenceRecovery, ISnapshotter
{
    /// <summary>Leaves out of an unstash what only this incarnation understands.</summary>
    public static readonly Func<Envelope, bool> UnstashFilterPredicate = envelope => envelope.Message is not (WriteMessageSuccess or ReplayedMessage);

    private readonly int _instanceId;
    private readonly string _writerGuid = Guid.NewGuid().ToString();
    private readonly StashImpl _internalStash;
    private readonly Queue<IPendingHandlerInvocation> _pending = new();
    private EventsourcedStash? _userStash;
    private IActorRef? _journal;
    private IActorRef? _snapshotStore;
    private List<IPersistentEnvelope> _eventBatch = [];
    private List<IPersistentEnvelope> _journalBatch = [];
    private int _pendingStashing;
    private long _sequenceNr;
    private bool _writeInProgress;
    private bool _asyncTaskRunning;
    private Phase _phase = Phase.WaitingForPermit;

    /// <summary>Creates the actor.</summary>
    protected Eventsourced()
    {
        Extension = Persistence.Instance.Apply(Context.System);
        _instanceId = Extension.NextInstanceId();
        _internalStash = StashImpl.For(ActorCell.Current!, typeof(ActorBase));
        Log = Context.GetLogger();
    }

    /// <summary>Where in its life the actor is.</summary>
    private enum Phase
    {
        WaitingForPermit,
        LoadingSnapshot,
        Replaying,
        Processing,
        Persisting,
        Stopping,
    }

    /// <summary>The journals and snapshot stores of the system.</summary>
    protected PersistenceExtension Extension { get; }

    /// <summary>The log of this actor.</summary>
    protected virtual ILoggingAdapter Log { get; }

    /// <inheritdoc/>
    public abstract string PersistenceId { get; }

    /// <inheritdoc/>
    public virtual Recovery Recovery => Recovery.Default;

    /// <inheritdoc/>
    public virtual IStashOverflowStrategy InternalStashOverflowStrategy => Extension.DefaultInternalStashOverflowStrategy;

    /// <summary>The stash for the actor's own use; unstashed messages come after those stashed while events were written.</summary>
    public IStash Stash
    {
        get => _userStash!;
        set => _userStash = new EventsourcedStash(value, _internalStash);
    }

    /// <inheritdoc/>
    public string? JournalPluginId { get; protected set; }

    /// <inheritdoc/>
    public string? SnapshotPluginId { get; protected set; }

    /// <summary>The journal of this actor.</summary>
    public IActorRef Journal => _journal ??= Extension.JournalFor(JournalPluginId);

    /// <summary>The snapshot store of this actor.</summary>
    public IActorRef SnapshotStore => _snapshotStore ??= Extension.SnapshotStoreFor(SnapshotPluginId);

    /// <inheritdoc/>
    public string SnapshotterId => PersistenceId;

    /// <summary>Whether the past is still being replayed; false from <see cref="RecoveryCompleted"/> on.</summary>
    public bool IsRecovering => _phase < Phase.Processing;

    /// <summary>Whether the past has been replayed.</summary>
    public bool IsRecoveryFinished => !IsRecovering;

    /// <summary>The number of the event last stored or replayed; 0 before the first.</summary>
    public long LastSequenceNr { get; private set; }

    /// <inheritdoc/>
    public long SnapshotSequenceNr => LastSequenceNr;

    /// <inheritdoc/>
    public void LoadSnapshot(string persistenceId, SnapshotSelectionCriteria criteria, long toSequenceNr) =>
        SnapshotStore.Tell(new LoadSnapshot(persistenceId, criteria, toSequenceNr));

    /// <inheritdoc/>
    public void SaveSnapshot(object snapshot) =>
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata(SnapshotterId, SnapshotSequenceNr, Context.System.Scheduler.Now.UtcDateTime), snapshot));

    /// <inheritdoc/>
    public void DeleteSnapshot(long sequenceNr) =>
        SnapshotStore.Tell(new DeleteSnapshot(new SnapshotMetadata(SnapshotterId, sequenceNr, DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc))));

    /// <inheritdoc/>
    public void DeleteSnapshots(SnapshotSelectionCriteria criteria) => SnapshotStore.Tell(new DeleteSnapshots(SnapshotterId, criteria));

    /// <summary>Stores an event and then runs the handler. Commands wait in the meantime.</summary>
    /// <typeparam name="TEvent">The type of the event.</typeparam>
    /// <param name="event">The event.</param>
    /// <param name="handler">What to do once it is stored.</param>
    /// <exception cref="InvalidOperationException">The actor is recovering.</exception>
    public void Persist<TEvent>(TEvent @event, Action<TEvent> handler)
    {
        RequireRecovered();
        Await(new StashingHandlerInvocation(@event!, stored => handler((TEvent)stored)));
        _eventBatch.Add(new AtomicWrite(Represent(@event!)));
    }

    /// <summary>Stores events together or not at all and then runs the handler for each. Commands wait in the meantime.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="events">The events; none is allowed.</param>
    /// <param name="handler">What to do for each once they are stored.</param>
    /// <exception cref="InvalidOperationException">The actor is recovering.</exception>
    public void PersistAll<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
    {
        RequireRecovered();
        AddAll(events, stored => handler((TEvent)stored), (@event, run) => new StashingHandlerInvocation(@event, run));
    }

    /// <summary>Stores an event and then runs the handler. Commands go on being handled in the meantime.</summary>
    /// <typeparam name="TEvent">The type of the event.</typeparam>
    /// <param name="event">The event.</param>
    /// <param name="handler">What to do once it is stored.</param>
    /// <exception cref="InvalidOperationException">The actor is recovering.</exception>
    public void PersistAsync<TEvent>(TEvent @event, Action<TEvent> handler)
    {
        RequireRecovered();
        Await(new AsyncHandlerInvocation(@event!, stored => handler((TEvent)stored)));
        _eventBatch.Add(new AtomicWrite(Represent(@event!)));
    }

    /// <summary>Stores events together or not at all and then runs the handler for each. Commands go on being handled in the meantime.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="events">The events; none is allowed.</param>
    /// <param name="handler">What to do for each once they are stored.</param>
    /// <exception cref="InvalidOperationException">The actor is recovering.</exception>
    public void PersistAllAsync<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
    {
        RequireRecovered();
        AddAll(events, stored => handler((TEvent)stored), (@event, run) => new AsyncHandlerInvocation(@event, run));
    }

    /// <summary>Runs the handler after those of every event on its way, without storing anything; at once if there are none.</summary>
    /// <typeparam name="TEvent">The type of the message.</typeparam>
    /// <param name="evt">What the handler gets.</param>
    /// <param name="handler">What to do.</param>
    /// <exception cref="InvalidOperationException">The actor is recovering.</exception>
    public void DeferAsync<TEvent>(TEvent evt, Action<TEvent> handler)
    {
        RequireRecovered();
        if (_pending.Count == 0)
        {
            handler(evt);
            return;
        }

        Await(new AsyncHandlerInvocation(evt!, stored => handler((TEvent)stored)));
        _eventBatch.Add(new NonPersistentMessage(evt!, Sender));
    }

    /// <summary>Deletes events; answered with <see cref="DeleteMessagesSuccess"/> or <see cref="DeleteMessagesFailure"/>.</summary>
    /// <param name="toSequenceNr">The last event to delete; <see cref="long.MaxValue"/> for every event so far.</param>
    public void DeleteMessages(long toSequenceNr)
    {
        if (toSequenceNr == long.MaxValue || toSequenceNr <= LastSequenceNr)
        {
            Journal.Tell(new DeleteMessagesTo(PersistenceId, Math.Min(toSequenceNr, LastSequenceNr), Self));
            return;
        }

        var cause = new InvalidOperationException($"toSequenceNr [{toSequenceNr}] must be less than or equal to LastSequenceNr [{LastSequenceNr}]");
        Self.Tell(new DeleteMessagesFailure(cause, toSequenceNr));
    }

    /// <summary>Handles an event of the past, a <see cref="SnapshotOffer"/> or <see cref="RecoveryCompleted"/>.</summary>
    /// <param name="message">Which.</param>
    /// <returns>Whether it is known.</returns>
    protected abstract bool ReceiveRecover(object message);

    /// <summary>Handles a command.</summary>
    /// <param name="message">The command.</param>
    /// <returns>Whether it is known.</returns>
    protected abstract bool ReceiveCommand(object message);

    /// <summary>Called when every event has been replayed, before <see cref="RecoveryCompleted"/>.</summary>
    protected virtual void OnReplaySuccess()
    {
    }

    /// <summary>Called when the recovery fails; the actor is stopped afterwards.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="message">The event whose handling failed, if that was it.</param>
    protected virtual void OnRecoveryFailure(Exception reason, object? message = null)
    {
        if (message == null)
        {
            Log.Error(reason, "Persistence failure when replaying events for persistenceId [{0}]. Last known sequence number [{1}]", PersistenceId, LastSequenceNr);
        }
        else
        {
            Log.Error(reason, "Exception in ReceiveRecover when replaying event type [{0}] with sequence number [{1}] for persistenceId [{2}]",
                message.GetType(), LastSequenceNr, PersistenceId);
        }
    }

    /// <summary>Called when it is not known whether an event is stored; the actor is stopped afterwards.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="event">The event.</param>
    /// <param name="sequenceNr">Its number.</param>
    protected virtual void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Log.Error(
        cause, "Failed to persist event type [{0}] with sequence number [{1}] for persistenceId [{2}].", @event.GetType(), sequenceNr, PersistenceId);

    /// <summary>Called when an event was refused before it reached the store; the actor goes on.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="event">The event.</param>
    /// <param name="sequenceNr">Its number.</param>
    protected virtual void OnPersistRejected(Exception cause, object @event, long sequenceNr) => Log.Error(
        cause, "Rejected to persist event type [{0}] with sequence number [{1}] for persistenceId [{2}] due to [{3}].", @event.GetType(), sequenceNr, PersistenceId, cause.Message);

    /// <summary>Runs a task as part of handling a command; no other message is handled before it is done.</summary>
    /// <param name="action">Starts the task.</param>
    /// <exception cref="NotSupportedException">A task of this actor is running.</exception>
    protected void RunTask(Func<Task> action)
    {
        if (_asyncTaskRunning)
        {
            throw new NotSupportedException("RunTask calls cannot be nested");
        }

        ActorTaskScheduler.RunTask(() =>
        {
            Task task = action();
            if (task.IsCompleted)
            {
                return task;
            }

            _asyncTaskRunning = true;
            return FinishCommandAfter(task);
        });
    }

    private void RequireRecovered()
    {
        if (IsRecovering)
        {
            throw new InvalidOperationException("Cannot persist during replay. Events can be persisted when receiving RecoveryCompleted or later.");
        }
    }

    private Persistent Represent(object @event) =>
        new(@event, persistenceId: PersistenceId, sequenceNr: ++_sequenceNr, writerGuid: _writerGuid, sender: Sender);

    private void Await(IPendingHandlerInvocation invocation)
    {
        _pending.Enqueue(invocation);
        if (invocation is StashingHandlerInvocation)
        {
            _pendingStashing++;
        }
    }

    private void AddAll<TEvent>(IEnumerable<TEvent> events, Action<object> run, Func<object, Action<object>, IPendingHandlerInvocation> invocation)
    {
        ImmutableArray<IPersistentRepresentation>.Builder batch = ImmutableArray.CreateBuilder<IPersistentRepresentation>();
        foreach (TEvent @event in events ?? [])
        {
            Await(invocation(@event!, run));
            batch.Add(Represent(@event!));
        }

        if (batch.Count > 0)
        {
            _eventBatch.Add(new AtomicWrite(batch.ToImmutable()));
        }
    }

    private async Task FinishCommandAfter(Task task)
    {
        bool failed = true;
        try
        {
            await task;
            failed = false;
        }
        finally
        {
            _asyncTaskRunning = false;
            FinishCommand(failed);
        }
    }
}
