using Akka.Actor;
using Arb.Domain.Execution;
using Arb.Domain.Health;

namespace Arb.Actors.Execution;

/// <summary>
/// Looks at the data folder at an interval, and at once when a write or a bet saw that something is wrong with it. A fault is an alarm, and the engine is told: <see cref="StorageStands"/>.
/// </summary>
public sealed class StorageWatchActor : ReceiveActor, IWithTimers
{
    private readonly ICanTell _engine;
    private readonly IStorageWatch _storage;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private IDisposable? _subscription;
    private StorageFault? _fault;

    /// <summary>Made by <see cref="ExecutionHosting.AddExecution"/>.</summary>
    public StorageWatchActor(ICanTell engine, IStorageWatch storage, TimeSpan interval, TimeProvider time)
    {
        _engine = engine;
        _storage = storage;
        _interval = interval;
        _time = time;
        Receive<Look>(_ => Judge(_storage.Look()));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        var self = Self;
        _subscription = _storage.OnFault(() => self.Tell(new Look()));
        Timers.StartPeriodicTimer("look", new Look(), _interval);
        self.Tell(new Look());
    }

    /// <inheritdoc/>
    protected override void PostStop() => _subscription?.Dispose();

    private void Judge(StorageFault? fault)
    {
        if (fault == _fault)
            return;
        var before = _fault;
        _fault = fault;
        if (fault is not null)
            Publish(LogSeverity.Alarm, fault.Describe());
        else
            Publish(LogSeverity.Warning, $"{before!.Path} is as it was; the engine stays killed until arb engine start");
        _engine.Tell(new StorageStands(fault), Self);
    }

    private void Publish(LogSeverity severity, string message) => Context.System.EventStream.Publish(new SystemLogEntry(_time.GetUtcNow(), severity, "storage", message));

    private sealed record Look;
}
