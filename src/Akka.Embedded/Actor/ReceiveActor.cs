using System.Runtime.CompilerServices;

namespace Akka.Actor;

/// <summary>Base of actors that declare a handler per message type, tried in the order of declaration.</summary>
public abstract class ReceiveActor : UntypedActor, IInitializableActor
{
    private readonly Stack<HandlerTable> _configuring = new();
    private HandlerTable? _handlers;

    /// <summary>Creates the actor; declare its handlers in the constructor.</summary>
    protected ReceiveActor()
    {
        _configuring.Push(new HandlerTable());
    }

    void IInitializableActor.Init() => _handlers ??= _configuring.Pop();

    /// <inheritdoc />
    protected sealed override void OnReceive(object message) => Execute(message, _handlers!);

    /// <summary>Replaces the behaviour by the handlers that the delegate declares.</summary>
    protected void Become(Action configure)
    {
        var handlers = Configure(configure);
        base.Become(m => Execute(m, handlers));
    }

    /// <summary>Puts the handlers that the delegate declares on top of the current behaviour.</summary>
    protected void BecomeStacked(Action configure)
    {
        var handlers = Configure(configure);
        base.BecomeStacked((UntypedReceive)(m => Execute(m, handlers)));
    }

    /// <summary>Declares a handler, optionally for only those messages that fulfil a condition.</summary>
    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null)
        => Table.Add(new ActionHandler<T>(handler, shouldHandle));

    /// <summary>Declares a handler for messages that fulfil a condition.</summary>
    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    /// <summary>Declares a handler that says whether it handled the message; if not, later handlers are tried.</summary>
    protected void Receive<T>(Func<T, bool> handler) => Table.Add(new FuncHandler<T>(handler));

    /// <summary>Declares a handler for a type known at run time.</summary>
    protected void Receive(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null)
        => Table.Add(new TypedHandler(messageType, handler, shouldHandle));

    /// <summary>Declares a handler for a type known at run time.</summary>
    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler)
        => Receive(messageType, handler, shouldHandle);

    /// <summary>Declares a handler for a type known at run time that says whether it handled the message.</summary>
    protected void Receive(Type messageType, Func<object, bool> handler) => Table.Add(new TypedFuncHandler(messageType, handler));

    /// <summary>Declares the handler of everything else; none can be declared after it.</summary>
    protected void ReceiveAny(Action<object> handler) => Table.Add(new ActionHandler<object>(handler, null));

    /// <summary>Declares an async handler; no other message is processed until it completes.</summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null)
        => Receive(Async(handler), shouldHandle);

    /// <summary>Declares an async handler for messages that fulfil a condition.</summary>
    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => Receive(Async(handler), shouldHandle);

    /// <summary>Declares an async handler for a type known at run time.</summary>
    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null)
        => Receive(messageType, Async(handler), shouldHandle);

    /// <summary>Declares an async handler for a type known at run time.</summary>
    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler)
        => Receive(messageType, Async(handler), shouldHandle);

    /// <summary>Declares the async handler of everything else.</summary>
    protected void ReceiveAnyAsync(Func<object, Task> handler) => ReceiveAny(Async(handler));

    private HandlerTable Table => _configuring.TryPeek(out var table)
        ? table
        : throw new InvalidOperationException("You may only call Receive-methods when constructing the actor and inside Become().");

    private static Action<T> Async<T>(Func<T, Task> handler) => m => Dispatch.ActorTaskScheduler.RunTask(() => handler(m));

    private HandlerTable Configure(Action configure)
    {
        _configuring.Push(new HandlerTable());
        try
        {
            configure();
        }
        catch
        {
            _configuring.Pop();
            throw;
        }

        return _configuring.Pop();
    }

    private void Execute(object message, HandlerTable handlers)
    {
        if (!handlers.TryHandle(message))
            Unhandled(message);
    }
}

/// <summary>The handlers of one behaviour; which of them concern a message type is worked out once per type.</summary>
internal sealed class HandlerTable
{
    private const int LinearLimit = 12;

    private readonly List<MessageHandler> _handlers = [];
    private KeyValuePair<Type, MessageHandler[]>[] _recent = [];
    private int _known;
    private Dictionary<Type, MessageHandler[]>? _byType;
    private bool _catchesAll;

    public void Add(MessageHandler handler)
    {
        if (_catchesAll)
            throw new InvalidOperationException("A handler that catches all messages has been added. No handler can be added after that.");
        _catchesAll = handler.CatchesAll;
        _handlers.Add(handler);
    }

    public bool TryHandle(object message)
    {
        var handlers = Find(message.GetType());
        for (var i = 0; i < handlers.Length; i++)
        {
            if (handlers[i].TryHandle(message))
                return true;
        }

        return false;
    }

    private MessageHandler[] Find(Type type)
    {
        var recent = _recent;
        for (var i = 0; i < _known; i++)
        {
            if (ReferenceEquals(recent[i].Key, type))
                return recent[i].Value;
        }

        return _byType is not null && _byType.TryGetValue(type, out var known) ? known : Learn(type);
    }

    private MessageHandler[] Learn(Type type)
    {
        MessageHandler[] matching = [];
        foreach (var handler in _handlers)
        {
            if (ReferenceEquals(handler.MessageType, type) || (!handler.TakesItsTypeOnly && handler.MessageType.IsAssignableFrom(type)))
                matching = matching.Length == 0 ? [handler] : [.. matching, handler];
        }

        if (_known < LinearLimit)
        {
            if (_known == _recent.Length)
                Array.Resize(ref _recent, _known == 0 ? 4 : LinearLimit);
            _recent[_known++] = new(type, matching);
        }
        else
        {
            (_byType ??= [])[type] = matching;
        }

        return matching;
    }
}

internal abstract class MessageHandler
{
    public abstract Type MessageType { get; }

    public virtual bool CatchesAll => false;

    /// <summary>Nothing derives from <see cref="MessageType"/>: the answer is known without a walk through the ancestors of a message's type.</summary>
    public virtual bool TakesItsTypeOnly => false;

    /// <summary>The message is an instance of <see cref="MessageType"/>.</summary>
    public abstract bool TryHandle(object message);

    /// <summary>The message as what the table has found it to be; a second check of a shared generic type would cost more than all the rest of a handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static T As<T>(object message) => typeof(T).IsValueType ? (T)message : Unsafe.As<object, T>(ref message);
}

internal static class ExactType<T>
{
    // Arrays count as sealed, and take arrays of derived elements.
    public static readonly bool Value = typeof(T).IsSealed && !typeof(T).IsArray;
}

internal sealed class ActionHandler<T>(Action<T> handler, Predicate<T>? shouldHandle) : MessageHandler
{
    public override Type MessageType => typeof(T);

    public override bool TakesItsTypeOnly => ExactType<T>.Value;

    public override bool CatchesAll => typeof(T) == typeof(object) && shouldHandle is null;

    public override bool TryHandle(object message)
    {
        var typed = As<T>(message);
        if (shouldHandle is not null && !shouldHandle(typed))
            return false;
        handler(typed);
        return true;
    }
}

internal sealed class FuncHandler<T>(Func<T, bool> handler) : MessageHandler
{
    public override Type MessageType => typeof(T);

    public override bool TakesItsTypeOnly => ExactType<T>.Value;

    public override bool TryHandle(object message) => handler(As<T>(message));
}

internal sealed class TypedHandler(Type messageType, Action<object> handler, Predicate<object>? shouldHandle) : MessageHandler
{
    public override Type MessageType => messageType;

    public override bool CatchesAll => messageType == typeof(object) && shouldHandle is null;

    public override bool TryHandle(object message)
    {
        if (shouldHandle is not null && !shouldHandle(message))
            return false;
        handler(message);
        return true;
    }
}

internal sealed class TypedFuncHandler(Type messageType, Func<object, bool> handler) : MessageHandler
{
    public override Type MessageType => messageType;

    public override bool TryHandle(object message) => handler(message);
}
