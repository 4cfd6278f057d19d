using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Embedded;

/// <summary>The scheduler of a deterministic run: its clocks stand still until <see cref="DeterministicRuntime"/> moves them. Chosen with the dispatcher type <c>deterministic</c>.</summary>
public sealed class DeterministicScheduler : SchedulerBase, IVirtualTimers
{
    private const string Section = Dispatchers.DefaultDispatcherId;

    /// <summary>Made by the system.</summary>
    /// <exception cref="ConfigurationException">Seed or start time cannot be read.</exception>
    public DeterministicScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log)
    {
        var start = scheduler.GetString(Section + ".start-time", "");
        var at = DeterministicRuntime.DefaultStart;
        if (!string.IsNullOrEmpty(start) && !DateTimeOffset.TryParse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at))
            throw new ConfigurationException($"{Section}.start-time: '{start}' is no ISO 8601 time");
        Runtime = new DeterministicRuntime(unchecked((ulong)scheduler.GetLong(Section + ".seed", 0)), at.ToUniversalTime());
    }

    /// <inheritdoc/>
    public override TimeSpan MonotonicClock => Runtime.Elapsed;

    /// <inheritdoc/>
    public override TimeSpan HighResMonotonicClock => Runtime.Elapsed;

    TimeSpan IVirtualTimers.TimerClock => Runtime.Elapsed;

    internal DeterministicRuntime Runtime { get; }

    /// <inheritdoc/>
    protected override DateTimeOffset TimeNow => Runtime.Now;

    /// <inheritdoc/>
    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable)
        => Add(delay, TimeSpan.Zero, () => receiver.Tell(message, sender), cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable)
        => Add(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable)
        => Add(delay, TimeSpan.Zero, () => Guard(action), cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable)
        => Add(initialDelay, interval, () => Guard(action), cancelable);

    private void Add(TimeSpan delay, TimeSpan interval, Action fire, ICancelable? cancelable)
        => Runtime.AddTimer(delay, new DeterministicRuntime.Timer(fire, interval, cancelable));

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            Log.Error(e, "A scheduled task failed");
        }
    }
}

/// <summary>Hands every mailbox to the one runtime of the system.</summary>
internal sealed class DeterministicDispatcher(MessageDispatcherConfigurator configurator) : MessageDispatcher(configurator)
{
    private readonly DeterministicRuntime _runtime = DeterministicRuntime.Of(configurator.Prerequisites.Scheduler);

    internal override bool RunsInline => true;

    internal override void Execute(Mailbox mailbox) => _runtime.Add(mailbox);

    protected override void ExecuteTask(IRunnable run) => _runtime.Add(run);
}
