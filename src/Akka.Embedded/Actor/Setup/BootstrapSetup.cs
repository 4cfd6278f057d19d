using Akka.Configuration;
using Akka.Util;

namespace Akka.Actor;

/// <summary>The configuration and provider of an actor system, given in code.</summary>
public sealed class BootstrapSetup : Setup.Setup
{
    private BootstrapSetup(Option<Config> config, Option<ProviderSelection> provider)
    {
        Config = config;
        ActorRefProvider = provider;
    }

    /// <summary>The configuration, if given.</summary>
    public Option<Config> Config { get; }

    /// <summary>The provider, if given; it wins over the configuration's.</summary>
    public Option<ProviderSelection> ActorRefProvider { get; }

    /// <summary>Nothing given yet.</summary>
    public static BootstrapSetup Create() => new(Option<Config>.None, Option<ProviderSelection>.None);

    /// <summary>With the provider.</summary>
    public BootstrapSetup WithActorRefProvider(ProviderSelection name) => new(Config, name);

    /// <summary>With the configuration.</summary>
    public BootstrapSetup WithConfig(Config config) => new(config, ActorRefProvider);

    /// <summary>With the configuration below the one there is.</summary>
    public BootstrapSetup WithConfigFallback(Config config)
        => new(Config.HasValue ? Config.Value.WithFallback(config) : config, ActorRefProvider);
}

/// <summary>The kinds of provider of actor references. The embedded kernel runs the local one.</summary>
public abstract class ProviderSelection
{
    private ProviderSelection(string identifier, string fqn, bool hasCluster)
    {
        Identifier = identifier;
        Fqn = fqn;
        HasCluster = hasCluster;
    }

    internal string Identifier { get; }

    internal string Fqn { get; }

    internal bool HasCluster { get; }

    /// <summary>Actors of this process only.</summary>
    public sealed class Local : ProviderSelection
    {
        /// <summary>The one instance.</summary>
        public static readonly Local Instance = new();

        private Local()
            : base("local", "Akka.Actor.LocalActorRefProvider", false)
        {
        }
    }

    /// <summary>Actors on other machines too.</summary>
    public sealed class Remote : ProviderSelection
    {
        /// <summary>The one instance.</summary>
        public static readonly Remote Instance = new();

        private Remote()
            : base("remote", "Akka.Remote.RemoteActorRefProvider, Akka.Remote", false)
        {
        }
    }

    /// <summary>Actors of a cluster.</summary>
    public sealed class Cluster : ProviderSelection
    {
        /// <summary>The one instance.</summary>
        public static readonly Cluster Instance = new();

        private Cluster()
            : base("cluster", "Akka.Cluster.ClusterActorRefProvider, Akka.Cluster", true)
        {
        }
    }

    /// <summary>A provider of one's own.</summary>
    public sealed class Custom : ProviderSelection
    {
        /// <summary>By its type's name.</summary>
        public Custom(string fqn, string identifier = "", bool hasCluster = false)
            : base(identifier, fqn, hasCluster)
        {
        }
    }
}
