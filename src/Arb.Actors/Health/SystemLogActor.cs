using Akka.Actor;
using Akka.Event;
using Arb.Domain.Health;

namespace Arb.Actors.Health;

/// <summary>Bounds of the system log; from <c>arb.system-log</c>.</summary>
/// <param name="MaxQueued">Entries waiting for the database at most; beyond it the oldest below Alarm are dropped, and counted.</param>
/// <param name="RetryAfter">Wait after a failed write.</param>
public sealed record SystemLogSettings(int MaxQueued, TimeSpan RetryAfter);

/// <summary>/user/system-log: stores every published <see cref="SystemLogEntry"/> in batches, one write at a time, and passes it to the log for people (L25).</summary>
public sealed class SystemLogActor : ReceiveActor, IWithTimers
{
    private readonly ISystemLog _store;
    private readonly SystemLogSettings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<SystemLogEntry> _queue = [];
    private int _writing;
    private long _dropped;

    /// <summary>Makes a system log over <paramref name="store"/>.</summary>
    public SystemLogActor(ISystemLog store, SystemLogSettings settings)
    {
        _store = store;
        _settings = settings;
        Receive<SystemLogEntry>(OnEntry);
        Receive<Written>(_ => OnWritten());
        Receive<NotWritten>(OnNotWritten);
        Receive<Retry>(_ => Write());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(SystemLogEntry));

    private void OnEntry(SystemLogEntry entry)
    {
        var level = entry.Severity switch
        {
            LogSeverity.Info => LogLevel.InfoLevel,
            LogSeverity.Warning => LogLevel.WarningLevel,
            _ => LogLevel.ErrorLevel,
        };
        _log.Log(level, null, "[{0}] {1}{2}", entry.Severity == LogSeverity.Alarm ? $"ALARM {entry.Area}" : entry.Area, entry.Execution is { } execution ? $"{execution}: " : "", entry.Message);
        if (_queue.Count >= _settings.MaxQueued)
            MakeRoom();
        _queue.Add(entry);
        if (_writing == 0 && !Timers.IsTimerActive(nameof(Retry)))
            Write();
    }

    private void MakeRoom()
    {
        var victim = _queue.FindIndex(_writing, entry => entry.Severity != LogSeverity.Alarm);
        if (victim < 0)
            victim = _queue.Count - 1;
        _queue.RemoveAt(victim);
        if (_dropped++ % 1_000 == 0)
            _log.Error("system log: the database does not keep up, {0} entries dropped so far", _dropped);
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
