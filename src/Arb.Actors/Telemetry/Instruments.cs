using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Arb.Domain.Primitives;

namespace Arb.Actors.Telemetry;

/// <summary>Instruments of the workers. What a price moves is counted in <see cref="SourceTelemetry"/> and only read here.</summary>
internal sealed class HarvestInstruments
{
    private static readonly double[] Calls = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30];

    public HarvestInstruments(Meter meter, ConcurrentDictionary<SourceKey, SourceTelemetry> sources)
    {
        Polls = meter.CreateCounter<long>("arb.polls", "{poll}", "Polls answered, by role, HTTP status (or how the call failed) and what the answer turned out to be.");
        PollDuration = meter.CreateHistogram("arb.poll.duration", "s", "From a poll's request to the last byte of its answer.", [], Buckets.Of(Calls));
        DecodeDuration = meter.CreateHistogram("arb.decode.duration", "s", "From the bytes of an answer to its price batches.", [], Buckets.Of([0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25]));
        Conflations = meter.CreateCounter<long>("arb.book.conflations", "{conflation}", "Times a shard of the book fell behind a worker and got the last prices instead of every change.");
        meter.CreateObservableCounter("arb.prices.decoded", () => Each(sources, source => source.Decoded), "{price}", "Prices decoded; rows whose bytes did not change are not among them.");
        meter.CreateObservableCounter("arb.prices.changed", () => Each(sources, source => source.Changed), "{price}", "Prices that were another than before.");
        meter.CreateObservableCounter("arb.prices.sent", () => Each(sources, source => source.Sent), "{update}", "Market updates sent to the book.");
        meter.CreateObservableCounter("arb.drops", () => sources.Values.SelectMany(source => source.Drops()), "{drop}", "Rows, markets and prices dropped, by reason.");
        meter.CreateObservableGauge("arb.prices.open", () => Each(sources, source => source.Open), "{price}", "Open prices known.");
        meter.CreateObservableGauge("arb.book.batches_ahead", () => Each(sources, source => source.Ahead), "{batch}", "Price batches that the book has not applied yet.");
    }

    public Counter<long> Polls { get; }

    public Histogram<double> PollDuration { get; }

    public Histogram<double> DecodeDuration { get; }

    public Counter<long> Conflations { get; }

    private static IEnumerable<Measurement<long>> Each(ConcurrentDictionary<SourceKey, SourceTelemetry> sources, Func<SourceTelemetry, long> read) =>
        sources.Values.Select(source => new Measurement<long>(read(source), source.Tags));
}

/// <summary>Instruments of the book.</summary>
internal sealed class MarketInstruments(Meter meter)
{
    public Counter<long> Opportunities { get; } = meter.CreateCounter<long>("arb.opportunities", "{opportunity}", "Opportunities: new, repriced (the same with other prices), withdrawn.");

    public Histogram<double> Margin { get; } = meter.CreateHistogram(
        "arb.opportunity.margin", "1", "Margin of a new opportunity, a fraction.", [], Buckets.Of([0.001, 0.0025, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.15, 0.25]));

    public Histogram<double> Lifetime { get; } = meter.CreateHistogram(
        "arb.opportunity.lifetime", "s", "From the first sight of an opportunity until it is withdrawn.", [], Buckets.Of([0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 900]));

    public Histogram<double> Latency { get; } = meter.CreateHistogram(
        "arb.opportunity.latency", "s", "From the bytes of the answer that made it to the opportunity.", [], Buckets.Of([0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]));
}

/// <summary>Instruments of executions.</summary>
internal sealed class ExecutionInstruments(Meter meter)
{
    private static readonly double[] Seconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120];

    public Counter<long> Executions { get; } = meter.CreateCounter<long>("arb.executions", "{execution}", "Executions ended, or handed to a person, by result.");

    public Histogram<double> Duration { get; } = meter.CreateHistogram("arb.execution.duration", "s", "From the lock to the decided end of an execution.", [], Buckets.Of(Seconds));

    public Counter<long> Legs { get; } = meter.CreateCounter<long>("arb.legs", "{bet}", "Outcomes of bets by account; unknown ones count again when evidence settles them.");

    public Histogram<double> Placement { get; } = meter.CreateHistogram("arb.placement.duration", "s", "From the durable intent of a bet to its first outcome.", [], Buckets.Of(Seconds));

    public Counter<long> HedgeRounds { get; } = meter.CreateCounter<long>("arb.hedge.rounds", "{round}", "Hedge rounds: a hedge was chosen, or none was possible.");

    public Counter<long> Hedges { get; } = meter.CreateCounter<long>("arb.hedges", "{bet}", "Hedge bets chosen, by where they come from.");

    public Counter<long> Persons { get; } = meter.CreateCounter<long>("arb.executions.to_person", "{execution}", "Times a person was asked to look.");

    public Histogram<double> JournalWrite { get; } = meter.CreateHistogram(
        "arb.journal.write.duration", "s", "From the wish to write an event until it is durable.", [], Buckets.Of([0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]));

    public Counter<long> JournalFailures { get; } = meter.CreateCounter<long>("arb.journal.failures", "{write}", "Events that could not be made durable.");
}

internal static class Buckets
{
    public static InstrumentAdvice<double> Of(double[] bounds) => new() { HistogramBucketBoundaries = bounds };
}
