using Akka.Actor;
using Arb.Domain.Health;

namespace Arb.Actors.Market;

/// <summary>Asks the parts of the market what they have of one source, and answers with what came in time: a part that is silent is evidence too.</summary>
internal sealed class MarketEvidenceCollector : ReceiveActor
{
    private readonly IActorRef _asker;
    private readonly IActorRef[] _shards;
    private readonly bool _hasRegistry;
    private readonly List<ShardEvidence> _parts = [];
    private RegistryEvidence? _registry;
    private BindingEvidence? _binding;
    private PairingEvidence? _pairing;

    public MarketEvidenceCollector(IActorRef asker, GetMarketEvidence ask, IActorRef registry, IActorRef discovery, IActorRef pairing, IActorRef[] shards)
    {
        _asker = asker;
        _shards = shards;
        _hasRegistry = !registry.IsNobody();
        if (_hasRegistry)
            registry.Tell(ask);
        discovery.Tell(ask);
        pairing.Tell(ask);
        SetReceiveTimeout(TimeSpan.FromSeconds(1));
        Receive<RegistryEvidence>(part => Take(() => _registry = part));
        Receive<BindingEvidence>(part => Take(() => _binding = part));
        Receive<PairingEvidence>(part => Take(() =>
        {
            _pairing = part;
            foreach (var shard in shards)
                shard.Tell(new GetShardEvidence(part.Column));
        }));
        Receive<ShardEvidence>(part => Take(() => _parts.Add(part)));
        Receive<ReceiveTimeout>(_ => Answer());
    }

    private void Take(Action part)
    {
        part();
        if ((_registry is not null || !_hasRegistry) && _binding is not null && _pairing is not null && _parts.Count == _shards.Length)
            Answer();
    }

    private void Answer()
    {
        _asker.Tell(new MarketEvidence(MarketCondition.Running, _registry, _binding, _pairing, _parts, _shards.Length));
        Context.Stop(Self);
    }
}
