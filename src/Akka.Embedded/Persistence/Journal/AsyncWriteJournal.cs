using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Pattern;

namespace Akka.Persistence.Journal;

/// <summary>Reads the past of a persistent actor.</summary>
public interface IAsyncRecovery
{
    /// <summary>Replays events in order.</summary>
    /// <param name="context">The context of the journal.</param>
    /// <param name="persistenceId">Whose events.</param>
    /// <param name="fromSequenceNr">The first, inclusive.</param>
    /// <param name="toSequenceNr">The last, inclusive.</param>
    /// <param name="max">The most events.</param>
    /// <param name="recoveryCallback">Gets each event.</param>
    Task ReplayMessagesAsync(IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback);

    /// <summary>The highest sequence number ever written, deleted events included; 0 before the first.</summary>
    /// <param name="persistenceId">Whose events.</param>
    /// <param name="fromSequenceNr">Where the search may begin.</param>
    Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr);
}

/// <summary>The base of journals.</summary>
public abstract class WriteJournalBase : ActorBase
{
    /// <summary>The atomic writes of a request as they are stored: without senders.</summary>
    /// <param name="resequenceables">The request.</param>
    protected IEnumerable<AtomicWrite> PreparePersistentBatch(IEnumerable<IPersistentEnvelope> resequenceables)
    {
        foreach (AtomicWrite write in resequenceables.OfType<AtomicWrite>())
        {
            yield return write.Events is [var single]
                ? new AtomicWrite(WithoutSender(single))
                : new AtomicWrite(write.Events.Select(WithoutSender).ToImmutableArray());
        }
    }

    private static IPersistentRepresentation WithoutSender(IPersistentRepresentation item) =>
        item.Update(item.SequenceNr, item.PersistenceId, item.IsDeleted, ActorRefs.NoSender, item.WriterGuid);
}

/// <summary>
/// A journal whose store answers by tasks. Answers go out in the order of the requests, whatever the order in which the tasks end; a task that has
/// ended when it is returned is answered at once, on the thread of the journal.
/// </summary>
public abstract class AsyncWriteJournal : WriteJournalBase, IAsyncRecovery
{
    /// <summary>Whether requests that are done are published on the event stream (<c>akka.persistence.publish-plugin-commands</c>).</summary>
    protected readonly bool CanPublish;

    private readonly Lock _gate = new();
    private readonly Queue<PendingWrite> _unanswered = new();
    private readonly ReplayFilterMode _filterMode;
    private readonly int _filterWindow;
    private readonly int _filterMaxOldWriters;
    private readonly bool _filterDebug;
    private bool _answering;

    /// <summary>Creates the journal.</summary>
    /// <exception cref="ConfigurationException">The mode of the replay filter is unknown.</exception>
    protected AsyncWriteJournal()
    {
        PersistenceExtension extension = Persistence.Instance.Apply(Context.System);
        CanPublish = extension.PublishesPluginCommands;
        Config config = extension.ConfigForJournal(Self);
        _filterMode = config.GetString("replay-filter.mode", "off")?.ToLowerInvariant() switch
        {
            "off" => ReplayFilterMode.Disabled,
            "repair-by-discard-old" => ReplayFilterMode.RepairByDiscardOld,
            "fail" => ReplayFilterMode.Fail,
            "warn" => ReplayFilterMode.Warn,
            var other => throw new ConfigurationException($"Invalid replay-filter.mode [{other}], supported values [off, repair-by-discard-old, fail, warn]"),
        };
        _filterWindow = config.GetInt("replay-filter.window-size", 100);
        _filterMaxOldWriters = config.GetInt("replay-filter.max-old-writers", 10);
        _filterDebug = config.GetBoolean("replay-filter.debug");
    }

    /// <inheritdoc/>
    public abstract Task ReplayMessagesAsync(IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback);

    /// <inheritdoc/>
    public abstract Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr);

    /// <summary>
    /// Stores atomic writes. A failed task means that the outcome is not known and fails every one; to refuse one of them, give its exception in the list.
    /// </summary>
    /// <param name="messages">The writes.</param>
    /// <returns>One entry per write, null if it is stored; or null if all are.</returns>
    protected abstract Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages);

    /// <summary>Deletes events, but keeps the highest sequence number.</summary>
    /// <param name="persistenceId">Whose events.</param>
    /// <param name="toSequenceNr">The last, inclusive.</param>
    protected abstract Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr);

    /// <summary>Handles messages of the plugin's own.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Whether it is known.</returns>
    protected virtual bool ReceivePluginInternal(object message) => false;

    /// <inheritdoc/>
    protected sealed override bool Receive(object message) => ReceiveWriteJournal(message) || ReceivePluginInternal(message);

    /// <summary>Handles requests to the journal.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Whether it is known.</returns>
    protected bool ReceiveWriteJournal(object message)
    {
        switch (message)
        {
            case WriteMessages write:
                Write(write);
                return true;
            case ReplayMessages replay:
                Replay(replay);
                return true;
            case DeleteMessagesTo delete:
                _ = DeleteAsync(delete, Self, Context.System.EventStream);
                return true;
            default:
                return false;
        }
    }

    private static Exception Unwrap(Exception error) => error is AggregateException { InnerExceptions: [var single] } ? single : error;

    private void Write(WriteMessages request)
    {
        var pending = new PendingWrite(request, Self);
        lock (_gate)
        {
            _unanswered.Enqueue(pending);
        }

        _ = WriteAsync(pending);
    }

    private async Task WriteAsync(PendingWrite pending)
    {
        try
        {
            AtomicWrite[] writes = [.. PreparePersistentBatch(pending.Request.Messages)];
            IImmutableList<Exception>? results = writes.Length == 0 ? null : await WriteMessagesAsync(writes).ConfigureAwait(false);
            if (results != null && results.Count != writes.Length)
            {
                throw new IllegalStateException($"AsyncWriteMessages return invalid number of results. Expected [{writes.Length}], but got [{results.Count}].");
            }

            pending.Complete(results, null);
        }
        catch (Exception error)
        {
            pending.Complete(null, Unwrap(error));
        }

        AnswerInOrder();
    }

    /// <summary>Answers from the oldest request on as far as they are done. Only one thread does so at a time; one that finds another at it leaves it to that.</summary>
    private void AnswerInOrder()
    {
        while (true)
        {
            PendingWrite? next;
            lock (_gate)
            {
                if (_answering || !_unanswered.TryPeek(out next) || !next.IsDone)
                {
                    return;
                }

                _unanswered.Dequeue();
                _answering = true;
            }

            try
            {
                next.Answer();
            }
            finally
            {
                lock (_gate)
                {
                    _answering = false;
                }
            }
        }
    }

    private void Replay(ReplayMessages request)
    {
        IActorRef replyTo = _filterMode == ReplayFilterMode.Disabled
            ? request.PersistentActor
            : Context.ActorOf(ReplayFilter.Props(request.PersistentActor, _filterMode, _filterWindow, _filterMaxOldWriters, _filterDebug));
        _ = ReplayAsync(request, replyTo, Context);
    }

    private async Task ReplayAsync(ReplayMessages request, IActorRef replyTo, IActorContext context)
    {
        try
        {
            long from = Math.Max(0L, request.FromSequenceNr - 1);
            long highest = await ReadHighestSequenceNrAsync(request.PersistenceId, from).ConfigureAwait(false);
            long to = Math.Min(request.ToSequenceNr, highest);
            if (to > 0 && request.FromSequenceNr <= to)
            {
                await ReplayMessagesAsync(context, request.PersistenceId, request.FromSequenceNr, to, request.Max, item =>
                {
                    if (!item.IsDeleted)
                    {
                        replyTo.Tell(new ReplayedMessage(item), ActorRefs.NoSender);
                    }
                }).ConfigureAwait(false);
            }

            replyTo.Tell(new RecoverySuccess(highest), ActorRefs.NoSender);
            Publish(context.System.EventStream, request);
        }
        catch (Exception error)
        {
            replyTo.Tell(new ReplayMessagesFailure(Unwrap(error)), ActorRefs.NoSender);
        }
    }

    private async Task DeleteAsync(DeleteMessagesTo request, IActorRef self, EventStream stream)
    {
        try
        {
            await DeleteMessagesToAsync(request.PersistenceId, request.ToSequenceNr).ConfigureAwait(false);
            request.PersistentActor.Tell(new DeleteMessagesSuccess(request.ToSequenceNr), self);
            Publish(stream, request);
        }
        catch (Exception error)
        {
            request.PersistentActor.Tell(new DeleteMessagesFailure(Unwrap(error), request.ToSequenceNr), self);
        }
    }

    private void Publish(EventStream stream, object request)
    {
        if (CanPublish)
        {
            stream.Publish(request);
        }
    }

    /// <summary>A request and, once it is known, its outcome.</summary>
    private sealed class PendingWrite(WriteMessages request, IActorRef journal)
    {
        private IImmutableList<Exception>? _results;
        private Exception? _failure;
        private volatile bool _done;

        public WriteMessages Request => request;

        public bool IsDone => _done;

        public void Complete(IImmutableList<Exception>? results, Exception? failure)
        {
            _results = results;
            _failure = failure;
            _done = true;
        }

        public void Answer()
        {
            IActorRef actor = request.PersistentActor;
            int writes = 0;
            actor.Tell(_failure == null ? WriteMessagesSuccessful.Instance : new WriteMessagesFailed(_failure, request.Messages.Count(item => item is AtomicWrite)), journal);
            foreach (IPersistentEnvelope envelope in request.Messages)
            {
                if (envelope is not AtomicWrite write)
                {
                    actor.Tell(new LoopMessageSuccess(envelope.Payload, request.ActorInstanceId), envelope.Sender!);
                    continue;
                }

                Exception? rejection = _results?[writes++];
                foreach (IPersistentRepresentation item in write.Events)
                {
                    actor.Tell(Outcome(item, rejection), item.Sender!);
                }
            }
        }

        private object Outcome(IPersistentRepresentation item, Exception? rejection) => (_failure, rejection) switch
        {
            (not null, _) => new WriteMessageFailure(item, _failure, request.ActorInstanceId),
            (_, not null) => new WriteMessageRejected(item, rejection, request.ActorInstanceId),
            _ => new WriteMessageSuccess(item, request.ActorInstanceId),
        };
    }
}
