using Akka.Configuration;
using Akka.Event;
using Akka.Util.Internal;

namespace Akka.Actor;

/// <summary>The configuration of a system, read once.</summary>
public class Settings
{
    private Config _fallback;
    private readonly Config _user;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ConfigurationException">The configuration asks for something this flavour does not have.</exception>
    public Settings(ActorSystem system, Config config)
        : this(system, config, Akka.Actor.Setup.ActorSystemSetup.Empty)
    {
    }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ConfigurationException">The configuration asks for something this flavour does not have.</exception>
    public Settings(ActorSystem system, Config config, Setup.ActorSystemSetup setup)
    {
        System = system;
        Setup = setup;
        _user = config;
        _fallback = ConfigurationFactory.Default();
        Config = _user.SafeWithFallback(_fallback);
        RefuseWhatIsMissing(config);

        LogLevel = Text("akka.loglevel", "INFO");
        StdoutLogLevel = Text("akka.stdout-loglevel", "WARNING");
        Loggers = Config.GetStringList("akka.loggers", ["Akka.Event.DefaultLogger"]);
        LoggersDispatcher = Text("akka.loggers-dispatcher", "");
        LoggerStartTimeout = Config.GetTimeSpan("akka.logger-startup-timeout", TimeSpan.FromSeconds(5));
        LoggerAsyncStart = Config.GetBoolean("akka.logger-async-start");
        LogConfigOnStart = Config.GetBoolean("akka.log-config-on-start");
        LogDeadLetters = Text("akka.log-dead-letters", "10").ToLowerInvariant() switch
        {
            "on" or "true" or "yes" => int.MaxValue,
            "off" or "false" or "no" => 0,
            _ => Config.GetInt("akka.log-dead-letters", 10),
        };
        LogDeadLettersDuringShutdown = Config.GetBoolean("akka.log-dead-letters-during-shutdown");
        LogDeadLettersSuspendDuration = Config.GetTimeSpan("akka.log-dead-letters-suspend-duration", TimeSpan.FromMinutes(5));
        LogFormatter = Create<ILogMessageFormatter>("akka.logger-formatter") ?? DefaultLogMessageFormatter.Instance;
        SupervisorStrategyClass = Text("akka.actor.guardian-supervisor-strategy", typeof(DefaultSupervisorStrategy).FullName!);
        AskTimeout = Config.GetTimeSpan("akka.actor.ask-timeout", Timeout.InfiniteTimeSpan);
        CreationTimeout = Config.GetTimeSpan("akka.actor.creation-timeout", TimeSpan.FromSeconds(20));
        DebugAutoReceive = Config.GetBoolean("akka.actor.debug.autoreceive");
        DebugLifecycle = Config.GetBoolean("akka.actor.debug.lifecycle");
        DebugEventStream = Config.GetBoolean("akka.actor.debug.event-stream");
        DebugUnhandledMessage = Config.GetBoolean("akka.actor.debug.unhandled");
        AddLoggingReceive = Config.GetBoolean("akka.actor.debug.receive");
        SchedulerClass = Text("akka.scheduler.implementation", typeof(HashedWheelTimerScheduler).FullName!);
        CoordinatedShutdownTerminateActorSystem = Config.GetBoolean("akka.coordinated-shutdown.terminate-actor-system", true);
        CoordinatedShutdownRunByActorSystemTerminate = Config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate", true);
        if (CoordinatedShutdownRunByActorSystemTerminate && !CoordinatedShutdownTerminateActorSystem)
        {
            throw new ConfigurationException(
                "akka.coordinated-shutdown.run-by-actor-system-terminate = on needs terminate-actor-system = on: else Terminate would not end the system.");
        }
    }

    /// <summary>The system.</summary>
    public ActorSystem System { get; }

    /// <summary>What was given in code.</summary>
    public Setup.ActorSystemSetup Setup { get; }

    /// <summary>The configuration with all defaults.</summary>
    public Config Config { get; private set; }

    /// <summary>Level of the event stream.</summary>
    public string LogLevel { get; }

    /// <summary>Level of the console before the loggers start and after they stopped.</summary>
    public string StdoutLogLevel { get; }

    /// <summary>Types of the logger actors.</summary>
    public IList<string> Loggers { get; }

    /// <summary>Dispatcher of the loggers.</summary>
    public string LoggersDispatcher { get; }

    /// <summary>How long the system waits for a logger.</summary>
    public TimeSpan LoggerStartTimeout { get; }

    /// <summary>Whether it does not wait.</summary>
    public bool LoggerAsyncStart { get; }

    /// <summary>Whether the configuration is logged at start.</summary>
    public bool LogConfigOnStart { get; }

    /// <summary>How many dead letters are logged before logging pauses.</summary>
    public int LogDeadLetters { get; }

    /// <summary>Whether they are logged while the system ends.</summary>
    public bool LogDeadLettersDuringShutdown { get; }

    /// <summary>How long logging of dead letters pauses.</summary>
    public TimeSpan LogDeadLettersSuspendDuration { get; }

    /// <summary>Formats log messages.</summary>
    public ILogMessageFormatter LogFormatter { get; }

    /// <summary>Type that makes the strategy of the user guardian.</summary>
    public string SupervisorStrategyClass { get; }

    /// <summary>Time limit of an <c>Ask</c> that gives none.</summary>
    public TimeSpan AskTimeout { get; }

    /// <summary>Time limit for the creation of an actor.</summary>
    public TimeSpan CreationTimeout { get; }

    /// <summary>Whether messages that the cell handles itself are logged.</summary>
    public bool DebugAutoReceive { get; }

    /// <summary>Whether start, restart and stop of actors are logged.</summary>
    public bool DebugLifecycle { get; }

    /// <summary>Whether subscriptions are logged.</summary>
    public bool DebugEventStream { get; }

    /// <summary>Whether unhandled messages are logged.</summary>
    public bool DebugUnhandledMessage { get; }

    /// <summary>Read for compatibility.</summary>
    public bool AddLoggingReceive { get; }

    /// <summary>Type of the scheduler.</summary>
    public string SchedulerClass { get; }

    /// <summary>Whether coordinated shutdown ends the system.</summary>
    public bool CoordinatedShutdownTerminateActorSystem { get; }

    /// <summary>Whether ending the system runs coordinated shutdown.</summary>
    public bool CoordinatedShutdownRunByActorSystemTerminate { get; }

    /// <summary>Adds defaults below everything else, as extensions do.</summary>
    public void InjectTopLevelFallback(Config config)
    {
        _fallback = config.SafeWithFallback(_fallback);
        Config = _user.SafeWithFallback(_fallback);
    }

    /// <inheritdoc />
    public override string ToString() => Config.ToString();

    // Sections of remoting and clustering alone change nothing, as with Akka.NET's local provider.
    private static void RefuseWhatIsMissing(Config? user)
    {
        if (user.IsNullOrEmpty())
            return;
        var provider = user.GetString("akka.actor.provider", "local")!;
        if (provider is not ("local" or "") && !provider.StartsWith("Akka.Actor.LocalActorRefProvider", StringComparison.Ordinal))
            throw Unsupported.Feature($"the actor provider '{provider}' (akka.actor.provider)");
        if (user.GetBoolean("akka.actor.serialize-messages"))
            throw Unsupported.Feature("serialisation of local messages (akka.actor.serialize-messages)");
        if (user.GetConfig("akka.actor.deployment") is { } deployment)
        {
            foreach (var (path, value) in deployment.AsEnumerable())
            {
                var section = deployment.GetConfig($"\"{path}\"");
                if (section is not null && (section.HasPath("router") || section.HasPath("remote")))
                    throw Unsupported.Feature($"routers and remote deployment (akka.actor.deployment.{path})");
            }
        }
    }

    private string Text(string path, string defaultValue) => Config.GetString(path, defaultValue) ?? defaultValue;

    private T? Create<T>(string path)
        where T : class
    {
        var name = Text(path, "");
        if (name.Length == 0 || name.StartsWith("Akka.Event.DefaultLogMessageFormatter", StringComparison.Ordinal))
            return null;
        var type = TypeFinder.Find(name) ?? throw new ConfigurationException($"{path}: the type '{name}' cannot be found");
        return (T)Activator.CreateInstance(type)!;
    }
}
