using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Providers.Harvesting;

namespace Arb.Providers.Sbo;

/// <summary>An event: its row, if it was announced, and the markets whose rows name it.</summary>
internal sealed class SboEvent(string id, int serial)
{
    public KeptText League;
    public KeptText Home;
    public KeptText Away;

    public string Id { get; } = id;

    /// <summary>Tells events apart in a market's reference without comparing ids.</summary>
    public int Serial { get; } = serial;

    /// <summary>True while its match row exists.</summary>
    public bool Announced { get; set; }

    public DateTimeOffset KickOff { get; set; }

    public bool Live { get; set; }

    public RawEvent? Shown { get; set; }

    public List<int> Markets { get; } = [];
}

/// <summary>A market row's state.</summary>
internal sealed class SboMarket(string id)
{
    public PublishedMarket Published;

    public string Id { get; } = id;

    public SboEvent Event { get; set; } = null!;

    public SboValues Values { get; set; }
}

/// <summary>What a market row says.</summary>
internal readonly record struct SboValues(int BetType, bool Open, WireNumber Line, WireNumber First, WireNumber Second, WireNumber Third);

/// <summary>What a bet type is.</summary>
internal readonly record struct SboMarketShape(MarketKind Kind, Period Period)
{
    /// <summary>The protocol's table; null for a code it does not have.</summary>
    public static SboMarketShape? Of(int betType) => betType switch
    {
        1 => new(MarketKind.AsianHandicap, Period.FullTime),
        2 => new(MarketKind.OddEven, Period.FullTime),
        3 => new(MarketKind.Total, Period.FullTime),
        5 => new(MarketKind.OneXTwo, Period.FullTime),
        7 => new(MarketKind.AsianHandicap, Period.FirstHalf),
        8 => new(MarketKind.OneXTwo, Period.FirstHalf),
        9 => new(MarketKind.Total, Period.FirstHalf),
        _ => null,
    };
}

/// <summary>Events and markets of the feed, and what the engine was told of them.</summary>
internal sealed class SboBook
{
    private readonly Dictionary<string, SboEvent> _slots = new(IdComparer.Instance);
    private int _serial;

    /// <summary>Announced events.</summary>
    public EntitySet<SboEvent> Events { get; } = new();

    public EntitySet<SboMarket> Markets { get; } = new();

    public Board Board { get; } = new(int.MaxValue);

    /// <summary>The style of every price but 1X2, from the session's token.</summary>
    public OddsFormat Format { get; set; }

    public SboEvent Event(string id)
    {
        if (!_slots.TryGetValue(id, out var found))
            _slots.Add(id, found = new SboEvent(id, ++_serial));
        return found;
    }

    /// <summary>Drops an event that no row speaks of.</summary>
    public void Trim(SboEvent one)
    {
        if (!one.Announced && one.Markets.Count == 0)
            _slots.Remove(one.Id);
    }

    /// <summary>Points a market at its event.</summary>
    public void Attach(int market, SboEvent to)
    {
        var row = Markets[market];
        if (ReferenceEquals(row.Event, to))
            return;
        if (row.Event is { } from)
        {
            from.Markets.Remove(market);
            Trim(from);
        }
        row.Event = to;
        to.Markets.Add(market);
    }

    /// <summary>Removes the match row; its markets' rows stay, hidden, unless <paramref name="withMarkets"/>.</summary>
    public void RemoveEvent(int entity, bool withMarkets, IHarvestSink sink)
    {
        var one = Events[entity];
        Events.Remove(entity);
        one.Announced = false;
        if (withMarkets)
            while (one.Markets.Count > 0)
                RemoveMarket(one.Markets[^1], sink);
        Show(one, sink);
        Trim(one);
    }

    public void RemoveMarket(int entity, IHarvestSink sink)
    {
        var market = Markets[entity];
        Board.Hide(ref market.Published, sink);
        market.Event.Markets.Remove(entity);
        Markets.Remove(entity);
        Trim(market.Event);
    }

    /// <summary>Tells what changed about an event and its markets.</summary>
    public void Show(SboEvent one, IHarvestSink sink)
    {
        if (!one.Announced)
        {
            if (one.Shown is null)
                return;
            one.Shown = null;
            foreach (var market in one.Markets)
                Board.Hide(ref Markets[market].Published, sink);
            sink.OnEventGone(one.Id);
            return;
        }
        if (one.Shown is not { } shown || shown.League != one.League.Text || shown.Home != one.Home.Text || shown.Away != one.Away.Text
            || shown.KickOff != one.KickOff || shown.InPlay != one.Live)
        {
            one.Shown = new RawEvent(one.Id, one.League.Text, one.Home.Text, one.Away.Text, one.KickOff, one.Live);
            sink.OnEvent(one.Shown);
        }
        foreach (var market in one.Markets)
            Show(Markets[market], sink);
    }

    /// <summary>Tells what changed about a market; it needs its event.</summary>
    public void Show(SboMarket market, IHarvestSink sink)
    {
        if (market.Event.Shown is null)
        {
            Board.Hide(ref market.Published, sink);
            return;
        }
        var values = market.Values;
        var format = SboMarketShape.Of(values.BetType)!.Value.Kind == MarketKind.OneXTwo ? OddsFormat.Decimal : Format;
        var view = new MarketView(
            values.Line, format, market.Event.Live, (market.Event.Serial << 6) | values.BetType, values.Open, values.First, values.Second, values.Third);
        Board.Show(ref market.Published, view, 0, new SboMarketMaker(market), sink);
    }

    public void ShowAll(IHarvestSink sink)
    {
        foreach (var one in _slots.Values)
            Show(one, sink);
    }

    public void Clear()
    {
        _slots.Clear();
        Events.Clear();
        Markets.Clear();
        Board.Clear();
    }
}

/// <summary>Makes the record of an SBO market.</summary>
internal readonly struct SboMarketMaker(SboMarket market) : IMarketMaker
{
    public RawMarket Make(int handle, in MarketView view)
    {
        var shape = SboMarketShape.Of(market.Values.BetType)!.Value;
        return new RawMarket(
            handle, market.Event.Id, market.Id, shape.Kind, shape.Period, view.Line, view.Format, view.InPlay,
            new SboBetReference(market.Id, market.Values.BetType).Format());
    }
}
