using Akka.Actor;
using Arb.Domain.Execution;
using Arb.Domain.Health;

namespace Arb.Actors.Execution;

/// <summary>Production only (L20, L22): every 5 s it looks for stale locks and executions past their time and orders their safe end.</summary>
public sealed class WatchdogActor : ReceiveActor, IWithTimers
{
    private readonly ExecutionSettings _settings;
    private readonly TimeProvider _time;

    /// <summary>Made by <see cref="ExecutionHosting.AddExecution"/>.</summary>
    public WatchdogActor(ICanTell executions, ExecutionSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        Receive<Look>(_ => executions.Tell(GetLocks.Instance, Self));
        Receive<LocksAnswered>(answer =>
        {
            if (!answer.Recovering)
                foreach (var held in answer.Locks)
                    Judge(executions, held);
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer("look", new Look(), _settings.WatchdogInterval);

    private void Judge(ICanTell executions, LockInfo held)
    {
        var now = _time.GetUtcNow();
        var decision = Watchdog.Decide(held, now, _settings.MaxDuration);
        if (decision == WatchdogDecision.Leave)
            return;
        var reason = held.Alive ? $"past its time limit of {_settings.MaxDuration.TotalSeconds:0} s" : "its execution is gone";
        Context.System.EventStream.Publish(new SystemLogEntry(now, LogSeverity.Warning, "watchdog", $"{held.Execution} on {held.Match}: {reason}", null, held.Execution));
        executions.Tell(new WatchdogOrder(held.Token, decision, reason), Self);
    }

    private sealed record Look;
}
