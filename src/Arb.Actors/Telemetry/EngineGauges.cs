using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Arb.Actors.Market;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Actors.Telemetry;

/// <summary>
/// What the engine's parts said of themselves last. <see cref="TelemetryActor"/> asks and writes, instruments read: reading a number never asks an actor, so a stuck engine cannot hold up whoever looks.
/// </summary>
internal sealed class EngineGauges
{
    private static readonly Lamp[] Lamps = Enum.GetValues<Lamp>();
    private static readonly EngineState[] States = Enum.GetValues<EngineState>();

    private ImmutableDictionary<AccountId, Lamp> _lamps = ImmutableDictionary<AccountId, Lamp>.Empty;
    private ImmutableDictionary<AccountId, ExposureAnswered> _exposure = ImmutableDictionary<AccountId, ExposureAnswered>.Empty;
    private EngineStatus? _engine;
    private MarketStatus? _market;
    private LocksAnswered? _locks;

    public EngineGauges(Meter meter)
    {
        meter.CreateObservableGauge("arb.lamp", () => _lamps.SelectMany(account => Lamps.Select(lamp => Is(account.Value == lamp, ("account", account.Key.Value), ("lamp", Word(lamp))))), null, "1 for the lamp that an account shows, 0 for the others.");
        meter.CreateObservableGauge("arb.engine.state", () => _engine is { } engine ? States.Select(state => Is(engine.State == state, ("state", Word(state)))) : [], null, "1 for the state that the engine is in, 0 for the others.");
        meter.CreateObservableGauge("arb.exposure.open", () => Money(answer => answer.Open), null, "Stakes of an account that are placed, or may be, and not settled; account currency.");
        meter.CreateObservableGauge("arb.exposure.reserved", () => Money(answer => answer.Reserved), null, "Stakes reserved at an account for executions that run; account currency.");
        meter.CreateObservableGauge("arb.exposure.headroom", () => Money(answer => answer.Headroom), null, "What may still be staked at an account over all matches; account currency.");
        meter.CreateObservableGauge("arb.exposure.max_total", () => Money(answer => answer.Caps?.MaxTotal), null, "Cap of an account over all matches; account currency.");
        meter.CreateObservableGauge("arb.exposure.max_per_match", () => Money(answer => answer.Caps?.MaxPerMatch), null, "Cap of an account on one match; account currency.");
        meter.CreateObservableGauge("arb.opportunities.standing", () => One(_market?.Opportunities), "{opportunity}", "Opportunities that stand now.");
        meter.CreateObservableGauge("arb.book.markets", () => One(_market?.Markets), "{market}", "Markets in the book.");
        meter.CreateObservableGauge("arb.matches.bound", () => One(_market?.BoundMatches), "{match}", "Matches that two providers or more offer.");
        meter.CreateObservableGauge("arb.bindings.waiting", () => One(_market?.Questions), "{pair}", "Pairs of events that wait for the operator's decision.");
        meter.CreateObservableGauge("arb.executions.running", () => One(_locks?.Locks.Count(held => !held.WithPerson)), "{execution}", "Executions that run.");
        meter.CreateObservableGauge("arb.executions.with_person", () => One(_locks?.Locks.Count(held => held.WithPerson)), "{execution}", "Executions that wait for a person.");
        meter.CreateObservableGauge("arb.executions.unknown", () => One(_locks?.Locks.Count(held => held.UnknownLegs)), "{execution}", "Executions with a bet of unknown outcome.");
        meter.CreateObservableGauge("arb.lock.oldest", () => One(OldestLock), "s", "Age of the oldest lock that no person owns.");
    }

    /// <summary>What the time is, for ages.</summary>
    public Func<DateTimeOffset> Now { get; set; } = () => default;

    private double? OldestLock => _locks is null ? null : _locks.Locks.Where(held => !held.WithPerson).Select(held => (Now() - held.TakenAt).TotalSeconds).DefaultIfEmpty(0).Max();

    public void Set(AccountId account, Lamp lamp) => _lamps = _lamps.SetItem(account, lamp);

    public void Set(ExposureAnswered answer) => _exposure = _exposure.SetItem(answer.Account, answer);

    public void Set(EngineStatus status) => _engine = status;

    public void Set(MarketStatus status) => _market = status;

    public void Set(LocksAnswered locks) => _locks = locks;

    /// <summary>Only these accounts exist now, with these lamps.</summary>
    public void Keep(IReadOnlyDictionary<AccountId, Lamp> accounts)
    {
        _lamps = accounts.ToImmutableDictionary();
        _exposure = _exposure.RemoveRange(_exposure.Keys.Where(account => !accounts.ContainsKey(account)));
    }

    // A picture of money, not money: instruments know no decimals.
    private IEnumerable<Measurement<double>> Money(Func<ExposureAnswered, decimal?> read) =>
        _exposure.Values.Where(answer => read(answer) is not null).Select(answer => new Measurement<double>((double)read(answer)!.Value, new KeyValuePair<string, object?>("account", answer.Account.Value)));

    private static IEnumerable<Measurement<double>> One(double? value) => value is { } known ? [new Measurement<double>(known)] : [];

    private static Measurement<int> Is(bool so, params (string Name, string Value)[] tags) =>
        new(so ? 1 : 0, tags.Select(tag => new KeyValuePair<string, object?>(tag.Name, tag.Value)).ToArray());

    private static string Word<T>(T value)
        where T : struct, Enum => SourceTelemetry.Snake(value.ToString());
}
