using Arb.Domain.Discovery;
using Arb.Domain.Normalization;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Laws;

/// <summary>L10, Registry and discovery: one registry per provider, never mixed; discovery is the only place where events are bound.</summary>
public sealed class L10_RegistryAndDiscoverySpecs : AccountKit
{
    [Fact]
    public void Should_refuse_events_of_another_provider()
    {
        var registry = new ProviderRegistry(new ProviderId("CMD"), new RegistryOptions(TimeSpan.FromHours(6), 10, 10));
        Assert.True(TeamNames.TryNormalise("League", "Arsenal", "Chelsea", out var league, out var home, out var away));
        var foreign = new ProviderEvent(new EventKey(new ProviderId("SBO"), "1"), league, home, away, DateTimeOffset.UnixEpoch, false);
        var outcome = registry.Apply(new CatalogueChanged(new SourceKey(A1, new ProviderId("CMD")), [foreign], [], [], []));
        Assert.Equal((0, 0), (registry.EventCount, outcome.Changed.Count));
        Assert.True(outcome.Refused > 0);
    }

    [Fact]
    public void Should_make_one_registry_per_provider()
    {
        StartGreen("a1", "CMD");
        StartGreen("a2", "CMD");
        StartGreen("b1", "SBO");
        Assert.NotEqual(Find("/user/market/registry-cmd"), Find("/user/market/registry-sbo"));
    }

    [Fact]
    public void Should_bind_events_nowhere_else()
    {
        foreach (var assembly in (System.Reflection.Assembly[])[AssemblyFacts.Actors, AssemblyFacts.Providers, AssemblyFacts.Host, AssemblyFacts.Storage])
            Assert.DoesNotContain(AssemblyFacts.Calls(assembly), call => call.StartsWith(typeof(BoundEvent).FullName + "..ctor", StringComparison.Ordinal));
    }
}
