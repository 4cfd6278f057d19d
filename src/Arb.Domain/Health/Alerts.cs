using Arb.Domain.Commands;
using Arb.Domain.Primitives;

namespace Arb.Domain.Health;

/// <summary>What an alert is about.</summary>
public enum AlertKind : byte
{
    /// <summary>A leg stands and another does not: the position is open and is being hedged.</summary>
    NakedPosition,

    /// <summary>A hedge round found no acceptable hedge: the position stays open.</summary>
    HedgeFailed,

    /// <summary>An execution waits for a person.</summary>
    NeedsPerson,

    /// <summary>The all-clear: a position that was alarmed about is hedged, complete or resolved.</summary>
    PositionClosed,

    /// <summary>The bookmaker ended a session.</summary>
    SessionLost,

    /// <summary>The lamp of an account changed.</summary>
    LampChanged,

    /// <summary>Stakes of an account come near a cap.</summary>
    ExposureNearCap,

    /// <summary>The kill switch was pulled, or released.</summary>
    KillSwitch,

    /// <summary>Any other alarm of the system log: a person must look.</summary>
    Alarm,

    /// <summary>A test.</summary>
    Test,

    /// <summary>A plan waits for approval, or ended without a bet after it waited.</summary>
    PlanWaits,
}

/// <summary>Something a person wants to hear of at once. Bounded in memory; the system log keeps what it says.</summary>
/// <param name="Number">1, 2, … since the engine started; 0 before it is kept.</param>
/// <param name="Kind">About what.</param>
/// <param name="Severity">How bad.</param>
/// <param name="At">When it happened; of a coalesced one the last.</param>
/// <param name="Message">One sentence; no secret.</param>
/// <param name="Account">Account concerned, or null.</param>
/// <param name="Execution">Execution concerned, or null.</param>
/// <param name="Count">How many it stands for: more than 1 when a burst was coalesced.</param>
public sealed record Alert(long Number, AlertKind Kind, LogSeverity Severity, DateTimeOffset At, string Message, AccountId? Account, ExecutionId? Execution, int Count);

/// <summary>Bounds of alerts; from <c>arb.alerts</c>.</summary>
/// <param name="Kept">Alerts kept in memory.</param>
/// <param name="MinInterval">The same kind about the same account or execution goes out at most this often; what comes between is counted and told together.</param>
/// <param name="NearCap">Share of an exposure cap from which an alert is raised, above 0 up to 1.</param>
/// <param name="AtLeast">Lowest severity that sinks get.</param>
/// <param name="Queue">Alerts that wait for one sink at most; beyond it the oldest of the lowest severity is dropped, and counted.</param>
/// <param name="Attempts">Tries of one alert at one sink.</param>
/// <param name="RetryAfter">Pause between two tries.</param>
/// <param name="Deadline">A try that takes longer is cancelled and counts as failed.</param>
public sealed record AlertSettings(
    int Kept, TimeSpan MinInterval, decimal NearCap, LogSeverity AtLeast, int Queue, int Attempts, TimeSpan RetryAfter, TimeSpan Deadline);

/// <summary>What came of one try to hand an alert to a sink.</summary>
/// <param name="Delivered">True when the sink took it.</param>
/// <param name="Detail">What it said, for people; no secret.</param>
/// <param name="Retry">True when trying again may help.</param>
public sealed record AlertDelivery(bool Delivered, string Detail, bool Retry = true);

/// <summary>Port: hands alerts to the world outside. Never on the engine's threads for long: it must not block before its first await.</summary>
public interface IAlertSink
{
    /// <summary>Its name, e.g. <c>webhook</c>.</summary>
    string Name { get; }

    /// <summary>Where it leads, for people; no secret in it.</summary>
    string Target { get; }

    /// <summary>Hands over one alert, once. A failure is an answer, not an exception; ends soon after <paramref name="cancel"/>.</summary>
    Task<AlertDelivery> DeliverAsync(Alert alert, CancellationToken cancel);
}

/// <summary>Stakes of an account against its caps changed. Published by an exposure actor on the event stream; not in CI safe mode, which has no caps.</summary>
/// <param name="Account">Which.</param>
/// <param name="Used">Reserved and open stakes.</param>
/// <param name="MaxTotal">Cap over all matches.</param>
/// <param name="FullestUsed">The most on one match.</param>
/// <param name="Fullest">That match, or null.</param>
/// <param name="MaxPerMatch">Cap per match.</param>
/// <param name="At">When.</param>
public sealed record ExposureChanged(AccountId Account, decimal Used, decimal MaxTotal, decimal FullestUsed, MatchId? Fullest, decimal MaxPerMatch, DateTimeOffset At);

/// <summary>Alerts since a number, newest first; answered by <see cref="AlertList"/>.</summary>
/// <param name="Limit">At most this many, 1 to 10,000.</param>
/// <param name="After">Only those with a higher number; 0 for all.</param>
public sealed record ListAlerts(int Limit, long After) : ArbCommand;

/// <summary>Sends a test alert to every sink at once, past queue and rate limit; answered by <see cref="AlertTestReport"/>.</summary>
public sealed record TestAlerts : ArbCommand;

/// <summary>Recent alerts. Numbers begin again at 1 when the engine starts: <paramref name="Since"/> tells one run from another.</summary>
/// <param name="Since">When this run began to keep them.</param>
/// <param name="Alerts">Newest first.</param>
/// <param name="Sinks">How the sinks fare.</param>
public sealed record AlertList(DateTimeOffset Since, IReadOnlyList<Alert> Alerts, IReadOnlyList<AlertSinkView> Sinks) : CommandReply;

/// <summary>How a sink fares since the engine started.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">Where it leads.</param>
/// <param name="Delivered">Alerts taken.</param>
/// <param name="Failed">Alerts given up.</param>
/// <param name="Dropped">Alerts dropped because its queue was full.</param>
/// <param name="Waiting">Alerts that wait, the one under way included.</param>
/// <param name="Last">What came of the last try, or null.</param>
public sealed record AlertSinkView(string Name, string Target, long Delivered, long Failed, long Dropped, int Waiting, string? Last);

/// <summary>What came of a test.</summary>
/// <param name="Alert">The alert that was sent; the dashboard shows it too.</param>
/// <param name="Sinks">By sink; empty when none is configured.</param>
public sealed record AlertTestReport(Alert Alert, IReadOnlyList<AlertTestResult> Sinks) : CommandReply;

/// <summary>What came of a test at one sink.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">Where it leads.</param>
/// <param name="Delivered">True when it took the alert.</param>
/// <param name="Detail">What it said.</param>
/// <param name="TookMs">How long it took.</param>
public sealed record AlertTestResult(string Name, string Target, bool Delivered, string Detail, int TookMs);
