using System.Text;
using Akka.Actor;
using Arb.Actors.Arbitrage;
using Arb.Actors.Harvest;
using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Harvest;

/// <summary>
/// A worker that delivers a million prices to a shard of the book which does not keep up: the queue is bounded, and when the shard goes on it sees the last price of each market, not the history.
/// </summary>
public sealed class StaleFloodSpecs : WorkerKit
{
    private const int Markets = 1_000;
    private const int Polls = 1_000;
    private const int MaxAhead = 8;
    private const string Surebet = "2.40";
    private const string SurebetToo = "2.41";
    private const string Fair = "1.90";

    private readonly PriceBatchPool _pool = new(512, 16);
    private readonly Log _engine;
    private readonly IActorRef _shard;
    private readonly IActorRef _gate;
    private readonly Held _held = new();
    private int _polls;
    private bool _last;

    public StaleFloodSpecs()
    {
        (var engine, _engine) = Recorder("engine");
        _shard = Sys.ActorOf(Props.Create(typeof(ArbitrageActor), (byte)0, new BookSettings(4, Markets, TimeSpan.FromSeconds(1)), _pool, engine));
        _gate = Sys.ActorOf(Props.Create(typeof(Gate), _shard, _held));
        _shard.Tell(new OpenBookSource(0, Source, TimeSpan.FromSeconds(15)), ActorRefs.NoSender);
        _shard.Tell(new OpenBookSource(1, Other, TimeSpan.FromSeconds(15)), ActorRefs.NoSender);
        for (var market = 0; market < Markets; market++)
        {
            var match = new MatchId($"cmd:{market}+sbo:{market}");
            _shard.Tell(new OpenBookMarket(market, 1, new MarketKey(match, MarketKind.Total, Period.FullTime, new Line(10)), new MatchInfo(match, "A", "B", "L", Now.AddHours(9), []), -1));
            _shard.Tell(Quote(market, 0, Source));
            _shard.Tell(Quote(market, 1, Other));
        }
        Site.Auto = _ => _last ? "last" : _polls++ % 2 == 0 ? Surebet : SurebetToo;
    }

    private static SourceKey Other { get; } = new(new AccountId("a2"), new ProviderId("SBO"));

    [Fact]
    public void Should_queue_a_bounded_number_of_batches_for_a_shard_that_does_not_keep_up()
    {
        Flood();
        Assert.True(_polls >= Polls, $"{_polls} polls of {Markets} prices");
        Assert.Equal(MaxAhead, _held.Batches.Count);
    }

    [Fact]
    public void Should_give_a_shard_that_has_caught_up_the_last_price_of_each_market_once()
    {
        Flood();
        var queued = _held.Batches.Sum(batch => batch.Count);
        GoOn();
        const int OfTheOtherSource = Markets;
        Assert.Equal(queued + Markets + OfTheOtherSource, Ask<ShardStatus>(_shard, GetShardStatus.Instance).Updates);
    }

    [Fact]
    public void Should_act_on_last_prices_only()
    {
        Flood();
        GoOn();
        Assert.Equal("cmd:7+sbo:7", _engine.Only<OpportunityFound>().Opportunity.Market.Match.Value);
        Assert.Empty(_engine.Of<OpportunityWithdrawn>());
    }

    [Fact]
    public void Should_send_every_change_again_once_the_shard_keeps_up()
    {
        Flood();
        GoOn();
        var before = Ask<ShardStatus>(_shard, GetShardStatus.Instance).Updates;
        _last = false;
        Pass(8);
        Assert.Equal(before + 2 * Markets, Ask<ShardStatus>(_shard, GetShardStatus.Instance).Updates);
    }

    private void Flood()
    {
        var (worker, _) = ChildOf(
            Props.Create(typeof(WorkerActor), Source, new FloodProtocol(), Contract, Site, Settings with { Limits = new HarvestLimits(Markets, Markets), MaxBatchesAhead = MaxAhead }, 1, _pool, MarketRef), "flood");
        worker.Tell(new SourceRegistered(Source, 0), MarketRef);
        worker.Tell(new ShardReady(0, 0), _gate);
        worker.Tell(new InjectSession(Session()));
        Pass(0.25);
        var catalogue = Market.Last<CatalogueChanged>().Markets;
        worker.Tell(new SlotsAssigned(Source, [.. catalogue.Select(market => new SlotAssignment(market.Handle, market.Revision, new Slot(market.Handle, 1, 0, 0), false))], []));
        Pass(4 * Polls);
    }

    /// <summary>The shard runs again; in the worker's next answer one market has a surebet with the other source.</summary>
    private void GoOn()
    {
        _last = true;
        foreach (var chunk in Enumerable.Range(0, Markets).Chunk(512))
        {
            var fair = new PriceBatch(512) { At = Now, Source = 1, Count = chunk.Length };
            for (var i = 0; i < chunk.Length; i++)
                fair.Items[i] = new PriceUpdate(new Slot(chunk[i], 1, 1, 0), 17_000, 19_000, 0);
            _shard.Tell(fair);
        }
        _held.Batches.ForEach(batch => _shard.Tell(batch));
        _held.Open = true;
        Assert.Empty(_engine.Of<OpportunityFound>());
        Pass(4);
    }

    private static OpenBookQuote Quote(int market, byte column, SourceKey source) => new(
        new Slot(market, 1, column, 0),
        new ProviderMarket(source, market, 1, new EventKey(source.Provider, $"{market}"), $"m{market}", MarketKind.Total, Period.FullTime, new Line(10), OddsFormat.Decimal, false, "ref"),
        false);

    /// <summary>What a shard has not got to yet.</summary>
    private sealed class Held
    {
        public List<PriceBatch> Batches { get; } = [];

        public bool Open { get; set; }
    }

    /// <summary>A shard's mailbox that can be looked into.</summary>
    private sealed class Gate : ReceiveActor
    {
        public Gate(IActorRef shard, Held held) => Receive<PriceBatch>(batch =>
        {
            if (held.Open)
                shard.Forward(batch);
            else
                held.Batches.Add(batch);
        });
    }

    /// <summary>Every answer gives every market the price it names; <c>last</c> gives a fair price to all but market 7.</summary>
    private sealed class FloodProtocol : IProviderProtocol
    {
        public ProviderId Id { get; } = new("CMD");

        public TimeSpan SettleTime => TimeSpan.FromSeconds(5);

        public bool CanBet(MarketKind kind) => true;

        public EndpointRole? Recognise(CapturedExchange capture) => null;

        public ContractEndpoint ToEndpoint(EndpointRole role, CapturedExchange capture) => throw new NotSupportedException("nothing is captured in these tests");

        public IReadOnlyDictionary<string, string> FindTokens(IReadOnlyList<CapturedExchange> captures) => new Dictionary<string, string>();

        public ContractValidation Validate(ProviderContract contract) => new(true, false, []);

        public IHarvester CreateHarvester(ProviderContract contract, HarvestLimits limits) => new FloodHarvester();

        public IBetting CreateBetting(ProviderContract contract) => throw new NotSupportedException("no bets in these tests");
    }

    private sealed class FloodHarvester : IHarvester
    {
        private bool _known;

        public IReadOnlyList<HarvestPoll> Polls { get; } = [new HarvestPoll(0, HarvestRole.Odds, "odds")];

        public ProviderRequest BuildRequest(HarvestPoll poll, ProviderSession session, DateTimeOffset now) =>
            new(EndpointRole.Odds, "GET", new Uri(session.BaseUrl, "/odds"), session.Headers);

        public HarvestResult Accept(HarvestPoll poll, ProviderResponse response, DateTimeOffset now, IHarvestSink sink)
        {
            var word = Encoding.UTF8.GetString(response.Body.Span);
            for (var market = 0; market < Markets; market++)
            {
                if (!_known)
                {
                    sink.OnEvent(new RawEvent($"e{market}", "Premier League", $"Home {market}", $"Away {market}", now.AddHours(2), false));
                    sink.OnMarket(new RawMarket(market, $"e{market}", $"m{market}", MarketKind.Total, Period.FullTime, Number("2.5"), OddsFormat.Decimal, false, "ref"));
                }
                var price = word != "last" ? word : market == 7 ? Surebet : Fair;
                sink.OnOdds(new RawOdds(market, true, Number(price), Number("1.50"), WireNumber.Missing));
            }
            _known = true;
            return new HarvestResult(HarvestKind.Applied, Markets, 2 * Markets);
        }

        public void Reset() => _known = false;

        private static WireNumber Number(string text) => WireNumber.TryParse(Encoding.UTF8.GetBytes(text), out var number) ? number : throw new FormatException(text);
    }
}
