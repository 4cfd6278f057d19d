using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>A reference to an actor that runs on the sending thread, with access to the actor itself.</summary>
public abstract class TestActorRefBase<TActor> : IInternalActorRef
    where TActor : ActorBase
{
    private readonly InternalTestActorRef _inner;

    /// <summary>Starts the actor; without a supervisor under the user guardian, without a dispatcher on the calling thread.</summary>
    protected TestActorRefBase(ActorSystem system, Props actorProps, IActorRef? supervisor = null, string? name = null)
        => _inner = InternalTestActorRef.Create(system, actorProps, supervisor, name);

    /// <summary>The reference of the actor.</summary>
    public IActorRef Ref => _inner;

    /// <summary>The path of the actor.</summary>
    public ActorPath Path => _inner.Path;

    /// <summary>The actor itself.</summary>
    /// <exception cref="IllegalActorStateException">It has ended.</exception>
    public TActor UnderlyingActor => (TActor)_inner.UnderlyingActor;

    bool IActorRefScope.IsLocal => true;

    IInternalActorRef IInternalActorRef.Parent => _inner.Parent;

    ActorSystemImpl? IInternalActorRef.SystemImpl => _inner.SystemImpl;

    IEnumerable<IInternalActorRef> IInternalActorRef.Children => _inner.Children;

    /// <summary>Same actor.</summary>
    public static bool operator ==(TestActorRefBase<TActor>? testActorRef, IActorRef? actorRef) => Same(testActorRef, actorRef);

    /// <summary>Another actor.</summary>
    public static bool operator !=(TestActorRefBase<TActor>? testActorRef, IActorRef? actorRef) => !Same(testActorRef, actorRef);

    /// <summary>Same actor.</summary>
    public static bool operator ==(IActorRef? actorRef, TestActorRefBase<TActor>? testActorRef) => Same(testActorRef, actorRef);

    /// <summary>Another actor.</summary>
    public static bool operator !=(IActorRef? actorRef, TestActorRefBase<TActor>? testActorRef) => !Same(testActorRef, actorRef);

    /// <summary>The reference of the actor.</summary>
    public static IActorRef ToActorRef(TestActorRefBase<TActor> actorRef) => actorRef._inner;

    /// <summary>Hands a message straight to the actor; its exceptions come out here.</summary>
    public void Receive(object message, IActorRef? sender = null) => _inner.Receive(message, sender);

    /// <summary>Hands a message straight to the actor; completes, or fails, with its async handler.</summary>
    public Task ReceiveAsync(object message, IActorRef? sender = null) => _inner.ReceiveAsync(message, sender);

    /// <summary>Sends a message; the sender is the test's implicit one.</summary>
    public void Tell(object message) => _inner.Tell(message);

    /// <summary>Sends a message.</summary>
    public void Tell(object message, IActorRef? sender) => _inner.Tell(message, sender);

    /// <summary>Forwards a message.</summary>
    public void Forward(object message) => _inner.Forward(message);

    /// <summary>Makes the actor watch another one.</summary>
    public void Watch(IActorRef subject) => _inner.Cell.Watch(subject);

    /// <summary>Makes the actor watch another one no longer.</summary>
    public void Unwatch(IActorRef subject) => _inner.Cell.Unwatch(subject);

    /// <inheritdoc/>
    public bool Equals(IActorRef? other) => _inner.Equals(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => _inner.Equals(obj);

    /// <inheritdoc/>
    public override int GetHashCode() => _inner.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(IActorRef? other) => _inner.CompareTo(other);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => _inner.CompareTo(obj);

    /// <inheritdoc/>
    public override string ToString() => _inner.ToString();

    IInternalActorRef IInternalActorRef.GetChild(IReadOnlyList<string> elements, int index) => _inner.GetChild(elements, index);

    void IInternalActorRef.Start() => _inner.Start();

    void IInternalActorRef.Stop() => _inner.Stop();

    void IInternalActorRef.Suspend() => _inner.Suspend();

    void IInternalActorRef.Resume(Exception? causedByFailure) => _inner.Resume(causedByFailure);

    void IInternalActorRef.Restart(Exception cause) => _inner.Restart(cause);

    void IInternalActorRef.SendSystemMessage(SystemMessage message) => _inner.SendSystemMessage(message);

    private static bool Same(TestActorRefBase<TActor>? testActorRef, IActorRef? actorRef)
        => testActorRef is null ? actorRef is null : testActorRef.Equals(actorRef);
}

/// <summary>A reference to an actor that runs on the sending thread, with access to the actor itself.</summary>
public class TestActorRef<TActor> : TestActorRefBase<TActor>
    where TActor : ActorBase
{
    /// <summary>Starts the actor; without a supervisor under the user guardian, without a dispatcher on the calling thread.</summary>
    public TestActorRef(ActorSystem system, Props actorProps, IActorRef? supervisor = null, string? name = null)
        : base(system, actorProps, supervisor, name)
    {
    }
}
