using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;

namespace Akka.DependencyInjection;

/// <summary>The dependency resolver of an actor system, as an extension.</summary>
public sealed class DependencyResolver : IExtension
{
    /// <summary>Wraps the given resolver.</summary>
    public DependencyResolver(IDependencyResolver resolver) => Resolver = resolver;

    /// <summary>The resolver given in <see cref="DependencyResolverSetup"/>.</summary>
    public IDependencyResolver Resolver { get; }

    /// <summary>The resolver of the system.</summary>
    /// <exception cref="ConfigurationException">The system was started without a <see cref="DependencyResolverSetup"/>.</exception>
    public static DependencyResolver For(ActorSystem actorSystem)
        => actorSystem.WithExtension<DependencyResolver, DependencyResolverExtension>();

    /// <summary>Props of an actor whose constructor takes <paramref name="args"/> and, for the rest, services.</summary>
    public Props Props<T>(params object[] args)
        where T : ActorBase => Resolver.Props<T>(args);

    /// <summary>Props of an actor whose constructor takes services only.</summary>
    public Props Props<T>()
        where T : ActorBase => Resolver.Props<T>();

    /// <summary>Props of an actor whose constructor takes services only.</summary>
    public Props Props(Type type) => Resolver.Props(type);

    /// <summary>Props of an actor whose constructor takes <paramref name="args"/> and, for the rest, services.</summary>
    public Props Props(Type type, params object[] args) => Resolver.Props(type, args);
}

/// <summary>Makes the <see cref="DependencyResolver"/> of a system from its setup.</summary>
public sealed class DependencyResolverExtension : ExtensionIdProvider<DependencyResolver>
{
    /// <inheritdoc/>
    public override DependencyResolver CreateExtension(ExtendedActorSystem system)
    {
        var setup = system.Settings.Setup.Get<DependencyResolverSetup>();
        if (setup.HasValue)
            return new DependencyResolver(setup.Value.DependencyResolver);
        var error = new ConfigurationException(
            $"The actor system [{system.Name}] was started without [{nameof(DependencyResolverSetup)}]: give one in its ActorSystemSetup, or start it with AddAkka.");
        system.EventStream.Publish(new Error(error, "Akka.DependencyInjection", typeof(DependencyResolverExtension), error.Message));
        throw error;
    }
}

/// <summary>Gives an actor system its dependency resolver.</summary>
public class DependencyResolverSetup : Setup
{
    internal DependencyResolverSetup(IDependencyResolver dependencyResolver) => DependencyResolver = dependencyResolver;

    /// <summary>The resolver of the system.</summary>
    public IDependencyResolver DependencyResolver { get; }

    /// <summary>A setup that resolves from the given provider.</summary>
    public static DependencyResolverSetup Create(IServiceProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return new DependencyResolverSetup(new ServiceProviderDependencyResolver(provider));
    }

    /// <summary>A setup with the given resolver.</summary>
    public static DependencyResolverSetup Create(IDependencyResolver provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return new DependencyResolverSetup(provider);
    }
}
