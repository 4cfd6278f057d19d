using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>The test actor: queues what it receives, after auto-pilot and filter.</summary>
internal sealed class InternalTestActor(TestQueue queue) : UntypedActor
{
    private readonly DelegatingSupervisorStrategy _strategy = new();
    private TestActor.Ignore? _ignore;
    private AutoPilot? _autoPilot;

    protected override SupervisorStrategy SupervisorStrategy() => _strategy;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TestActor.SetIgnore ignore:
                _ignore = ignore.Ignore;
                return;
            case TestActor.Watch watch:
                Context.Watch(watch.Actor);
                Sender.Tell(TestActor.Acknowledged.Instance, Self);
                return;
            case TestActor.Unwatch unwatch:
                Context.Unwatch(unwatch.Actor);
                Sender.Tell(TestActor.Acknowledged.Instance, Self);
                return;
            case TestActor.SetAutoPilot pilot:
                _autoPilot = pilot.AutoPilot;
                return;
            case TestActor.Spawn spawn:
                var child = spawn.Apply(Context);
                if (spawn._supervisorStrategy.HasValue)
                    _strategy.Update(child, spawn._supervisorStrategy.Value);
                queue.Enqueue(new RealMessageEnvelope(child, Self));
                return;
        }

        var sender = Sender;
        if (_autoPilot?.Run(sender, message) is { } next and not KeepRunning)
            _autoPilot = next;
        if (_ignore?.Invoke(message) != true)
            queue.Enqueue(new RealMessageEnvelope(message, sender));
    }
}

internal sealed class TestActorProducer(TestQueue queue) : IIndirectActorProducer
{
    public Type ActorType => typeof(InternalTestActor);

    public ActorBase Produce() => new InternalTestActor(queue);

    public void Release(ActorBase actor)
    {
    }
}
