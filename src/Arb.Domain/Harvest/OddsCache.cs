using Arb.Domain.Normalization;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Domain.Harvest;

/// <summary>
/// A worker's events, markets and prices (L01: one per worker, shared by nobody; single-threaded). Takes what a harvester decodes (L08), normalises it (L09), and collects
/// two things for the worker to send after each response, in this order: price batches, then the change of the catalogue. Steady price changes allocate nothing.
/// </summary>
public sealed partial class OddsCache : IHarvestSink
{
    private readonly HarvestLimits _limits;
    private readonly CatalogueLog _log;
    private readonly BatchWriter _batches;
    private readonly Dictionary<string, EventState> _events = new(StringComparer.Ordinal);
    private readonly List<Market> _markets = [];
    private readonly Dictionary<int, DateTimeOffset> _confirmed = [];
    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];

    private readonly int _revisionBase;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="source">Whose feed.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="shards">Number of arbitrage actors, 1 to 256.</param>
    /// <param name="pool">Where batches come from.</param>
    /// <param name="revisionBase">
    /// Revisions count from here. A worker that is made anew passes a higher number than any it used before (seconds since some year will do), so that slots which are still on
    /// their way to its predecessor are ignored.
    /// </param>
    public OddsCache(SourceKey source, HarvestLimits limits, int shards, PriceBatchPool pool, int revisionBase = 0)
    {
        _revisionBase = revisionBase;
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shards);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shards, 256);
        Source = source;
        _limits = limits;
        _log = new CatalogueLog();
        _batches = new BatchWriter(shards, pool);
    }

    /// <summary>Whose feed.</summary>
    public SourceKey Source { get; }

    /// <summary>Events known.</summary>
    public int Events => _events.Count;

    /// <summary>Markets known.</summary>
    public int Markets { get; private set; }

    /// <summary>Open prices known, with a slot or without.</summary>
    public int OpenPrices { get; private set; }

    /// <summary>Markets that have a slot.</summary>
    public int Slots { get; private set; }

    /// <summary>Prices decoded so far; rows whose bytes did not change never get here.</summary>
    public long Decoded { get; private set; }

    /// <summary>Prices so far that were another than before.</summary>
    public long Changed { get; private set; }

    /// <summary>Everything dropped so far, for all reasons.</summary>
    public long TotalDropped => _dropped.Sum();

    /// <summary>Dropped so far for one reason.</summary>
    public long Dropped(DropReason reason) => _dropped[(int)reason];

    /// <summary>Dropped so far, for each reason that there was.</summary>
    public Dictionary<DropReason, long> Drops()
    {
        var drops = new Dictionary<DropReason, long>();
        for (var reason = 0; reason < _dropped.Length; reason++)
            if (_dropped[reason] > 0)
                drops[(DropReason)reason] = _dropped[reason];
        return drops;
    }

    /// <summary>Since when every known price is confirmed: the oldest of the newest good responses of each odds poll; null before the first.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>
    /// To be called for each good response (applied or unchanged). <paramref name="at"/> is the time as of which it confirms its prices: when it was asked for. What is written from now on is stamped
    /// with <see cref="ConfirmedAt"/>, so a list that fails makes the whole source older instead of hiding behind the other list.
    /// </summary>
    public void Confirm(HarvestPoll poll, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(poll);
        if (poll.Role != HarvestRole.Odds)
            return;
        _confirmed[poll.Index] = at;
        var oldest = at;
        foreach (var time in _confirmed.Values)
            if (time < oldest)
                oldest = time;
        ConfirmedAt = oldest;
        _batches.At = oldest;
    }

    /// <inheritdoc/>
    public void OnEvent(RawEvent raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        if (string.IsNullOrEmpty(raw.EventId))
        {
            OnDropped(DropReason.MissingId);
            return;
        }
        if (!TeamNames.TryNormalise(raw.League, raw.Home, raw.Away, out var league, out var home, out var away))
        {
            OnDropped(DropReason.InvalidName);
            OnEventGone(raw.EventId);
            return;
        }
        var sport = TeamNames.NormaliseLeague(raw.Sport, out var markers);
        if (markers != TeamMarkers.None)
            (home, away) = (home with { Markers = home.Markers | markers }, away with { Markers = away.Markers | markers });
        var item = new ProviderEvent(new EventKey(Source.Provider, raw.EventId), league, home, away, raw.KickOff.ToUniversalTime(), raw.InPlay) { Sport = sport };
        if (!_events.TryGetValue(raw.EventId, out var state))
        {
            if (_events.Count >= _limits.MaxEvents)
            {
                OnDropped(DropReason.OverLimit);
                return;
            }
            _events.Add(raw.EventId, new EventState(item));
        }
        else if (state.Event == item)
        {
            return;
        }
        else
        {
            var other = !IsSameFixture(state.Event, item);
            state.Event = item;
            if (other)
                Renew(state);
        }
        _log.EventChanged(raw.EventId);
    }

    /// <inheritdoc/>
    public void OnEventGone(string eventId)
    {
        if (!_events.Remove(eventId, out var state))
            return;
        foreach (var handle in state.Handles)
            Remove(_markets[handle], handle);
        _log.EventGone(eventId);
    }

    /// <inheritdoc/>
    public void OnMarket(RawMarket raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentOutOfRangeException.ThrowIfNegative(raw.Handle);
        OnMarketGone(raw.Handle);
        if (Refusal(raw, out var line) is { } reason)
        {
            OnDropped(reason);
            return;
        }
        while (_markets.Count <= raw.Handle)
            _markets.Add(new Market { Revision = _revisionBase });
        var market = _markets[raw.Handle];
        var state = _events[raw.EventId];
        market.Revision++;
        market.Known = new ProviderMarket(
            Source, raw.Handle, market.Revision, state.Event.Key, raw.MarketId, raw.Kind, raw.Period, line, raw.Format, raw.InPlay, raw.BetReference)
        {
            KickOff = state.Event.KickOff,
        };
        market.Width = MarketKinds.Selections(raw.Kind).Length;
        market.IsWinner = raw is { Kind: MarketKind.OneXTwo or MarketKind.Moneyline, Period: Period.FullTime, InPlay: false };
        market.Told = default;
        state.Handles.Add(raw.Handle);
        Markets++;
        _log.MarketChanged(raw.Handle);
    }

    /// <inheritdoc/>
    public void OnMarketGone(int handle)
    {
        if ((uint)handle >= (uint)_markets.Count || _markets[handle].Known is not { } known)
            return;
        _events[known.Event.EventId].Handles.Remove(handle);
        Remove(_markets[handle], handle);
    }

    /// <inheritdoc/>
    public void OnOdds(in RawOdds raw)
    {
        // A market that was refused was counted then; its prices are not counted again.
        if ((uint)raw.Handle >= (uint)_markets.Count || _markets[raw.Handle] is not { Known: { } known } market)
            return;
        Decoded += market.Width;
        int first = 0, second = 0, third = 0;
        if (raw.Open)
        {
            first = Price(raw.First, known.Format);
            second = Price(raw.Second, known.Format);
            if (market.Width == 3)
                third = Price(raw.Third, known.Format);
            if (!_limits.Band.Contains(known.Kind, first, second, third))
            {
                OnDropped(DropReason.ImplausiblePrices);
                first = second = third = 0;
            }
        }
        Put(market, first, second, third);
        if (market.IsWinner && market.HasMovedFar)
            _log.MarketChanged(raw.Handle);
    }

    /// <inheritdoc/>
    public void OnDropped(DropReason reason) => _dropped[(int)reason]++;

    /// <summary>
    /// Takes slots and writes the prices of newly slotted markets into the batches. Assignments of an older revision are ignored; retired slots are forgotten without a
    /// word because pairing has closed them.
    /// </summary>
    public void Assign(SlotsAssigned message)
    {
        ArgumentNullException.ThrowIfNull(message);
        foreach (var handle in message.Retired)
            if ((uint)handle < (uint)_markets.Count)
                Forget(_markets[handle]);
        foreach (var assignment in message.Assigned)
        {
            if ((uint)assignment.Handle >= (uint)_markets.Count || _markets[assignment.Handle] is not { Known: not null } market || market.Revision != assignment.Revision)
                continue;
            if (!market.HasSlot)
                Slots++;
            market.HasSlot = true;
            market.Slot = assignment.Slot;
            market.SwapEnds = assignment.SwapEnds;
            // Closed prices too: they clear what may still have arrived in the slot after it was closed once.
            Write(market);
        }
    }

    /// <summary>
    /// The session is lost or the account is reset: closes every price that stands in a slot and forgets events, markets, slots and what was collected of the catalogue.
    /// The worker drains the batches, then tells the registry <see cref="SourceRetired"/>.
    /// </summary>
    public void RevokeAll()
    {
        foreach (var market in _markets)
        {
            Empty(market);
            market.Known = null;
        }
        _events.Clear();
        _log.Clear();
        _confirmed.Clear();
        Markets = 0;
        ConfirmedAt = null;
    }

    /// <summary>
    /// A shard that could not keep up has missed changes: what is collected for it is replaced by the last price of every market that has a slot there, once each. The prices confirm
    /// nothing; the heartbeat that follows does.
    /// </summary>
    public void Resend(byte shard)
    {
        _batches.Drop(shard);
        var at = _batches.At;
        _batches.At = DateTimeOffset.MinValue;
        foreach (var market in _markets)
            if (market.HasSlot && market.Slot.Shard == shard)
                Write(market);
        _batches.At = at;
    }

    /// <summary>Moves the collected batches, all with at least one update, to the end of <paramref name="into"/>.</summary>
    public void DrainBatches(List<ShardBatch> into) => _batches.Drain(into);

    /// <summary>Adds an empty batch for every shard: all prices of the source stand as of <see cref="ConfirmedAt"/>. Adds nothing before the first good response.</summary>
    /// <param name="column">The source's column.</param>
    /// <param name="into">Where to.</param>
    public void TakeHeartbeat(byte column, List<ShardBatch> into)
    {
        if (ConfirmedAt is not null)
            _batches.Heartbeat(column, into);
    }

    /// <summary>What changed in the catalogue since the last call, or null.</summary>
    public CatalogueChanged? TakeCatalogue() =>
        _log.Take(Source, id => _events.TryGetValue(id, out var state) ? state.Event : null, Told);

    // The winner's prices go with the market, as evidence for discovery.
    private ProviderMarket? Told(int handle)
    {
        var market = _markets[handle];
        if (market.Known is null || !market.IsWinner)
            return market.Known;
        if (market.IsFull)
            market.Told = new PriceSketch(market.First, market.Second, market.Third);
        return market.Known with { Sketch = market.Told };
    }

    /// <summary>One market with open prices, in words, for people; null without one.</summary>
    public string? Sample()
    {
        if (_markets.Find(market => market.Known is not null && market.Open > 0) is not { Known: { } known } found)
            return null;
        var teams = _events.TryGetValue(known.Event.EventId, out var state) ? $"{state.Event.Home.Display} - {state.Event.Away.Display}" : known.Event.ToString();
        var prices = string.Join(' ', new[] { found.First, found.Second, found.Third }.Take(found.Width).Select(price => price > 0 ? new Odds(price).ToString() : "closed"));
        return $"{teams}, {known.Kind}{(MarketKinds.HasLine(known.Kind) ? $" {known.Line}" : "")} {known.Period}: {prices}";
    }

    private DropReason? Refusal(RawMarket raw, out Line line)
    {
        line = Line.None;
        if (string.IsNullOrEmpty(raw.EventId) || string.IsNullOrEmpty(raw.MarketId))
            return DropReason.MissingId;
        if (!_events.ContainsKey(raw.EventId))
            return DropReason.UnknownEvent;
        if (raw.Handle >= _limits.MaxMarkets)
            return DropReason.OverLimit;
        return MarketKinds.HasLine(raw.Kind) && !Line.TryFrom(raw.Line, out line) ? DropReason.InvalidLine : null;
    }

    private int Price(WireNumber wire, OddsFormat format)
    {
        if (OddsConversion.ToOdds(wire, format, out var odds) == PriceState.Invalid)
            _dropped[(int)DropReason.InvalidPrice]++;
        return odds.TenThousandths;
    }

    private void Put(Market market, int first, int second, int third)
    {
        if (market.First == first && market.Second == second && market.Third == third)
            return;
        Changed += (market.First != first ? 1 : 0) + (market.Second != second ? 1 : 0) + (market.Third != third ? 1 : 0);
        OpenPrices -= market.Open;
        market.First = first;
        market.Second = second;
        market.Third = third;
        OpenPrices += market.Open;
        if (market.HasSlot)
            Write(market);
    }

    private void Write(Market market)
    {
        if (!market.SwapEnds)
            _batches.Add(new PriceUpdate(market.Slot, market.First, market.Second, market.Third));
        else if (market.Width == 3)
            _batches.Add(new PriceUpdate(market.Slot, market.Third, market.Second, market.First));
        else
            _batches.Add(new PriceUpdate(market.Slot, market.Second, market.First, 0));
    }

    // The id shows another fixture now: its prices must not stay in the old match until discovery has seen that.
    private void Renew(EventState state)
    {
        foreach (var handle in state.Handles)
        {
            var market = _markets[handle];
            if (market.HasSlot && market.Open > 0)
                _batches.Add(new PriceUpdate(market.Slot, 0, 0, 0));
            Forget(market);
            market.Revision++;
            market.Known = market.Known! with { Revision = market.Revision, KickOff = state.Event.KickOff };
            _log.MarketChanged(handle);
        }
    }

    private void Remove(Market market, int handle)
    {
        Empty(market);
        market.Known = null;
        Markets--;
        _log.MarketGone(handle);
    }

    private void Empty(Market market)
    {
        Put(market, 0, 0, 0);
        Forget(market);
    }

    private void Forget(Market market)
    {
        if (!market.HasSlot)
            return;
        market.HasSlot = false;
        market.Slot = default;
        Slots--;
    }

    private static bool IsSameFixture(ProviderEvent a, ProviderEvent b) =>
        a.KickOff == b.KickOff && a.Home.Canonical == b.Home.Canonical && a.Away.Canonical == b.Away.Canonical && a.Home.Markers == b.Home.Markers && a.Away.Markers == b.Away.Markers
        && a.Home.Marks == b.Home.Marks && a.Away.Marks == b.Away.Marks;
}
