using Arb.Domain.Primitives;

namespace Arb.Domain.Health;

/// <summary>Provider status of an account (L26).</summary>
public enum Lamp : byte
{
    /// <summary>No session, worker dead or no heartbeat.</summary>
    Red,

    /// <summary>Session and worker alive, odds empty or stale.</summary>
    Yellow,

    /// <summary>Real odds arriving and fresh.</summary>
    Green,
}

/// <summary>What a worker really knows about itself; the only source of the lamp. From a worker to its account and the guardian on each change and once a second; no answer.</summary>
/// <param name="Source">Whose feed.</param>
/// <param name="SessionGeneration">Session it works with; 0 for none.</param>
/// <param name="Halted">True when it waits for a contract or session; <paramref name="Reason"/> says why.</param>
/// <param name="LastResponseAt">Last good response of any poll (the heartbeat), or null.</param>
/// <param name="LastOddsAt">Last response that carried or confirmed open prices, or null.</param>
/// <param name="OpenPrices">Open prices now.</param>
/// <param name="PricesPerSecond">Price changes and confirmations a second over the last few seconds, for people.</param>
/// <param name="LastStatus">Last HTTP status code, 0 for none.</param>
/// <param name="ConsecutiveFailures">Failed requests in a row.</param>
/// <param name="Drops">Dropped rows, markets and prices by reason since start.</param>
/// <param name="Reason">Why halted or failing; null when all is well.</param>
public sealed record WorkerHealth(
    SourceKey Source,
    int SessionGeneration,
    bool Halted,
    DateTimeOffset? LastResponseAt,
    DateTimeOffset? LastOddsAt,
    int OpenPrices,
    int PricesPerSecond,
    int LastStatus,
    int ConsecutiveFailures,
    IReadOnlyDictionary<Harvest.DropReason, long> Drops,
    string? Reason);

/// <summary>The lamp of an account changed. From an account to the engine and, through the event stream, to whoever shows it; no answer.</summary>
/// <param name="Account">Which.</param>
/// <param name="Provider">Its provider, or null without a contract.</param>
/// <param name="Lamp">New state.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="At">When.</param>
public sealed record LampChanged(AccountId Account, ProviderId? Provider, Lamp Lamp, string Reason, DateTimeOffset At);

/// <summary>Severity of a system log entry.</summary>
public enum LogSeverity : byte
{
    /// <summary>For people who look.</summary>
    Info,

    /// <summary>Something to look at.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Error,

    /// <summary>A person must act: naked position, hedge failed, storage failed.</summary>
    Alarm,
}

/// <summary>What an entry is about, where alerts must tell it from others; not stored.</summary>
public enum LogTopic : byte
{
    /// <summary>Anything else.</summary>
    None,

    /// <summary>A position is open and is being hedged.</summary>
    NakedPosition,

    /// <summary>A hedge round found no acceptable hedge.</summary>
    HedgeFailed,

    /// <summary>An execution was handed to a person.</summary>
    NeedsPerson,

    /// <summary>The entry repeats what another event says; no alert of its own.</summary>
    Repeats,
}

/// <summary>A structured system log entry (L25). Published on the event stream by any actor; the system-log actor stores it.</summary>
/// <param name="At">When.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Area">Stage: <c>worker</c>, <c>execution</c>, <c>watchdog</c>, ….</param>
/// <param name="Message">One sentence; what is named or formed like a secret is masked in it, because messages of others' exceptions come here too.</param>
/// <param name="Account">Account concerned, or null.</param>
/// <param name="Execution">Execution concerned, or null.</param>
public sealed record SystemLogEntry(DateTimeOffset At, LogSeverity Severity, string Area, string Message, AccountId? Account = null, ExecutionId? Execution = null)
{
    /// <summary>One sentence without secrets.</summary>
    public string Message { get; init; } = Sessions.SecretText.Mask(Message);

    /// <summary>What it is about, for alerts.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public LogTopic Topic { get; init; }
}

/// <summary>Port: the <c>system_log</c> table.</summary>
public interface ISystemLog
{
    /// <summary>Appends a batch; durable when the task completes; throws <see cref="Sessions.StorageException"/>.</summary>
    Task AppendAsync(IReadOnlyList<SystemLogEntry> entries);

    /// <summary>Newest first.</summary>
    Task<LogPage> ReadAsync(LogQuery query);
}

/// <summary>Which entries of the system log.</summary>
/// <param name="Limit">At most this many.</param>
/// <param name="AtLeast">Lowest severity.</param>
/// <param name="Since">Only from then on; null for all.</param>
/// <param name="After">Only those written after the one with this number; 0 for all.</param>
public sealed record LogQuery(int Limit, LogSeverity AtLeast, DateTimeOffset? Since = null, long After = 0);

/// <summary>Entries of the system log.</summary>
/// <param name="Entries">Newest first.</param>
/// <param name="Last">Number of the last entry written so far, of any severity; 0 without one.</param>
public sealed record LogPage(IReadOnlyList<SystemLogEntry> Entries, long Last);
