using Akka.Actor;
using Akka.Event;
using Arb.Actors.Telemetry;
using Arb.Domain.Health;

namespace Arb.Actors.Health;

/// <summary>Bounds of the system log; from <c>arb.system-log</c>.</summary>
/// <param name="MaxQueued">Entries waiting for the database at most; beyond it the oldest below Alarm are dropped, and counted. As many again may be under way.</param>
/// <param name="RetryAfter">Wait after a failed write.</param>
public sealed record SystemLogSettings(int MaxQueued, TimeSpan RetryAfter);

/// <summary>An entry as the log for people shows it; whoever writes that log finds the parts in it.</summary>
/// <param name="Entry">The entry.</param>
public sealed record SystemLogLine(SystemLogEntry Entry)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"[{(Entry.Severity == LogSeverity.Alarm ? $"ALARM {Entry.Area}" : Entry.Area)}] {(Entry.Execution is { } execution ? $"{execution}: " : "")}{Entry.Message}";
}

/// <summary>/user/system-log: stores every published <see cref="SystemLogEntry"/> in batches, one write at a time, and passes it to the log for people (L25).</summary>
public sealed class SystemLogActor : ReceiveActor, IWithTimers
{
    private readonly ISystemLog _store;
    private readonly SystemLogSettings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly EngineClock _clock = EngineClock.Of(Context.System);
    private readonly EngineTelemetry _telemetry = EngineTelemetry.Of(Context.System);
    private readonly List<SystemLogEntry> _queue = [];
    private int _writing;
    private long _dropped;

    /// <summary>Makes a system log over <paramref name="store"/>.</summary>
    public SystemLogActor(ISystemLog store, SystemLogSettings settings)
    {
        _store = store;
        _settings = settings;
        Receive<SystemLogEntry>(OnEntry);
        Receive<Error>(OnFailure);
        Receive<Written>(_ => OnWritten());
        Receive<NotWritten>(OnNotWritten);
        Receive<Retry>(_ => Write());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(SystemLogEntry));
        Context.System.EventStream.Subscribe(Self, typeof(Error));
    }

    /// <summary>An exception that reached the log (an actor failed and its supervisor dealt with it) is stored too; the log itself has it already.</summary>
    private void OnFailure(Error failure)
    {
        if (failure.Cause is null || failure.LogClass == typeof(SystemLogActor))
            return;
        var cause = failure.Cause;
        Store(new SystemLogEntry(_clock.Now, LogSeverity.Error, "actor", $"{failure.LogSource}: {cause.GetType().Name}: {cause.Message}"));
    }

    private void OnEntry(SystemLogEntry entry)
    {
        var level = entry.Severity switch
        {
            LogSeverity.Info => LogLevel.InfoLevel,
            LogSeverity.Warning => LogLevel.WarningLevel,
            _ => LogLevel.ErrorLevel,
        };
        _log.Log(level, null, "{0}", new SystemLogLine(entry));
        Store(entry);
    }

    private void Store(SystemLogEntry entry)
    {
        if (_queue.Count - _writing < _settings.MaxQueued || MakeRoom(entry))
            _queue.Add(entry);
        _telemetry.SystemLog.Add(1, new KeyValuePair<string, object?>("severity", SourceTelemetry.Snake(entry.Severity.ToString())));
        _telemetry.SystemLogQueue(_queue.Count);
        if (_writing == 0 && !Timers.IsTimerActive(nameof(Retry)))
            Write();
    }

    /// <summary>Drops the oldest waiting entry below Alarm; among alarms only, an alarm replaces the oldest and anything else is not taken. What is being written is not touched.</summary>
    private bool MakeRoom(SystemLogEntry coming)
    {
        var victim = _queue.FindIndex(_writing, entry => entry.Severity != LogSeverity.Alarm);
        if (victim < 0 && coming.Severity == LogSeverity.Alarm)
            victim = _writing;
        if (victim >= 0)
            _queue.RemoveAt(victim);
        if (_dropped++ % 1_000 == 0)
            _log.Error("system log: the database does not keep up, {0} entries dropped so far", _dropped);
        return victim >= 0;
    }

    private void Write()
    {
        if (_queue.Count == 0)
            return;
        _writing = _queue.Count;
        _store.AppendAsync([.. _queue]).PipeTo(Self, success: () => Written.Instance, failure: cause => new NotWritten(cause));
    }

    private void OnWritten()
    {
        _queue.RemoveRange(0, _writing);
        _writing = 0;
        _telemetry.SystemLogQueue(_queue.Count);
        Write();
    }

    private void OnNotWritten(NotWritten failed)
    {
        _writing = 0;
        _log.Error(failed.Cause, "system log: {0} entries not written, tried again in {1} s", _queue.Count, _settings.RetryAfter.TotalSeconds);
        Timers.StartSingleTimer(nameof(Retry), Retry.Instance, _settings.RetryAfter);
    }

    private sealed record NotWritten(Exception Cause);

    private sealed class Written
    {
        public static readonly Written Instance = new();
    }

    private sealed class Retry
    {
        public static readonly Retry Instance = new();
    }
}
