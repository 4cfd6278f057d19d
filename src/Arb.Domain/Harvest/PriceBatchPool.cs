using System.Collections.Concurrent;
using Arb.Domain.Pairing;

namespace Arb.Domain.Harvest;

/// <summary>A batch and the arbitrage actor it is for.</summary>
/// <param name="Shard">Which arbitrage actor.</param>
/// <param name="Batch">The prices.</param>
public readonly record struct ShardBatch(byte Shard, PriceBatch Batch);

/// <summary>Batches that travel between workers (rent) and arbitrage actors (return). Thread-safe and bounded; an empty pool makes a new batch and never blocks.</summary>
public sealed class PriceBatchPool
{
    private readonly ConcurrentQueue<PriceBatch> _free = new();
    private readonly int _maxKept;
    private int _kept;

    /// <summary>Makes a pool of batches with room for <paramref name="capacity"/> updates, of which at most <paramref name="maxKept"/> wait for use.</summary>
    public PriceBatchPool(int capacity = 512, int maxKept = 256)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfNegative(maxKept);
        Capacity = capacity;
        _maxKept = maxKept;
    }

    /// <summary>Room in each batch, in updates.</summary>
    public int Capacity { get; }

    /// <summary>Batches waiting for use.</summary>
    public int Kept => Volatile.Read(ref _kept);

    /// <summary>An empty batch.</summary>
    public PriceBatch Rent()
    {
        if (!_free.TryDequeue(out var batch))
            return new PriceBatch(Capacity);
        Interlocked.Decrement(ref _kept);
        return batch;
    }

    /// <summary>Takes a batch back; the caller must not touch it afterwards. A batch of another size, or one too many, is left to the garbage collector.</summary>
    public void Return(PriceBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Flow?.Leave();
        batch.Flow = null;
        if (batch.Items.Length != Capacity)
            return;
        if (Interlocked.Increment(ref _kept) > _maxKept)
        {
            Interlocked.Decrement(ref _kept);
            return;
        }
        batch.Count = 0;
        _free.Enqueue(batch);
    }
}
