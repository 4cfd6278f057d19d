using System.Collections.Concurrent;
using System.Text;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Util.Internal;

namespace Akka.Actor;

internal sealed class ActorSystemImpl : ExtendedActorSystem, IActorRefProvider
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _extensions = new();
    private readonly ConcurrentStack<Action> _onTermination = new();
    private readonly TaskCompletionSource _terminated;
    private long _uid;
    private long _tempNumber;
    private readonly bool _hasDeployments;
    private readonly Lazy<Serialization.Serialization> _serialization;
    private Random? _random;
    private int _loggers;
    private int _terminating;

    private ActorSystemImpl(string name, Config config, Setup.ActorSystemSetup setup)
    {
        Name = name;
        Setup = setup;
        Settings = new Settings(this, config, setup);
        _hasDeployments = Settings.Config.HasPath("akka.actor.deployment");
        var root = new RootActorPath(new Address("akka", name));
        RootPath = root;
        EventStream = new EventStream(this, Settings.DebugEventStream);
        EventStream.StartStdoutLogger(Settings);
        Log = new BusLogging(EventStream, "ActorSystem(" + name + ")", typeof(ActorSystem), Settings.LogFormatter);
        DeadLetters = new DeadLetterActorRef(this, root / "deadLetters");
        _serialization = new Lazy<Serialization.Serialization>(() => new Serialization.Serialization(this));
        Scheduler = CreateScheduler();
        StartTime = Scheduler.MonotonicClock;
        Dispatchers = new Dispatchers(new DispatcherPrerequisites(EventStream, Scheduler, Settings));
        RunsInline = Dispatchers.DefaultGlobalDispatcher.RunsInline;
        _terminated = new TaskCompletionSource(RunsInline ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
        Root = new RootGuardianRef(this, Props.Create<RootGuardian>(SupervisorStrategy.StoppingStrategy), root);
        TempContainer = new VirtualPathContainer(this, root / "temp", Root);
    }

    public override Settings Settings { get; }

    public Setup.ActorSystemSetup Setup { get; }

    public override string Name { get; }

    public override Dispatchers Dispatchers { get; }

    public override EventStream EventStream { get; }

    public override IActorRef DeadLetters { get; }

    public override IActorRef IgnoreRef => ActorRefs.Nobody;

    public override IScheduler Scheduler { get; }

    public override ILoggingAdapter Log { get; }

    public override Serialization.Serialization Serialization => _serialization.Value;

    public override Task WhenTerminated => _terminated.Task;

    public override IActorRefProvider Provider => this;

    public RootGuardianRef Root { get; }

    public LocalActorRef Guardian { get; private set; } = null!;

    public LocalActorRef SystemGuardian { get; private set; } = null!;

    public VirtualPathContainer TempContainer { get; }

    public ActorPath RootPath { get; }

    public Address DefaultAddress => RootPath.Address;

    public bool IsTerminating => Volatile.Read(ref _terminating) != 0;

    /// <summary>Everything runs on one thread and a virtual clock.</summary>
    public bool RunsInline { get; }

    /// <summary>For back-off; repeatable where the run is.</summary>
    public Random Random => _random ??= RunsInline ? new Random(0) : Random.Shared;

    /// <summary>Real time, except in a run that has only virtual time. A test scheduler's clock is not meant here.</summary>
    public TimeSpan MonotonicNow => RunsInline ? Scheduler.MonotonicClock : TimeProvider.System.GetElapsedTime(0);

    /// <summary>The clock by which the scheduler's timers run: virtual when they are.</summary>
    public TimeSpan TimerClock => Scheduler is IVirtualTimers timers ? timers.TimerClock : Scheduler.MonotonicClock;

    public static ActorSystem CreateAndStart(string name, Config config, Setup.ActorSystemSetup setup)
    {
        if (string.IsNullOrEmpty(name) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || name[0] is '-' or '_')
        {
            throw new ArgumentException(
                $"Invalid ActorSystem name [{name}], must contain only word characters (i.e. [a-zA-Z0-9] plus non-leading '-' or '_')", nameof(name));
        }

        var system = new ActorSystemImpl(name, config, setup);
        try
        {
            system.Start();
            return system;
        }
        catch
        {
            system.FinalTerminate();
            throw;
        }
    }

    public override IActorRef ActorOf(Props props, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(props);
        return Guardian.Cell.AttachChild(props, name);
    }

    public override IActorRef SystemActorOf(Props props, string? name = null) => SystemGuardian.Cell.AttachChild(props, name);

    public override IActorRef SystemActorOf<TActor>(string? name = null) => SystemActorOf(Props.Create<TActor>(), name);

    public override ActorSelection ActorSelection(ActorPath actorPath) => Actor.ActorSelection.Absolute(actorPath, this);

    public override ActorSelection ActorSelection(string actorPath) => Actor.ActorSelection.Resolve(actorPath, this, Root);

    public override void Stop(IActorRef actor)
    {
        if (((IInternalActorRef)actor).Parent is LocalActorRef parent && (ReferenceEquals(parent, Guardian) || ReferenceEquals(parent, SystemGuardian)))
            parent.Tell(new StopChild(actor), ActorRefs.NoSender);
        else
            ((IInternalActorRef)actor).Stop();
    }

    public override Task Terminate()
    {
        // Coordinated shutdown runs its tasks on the pool: not in a run that has one thread.
        if (Settings.CoordinatedShutdownRunByActorSystemTerminate && !RunsInline)
            return CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        FinalTerminate();
        return WhenTerminated;
    }

    /// <summary>Ends the system without coordinated shutdown.</summary>
    public void FinalTerminate()
    {
        if (Interlocked.Exchange(ref _terminating, 1) != 0)
            return;
        EventStream.Publish(new Debug("ActorSystem(" + Name + ")", typeof(ActorSystem), "System shutdown initiated"));
        if (Guardian is null)
            OnRootTerminated();
        else
            Guardian.Stop();
    }

    public override void Abort() => FinalTerminate();

    public override void RegisterOnTermination(Action code) => _onTermination.Push(code);

    public override object RegisterExtension(IExtensionId extension)
        => _extensions.GetOrAdd(extension.ExtensionType, _ => new Lazy<object>(() => extension.CreateExtension(this))).Value;

    public override object GetExtension(IExtensionId extensionId) => RegisterExtension(extensionId);

    public override T GetExtension<T>()
        => TryGetExtension<T>(out var extension) ? extension! : throw new ArgumentException($"No extension [{typeof(T)}] registered");

    public override bool HasExtension(Type type) => _extensions.ContainsKey(type);

    public override bool HasExtension<T>() => HasExtension(typeof(T));

    public override bool TryGetExtension(Type extensionType, out object? extension)
    {
        extension = _extensions.TryGetValue(extensionType, out var lazy) ? lazy.Value : null;
        return extension is not null;
    }

    public override bool TryGetExtension<T>(out T? extension)
        where T : class
    {
        var found = TryGetExtension(typeof(T), out var value);
        extension = (T?)value;
        return found;
    }

    public IActorRef ResolveActorRef(string path)
        => ActorPath.TryParse(path, out var parsed) ? ResolveActorRef(parsed) : DeadLetters;

    public IActorRef ResolveActorRef(ActorPath actorPath)
    {
        if (!actorPath.Address.Equals(DefaultAddress))
            return new EmptyLocalActorRef(this, actorPath);
        if (actorPath.Equals(DeadLetters.Path))
            return DeadLetters;
        var found = ((IInternalActorRef)Root).GetChild(actorPath.Elements, 0);
        return found is Nobody || (actorPath.Uid != 0 && found.Path.Uid != actorPath.Uid) ? new EmptyLocalActorRef(this, actorPath) : found;
    }

    public override string PrintTree()
    {
        var text = new StringBuilder();
        Print(Root, 0);
        return text.ToString();

        void Print(IInternalActorRef node, int depth)
        {
            text.Append(' ', depth * 2).Append(depth == 0 ? "/" : node.Path.Name).AppendLine();
            foreach (var child in node.Children.OrderBy(c => c.Path.Name, StringComparer.Ordinal))
                Print(child, depth + 1);
        }
    }

    public override string ToString() => RootPath.Root.Address.ToString();

    /// <summary>Uids number the incarnations of a system; a sequence keeps runs repeatable.</summary>
    public long NextUid() => Interlocked.Increment(ref _uid);

    public int NextLoggerNumber() => Interlocked.Increment(ref _loggers);

    public ActorPath NextTempPath() => TempContainer.Path / ActorCell.Base64Name(Interlocked.Increment(ref _tempNumber));

    public LocalActorRef NewActorRef(Props props, IInternalActorRef parent, ActorPath path)
        => new(this, props, Dispatchers.Lookup(DispatcherOf(props, path)), parent, path);

    /// <summary>The root has ended: no actor is left.</summary>
    public void OnRootTerminated()
    {
        foreach (var code in _onTermination)
        {
            try
            {
                code();
            }
            catch (Exception e)
            {
                Log.Error(e, "A termination callback failed");
            }
        }

        (Scheduler as IDisposable)?.Dispose();
        Dispatchers.Shutdown();
        _terminated.TrySetResult();
    }

    private void Start()
    {
        Root.Start();
        var strategy = TypeFinder.Find(Settings.SupervisorStrategyClass) is { } type && Activator.CreateInstance(type) is SupervisorStrategyConfigurator made
            ? made.Create()
            : throw new ConfigurationException($"akka.actor.guardian-supervisor-strategy: the type '{Settings.SupervisorStrategyClass}' cannot be used");
        Guardian = Root.Cell.AttachChild(Props.Create<GuardianActor>().WithSupervisorStrategy(strategy), "user");
        SystemGuardian = Root.Cell.AttachChild(Props.Create<GuardianActor>(), "system");
        Root.Tell(new RootGuardian.WatchGuardians(Guardian, SystemGuardian), ActorRefs.NoSender);
        EventStream.StartUnsubscriber();
        EventStream.StartDefaultLoggers(this);
        if (Settings.LogDeadLetters > 0)
            DeadLetterListener.Subscribe(EventStream, SystemActorOf<DeadLetterListener>("deadLetterListener"));
        foreach (var extension in Settings.Config.GetStringList("akka.extensions", []))
            LoadExtension(extension);
        if (Settings.LogConfigOnStart)
            Log.Info(Settings.ToString());
    }

    private void LoadExtension(string name)
    {
        var type = TypeFinder.Find(name.Trim())
            ?? throw new ConfigurationException($"akka.extensions: the type '{name}' cannot be found");
        if (typeof(IExtensionId).IsAssignableFrom(type))
            RegisterExtension((IExtensionId)Activator.CreateInstance(type)!);
        else
            throw new ConfigurationException($"akka.extensions: '{name}' is no {nameof(IExtensionId)}");
    }

    private string DispatcherOf(Props props, ActorPath path)
    {
        if (!_hasDeployments || path.Depth < 2)
            return props.Dispatcher;
        // Configuration wins over code, as for Akka.NET.
        var key = "akka.actor.deployment.\"" + ActorPath.FormatPathElements(path.Elements.Skip(1)) + "\".dispatcher";
        return Settings.Config.GetString(key, props.Dispatcher) ?? props.Dispatcher;
    }

    private IScheduler CreateScheduler()
    {
        if (Settings.Config.GetString("akka.actor.default-dispatcher.type") == "deterministic" && TypeFinder.Find(Settings.SchedulerClass) == typeof(HashedWheelTimerScheduler))
            return new Embedded.DeterministicScheduler(Settings.Config, Log);
        var type = TypeFinder.Find(Settings.SchedulerClass)
            ?? throw new ConfigurationException($"akka.scheduler.implementation: the type '{Settings.SchedulerClass}' cannot be found");
        return (IScheduler)Activator.CreateInstance(type, Settings.Config, Log)!;
    }
}
