using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Embedded.Tests.Persistence.Support;
using Akka.Serialization;
using Xunit;

namespace Akka.Embedded.Tests.Persistence;

public sealed class SerializationSpecs : Akka.TestKit.Xunit2.TestKit
{
    public SerializationSpecs()
        : base(TestEventSerializer.Config)
    {
    }

    private Akka.Serialization.Serialization Serialization => Sys.Serialization;

    [Fact]
    public void Should_use_the_serializer_bound_to_an_interface() =>
        Assert.IsType<TestEventSerializer>(Serialization.FindSerializerForType(typeof(Placed)));

    [Fact]
    public void Should_pass_bytes_through()
    {
        byte[] bytes = [1, 2, 3];
        Serializer serializer = Serialization.FindSerializerFor(bytes);
        Assert.Equal(4, serializer.Identifier);
        Assert.Equal(bytes, (byte[])Serialization.Deserialize(serializer.ToBinary(bytes), 4, string.Empty));
    }

    [Fact]
    public void Should_find_a_serializer_again_by_its_identifier_and_manifest()
    {
        object placed = new Placed("m1", 5);
        Serializer serializer = Serialization.FindSerializerFor(placed);
        Assert.Equal("placed.v1", Akka.Serialization.Serialization.ManifestFor(serializer, placed));
        byte[] bytes = Serialization.Serialize(placed);
        Assert.Equal("m1|5", Encoding.UTF8.GetString(bytes));
        Assert.Equal(placed, Serialization.Deserialize(bytes, 4711, "placed.v1"));
    }

    [Fact]
    public void Should_refuse_an_identifier_nobody_has() =>
        Assert.Throws<SerializationException>(() => Serialization.Deserialize([], 999, "x"));

    [Fact]
    public void Should_write_anything_else_so_that_it_reads_back()
    {
        object text = "text";
        Serializer serializer = Serialization.FindSerializerFor(text);
        string manifest = Akka.Serialization.Serialization.ManifestFor(serializer, text);
        Assert.Equal(text, Serialization.Deserialize(serializer.ToBinary(text), serializer.Identifier, manifest));
    }

    [Fact]
    public void Should_prefer_a_binding_added_to_the_very_type()
    {
        var other = new TestEventSerializer((ExtendedActorSystem)Sys);
        Serialization.AddSerializationMap(typeof(Settled), other);
        Assert.Same(other, Serialization.FindSerializerForType(typeof(Settled)));
        Assert.NotSame(other, Serialization.FindSerializerForType(typeof(Placed)));
    }
}
