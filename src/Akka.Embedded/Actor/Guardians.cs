using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Tells a guardian to stop one of its children.</summary>
internal sealed record StopChild(IActorRef Child);

/// <summary>Top of /user and of /system.</summary>
internal sealed class GuardianActor : ActorBase
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Terminated:
                Context.Stop(Self);
                break;
            case StopChild stop:
                Context.Stop(stop.Child);
                break;
            default:
                Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
                break;
        }

        return true;
    }

    // The guardians' children survive a restart of the guardian.
    protected override void PreRestart(Exception reason, object message)
    {
    }
}

/// <summary>Ends /system after /user, and itself after /system.</summary>
internal sealed class RootGuardian : ActorBase
{
    private WatchGuardians? _guardians;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case WatchGuardians guardians:
                _guardians = guardians;
                Context.Watch(guardians.User);
                Context.Watch(guardians.System);
                break;
            case Terminated terminated when terminated.ActorRef.Equals(_guardians?.User):
                // From here on nobody but the console hears the log.
                Context.System.EventStream.StopDefaultLoggers(Context.System);
                Context.Stop(_guardians.System);
                break;
            case Terminated:
                Context.Stop(Self);
                break;
            default:
                Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
                break;
        }

        return true;
    }

    internal sealed record WatchGuardians(IActorRef User, IActorRef System);
}

/// <summary>The root of the tree; its parent is the bubble walker that ends the system.</summary>
internal sealed class RootGuardianRef : LocalActorRef
{
    private readonly ActorSystemImpl _system;

    public RootGuardianRef(ActorSystemImpl system, Props props, ActorPath path)
        : base(system, props, system.Dispatchers.DefaultGlobalDispatcher, new BubbleWalker(system, path), path)
    {
        _system = system;
    }

    protected override IInternalActorRef LookupChild(string name) => name switch
    {
        "temp" => _system.TempContainer,
        "deadLetters" => (IInternalActorRef)_system.DeadLetters,
        _ => base.LookupChild(name),
    };

    private sealed class BubbleWalker(ActorSystemImpl system, ActorPath root) : MinimalActorRef
    {
        public override ActorPath Path { get; } = root / "bubble-walker";

        internal override ActorSystemImpl? OwningSystem => system;

        internal override void OnSystemMessage(SystemMessage message)
        {
            switch (message)
            {
                case DeathWatchNotification:
                    system.OnRootTerminated();
                    break;
                case Failed failed:
                    system.Log.Error(failed.Cause, "guardian {0} failed, shutting down!", failed.Child);
                    ((IInternalActorRef)failed.Child).Stop();
                    break;
            }
        }
    }
}
