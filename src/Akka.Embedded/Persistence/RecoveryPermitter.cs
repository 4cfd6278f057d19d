using Akka.Actor;

namespace Akka.Persistence;

/// <summary>To the permitter from an actor that wants to recover; answered with <see cref="RecoveryPermitGranted"/>.</summary>
internal sealed class RequestRecoveryPermit
{
    private RequestRecoveryPermit()
    {
    }

    public static RequestRecoveryPermit Instance { get; } = new();
}

/// <summary>From the permitter: the recovery may begin.</summary>
internal sealed class RecoveryPermitGranted
{
    private RecoveryPermitGranted()
    {
    }

    public static RecoveryPermitGranted Instance { get; } = new();
}

/// <summary>To the permitter from an actor whose recovery has ended, one way or the other.</summary>
internal sealed class ReturnRecoveryPermit
{
    private ReturnRecoveryPermit()
    {
    }

    public static ReturnRecoveryPermit Instance { get; } = new();
}

/// <summary>Bounds how many actors recover at a time, in the order in which they ask.</summary>
internal sealed class RecoveryPermitter(int maxPermits) : UntypedActor
{
    private readonly Queue<IActorRef> _waiting = new();
    private readonly HashSet<IActorRef> _gone = [];
    private readonly HashSet<IActorRef> _recovering = [];

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RequestRecoveryPermit:
                Context.Watch(Sender);
                _waiting.Enqueue(Sender);
                break;
            case ReturnRecoveryPermit when _recovering.Remove(Sender):
                Context.Unwatch(Sender);
                break;
            case ReturnRecoveryPermit:
                return;
            case Terminated terminated when !_recovering.Remove(terminated.ActorRef):
                _gone.Add(terminated.ActorRef);
                break;
            case Terminated:
                break;
            default:
                Unhandled(message);
                return;
        }

        Grant();
    }

    private void Grant()
    {
        while (_recovering.Count < maxPermits && _waiting.TryDequeue(out IActorRef? next))
        {
            if (!_gone.Remove(next))
            {
                _recovering.Add(next);
                next.Tell(RecoveryPermitGranted.Instance);
            }
        }
    }
}
