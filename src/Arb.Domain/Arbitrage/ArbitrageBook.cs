using Arb.Domain.Pairing;
using Arb.Domain.Primitives;

namespace Arb.Domain.Arbitrage;

/// <summary>Takes what a book finds, during the call that changed it.</summary>
public interface IOpportunitySink
{
    /// <summary>New, or the same with other prices.</summary>
    void Found(Opportunity opportunity);

    /// <summary>Gone.</summary>
    void Withdrawn(OpportunityId id, DateTimeOffset at);
}

/// <summary>
/// The price book of one shard: for each market the price of every source, and the arbitrages among the best of them (L12).
/// A market is one block of integers — header, then one row of source columns per selection — so an update touches two or three cache lines,
/// allocates nothing and divides nothing. Single-threaded. Bounds: columns at construction, markets by <c>maxMarkets</c>.
/// </summary>
public sealed class ArbitrageBook
{
    private const int ChunkBits = 10;
    private const int ChunkMarkets = 1 << ChunkBits;
    // A block: [0] generation << 16 | double chance << 15 | ways << 8 | active covers, [1] sister + 1, then one bit per column with an open quote, then the prices.
    private const int OpenBits = 2;
    private const int DoubleChanceBit = 0x8000;
    private const int Covers = 4; // the market's own cover, then the three across 1X2 and double chance

    private readonly int _columns;
    private readonly int _prices;
    private readonly int _stride;
    private readonly int _maxMarkets;
    private readonly IOpportunitySink _sink;
    private readonly List<int[]> _chunks = [];
    private readonly int[] _live; // per column −1 while its prices are fresh, else 0: a mask
    private readonly long[] _confirmedTicks;
    private readonly long[] _freshnessTicks;
    private readonly Dictionary<int, OpenBookMarket> _markets = [];
    private readonly Dictionary<MarketKey, int> _byKey = [];
    private readonly Dictionary<Slot, OpenBookQuote> _quotes = [];
    private readonly Dictionary<int, Opportunity> _active = [];
    private int _columnsInUse;

    /// <summary>Makes an empty book for <paramref name="columns"/> sources (1 to 200) and at most <paramref name="maxMarkets"/> markets.</summary>
    public ArbitrageBook(int columns, int maxMarkets, IOpportunitySink sink)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, 200);
        _columns = columns;
        _prices = OpenBits + (columns + 31) / 32;
        _stride = _prices + 3 * columns;
        _maxMarkets = maxMarkets;
        _sink = sink;
        _live = new int[columns];
        _confirmedTicks = new long[columns];
        _freshnessTicks = new long[columns];
    }

    /// <summary>The shard number that this book's slots carry.</summary>
    public byte Shard { get; init; }

    /// <summary>Opportunities that stand now.</summary>
    public int ActiveCount => _active.Count;

    /// <summary>Open markets.</summary>
    public int MarketCount => _markets.Count;

    /// <summary>Updates for a slot of an older generation or without an open quote; ignored and counted: a late price must not hide the best one.</summary>
    public long StaleSlotUpdates { get; private set; }

    /// <summary>The opportunities that stand now.</summary>
    public IEnumerable<Opportunity> Active => _active.Values;

    /// <summary>When the prices of a column were last confirmed (null: not since the book was made) and whether they count now.</summary>
    public (DateTimeOffset? ConfirmedAt, bool IsFresh) ColumnState(byte column) =>
        column >= _columns || _confirmedTicks[column] == 0 ? (null, false) : (new DateTimeOffset(_confirmedTicks[column], TimeSpan.Zero), _live[column] != 0);

    /// <summary>Opens a column. Its prices count from the first batch on.</summary>
    public void Open(OpenBookSource source)
    {
        if (source.Column >= _columns)
            throw new ArgumentOutOfRangeException(nameof(source), source.Column, $"the book has {_columns} columns (arb.market.max-sources)");
        _columnsInUse = Math.Max(_columnsInUse, source.Column + 1);
        _freshnessTicks[source.Column] = source.Freshness.Ticks;
        _confirmedTicks[source.Column] = 0; // what confirmed the column's owner before says nothing of this one
        _live[source.Column] = 0;
    }

    /// <summary>Closes a column: its prices are gone at once.</summary>
    public void Close(CloseBookSource source, DateTimeOffset now)
    {
        foreach (var slot in _quotes.Keys.Where(s => s.Source == source.Column).ToList())
            Close(new CloseBookQuote(slot), now);
        _live[source.Column] = 0;
    }

    /// <summary>Opens a market with no prices; for an open one of the same generation only names and sister change, its prices stay.</summary>
    public void Open(OpenBookMarket market)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(market.Market, _maxMarkets);
        while (_chunks.Count <= market.Market >> ChunkBits)
            _chunks.Add(new int[ChunkMarkets * _stride]);
        var block = Block(market.Market);
        if (!_markets.TryGetValue(market.Market, out var known) || known.Generation != market.Generation)
        {
            block.Clear();
            block[0] = Header(market.Generation, market.Key.Kind);
        }
        block[1] = market.Sister + 1;
        _markets[market.Market] = market;
        _byKey[market.Key] = market.Market;
        if (market.Sister >= 0 && _markets.ContainsKey(market.Sister))
            Block(market.Sister)[1] = market.Market + 1;
    }

    /// <summary>Closes a market; its opportunities are withdrawn, its slots are void.</summary>
    public void Close(CloseBookMarket market, DateTimeOffset now)
    {
        if (!_markets.TryGetValue(market.Market, out var open) || open.Generation != market.Generation)
            return;
        var sister = Block(market.Market)[1] - 1;
        WithdrawFrom(market.Market, firstCover: 0, now);
        if (sister >= 0 && _markets.ContainsKey(sister))
        {
            WithdrawFrom(sister, firstCover: 1, now);
            Block(sister)[0] &= ~0b1110;
            Block(sister)[1] = 0;
        }
        Block(market.Market).Clear();
        _markets.Remove(market.Market);
        _byKey.Remove(open.Key);
        for (var column = 0; column < _columnsInUse; column++)
            _quotes.Remove(new Slot(market.Market, market.Generation, (byte)column, Shard));
    }

    /// <summary>Says who stands in a slot, empty so far; prices follow by <see cref="Apply"/>. For a slot that is open already only the description changes.</summary>
    public void Open(OpenBookQuote quote)
    {
        var slot = quote.Slot;
        if (!_markets.TryGetValue(slot.Market, out var market) || market.Generation != slot.Generation)
            return;
        _quotes[slot] = quote;
        Block(slot.Market)[OpenBits + (slot.Source >> 5)] |= 1 << (slot.Source & 31);
    }

    /// <summary>Empties a slot at once.</summary>
    public void Close(CloseBookQuote quote, DateTimeOffset now)
    {
        var slot = quote.Slot;
        if (!_quotes.Remove(slot))
            return;
        Set(new PriceUpdate(slot, 0, 0, 0), now);
        Block(slot.Market)[OpenBits + (slot.Source >> 5)] &= ~(1 << (slot.Source & 31));
    }

    /// <summary>Takes a batch: expires stale columns, confirms its source, sets every price, reports what changed.</summary>
    public void Apply(PriceBatch batch, DateTimeOffset now)
    {
        Confirm(batch.Source, batch.At, now);
        var items = batch.Items.AsSpan(0, batch.Count);
        for (var i = 0; i < items.Length; i++)
            Set(in items[i], now);
    }

    /// <summary>Columns not confirmed within their freshness leave the book at once. Call on a timer of at most a quarter of the shortest freshness.</summary>
    public void Expire(DateTimeOffset now)
    {
        for (var column = 0; column < _columnsInUse; column++)
            if (_live[column] != 0 && now.Ticks - _confirmedTicks[column] > _freshnessTicks[column])
            {
                _live[column] = 0;
                EvaluateColumn(column, now);
            }
    }

    /// <summary>
    /// Every fresh open price of a market and of its double-chance sister, by selection then column: what a hedge can choose from. Empty when the market is not in the book.
    /// </summary>
    public IReadOnlyList<OpportunityLeg> PricesOf(MarketKey key)
    {
        if (!_byKey.TryGetValue(key, out var market))
            return [];
        var legs = new List<OpportunityLeg>();
        Collect(market, legs);
        if (Block(market)[1] is > 0 and var sister)
            Collect(sister - 1, legs);
        return legs;
    }

    /// <summary>What every source of a market and of its double-chance sister says about the start of its event, whatever its prices. Empty when the market is not in the book.</summary>
    public IReadOnlyList<EventStart> StartsOf(MarketKey key)
    {
        if (!_byKey.TryGetValue(key, out var market))
            return [];
        var starts = new List<EventStart>();
        foreach (var one in (int[])[market, Block(market)[1] - 1])
            for (var column = 0; one >= 0 && column < _columnsInUse; column++)
                if (_quotes.TryGetValue(new Slot(one, _markets[one].Generation, (byte)column, Shard), out var quote))
                    starts.Add(new EventStart(quote.Market.Source.Account, quote.Market.Event, quote.Market.KickOff, quote.Market.InPlay));
        return starts;
    }

    private void Collect(int market, List<OpportunityLeg> legs)
    {
        var open = _markets[market];
        var block = Block(market);
        var selections = MarketKinds.Selections(open.Key.Kind);
        for (var selection = 0; selection < selections.Length; selection++)
            for (var column = 0; column < _columnsInUse; column++)
            {
                var price = block[_prices + selection * _columns + column] & _live[column];
                if (price != 0 && _quotes.TryGetValue(new Slot(market, open.Generation, (byte)column, Shard), out var quote))
                    legs.Add(new OpportunityLeg(selections[selection], new Odds(price), quote.Market, quote.Mirrored));
            }
    }

    private void Confirm(byte column, DateTimeOffset at, DateTimeOffset now)
    {
        _confirmedTicks[column] = Math.Max(_confirmedTicks[column], at.Ticks);
        Expire(now);
        if (_live[column] != 0 || now.Ticks - _confirmedTicks[column] > _freshnessTicks[column])
            return;
        _live[column] = -1;
        EvaluateColumn(column, now);
    }

    private void Set(in PriceUpdate update, DateTimeOffset now)
    {
        var slot = update.Slot;
        if ((uint)slot.Market >= (uint)(_chunks.Count << ChunkBits))
        {
            StaleSlotUpdates++;
            return;
        }
        var block = Block(slot.Market);
        if ((ushort)(block[0] >> 16) != slot.Generation || (block[OpenBits + (slot.Source >> 5)] & (1 << (slot.Source & 31))) == 0)
        {
            StaleSlotUpdates++;
            return;
        }
        var at = _prices + slot.Source;
        block[at] = update.First;
        block[at + _columns] = update.Second;
        block[at + 2 * _columns] = update.Third;
        Evaluate(slot.Market, now);
    }

    private void EvaluateColumn(int column, DateTimeOffset now)
    {
        foreach (var market in _markets.Keys)
            if (Block(market)[_prices + column] != 0 || Block(market)[_prices + column + _columns] != 0 || Block(market)[_prices + column + 2 * _columns] != 0)
                Evaluate(market, now);
    }

    private void Evaluate(int market, DateTimeOffset now)
    {
        var block = Block(market);
        var header = block[0];
        var sister = block[1] - 1;
        if ((header & DoubleChanceBit) != 0)
        {
            // Double chance covers every outcome twice: it is a cover only together with its 1X2.
            if (sister >= 0)
                EvaluateAcross(sister, market, now);
            return;
        }
        var first = Best(block, 0);
        var second = Best(block, 1);
        var active = (header & 1) != 0;
        if (((header >> 8) & 0x7F) == 2)
        {
            if (SurebetTest.IsSurebet(first.Price, second.Price) || active)
                Report(market, 0, [new Pick(market, 0, first), new Pick(market, 1, second)], now);
            return;
        }
        var third = Best(block, 2);
        if (SurebetTest.IsSurebet(first.Price, second.Price, third.Price) || active)
            Report(market, 0, [new Pick(market, 0, first), new Pick(market, 1, second), new Pick(market, 2, third)], now);
        if (sister >= 0)
            EvaluateAcross(market, sister, now);
    }

    /// <summary>1 with X2, X with 12, 2 with 1X.</summary>
    private void EvaluateAcross(int result, int chances, DateTimeOffset now)
    {
        for (var i = 0; i < 3; i++)
        {
            var single = Best(Block(result), i);
            var chance = Best(Block(chances), 2 - i);
            if (SurebetTest.IsSurebet(single.Price, chance.Price) || (Block(result)[0] & (1 << (i + 1))) != 0)
                Report(result, i + 1, [new Pick(result, i, single), new Pick(chances, 2 - i, chance)], now);
        }
    }

    private void Report(int market, int cover, ReadOnlySpan<Pick> picks, DateTimeOffset now)
    {
        var key = market * Covers + cover;
        var stands = IsSurebet(picks) && !OneSource(picks);
        _active.TryGetValue(key, out var known);
        var next = stands ? Describe(market, picks, now) : null;
        if (known is not null && (next is null || next.Id != known.Id))
            _sink.Withdrawn(known.Id, now);
        ref var header = ref Block(market)[0];
        if (next is null)
        {
            _active.Remove(key);
            header &= ~(1 << cover);
            return;
        }
        header |= 1 << cover;
        if (known is not null && known.Id == next.Id && SamePrices(known, next))
            return;
        _active[key] = next;
        _sink.Found(next);
    }

    private static bool SamePrices(Opportunity one, Opportunity other)
    {
        for (var i = 0; i < one.Legs.Count; i++)
            if (one.Legs[i].Odds != other.Legs[i].Odds || !ReferenceEquals(one.Legs[i].Market, other.Legs[i].Market))
                return false;
        return true;
    }

    private static bool IsSurebet(ReadOnlySpan<Pick> picks) => picks.Length == 2
        ? SurebetTest.IsSurebet(picks[0].Best.Price, picks[1].Best.Price)
        : SurebetTest.IsSurebet(picks[0].Best.Price, picks[1].Best.Price, picks[2].Best.Price);

    /// <summary>One bookmaker that quotes below 100 % against itself is a pricing error in the making, not a difference between bookmakers.</summary>
    private static bool OneSource(ReadOnlySpan<Pick> picks)
    {
        for (var i = 1; i < picks.Length; i++)
            if (picks[i].Best.Column != picks[0].Best.Column)
                return false;
        return true;
    }

    private Opportunity? Describe(int market, ReadOnlySpan<Pick> picks, DateTimeOffset now)
    {
        var open = _markets[market];
        var legs = new OpportunityLeg[picks.Length];
        var odds = new Odds[picks.Length];
        for (var i = 0; i < picks.Length; i++)
        {
            var pick = picks[i];
            var owner = _markets[pick.Market];
            // A price may arrive a moment before its slot's owner is known; the owner's arrival is followed by prices again.
            if (!_quotes.TryGetValue(new Slot(pick.Market, owner.Generation, (byte)pick.Best.Column, Shard), out var quote))
                return null;
            odds[i] = new Odds(pick.Best.Price);
            legs[i] = new OpportunityLeg(MarketKinds.Selections(owner.Key.Kind)[pick.Selection], odds[i], quote.Market, quote.Mirrored);
        }
        var id = $"{open.Key}|{string.Join('|', legs.Select(leg => $"{leg.Selection}@{leg.Market.Source}"))}";
        return new Opportunity(new OpportunityId(id), open.Key, open.Info, legs, SurebetTest.Margin(odds), now);
    }

    private void WithdrawFrom(int market, int firstCover, DateTimeOffset now)
    {
        for (var cover = firstCover; cover < Covers; cover++)
            if (_active.Remove(market * Covers + cover, out var known))
                _sink.Withdrawn(known.Id, now);
    }

    private Best Best(ReadOnlySpan<int> block, int selection)
    {
        var row = block.Slice(_prices + selection * _columns, _columnsInUse);
        var live = _live.AsSpan(0, row.Length);
        int best = 0, column = 0;
        for (var i = 0; i < row.Length; i++)
        {
            var price = row[i] & live[i];
            if (price > best)
            {
                best = price;
                column = i;
            }
        }
        return new Best(best, column);
    }

    private Span<int> Block(int market) => _chunks[market >> ChunkBits].AsSpan((market & (ChunkMarkets - 1)) * _stride, _stride);

    private static int Header(ushort generation, MarketKind kind) =>
        (generation << 16) | (kind == MarketKind.DoubleChance ? DoubleChanceBit : 0) | (MarketKinds.Selections(kind).Length << 8);

    private readonly record struct Pick(int Market, int Selection, Best Best);
}

/// <summary>The best fresh price of a selection; price 0 when there is none.</summary>
internal readonly record struct Best(int Price, int Column);
