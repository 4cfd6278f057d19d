using Arb.Benchmarks.Feeds;
using Arb.Domain.Arbitrage;
using Arb.Domain.Harvest;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Benchmarks.Pipeline;

/// <summary>
/// The whole price path on one thread, as the worker and the arbitrage actor drive it: harvester, cache, batches, book. Every market has a slot and a second source that quotes it
/// too (<see cref="TwoSources"/>).
/// </summary>
internal sealed class PricePath : IOpportunitySink
{
    private readonly IHarvester _harvester;
    private readonly HarvestPoll _poll;
    private readonly OddsCache _cache;
    private readonly PriceBatchPool _pool = new();
    private readonly ArbitrageBook _book;
    private readonly List<ShardBatch> _batches = [];
    private DateTimeOffset _now = Feed.Now;

    public PricePath(Feed feed, int maxSources = 10)
    {
        var limits = new HarvestLimits(100_000, 1_000_000);
        _harvester = feed.CreateProtocol().CreateHarvester(feed.Contract, limits);
        _poll = _harvester.Polls.First(poll => poll.Role == HarvestRole.Odds);
        Source = new SourceKey(new AccountId("bench"), feed.Provider);
        _cache = new OddsCache(Source, limits, shards: 1, _pool);
        _book = new ArbitrageBook(maxSources, limits.MaxMarkets, this);
        _harvester.BuildRequest(_poll, feed.Session, _now);
    }

    public SourceKey Source { get; }

    /// <summary>Opportunities told, and told to be gone.</summary>
    public long Told { get; private set; }

    /// <summary>Price updates that reached the book.</summary>
    public long Updates { get; private set; }

    public OddsCache Cache => _cache;

    public ArbitrageBook Book => _book;

    /// <summary>Takes the first answer and gives every market its slot, with the prices of another source beside it.</summary>
    public void Open(ProviderResponse first)
    {
        Require(First(first));
        var (orders, slots) = TwoSources.Open(Source, _cache.TakeCatalogue()!);
        foreach (var order in orders)
            Apply(order);
        _cache.Assign(new SlotsAssigned(Source, slots, []));
        _cache.DrainBatches(_batches);
        foreach (var (_, batch) in _batches)
        {
            _book.Apply(batch, _now);
            _book.Apply(TwoSources.AsOther(batch), _now);
            _pool.Return(batch);
        }
        _batches.Clear();
    }

    /// <summary>Decodes and normalises a first answer without slots: what happens before pairing knows the source.</summary>
    public HarvestResult First(ProviderResponse response)
    {
        _cache.Confirm(_poll, _now);
        return _harvester.Accept(_poll, response, _now, _cache);
    }

    /// <summary>One answer from bytes to opportunities.</summary>
    public HarvestResult Take(ProviderResponse response)
    {
        _now += TimeSpan.FromSeconds(4);
        var result = _harvester.Accept(_poll, response, _now, _cache);
        _cache.Confirm(_poll, _now);
        _cache.DrainBatches(_batches);
        _cache.TakeHeartbeat(TwoSources.Own, _batches);
        foreach (var (_, batch) in _batches)
        {
            Updates += batch.Count;
            _book.Apply(batch, _now);
            _pool.Return(batch);
        }
        _batches.Clear();
        if (_cache.TakeCatalogue() is not null)
            throw new InvalidOperationException("the catalogue changed where only prices should have");
        return result;
    }

    /// <summary>Checks that a feed is read as it should be: a benchmark of dropped rows would be fast and wrong.</summary>
    public static void Require(HarvestResult result)
    {
        if (result.Kind is not (HarvestKind.Applied or HarvestKind.Unchanged))
            throw new InvalidOperationException($"the synthetic feed was not accepted: {result.Kind} {result.Reason}");
    }

    void IOpportunitySink.Found(Opportunity opportunity) => Told++;

    void IOpportunitySink.Withdrawn(OpportunityId id, DateTimeOffset at) => Told++;

    private void Apply(object order)
    {
        switch (order)
        {
            case OpenBookSource source:
                _book.Open(source);
                break;
            case OpenBookMarket market:
                _book.Open(market);
                break;
            case OpenBookQuote quote:
                _book.Open(quote);
                break;
            default:
                throw new InvalidOperationException($"{order} opens nothing");
        }
    }
}
