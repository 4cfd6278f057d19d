using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Arb.Domain.Primitives;

namespace Arb.Actors.Telemetry;

/// <summary>
/// What an actor system tells about itself: the meter and the activity source <c>Arb</c>, one of each per system, so that two engines in one process never mix. Labels are accounts, providers and
/// words of the engine only, never a match or an id: their number is bounded by the configuration. Nobody listens: nothing is kept and next to nothing is done.
/// </summary>
public sealed class EngineTelemetry : IExtension
{
    /// <summary>Name of meter and activity source.</summary>
    public const string Name = "Arb";

    /// <summary>Sources (account with provider) that are told apart; what comes later is counted under one name.</summary>
    private const int MaxSources = 1_000;

    private static readonly SourceKey Others = new(new AccountId("others"), new ProviderId("OTHER"));

    private readonly ConcurrentDictionary<SourceKey, SourceTelemetry> _sources = new();
    private readonly ConcurrentDictionary<AccountId, StrongBox<int>> _bettorQueues = new();
    private int _systemLogQueue;
    private string? _journalFault;

    /// <summary>Makes meter and source; they end with the system.</summary>
    internal EngineTelemetry(ActorSystem system)
    {
        Meter = new Meter(Name, "1", [], scope: system);
        Activities = new ActivitySource(Name, "1");
        Clock = EngineClock.Of(system);
        Harvest = new HarvestInstruments(Meter, _sources);
        Market = new MarketInstruments(Meter);
        Execution = new ExecutionInstruments(Meter);
        Gauges = new EngineGauges(Meter);
        DeadLetters = Meter.CreateCounter<long>("arb.dead_letters", "{message}", "Messages that reached nobody, or that their actor did not know.");
        SystemLog = Meter.CreateCounter<long>("arb.system_log.entries", "{entry}", "Entries of the system log.");
        Meter.CreateObservableGauge("arb.system_log.queue", () => Volatile.Read(ref _systemLogQueue), "{entry}", "Entries of the system log that wait for the database.");
        Meter.CreateObservableGauge(
            "arb.bettor.queue",
            () => _bettorQueues.Select(queue => new Measurement<int>(Volatile.Read(ref queue.Value.Value), new KeyValuePair<string, object?>("account", queue.Key.Value))),
            "{call}",
            "Calls that wait at an account's bettor.");
        system.RegisterOnTermination(Close);
    }

    /// <summary>The instruments.</summary>
    public Meter Meter { get; }

    /// <summary>The traces.</summary>
    public ActivitySource Activities { get; }

    /// <summary>Why the journal's last write failed; null while the last one succeeded, and before the first.</summary>
    public string? JournalFault => Volatile.Read(ref _journalFault);

    internal EngineClock Clock { get; }

    internal HarvestInstruments Harvest { get; }

    internal MarketInstruments Market { get; }

    internal ExecutionInstruments Execution { get; }

    internal EngineGauges Gauges { get; }

    internal Counter<long> DeadLetters { get; }

    internal Counter<long> SystemLog { get; }

    /// <summary>The telemetry of a system.</summary>
    public static EngineTelemetry Of(ActorSystem system) => system.WithExtension<EngineTelemetry, EngineTelemetryProvider>();

    /// <summary>The counters of one source; the same over restarts of its worker, so that they never go back.</summary>
    internal SourceTelemetry SourceOf(SourceKey source)
    {
        if (_sources.TryGetValue(source, out var known))
            return known;
        return _sources.Count >= MaxSources ? _sources.GetOrAdd(Others, key => new SourceTelemetry(key, Harvest)) : _sources.GetOrAdd(source, key => new SourceTelemetry(key, Harvest));
    }

    /// <summary>Takes meter and source out of the process's lists, which hold the system too; the system's end does it, and whoever drops a system without ending it.</summary>
    public void Close()
    {
        Meter.Dispose();
        Activities.Dispose();
    }

    /// <summary>Where a bettor writes how many calls wait.</summary>
    internal StrongBox<int> BettorQueueOf(AccountId account) => _bettorQueues.GetOrAdd(account, _ => new StrongBox<int>());

    internal void BettorEnded(AccountId account) => _bettorQueues.TryRemove(account, out _);

    internal void SystemLogQueue(int waiting) => Volatile.Write(ref _systemLogQueue, waiting);

    /// <summary>A durable event took this long, from the wish to the proof.</summary>
    internal void JournalWritten(TimeSpan took)
    {
        Volatile.Write(ref _journalFault, null);
        Execution.JournalWrite.Record(took.TotalSeconds);
    }

    internal void JournalFailed(string reason)
    {
        Volatile.Write(ref _journalFault, reason);
        Execution.JournalFailures.Add(1);
    }

    /// <summary>
    /// Starts a span without making it anybody's surroundings: an actor's thread serves others next, and nothing that goes over the wire may carry it. Null where nobody listens or it is not sampled.
    /// </summary>
    internal Activity? Start(string name, ActivityContext parent, DateTimeOffset at, ActivityKind kind = ActivityKind.Internal, IEnumerable<ActivityLink>? links = null)
    {
        if (!Activities.HasListeners())
            return null;
        var around = Activity.Current;
        Activity.Current = null;
        var span = Activities.StartActivity(name, kind, parent, tags: null, links, at);
        Activity.Current = around;
        return span;
    }

    /// <summary>Ends a span.</summary>
    internal static void End(Activity? span, DateTimeOffset at)
    {
        if (span is null)
            return;
        var around = Activity.Current;
        span.SetEndTime(at.UtcDateTime);
        span.Stop();
        Activity.Current = around;
    }
}

/// <summary>Makes the <see cref="EngineTelemetry"/> of a system.</summary>
public sealed class EngineTelemetryProvider : ExtensionIdProvider<EngineTelemetry>
{
    /// <inheritdoc/>
    public override EngineTelemetry CreateExtension(ExtendedActorSystem system) => new(system);
}
