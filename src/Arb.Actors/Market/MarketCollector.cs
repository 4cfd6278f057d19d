using Akka.Actor;
using Arb.Actors.Arbitrage;
using Arb.Actors.Discovery;

namespace Arb.Actors.Market;

/// <summary>Adds up what discovery and every shard say of themselves. Without all of them there is no answer: the asker's own time-out names the market.</summary>
internal sealed class MarketCollector : ReceiveActor
{
    private readonly IActorRef _asker;
    private readonly int _shards;
    private readonly List<ShardStatus> _parts = [];
    private DiscoveryStatus? _discovery;

    public MarketCollector(IActorRef asker, IActorRef discovery, IActorRef[] shards)
    {
        _asker = asker;
        _shards = shards.Length;
        discovery.Tell(GetDiscoveryStatus.Instance);
        foreach (var shard in shards)
            shard.Tell(GetShardStatus.Instance);
        SetReceiveTimeout(TimeSpan.FromSeconds(2));
        Receive<ShardStatus>(part =>
        {
            _parts.Add(part);
            TryAnswer();
        });
        Receive<DiscoveryStatus>(part =>
        {
            _discovery = part;
            TryAnswer();
        });
        Receive<ReceiveTimeout>(_ => Context.Stop(Self));
    }

    private void TryAnswer()
    {
        if (_discovery is null || _parts.Count < _shards)
            return;
        _asker.Tell(new MarketStatus(_discovery.BoundMatches, _discovery.Questions, _parts.Sum(p => p.Markets), _parts.Sum(p => p.Opportunities), _parts.Sum(p => p.Updates)));
        Context.Stop(Self);
    }
}
