using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Domain.Health;

/// <summary>
/// Tells which published events are alerts. Decides from the events alone and remembers only what they said last (a lamp that is announced again did not change); no clock, no I/O.
/// </summary>
/// <param name="nearCap">Share of a cap from which exposure is near it.</param>
public sealed class AlertRule(decimal nearCap)
{
    private readonly Dictionary<AccountId, Lamp> _lamps = [];
    private readonly Dictionary<AccountId, bool> _nearTotal = [];
    private readonly Dictionary<AccountId, MatchId> _nearMatch = [];
    // Executions that were alarmed about and did not end: as many as run or wait for a person.
    private readonly HashSet<ExecutionId> _alarmed = [];
    private bool _killed;

    /// <summary>The types of events that it knows; whoever feeds it subscribes to them.</summary>
    public static IReadOnlyList<Type> Events { get; } = [typeof(SystemLogEntry), typeof(LampChanged), typeof(SessionLost), typeof(EngineStatus), typeof(ExposureChanged), typeof(ExecutionEnded), typeof(PlanWaits), typeof(PlanEnded)];

    /// <summary>The alerts that an event is, without a number.</summary>
    /// <param name="happened">An event of <see cref="Events"/>; any other is none.</param>
    /// <param name="now">When it arrived, for events that do not say.</param>
    public IReadOnlyList<Alert> See(object happened, DateTimeOffset now) => happened switch
    {
        SystemLogEntry entry => Entry(entry),
        LampChanged changed => LampOf(changed),
        SessionLost lost => [Make(AlertKind.SessionLost, LogSeverity.Warning, now, $"{lost.Source.Account}: the bookmaker ended the session: {lost.Reason}; log in again", lost.Source.Account)],
        EngineStatus status => Engine(status, now),
        ExposureChanged exposure => Exposure(exposure),
        ExecutionEnded ended => Ended(ended.Finished),
        PlanWaits waits => [Make(AlertKind.PlanWaits, LogSeverity.Warning, waits.Plan.At, PlanWords.Waits(waits.Plan))],
        PlanEnded { Ending: PlanEnding.Lapsed or PlanEnding.Changed } ended => [Make(AlertKind.PlanWaits, LogSeverity.Warning, ended.At, PlanWords.Ended(ended.Plan, ended.Ending))],
        _ => [],
    };

    private IReadOnlyList<Alert> Entry(SystemLogEntry entry)
    {
        AlertKind? kind = entry switch
        {
            { Topic: LogTopic.NakedPosition } => AlertKind.NakedPosition,
            { Topic: LogTopic.HedgeFailed } => AlertKind.HedgeFailed,
            { Topic: LogTopic.NeedsPerson } => AlertKind.NeedsPerson,
            { Topic: LogTopic.None, Severity: LogSeverity.Alarm } => AlertKind.Alarm,
            _ => null,
        };
        if (kind is null)
            return [];
        if (entry is { Execution: { } execution, Topic: not LogTopic.None })
            _alarmed.Add(execution);
        // An alarm means that a person must act; a position that is being hedged is the engine's to act on.
        var severity = kind == AlertKind.NakedPosition ? LogSeverity.Error : LogSeverity.Alarm;
        return [Make(kind.Value, severity, entry.At, entry.Message, entry.Account, entry.Execution)];
    }

    /// <summary>Whoever was alarmed hears how it ended. A hedge or a person's word had its alarm too, perhaps in a run of the engine before this one.</summary>
    private IReadOnlyList<Alert> Ended(ExecutionFinished finished)
    {
        if (finished.Result == ExecutionResult.WithPerson)
            return [];
        var alarmed = _alarmed.Remove(finished.Execution) || finished.Result is ExecutionResult.Hedged or ExecutionResult.Resolved;
        return alarmed
            ? [Make(AlertKind.PositionClosed, LogSeverity.Warning, finished.At, FormattableString.Invariant($"{finished.Execution} is {Word(finished.Result)}, worst outcome {finished.WorstProfit:+0.00;-0.00;0.00}: {finished.Reason}"), null, finished.Execution)]
            : [];
    }

    /// <summary>A lamp is RED until its account is well: the first word about an account is no change.</summary>
    private IReadOnlyList<Alert> LampOf(LampChanged changed)
    {
        var known = _lamps.TryGetValue(changed.Account, out var before);
        _lamps[changed.Account] = changed.Lamp;
        if (!known || before == changed.Lamp)
            return [];
        // Leaving GREEN is what stops executions; everything else is for those who look.
        var severity = before == Lamp.Green ? LogSeverity.Warning : LogSeverity.Info;
        return [Make(AlertKind.LampChanged, severity, changed.At, $"{changed.Account}: {Word(before)} -> {Word(changed.Lamp)}: {changed.Reason}", changed.Account)];
    }

    private IReadOnlyList<Alert> Engine(EngineStatus status, DateTimeOffset now)
    {
        var killed = status.State == EngineState.Killed;
        if (killed == _killed)
            return [];
        _killed = killed;
        return [killed
            ? Make(AlertKind.KillSwitch, LogSeverity.Alarm, now, $"kill switch: {status.Reason}; nothing new is executed until arb engine start")
            : Make(AlertKind.KillSwitch, LogSeverity.Warning, now, $"the kill switch is released: the engine is {status.State.ToString().ToUpperInvariant()} ({status.Reason})")];
    }

    /// <summary>Once when it comes near, and again only after it was farther away; per match once for each that is the fullest.</summary>
    private List<Alert> Exposure(ExposureChanged changed)
    {
        var alerts = new List<Alert>(2);
        var near = IsNear(changed.Used, changed.MaxTotal);
        if (near && !_nearTotal.GetValueOrDefault(changed.Account))
            alerts.Add(Make(AlertKind.ExposureNearCap, LogSeverity.Warning, changed.At, FormattableString.Invariant($"{changed.Account}: {changed.Used:0.00} of {changed.MaxTotal:0.00} are staked or reserved (cap over all matches)"), changed.Account));
        _nearTotal[changed.Account] = near;
        if (changed.Fullest is not { } match || !IsNear(changed.FullestUsed, changed.MaxPerMatch))
        {
            _nearMatch.Remove(changed.Account);
            return alerts;
        }
        // A match filled to its cap by one execution is everyday business: told, and below what sinks get by default.
        if (!_nearMatch.TryGetValue(changed.Account, out var last) || last != match)
            alerts.Add(Make(AlertKind.ExposureNearCap, LogSeverity.Info, changed.At, FormattableString.Invariant($"{changed.Account}: {changed.FullestUsed:0.00} of {changed.MaxPerMatch:0.00} are staked or reserved on {match} (cap per match)"), changed.Account));
        _nearMatch[changed.Account] = match;
        return alerts;
    }

    private bool IsNear(decimal used, decimal cap) => used > 0m && used >= nearCap * cap;

    private static string Word(ExecutionResult result) => result.ToString().ToLowerInvariant();

    private static string Word(Lamp lamp) => lamp.ToString().ToUpperInvariant();

    private static Alert Make(AlertKind kind, LogSeverity severity, DateTimeOffset at, string message, AccountId? account = null, ExecutionId? execution = null) =>
        new(0, kind, severity, at, message, account, execution, 1);
}
