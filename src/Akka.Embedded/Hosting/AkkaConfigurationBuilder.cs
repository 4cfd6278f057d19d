using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.DependencyInjection;
using Akka.Hosting.Logging;
using Akka.Util;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Akka.Hosting;

/// <summary>Where added HOCON goes relative to what is already there.</summary>
public enum HoconAddMode
{
    /// <summary>Below it: used for keys that are not set yet.</summary>
    Append,

    /// <summary>Above it: overrides keys that are set.</summary>
    Prepend,

    /// <summary>As <see cref="Prepend"/>.</summary>
    Replace,
}

/// <summary>Merges new HOCON into the current configuration.</summary>
public delegate Config HoconConfigurator(Config currentConfig, Config configToAdd);

/// <summary>Starts actors and registers them.</summary>
public delegate Task ActorStarter(ActorSystem system, IActorRegistry registry);

/// <summary>Starts actors with injected services and registers them.</summary>
public delegate Task ActorStarterWithResolver(ActorSystem system, IActorRegistry registry, IDependencyResolver resolver);

/// <summary>Runs once, after all actors were started.</summary>
public delegate Task StartupTask(ActorSystem system, IActorRegistry registry);

/// <summary>Collects the configuration, actors and start-up tasks of a hosted actor system.</summary>
public sealed class AkkaConfigurationBuilder
{
    /// <summary>The setups of the actor system besides its configuration.</summary>
    public readonly HashSet<Setup> Setups = [];

    private readonly IServiceCollection _services;
    private readonly string _systemName;
    private readonly List<Type> _extensions = [];
    private readonly List<ActorStarter> _starters = [];
    private readonly List<StartupTask> _startupTasks = [];
    private bool _complete;

    /// <summary>A builder for a system of the given name.</summary>
    public AkkaConfigurationBuilder(IServiceCollection serviceCollection, string actorSystemName)
    {
        _services = serviceCollection;
        _systemName = actorSystemName;
    }

    /// <summary>The provider asked for, if any.</summary>
    public Option<ProviderSelection> ActorRefProvider { get; private set; } = Option<ProviderSelection>.None;

    /// <summary>The configuration collected so far.</summary>
    public Option<Config> Configuration { get; private set; } = Option<Config>.None;

    /// <summary>Starts actors when the host starts, in the order of the calls.</summary>
    public AkkaConfigurationBuilder StartActors(Action<ActorSystem, IActorRegistry> starter) => StartActors((system, registry) =>
    {
        starter(system, registry);
        return Task.CompletedTask;
    });

    /// <summary>Starts actors with injected services when the host starts.</summary>
    public AkkaConfigurationBuilder StartActors(Action<ActorSystem, IActorRegistry, IDependencyResolver> starter) => StartActors((system, registry) =>
    {
        starter(system, registry, DependencyResolver.For(system).Resolver);
        return Task.CompletedTask;
    });

    /// <summary>Starts actors when the host starts; the next starter waits for the task.</summary>
    public AkkaConfigurationBuilder StartActors(ActorStarter starter)
    {
        if (!_complete)
            _starters.Add(starter);
        return this;
    }

    /// <summary>Starts actors with injected services; the next starter waits for the task.</summary>
    public AkkaConfigurationBuilder StartActors(ActorStarterWithResolver starter)
        => StartActors((system, registry) => starter(system, registry, DependencyResolver.For(system).Resolver));

    /// <summary>Runs after all actors were started.</summary>
    public AkkaConfigurationBuilder AddStartup(Action<ActorSystem, IActorRegistry> startupTask) => AddStartup((system, registry) =>
    {
        startupTask(system, registry);
        return Task.CompletedTask;
    });

    /// <summary>Runs after all actors were started; the next task waits for it.</summary>
    public AkkaConfigurationBuilder AddStartup(StartupTask startupTask)
    {
        if (!_complete)
            _startupTasks.Add(startupTask);
        return this;
    }

    /// <summary>Loads an extension when the system starts.</summary>
    /// <exception cref="ConfigurationException">The type is abstract.</exception>
    public AkkaConfigurationBuilder WithExtension<T>()
        where T : IExtensionId => WithExtensions(typeof(T));

    /// <summary>Loads extensions when the system starts.</summary>
    /// <exception cref="ConfigurationException">A type is abstract or no <see cref="IExtensionId"/>.</exception>
    public AkkaConfigurationBuilder WithExtensions(params Type[] extensions)
    {
        foreach (var extension in extensions)
        {
            if (!typeof(IExtensionId).IsAssignableFrom(extension))
                throw new ConfigurationException($"[{extension.FullName}] does not implement {nameof(IExtensionId)}.");
            if (extension.IsAbstract || !extension.IsClass)
                throw new ConfigurationException($"[{extension.FullName}] is abstract or static: it cannot be made.");
            if (!_extensions.Contains(extension))
                _extensions.Add(extension);
        }

        return this;
    }

    internal AkkaConfigurationBuilder AddSetup(Setup setup)
    {
        // The resolver of a hosted system is always the host's own.
        if (_complete || setup is DependencyResolverSetup)
            return this;
        if (setup is BootstrapSetup bootstrap)
        {
            if (bootstrap.Config.HasValue)
                AddHoconConfiguration(bootstrap.Config.Value, HoconAddMode.Prepend);
            ActorRefProvider = bootstrap.ActorRefProvider;
            return this;
        }

        Setups.Add(setup);
        return this;
    }

    internal AkkaConfigurationBuilder WithActorRefProvider(ProviderSelection provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        if (!_complete)
            ActorRefProvider = provider;
        return this;
    }

    internal AkkaConfigurationBuilder AddHoconConfiguration(Config added, HoconAddMode mode)
    {
        ArgumentNullException.ThrowIfNull(added);
        if (_complete)
            return this;
        var current = Configuration.HasValue ? Configuration.Value : Config.Empty;
        Configuration = mode switch
        {
            HoconAddMode.Append => current.WithFallback(added),
            HoconAddMode.Prepend or HoconAddMode.Replace => added.WithFallback(current),
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
        };
        return this;
    }

    internal void Bind()
    {
        _services.AddSingleton(CreateSystem);
        _services.AddSingleton(sp => ActorRegistry.For(sp.GetRequiredService<ActorSystem>()));
        _services.AddSingleton<IActorRegistry>(sp => sp.GetRequiredService<ActorRegistry>());
        _services.AddSingleton<IReadOnlyActorRegistry>(sp => sp.GetRequiredService<ActorRegistry>());
        _services.AddSingleton(typeof(IRequiredActor<>), typeof(RequiredActor<>));
    }

    internal async Task StartAsync(ActorSystem system)
    {
        if (_complete)
            return;
        _complete = true;
        var registry = ActorRegistry.For(system);
        foreach (var starter in _starters)
            await starter(system, registry).ConfigureAwait(false);
        foreach (var task in _startupTasks)
            await task(system, registry).ConfigureAwait(false);
    }

    // The builder is taken from the container, so that the user's AddAkka callback ran before.
    private static ActorSystem CreateSystem(IServiceProvider sp) => sp.GetRequiredService<AkkaConfigurationBuilder>().Create(sp);

    private ActorSystem Create(IServiceProvider sp)
    {
        AddExtensionsToConfiguration();
        if (!Setups.OfType<LoggerFactorySetup>().Any() && sp.GetService<ILoggerFactory>() is { } loggers)
            AddSetup(new LoggerFactorySetup(loggers));

        var bootstrap = BootstrapSetup.Create().WithConfig(Configuration.HasValue ? Configuration.Value : Config.Empty);
        if (ActorRefProvider.HasValue)
            bootstrap = bootstrap.WithActorRefProvider(ActorRefProvider.Value);
        var setup = bootstrap.And(DependencyResolverSetup.Create(sp));
        foreach (var more in Setups)
            setup = setup.And(more);
        return ActorSystem.Create(_systemName, setup);
    }

    private void AddExtensionsToConfiguration()
    {
        if (_extensions.Count == 0)
            return;
        var names = _extensions.Select(type => type.AssemblyQualifiedName!)
            .Concat(Configuration.HasValue ? Configuration.Value.GetStringList("akka.extensions") : [])
            .Distinct();
        AddHoconConfiguration(
            ConfigurationFactory.ParseString($"akka.extensions = [{string.Join(", ", names.Select(name => $"\"{name}\""))}]"),
            HoconAddMode.Prepend);
    }
}
