using Arb.Domain.Primitives;

namespace Arb.Domain.Harvest;

/// <summary>How a worker polls; from <c>arb.harvest</c>.</summary>
/// <param name="Leagues">Slow cadence.</param>
/// <param name="Matches">Medium cadence.</param>
/// <param name="Odds">Fast cadence, 3 to 5 s for real bookmakers.</param>
/// <param name="Jitter">Each wait is up to this fraction longer, so that workers do not beat in step; 0 to 1.</param>
/// <param name="BackoffMin">Wait after the first failure.</param>
/// <param name="BackoffMax">Longest wait after failures; <c>Retry-After</c> may be longer, up to <paramref name="RetryAfterMax"/>.</param>
/// <param name="RetryAfterMax">Longest <c>Retry-After</c> that is honoured to the letter; a longer one is cut to this.</param>
/// <param name="SnapshotAttempts">Snapshots asked for in a row without one that applies, before backing off.</param>
/// <param name="HealthInterval">How often the worker reports itself when nothing changes.</param>
/// <param name="Freshness">Prices not confirmed for this long leave the book.</param>
/// <param name="Limits">Bounds of what is kept.</param>
/// <param name="Seed">Seed of the jitter.</param>
public sealed record WorkerSettings(
    TimeSpan Leagues,
    TimeSpan Matches,
    TimeSpan Odds,
    double Jitter,
    TimeSpan BackoffMin,
    TimeSpan BackoffMax,
    TimeSpan RetryAfterMax,
    int SnapshotAttempts,
    TimeSpan HealthInterval,
    TimeSpan Freshness,
    HarvestLimits Limits,
    int Seed)
{
    /// <summary>
    /// Batches that a shard of the book has not applied yet, at most; beyond it nothing more is queued, and when the shard has caught up it gets the last price of each market. At least 1.
    /// </summary>
    public int MaxBatchesAhead { get; init; } = 256;

    /// <summary>The same with a seed of the source's own: workers that begin together and draw the same jitter would beat in step.</summary>
    public WorkerSettings For(SourceKey source) => this with { Seed = unchecked(Seed + (int)StableHash.Of(source.ToString())) };

    /// <summary>The cadence of a role.</summary>
    public TimeSpan Cadence(HarvestRole role) => role switch
    {
        HarvestRole.Leagues => Leagues,
        HarvestRole.Matches => Matches,
        _ => Odds,
    };

    /// <summary>The wait after <paramref name="failures"/> failures in a row (1 or more): doubles from the minimum to the maximum.</summary>
    public TimeSpan Backoff(int failures)
    {
        var doubled = BackoffMin.Ticks << Math.Min(failures - 1, 20);
        return TimeSpan.FromTicks(doubled <= 0 ? BackoffMax.Ticks : Math.Min(doubled, BackoffMax.Ticks));
    }
}
