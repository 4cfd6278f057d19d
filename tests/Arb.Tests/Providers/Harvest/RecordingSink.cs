using Arb.Domain.Harvest;
using Arb.Domain.Primitives;

namespace Arb.Tests.Providers.Harvest;

/// <summary>Model of an owner's cache: applies what it is told and fails at once when the telling breaks the port's order.</summary>
internal sealed class RecordingSink : IHarvestSink
{
    private readonly Dictionary<int, RawMarket> _markets = [];
    private readonly Dictionary<int, RawOdds> _odds = [];
    private readonly Dictionary<string, RawEvent> _events = [];

    public List<DropReason> Drops { get; } = [];

    public int Calls { get; private set; }

    public int EventCalls { get; private set; }

    public int MarketCalls { get; private set; }

    public int OddsCalls { get; private set; }

    public IReadOnlyDictionary<int, RawMarket> Markets => _markets;

    public IReadOnlyDictionary<string, RawEvent> Events => _events;

    public void OnEvent(RawEvent raw)
    {
        Calls++;
        EventCalls++;
        _events[raw.EventId] = raw;
    }

    public void OnEventGone(string eventId)
    {
        Calls++;
        Assert.True(_events.Remove(eventId), $"event {eventId} is gone but was never told");
        Assert.DoesNotContain(_markets.Values, m => m.EventId == eventId);
    }

    public void OnMarket(RawMarket raw)
    {
        Calls++;
        MarketCalls++;
        Assert.True(_events.ContainsKey(raw.EventId), $"market {raw.MarketId} before its event {raw.EventId}");
        if (_markets.TryGetValue(raw.Handle, out var old))
            Assert.Equal(old.MarketId, raw.MarketId);
        else
            Assert.DoesNotContain(_markets.Values, m => m.MarketId == raw.MarketId);
        _markets[raw.Handle] = raw;
        _odds.Remove(raw.Handle);
    }

    public void OnOdds(in RawOdds raw)
    {
        Calls++;
        OddsCalls++;
        Assert.True(_markets.ContainsKey(raw.Handle), $"odds of handle {raw.Handle} before its market");
        _odds[raw.Handle] = raw;
    }

    public void OnMarketGone(int handle)
    {
        Calls++;
        Assert.True(_markets.Remove(handle), $"handle {handle} is gone but was never told");
        _odds.Remove(handle);
    }

    public void OnDropped(DropReason reason) => Drops.Add(reason);

    public void ResetCounts()
    {
        Calls = EventCalls = MarketCalls = OddsCalls = 0;
        Drops.Clear();
    }

    public RawOdds Odds(string eventId, MarketKind kind, Period period) => _odds[Market(eventId, kind, period)!.Handle];

    public RawMarket? Market(string eventId, MarketKind kind, Period period) =>
        _markets.Values.SingleOrDefault(m => m.EventId == eventId && m.Kind == kind && m.Period == period);

    /// <summary>The whole state, independent of protocol, handles and market ids; closed prices are shown as '-'.</summary>
    public string State()
    {
        Assert.All(_markets.Keys, handle => Assert.True(_odds.ContainsKey(handle), $"handle {handle} has no odds"));
        Assert.All(_markets.Keys, handle => Assert.InRange(handle, 0, 100_000));
        var lines = _events.Values.Select(e => $"{e.EventId} {e.League}: {e.Home} v {e.Away} {e.KickOff:yyyy-MM-dd HH:mm}{(e.InPlay ? " live" : "")}")
            .Concat(_markets.Values.Select(Line));
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    private string Line(RawMarket m)
    {
        var odds = _odds[m.Handle];
        var prices = string.Join(' ', new[] { odds.First, odds.Second, odds.Third }.Take(MarketKinds.Selections(m.Kind).Length).Select(Price));
        return $"{m.EventId} {m.Kind} {m.Period} {m.Line} {m.Format}{(m.InPlay ? " live" : "")}{(odds.Open ? "" : " suspended")} {prices} {(m.BetReference is null ? "-" : "bet")}";
    }

    private static string Price(WireNumber price) => price.IsZero || price.ToDecimal() == -999 ? "-" : price.ToString();
}
