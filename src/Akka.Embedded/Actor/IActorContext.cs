using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Handles a message; false when it is not handled.</summary>
public delegate bool Receive(object message);

/// <summary>Handles any message.</summary>
public delegate void UntypedReceive(object message);

/// <summary>Creates actors and selects them.</summary>
public interface IActorRefFactory
{
    /// <summary>Creates an actor.</summary>
    /// <param name="props">How to make it.</param>
    /// <param name="name">Unique among its siblings; null for a generated one.</param>
    /// <exception cref="InvalidActorNameException">The name is malformed or taken.</exception>
    IActorRef ActorOf(Props props, string? name = null);

    /// <summary>Selects by path.</summary>
    ActorSelection ActorSelection(ActorPath actorPath);

    /// <summary>Selects by absolute or relative path.</summary>
    ActorSelection ActorSelection(string actorPath);
}

/// <summary>Helpers for factories.</summary>
public static class ActorRefFactoryExtensions
{
    /// <summary>Creates an actor that has a constructor without parameters.</summary>
    public static IActorRef ActorOf<TActor>(this IActorRefFactory factory, string? name = null)
        where TActor : ActorBase, new()
        => factory.ActorOf(Props.Create<TActor>(), name);

    /// <summary>Selects relative to an actor.</summary>
    public static ActorSelection ActorSelection(this IActorRefFactory factory, IActorRef anchorRef, string actorPath)
        => new(anchorRef, actorPath);
}

/// <summary>Watches other actors.</summary>
public interface ICanWatch
{
    /// <summary>Asks for <see cref="Terminated"/> when the subject ends.</summary>
    IActorRef Watch(IActorRef subject);

    /// <summary>Asks for a message of one's own when the subject ends.</summary>
    IActorRef WatchWith(IActorRef subject, object message);

    /// <summary>Takes a watch back; no <see cref="Terminated"/> comes afterwards.</summary>
    IActorRef Unwatch(IActorRef subject);
}

/// <summary>What an actor sees of its surroundings. Valid only while it processes a message.</summary>
public interface IActorContext : IActorRefFactory, ICanWatch
{
    /// <summary>This actor.</summary>
    IActorRef Self { get; }

    /// <summary>How it was made.</summary>
    Props Props { get; }

    /// <summary>Its dispatcher.</summary>
    MessageDispatcher Dispatcher { get; }

    /// <summary>Sender of the current message; the dead letters when nobody.</summary>
    IActorRef Sender { get; }

    /// <summary>Its system.</summary>
    ActorSystem System { get; }

    /// <summary>Its parent.</summary>
    IActorRef Parent { get; }

    /// <summary>Replaces the behaviour.</summary>
    void Become(Receive receive);

    /// <summary>Puts a behaviour on top of the current one.</summary>
    void BecomeStacked(Receive receive);

    /// <summary>Returns to the behaviour below.</summary>
    void UnbecomeStacked();

    /// <summary>A child, or <see cref="Nobody"/>.</summary>
    IActorRef Child(string name);

    /// <summary>The children.</summary>
    IEnumerable<IActorRef> GetChildren();

    /// <summary>Sets the receive time-out; null switches it off.</summary>
    void SetReceiveTimeout(TimeSpan? timeout);

    /// <summary>The receive time-out.</summary>
    TimeSpan? ReceiveTimeout { get; }

    /// <summary>Stops an actor.</summary>
    void Stop(IActorRef child);
}

/// <summary>Context of an untyped actor.</summary>
public interface IUntypedActorContext : IActorContext
{
    /// <summary>Replaces the behaviour.</summary>
    void Become(UntypedReceive receive);

    /// <summary>Puts a behaviour on top of the current one.</summary>
    void BecomeStacked(UntypedReceive receive);
}
