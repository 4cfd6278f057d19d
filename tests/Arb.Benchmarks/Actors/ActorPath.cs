using Akka.Actor;
using Akka.Configuration;
using Arb.Actors;
using Arb.Actors.Arbitrage;
using Arb.Benchmarks.Feeds;
using Arb.Benchmarks.Pipeline;
using Arb.Domain.Arbitrage;
using Arb.Domain.Harvest;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Benchmarks.Actors;

/// <summary>
/// The price path through actors: one that decodes as a worker does and sends batches, and the engine's own shard of the book, which tells of opportunities. Every market has a slot and a
/// second source beside it (<see cref="TwoSources"/>).
/// </summary>
internal sealed class ActorPath : IDisposable
{
    private readonly ActorSystem _system;
    private readonly IActorRef _decoder;
    private readonly Meter _meter = new();

    public ActorPath(Feed feed, ProviderResponse first)
    {
        _system = ActorSystem.Create("path", ConfigurationFactory.ParseString("akka.loglevel = ERROR\nakka.stdout-loglevel = ERROR"));
        var pool = new PriceBatchPool();
        var engine = _system.ActorOf(Props.Create(typeof(EngineStandIn), _meter));
        var book = _system.ActorOf(Props.Create(typeof(ArbitrageActor), (byte)0, new BookSettings(10, 1_000_000, TimeSpan.FromHours(1)), pool, engine));
        _decoder = _system.ActorOf(Props.Create(typeof(DecodingActor), feed, pool, book, _meter));
        _decoder.Tell(new Opening(first));
        _meter.Wait();
    }

    /// <summary>Opportunities told, and told to be gone.</summary>
    public long Told => _meter.Told;

    /// <summary>Sends answers and waits until the book has applied the last one; returns how many.</summary>
    public int Take(ProviderResponse[] answers, ref int at, int count)
    {
        _meter.Reset();
        for (var i = 0; i < count; i++)
        {
            at = (at + 1) % answers.Length;
            _decoder.Tell(new Answer(answers[at], Last: i == count - 1));
        }

        _meter.Wait();
        return count;
    }

    public void Dispose() => _system.Terminate().Wait(TimeSpan.FromSeconds(30));

    private sealed record Opening(ProviderResponse First);

    private sealed record Answer(ProviderResponse Response, bool Last);

    private sealed class Meter
    {
        private readonly ManualResetEventSlim _done = new();

        public long Told { get; set; }

        public Exception? Failure { get; set; }

        public void Reset() => _done.Reset();

        public void Done() => _done.Set();

        public void Wait()
        {
            if (!_done.Wait(TimeSpan.FromMinutes(2)))
                throw new TimeoutException("answers were lost", Failure);
            if (Failure is { } failure)
                throw new InvalidOperationException(failure.Message, failure);
        }
    }

    private sealed class EngineStandIn : ReceiveActor
    {
        public EngineStandIn(Meter meter)
        {
            Receive<OpportunityFound>(_ => meter.Told++);
            Receive<OpportunityWithdrawn>(_ => meter.Told++);
        }
    }

    private sealed class DecodingActor : ReceiveActor
    {
        private readonly IHarvester _harvester;
        private readonly HarvestPoll _poll;
        private readonly OddsCache _cache;
        private readonly IActorRef _book;
        private readonly SourceKey _source;
        private readonly List<ShardBatch> _batches = [];
        private readonly EngineClock _clock = EngineClock.Of(Context.System);

        public DecodingActor(Feed feed, PriceBatchPool pool, IActorRef book, Meter meter)
        {
            var limits = new HarvestLimits(100_000, 1_000_000);
            _harvester = feed.CreateProtocol().CreateHarvester(feed.Contract, limits);
            _poll = _harvester.Polls.First(poll => poll.Role == HarvestRole.Odds);
            _source = new SourceKey(new AccountId("bench"), feed.Provider);
            _cache = new OddsCache(_source, limits, shards: 1, pool);
            _harvester.BuildRequest(_poll, feed.Session, _clock.Now);
            _book = book;
            Receive<Opening>(opening => Guarded(meter, () => Open(opening.First)));
            Receive<Answer>(answer => Guarded(meter, () => Take(answer)));
            Receive<ShardReady>(_ => { });
            Receive<ShardStatus>(_ => meter.Done());
        }

        private static void Guarded(Meter meter, Action work)
        {
            try
            {
                work();
            }
            catch (InvalidOperationException failure)
            {
                meter.Failure = failure;
                meter.Done();
            }
        }

        private void Open(ProviderResponse first)
        {
            PricePath.Require(_harvester.Accept(_poll, first, _clock.Now, _cache));
            _cache.Confirm(_poll, _clock.Now);
            var (orders, slots) = TwoSources.Open(_source, _cache.TakeCatalogue()!);
            foreach (var order in orders)
                _book.Tell(order, Self);
            _cache.Assign(new SlotsAssigned(_source, slots, []));
            _cache.DrainBatches(_batches);
            foreach (var (_, batch) in _batches)
            {
                _book.Tell(TwoSources.AsOther(batch));
                _book.Tell(batch);
            }

            _batches.Clear();
            _book.Tell(GetShardStatus.Instance, Self);
        }

        private void Take(Answer answer)
        {
            PricePath.Require(_harvester.Accept(_poll, answer.Response, _clock.Now, _cache));
            _cache.Confirm(_poll, _clock.Now);
            _cache.DrainBatches(_batches);
            _cache.TakeHeartbeat(TwoSources.Own, _batches);
            foreach (var (_, batch) in _batches)
                _book.Tell(batch);
            _batches.Clear();
            if (answer.Last)
                _book.Tell(GetShardStatus.Instance, Self);
        }
    }
}
