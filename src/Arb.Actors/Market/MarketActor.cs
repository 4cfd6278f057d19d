using Akka.Actor;
using Akka.Hosting;
using Arb.Actors.Arbitrage;
using Arb.Actors.Discovery;
using Arb.Actors.Pairing;
using Arb.Actors.Registry;
using Arb.Domain.Commands;
using Arb.Domain.Discovery;
using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Actors.Market;

/// <summary>Bounds of the market tree; from <c>arb.market</c>, <c>arb.registry</c> and <c>arb.discovery</c>.</summary>
/// <param name="Pairing">Shards, columns, markets.</param>
/// <param name="Book">Of each shard.</param>
/// <param name="Registry">Of each provider.</param>
/// <param name="Binding">Rules of discovery.</param>
/// <param name="MaxRestarts">Restarts of the whole tree within a minute before it is left stopped and an alarm raised.</param>
public sealed record MarketSettings(PairingOptions Pairing, BookSettings Book, RegistryOptions Registry, BindingOptions Binding, int MaxRestarts);

/// <summary>
/// /user/market: registries, discovery, pairing and the shards of the book live and die together. Slots and handles tie them to each other, so after a failure in one of them
/// all start over empty, under new names (what is still addressed to the old ones is void), and workers are told to announce their sources again.
/// </summary>
public sealed class MarketActor : ReceiveActor
{
    private readonly MarketSettings _settings;
    private readonly IBindingStore _bindings;
    private readonly PriceBatchPool _pool;
    private readonly IActorRef _engine;
    private readonly EngineClock _clock = EngineClock.Of(Context.System);
    private readonly Dictionary<ProviderId, IActorRef> _registries = [];
    private readonly HashSet<IActorRef> _stopping = [];
    private readonly Queue<DateTimeOffset> _restarts = new();
    private IActorRef[] _shards = [];
    private IActorRef _pairing = ActorRefs.Nobody;
    private IActorRef _discovery = ActorRefs.Nobody;
    private int _incarnation;

    /// <summary>Makes the tree; opportunities go to <paramref name="engine"/>.</summary>
    public MarketActor(MarketSettings settings, IBindingStore bindings, PriceBatchPool pool, IActorRef engine)
    {
        _settings = settings;
        _bindings = bindings;
        _pool = pool;
        _engine = engine;
        Become(Running);
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    /// <inheritdoc/>
    protected override void PreStart() => Build();

    private void Running()
    {
        Receive<RegisterSource>(register => _pairing.Forward(register));
        Receive<CatalogueChanged>(changed => Registry(changed.Source.Provider).Forward(changed));
        Receive<SourceRetired>(retired =>
        {
            // Pairing first: its prices leave the book before anything else is worked out.
            _pairing.Forward(retired);
            Registry(retired.Source.Provider).Forward(retired);
        });
        Receive<GetMarketPrices>(ask => _shards[MatchShards.Of(ask.Market.Match, _shards.Length)].Forward(ask));
        Receive<GetMatchStarts>(ask => _shards[MatchShards.Of(ask.Market.Match, _shards.Length)].Forward(ask));
        Receive<ListBindings>(list => _discovery.Forward(list));
        Receive<DecideBinding>(decide => _discovery.Forward(decide));
        Receive<ListAliases>(list => _discovery.Forward(list));
        Receive<ChangeAliases>(change => _discovery.Forward(change));
        Receive<ImportAliases>(import => _discovery.Forward(import));
        Receive<GetMarketEvidence>(ask => Context.ActorOf(Props.Create(
            typeof(MarketEvidenceCollector), Sender, ask, _registries.GetValueOrDefault(ask.Source.Provider) ?? ActorRefs.Nobody, _discovery, _pairing, _shards)));
        Receive<GetMarketStatus>(_ => Context.ActorOf(Props.Create(typeof(MarketCollector), Sender, _discovery, _shards)));
        Receive<Terminated>(OnChildDied);
    }

    /// <summary>Waits until the old tree is gone; what arrives meanwhile is announced again by the workers.</summary>
    private void Rebuilding()
    {
        Receive<Terminated>(terminated =>
        {
            _stopping.Remove(terminated.ActorRef);
            if (_stopping.Count > 0)
                return;
            Build();
            Become(Running);
        });
        Receive<GetMarketPrices>(ask => Sender.Tell(new MarketPricesAnswered(ask.Execution, [])));
        Receive<GetMatchStarts>(ask => Sender.Tell(new MatchStartsAnswered(ask.Execution, [])));
        Receive<GetMarketStatus>(_ => Sender.Tell(new MarketStatus(0, 0, 0, 0, 0)));
        Receive<GetMarketEvidence>(_ => Sender.Tell(new MarketEvidence(MarketCondition.StartingOver, null, null, null, [], _shards.Length)));
        Receive<ArbCommand>(_ => Sender.Tell(new CommandFailed(FailureKind.Refused, "the market is starting over; try again in a moment")));
        ReceiveAny(_ => { });
    }

    /// <summary>The tree failed too often: no prices, no opportunities, until a person restarts the engine.</summary>
    private void Down()
    {
        Receive<GetMarketPrices>(ask => Sender.Tell(new MarketPricesAnswered(ask.Execution, [])));
        Receive<GetMatchStarts>(ask => Sender.Tell(new MatchStartsAnswered(ask.Execution, [])));
        Receive<GetMarketStatus>(_ => Sender.Tell(new MarketStatus(0, 0, 0, 0, 0)));
        Receive<GetMarketEvidence>(_ => Sender.Tell(new MarketEvidence(MarketCondition.Down, null, null, null, [], _shards.Length)));
        Receive<ArbCommand>(_ => Sender.Tell(new CommandFailed(FailureKind.Failed, "the market failed too often and is down; restart the engine (see arb logs)")));
        ReceiveAny(_ => { });
    }

    private void Build()
    {
        _incarnation++;
        _registries.Clear();
        _shards = new IActorRef[_settings.Pairing.Shards];
        for (var shard = 0; shard < _shards.Length; shard++)
            _shards[shard] = Child(Props.Create(typeof(ArbitrageActor), (byte)shard, _settings.Book, _pool, _engine), $"arbitrage-{shard}");
        _pairing = Child(Props.Create(typeof(PairingActor), _settings.Pairing, (IReadOnlyList<IActorRef>)_shards), "pairing");
        _discovery = Child(Props.Create(typeof(DiscoveryActor), _settings.Binding, _bindings, _pairing), "discovery");
        Context.System.EventStream.Publish(new MarketStarted(_incarnation));
    }

    private IActorRef Registry(ProviderId provider)
    {
        if (_registries.TryGetValue(provider, out var known))
            return known;
        return _registries[provider] = Child(Props.Create(typeof(RegistryActor), provider, _settings.Registry, _discovery), $"registry-{provider.Slug}");
    }

    private IActorRef Child(Props props, string name) => Context.Watch(Context.ActorOf(props, _incarnation == 1 ? name : $"{name}-{_incarnation}"));

    private void OnChildDied(Terminated terminated)
    {
        var now = _clock.Now;
        while (_restarts.Count > 0 && now - _restarts.Peek() > TimeSpan.FromMinutes(1))
            _restarts.Dequeue();
        _restarts.Enqueue(now);
        if (_restarts.Count > _settings.MaxRestarts)
        {
            Log(LogSeverity.Alarm, $"{terminated.ActorRef.Path.Name} failed, the {_restarts.Count}th failure within a minute: the market stays down; restart the engine");
            foreach (var child in Context.GetChildren())
                Context.Stop(child); // the shards withdraw what stands
            Become(Down);
            return;
        }
        Log(LogSeverity.Error, $"{terminated.ActorRef.Path.Name} failed: registries, discovery, pairing and book start over");
        foreach (var child in Context.GetChildren().Where(child => !child.Equals(terminated.ActorRef)))
        {
            // A collector that is asking right now just times out; only the tree is waited for.
            _stopping.Add(Context.Watch(child));
            Context.Stop(child);
        }
        Become(Rebuilding);
    }

    private void Log(LogSeverity severity, string message) => Context.System.EventStream.Publish(new SystemLogEntry(_clock.Now, severity, "market", message));
}

/// <summary>Adds the market stage: <c>/user/market</c> with registries, discovery, pairing and the book.</summary>
public static class MarketHosting
{
    /// <summary>Starts <c>market</c>, registered under <see cref="MarketActor"/>. Needs the execution stage before it: opportunities go to the engine.</summary>
    public static AkkaConfigurationBuilder AddMarket(this AkkaConfigurationBuilder builder, MarketSettings settings, IBindingStore bindings, PriceBatchPool pool) =>
        builder.WithActors((system, registry) => registry.Register<MarketActor>(system.ActorOf(
            Props.Create(typeof(MarketActor), settings, bindings, pool, registry.Get<Execution.EngineActor>()), "market")));
}
