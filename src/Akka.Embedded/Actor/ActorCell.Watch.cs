using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

internal partial class ActorCell
{
    // Watched actors with the message to get instead of Terminated, if any.
    private Dictionary<IActorRef, object?>? _watching;
    private HashSet<IActorRef>? _watchedBy;
    // Ended actors whose Terminated is still in the mailbox.
    private Dictionary<IActorRef, object?>? _terminatedQueue;

    public IActorRef Watch(IActorRef subject) => Watch(subject, null);

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Watch(subject, message);
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        var watchee = (IInternalActorRef)subject;
        if (_watching?.Remove(subject) == true)
            watchee.SendSystemMessage(new Unwatch(watchee, _self));
        _terminatedQueue?.Remove(subject);
        return subject;
    }

    private IActorRef Watch(IActorRef subject, object? message)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var watchee = (IInternalActorRef)subject;
        if (watchee.Equals(_self))
            return subject;
        if (_watching is not null && _watching.TryGetValue(subject, out var previous))
        {
            if (!Equals(previous, message))
            {
                throw new InvalidOperationException(
                    $"Watch({_self}, {subject}) termination message was not overwritten from [{previous ?? "null"}] to [{message ?? "null"}]. If this was intended, unwatch first before using `Watch` / `WatchWith` with another message.");
            }

            return subject;
        }

        (_watching ??= []).Add(subject, message);
        watchee.SendSystemMessage(new Watch(watchee, _self));
        return subject;
    }

    /// <summary>A Terminated that was received before goes back to the mailbox.</summary>
    public void ExpectTerminated(IActorRef actor) => (_terminatedQueue ??= []).TryAdd(actor, null);

    private void ReceivedTerminated(Terminated terminated)
    {
        if (_terminatedQueue is null || !_terminatedQueue.Remove(terminated.ActorRef, out var custom))
            return;
        var message = custom ?? terminated;
        _currentMessage = message;
        ReceiveMessage(message);
    }

    /// <summary>An actor that this one watches, or a child, has ended.</summary>
    private void WatchedActorTerminated(DeathWatchNotification notification)
    {
        var actor = notification.Actor;
        if (_watching is not null && _watching.Remove(actor, out var custom) && _childrenState < ChildrenState.Terminating)
        {
            (_terminatedQueue ??= [])[actor] = custom;
            _self.Tell(new Terminated(actor, notification.ExistenceConfirmed, addressTerminated: false), actor);
        }

        if (TryGetStats(actor) is not null)
            HandleChildTerminated(actor);
    }

    private void AddWatcher(Watch watch)
    {
        if (watch.Watchee.Equals(_self) && !watch.Watcher.Equals(_self))
            (_watchedBy ??= []).Add(watch.Watcher);
    }

    private void RemoveWatcher(Unwatch unwatch)
    {
        if (unwatch.Watchee.Equals(_self))
            _watchedBy?.Remove(unwatch.Watcher);
    }

    private void TellWatchersWeDied()
    {
        if (_watchedBy is null)
            return;
        foreach (var watcher in _watchedBy)
        {
            // The parent hears of it anyway.
            if (!watcher.Equals(ParentRef))
                ((IInternalActorRef)watcher).SendSystemMessage(new DeathWatchNotification(_self, existenceConfirmed: true));
        }

        _watchedBy = null;
    }

    private void UnwatchAll()
    {
        if (_watching is not null)
        {
            foreach (var watchee in _watching.Keys.Cast<IInternalActorRef>())
                watchee.SendSystemMessage(new Unwatch(watchee, _self));
        }

        _watching = null;
        _terminatedQueue = null;
    }

    /// <summary>Answers for an actor that has ended.</summary>
    public void DeadSystemMessage(SystemMessage message)
    {
        if (message is Watch watch && !watch.Watcher.Equals(_self))
            watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, existenceConfirmed: false));
        else if (message is Failed or DeathWatchNotification or ActorTask or AsyncFailed && _system.Settings.DebugUnhandledMessage)
            Publish(new Debug(_self.Path.ToString(), GetType(), $"dropped {message.GetType().Name} after termination"));
    }
}
