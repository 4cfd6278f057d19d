namespace Akka.Actor;

/// <summary>Marks an extension of a system.</summary>
public interface IExtension
{
}

/// <summary>Makes an extension, once per system.</summary>
public interface IExtensionId
{
    /// <summary>The extension of a system, created if need be.</summary>
    object Apply(ActorSystem system);

    /// <summary>The extension of a system.</summary>
    object Get(ActorSystem system);

    /// <summary>Makes the extension.</summary>
    object CreateExtension(ExtendedActorSystem system);

    /// <summary>Type of the extension.</summary>
    Type ExtensionType { get; }
}

/// <summary>Makes an extension, once per system.</summary>
public interface IExtensionId<out T> : IExtensionId
    where T : IExtension
{
    /// <summary>The extension of a system, created if need be.</summary>
    new T Apply(ActorSystem system);

    /// <summary>The extension of a system.</summary>
    new T Get(ActorSystem system);

    /// <summary>Makes the extension.</summary>
    new T CreateExtension(ExtendedActorSystem system);
}

/// <summary>Base of extension ids.</summary>
public abstract class ExtensionIdProvider<T> : IExtensionId<T>
    where T : IExtension
{
    /// <inheritdoc />
    public Type ExtensionType => typeof(T);

    /// <inheritdoc />
    public T Apply(ActorSystem system) => (T)system.RegisterExtension(this);

    /// <inheritdoc />
    public T Get(ActorSystem system) => (T)system.GetExtension(this);

    /// <inheritdoc />
    public abstract T CreateExtension(ExtendedActorSystem system);

    object IExtensionId.Apply(ActorSystem system) => Apply(system);

    object IExtensionId.Get(ActorSystem system) => Get(system);

    object IExtensionId.CreateExtension(ExtendedActorSystem system) => CreateExtension(system)!;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is T;

    /// <inheritdoc />
    public override int GetHashCode() => typeof(T).GetHashCode();
}

/// <summary>Getting extensions by type.</summary>
public static class ActorSystemWithExtensions
{
    /// <summary>The extension, if it is registered.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static T WithExtension<T>(this ActorSystem system)
        where T : class, IExtension
        => system.GetExtension<T>();

    /// <summary>The extension, registered with an id of the given type if need be.</summary>
    public static T WithExtension<T>(this ActorSystem system, Type extensionId)
        where T : class, IExtension
        => system.HasExtension<T>()
            ? system.GetExtension<T>()
            : (T)system.RegisterExtension((IExtensionId)Activator.CreateInstance(extensionId)!);

    /// <summary>The extension, registered with an id of the given type if need be.</summary>
    public static T WithExtension<T, TI>(this ActorSystem system)
        where T : class, IExtension
        where TI : IExtensionId
        => system.WithExtension<T>(typeof(TI));
}
