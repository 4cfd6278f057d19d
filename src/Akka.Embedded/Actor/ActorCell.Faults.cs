using System.Runtime.ExceptionServices;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Creation, failure, restart and termination. Every suspension of the mailbox is balanced by exactly one resume.</summary>
internal partial class ActorCell
{
    // The actor whose failure suspended this one: itself, or a child whose failure it escalates; null when healthy.
    private IActorRef? _failedBy;
    private bool _terminateStarted;
    // The instance has had its last hook: PreRestart of a restart whose successor never came.
    private bool _instanceIsDone;

    public void SystemInvoke(SystemMessage message)
    {
        try
        {
            switch (message)
            {
                case Create:
                    CreateActor();
                    break;
                case ActorTask task:
                    task.Execute();
                    break;
                case AsyncFailed failed:
                    HandleInvokeFailure(failed.Cause);
                    break;
                case Watch watch:
                    AddWatcher(watch);
                    break;
                case Unwatch unwatch:
                    RemoveWatcher(unwatch);
                    break;
                case DeathWatchNotification notification:
                    WatchedActorTerminated(notification);
                    break;
                case Failed failed:
                    HandleFailed(failed);
                    break;
                case Recreate recreate:
                    FaultRecreate(recreate.Cause);
                    break;
                case Suspend:
                    _mailbox.Suspend();
                    SuspendChildren();
                    break;
                case Resume resume:
                    FaultResume(resume.CausedByFailure);
                    break;
                case Terminate:
                    TerminateActor();
                    break;
            }
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e);
        }
    }

    private void CreateActor()
    {
        try
        {
            _actor = NewActor();
            _actor.AroundPreStart();
            TouchReceiveTimeout();
            if (_system.Settings.DebugLifecycle)
                Publish(new Debug(_self.Path.ToString(), ActorType, $"Started ({_actor})"));
        }
        catch (Exception e)
        {
            ClearActor(_actor);
            _actor = null;
            _instanceIsDone = false;
            throw e is ActorInitializationException ? e : new ActorInitializationException(_self, "Exception during creation", e);
        }
    }

    private void HandleInvokeFailure(Exception cause, IReadOnlyCollection<IActorRef>? childrenNotToSuspend = null)
    {
        if (_failedBy is not null)
            return;
        try
        {
            _mailbox.Suspend();
            if (_currentMessage is Failed failed)
            {
                _failedBy = failed.Child;
                childrenNotToSuspend = [.. childrenNotToSuspend ?? [], failed.Child];
            }
            else
            {
                _failedBy = _self;
            }

            SuspendChildren(childrenNotToSuspend);
            ParentRef.SendSystemMessage(new Failed(_self, cause, _self.Path.Uid));
        }
        catch (Exception e)
        {
            Publish(new Error(e, _self.Path.ToString(), ActorType, "Emergency stop: exception in failure handling for " + cause));
            StopChildren();
            FinishTerminate();
        }
    }

    private void SuspendChildren(IReadOnlyCollection<IActorRef>? except = null)
    {
        foreach (var child in ChildRefs())
        {
            if (except is null || !except.Contains(child))
                child.Suspend();
        }
    }

    private void HandleFailed(Failed failed)
    {
        // An async handler may be under way: its message and sender come back afterwards.
        var (message, sender) = (_currentMessage, _sender);
        _currentMessage = failed;
        _sender = failed.Child;
        if (TryGetStats(failed.Child) is not { } stats || stats.Uid != failed.Uid || _actor is null)
        {
            Publish(new Debug(_self.Path.ToString(), ActorType, $"Dropping Failed({failed.Cause}) from unknown child {failed.Child}"));
        }
        else if (!_actor.SupervisorStrategyInternal.HandleFailure(this, failed.Child, failed.Cause, stats, ChildStats()))
        {
            ExceptionDispatchInfo.Capture(failed.Cause).Throw();
        }

        (_currentMessage, _sender) = (message, sender);
    }

    private void FaultRecreate(Exception cause)
    {
        if (_actor is null)
        {
            Publish(new Error(null, _self.Path.ToString(), ActorType, "Changing Recreate into Create after " + cause));
            FaultCreate();
            return;
        }

        if (!IsNormal)
        {
            // Already stopping or restarting: only keep the suspend counter balanced.
            FaultResume(null);
            return;
        }

        var failedActor = _actor;
        if (_system.Settings.DebugLifecycle)
            Publish(new Debug(_self.Path.ToString(), ActorType, "Restarting"));
        var message = _currentMessage is Failed ? null : _currentMessage;
        try
        {
            if (!_instanceIsDone)
                failedActor.AroundPreRestart(cause, message!);
        }
        catch (Exception e)
        {
            var failure = new PreRestartException(_self, e, cause, message);
            Publish(new Error(failure, _self.Path.ToString(), failedActor.GetType(), e.Message));
        }
        finally
        {
            ClearActor(failedActor);
            _instanceIsDone = true;
        }

        CancelAsync();
        if (!WaitForChildren(ChildrenState.Recreating, cause))
            FinishRecreate(cause);
    }

    private void FinishRecreate(Exception cause)
    {
        // Before the new instance creates children of its own.
        var survivors = ChildRefs();
        try
        {
            _mailbox.Resume();
            _failedBy = null;
            _actor = NewActor();
            _instanceIsDone = false;
            _actor.AroundPostRestart(cause, null!);
            if (_system.Settings.DebugLifecycle)
                Publish(new Debug(_self.Path.ToString(), ActorType, $"Restarted ({_actor})"));
            foreach (var child in survivors)
                child.Restart(cause);
            _currentMessage = null;
            TouchReceiveTimeout();
        }
        catch (Exception e)
        {
            ClearActor(_actor);
            HandleInvokeFailure(new PostRestartException(_self, e, cause), survivors);
        }
    }

    private void FaultResume(Exception? causedByFailure)
    {
        if (_actor is null)
        {
            Publish(new Error(null, _self.Path.ToString(), ActorType, "Changing Resume into Create after " + causedByFailure));
            FaultCreate();
            return;
        }

        if (ActorHasBeenCleared && causedByFailure is not null && IsNormal)
        {
            Publish(new Error(null, _self.Path.ToString(), ActorType, "Changing Resume into Restart after " + causedByFailure));
            FaultRecreate(causedByFailure);
            return;
        }

        var perpetrator = _failedBy;
        _mailbox.Resume();
        if (causedByFailure is not null)
            _failedBy = null;
        foreach (var child in ChildRefs())
            child.Resume(child.Equals(perpetrator) ? causedByFailure : null);
    }

    private void FaultCreate()
    {
        SetReceiveTimeout(null);
        StopChildren();
        if (!WaitForChildren(ChildrenState.Creating))
            FinishCreate();
    }

    private void FinishCreate()
    {
        _mailbox.Resume();
        _failedBy = null;
        CreateActor();
    }

    private void TerminateActor()
    {
        SetReceiveTimeout(null);
        UnwatchAll();
        StopChildren();
        if (WaitForChildren(ChildrenState.Terminating))
        {
            if (_terminateStarted)
                return;
            _terminateStarted = true;
            // No messages while the children end, and their failures concern nobody any more.
            _mailbox.Suspend();
            _failedBy = _self;
            if (_system.Settings.DebugLifecycle)
                Publish(new Debug(_self.Path.ToString(), ActorType, "Stopping"));
        }
        else
        {
            FinishTerminate();
        }
    }

    private void FinishTerminate()
    {
        if (_mailbox.IsClosed)
            return;
        SetChildrenTerminated();
        var actor = _actor;
        try
        {
            if (!_instanceIsDone)
                actor?.AroundPostStop();
        }
        catch (Exception e)
        {
            Publish(new Error(e, _self.Path.ToString(), ActorType, e.Message));
        }

        // Watchers hear after the parent, the parent after the mailbox is closed: a name is free only when nothing can reach the old actor.
        try
        {
            if (!ActorHasBeenCleared)
                (actor as IActorStash)?.Stash?.UnstashAll();
        }
        finally
        {
            _mailbox.Close();
            ParentRef.SendSystemMessage(new DeathWatchNotification(_self, existenceConfirmed: true));
            TellWatchersWeDied();
            UnwatchAll();
        }

        if (_system.Settings.DebugLifecycle)
            Publish(new Debug(_self.Path.ToString(), ActorType, "Stopped"));
        ClearActor(actor);
        _actor = null;
        _currentMessage = null;
        _sender = null;
    }

    private void HandleChildTerminated(IActorRef child)
    {
        var (state, cause) = RemoveChild(child);
        if (_actor is not null && !ActorHasBeenCleared)
        {
            try
            {
                _actor.SupervisorStrategyInternal.HandleChildTerminated(this, child, ChildRefs());
            }
            catch (Exception e)
            {
                Publish(new Error(e, _self.Path.ToString(), ActorType, "HandleChildTerminated failed"));
                HandleInvokeFailure(e);
            }
        }

        switch (state)
        {
            case ChildrenState.Recreating:
                FinishRecreate(cause!);
                break;
            case ChildrenState.Creating:
                FinishCreate();
                break;
            case ChildrenState.Terminating:
                FinishTerminate();
                break;
        }
    }
}
