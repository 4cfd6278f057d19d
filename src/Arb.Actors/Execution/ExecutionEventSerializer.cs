using Akka.Actor;
using Akka.Serialization;
using Arb.Domain.Execution;

namespace Arb.Actors.Execution;

/// <summary>Journal bytes of execution and lock events: JSON under versioned names, no type names (see <see cref="ExecutionEventCodec"/>).</summary>
public sealed class ExecutionEventSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>The HOCON that binds it; <see cref="ExecutionHosting.AddExecution"/> adds it.</summary>
    public const string Hocon = """
        akka.actor {
          serializers.arb-execution = "Arb.Actors.Execution.ExecutionEventSerializer, Arb.Actors"
          serialization-bindings {
            "Arb.Domain.Execution.ExecutionEvent, Arb.Domain" = arb-execution
            "Arb.Domain.Execution.LockEvent, Arb.Domain" = arb-execution
            "Arb.Domain.Execution.LockSnapshot, Arb.Domain" = arb-execution
          }
          serialization-identifiers {
            "Arb.Actors.Execution.ExecutionEventSerializer, Arb.Actors" = 1147
          }
        }
        """;

    /// <inheritdoc/>
    public override int Identifier => 1147;

    /// <inheritdoc/>
    public override string Manifest(object o) => ExecutionEventCodec.ManifestOf(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => ExecutionEventCodec.Encode(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => ExecutionEventCodec.Decode(manifest, bytes);
}
