using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Benchmarks.Pipeline;

/// <summary>A book in which every market of a feed has a slot and a second source beside it, so that each new price is compared and every opportunity made.</summary>
internal static class TwoSources
{
    public const byte Own = 0;
    public const byte Other = 1;

    /// <summary>What opens the book, in order, as pairing would tell it, and the slots of the feed.</summary>
    public static (IReadOnlyList<object> Orders, IReadOnlyList<SlotAssignment> Slots) Open(SourceKey source, CatalogueChanged catalogue)
    {
        var other = new SourceKey(new AccountId("other"), source.Provider);
        var orders = new List<object> { new OpenBookSource(Own, source, TimeSpan.FromDays(1)), new OpenBookSource(Other, other, TimeSpan.FromDays(1)) };
        var names = catalogue.Events.ToDictionary(one => one.Key);
        var results = new Dictionary<EventKey, int>();
        var slots = new List<SlotAssignment>(catalogue.Markets.Count);
        foreach (var (market, index) in catalogue.Markets.Select((market, index) => (market, index)))
        {
            if (market is { Kind: MarketKind.OneXTwo, Period: Period.FullTime })
                results[market.Event] = index;
            var sister = market.Kind == MarketKind.DoubleChance ? results[market.Event] : -1;
            orders.Add(new OpenBookMarket(index, 1, new MarketKey(new MatchId(market.Event.EventId), market.Kind, market.Period, market.Line), Match(names[market.Event]), sister));
            var slot = new Slot(index, 1, Own, 0);
            orders.Add(new OpenBookQuote(slot, market, Mirrored: false));
            orders.Add(new OpenBookQuote(slot with { Source = Other }, market with { Source = other }, Mirrored: false));
            slots.Add(new SlotAssignment(market.Handle, market.Revision, slot, SwapEnds: false));
        }

        return (orders, slots);
    }

    /// <summary>The same prices from the second source.</summary>
    public static PriceBatch AsOther(PriceBatch batch)
    {
        var copy = new PriceBatch(batch.Count) { Count = batch.Count, Source = Other, At = batch.At };
        for (var i = 0; i < batch.Count; i++)
            copy.Items[i] = batch.Items[i] with { Slot = batch.Items[i].Slot with { Source = Other } };
        return copy;
    }

    private static MatchInfo Match(ProviderEvent one) =>
        new(new MatchId(one.Key.EventId), one.Home.Display, one.Away.Display, one.League, one.KickOff, [one.Key]);
}
