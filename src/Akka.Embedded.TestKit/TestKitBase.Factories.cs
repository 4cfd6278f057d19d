using System.Linq.Expressions;
using Akka.Actor;
using Akka.TestKit.Internal;
using Akka.Util;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>Starts an actor of the system.</summary>
    public IActorRef ActorOf(Props props) => _system.ActorOf(props);

    /// <summary>Starts a named actor of the system.</summary>
    public IActorRef ActorOf(Props props, string? name) => _system.ActorOf(props, name);

    /// <summary>Starts an actor of the type.</summary>
    public IActorRef ActorOf<TActor>()
        where TActor : ActorBase, new() => ActorOf(Props.Create<TActor>(), (string?)null);

    /// <summary>Starts a named actor of the type.</summary>
    public IActorRef ActorOf<TActor>(string name)
        where TActor : ActorBase, new() => ActorOf(Props.Create<TActor>(), name);

    /// <summary>Starts an actor made by the expression.</summary>
    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory)
        where TActor : ActorBase => ActorOf(Props.Create(factory), (string?)null);

    /// <summary>Starts a named actor made by the expression.</summary>
    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory, string name)
        where TActor : ActorBase => ActorOf(Props.Create(factory), name);

    /// <summary>A selection of actors by path.</summary>
    public ActorSelection ActorSelection(ActorPath actorPath) => _system.ActorSelection(actorPath);

    /// <summary>A selection of actors by path, wildcards allowed.</summary>
    public ActorSelection ActorSelection(string actorPath) => _system.ActorSelection(actorPath);

    /// <summary>Starts a supervised actor that runs on the thread that sends to it.</summary>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Props props, IActorRef supervisor, string? name = null)
        where TActor : ActorBase => new(_system, props, supervisor, name);

    /// <summary>Starts an actor that runs on the thread that sends to it.</summary>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Props props, string? name = null)
        where TActor : ActorBase => new(_system, props, null, name);

    /// <summary>Starts a supervised actor that runs on the thread that sends to it.</summary>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Expression<Func<TActor>> factory, IActorRef supervisor, string? name = null)
        where TActor : ActorBase => new(_system, Props.Create(factory), supervisor, name);

    /// <summary>Starts an actor that runs on the thread that sends to it.</summary>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Expression<Func<TActor>> factory, string? name = null)
        where TActor : ActorBase => new(_system, Props.Create(factory), null, name);

    /// <summary>Starts a supervised actor that runs on the thread that sends to it.</summary>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(IActorRef supervisor, string? name = null)
        where TActor : ActorBase, new() => new(_system, Props.Create<TActor>(), supervisor, name);

    /// <summary>Starts an actor that runs on the thread that sends to it.</summary>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(string? name = null)
        where TActor : ActorBase, new() => new(_system, Props.Create<TActor>(), null, name);

    /// <summary>A second test actor with assertions of its own, in the same system.</summary>
    public virtual TestProbe CreateTestProbe(string? name = null) => CreateTestProbe(_system, name);

    /// <summary>A test actor with assertions of its own, in the given system.</summary>
    public virtual TestProbe CreateTestProbe(ActorSystem system, string? name = null) => new(system, _assertions, name);

    /// <summary>A further test actor that feeds the queue of this kit.</summary>
    public IActorRef CreateTestActor(string name) => CreateTestActor(_system, name);

    /// <summary>A latch that opens after so many signals.</summary>
    public virtual TestLatch CreateTestLatch(int count = 1) => new(Dilated, count, _settings.DefaultTimeout);

    /// <summary>A meeting point of so many threads.</summary>
    public TestBarrier CreateTestBarrier(int count) => new(this, count, _settings.DefaultTimeout);

    /// <summary>Starts a child of the test actor, supervised as given.</summary>
    public IActorRef ChildActorOf(Props props, string name, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default)
        => Spawn(props, name, supervisorStrategy, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Starts a child of the test actor, supervised as given.</summary>
    public IActorRef ChildActorOf(Props props, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default)
        => Spawn(props, null, supervisorStrategy, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Starts a child of the test actor.</summary>
    public IActorRef ChildActorOf(Props props, string name, CancellationToken cancellationToken = default)
        => Spawn(props, name, null, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Starts a child of the test actor.</summary>
    public IActorRef ChildActorOf(Props props, CancellationToken cancellationToken = default)
        => Spawn(props, null, null, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Starts a child of the test actor, supervised as given.</summary>
    public Task<IActorRef> ChildActorOfAsync(Props props, string name, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default)
        => Spawn(props, name, supervisorStrategy, false, cancellationToken).AsTask();

    /// <summary>Starts a child of the test actor, supervised as given.</summary>
    public Task<IActorRef> ChildActorOfAsync(Props props, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default)
        => Spawn(props, null, supervisorStrategy, false, cancellationToken).AsTask();

    /// <summary>Starts a child of the test actor.</summary>
    public Task<IActorRef> ChildActorOfAsync(Props props, string name, CancellationToken cancellationToken = default)
        => Spawn(props, name, null, false, cancellationToken).AsTask();

    /// <summary>Starts a child of the test actor.</summary>
    public Task<IActorRef> ChildActorOfAsync(Props props, CancellationToken cancellationToken = default)
        => Spawn(props, null, null, false, cancellationToken).AsTask();

    private ValueTask<IActorRef> Spawn(Props props, string? name, SupervisorStrategy? strategy, bool blocking, CancellationToken token)
    {
        _testActor.Tell(new TestActor.Spawn(
            props,
            name is null ? Option<string>.None : new Option<string>(name),
            strategy is null ? Option<SupervisorStrategy>.None : new Option<SupervisorStrategy>(strategy)));
        return ExpectAsync<IActorRef>(RemainingOrDefault, null, null, blocking, token);
    }

    private IActorRef CreateTestActor(ActorSystem system, string name)
    {
        var props = Props.CreateBy(new TestActorProducer(_queue)).WithDispatcher("akka.test.test-actor.dispatcher");
        return ((ExtendedActorSystem)system).SystemActorOf(props, name);
    }
}
