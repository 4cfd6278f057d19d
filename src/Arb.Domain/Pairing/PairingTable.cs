using Arb.Domain.Discovery;
using Arb.Domain.Primitives;

namespace Arb.Domain.Pairing;

/// <summary>
/// Decides which markets of bound events are comparable and where in the book each source's prices of them stand (L11: reads <see cref="BoundEvent"/>s only).
/// A book market is open while at least two sources quote it; 1X2 and double chance of a match also while the two together are quoted by at least two. Handicaps and totals
/// are taken on half lines. Works by difference and is idempotent: the same bound event twice says nothing the second time. Not thread-safe; no clock.
/// </summary>
public sealed class PairingTable
{
    private readonly PairingOptions _options;
    private readonly IndexPool[] _indices;
    private readonly Dictionary<MatchId, PairedMatch> _matches = [];
    private readonly Dictionary<SourceKey, (byte Column, TimeSpan Freshness)> _columns = [];
    private readonly Dictionary<(SourceKey Source, int Handle), Slot> _owners = [];
    private readonly Queue<byte> _freeColumns = new();
    private int _columnsMade;

    /// <summary>Makes an empty table.</summary>
    public PairingTable(PairingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Shards, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Shards, 256, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxSources, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxSources, 200, nameof(options));
        _options = options;
        _indices = [.. Enumerable.Range(0, options.Shards).Select(_ => new IndexPool(options.MaxMarketsPerShard))];
    }

    /// <summary>Bound matches known.</summary>
    public int Matches => _matches.Count;

    /// <summary>Book markets open.</summary>
    public int OpenMarkets => _indices.Sum(i => i.InUse);

    /// <summary>Markets of bound matches that are not compared: quarter and whole lines.</summary>
    public int Unsupported => _matches.Values.Sum(m => m.Unsupported);

    /// <summary>Markets left out because a source has two that claim to be the same one.</summary>
    public int ClaimedTwice => _matches.Values.Sum(m => m.ClaimedTwice);

    /// <summary>Book markets that were not opened because their shard was full, so far.</summary>
    public long Refused { get; private set; }

    /// <summary>
    /// Gives a source its column, the same one when it asks again. The answer is null when all columns are taken. The outcome must be sent before the answer.
    /// A source that asks again starts over: its slots are assigned anew.
    /// </summary>
    public (SourceRegistered? Answer, PairingOutcome Outcome) Register(RegisterSource message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var step = new PairingStep();
        byte column;
        if (_columns.Remove(message.Source, out var known))
        {
            column = known.Column;
            RearrangeAll(message.Source, step);
        }
        else if (_columnsMade < _options.MaxSources)
            column = (byte)_columnsMade++;
        else if (!_freeColumns.TryDequeue(out column))
            return (null, step.Outcome());
        _columns.Add(message.Source, (column, message.Freshness));
        for (var shard = 0; shard < _options.Shards; shard++)
            step.Book.Add(new BookMessage((byte)shard, new OpenBookSource(column, message.Source, message.Freshness)));
        RearrangeAll(message.Source, step);
        return (new SourceRegistered(message.Source, column), step.Outcome());
    }

    /// <summary>Takes a source's column back: its prices leave the book at once. Its markets may still be in bound events; they are left out until it registers again.</summary>
    public PairingOutcome Retire(SourceKey source)
    {
        var step = new PairingStep();
        if (!_columns.Remove(source, out var known))
            return step.Outcome();
        RearrangeAll(source, step);
        for (var shard = 0; shard < _options.Shards; shard++)
            step.Book.Add(new BookMessage((byte)shard, new CloseBookSource(known.Column)));
        _freeColumns.Enqueue(known.Column);
        step.Drop(source);
        return step.Outcome();
    }

    /// <summary>Takes the present state of a match.</summary>
    public PairingOutcome Apply(BoundEvent bound)
    {
        ArgumentNullException.ThrowIfNull(bound);
        var step = new PairingStep();
        if (!_matches.TryGetValue(bound.Match, out var match))
        {
            if (bound.Members.Count == 0)
                return step.Outcome();
            _matches.Add(bound.Match, match = new PairedMatch(bound, MatchShards.Of(bound.Match, _options.Shards)));
        }
        match.Bound = bound;
        Rearrange(match, step);
        if (bound.Members.Count == 0)
            _matches.Remove(bound.Match);
        return step.Outcome();
    }

    /// <summary>What it has of a source.</summary>
    public Health.PairingEvidence EvidenceOf(SourceKey source)
    {
        byte? column = _columns.TryGetValue(source, out var known) ? known.Column : null;
        var (matches, markets, slots) = (0, 0, 0);
        string? sample = null;
        foreach (var match in _matches.Values)
        {
            var own = match.Bound.Members.Sum(member => member.Markets.Count(market => market.Source == source));
            matches += own > 0 ? 1 : 0;
            markets += own;
            if (column is null || own == 0)
                continue;
            foreach (var (spot, open) in match.Open)
            {
                if (!open.Quotes.ContainsKey(column.Value))
                    continue;
                slots++;
                sample ??= $"{match.Bound.Home} - {match.Bound.Away}, {spot.Kind}{(MarketKinds.HasLine(spot.Kind) ? $" {spot.Line}" : "")} {spot.Period}, with {open.Quotes.Count - 1} more";
            }
        }
        return new Health.PairingEvidence(column, matches, markets, slots, Unsupported, Refused, sample) { ClaimedTwice = ClaimedTwice };
    }

    /// <summary>Every open book market with its quotes: for status pages and tests, ordered by market name.</summary>
    public IReadOnlyList<(OpenBookMarket Market, IReadOnlyList<OpenBookQuote> Quotes)> Snapshot() =>
        [.. _matches.Values.OrderBy(m => m.Bound.Match.Value, StringComparer.Ordinal).SelectMany(match => match.Open.Select(open =>
            (Opening(match, open.Key, open.Value), (IReadOnlyList<OpenBookQuote>)[.. open.Value.Quotes.Select(q => Quoting(match, open.Value, q.Key, q.Value))])))];

    private void RearrangeAll(SourceKey source, PairingStep step)
    {
        foreach (var match in _matches.Values.Where(m => m.Bound.Members.Any(b => b.Markets.Any(k => k.Source == source))).OrderBy(m => m.Bound.Match.Value, StringComparer.Ordinal))
            Rearrange(match, step);
    }

    // Brings the book from what is open to what is wanted: first everything that goes, then everything that comes, so that no slot ever has two owners.
    private void Rearrange(PairedMatch match, PairingStep step)
    {
        var wanted = Wanted(match);
        foreach (var (spot, open) in match.Open.ToList())
        {
            var keep = wanted.GetValueOrDefault(spot);
            if (keep is not null && keep.All(q => !open.Last.TryGetValue(q.Key, out var last) || q.Value.Follows(last)))
                CloseQuotes(match, open, keep, step);
            else
                CloseMarket(match, spot, open, step);
        }
        var info = Info(match.Bound);
        foreach (var spot in wanted.Keys)
        {
            if (match.Open.ContainsKey(spot))
                continue;
            if (_indices[match.Shard].Rent() is { } made)
                match.Open.Add(spot, made);
            else
                Refused++;
        }
        foreach (var (spot, open) in match.Open)
        {
            var sister = spot.Sister is { } other && match.Open.TryGetValue(other, out var found) ? found.Index : -1;
            if (open.Info is { } known && Same(known, info) && open.Sister == sister)
                continue;
            open.Info = info;
            open.Sister = sister;
            step.Book.Add(new BookMessage(match.Shard, Opening(match, spot, open)));
        }
        foreach (var (spot, open) in match.Open)
            OpenQuotes(match, open, wanted[spot], step);
    }

    private void CloseQuotes(PairedMatch match, BookMarket open, SortedDictionary<byte, SlotHolder> keep, PairingStep step)
    {
        foreach (var (column, quote) in open.Quotes.ToList())
        {
            if (keep.TryGetValue(column, out var stays) && stays == quote)
                continue;
            open.Quotes.Remove(column);
            var slot = SlotOf(match, open, column);
            step.Book.Add(new BookMessage(match.Shard, new CloseBookQuote(slot)));
            // The worker's market may stand in another match already: then that slot is its slot.
            var owner = (quote.Market.Source, quote.Market.Handle);
            if (_owners.TryGetValue(owner, out var now) && now == slot)
            {
                _owners.Remove(owner);
                step.Retire(quote.Market.Source, quote.Market.Handle);
            }
        }
    }

    private void CloseMarket(PairedMatch match, MarketSpot spot, BookMarket open, PairingStep step)
    {
        // A market that stays must not point at an index that may be another market's soon.
        if (spot.Sister is { } other && match.Open.TryGetValue(other, out var sister) && sister.Sister == open.Index)
        {
            sister.Sister = -1;
            step.Book.Add(new BookMessage(match.Shard, Opening(match, other, sister)));
        }
        CloseQuotes(match, open, [], step);
        step.Book.Add(new BookMessage(match.Shard, new CloseBookMarket(open.Index, open.Generation)));
        match.Open.Remove(spot);
        _indices[match.Shard].Return(open.Index);
    }

    private void OpenQuotes(PairedMatch match, BookMarket open, SortedDictionary<byte, SlotHolder> wanted, PairingStep step)
    {
        foreach (var (column, quote) in wanted)
        {
            if (open.Quotes.ContainsKey(column))
                continue;
            open.Quotes.Add(column, quote);
            open.Last[column] = quote;
            step.Book.Add(new BookMessage(match.Shard, Quoting(match, open, column, quote)));
            var slot = SlotOf(match, open, column);
            _owners[(quote.Market.Source, quote.Market.Handle)] = slot;
            step.Assign(quote.Market.Source, new SlotAssignment(quote.Market.Handle, quote.Market.Revision, slot, quote.SwapEnds));
        }
    }

    // Which book markets the match should have, and who stands in their columns.
    private SortedDictionary<MarketSpot, SortedDictionary<byte, SlotHolder>> Wanted(PairedMatch match)
    {
        var spots = new SortedDictionary<MarketSpot, SortedDictionary<byte, SlotHolder>>();
        var claimedTwice = new HashSet<(MarketSpot, byte)>();
        match.Unsupported = 0;
        foreach (var member in match.Bound.Members)
            foreach (var market in member.Markets)
            {
                if (MarketKinds.HasLine(market.Kind) && !market.Line.IsHalf)
                {
                    match.Unsupported++;
                    continue;
                }
                if (!_columns.TryGetValue(market.Source, out var source))
                    continue;
                var line = member.Mirrored && market.Kind == MarketKind.AsianHandicap ? market.Line.Negate() : market.Line;
                var spot = new MarketSpot(market.Kind, market.Period, line);
                if (!spots.TryGetValue(spot, out var quotes))
                    spots.Add(spot, quotes = []);
                if (quotes.TryGetValue(source.Column, out var other) && other.Market.MarketId != market.MarketId)
                    claimedTwice.Add((spot, source.Column));
                Prefer(match, spot, quotes, source.Column, new SlotHolder(market, member.Mirrored));
            }
        // Two markets of one book that claim to be the same: one of them is something else, and nobody knows which.
        foreach (var (spot, column) in claimedTwice)
            spots[spot].Remove(column);
        match.ClaimedTwice = claimedTwice.Count;
        foreach (var spot in spots.Where(s => !IsComparable(s.Key, s.Value, spots)).Select(s => s.Key).ToList())
            spots.Remove(spot);
        return spots;
    }

    // Of two markets of a source for one spot the one that stands there stays; among new ones the lower handle comes first.
    private static void Prefer(PairedMatch match, MarketSpot spot, SortedDictionary<byte, SlotHolder> quotes, byte column, SlotHolder quote)
    {
        if (!quotes.TryGetValue(column, out var other))
        {
            quotes.Add(column, quote);
            return;
        }
        var standing = match.Open.TryGetValue(spot, out var open) && open.Quotes.TryGetValue(column, out var now) ? now : null;
        if (other.Market.Handle == standing?.Market.Handle)
            return;
        if (quote.Market.Handle == standing?.Market.Handle || quote.Market.Handle < other.Market.Handle)
            quotes[column] = quote;
    }

    private static bool IsComparable(MarketSpot spot, SortedDictionary<byte, SlotHolder> quotes, SortedDictionary<MarketSpot, SortedDictionary<byte, SlotHolder>> spots) =>
        quotes.Count >= 2 || (spot.Sister is { } other && spots.TryGetValue(other, out var sister) && sister.Keys.Union(quotes.Keys).Count() >= 2);

    private static Slot SlotOf(PairedMatch match, BookMarket open, byte column) => new(open.Index, open.Generation, column, match.Shard);

    private static OpenBookMarket Opening(PairedMatch match, MarketSpot spot, BookMarket open) =>
        new(open.Index, open.Generation, new MarketKey(match.Bound.Match, spot.Kind, spot.Period, spot.Line), open.Info!, open.Sister);

    private static OpenBookQuote Quoting(PairedMatch match, BookMarket open, byte column, SlotHolder quote) =>
        new(SlotOf(match, open, column), quote.Market, quote.Mirrored);

    private static MatchInfo Info(BoundEvent bound) =>
        new(bound.Match, bound.Home, bound.Away, bound.League, bound.KickOff, [.. bound.Members.Select(m => m.Event.Key).Order()]);

    private static bool Same(MatchInfo a, MatchInfo b) =>
        a.Home == b.Home && a.Away == b.Away && a.League == b.League && a.KickOff == b.KickOff && a.Members.SequenceEqual(b.Members);
}
