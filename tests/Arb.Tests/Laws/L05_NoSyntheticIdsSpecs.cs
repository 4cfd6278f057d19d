using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Tests.Providers.Harvest;

namespace Arb.Tests.Laws;

/// <summary>L05, No synthetic ids: what comes without the provider's own id is dropped and counted.</summary>
public sealed class L05_NoSyntheticIdsSpecs
{
    public static TheoryData<ProtocolFixture> Protocols => new() { new CmdFixture(), new IsportFixture(), new SboFixture() };

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Should_drop_and_count_rows_without_an_id(ProtocolFixture fixture)
    {
        var feed = fixture.Harness();
        var text = fixture.Text("missing_id");
        feed.Feed(text);
        Assert.Contains(DropReason.MissingId, feed.Sink.Drops);
        Assert.All(feed.Sink.Events.Keys, id => Assert.Contains(id, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Should_drop_and_count_in_the_cache_too()
    {
        var cache = new OddsCache(new SourceKey(new AccountId("a1"), new ProviderId("CMD")), new HarvestLimits(10, 10), 1, new PriceBatchPool());
        cache.OnEvent(new RawEvent("", "League", "Arsenal", "Chelsea", DateTimeOffset.UnixEpoch, false));
        cache.OnEvent(new RawEvent("7", "League", "Arsenal", "Chelsea", DateTimeOffset.UnixEpoch, false));
        cache.OnMarket(new RawMarket(0, "7", "", MarketKind.OneXTwo, Period.FullTime, WireNumber.Missing, OddsFormat.Decimal, false, null));
        Assert.Equal((2, 1, 0), ((int)cache.Dropped(DropReason.MissingId), cache.Events, cache.Markets));
    }
}
