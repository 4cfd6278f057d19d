using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// Everything about one actor that outlives its instances: mailbox, children, watches, behaviour, failure state. Only the thread that runs the
/// mailbox touches it, except for the mailbox itself and the table of children.
/// </summary>
internal partial class ActorCell : IUntypedActorContext
{
    public const long UndefinedUid = 0;

    [ThreadStatic]
    private static ActorCell? _running;

    private readonly IInternalActorRef _self;
    private readonly ActorSystemImpl _system;
    private readonly Mailbox _mailbox;
    private Stack<Receive>? _behaviorStack;
    private Receive? _behavior;
    private Receive? _firstBehavior;
    private ActorBase? _actor;
    private object? _currentMessage;
    private IActorRef? _sender;

    public ActorCell(ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef parent)
    {
        _system = system;
        _self = self;
        Props = props;
        Dispatcher = dispatcher;
        ParentRef = parent;
        _mailbox = new Mailbox(this, dispatcher);
    }

    /// <summary>The cell whose actor runs on this thread.</summary>
    public static ActorCell? Current => _running;

    public IInternalActorRef ParentRef { get; }

    public ActorSystemImpl SystemImpl => _system;

    public IActorRef Self => _self;

    public Props Props { get; }

    public MessageDispatcher Dispatcher { get; }

    public ActorSystem System => _system;

    public IActorRef Parent => ParentRef;

    public IActorRef Sender => _sender ?? _system.DeadLetters;

    /// <summary>The actor instance; null before creation and after termination.</summary>
    public ActorBase? Actor => _actor;

    public Mailbox Mailbox => _mailbox;

    public object? CurrentMessage
    {
        get => _currentMessage;
        set => _currentMessage = value;
    }

    /// <summary>Number of the envelope in work; tells two equal messages apart.</summary>
    public long CurrentEnvelopeId { get; private set; }

    public bool IsTerminated => _mailbox.IsClosed;

    public bool ActorHasBeenCleared { get; private set; }

    /// <summary>The thread-static sender rule: the running actor, else nobody.</summary>
    public static IActorRef GetCurrentSelfOrNoSender() => _running is { } cell ? cell._self : ActorRefs.NoSender;

    public static IActorRef GetCurrentSenderOrNoSender() => _running is { } cell ? cell.Sender : ActorRefs.NoSender;

    /// <summary>Makes a cell current on this thread; give the result back to <see cref="Exit"/>.</summary>
    public static ActorCell? Enter(ActorCell? cell)
    {
        var previous = _running;
        _running = cell;
        return previous;
    }

    public static void Exit(ActorCell? previous) => _running = previous;

    /// <summary>Creates the instance: on the actor's own thread, before any message.</summary>
    public void Start() => SendSystemMessage(new Create());

    public void Stop() => SendSystemMessage(new Terminate());

    public void SendMessage(in Envelope envelope)
    {
        if (envelope.Message is null)
            throw new InvalidMessageException("Message is null");
        _mailbox.Enqueue(envelope);
    }

    public void SendSystemMessage(SystemMessage message) => _mailbox.EnqueueSystem(message);

    /// <summary>Processes one message of the mailbox.</summary>
    public virtual void Invoke(in Envelope envelope)
    {
        var message = envelope.Message;
        _currentMessage = message;
        _sender = envelope.Sender;
        CurrentEnvelopeId++;
        try
        {
            if (message is IAutoReceivedMessage)
                AutoReceive(message);
            else
                ReceiveMessage(message);
            if (_asyncPending == 0 && _failedBy is null)
                _currentMessage = null;
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause);
        }

        if (_receiveTimeout is not null && message is not INotInfluenceReceiveTimeout)
            TouchReceiveTimeout();
    }

    /// <summary>Hands a message to the actor; test kits intercept here.</summary>
    public virtual void ReceiveMessage(object message) => _actor!.AroundReceive(_behavior!, message);

    public void Become(Receive receive)
    {
        if (_behaviorStack is { Count: > 0 })
            _behaviorStack.Pop();
        Push(receive);
    }

    public void BecomeStacked(Receive receive) => Push(receive);

    public void Become(UntypedReceive receive) => Become(Wrap(receive));

    public void BecomeStacked(UntypedReceive receive) => BecomeStacked(Wrap(receive));

    public void UnbecomeStacked()
    {
        if (_behaviorStack is not { } stack)
            return;
        stack.Pop();
        // Below the last one there is always what the actor began with.
        if (stack.Count == 0)
            stack.Push(_firstBehavior!);
        _behavior = stack.Peek();
    }

    public ActorSelection ActorSelection(ActorPath actorPath) => Akka.Actor.ActorSelection.Absolute(actorPath, _system);

    public ActorSelection ActorSelection(string actorPath) => Akka.Actor.ActorSelection.Resolve(actorPath, _system, _self);

    private static Receive Wrap(UntypedReceive receive) => m =>
    {
        receive(m);
        return true;
    };

    private void Push(Receive receive)
    {
        if (_behaviorStack is null)
        {
            _behaviorStack = new Stack<Receive>(1);
            _firstBehavior = receive;
        }

        _behaviorStack.Push(receive);
        _behavior = receive;
    }

    internal void AutoReceive(object message)
    {
        if (message is TimerMessage timer)
        {
            ReceiveTimer(timer);
            return;
        }

        if (_system.Settings.DebugAutoReceive)
            Publish(new Debug(_self.Path.ToString(), ActorType, "received AutoReceiveMessage " + message));
        switch (message)
        {
            case Terminated terminated:
                ReceivedTerminated(terminated);
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case PoisonPill:
                Stop();
                break;
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, _self), _self);
                break;
            case ReceiveTimeoutCheck check:
                OnReceiveTimeoutCheck(check);
                break;
            default:
                ReceiveMessage(message);
                break;
        }
    }

    private void ReceiveTimer(TimerMessage timer)
    {
        if ((_actor as IWithTimers)?.Timers is not TimerScheduler timers || timers.Accept(timer) is not { } message)
            return;
        _currentMessage = message;
        if (message is IAutoReceivedMessage)
            AutoReceive(message);
        else
            ReceiveMessage(message);
    }

    private Type ActorType => _actor?.GetType() ?? Props.Type;

    private ActorBase NewActor()
    {
        _behaviorStack = null;
        _behavior = null;
        ActorHasBeenCleared = false;
        var actor = CreateInstance();
        if (actor is IActorStash { Stash: null } stashing)
            stashing.Stash = StashImpl.For(this, actor.GetType());
        (actor as IInitializableActor)?.Init();
        if (Props.SupervisorStrategy is { } strategy)
            actor.SetSupervisorStrategy(strategy);
        actor.Unclear();
        return actor;
    }

    protected virtual ActorBase CreateInstance()
        => Props.NewActor() ?? throw new ActorInitializationException(_self, "Actor instance passed to ActorOf can't be 'null'");

    private void ClearActor(ActorBase? actor)
    {
        if (actor is null)
            return;
        // What is still stashed goes back to the mailbox: to the next incarnation, or with the mailbox to the dead letters.
        (actor as IActorStash)?.Stash?.UnstashAll();
        Props.Release(actor);
        actor.Clear(_self);
        _behaviorStack = null;
        _behavior = null;
        ActorHasBeenCleared = true;
    }

    internal void Publish(LogEvent logEvent)
    {
        try
        {
            _system.EventStream.Publish(logEvent);
        }
        catch (Exception e)
        {
            // A broken log must not break the actor; the last resort says so.
            Console.Error.WriteLine($"[{_self.Path}] could not log: {e.Message} ({logEvent})");
        }
    }
}
