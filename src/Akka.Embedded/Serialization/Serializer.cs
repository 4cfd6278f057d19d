using Akka.Actor;
using Akka.Configuration;
using Akka.Util.Internal;

namespace Akka.Serialization;

/// <summary>Turns objects into bytes and back. One instance serves every thread.</summary>
public abstract class Serializer
{
    /// <summary>The system the serializer belongs to.</summary>
    protected readonly ExtendedActorSystem system;

    private int? _identifier;

    /// <summary>Creates a serializer.</summary>
    /// <param name="system">The system it belongs to.</param>
    protected Serializer(ExtendedActorSystem system)
    {
        this.system = system;
    }

    /// <summary>The number stored with the bytes, by which the serializer is found again; from <c>akka.actor.serialization-identifiers</c> unless overridden.</summary>
    public virtual int Identifier => _identifier ??= SerializerIdentifierHelper.GetSerializerIdentifierFromConfig(GetType(), system);

    /// <summary>Whether <see cref="FromBinary(byte[], Type)"/> has to be told the type.</summary>
    public abstract bool IncludeManifest { get; }

    /// <summary>The bytes of an object.</summary>
    /// <param name="obj">The object.</param>
    public abstract byte[] ToBinary(object obj);

    /// <summary>The object of some bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="type">The type stored with them, if there was one.</param>
    public abstract object FromBinary(byte[] bytes, Type type);

    /// <summary>The object of some bytes.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="bytes">The bytes.</param>
    public T FromBinary<T>(byte[] bytes) => (T)FromBinary(bytes, typeof(T));
}

/// <summary>A serializer that names what it wrote by a text of its own, so that type names stay out of what is stored.</summary>
public abstract class SerializerWithStringManifest : Serializer
{
    /// <summary>Creates a serializer.</summary>
    /// <param name="system">The system it belongs to.</param>
    protected SerializerWithStringManifest(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc/>
    public sealed override bool IncludeManifest => true;

    /// <summary>The object of some bytes; the manifest is the qualified name of the type.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="type">The type.</param>
    public sealed override object FromBinary(byte[] bytes, Type type) => FromBinary(bytes, Serialization.TypeManifest(type));

    /// <summary>The object of some bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="manifest">The text <see cref="Manifest"/> gave when they were written.</param>
    public abstract object FromBinary(byte[] bytes, string manifest);

    /// <summary>The text to store with the bytes of an object.</summary>
    /// <param name="o">The object.</param>
    public abstract string Manifest(object o);
}

/// <summary>Finds the configured identifiers of serializers.</summary>
public static class SerializerIdentifierHelper
{
    internal const string SerializationIdentifiers = "akka.actor.serialization-identifiers";

    /// <summary>The identifier configured for a type of serializer.</summary>
    /// <param name="type">The type of the serializer.</param>
    /// <param name="system">The system whose configuration is asked.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static int GetSerializerIdentifierFromConfig(Type type, ExtendedActorSystem system)
    {
        Config? identifiers = system.Settings.Config.GetConfig(SerializationIdentifiers);
        foreach ((string name, Configuration.Hocon.HoconValue value) in identifiers?.AsEnumerable() ?? [])
        {
            if (TypeFinder.Find(name) == type)
            {
                return value.GetInt();
            }
        }

        throw new ArgumentException($"No identifier for {type} under {SerializationIdentifiers}.", nameof(type));
    }
}
