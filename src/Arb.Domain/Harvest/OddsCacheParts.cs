using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Domain.Harvest;

/// <summary>Collects price updates into batches per shard.</summary>
internal sealed class BatchWriter(int shards, PriceBatchPool pool)
{
    private readonly PriceBatch?[] _open = new PriceBatch?[shards];
    private readonly List<ShardBatch> _full = [];

    /// <summary>Stamp of the batches begun from now on.</summary>
    public DateTimeOffset At { get; set; }

    public void Add(in PriceUpdate update)
    {
        var shard = update.Slot.Shard;
        var batch = _open[shard];
        // A batch has one stamp and one column.
        if (batch is not null && (batch.Count == batch.Items.Length || batch.At != At || batch.Source != update.Slot.Source))
        {
            _full.Add(new ShardBatch(shard, batch));
            batch = null;
        }
        batch ??= _open[shard] = New(update.Slot.Source);
        batch.Items[batch.Count++] = update;
    }

    /// <summary>Gives back what was collected for a shard.</summary>
    public void Drop(byte shard)
    {
        if (_open[shard] is { } batch)
            pool.Return(batch);
        _open[shard] = null;
        foreach (var full in _full)
            if (full.Shard == shard)
                pool.Return(full.Batch);
        _full.RemoveAll(full => full.Shard == shard);
    }

    public void Drain(List<ShardBatch> into)
    {
        into.AddRange(_full);
        _full.Clear();
        for (var shard = 0; shard < _open.Length; shard++)
            if (_open[shard] is { } batch)
            {
                into.Add(new ShardBatch((byte)shard, batch));
                _open[shard] = null;
            }
    }

    public void Heartbeat(byte column, List<ShardBatch> into)
    {
        for (var shard = 0; shard < _open.Length; shard++)
            into.Add(new ShardBatch((byte)shard, New(column)));
    }

    private PriceBatch New(byte column)
    {
        var batch = pool.Rent();
        batch.Count = 0;
        batch.At = At;
        batch.Source = column;
        return batch;
    }
}

/// <summary>Collects which events and markets changed; the present state is looked up when it is taken.</summary>
internal sealed class CatalogueLog
{
    private readonly SortedSet<string> _events = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _eventsGone = new(StringComparer.Ordinal);
    private readonly SortedSet<int> _markets = [];
    private readonly SortedSet<int> _marketsGone = [];

    public void EventChanged(string id) => _events.Add(id);

    public void EventGone(string id)
    {
        _events.Remove(id);
        _eventsGone.Add(id);
    }

    // A changed market replaces what the registry has under the handle: no need to say that it went.
    public void MarketChanged(int handle)
    {
        _marketsGone.Remove(handle);
        _markets.Add(handle);
    }

    public void MarketGone(int handle)
    {
        _markets.Remove(handle);
        _marketsGone.Add(handle);
    }

    public void Clear()
    {
        _events.Clear();
        _eventsGone.Clear();
        _markets.Clear();
        _marketsGone.Clear();
    }

    public CatalogueChanged? Take(SourceKey source, Func<string, ProviderEvent?> eventOf, Func<int, ProviderMarket?> marketOf)
    {
        if (_events.Count + _eventsGone.Count + _markets.Count + _marketsGone.Count == 0)
            return null;
        var events = _events.Select(eventOf).OfType<ProviderEvent>().ToList();
        var markets = _markets.Select(marketOf).OfType<ProviderMarket>().ToList();
        var gone = _eventsGone.Select(id => new EventKey(source.Provider, id)).ToList();
        var marketsGone = _marketsGone.ToList();
        Clear();
        return new CatalogueChanged(source, events, gone, markets, marketsGone);
    }
}
