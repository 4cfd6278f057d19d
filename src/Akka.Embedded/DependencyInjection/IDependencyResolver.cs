using Akka.Actor;

namespace Akka.DependencyInjection;

/// <summary>Makes services and dependency-injected <see cref="Akka.Actor.Props"/> for actors.</summary>
public interface IDependencyResolver
{
    /// <summary>Opens a scope; the caller disposes it.</summary>
    IResolverScope CreateScope();

    /// <summary>The registered service of type <typeparamref name="T"/>, or its default value when there is none.</summary>
    T? GetService<T>();

    /// <summary>The registered service of the type, or null when there is none.</summary>
    object? GetService(Type type);

    /// <summary>Props of an actor whose constructor takes <paramref name="args"/> and, for the rest, services.</summary>
    /// <exception cref="ArgumentException">The type is no actor.</exception>
    Props Props(Type type, params object[] args);

    /// <summary>Props of an actor whose constructor takes services only.</summary>
    /// <exception cref="ArgumentException">The type is no actor.</exception>
    Props Props(Type type);

    /// <summary>Props of an actor whose constructor takes <paramref name="args"/> and, for the rest, services.</summary>
    Props Props<T>(params object[] args)
        where T : ActorBase;
}

/// <summary>A scope of services, alive until it is disposed.</summary>
public interface IResolverScope : IDisposable
{
    /// <summary>Resolves the services of this scope.</summary>
    IDependencyResolver Resolver { get; }
}
