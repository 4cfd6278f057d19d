using Akka.Actor;
using Arb.Domain.Harvest;
using Arb.Domain.Pairing;

namespace Arb.Actors.Harvest;

/// <summary>
/// A worker's ways to the shards of the book. A shard that does not keep up gets nothing more than <paramref name="maxAhead"/> batches; when it has applied them all it gets the last price of
/// each market instead of everything it has missed. Meanwhile its prices are not confirmed, so they leave the book when they are too old.
/// </summary>
internal sealed class ShardLines(int shards, int maxAhead, PriceBatchPool pool, Action<byte> behind)
{
    private readonly Line[] _lines = [.. Enumerable.Range(0, shards).Select(_ => new Line())];

    /// <summary>Every shard is there.</summary>
    public bool Complete => Array.TrueForAll(_lines, line => line.Open);

    public void Open(byte shard, IActorRef actor)
    {
        var line = _lines[shard];
        if (!actor.Equals(line.Actor))
        {
            // What is on its way to a predecessor is not counted any more.
            line.Actor = actor;
            line.Flow = new BatchFlow();
        }
        line.Open = true;
        line.Behind = false;
    }

    public void Close()
    {
        foreach (var line in _lines)
            line.Open = false;
    }

    /// <summary>Before batches are drained: shards that have caught up get what they have missed.</summary>
    public void CatchUp(OddsCache cache)
    {
        for (var shard = 0; shard < _lines.Length; shard++)
        {
            var line = _lines[shard];
            if (!line.Behind || line.Flow.Ahead > 0)
                continue;
            line.Behind = false;
            line.CatchingUp = true;
            cache.Resend((byte)shard);
        }
    }

    /// <summary>Batches that no shard has applied yet.</summary>
    public int Ahead
    {
        get
        {
            var sum = 0;
            foreach (var line in _lines)
                sum += line.Flow.Ahead;
            return sum;
        }
    }

    /// <summary>In this order; what cannot be sent goes back to the pool.</summary>
    public void Send(List<ShardBatch> batches, BatchOrigin origin)
    {
        foreach (var (shard, batch) in batches)
        {
            batch.Origin = origin;
            Send(shard, _lines[shard], batch);
        }
        batches.Clear();
        foreach (var line in _lines)
            line.CatchingUp = false;
    }

    private void Send(byte shard, Line line, PriceBatch batch)
    {
        if (line is { Open: true, Behind: false } && !line.CatchingUp && line.Flow.Ahead >= maxAhead)
        {
            line.Behind = true;
            behind(shard);
        }
        if (!line.Open || line.Behind)
        {
            pool.Return(batch);
            return;
        }
        line.Flow.Enter();
        batch.Flow = line.Flow;
        line.Actor.Tell(batch);
    }

    private sealed class Line
    {
        public IActorRef Actor { get; set; } = ActorRefs.Nobody;

        public BatchFlow Flow { get; set; } = new();

        public bool Open { get; set; }

        public bool Behind { get; set; }

        /// <summary>The answer to having been behind may be longer than the limit; it is as long as the catalogue at most.</summary>
        public bool CatchingUp { get; set; }
    }
}
