using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence;

/// <summary>To the actor itself: time to see whether the recovery still moves.</summary>
/// <param name="Snapshot">Whether it waits for the snapshot rather than for events.</param>
public sealed record RecoveryTick(bool Snapshot);

/// <content>The recovery and the hooks of the actor's life.</content>
public abstract partial class Eventsourced
{
    private ICancelable? _recoveryTimer;
    private TimeSpan _recoveryTimeout;
    private long _replayMax;
    private bool _eventSeen;

    /// <inheritdoc/>
    public override void AroundPreStart()
    {
        if (PersistenceId == null)
        {
            throw new ArgumentNullException($"PersistenceId is [null] for PersistentActor [{Self.Path}]");
        }

        // A missing plugin fails the start rather than the first event.
        _ = Journal;
        _ = SnapshotStore;
        RequestRecoveryPermit();
        base.AroundPreStart();
    }

    /// <inheritdoc/>
    public override void AroundPreRestart(Exception cause, object message)
    {
        try
        {
            GiveBackStashes();
        }
        finally
        {
            object inner = message switch
            {
                WriteMessageSuccess success => success.Persistent,
                LoopMessageSuccess loop => loop.Message,
                ReplayedMessage replayed => replayed.Persistent,
                _ => message,
            };
            FlushJournalBatch();
            base.AroundPreRestart(cause, inner);
        }
    }

    /// <inheritdoc/>
    public override void AroundPostRestart(Exception cause, object message)
    {
        RequestRecoveryPermit();
        base.AroundPostRestart(cause, message);
    }

    /// <inheritdoc/>
    public override void AroundPostStop()
    {
        try
        {
            GiveBackStashes();
        }
        finally
        {
            base.AroundPostStop();
        }
    }

    /// <inheritdoc/>
    protected override void Unhandled(object message)
    {
        switch (message)
        {
            case RecoveryCompleted:
                return;
            case SaveSnapshotFailure failure:
                Log.Warning("Failed to SaveSnapshot given metadata [{0}] due to: [{1}: {2}]", failure.Metadata, failure.Cause, failure.Cause.Message);
                break;
            case DeleteSnapshotFailure failure:
                Log.Warning("Failed to DeleteSnapshot given metadata [{0}] due to: [{1}: {2}]", failure.Metadata, failure.Cause, failure.Cause.Message);
                break;
            case DeleteSnapshotsFailure failure:
                Log.Warning("Failed to DeleteSnapshots given criteria [{0}] due to: [{1}: {2}]", failure.Criteria, failure.Cause, failure.Cause.Message);
                break;
            case DeleteMessagesFailure failure:
                Log.Warning(failure.Cause, "Failed to DeleteMessages ToSequenceNr [{0}] for PersistenceId [{1}] due to: {2}", failure.ToSequenceNr, PersistenceId, failure.Cause.Message);
                break;
        }

        base.Unhandled(message);
    }

    private void GiveBackStashes()
    {
        _recoveryTimer?.Cancel();
        _internalStash.UnstashAll();
        if (_userStash != null)
        {
            _userStash.Leaving = true;
            _userStash.UnstashAll(UnstashFilterPredicate);
        }
    }

    private void RequestRecoveryPermit()
    {
        _phase = Phase.WaitingForPermit;
        Extension.RecoveryPermitter().Tell(Akka.Persistence.RequestRecoveryPermit.Instance, Self);
    }

    private void ReturnPermit() => Extension.RecoveryPermitter().Tell(ReturnRecoveryPermit.Instance, Self);

    private void StartRecovery()
    {
        Recovery recovery = Recovery;
        _replayMax = recovery.ReplayMax;
        _recoveryTimeout = Extension.JournalConfigFor(JournalPluginId).GetTimeSpan("recovery-event-timeout", TimeSpan.FromSeconds(30), false);
        _recoveryTimer = Context.System.Scheduler.ScheduleTellOnceCancelable(_recoveryTimeout, Self, new RecoveryTick(true), Self);
        _phase = Phase.LoadingSnapshot;
        LoadSnapshot(SnapshotterId, recovery.FromSnapshot, recovery.ToSequenceNr);
    }

    private bool TryLoadSnapshot(object message)
    {
        switch (message)
        {
            case LoadSnapshotResult result:
                _recoveryTimer?.Cancel();
                if (result.Snapshot == null || TryOffer(result.Snapshot))
                {
                    StartReplay(result.ToSequenceNr);
                }

                return true;
            case LoadSnapshotFailed failed:
                FailRecovery(failed.Cause);
                return true;
            case RecoveryTick { Snapshot: true }:
                FailRecovery(new RecoveryTimedOutException($"Recovery timed out, didn't get snapshot within {_recoveryTimeout.TotalSeconds}s."));
                return true;
            default:
                return false;
        }
    }

    private bool TryOffer(SelectedSnapshot snapshot)
    {
        long before = LastSequenceNr;
        try
        {
            LastSequenceNr = snapshot.Metadata.SequenceNr;
            var offer = new SnapshotOffer(snapshot.Metadata, snapshot.Snapshot);
            if (!ReceiveRecover(offer))
            {
                LastSequenceNr = before;
                Unhandled(offer);
            }

            return true;
        }
        catch (Exception cause)
        {
            FailRecovery(cause);
            return false;
        }
    }

    private void StartReplay(long toSequenceNr)
    {
        _eventSeen = false;
        _recoveryTimer = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(_recoveryTimeout, _recoveryTimeout, Self, new RecoveryTick(false), Self);
        _phase = Phase.Replaying;
        Journal.Tell(new ReplayMessages(LastSequenceNr + 1L, toSequenceNr, _replayMax, PersistenceId, Self));
    }

    private bool TryReplay(object message)
    {
        switch (message)
        {
            case ReplayedMessage replayed:
                Replay(replayed.Persistent);
                return true;
            case RecoverySuccess success:
                CompleteRecovery(success.HighestSequenceNr);
                return true;
            case ReplayMessagesFailure failure:
                FailRecovery(failure.Cause);
                return true;
            case RecoveryTick { Snapshot: true }:
                return true;
            case RecoveryTick when _eventSeen:
                _eventSeen = false;
                return true;
            case RecoveryTick:
                FailRecovery(new RecoveryTimedOutException(
                    $"Recovery timed out, didn't get event within {_recoveryTimeout.TotalSeconds}s, highest sequence number seen {LastSequenceNr}."));
                return true;
            default:
                return false;
        }
    }

    private void Replay(IPersistentRepresentation persistent)
    {
        _eventSeen = true;
        try
        {
            UpdateLastSequenceNr(persistent);
            if (!ReceiveRecover(persistent.Payload))
            {
                Unhandled(persistent);
            }
        }
        catch (Exception cause)
        {
            FailRecovery(cause, persistent.Payload);
        }
    }

    private void CompleteRecovery(long highestSequenceNr)
    {
        _recoveryTimer?.Cancel();
        try
        {
            OnReplaySuccess();
            LastSequenceNr = Math.Max(highestSequenceNr, LastSequenceNr);
            _sequenceNr = LastSequenceNr;
            _phase = Phase.Processing;
            if (!ReceiveRecover(RecoveryCompleted.Instance))
            {
                Unhandled(RecoveryCompleted.Instance);
            }
        }
        finally
        {
            ReturnPermit();
            if (_phase == Phase.Processing)
            {
                FlushBatch();
                SettlePhase(unstashAll: true);
            }
        }
    }

    private void FailRecovery(Exception cause, object? payload = null)
    {
        _recoveryTimer?.Cancel();
        try
        {
            OnRecoveryFailure(cause, payload);
        }
        finally
        {
            _phase = Phase.Stopping;
            Context.Stop(Self);
            ReturnPermit();
        }
    }
}
