using Akka.Actor;
using Arb.Actors.Pairing;
using Arb.Domain.Discovery;
using Arb.Domain.Normalization;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Laws;

/// <summary>L11, Pairing consumes only bound events and never reads a worker's output.</summary>
public sealed class L11_PairingSpecs : ActorKit
{
    [Fact]
    public void Should_open_a_market_for_a_bound_event_and_for_nothing_that_a_worker_announces()
    {
        var (shard, book) = Recorder();
        var pairing = Sys.ActorOf(Props.Create(typeof(PairingActor), new PairingOptions(1, 4, 10), (IReadOnlyList<IActorRef>)[shard]));
        var sources = new[] { new SourceKey(new AccountId("a1"), new ProviderId("CMD")), new SourceKey(new AccountId("b1"), new ProviderId("SBO")) };
        var markets = sources.Select(source => new ProviderMarket(source, 0, 1, new EventKey(source.Provider, "1"), "m", MarketKind.OneXTwo, Period.FullTime, Line.None, OddsFormat.Decimal, false, null)).ToArray();
        Assert.True(TeamNames.TryNormalise("League", "Arsenal", "Chelsea", out var league, out var home, out var away));
        var events = markets.Select(market => new ProviderEvent(market.Event, league, home, away, Now.AddHours(1), false)).ToArray();
        foreach (var source in sources)
            pairing.Tell(new RegisterSource(source, TimeSpan.FromSeconds(15)));
        foreach (var (source, i) in sources.Select((source, i) => (source, i)))
            pairing.Tell(new CatalogueChanged(source, [events[i]], [], [markets[i]], []));
        Assert.Empty(book.Of<OpenBookMarket>());
        pairing.Tell(new BoundEvent(new MatchId("cmd:1+sbo:1"), "Arsenal", "Chelsea", "League", Now.AddHours(1), [.. events.Select((item, i) => new BoundMember(item, false, [markets[i]]))]));
        Assert.Single(book.Of<OpenBookMarket>());
        Assert.Equal(2, book.Of<OpenBookQuote>().Count);
    }

    [Fact]
    public void Should_take_matches_from_discovery_only()
    {
        var taken = typeof(PairingTable).GetMethods().Where(method => method.Name == "Apply").SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType);
        Assert.Equal([typeof(BoundEvent)], taken);
    }
}
