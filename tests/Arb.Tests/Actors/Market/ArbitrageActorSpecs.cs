using Akka.Actor;
using Arb.Actors.Arbitrage;
using Arb.Domain.Arbitrage;
using Arb.Domain.Harvest;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Market;

public sealed class ArbitrageActorSpecs : ActorKit
{
    private static readonly MatchId Match = new("cmd:1+sbo:2");
    private readonly PriceBatchPool _pool = new(8, 8);
    private readonly IActorRef _shard;
    private readonly Log _engine;
    private readonly Log _worker;
    private readonly IActorRef _workerRef;

    public ArbitrageActorSpecs()
    {
        (var engine, _engine) = Recorder();
        (_workerRef, _worker) = Recorder();
        _shard = Sys.ActorOf(Props.Create(typeof(ArbitrageActor), (byte)0, new BookSettings(4, 10, TimeSpan.FromSeconds(1)), _pool, engine));
        for (byte column = 0; column < 2; column++)
            _shard.Tell(new OpenBookSource(column, Source(column), TimeSpan.FromSeconds(15)), _workerRef);
        _shard.Tell(new OpenBookMarket(0, 1, new MarketKey(Match, MarketKind.Total, Period.FullTime, new Line(10)), new MatchInfo(Match, "A", "B", "L", Now.AddHours(1), []), -1));
        for (byte column = 0; column < 2; column++)
            _shard.Tell(new OpenBookQuote(Slot(column), new ProviderMarket(
                Source(column), 0, 1, new EventKey(Source(column).Provider, "1"), "m", MarketKind.Total, Period.FullTime, new Line(10), OddsFormat.Decimal, false, "ref"), false));
    }

    [Fact]
    public void Should_introduce_itself_to_the_worker_whose_column_is_opened()
    {
        Assert.Equal([new ShardReady(0, 0), new ShardReady(0, 1)], _worker.Of<ShardReady>());
        Assert.All(_worker.WithSenders, item => Assert.Equal(_shard, item.Sender));
    }

    [Fact]
    public void Should_tell_the_engine_what_is_found_and_what_is_gone()
    {
        Price(0, 21_000, 18_000);
        Price(1, 17_000, 21_000);
        var found = _engine.Only<OpportunityFound>().Opportunity;
        Price(1, 17_000, 19_000);
        Assert.Equal(found.Id, _engine.Only<OpportunityWithdrawn>().Id);
    }

    [Fact]
    public void Should_withdraw_when_a_column_is_not_confirmed_within_its_freshness()
    {
        Price(0, 21_000, 18_000);
        Price(1, 17_000, 21_000);
        Pass(14);
        Assert.Empty(_engine.Of<OpportunityWithdrawn>());
        Heartbeat(0);
        Pass(3);
        Assert.Single(_engine.Of<OpportunityWithdrawn>());
    }

    [Fact]
    public void Should_withdraw_everything_when_it_ends()
    {
        Price(0, 21_000, 18_000);
        Price(1, 17_000, 21_000);
        Sys.Stop(_shard);
        Assert.Single(_engine.Of<OpportunityWithdrawn>());
    }

    [Fact]
    public void Should_give_batches_back_to_the_pool()
    {
        var batch = _pool.Rent();
        batch.At = Now;
        batch.Source = 0;
        batch.Count = 0;
        _shard.Tell(batch);
        Assert.Same(batch, _pool.Rent());
    }

    [Fact]
    public void Should_count_what_it_has()
    {
        Price(0, 21_000, 18_000);
        Price(1, 17_000, 21_000);
        Assert.Equal(new ShardStatus(0, 1, 1, 2, 0), Ask<ShardStatus>(_shard, GetShardStatus.Instance));
    }

    private static SourceKey Source(byte column) => new(new AccountId($"a{column}"), new ProviderId(column == 0 ? "CMD" : "SBO"));

    private static Slot Slot(byte column) => new(0, 1, column, 0);

    private void Price(byte column, int first, int second)
    {
        var batch = new PriceBatch(8) { At = Now, Source = column, Count = 1 };
        batch.Items[0] = new PriceUpdate(Slot(column), first, second, 0);
        _shard.Tell(batch);
    }

    private void Heartbeat(byte column) => _shard.Tell(new PriceBatch(8) { At = Now, Source = column });
}
