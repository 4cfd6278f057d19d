using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A tree of actors with its dispatchers, scheduler, event stream and settings.</summary>
public abstract class ActorSystem : IActorRefFactory, IDisposable
{
    /// <summary>Configuration with all defaults.</summary>
    public abstract Settings Settings { get; }

    /// <summary>Name.</summary>
    public abstract string Name { get; }

    /// <summary>The dispatchers.</summary>
    public abstract Dispatchers Dispatchers { get; }

    /// <summary>The event stream.</summary>
    public abstract EventStream EventStream { get; }

    /// <summary>Where undeliverable messages go.</summary>
    public abstract IActorRef DeadLetters { get; }

    /// <summary>A reference that swallows everything.</summary>
    public abstract IActorRef IgnoreRef { get; }

    /// <summary>The scheduler.</summary>
    public abstract IScheduler Scheduler { get; }

    /// <summary>The log of the system.</summary>
    public abstract ILoggingAdapter Log { get; }

    /// <summary>The configured serializers.</summary>
    public abstract Serialization.Serialization Serialization { get; }

    /// <summary>Completes when the system has ended.</summary>
    public abstract Task WhenTerminated { get; }

    /// <summary>When the system was started, on its scheduler's monotonic clock.</summary>
    public TimeSpan StartTime { get; private protected set; }

    /// <summary>For how long it has run, on its scheduler's monotonic clock.</summary>
    public TimeSpan Uptime => Scheduler.MonotonicClock - StartTime;

    /// <summary>Creates and starts a system with the default configuration.</summary>
    public static ActorSystem Create(string name) => Create(name, ConfigurationFactory.Load());

    /// <summary>Creates and starts a system.</summary>
    /// <param name="name">Letters, digits, '-' and '_'.</param>
    /// <param name="config">Over the defaults.</param>
    /// <exception cref="ArgumentException">The name is invalid.</exception>
    /// <exception cref="ConfigurationException">The configuration asks for something this flavour does not have.</exception>
    public static ActorSystem Create(string name, Config config) => ActorSystemImpl.CreateAndStart(name, config, Setup.ActorSystemSetup.Empty);

    /// <summary>Creates and starts a system from setups.</summary>
    public static ActorSystem Create(string name, Setup.ActorSystemSetup setup)
    {
        var bootstrap = setup.Get<BootstrapSetup>();
        var config = bootstrap.HasValue && bootstrap.Value.Config.HasValue ? bootstrap.Value.Config.Value : ConfigurationFactory.Load();
        return ActorSystemImpl.CreateAndStart(name, config, setup);
    }

    /// <summary>Creates and starts a system from a setup.</summary>
    public static ActorSystem Create(string name, BootstrapSetup setup) => Create(name, Setup.ActorSystemSetup.Create(setup));

    /// <inheritdoc />
    public abstract IActorRef ActorOf(Props props, string? name = null);

    /// <inheritdoc />
    public abstract ActorSelection ActorSelection(ActorPath actorPath);

    /// <inheritdoc />
    public abstract ActorSelection ActorSelection(string actorPath);

    /// <summary>Stops an actor.</summary>
    public abstract void Stop(IActorRef actor);

    /// <summary>Ends the system: through coordinated shutdown unless configured otherwise.</summary>
    public abstract Task Terminate();

    /// <summary>Runs code after all actors have ended; what is registered last runs first.</summary>
    public abstract void RegisterOnTermination(Action code);

    /// <summary>Registers an extension, or returns the registered one.</summary>
    public abstract object RegisterExtension(IExtensionId extension);

    /// <summary>The extension of an id, registered if need be.</summary>
    public abstract object GetExtension(IExtensionId extensionId);

    /// <summary>The extension of a type.</summary>
    /// <exception cref="ArgumentException">It is not registered.</exception>
    public abstract T GetExtension<T>()
        where T : class, IExtension;

    /// <summary>Whether an extension is registered.</summary>
    public abstract bool HasExtension(Type type);

    /// <summary>Whether an extension is registered.</summary>
    public abstract bool HasExtension<T>()
        where T : class, IExtension;

    /// <summary>The extension of a type, if it is registered.</summary>
    public abstract bool TryGetExtension(Type extensionType, out object? extension);

    /// <summary>The extension of a type, if it is registered.</summary>
    public abstract bool TryGetExtension<T>(out T? extension)
        where T : class, IExtension;

    /// <summary>Ends the system without waiting.</summary>
    public void Dispose()
    {
        Terminate();
        GC.SuppressFinalize(this);
    }
}

/// <summary>What extensions see of a system.</summary>
public abstract class ExtendedActorSystem : ActorSystem
{
    /// <summary>Creates an actor under /system.</summary>
    public abstract IActorRef SystemActorOf(Props props, string? name = null);

    /// <summary>Creates an actor under /system.</summary>
    public abstract IActorRef SystemActorOf<TActor>(string? name = null)
        where TActor : ActorBase, new();

    /// <summary>Lookup of references.</summary>
    public abstract IActorRefProvider Provider { get; }

    /// <summary>Ends the system at once, without coordinated shutdown.</summary>
    public abstract void Abort();

    /// <summary>The tree of actors as text.</summary>
    public abstract string PrintTree();
}

/// <summary>Lookup of references.</summary>
public interface IActorRefProvider
{
    /// <summary>The root of all paths.</summary>
    ActorPath RootPath { get; }

    /// <summary>Settings of the system.</summary>
    Settings Settings { get; }

    /// <summary>Where undeliverable messages go.</summary>
    IActorRef DeadLetters { get; }

    /// <summary>Address of the system.</summary>
    Address DefaultAddress { get; }

    /// <summary>The actor at a path, or a reference that leads to the dead letters.</summary>
    IActorRef ResolveActorRef(string path);

    /// <summary>The actor at a path, or a reference that leads to the dead letters.</summary>
    IActorRef ResolveActorRef(ActorPath actorPath);
}
