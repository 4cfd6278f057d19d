using System.Collections.Concurrent;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>What the kernel needs of a reference.</summary>
internal interface IInternalActorRef : IActorRef, IActorRefScope
{
    IInternalActorRef Parent { get; }

    ActorSystemImpl? SystemImpl { get; }

    /// <summary>The descendant at the elements from an index on, or nobody.</summary>
    IInternalActorRef GetChild(IReadOnlyList<string> elements, int index);

    IEnumerable<IInternalActorRef> Children { get; }

    void Start();

    void Stop();

    void Suspend();

    void Resume(Exception? causedByFailure = null);

    void Restart(Exception cause);

    void SendSystemMessage(SystemMessage message);
}

/// <summary>Base of references that are no actors.</summary>
public abstract class MinimalActorRef : ActorRefBase, IInternalActorRef
{
    /// <inheritdoc />
    public bool IsLocal => true;

    IInternalActorRef IInternalActorRef.Parent => ParentRef;

    ActorSystemImpl? IInternalActorRef.SystemImpl => OwningSystem;

    IEnumerable<IInternalActorRef> IInternalActorRef.Children => ChildRefs;

    internal virtual IInternalActorRef ParentRef => ActorRefs.Nobody;

    internal virtual ActorSystemImpl? OwningSystem => null;

    internal virtual IEnumerable<IInternalActorRef> ChildRefs => [];

    IInternalActorRef IInternalActorRef.GetChild(IReadOnlyList<string> elements, int index) => GetChildRef(elements, index);

    internal virtual IInternalActorRef GetChildRef(IReadOnlyList<string> elements, int index)
        => index >= elements.Count ? this : ActorRefs.Nobody;

    void IInternalActorRef.Start()
    {
    }

    void IInternalActorRef.Stop() => StopRef();

    internal virtual void StopRef()
    {
    }

    void IInternalActorRef.Suspend()
    {
    }

    void IInternalActorRef.Resume(Exception? causedByFailure)
    {
    }

    void IInternalActorRef.Restart(Exception cause)
    {
    }

    void IInternalActorRef.SendSystemMessage(SystemMessage message) => OnSystemMessage(message);

    internal virtual void OnSystemMessage(SystemMessage message)
    {
    }

    /// <inheritdoc />
    protected override void TellInternal(object message, IActorRef? sender)
    {
    }
}

/// <summary>A reference that swallows everything.</summary>
public sealed class Nobody : MinimalActorRef
{
    private Nobody()
    {
    }

    /// <summary>The reference.</summary>
    public static Nobody Instance { get; } = new();

    /// <inheritdoc />
    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems, "/Nobody");
}

/// <summary>Stands for an actor that does not exist: watching it answers at once, messages are dead letters.</summary>
internal class EmptyLocalActorRef : MinimalActorRef
{
    private readonly ActorSystemImpl _system;

    public EmptyLocalActorRef(ActorSystemImpl system, ActorPath path)
    {
        _system = system;
        Path = path;
    }

    public override ActorPath Path { get; }

    internal override ActorSystemImpl? OwningSystem => _system;

    protected EventStream EventStream => _system.EventStream;

    internal override void OnSystemMessage(SystemMessage message)
    {
        if (message is Watch watch && !ReferenceEquals(watch.Watcher, this))
            watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, existenceConfirmed: false));
    }

    protected override void TellInternal(object message, IActorRef? sender)
    {
        if (message is null)
            throw new InvalidMessageException("Message is null");
        if (message is DeadLetter dead)
        {
            if (!Special(dead.Message, dead.Sender))
                EventStream.Publish(dead);
        }
        else if (!Special(message, sender))
        {
            EventStream.Publish(new DeadLetter(message, sender ?? _system.DeadLetters, this));
        }
    }

    protected virtual bool Special(object message, IActorRef? sender)
    {
        switch (message)
        {
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, null));
                return true;
            case IDeadLetterSuppression suppressed:
                EventStream.Publish(new SuppressedDeadLetter(suppressed, sender ?? _system.DeadLetters, this));
                return true;
            default:
                return false;
        }
    }
}

/// <summary>Where undeliverable messages go; publishes them on the event stream.</summary>
internal sealed class DeadLetterActorRef(ActorSystemImpl system, ActorPath path) : EmptyLocalActorRef(system, path)
{
    protected override bool Special(object message, IActorRef? sender)
    {
        if (message is not Identify identify)
            return base.Special(message, sender);
        sender?.Tell(new ActorIdentity(identify.MessageId, ActorRefs.Nobody), this);
        return true;
    }
}

/// <summary>A branch of the tree that holds references instead of actors (<c>/temp</c>).</summary>
internal sealed class VirtualPathContainer(ActorSystemImpl system, ActorPath path, IInternalActorRef parent) : MinimalActorRef
{
    private readonly ConcurrentDictionary<string, IInternalActorRef> _children = new();

    public override ActorPath Path { get; } = path;

    internal override IInternalActorRef ParentRef => parent;

    internal override ActorSystemImpl? OwningSystem => system;

    internal override IEnumerable<IInternalActorRef> ChildRefs => _children.Values;

    public void Add(string name, IInternalActorRef child) => _children[name] = child;

    public void Remove(string name) => _children.TryRemove(name, out _);

    internal override IInternalActorRef GetChildRef(IReadOnlyList<string> elements, int index)
    {
        if (index >= elements.Count)
            return this;
        return _children.TryGetValue(elements[index], out var child) ? child.GetChild(elements, index + 1) : ActorRefs.Nobody;
    }
}

/// <summary>Handle of an actor of this process.</summary>
internal class LocalActorRef : ActorRefBase, IInternalActorRef
{
    private readonly ActorCell _cell;

    public LocalActorRef(ActorSystemImpl system, Props props, Dispatch.MessageDispatcher dispatcher, IInternalActorRef parent, ActorPath path)
    {
        Path = path;
        _cell = CreateCell(system, props, dispatcher, parent);
    }

    public override ActorPath Path { get; }

    public ActorCell Cell => _cell;

    public bool IsLocal => true;

    public IInternalActorRef Parent => _cell.ParentRef;

    public ActorSystemImpl? SystemImpl => _cell.SystemImpl;

    public IEnumerable<IInternalActorRef> Children => _cell.ChildRefs();

    /// <summary>Test kits replace the cell here.</summary>
    protected virtual ActorCell CreateCell(ActorSystemImpl system, Props props, Dispatch.MessageDispatcher dispatcher, IInternalActorRef parent)
        => new(system, this, props, dispatcher, parent);

    public IInternalActorRef GetChild(IReadOnlyList<string> elements, int index)
    {
        if (index >= elements.Count)
            return this;
        var name = elements[index];
        if (name.Length == 0)
            return GetChild(elements, index + 1);
        if (name == "..")
            return Parent.GetChild(elements, index + 1);
        return LookupChild(name).GetChild(elements, index + 1);
    }

    protected virtual IInternalActorRef LookupChild(string name)
    {
        var uid = 0L;
        var hash = name.IndexOf('#');
        if (hash > 0)
        {
            if (!long.TryParse(name.AsSpan(hash + 1), out uid))
                return ActorRefs.Nobody;
            name = name[..hash];
        }

        var child = _cell.ChildRef(name);
        return uid == 0 || child.Path.Uid == uid ? child : ActorRefs.Nobody;
    }

    public void Start() => _cell.Start();

    public void Stop() => _cell.Stop();

    public void Suspend() => _cell.SendSystemMessage(new Suspend());

    public void Resume(Exception? causedByFailure = null) => _cell.SendSystemMessage(new Resume(causedByFailure));

    public void Restart(Exception cause) => _cell.SendSystemMessage(new Recreate(cause));

    public void SendSystemMessage(SystemMessage message) => _cell.SendSystemMessage(message);

    protected override void TellInternal(object message, IActorRef? sender) => _cell.SendMessage(new Envelope(message, sender));
}
