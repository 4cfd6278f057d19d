using Arb.Domain.Discovery;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Domain.Pairing;

/// <summary>One market that a source quotes, as it would stand in a slot.</summary>
/// <param name="Market">The provider's market.</param>
/// <param name="Mirrored">Its event is mirrored against the match.</param>
internal sealed record SlotHolder(ProviderMarket Market, bool Mirrored)
{
    public bool SwapEnds => Mirrored && MarketKinds.MirrorSwapsEnds(Market.Kind);

    /// <summary>
    /// True when prices still under way for <paramref name="old"/> can't be taken for prices of this one: the same worker's handle with a later revision, whose old slot the
    /// worker emptied before it announced the change.
    /// </summary>
    public bool Follows(SlotHolder old) =>
        Market.Source == old.Market.Source && Market.Handle == old.Market.Handle && SwapEnds == old.SwapEnds && Market.Revision >= old.Market.Revision;
}

/// <summary>A kind, period and line of a match in the match's orientation.</summary>
internal readonly record struct MarketSpot(MarketKind Kind, Period Period, Line Line) : IComparable<MarketSpot>
{
    public MarketSpot? Sister => Kind switch
    {
        MarketKind.OneXTwo => this with { Kind = MarketKind.DoubleChance },
        MarketKind.DoubleChance => this with { Kind = MarketKind.OneXTwo },
        _ => null,
    };

    public int CompareTo(MarketSpot other) => (Kind, Period, Line.Quarters).CompareTo((other.Kind, other.Period, other.Line.Quarters));
}

/// <summary>A market open in the book.</summary>
internal sealed class BookMarket(int index, ushort generation)
{
    public int Index { get; } = index;

    public ushort Generation { get; } = generation;

    public MatchInfo? Info { get; set; }

    public int Sister { get; set; } = -1;

    /// <summary>By column: who stands there now.</summary>
    public SortedDictionary<byte, SlotHolder> Quotes { get; } = [];

    /// <summary>By column: who stood there last since the market was opened, gone or not.</summary>
    public Dictionary<byte, SlotHolder> Last { get; } = [];
}

/// <summary>A match as pairing has it in the book.</summary>
internal sealed class PairedMatch(BoundEvent bound, byte shard)
{
    public BoundEvent Bound { get; set; } = bound;

    public byte Shard { get; } = shard;

    public int Unsupported { get; set; }

    /// <summary>Spots that a source claims with two markets.</summary>
    public int ClaimedTwice { get; set; }

    public SortedDictionary<MarketSpot, BookMarket> Open { get; } = [];
}

/// <summary>Book market indices of one shard: dense, reused oldest first, each reuse under a new generation.</summary>
internal sealed class IndexPool(int max)
{
    private readonly Queue<int> _free = new();
    private readonly List<ushort> _generations = [];

    public int InUse => _generations.Count - _free.Count;

    public BookMarket? Rent()
    {
        if (_free.TryDequeue(out var index))
            return new BookMarket(index, _generations[index]);
        if (_generations.Count >= max)
            return null;
        _generations.Add(1);
        return new BookMarket(_generations.Count - 1, 1);
    }

    public void Return(int index)
    {
        _generations[index] = unchecked((ushort)(_generations[index] + 1));
        _free.Enqueue(index);
    }
}

/// <summary>Collects what one step of pairing has to tell.</summary>
internal sealed class PairingStep
{
    private readonly SortedDictionary<string, (SourceKey Source, SortedDictionary<int, SlotAssignment> Assigned, SortedSet<int> Retired)> _slots = new(StringComparer.Ordinal);

    public List<BookMessage> Book { get; } = [];

    public void Assign(SourceKey source, SlotAssignment assignment)
    {
        var slots = Of(source);
        slots.Assigned[assignment.Handle] = assignment;
    }

    public void Retire(SourceKey source, int handle)
    {
        var slots = Of(source);
        slots.Assigned.Remove(handle);
        slots.Retired.Add(handle);
    }

    public void Drop(SourceKey source) => _slots.Remove(source.ToString());

    public PairingOutcome Outcome() => new(Book, [.. _slots.Values.Select(s => new SlotsAssigned(s.Source, [.. s.Assigned.Values], [.. s.Retired]))]);

    private (SourceKey Source, SortedDictionary<int, SlotAssignment> Assigned, SortedSet<int> Retired) Of(SourceKey source)
    {
        var name = source.ToString();
        if (!_slots.TryGetValue(name, out var slots))
            _slots.Add(name, slots = (source, [], []));
        return slots;
    }
}
