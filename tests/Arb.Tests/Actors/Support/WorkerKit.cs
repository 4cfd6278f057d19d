using Akka.Actor;
using Arb.Actors.Arbitrage;
using Arb.Actors.Harvest;
using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;
using Arb.Domain.Sessions;

namespace Arb.Tests.Actors.Support;

/// <summary>One worker under a parent that keeps what it is told, with a market that the test plays.</summary>
public abstract class WorkerKit : ActorKit
{
    protected static readonly SourceKey Source = new(new AccountId("a1"), new ProviderId("CMD"));
    private int _generation;

    protected WorkerKit()
    {
        (MarketRef, Market) = Recorder("market");
        (ShardRef, Shard) = Recorder("shard");
    }

    protected static WorkerSettings Settings { get; } = new(
        TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(4), 0, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(16), TimeSpan.FromMinutes(10), 3,
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15), new HarvestLimits(100, 100), 1);

    protected IActorRef MarketRef { get; }

    /// <summary>What the worker told the market.</summary>
    protected Log Market { get; }

    protected IActorRef ShardRef { get; }

    /// <summary>What the worker told the shard.</summary>
    protected Log Shard { get; }

    /// <summary>What the worker told its account.</summary>
    protected Log Account { get; private set; } = null!;

    protected ScriptedTransport Site { get; } = new();

    protected PriceBatchPool Pool { get; } = new(16, 16);

    protected WorkerHealth HealthNow => Account.Last<WorkerHealth>();

    protected IActorRef StartWorker(IProviderProtocol? protocol = null)
    {
        var (worker, log) = ChildOf(
            Props.Create(typeof(WorkerActor), Source, protocol ?? new ScriptedProtocol(matches: false), Contract, Site, Settings, 1, Pool, MarketRef), "worker-cmd");
        Account = log;
        return worker;
    }

    protected static ProviderContract Contract { get; } =
        new(Source.Account, Source.Provider, "site.example", [new ContractEndpoint(EndpointRole.Odds, "GET", "/x", [], null, null, null)], true, null);

    protected ProviderSession Session(bool token = true) => new(
        Source.Account, new Uri("https://site.example"), new Dictionary<string, string> { ["sid"] = "secret" }, [],
        token ? new Dictionary<string, string> { ["path"] = "t" } : new Dictionary<string, string>(), ++_generation);

    /// <summary>Gives it a column and a shard, as pairing and the book do.</summary>
    protected void Register(IActorRef worker, byte column = 3)
    {
        worker.Tell(new SourceRegistered(Source, column), MarketRef);
        worker.Tell(new ShardReady(0, column), ShardRef);
    }

    /// <summary>A worker that has sent its first request.</summary>
    protected IActorRef StartPolling(IProviderProtocol? protocol = null)
    {
        var worker = StartWorker(protocol);
        Register(worker);
        worker.Tell(new InjectSession(Session()));
        Pass(0.25);
        Assert.Single(Site.Requests);
        return worker;
    }

    /// <summary>Gives market 0 a slot.</summary>
    protected void AssignSlot(IActorRef worker)
    {
        var market = Market.Last<CatalogueChanged>().Markets[^1];
        worker.Tell(new SlotsAssigned(Source, [new SlotAssignment(market.Handle, market.Revision, Slot, false)], []));
    }

    protected static Slot Slot { get; } = new(5, 1, 3, 0);

    protected static int Priced(PriceBatch batch) => batch.Count;
}
