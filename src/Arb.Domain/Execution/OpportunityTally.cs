using Arb.Domain.Arbitrage;

namespace Arb.Domain.Execution;

/// <summary>Counts opportunities by margin when they are found and by lifetime when they are withdrawn, in fixed ranges. Not thread-safe.</summary>
public sealed class OpportunityTally
{
    private static readonly decimal[] Seconds = [0m, 1m, 2m, 5m, 10m, 30m, 60m, 120m, 300m];
    private static readonly decimal[] Fractions = [0m, 0.0025m, 0.005m, 0.0075m, 0.01m, 0.015m, 0.02m, 0.03m, 0.05m, 0.1m];

    private readonly long[] _lifetimes = new long[Seconds.Length];
    private readonly long[] _margins = new long[Fractions.Length];

    /// <summary>The counts so far.</summary>
    public OpportunityFigures Figures => new(Ranges(Seconds, _lifetimes), Ranges(Fractions, _margins));

    /// <summary>One was found that was not known.</summary>
    public void Found(Opportunity opportunity) => _margins[Index(Fractions, opportunity.Margin)]++;

    /// <summary>It is gone after this long.</summary>
    public void Withdrawn(TimeSpan stood) => _lifetimes[Index(Seconds, (decimal)stood.TotalMilliseconds / 1000m)]++;

    private static int Index(decimal[] starts, decimal value)
    {
        var at = Array.FindLastIndex(starts, start => value >= start);
        return Math.Max(0, at);
    }

    private static CountedRange[] Ranges(decimal[] starts, long[] counts) =>
        [.. starts.Select((start, i) => new CountedRange(start, i + 1 < starts.Length ? starts[i + 1] : null, counts[i]))];
}
