using System.Text;
using Xunit;

namespace Akka.Embedded.Tests.EmbeddedOnly.Persistence;

/// <summary>What the default serializer of the packages wrote can be read by that of the kernel.</summary>
public class SelfDescribedJsonSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly string Order = $"{typeof(Ordered).FullName}, {typeof(Ordered).Assembly.GetName().Name}";

    public sealed record Ordered(string Name, int Count, List<decimal> Prices);

    [Theory]
    [InlineData("\"hello\"", "hello")]
    [InlineData("true", true)]
    [InlineData("{\"$\":\"I7\"}", 7)]
    public void Should_read_a_plain_value(string json, object expected) => Assert.Equal(expected, Read(json));

    [Fact]
    public void Should_read_an_object_by_the_type_it_names()
    {
        var read = Assert.IsType<Ordered>(Read($$$"""{"$id":"1","$type":"{{{Order}}}","Name":"x","Count":2,"Prices":{"$id":"2","$type":"List","$values":[1.5]}}"""));
        Assert.Equal(("x", 2, 1.5m), (read.Name, read.Count, Assert.Single(read.Prices)));
    }

    [Fact]
    public void Should_refuse_what_names_no_type()
        => Assert.Throws<System.Runtime.Serialization.SerializationException>(() => Read("{}"));

    private object Read(string json) => Sys.Serialization.Deserialize(Encoding.UTF8.GetBytes(json), Sys.Serialization.FindSerializerForType(typeof(string)).Identifier, "");
}
