using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Util.Internal;

namespace Akka.Persistence;

/// <summary>Gives the persistence extension of a system.</summary>
public class Persistence : ExtensionIdProvider<PersistenceExtension>
{
    /// <summary>The only instance.</summary>
    public static Persistence Instance { get; } = new();

    /// <inheritdoc/>
    public override PersistenceExtension CreateExtension(ExtendedActorSystem system) => new(system);

    /// <summary>The defaults of <c>akka.persistence</c>.</summary>
    public static Config DefaultConfig() => ConfigurationFactory.FromResource<Persistence>("Akka.Persistence.persistence.conf");
}

/// <summary>The journals and snapshot stores of a system, started when first asked for.</summary>
public class PersistenceExtension : IExtension
{
    private const string JournalFallback = "akka.persistence.journal-plugin-fallback";
    private const string SnapshotStoreFallback = "akka.persistence.snapshot-store-plugin-fallback";
    private const string NoSnapshotStore = "akka.persistence.no-snapshot-store";

    private readonly ExtendedActorSystem _system;
    private readonly Config _config;
    private readonly object _gate = new();
    private readonly Dictionary<string, IActorRef> _plugins = [];
    private readonly Lazy<IStashOverflowStrategy> _overflow;
    private IActorRef? _recoveryPermitter;
    private int _instances;
    private bool _warnedOfNoSnapshotStore;

    /// <summary>Creates the extension and starts the plugins to be started at once.</summary>
    /// <param name="system">The system.</param>
    public PersistenceExtension(ExtendedActorSystem system)
    {
        _system = system;
        system.Settings.InjectTopLevelFallback(Persistence.DefaultConfig());
        _config = system.Settings.Config.GetConfig("akka.persistence")!;
        _overflow = new Lazy<IStashOverflowStrategy>(CreateOverflowStrategy);
        foreach (string id in _config.GetStringList("journal.auto-start-journals"))
        {
            JournalFor(id);
        }

        foreach (string id in _config.GetStringList("snapshot-store.auto-start-snapshot-stores"))
        {
            SnapshotStoreFor(id);
        }
    }

    /// <summary>What happens when the stash of commands of an actor overflows that does not say so itself.</summary>
    public IStashOverflowStrategy DefaultInternalStashOverflowStrategy => _overflow.Value;

    /// <summary>A persistence id made of the path of an actor.</summary>
    /// <param name="actor">The actor.</param>
    public string PersistenceId(IActorRef actor) => actor.Path.ToStringWithoutAddress();

    /// <summary>The journal with a configuration path.</summary>
    /// <param name="journalPluginId">The path; null or empty for the default.</param>
    /// <exception cref="ArgumentException">The path or its class does not exist.</exception>
    public IActorRef JournalFor(string? journalPluginId) => PluginFor(JournalId(journalPluginId), JournalFallback);

    /// <summary>The snapshot store with a configuration path.</summary>
    /// <param name="snapshotPluginId">The path; null or empty for the default.</param>
    /// <exception cref="ArgumentException">The path or its class does not exist.</exception>
    public IActorRef SnapshotStoreFor(string? snapshotPluginId) => PluginFor(SnapshotStoreId(snapshotPluginId), SnapshotStoreFallback);

    /// <summary>Whether plugins publish on the event stream what they have done, which tests look at.</summary>
    internal bool PublishesPluginCommands => _config.GetBoolean("publish-plugin-commands");

    /// <summary>The configuration of a journal with the defaults of all journals.</summary>
    internal Config JournalConfigFor(string? journalPluginId) => PluginConfig(JournalId(journalPluginId), JournalFallback);

    /// <summary>The configuration of the journal that runs as an actor: journals are named after their configuration path.</summary>
    internal Config ConfigForJournal(IActorRef journal) => PluginConfig(journal.Path.Name, JournalFallback);

    /// <summary>A number no other incarnation of a persistent actor of this system has.</summary>
    internal int NextInstanceId() => Interlocked.Increment(ref _instances);

    /// <summary>Who gives permits to recover.</summary>
    internal IActorRef RecoveryPermitter()
    {
        lock (_gate)
        {
            return _recoveryPermitter ??= _system.SystemActorOf(
                Props.Create(typeof(RecoveryPermitter), _config.GetInt("max-concurrent-recoveries", 50)), "recoveryPermitter");
        }
    }

    private string JournalId(string? id)
    {
        string? chosen = string.IsNullOrEmpty(id) ? _config.GetString("journal.plugin") : id;
        return string.IsNullOrEmpty(chosen) ? throw new NullReferenceException("Default journal plugin is not configured (akka.persistence.journal.plugin).") : chosen;
    }

    private string SnapshotStoreId(string? id)
    {
        string? chosen = string.IsNullOrEmpty(id) ? _config.GetString("snapshot-store.plugin") : id;
        if (!string.IsNullOrEmpty(chosen))
        {
            return chosen;
        }

        lock (_gate)
        {
            if (!_warnedOfNoSnapshotStore)
            {
                _warnedOfNoSnapshotStore = true;
                Logging.GetLogger(_system, this).Warning("No snapshot store is configured (akka.persistence.snapshot-store.plugin): snapshots cannot be saved.");
            }
        }

        return NoSnapshotStore;
    }

    private Config PluginConfig(string id, string fallback)
    {
        Config? defaults = _system.Settings.Config.GetConfig(fallback);
        return _system.Settings.Config.GetConfig(id).SafeWithFallback(defaults!);
    }

    private IActorRef PluginFor(string id, string fallback)
    {
        lock (_gate)
        {
            if (!_plugins.TryGetValue(id, out IActorRef? plugin))
            {
                plugin = StartPlugin(id, fallback);
                _plugins.Add(id, plugin);
            }

            return plugin;
        }
    }

    private IActorRef StartPlugin(string id, string fallback)
    {
        if (!_system.Settings.Config.HasPath(id))
        {
            throw new ArgumentException($"Persistence config is missing plugin config path for: {id}");
        }

        Config config = PluginConfig(id, fallback);
        string? className = config.GetString("class");
        if (string.IsNullOrEmpty(className))
        {
            throw new ArgumentException($"Plugin class name must be defined in config property [{id}.class]");
        }

        if (config.GetConfig("event-adapters") is { IsEmpty: false })
        {
            throw Unsupported.Feature($"event adapters ({id}.event-adapters)");
        }

        Type type = TypeFinder.Find(className) ?? throw new TypeLoadException($"The class '{className}' of {id}.class does not exist.");
        Props props = type.GetConstructor([typeof(Config)]) != null ? Props.Create(type, config) : Props.Create(type);
        string? dispatcher = config.GetString("plugin-dispatcher");
        return _system.SystemActorOf(string.IsNullOrEmpty(dispatcher) ? props : props.WithDispatcher(dispatcher), id);
    }

    private IStashOverflowStrategy CreateOverflowStrategy()
    {
        string? name = _config.GetString("internal-stash-overflow-strategy");
        Type type = (name == null ? null : TypeFinder.Find(name))
            ?? throw new ConfigurationException($"akka.persistence.internal-stash-overflow-strategy names the type '{name}', which does not exist.");
        return ((IStashOverflowStrategyConfigurator)Activator.CreateInstance(type)!).Create(_system.Settings.Config);
    }
}
