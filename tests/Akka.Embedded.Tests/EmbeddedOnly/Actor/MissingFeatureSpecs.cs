using Akka.Actor;
using Akka.Configuration;
using Xunit;

namespace Akka.Embedded.Tests.EmbeddedOnly.Actor;

public class MissingFeatureSpecs
{
    [Theory]
    [InlineData("akka.actor.provider = remote", "remote")]
    [InlineData("akka.actor.provider = cluster", "cluster")]
    [InlineData("akka.actor.serialize-messages = on", "serialize-messages")]
    [InlineData("akka.actor.deployment { /a { router = round-robin-pool } }", "/a")]
    [InlineData("akka.actor.default-dispatcher.type = Affinity", "Affinity")]
    public void Should_name_the_missing_feature_and_the_flavour_that_has_it(string hocon, string feature)
    {
        var e = Assert.Throws<ConfigurationException>(() => ActorSystem.Create("missing", ConfigurationFactory.ParseString(hocon)));
        Assert.Contains(feature, e.Message);
        Assert.Contains("nuget", e.Message);
    }
}
