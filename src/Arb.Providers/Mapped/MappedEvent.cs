using System.Globalization;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Providers.Harvesting;

namespace Arb.Providers.Mapped;

/// <summary>State of one market of an event as the feed has it.</summary>
internal struct MappedMarket
{
    /// <summary>The provider's own id, or null: then kind, period and line are the identity.</summary>
    public string? Id;

    public MarketKind Kind;
    public Period Period;
    public OddsFormat Format;

    /// <summary>True when the line belongs to the identity.</summary>
    public bool ByLine;

    public bool Open;

    /// <summary>In the row that was read last.</summary>
    public bool Seen;

    /// <summary>The row had it twice with other prices: closed.</summary>
    public bool ClaimedTwice;

    public WireNumber Line;
    public WireNumber First;
    public WireNumber Second;
    public WireNumber Third;
    public PublishedMarket Published;

    public readonly bool IsClosed => MarketView.IsClosed(First) && MarketView.IsClosed(Second) && MarketView.IsClosed(Third);

    public readonly bool Is(ReadOnlySpan<byte> id, MarketKind kind, Period period, WireNumber line, bool byLine)
    {
        if (kind != Kind || period != Period || byLine != ByLine || (byLine && line != Line))
            return false;
        return Id is null ? id.IsEmpty : IdComparer.Instance.Equals(id, Id);
    }
}

/// <summary>One event: its row's state and what the engine was told of it.</summary>
internal sealed class MappedEvent
{
    public KeptText League;
    public KeptText Home;
    public KeptText Sport;
    public KeptText Away;

    public string Id { get; set; } = "";

    public DateTimeOffset KickOff { get; set; }

    public bool InPlay { get; set; }

    public bool Open { get; set; }

    public bool HasLeague { get; set; }

    public bool HasSport { get; set; }

    /// <summary>The first <see cref="Count"/> count.</summary>
    public MappedMarket[] Markets { get; private set; } = new MappedMarket[4];

    public int Count { get; private set; }

    public RawEvent ToEvent() => new(Id, HasLeague ? League.Text : "", Home.Text, Away.Text, KickOff, InPlay) { Sport = HasSport ? Sport.Text : "" };

    /// <summary>The market with an identity, made when it is not known; −1 when there is no room.</summary>
    public int Find(ReadOnlySpan<byte> id, MarketKind kind, Period period, WireNumber line, bool byLine, int max)
    {
        for (var i = 0; i < Count; i++)
            if (Markets[i].Is(id, kind, period, line, byLine))
                return i;
        if (Count >= max)
            return -1;
        if (Count == Markets.Length)
        {
            var grown = Markets;
            Array.Resize(ref grown, Count * 2);
            Markets = grown;
        }
        Markets[Count] = new MappedMarket { Id = id.IsEmpty ? null : IdComparer.Instance.Create(id), Kind = kind, Period = period, Line = line, ByLine = byLine };
        return Count++;
    }

    public void BeginRow()
    {
        for (var i = 0; i < Count; i++)
            Markets[i].Seen = false;
    }

    /// <summary>Takes a market out; the last one takes its place. It must not be told any more.</summary>
    public void RemoveAt(int index)
    {
        Markets[index] = Markets[--Count];
        Markets[Count] = default;
    }

    public MarketView View(int index)
    {
        ref readonly var market = ref Markets[index];
        return new MarketView(market.Line, market.Format, InPlay, 0, Open && market.Open, market.First, market.Second, market.Third);
    }
}

/// <summary>Makes the record of a mapped market. It cannot be bet: how to bet is not in a mapping.</summary>
internal readonly struct MappedMarketMaker(MappedEvent match, int index) : IMarketMaker
{
    public RawMarket Make(int handle, in MarketView view)
    {
        ref readonly var market = ref match.Markets[index];
        var id = market.Id is null ? $"{match.Id}/{market.Kind}/{market.Period}" : $"{match.Id}/{market.Id}/{market.Kind}/{market.Period}";
        if (market.ByLine && MarketKinds.HasLine(market.Kind))
            id = string.Create(CultureInfo.InvariantCulture, $"{id}/{market.Line.ToDecimal():0.#########}");
        return new RawMarket(handle, match.Id, id, market.Kind, market.Period, view.Line, view.Format, view.InPlay, BetReference: null);
    }
}
