using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Akka.Util.Internal;

namespace Akka.Serialization;

/// <summary>The serializers of a system, their bindings to types and their identifiers.</summary>
public class Serialization
{
    private readonly ConcurrentDictionary<Type, Serializer> _chosen = new();
    private readonly ConcurrentDictionary<Type, Serializer> _bindings = new();
    private readonly ConcurrentDictionary<int, Serializer> _byIdentifier = new();
    private readonly ConcurrentDictionary<string, Serializer> _byName = new();
    private readonly Serializer _null;

    /// <summary>Creates the serializers that the configuration of a system names.</summary>
    /// <param name="system">The system.</param>
    /// <exception cref="ConfigurationException">A serializer or a bound type does not exist.</exception>
    public Serialization(ExtendedActorSystem system)
    {
        System = system;
        _null = new NullSerializer(system);
        AddSerializer("null", _null);
        Config config = system.Settings.Config;
        foreach ((string name, HoconValue value) in config.GetConfig("akka.actor.serializers")?.AsEnumerable() ?? [])
        {
            Type type = Require(value.GetString(), $"akka.actor.serializers.{name}");
            Config? settings = config.GetConfig("akka.actor.serialization-settings")?.GetConfig(name);
            object? serializer = settings.IsNullOrEmpty() ? Activator.CreateInstance(type, system) : Activator.CreateInstance(type, system, settings);
            AddSerializer(name, (Serializer)serializer!);
        }

        foreach ((string typeName, HoconValue value) in config.GetConfig("akka.actor.serialization-bindings")?.AsEnumerable() ?? [])
        {
            Type type = Require(typeName, "akka.actor.serialization-bindings");
            string? name = value.GetString();
            AddSerializationMap(type, name != null && _byName.TryGetValue(name, out Serializer? serializer)
                ? serializer
                : throw new ConfigurationException($"akka.actor.serialization-bindings binds '{typeName}' to '{name}', which akka.actor.serializers does not name."));
        }
    }

    /// <summary>The system.</summary>
    public ExtendedActorSystem System { get; }

    /// <summary>The text to store with the bytes of an object: the serializer's own manifest, the name of the type, or nothing.</summary>
    /// <param name="s">The serializer.</param>
    /// <param name="msg">The object.</param>
    public static string ManifestFor(Serializer s, object msg) => s switch
    {
        SerializerWithStringManifest named => named.Manifest(msg),
        { IncludeManifest: true } => TypeManifest(msg.GetType()),
        _ => string.Empty,
    };

    /// <summary>Runs an action in the context of a system, in which references to actors can be written. This kernel has no remote addresses, so nothing changes.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="system">The system.</param>
    /// <param name="action">The action.</param>
    public static T WithTransport<T>(ExtendedActorSystem system, Func<T> action) => action();

    /// <summary>Registers a serializer.</summary>
    /// <param name="name">The name bindings use.</param>
    /// <param name="serializer">The serializer.</param>
    public void AddSerializer(string name, Serializer serializer)
    {
        _byName[name] = serializer;
        _byIdentifier[serializer.Identifier] = serializer;
    }

    /// <summary>Binds a type, with what derives from it, to a serializer.</summary>
    /// <param name="type">The type.</param>
    /// <param name="serializer">The serializer.</param>
    public void AddSerializationMap(Type type, Serializer serializer)
    {
        _bindings[type] = serializer;
        _chosen.Clear();
    }

    /// <summary>The bytes of an object by the serializer bound to its type.</summary>
    /// <param name="o">The object.</param>
    public byte[] Serialize(object o) => FindSerializerFor(o).ToBinary(o);

    /// <summary>The object of some bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="serializerId">The identifier of the serializer that wrote them.</param>
    /// <param name="type">The type they hold.</param>
    /// <exception cref="SerializationException">No serializer has this identifier.</exception>
    public object Deserialize(byte[] bytes, int serializerId, Type type) => SerializerById(serializerId, type?.Name).FromBinary(bytes, type!);

    /// <summary>The object of some bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="serializerId">The identifier of the serializer that wrote them.</param>
    /// <param name="manifest">The text stored with them.</param>
    /// <exception cref="SerializationException">No serializer has this identifier, or the type named does not exist.</exception>
    public object Deserialize(byte[] bytes, int serializerId, string manifest)
    {
        Serializer serializer = SerializerById(serializerId, manifest);
        if (serializer is SerializerWithStringManifest named)
        {
            return named.FromBinary(bytes, manifest);
        }

        Type? type = string.IsNullOrEmpty(manifest)
            ? null
            : TypeFinder.Find(manifest) ?? throw new SerializationException($"Cannot find the type '{manifest}' for the serializer with identifier {serializerId}.");
        return serializer.FromBinary(bytes, type!);
    }

    /// <summary>The serializer for an object.</summary>
    /// <param name="obj">The object.</param>
    /// <param name="defaultSerializerName">The serializer used when nothing more specific than <see cref="object"/> is bound.</param>
    public Serializer FindSerializerFor(object? obj, string? defaultSerializerName = null) =>
        obj == null ? _null : FindSerializerForType(obj.GetType(), defaultSerializerName);

    /// <summary>The serializer for a type: the one bound to the most specific of its base types and interfaces.</summary>
    /// <param name="objectType">The type.</param>
    /// <param name="defaultSerializerName">The serializer used when nothing more specific than <see cref="object"/> is bound.</param>
    /// <exception cref="SerializationException">There is none.</exception>
    public Serializer FindSerializerForType(Type objectType, string? defaultSerializerName = null)
    {
        if (_chosen.TryGetValue(objectType, out Serializer? chosen))
        {
            return chosen;
        }

        Type? best = null;
        foreach (Type bound in _bindings.Keys)
        {
            if (bound != typeof(object) && bound.IsAssignableFrom(objectType) && (best == null || MoreSpecific(bound, best)))
            {
                best = bound;
            }
        }

        Serializer? serializer = best != null ? _bindings[best]
            : defaultSerializerName != null && _byName.TryGetValue(defaultSerializerName, out Serializer? fallback) ? fallback
            : _bindings.GetValueOrDefault(typeof(object));
        _chosen[objectType] = serializer ?? throw new SerializationException($"No serializer is bound to {objectType}.");
        return serializer;
    }

    /// <summary>The name of a type without version, culture and key.</summary>
    internal static string TypeManifest(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";

    private static bool MoreSpecific(Type candidate, Type best) =>
        best.IsAssignableFrom(candidate) || (!candidate.IsAssignableFrom(best) && string.CompareOrdinal(candidate.FullName, best.FullName) < 0);

    private static Type Require(string? name, string path) => (name == null ? null : TypeFinder.Find(name))
        ?? throw new ConfigurationException($"{path} names the type '{name}', which does not exist.");

    private Serializer SerializerById(int identifier, string? manifest) => _byIdentifier.TryGetValue(identifier, out Serializer? serializer)
        ? serializer
        : throw new SerializationException($"No serializer with identifier {identifier} (manifest '{manifest}') is configured under akka.actor.serializers.");
}
