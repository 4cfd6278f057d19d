namespace Akka.Actor;

/// <summary>Something that takes messages.</summary>
public interface ICanTell
{
    /// <summary>Sends a message.</summary>
    /// <exception cref="InvalidMessageException">The message is null.</exception>
    void Tell(object message, IActorRef? sender);
}

/// <summary>Handle of an actor.</summary>
public interface IActorRef : ICanTell, IEquatable<IActorRef>, IComparable<IActorRef>, IComparable
{
    /// <summary>Where the actor lives.</summary>
    ActorPath Path { get; }
}

/// <summary>Whether a reference is local.</summary>
public interface IActorRefScope
{
    /// <summary>True when local; always so in this flavour.</summary>
    bool IsLocal { get; }
}

/// <summary>Sending with the current actor as sender.</summary>
public static class ActorRefImplicitSenderExtensions
{
    /// <summary>Sends a message; the sender is the actor whose code is running, if any.</summary>
    public static void Tell(this IActorRef receiver, object message) => receiver.Tell(message, ActorCell.GetCurrentSelfOrNoSender());

    /// <summary>Sends a message with the sender of the message that is being processed.</summary>
    public static void Forward(this IActorRef receiver, object message) => receiver.Tell(message, ActorCell.GetCurrentSenderOrNoSender());
}

/// <summary>Helpers for references.</summary>
public static class ActorRefExtensions
{
    /// <summary>Whether the reference is null, <see cref="Nobody"/> or the dead letters.</summary>
    public static bool IsNobody(this IActorRef? actorRef)
        => actorRef is null or Nobody or DeadLetterActorRef
            || actorRef.Path is null
            || (actorRef.Path.Uid == 0 && actorRef.Path.Name == "deadLetters");

    /// <summary>The reference, or another one if it is nobody.</summary>
    public static IActorRef GetOrElse(this IActorRef? actorRef, Func<IActorRef> elseValue)
        => actorRef.IsNobody() ? elseValue() : actorRef!;
}

/// <summary>Well-known references.</summary>
public static class ActorRefs
{
    /// <summary>A reference that swallows everything.</summary>
    public static readonly Nobody Nobody = Nobody.Instance;

    /// <summary>No sender (null).</summary>
    public static readonly IActorRef NoSender = null!;
}

/// <summary>Equality, order and null checks of references.</summary>
public abstract class ActorRefBase : IActorRef
{
    /// <inheritdoc />
    public abstract ActorPath Path { get; }

    /// <inheritdoc />
    public void Tell(object message, IActorRef? sender) => TellInternal(message, sender);

    /// <summary>Delivers a message.</summary>
    protected abstract void TellInternal(object message, IActorRef? sender);

    /// <inheritdoc />
    public override string ToString() => Path.Uid == ActorCell.UndefinedUid ? $"[{Path}]" : $"[{Path}#{Path.Uid}]";

    /// <inheritdoc />
    public bool Equals(IActorRef? other)
        => ReferenceEquals(this, other) || (other is not null && Path.Uid == other.Path.Uid && Path.Equals(other.Path));

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is IActorRef other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Path.Uid, Path);

    /// <inheritdoc />
    public int CompareTo(IActorRef? other)
    {
        if (other is null)
            return 1;
        var byPath = Path.CompareTo(other.Path);
        return byPath != 0 ? byPath : Path.Uid.CompareTo(other.Path.Uid);
    }

    /// <inheritdoc />
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        IActorRef other => CompareTo(other),
        _ => throw new ArgumentException($"Object must be of type IActorRef, found {obj.GetType()} instead.", nameof(obj)),
    };
}
