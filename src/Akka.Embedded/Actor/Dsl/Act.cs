namespace Akka.Actor.Dsl;

/// <summary>Describes an actor without a class of its own.</summary>
public interface IActorDsl
{
    /// <summary>Instead of <c>PostRestart</c>.</summary>
    Action<Exception, IActorContext>? OnPostRestart { get; set; }

    /// <summary>Instead of <c>PreRestart</c>.</summary>
    Action<Exception, object, IActorContext>? OnPreRestart { get; set; }

    /// <summary>Instead of <c>PostStop</c>.</summary>
    Action<IActorContext>? OnPostStop { get; set; }

    /// <summary>Instead of <c>PreStart</c>.</summary>
    Action<IActorContext>? OnPreStart { get; set; }

    /// <summary>Strategy for the children; null for the default.</summary>
    SupervisorStrategy? Strategy { get; set; }

    /// <summary>Declares a handler.</summary>
    void Receive<T>(Action<T, IActorContext> handler);

    /// <summary>Declares a handler with a condition.</summary>
    void Receive<T>(Predicate<T> shouldHandle, Action<T, IActorContext> handler);

    /// <summary>Declares a handler with a condition.</summary>
    void Receive<T>(Action<T, IActorContext> handler, Predicate<T> shouldHandle);

    /// <summary>Declares the handler of everything else.</summary>
    void ReceiveAny(Action<object, IActorContext> handler);

    /// <summary>Declares an async handler.</summary>
    void ReceiveAsync<T>(Func<T, IActorContext, Task> handler, Predicate<T>? shouldHandle = null);

    /// <summary>Declares an async handler with a condition.</summary>
    void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, IActorContext, Task> handler);

    /// <summary>Declares the async handler of everything else.</summary>
    void ReceiveAnyAsync(Func<object, IActorContext, Task> handler);

    /// <summary>What <c>PreRestart</c> does by default.</summary>
    void DefaultPreRestart(Exception reason, object message);

    /// <summary>What <c>PostRestart</c> does by default.</summary>
    void DefaultPostRestart(Exception reason);

    /// <summary>What <c>PreStart</c> does by default.</summary>
    void DefaultPreStart();

    /// <summary>What <c>PostStop</c> does by default.</summary>
    void DefaultPostStop();

    /// <summary>Replaces the behaviour.</summary>
    void Become(Action<object, IActorContext> handler);

    /// <summary>Puts a behaviour on top of the current one.</summary>
    void BecomeStacked(Action<object, IActorContext> handler);

    /// <summary>Returns to the behaviour below.</summary>
    void UnbecomeStacked();

    /// <summary>Creates a child.</summary>
    IActorRef ActorOf(Action<IActorDsl> config, string? name = null);
}

/// <summary>An actor described by a delegate.</summary>
public sealed class Act : ReceiveActor, IActorDsl
{
    /// <summary>Creates the actor.</summary>
    public Act(Action<IActorDsl> config)
    {
        config(this);
    }

    /// <summary>Creates the actor.</summary>
    public Act(Action<IActorDsl, IActorContext> config)
    {
        config(this, Context);
    }

    /// <inheritdoc />
    public Action<Exception, IActorContext>? OnPostRestart { get; set; }

    /// <inheritdoc />
    public Action<Exception, object, IActorContext>? OnPreRestart { get; set; }

    /// <inheritdoc />
    public Action<IActorContext>? OnPostStop { get; set; }

    /// <inheritdoc />
    public Action<IActorContext>? OnPreStart { get; set; }

    /// <inheritdoc />
    public SupervisorStrategy? Strategy { get; set; }

    /// <inheritdoc />
    public void Receive<T>(Action<T, IActorContext> handler) => Receive<T>(m => handler(m, Context));

    /// <inheritdoc />
    public void Receive<T>(Predicate<T> shouldHandle, Action<T, IActorContext> handler) => Receive<T>(m => handler(m, Context), shouldHandle);

    /// <inheritdoc />
    public void Receive<T>(Action<T, IActorContext> handler, Predicate<T> shouldHandle) => Receive(shouldHandle, handler);

    /// <inheritdoc />
    public void ReceiveAny(Action<object, IActorContext> handler) => ReceiveAny(m => handler(m, Context));

    /// <inheritdoc />
    public void ReceiveAsync<T>(Func<T, IActorContext, Task> handler, Predicate<T>? shouldHandle = null)
        => ReceiveAsync<T>(m => handler(m, Context), shouldHandle);

    /// <inheritdoc />
    public void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, IActorContext, Task> handler) => ReceiveAsync(handler, shouldHandle);

    /// <inheritdoc />
    public void ReceiveAnyAsync(Func<object, IActorContext, Task> handler) => ReceiveAnyAsync(m => handler(m, Context));

    /// <inheritdoc />
    public void DefaultPreRestart(Exception reason, object message) => base.PreRestart(reason, message);

    /// <inheritdoc />
    public void DefaultPostRestart(Exception reason) => base.PostRestart(reason);

    /// <inheritdoc />
    public void DefaultPreStart() => base.PreStart();

    /// <inheritdoc />
    public void DefaultPostStop() => base.PostStop();

    /// <inheritdoc />
    public void Become(Action<object, IActorContext> handler) => Context.Become(Wrap(handler));

    /// <inheritdoc />
    public void BecomeStacked(Action<object, IActorContext> handler) => Context.BecomeStacked(Wrap(handler));

    void IActorDsl.UnbecomeStacked() => UnbecomeStacked();

    /// <inheritdoc />
    public IActorRef ActorOf(Action<IActorDsl> config, string? name = null) => Context.ActorOf(config, name);

    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => Strategy ?? base.SupervisorStrategy();

    /// <inheritdoc />
    protected override void PreStart()
    {
        if (OnPreStart is { } hook)
            hook(Context);
        else
            base.PreStart();
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        if (OnPostStop is { } hook)
            hook(Context);
        else
            base.PostStop();
    }

    /// <inheritdoc />
    protected override void PreRestart(Exception reason, object message)
    {
        if (OnPreRestart is { } hook)
            hook(reason, message, Context);
        else
            base.PreRestart(reason, message);
    }

    /// <inheritdoc />
    protected override void PostRestart(Exception reason)
    {
        if (OnPostRestart is { } hook)
            hook(reason, Context);
        else
            base.PostRestart(reason);
    }

    private static Receive Wrap(Action<object, IActorContext> handler) => m =>
    {
        handler(m, Context);
        return true;
    };
}

/// <summary>Creating actors from delegates.</summary>
public static class ActExtensions
{
    /// <summary>Creates an actor.</summary>
    public static IActorRef ActorOf(this IActorRefFactory factory, Action<IActorDsl> config, string? name = null)
        => factory.ActorOf(Props.Create(typeof(Act), config), name!);

    /// <summary>Creates an actor.</summary>
    public static IActorRef ActorOf(this IActorRefFactory factory, Action<IActorDsl, IActorContext> config, string? name = null)
        => factory.ActorOf(Props.Create(typeof(Act), config), name!);
}
