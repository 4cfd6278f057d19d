using Akka.Actor;

namespace Akka.Persistence;

/// <summary>A persistent actor that says for each message whether it knows it.</summary>
public abstract class PersistentActor : Eventsourced
{
    /// <inheritdoc/>
    protected override bool Receive(object message) => ReceiveCommand(message);
}

/// <summary>A persistent actor with one method for commands and one for its past.</summary>
public abstract class UntypedPersistentActor : Eventsourced
{
    /// <summary>Surroundings of the actor that runs on this thread.</summary>
    protected static new IUntypedActorContext Context => (IUntypedActorContext)ActorBase.Context;

    /// <inheritdoc/>
    protected override bool Receive(object message) => ReceiveCommand(message);

    /// <inheritdoc/>
    protected sealed override bool ReceiveCommand(object message)
    {
        OnCommand(message);
        return true;
    }

    /// <inheritdoc/>
    protected sealed override bool ReceiveRecover(object message)
    {
        OnRecover(message);
        return true;
    }

    /// <summary>Handles a command; call <see cref="ActorBase.Unhandled"/> for those it does not know.</summary>
    /// <param name="message">The command.</param>
    protected abstract void OnCommand(object message);

    /// <summary>Handles an event of the past, a <see cref="SnapshotOffer"/> or <see cref="RecoveryCompleted"/>.</summary>
    /// <param name="message">Which.</param>
    protected abstract void OnRecover(object message);

    /// <summary>Replaces the behaviour.</summary>
    /// <param name="receive">The new one.</param>
    protected void Become(UntypedReceive receive) => Context.Become(receive);

    /// <summary>Puts a behaviour on top of the current one.</summary>
    /// <param name="receive">The new one.</param>
    protected void BecomeStacked(UntypedReceive receive) => Context.BecomeStacked(receive);
}

/// <summary>A persistent actor that declares a handler per type of command and per type of event, tried in the order of declaration.</summary>
public abstract class ReceivePersistentActor : UntypedPersistentActor, IInitializableActor
{
    private readonly Stack<HandlerTable> _configuring = new();
    private HandlerTable? _recovers = new();
    private HandlerTable? _commandHandlers;
    private HandlerTable? _recoverHandlers;

    /// <summary>Creates the actor; declare its handlers in the constructor.</summary>
    protected ReceivePersistentActor()
    {
        _configuring.Push(new HandlerTable());
    }

    private HandlerTable Commands => _configuring.TryPeek(out HandlerTable? table)
        ? table
        : throw new InvalidOperationException("You may only call Command-methods when constructing the actor and inside Become().");

    private HandlerTable Recovers => _recovers
        ?? throw new InvalidOperationException("You may only call Recover-methods when constructing the actor and inside Become().");

    void IInitializableActor.Init()
    {
        if (_commandHandlers == null)
        {
            _commandHandlers = _configuring.Pop();
            _recoverHandlers = _recovers;
            _recovers = null;
        }
    }

    /// <inheritdoc/>
    protected sealed override void OnCommand(object message) => Execute(message, _commandHandlers!);

    /// <inheritdoc/>
    protected sealed override void OnRecover(object message) => Execute(message, _recoverHandlers!);

    /// <summary>Replaces the behaviour by the commands that the delegate declares.</summary>
    /// <param name="configure">Declares them.</param>
    protected void Become(Action configure)
    {
        HandlerTable handlers = Configure(configure);
        Become(message => Execute(message, handlers));
    }

    /// <summary>Puts the commands that the delegate declares on top of the current behaviour.</summary>
    /// <param name="configure">Declares them.</param>
    protected void BecomeStacked(Action configure)
    {
        HandlerTable handlers = Configure(configure);
        BecomeStacked((UntypedReceive)(message => Execute(message, handlers)));
    }

    /// <summary>Declares a handler of the past, optionally for only those messages that fulfil a condition.</summary>
    /// <typeparam name="T">The type of the message.</typeparam>
    /// <param name="handler">The handler.</param>
    /// <param name="shouldHandle">The condition.</param>
    protected void Recover<T>(Action<T> handler, Predicate<T>? shouldHandle = null) => Recovers.Add(new ActionHandler<T>(handler, shouldHandle));

    /// <summary>Declares a handler of the past for messages that fulfil a condition.</summary>
    /// <typeparam name="T">The type of the message.</typeparam>
    /// <param name="shouldHandle">The condition.</param>
    /// <param name="handler">The handler.</param>
    protected void Recover<T>(Predicate<T> shouldHandle, Action<T> handler) => Recover(handler, shouldHandle);

    /// <summary>Declares a handler of the past for a type known at run time.</summary>
    /// <param name="messageType">The type of the message.</param>
    /// <param name="handler">The handler.</param>
    /// <param name="shouldHandle">The condition.</param>
    protected void Recover(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null) =>
        Recovers.Add(new TypedHandler(messageType, handler, shouldHandle));

    /// <summary>Declares a handler of the past for a type known at run time.</summary>
    /// <param name="messageType">The type of the message.</param>
    /// <param name="shouldHandle">The condition.</param>
    /// <param name="handler">The handler.</param>
    protected void Recover(Type messageType, Predicate<object> shouldHandle, Action<object> handler) => Recover(messageType, handler, shouldHandle);

    /// <summary>Declares a handler of the past that says whether it handled the message; if not, later handlers are tried.</summary>
    /// <typeparam name="T">The type of the message.</typeparam>
    /// <param name="handler">The handler.</param>
    protected void Recover<T>(Func<T, bool> handler) => Recovers.Add(new FuncHandler<T>(handler));

    /// <summary>Declares a handler of the past for a type known at run time that says whether it handled the message.</summary>
    /// <param name="messageType">The type of the message.</param>
    /// <param name="handler">The handler.</param>
    protected void Recover(Type messageType, Func<object, bool> handler) => Recovers.Add(new TypedFuncHandler(messageType, handler));

    /// <summary>Declares the handler of everything else of the past; none can be declared after it.</summary>
    /// <param name="handler">The handler.</param>
    protected void RecoverAny(Action<object> handler) => Recovers.Add(new ActionHandler<object>(handler, null));

    /// <summary>Declares a command, optionally only for messages that fulfil a condition.</summary>
    /// <typeparam name="T">The type of the message.</typeparam>
    /// <param name="handler">The handler.</param>
    /// <param name="shouldHandle">The condition.</param>
    protected void Command<T>(Action<T> handler, Predicate<T>? shouldHandle = null) => Commands.Add(new ActionHandler<T>(handler, shouldHandle));

    /// <summary>Declares a command for messages that fulfil a condition.</summary>
    /// <typeparam name="T">The type of the message.</typeparam>
    /// <param name="shouldHandle">The condition.</param>
    /// <param name="handler">The handler.</param>
    protected void Command<T>(Predicate<T> shouldHandle, Action<T> handler) => Command(handler, shouldHandle);

    /// <summary>Declares a command for a type known at run time.</summary>
    /// <param name="messageType">The type of the message.</param>
    /// <param name="handler">The handler.</param>
    /// <param name="shouldHandle">The condition.</param>
    protected void Command(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null) =>
        Commands.Add(new TypedHandler(messageType, handler, shouldHandle));

    /// <summary>Declares a command for a type known at run time.</summary>
    /// <param name="messageType">The type of the message.</param>
    /// <param name="shouldHandle">The condition.</param>
    /// <param name="handler">The handler.</param>
    protected void Command(Type messageType, Predicate<object> shouldHandle, Action<object> handler) => Command(messageType, handler, shouldHandle);

    /// <summary>Declares a command whose handler says whether it handled the message; if not, later handlers are tried.</summary>
    /// <typeparam name="T">The type of the message.</typeparam>
    /// <param name="handler">The handler.</param>
    protected void Command<T>(Func<T, bool> handler) => Commands.Add(new FuncHandler<T>(handler));

    /// <summary>Declares a command for a type known at run time whose handler says whether it handled the message.</summary>
    /// <param name="messageType">The type of the message.</param>
    /// <param name="handler">The handler.</param>
    protected void Command(Type messageType, Func<object, bool> handler) => Commands.Add(new TypedFuncHandler(messageType, handler));

    /// <summary>Declares the handler of every other command; none can be declared after it.</summary>
    /// <param name="handler">The handler.</param>
    protected void Command(Action<object> handler) => CommandAny(handler);

    /// <summary>Declares the handler of every other command; none can be declared after it.</summary>
    /// <param name="handler">The handler.</param>
    protected void CommandAny(Action<object> handler) => Commands.Add(new ActionHandler<object>(handler, null));

    /// <summary>Declares an async command; no other message is handled until it is done.</summary>
    /// <typeparam name="T">The type of the message.</typeparam>
    /// <param name="handler">The handler.</param>
    /// <param name="shouldHandle">The condition.</param>
    protected void CommandAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null) => Command(Async(handler), shouldHandle);

    /// <summary>Declares an async command for messages that fulfil a condition.</summary>
    /// <typeparam name="T">The type of the message.</typeparam>
    /// <param name="shouldHandle">The condition.</param>
    /// <param name="handler">The handler.</param>
    protected void CommandAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => Command(shouldHandle, Async(handler));

    /// <summary>Declares an async command for a type known at run time.</summary>
    /// <param name="messageType">The type of the message.</param>
    /// <param name="handler">The handler.</param>
    /// <param name="shouldHandle">The condition.</param>
    protected void CommandAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null) =>
        Command(messageType, Async(handler), shouldHandle);

    /// <summary>Declares an async command for a type known at run time.</summary>
    /// <param name="messageType">The type of the message.</param>
    /// <param name="shouldHandle">The condition.</param>
    /// <param name="handler">The handler.</param>
    protected void CommandAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        Command(messageType, shouldHandle, Async(handler));

    /// <summary>Declares the async handler of every other command.</summary>
    /// <param name="handler">The handler.</param>
    protected void CommandAnyAsync(Func<object, Task> handler) => CommandAny(Async(handler));

    private Action<T> Async<T>(Func<T, Task> handler) => message => RunTask(() => handler(message));

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
        {
            Unhandled(message);
        }
    }
}
