using System.Collections.Immutable;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// Stops an actor system in ordered phases. Tasks of one phase run in parallel; the next phase starts when they are done,
/// have failed (where the phase recovers) or the phase's time is over. Configured in <c>akka.coordinated-shutdown</c>.
/// </summary>
public sealed partial class CoordinatedShutdown : IExtension
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<ShutdownTask>> _tasks = [];
    private readonly List<Func<Task<Done>>> _clrHooks = [];
    private readonly HashSet<string> _knownPhases;
    private readonly TaskCompletionSource<Done> _run = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Done> _clrHooksRun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Reason? _reason;
    private bool _clrHooksStarted;
    private volatile bool _runningClrHook;

    internal CoordinatedShutdown(ExtendedActorSystem system, Dictionary<string, Phase> phases)
    {
        System = system;
        Phases = phases;
        Log = Logging.GetLogger(system, GetType());
        _knownPhases = [.. phases.Keys, .. phases.Values.SelectMany(phase => phase.DependsOn)];
        OrderedPhases = TopologicalSort(phases);
    }

    /// <summary>The system to stop.</summary>
    public ExtendedActorSystem System { get; }

    /// <summary>Why the shutdown was started; null while it was not.</summary>
    public Reason ShutdownReason => Volatile.Read(ref _reason)!;

    /// <summary>The sum of the time limits of all phases that have tasks.</summary>
    public TimeSpan TotalTimeout
    {
        get
        {
            lock (_gate)
                return _tasks.Keys.Aggregate(TimeSpan.Zero, (sum, phase) => sum + Timeout(phase));
        }
    }

    internal Dictionary<string, Phase> Phases { get; }

    internal List<string> OrderedPhases { get; }

    internal ILoggingAdapter Log { get; }

    internal Task<Done> ClrShutdownTask => _clrHooksRun.Task;

    /// <summary>The coordinated shutdown of the system.</summary>
    public static CoordinatedShutdown Get(ActorSystem sys) => sys.WithExtension<CoordinatedShutdown, CoordinatedShutdownExtension>();

    /// <summary>Adds a task to a phase. A task that adds to a later phase, or a later task of a running shutdown, is honoured while that phase has not begun.</summary>
    /// <exception cref="ConfigurationException">The phase is not configured.</exception>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        if (!_knownPhases.Contains(phase))
            throw new ConfigurationException(
                $"Unknown phase [{phase}]: the configured phases are [{string.Join(", ", _knownPhases)}].");
        lock (_gate)
        {
            if (!_tasks.TryGetValue(phase, out var tasks))
                _tasks[phase] = tasks = [];
            tasks.Add(new ShutdownTask(taskName, task));
        }
    }

    /// <summary>
    /// Starts the shutdown, from <paramref name="fromPhase"/> on if given. Only the first call starts it; all calls return the same task.
    /// It fails when a phase that does not recover fails or runs out of time; later phases are skipped then.
    /// </summary>
    public Task<Done> Run(Reason reason, string? fromPhase = null)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
            _ = RunPhasesAsync(fromPhase is null ? OrderedPhases : OrderedPhases.SkipWhile(phase => phase != fromPhase).ToList());
        return _run.Task;
    }

    /// <summary>The time limit of a phase.</summary>
    /// <exception cref="ArgumentException">The phase is not configured.</exception>
    public TimeSpan Timeout(string phase)
        => Phases.TryGetValue(phase, out var known)
            ? known.Timeout
            : throw new ArgumentException($"Unknown phase [{phase}]. All phases must be configured.", nameof(phase));

    internal static Dictionary<string, Phase> PhasesFromConfig(Config config)
    {
        if (config is null || config.IsEmpty)
            throw new ConfigurationException("The coordinated shutdown needs a configuration of its phases.");
        var phases = config.GetConfig("phases") ?? throw new ConfigurationException("The coordinated shutdown has no phases.");
        var defaults = ConfigurationFactory.ParseString($"timeout = {config.GetString("default-phase-timeout")}\nrecover = on\ndepends-on = []");
        return phases.Root!.GetObject()!.Items.Keys.ToDictionary(name => name, name =>
        {
            // A phase may be an empty object, which reads as no configuration at all.
            var own = phases.GetConfig(name);
            var phase = own is null || own.IsEmpty ? defaults : own.WithFallback(defaults);
            return new Phase([.. phase.GetStringList("depends-on")], phase.GetTimeSpan("timeout", null, false), phase.GetBoolean("recover"));
        });
    }

    /// <summary>Every phase after all those it depends on.</summary>
    /// <exception cref="ArgumentException">The phases depend on each other in a circle.</exception>
    internal static List<string> TopologicalSort(Dictionary<string, Phase> phases)
    {
        var ordered = new List<string>();
        var done = new HashSet<string>();
        var open = new HashSet<string>();

        void Visit(string name)
        {
            if (done.Contains(name))
                return;
            if (!open.Add(name))
                throw new ArgumentException($"The shutdown phases form a cycle: phase [{name}] depends on itself.", nameof(phases));
            if (phases.TryGetValue(name, out var phase))
            {
                foreach (var earlier in phase.DependsOn)
                    Visit(earlier);
            }

            open.Remove(name);
            done.Add(name);
            ordered.Add(name);
        }

        foreach (var name in phases.Keys)
            Visit(name);
        return ordered;
    }

    private async Task RunPhasesAsync(IReadOnlyList<string> phases)
    {
        try
        {
            foreach (var phase in phases)
                await RunPhaseAsync(phase).ConfigureAwait(false);
            _run.TrySetResult(Done.Instance);
        }
        catch (Exception error)
        {
            _run.TrySetException(error);
        }
    }

    private async Task RunPhaseAsync(string name)
    {
        ShutdownTask[] tasks;
        lock (_gate)
            tasks = _tasks.TryGetValue(name, out var added) ? [.. added] : [];
        if (Log.IsDebugEnabled)
            Log.Debug("Performing phase [{0}] with [{1}] tasks: [{2}]", name, tasks.Length, string.Join(", ", tasks.Select(task => task.Name)));
        if (tasks.Length == 0)
            return;

        var phase = Phases.TryGetValue(name, out var known) ? known : throw new ConfigurationException($"Phase [{name}] has no settings.");
        var all = Task.WhenAll(tasks.Select(task => RunTaskAsync(task, name, phase.Recover)));
        if (all.IsCompleted || await CompletesWithinAsync(all, phase.Timeout).ConfigureAwait(false))
        {
            await all.ConfigureAwait(false);
            return;
        }

        if (!phase.Recover)
            throw new TimeoutException($"Coordinated shutdown phase [{name}] timed out after {phase.Timeout}");
        Log.Warning("Coordinated shutdown phase [{0}] timed out after {1}", name, phase.Timeout);
    }

    private async Task RunTaskAsync(ShutdownTask task, string phase, bool recover)
    {
        try
        {
            await task.Body().ConfigureAwait(false);
        }
        catch (Exception error) when (recover)
        {
            Log.Warning("Task [{0}] failed in phase [{1}]: {2}", task.Name, phase, error.Message);
        }
    }

    /// <summary>Waits on the system's scheduler, so that virtual time counts; without a running scheduler it waits for the tasks alone.</summary>
    private async Task<bool> CompletesWithinAsync(Task all, TimeSpan limit)
    {
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = new Cancelable(System.Scheduler);
        try
        {
            System.Scheduler.Advanced.ScheduleOnce(limit, () => late.TrySetResult(), timer);
        }
        catch (Exception error) when (error is SchedulerException or InvalidOperationException)
        {
            return await all.ContinueWith(_ => true, TaskScheduler.Default).ConfigureAwait(false);
        }

        var first = await Task.WhenAny(all, late.Task).ConfigureAwait(false);
        timer.Cancel();
        return first == all || all.IsCompleted;
    }

    private readonly record struct ShutdownTask(string Name, Func<Task<Done>> Body);
}

/// <summary>The settings of one phase: what comes before it, its time limit, whether its failures are survived.</summary>
internal sealed record Phase
{
    public Phase(ImmutableHashSet<string> dependsOn, TimeSpan timeout, bool recover)
    {
        DependsOn = dependsOn ?? [];
        Timeout = timeout;
        Recover = recover;
    }

    public ImmutableHashSet<string> DependsOn { get; }

    public TimeSpan Timeout { get; }

    public bool Recover { get; }

    public bool Equals(Phase? other)
        => other is not null && DependsOn.SetEquals(other.DependsOn) && Timeout == other.Timeout && Recover == other.Recover;

    public override int GetHashCode() => HashCode.Combine(DependsOn.Count, Timeout, Recover);
}
