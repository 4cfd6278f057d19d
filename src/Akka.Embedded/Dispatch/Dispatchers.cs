using System.Collections.Concurrent;
using Akka.Configuration;
using Akka.Util.Internal;

namespace Akka.Dispatch;

/// <summary>The dispatchers of a system, by the path of their configuration section.</summary>
public sealed class Dispatchers
{
    /// <summary>Path of the default dispatcher.</summary>
    public const string DefaultDispatcherId = "akka.actor.default-dispatcher";

    private readonly ConcurrentDictionary<string, MessageDispatcherConfigurator> _configurators = new();
    private readonly Lazy<MessageDispatcher> _default;

    internal Dispatchers(IDispatcherPrerequisites prerequisites)
    {
        Prerequisites = prerequisites;
        _default = new Lazy<MessageDispatcher>(() => Lookup(DefaultDispatcherId));
    }

    // Read anew: extensions and test kits add defaults later.
    private Config Configuration => Prerequisites.Settings.Config;

    /// <summary>The system's services.</summary>
    public IDispatcherPrerequisites Prerequisites { get; }

    /// <summary>The dispatcher of actors that name none.</summary>
    public MessageDispatcher DefaultGlobalDispatcher => _default.Value;

    /// <summary>The dispatcher of a configuration section.</summary>
    /// <exception cref="ConfigurationException">There is no such section, or its type is unknown.</exception>
    public MessageDispatcher Lookup(string dispatcherName)
        => _configurators.GetOrAdd(string.IsNullOrEmpty(dispatcherName) ? DefaultDispatcherId : dispatcherName, Create).Dispatcher();

    /// <summary>Whether a section for a dispatcher exists.</summary>
    public bool HasDispatcher(string id) => _configurators.ContainsKey(id) || Configuration.HasPath(id);

    /// <summary>Registers a configurator made in code; false when the id is taken.</summary>
    public bool RegisterConfigurator(string id, MessageDispatcherConfigurator configurator) => _configurators.TryAdd(id, configurator);

    internal void Shutdown()
    {
        foreach (var configurator in _configurators.Values)
            configurator.Dispatcher().ShutdownNow();
    }

    private MessageDispatcherConfigurator Create(string id)
    {
        if (!Configuration.HasPath(id))
            throw new ConfigurationException($"Dispatcher [{id}] not configured.");
        var section = ConfigurationFactory.ParseString($"id = \"{id}\"").WithFallback(Configuration.GetConfig(id));
        if (id != DefaultDispatcherId && Configuration.HasPath(DefaultDispatcherId))
            section = section.WithFallback(Configuration.GetConfig(DefaultDispatcherId));
        var type = section.GetString("type", "Dispatcher")!;
        switch (type)
        {
            case "Dispatcher":
            case "TaskDispatcher":
            case "ForkJoinDispatcher":
                return section.GetString("executor", "default-executor") == "thread-pool-executor" || type != "ForkJoinDispatcher"
                    ? new SingleConfigurator(section, Prerequisites, c => new ThreadPoolDispatcher(c))
                    : new SingleConfigurator(section, Prerequisites, c => new DedicatedThreadsDispatcher(c));
            case "deterministic":
                return new SingleConfigurator(section, Prerequisites, c => new Embedded.DeterministicDispatcher(c));
            case "PinnedDispatcher":
                return new SingleConfigurator(section, Prerequisites, c => new DedicatedThreadsDispatcher(c));
            default:
                var found = TypeFinder.Find(type);
                if (found is null || !typeof(MessageDispatcherConfigurator).IsAssignableFrom(found))
                    throw Unsupported.Feature($"the dispatcher type '{type}' ({id}.type)");
                return (MessageDispatcherConfigurator)Activator.CreateInstance(found, section, Prerequisites)!;
        }
    }
}

internal sealed class SingleConfigurator : MessageDispatcherConfigurator
{
    private readonly Lazy<MessageDispatcher> _dispatcher;

    public SingleConfigurator(Config config, IDispatcherPrerequisites prerequisites, Func<MessageDispatcherConfigurator, MessageDispatcher> create)
        : base(config, prerequisites)
    {
        _dispatcher = new Lazy<MessageDispatcher>(() => create(this));
    }

    public override MessageDispatcher Dispatcher() => _dispatcher.Value;
}

/// <summary>The default: mailboxes are work items of the thread pool.</summary>
internal sealed class ThreadPoolDispatcher(MessageDispatcherConfigurator configurator) : MessageDispatcher(configurator)
{
    internal override void Execute(Mailbox mailbox) => ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: false);

    protected override void ExecuteTask(IRunnable run) => ThreadPool.UnsafeQueueUserWorkItem(static r => r.Run(), run, preferLocal: false);
}

/// <summary>Threads of its own, for actors that block: a pinned dispatcher has one, a fork-join dispatcher as many as configured.</summary>
internal sealed class DedicatedThreadsDispatcher : MessageDispatcher
{
    private readonly BlockingCollection<IRunnable> _work = [];

    public DedicatedThreadsDispatcher(MessageDispatcherConfigurator configurator)
        : base(configurator)
    {
        var threads = configurator.Config.GetString("type", "") == "PinnedDispatcher"
            ? 1
            : Math.Max(1, configurator.Config.GetInt("dedicated-thread-pool.thread-count", 1));
        for (var i = 0; i < threads; i++)
            new Thread(Loop) { IsBackground = true, Name = $"{Id}-{i}" }.Start();
    }

    protected override void ExecuteTask(IRunnable run)
    {
        if (!_work.IsAddingCompleted)
            _work.Add(run);
    }

    protected override void Shutdown() => _work.CompleteAdding();

    private void Loop()
    {
        foreach (var run in _work.GetConsumingEnumerable())
            run.Run();
    }
}
