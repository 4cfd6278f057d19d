using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Domain.Pairing;

/// <summary>
/// Where in the book one source's prices of one market stand. A slot of a retired market never hits its successor: the generation differs.
/// </summary>
/// <param name="Market">Index of the book market, dense, per shard.</param>
/// <param name="Generation">Counts the reuses of the index.</param>
/// <param name="Source">Column of the source.</param>
/// <param name="Shard">Which arbitrage actor.</param>
public readonly record struct Slot(int Market, ushort Generation, byte Source, byte Shard);

/// <summary>New prices for one slot, in the book market's canonical order; 0 means closed. All prices of the market each time.</summary>
/// <param name="Slot">Where.</param>
/// <param name="First">Ten-thousandths, or 0.</param>
/// <param name="Second">Ten-thousandths, or 0.</param>
/// <param name="Third">Ten-thousandths, or 0 (always 0 in two-way markets).</param>
public readonly record struct PriceUpdate(Slot Slot, int First, int Second, int Third);

/// <summary>
/// A batch of price updates of one source for one shard. From a worker to an arbitrage actor, which returns it to the pool; no answer.
/// An empty batch is a heartbeat: every price of the source was confirmed at <see cref="At"/>.
/// </summary>
public sealed class PriceBatch
{
    /// <summary>Makes an empty batch with room for <paramref name="capacity"/> updates.</summary>
    public PriceBatch(int capacity) => Items = new PriceUpdate[capacity];

    /// <summary>Room for updates; the first <see cref="Count"/> are valid.</summary>
    public PriceUpdate[] Items { get; }

    /// <summary>How many are valid.</summary>
    public int Count { get; set; }

    /// <summary>Column of the source.</summary>
    public byte Source { get; set; }

    /// <summary>As of when every price of the source is confirmed; the lowest time confirms nothing.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Which answer it comes from and when that was decoded, by the engine's clock; default where it comes from no answer.</summary>
    public BatchOrigin Origin { get; set; }

    /// <summary>Counts the batch while it is on its way; null when nobody counts.</summary>
    public BatchFlow? Flow { get; set; }
}

/// <summary>Times of the answer that a batch comes from, in UTC ticks; the book measures and traces by them how long a price took.</summary>
/// <param name="SentTicks">The request left.</param>
/// <param name="ReceivedTicks">The last byte of the answer was there; 0: no answer.</param>
/// <param name="DecodedTicks">The answer was decoded.</param>
public readonly record struct BatchOrigin(long SentTicks, long ReceivedTicks, long DecodedTicks);

/// <summary>Counts the batches of one worker that one shard has not applied yet. Thread-safe: the worker counts up, the pool counts down when the shard gives a batch back.</summary>
public sealed class BatchFlow
{
    private int _ahead;

    /// <summary>Batches on their way.</summary>
    public int Ahead => Volatile.Read(ref _ahead);

    /// <summary>One more.</summary>
    public void Enter() => Interlocked.Increment(ref _ahead);

    /// <summary>One less.</summary>
    public void Leave() => Interlocked.Decrement(ref _ahead);
}

/// <summary>Asks for a column of the book. From a worker to pairing at start; answered by <see cref="SourceRegistered"/>.</summary>
/// <param name="Source">Whose feed.</param>
/// <param name="Freshness">Prices not confirmed for this long leave the book.</param>
public sealed record RegisterSource(SourceKey Source, TimeSpan Freshness);

/// <summary>Answer to <see cref="RegisterSource"/>.</summary>
/// <param name="Source">Whose feed.</param>
/// <param name="Column">Column of the book.</param>
public sealed record SourceRegistered(SourceKey Source, byte Column);

/// <summary>One assigned slot.</summary>
/// <param name="Handle">The worker's market.</param>
/// <param name="Revision">Of the market it was assigned for; the worker ignores it when the market has changed since.</param>
/// <param name="Slot">Where its prices go.</param>
/// <param name="SwapEnds">True when the first and last price are exchanged on the way (mirrored event).</param>
public readonly record struct SlotAssignment(int Handle, int Revision, Slot Slot, bool SwapEnds);

/// <summary>Slots for a source's markets. From pairing to the worker; the worker answers with the prices it has, to arbitrage.</summary>
/// <param name="Source">Whose.</param>
/// <param name="Assigned">New slots.</param>
/// <param name="Retired">Handles whose slot is void.</param>
public sealed record SlotsAssigned(SourceKey Source, IReadOnlyList<SlotAssignment> Assigned, IReadOnlyList<int> Retired);

/// <summary>
/// Opens a book market. From pairing to an arbitrage actor, before any slot in it is used; no answer.
/// Sent again with the same generation when <paramref name="Info"/> or <paramref name="Sister"/> changed: quotes and prices in it stay.
/// </summary>
/// <param name="Market">Index.</param>
/// <param name="Generation">Of the index.</param>
/// <param name="Key">What it is.</param>
/// <param name="Info">Names for people.</param>
/// <param name="Sister">Index of the double-chance market of the same 1X2 (or the other way round) in the same shard, or −1. The sister may be opened by the next message only.</param>
public sealed record OpenBookMarket(int Market, ushort Generation, MarketKey Key, MatchInfo Info, int Sister);

/// <summary>Closes a book market: opportunities in it are withdrawn. From pairing to an arbitrage actor; no answer.</summary>
/// <param name="Market">Index.</param>
/// <param name="Generation">Of the index.</param>
public sealed record CloseBookMarket(int Market, ushort Generation);

/// <summary>Says who stands in a slot. From pairing to an arbitrage actor; no answer.</summary>
/// <param name="Slot">Where.</param>
/// <param name="Market">The provider's market.</param>
/// <param name="Mirrored">True when the provider's event is mirrored against the match.</param>
public sealed record OpenBookQuote(Slot Slot, ProviderMarket Market, bool Mirrored);

/// <summary>Empties a slot at once. From pairing to an arbitrage actor; no answer.</summary>
/// <param name="Slot">Where.</param>
public sealed record CloseBookQuote(Slot Slot);

/// <summary>A column's owner and its freshness limit. From pairing to every arbitrage actor; no answer.</summary>
/// <param name="Column">Column.</param>
/// <param name="Source">Whose feed.</param>
/// <param name="Freshness">Prices not confirmed for this long leave the book.</param>
public sealed record OpenBookSource(byte Column, SourceKey Source, TimeSpan Freshness);

/// <summary>A source is gone: all its prices leave the book at once. From pairing to every arbitrage actor; no answer.</summary>
/// <param name="Column">Column.</param>
public sealed record CloseBookSource(byte Column);

/// <summary>A match for people.</summary>
/// <param name="Match">Name.</param>
/// <param name="Home">Home team.</param>
/// <param name="Away">Away team.</param>
/// <param name="League">League.</param>
/// <param name="KickOff">Start, UTC.</param>
/// <param name="Members">Every member: the lock covers all of them.</param>
public sealed record MatchInfo(MatchId Match, string Home, string Away, string League, DateTimeOffset KickOff, IReadOnlyList<EventKey> Members);
