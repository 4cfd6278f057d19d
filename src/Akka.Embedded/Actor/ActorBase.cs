using Akka.Event;

namespace Akka.Actor;

/// <summary>Gives test kits the context of an actor.</summary>
public interface IInternalActor
{
    /// <summary>The context.</summary>
    IActorContext ActorContext { get; }
}

internal interface IInitializableActor
{
    void Init();
}

/// <summary>Base of all actors.</summary>
public abstract class ActorBase : IInternalActor
{
    private IActorRef? _clearedSelf;
    private SupervisorStrategy? _supervisorStrategy;

    /// <summary>Creates the actor; only the actor system does.</summary>
    /// <exception cref="ActorInitializationException">Created with <c>new</c> outside an actor system.</exception>
    protected ActorBase()
    {
        var cell = ActorCell.Current
            ?? throw new ActorInitializationException("Do not create actors using 'new', always create them using an ActorContext/System");
        if (this is IWithTimers withTimers)
            withTimers.Timers = new TimerScheduler(cell);
        cell.Become(Receive);
    }

    IActorContext IInternalActor.ActorContext => Context;

    /// <summary>Sender of the current message.</summary>
    protected IActorRef Sender => Context.Sender;

    /// <summary>This actor.</summary>
    protected IActorRef Self => _clearedSelf ?? Context.Self;

    /// <summary>Surroundings of the actor that runs on this thread.</summary>
    /// <exception cref="NotSupportedException">No actor runs on this thread.</exception>
    protected static IActorContext Context => ActorCell.Current
        ?? throw new NotSupportedException("There is no active ActorContext, this is most likely due to use of async operations from within this actor.");

    /// <summary>A behaviour that handles nothing.</summary>
    protected static Receive EmptyReceive => _ => false;

    internal SupervisorStrategy SupervisorStrategyInternal => _supervisorStrategy ??= SupervisorStrategy();

    internal void SetSupervisorStrategy(SupervisorStrategy strategy) => _supervisorStrategy = strategy;

    internal void Clear(IActorRef self) => _clearedSelf = self;

    internal void Unclear() => _clearedSelf = null;

    /// <summary>Wraps the handling of every message.</summary>
    protected internal virtual bool AroundReceive(Receive receive, object message)
    {
        if (receive(message))
            return true;
        Unhandled(message);
        return false;
    }

    /// <summary>Handles a message.</summary>
    protected abstract bool Receive(object message);

    /// <summary>Called for messages nobody handled: publishes <see cref="UnhandledMessage"/>.</summary>
    /// <exception cref="DeathPactException">The message is <see cref="Terminated"/>.</exception>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
            throw new DeathPactException(terminated.ActorRef);
        Context.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    /// <summary>Replaces the behaviour.</summary>
    protected void Become(Receive receive) => Context.Become(receive);

    /// <summary>Puts a behaviour on top of the current one.</summary>
    protected void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    /// <summary>Returns to the behaviour below.</summary>
    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    /// <summary>Sets the receive time-out; null switches it off.</summary>
    protected void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);

    /// <summary>How failures of children are treated.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.DefaultStrategy;

    /// <summary>Wraps <see cref="PreStart"/>.</summary>
    public virtual void AroundPreStart() => PreStart();

    /// <summary>Called before the first message.</summary>
    protected virtual void PreStart()
    {
    }

    /// <summary>Wraps <see cref="PreRestart"/>.</summary>
    public virtual void AroundPreRestart(Exception cause, object message)
    {
        (this as IWithTimers)?.Timers?.CancelAll();
        PreRestart(cause, message);
    }

    /// <summary>Called on the failed instance: stops the children and calls <see cref="PostStop"/>.</summary>
    /// <param name="reason">What failed.</param>
    /// <param name="message">The message in whose handling it failed; may be null.</param>
    protected virtual void PreRestart(Exception reason, object message)
    {
        foreach (var child in Context.GetChildren())
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }

        PostStop();
    }

    /// <summary>Wraps <see cref="PostRestart"/>.</summary>
    public virtual void AroundPostRestart(Exception cause, object message) => PostRestart(cause);

    /// <summary>Called on the new instance: calls <see cref="PreStart"/>.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>Wraps <see cref="PostStop"/>.</summary>
    public virtual void AroundPostStop()
    {
        (this as IWithTimers)?.Timers?.CancelAll();
        PostStop();
    }

    /// <summary>Called after the last message.</summary>
    protected virtual void PostStop()
    {
    }
}

/// <summary>Base of actors that handle all messages in one method.</summary>
public abstract class UntypedActor : ActorBase
{
    /// <summary>Surroundings of the actor that runs on this thread.</summary>
    protected static new IUntypedActorContext Context => (IUntypedActorContext)ActorBase.Context;

    /// <inheritdoc />
    protected sealed override bool Receive(object message)
    {
        OnReceive(message);
        return true;
    }

    /// <summary>Handles a message; call <see cref="ActorBase.Unhandled"/> for those it does not know.</summary>
    protected abstract void OnReceive(object message);

    /// <summary>Runs an async action as part of the current handler; the mailbox waits for it.</summary>
    protected void RunTask(Func<Task> action) => Dispatch.ActorTaskScheduler.RunTask(action);

    /// <summary>Runs an action in the actor's task scheduler.</summary>
    protected void RunTask(Action action) => Dispatch.ActorTaskScheduler.RunTask(action);

    /// <summary>Replaces the behaviour.</summary>
    protected void Become(UntypedReceive receive) => Context.Become(receive);

    /// <summary>Puts a behaviour on top of the current one.</summary>
    protected void BecomeStacked(UntypedReceive receive) => Context.BecomeStacked(receive);
}

/// <summary>Untyped actor with a stash.</summary>
public abstract class UntypedActorWithStash : UntypedActor, IWithStash
{
    /// <inheritdoc />
    public IStash Stash { get; set; } = null!;
}

/// <summary>Untyped actor with an unbounded stash.</summary>
public abstract class UntypedActorWithUnboundedStash : UntypedActor, IWithUnboundedStash
{
    /// <inheritdoc />
    public IStash Stash { get; set; } = null!;
}
