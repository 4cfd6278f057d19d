using Arb.Domain.Harvest;

namespace Arb.Tests.Laws;

/// <summary>L08, Harvest is raw: a decoder emits raw events, markets and odds; no binding, no pairing, no arbitrage.</summary>
public sealed class L08_HarvestIsRawSpecs
{
    [Fact]
    public void Should_give_decoders_no_way_to_emit_anything_else()
    {
        var emitted = typeof(IHarvestSink).GetMethods().SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType.Name.TrimEnd('&')).Distinct();
        Assert.Equal(["DropReason", "Int32", "RawEvent", "RawMarket", "RawOdds", "String"], emitted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Should_know_nothing_of_what_comes_after_the_harvest()
    {
        string[] later = ["Arb.Domain.Registry", "Arb.Domain.Discovery", "Arb.Domain.Pairing", "Arb.Domain.Arbitrage"];
        Assert.DoesNotContain(AssemblyFacts.Types(AssemblyFacts.Providers), type => later.Any(stage => type.StartsWith(stage, StringComparison.Ordinal)));
    }
}
