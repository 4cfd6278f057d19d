using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence;

/// <content>Commands and the answers of the journal.</content>
public abstract partial class Eventsourced
{
    /// <inheritdoc/>
    protected internal override bool AroundReceive(Receive receive, object message)
    {
        switch (_phase)
        {
            case Phase.WaitingForPermit when message is RecoveryPermitGranted:
                StartRecovery();
                break;
            case Phase.LoadingSnapshot when TryLoadSnapshot(message):
            case Phase.Replaying when TryReplay(message):
            case Phase.Processing or Phase.Persisting when TryJournalAnswer(message):
                break;
            case Phase.Processing:
                HandleCommand(receive, message);
                break;
            case Phase.Stopping:
                Context.System.DeadLetters.Tell(message, Sender);
                break;
            default:
                StashInternally(message);
                break;
        }

        return true;
    }

    private void HandleCommand(Receive receive, object message)
    {
        bool failed = true;
        try
        {
            base.AroundReceive(receive, message);
            failed = false;
        }
        finally
        {
            FinishCommand(failed);
        }
    }

    private void FinishCommand(bool failed)
    {
        FlushBatch();
        if (!_asyncTaskRunning)
        {
            SettlePhase(failed);
        }
    }

    /// <summary>Commands wait while an event is stored that makes them wait; otherwise the next one that waited gets its turn.</summary>
    private void SettlePhase(bool unstashAll)
    {
        if (_phase == Phase.Stopping)
        {
            return;
        }

        if (_pendingStashing > 0)
        {
            _phase = Phase.Persisting;
            return;
        }

        _phase = Phase.Processing;
        if (unstashAll)
        {
            _internalStash.UnstashAll();
        }
        else
        {
            _internalStash.Unstash();
        }
    }

    private void FlushBatch()
    {
        if (_eventBatch.Count > 0)
        {
            if (_journalBatch.Count == 0)
            {
                (_journalBatch, _eventBatch) = (_eventBatch, _journalBatch);
            }
            else
            {
                _journalBatch.AddRange(_eventBatch);
                _eventBatch.Clear();
            }
        }

        FlushJournalBatch();
    }

    private void FlushJournalBatch()
    {
        if (!_writeInProgress && _journalBatch.Count > 0)
        {
            Journal.Tell(new WriteMessages(_journalBatch, Self, _instanceId));
            _journalBatch = [];
            _writeInProgress = true;
        }
    }

    private bool TryJournalAnswer(object message)
    {
        switch (message)
        {
            case WriteMessageSuccess success:
                if (success.ActorInstanceId == _instanceId)
                {
                    UpdateLastSequenceNr(success.Persistent);
                    RunHandler(success.Persistent.Payload);
                }

                return true;
            case LoopMessageSuccess loop:
                if (loop.ActorInstanceId == _instanceId)
                {
                    RunHandler(loop.Message);
                }

                return true;
            case WriteMessageRejected rejected:
                if (rejected.ActorInstanceId == _instanceId)
                {
                    UpdateLastSequenceNr(rejected.Persistent);
                    CompleteInvocation(failed: false);
                    OnPersistRejected(rejected.Cause, rejected.Persistent.Payload, rejected.Persistent.SequenceNr);
                }

                return true;
            case WriteMessageFailure failure:
                if (failure.ActorInstanceId == _instanceId)
                {
                    CompleteInvocation(failed: false);
                    FailAndStop(() => OnPersistFailure(failure.Cause, failure.Persistent.Payload, failure.Persistent.SequenceNr));
                }

                return true;
            case WriteMessagesSuccessful:
                _writeInProgress = false;
                FlushJournalBatch();
                return true;
            case WriteMessagesFailed failed:
                // With a count above zero a failure for each event follows and ends the actor; until then nothing more is written.
                _writeInProgress &= failed.WriteCount != 0;
                return true;
            case RecoveryTick:
                return true;
            default:
                return false;
        }
    }

    private void RunHandler(object payload)
    {
        bool failed = true;
        try
        {
            _pending.Peek().Handler(payload);
            failed = false;
        }
        finally
        {
            FlushBatch();
            CompleteInvocation(failed);
        }
    }

    private void CompleteInvocation(bool failed)
    {
        if (_pending.Dequeue() is StashingHandlerInvocation)
        {
            _pendingStashing--;
        }

        SettlePhase(failed);
    }

    private void FailAndStop(Action hook)
    {
        try
        {
            hook();
        }
        finally
        {
            _phase = Phase.Stopping;
            Context.Stop(Self);
        }
    }

    private void UpdateLastSequenceNr(IPersistentRepresentation persistent) => LastSequenceNr = Math.Max(LastSequenceNr, persistent.SequenceNr);

    private void StashInternally(object message)
    {
        try
        {
            _internalStash.Stash();
        }
        catch (StashOverflowException) when (InternalStashOverflowStrategy is DiscardToDeadLetterStrategy)
        {
            Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
        }
        catch (StashOverflowException) when (InternalStashOverflowStrategy is ReplyToStrategy)
        {
            Sender.Tell(((ReplyToStrategy)InternalStashOverflowStrategy).Response);
        }
    }

    /// <summary>The stash the actor uses itself. What it gives back waits behind the internal stash's own way back, so that the order of commands holds.</summary>
    private sealed class EventsourcedStash(IStash user, StashImpl internalStash) : IStash
    {
        public int Count => user.Count;

        public bool IsEmpty => user.IsEmpty;

        public bool NonEmpty => user.NonEmpty;

        public bool IsFull => user.IsFull;

        public int Capacity => user.Capacity;

        /// <summary>Whether the incarnation ends, so that everything has to go back to the mailbox.</summary>
        public bool Leaving { get; set; }

        public void Stash() => user.Stash();

        public void Unstash() => user.Unstash();

        public void UnstashAll()
        {
            if (Leaving)
            {
                user.UnstashAll();
            }
            else
            {
                internalStash.Prepend(user.ClearStash());
            }
        }

        public void UnstashAll(Func<Envelope, bool> predicate) => user.UnstashAll(predicate);

        public IEnumerable<Envelope> ClearStash() => user.ClearStash();

        public void Prepend(IEnumerable<Envelope> envelopes) => user.Prepend(envelopes);
    }
}
