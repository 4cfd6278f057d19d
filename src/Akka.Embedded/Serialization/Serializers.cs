using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;

namespace Akka.Serialization;

/// <summary>Passes bytes through as they are.</summary>
public class ByteArraySerializer : Serializer
{
    /// <summary>Creates the serializer.</summary>
    /// <param name="system">The system it belongs to.</param>
    public ByteArraySerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The object is no byte array.</exception>
    public override byte[] ToBinary(object obj) => obj switch
    {
        null => [],
        byte[] bytes => bytes,
        _ => throw new NotSupportedException($"The serializer of byte arrays cannot write {obj.GetType()}."),
    };

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type) => bytes;
}

/// <summary>Stands for null.</summary>
public class NullSerializer : Serializer
{
    /// <summary>Creates the serializer.</summary>
    /// <param name="system">The system it belongs to.</param>
    public NullSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc/>
    public override int Identifier => 0;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => [];

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type) => null!;
}

/// <summary>The default: JSON with the name of the type as manifest. Meant for tests; what is kept for long deserves a serializer with manifests of its own.</summary>
internal sealed class SystemTextJsonSerializer(ExtendedActorSystem system) : Serializer(system)
{
    private static readonly JsonSerializerOptions Options = new() { IncludeFields = true };

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, obj.GetType(), Options);

    public override object FromBinary(byte[] bytes, Type type)
    {
        if (type == null)
        {
            throw new SerializationException("The embedded JSON serializer needs the type of what it reads; these bytes were stored without.");
        }

        return JsonSerializer.Deserialize(bytes, type, Options)!;
    }
}
