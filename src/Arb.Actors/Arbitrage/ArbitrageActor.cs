using Akka.Actor;
using Arb.Actors.Telemetry;
using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;

namespace Arb.Actors.Arbitrage;

/// <summary>Bounds of the book; from <c>arb.market</c>.</summary>
/// <param name="MaxSources">Columns: accounts × providers at once, 1 to 200.</param>
/// <param name="MaxMarkets">Comparable markets per shard.</param>
/// <param name="ExpiryInterval">How often stale columns are looked for; at most a quarter of the shortest freshness.</param>
public sealed record BookSettings(int MaxSources, int MaxMarkets, TimeSpan ExpiryInterval);

/// <summary>A shard is ready for a source's batches. From an arbitrage actor to the worker whose column pairing opened; the worker sends its <see cref="PriceBatch"/>es to the sender.</summary>
/// <param name="Shard">Number that slots carry.</param>
/// <param name="Column">The source's column.</param>
public sealed record ShardReady(byte Shard, byte Column);

/// <summary>Asks a shard for its size. From <c>market</c> to an arbitrage actor; answered by <see cref="ShardStatus"/>.</summary>
public sealed record GetShardStatus
{
    /// <summary>The only one.</summary>
    public static GetShardStatus Instance { get; } = new();
}

/// <summary>Answer to <see cref="GetShardStatus"/>.</summary>
/// <param name="Shard">Which.</param>
/// <param name="Markets">Open book markets.</param>
/// <param name="Opportunities">Standing opportunities.</param>
/// <param name="Updates">Price updates since start.</param>
/// <param name="StaleSlots">Updates for void slots, ignored.</param>
public sealed record ShardStatus(byte Shard, int Markets, int Opportunities, long Updates, long StaleSlots);

/// <summary>One shard of the book (L12): takes price batches straight from workers, tells the engine of opportunities. Computes nothing itself.</summary>
public sealed class ArbitrageActor : ReceiveActor, IWithTimers, IOpportunitySink
{
    private readonly IActorRef _engine;
    private readonly ArbitrageBook _book;
    private readonly PriceBatchPool _pool;
    private readonly EngineClock _clock;
    private readonly BookSettings _settings;
    private readonly byte _shard;
    private readonly OpportunityTelemetry _told;
    private long _updates;

    /// <summary>Makes a shard that reports to <paramref name="engine"/> and returns batches to <paramref name="pool"/>.</summary>
    public ArbitrageActor(byte shard, BookSettings settings, PriceBatchPool pool, IActorRef engine)
    {
        _shard = shard;
        _settings = settings;
        _pool = pool;
        _engine = engine;
        _clock = EngineClock.Of(Context.System);
        _told = new OpportunityTelemetry(EngineTelemetry.Of(Context.System), settings.MaxSources);
        _book = new ArbitrageBook(settings.MaxSources, settings.MaxMarkets, this) { Shard = shard };
        Receive<PriceBatch>(OnBatch);
        Receive<OpenBookSource>(OnOpenSource);
        Receive<CloseBookSource>(source => _book.Close(source, _clock.Now));
        Receive<OpenBookMarket>(market => _book.Open(market));
        Receive<CloseBookMarket>(market => _book.Close(market, _clock.Now));
        Receive<OpenBookQuote>(quote => _book.Open(quote));
        Receive<CloseBookQuote>(quote => _book.Close(quote, _clock.Now));
        Receive<Expire>(_ => _book.Expire(_clock.Now));
        Receive<GetMarketPrices>(ask => Sender.Tell(new MarketPricesAnswered(ask.Execution, _book.PricesOf(ask.Market))));
        Receive<GetMatchStarts>(ask => Sender.Tell(new MatchStartsAnswered(ask.Execution, _book.StartsOf(ask.Market))));
        Receive<GetShardEvidence>(OnEvidence);
        Receive<GetShardStatus>(_ => Sender.Tell(new ShardStatus(_shard, _book.MarketCount, _book.ActiveCount, _updates, _book.StaleSlotUpdates)));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Expire), Expire.Instance, _settings.ExpiryInterval);

    /// <summary>A shard that dies takes its opportunities with it: the engine must not act on them.</summary>
    protected override void PostStop()
    {
        foreach (var opportunity in _book.Active)
            _engine.Tell(new OpportunityWithdrawn(opportunity.Id, _clock.Now));
    }

    void IOpportunitySink.Found(Opportunity opportunity) => _engine.Tell(new OpportunityFound(opportunity) { Trace = _told.Found(opportunity) });

    void IOpportunitySink.Withdrawn(OpportunityId id, DateTimeOffset at)
    {
        _told.Withdrawn(id, at);
        _engine.Tell(new OpportunityWithdrawn(id, at));
    }

    private void OnBatch(PriceBatch batch)
    {
        _updates += batch.Count;
        _told.Begin(batch);
        _book.Apply(batch, _clock.Now);
        _told.Done();
        _pool.Return(batch);
    }

    private void OnEvidence(GetShardEvidence ask)
    {
        var (confirmed, fresh) = ask.Column is { } column ? _book.ColumnState(column) : (null, false);
        Sender.Tell(new ShardEvidence(_shard, _book.MarketCount, _book.ActiveCount, _updates, confirmed, fresh));
    }

    private void OnOpenSource(OpenBookSource source)
    {
        _book.Open(source);
        _told.Open(source);
        // Pairing passes the worker as the sender, so the worker learns this actor without a reference in any message.
        Sender.Tell(new ShardReady(_shard, source.Column));
    }

    private sealed class Expire
    {
        public static readonly Expire Instance = new();
    }
}
