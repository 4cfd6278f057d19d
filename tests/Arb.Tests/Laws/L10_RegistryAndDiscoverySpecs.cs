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

    [Theory]
    [InlineData("English Premier League", "Everton", "Liverpool", "Copa Sudamericana", "Everton", "Liverpool")]
    [InlineData("Chile Primera", "Everton", "Palestino", "Inglaterra Premier", "Everton", "Palestino")]
    [InlineData("Basketball EuroLeague", "Barcelona", "Olympiacos", "UEFA Champions League", "Barcelona", "Olympiacos")]
    [InlineData("Premier League", "Arsenal", "Chelsea", "Premier League Women", "Arsenal", "Chelsea")]
    [InlineData("Premier League", "Arsenal", "Chelsea", "Premier League", "Arsenal U21", "Chelsea U21")]
    [InlineData("Bundesliga", "Bayern", "Stuttgart", "2. Bundesliga", "Bayern", "Stuttgart")]
    [InlineData("Premier League", "Arsenal", "Chelsea", "Premier League", "Chelsea (Xq)", "Arsenal (Xq)")]
    public void Should_bind_nothing_that_disagrees_and_show_it(string league, string home, string away, string otherLeague, string otherHome, string otherAway)
    {
        var binder = new EventBinder(new BindingOptions(TimeSpan.FromMinutes(15), TimeSpan.FromHours(12)));
        See(binder, "CMD", league, home, away);
        See(binder, "SBO", otherLeague, otherHome, otherAway);
        Assert.Empty(binder.Matches);
        // Asked, or listed as bound to none: never dropped in silence, unless another sex, age or level says clearly that it is another team.
        Assert.True(binder.Questions.Count > 0 || league != otherLeague || binder.Unbound(10, out _).Count > 0);
    }

    private static void See(EventBinder binder, string provider, string league, string home, string away)
    {
        Assert.True(TeamNames.TryNormalise(league, home, away, out var folded, out var first, out var second));
        binder.Apply(new RegistryChanged([], [new RegistryEventChanged(new ProviderEvent(new EventKey(new ProviderId(provider), "1"), folded, first, second, DateTimeOffset.UnixEpoch, false), [])]), DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public void Should_bind_events_nowhere_else()
    {
        foreach (var assembly in (System.Reflection.Assembly[])[AssemblyFacts.Actors, AssemblyFacts.Providers, AssemblyFacts.Host, AssemblyFacts.Storage])
            Assert.DoesNotContain(AssemblyFacts.Calls(assembly), call => call.StartsWith(typeof(BoundEvent).FullName + "..ctor", StringComparison.Ordinal));
    }
}
