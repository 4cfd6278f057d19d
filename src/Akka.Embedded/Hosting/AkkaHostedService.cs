using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Akka.Hosting;

/// <summary>Starts the actor system with the host and shuts it down, in coordinated phases, when the host stops.</summary>
public class AkkaHostedService : IHostedService
{
    /// <summary>The system; null until started.</summary>
    protected ActorSystem? ActorSystem;

    /// <summary>The shutdown of the system; null until started.</summary>
    protected CoordinatedShutdown? CoordinatedShutdown;

    /// <summary>The services of the host.</summary>
    protected readonly IServiceProvider ServiceProvider;

    /// <summary>What to start.</summary>
    protected readonly AkkaConfigurationBuilder ConfigurationBuilder;

    /// <summary>Ends the host when the system ends first; null where there is no host.</summary>
    protected readonly IHostApplicationLifetime? HostApplicationLifetime;

    /// <summary>Where a failed start is reported.</summary>
    protected readonly ILogger<AkkaHostedService> Logger;

    /// <summary>Made by the container of the host.</summary>
    public AkkaHostedService(
        AkkaConfigurationBuilder configurationBuilder,
        IServiceProvider serviceProvider,
        ILogger<AkkaHostedService> logger,
        IHostApplicationLifetime? applicationLifetime)
    {
        ConfigurationBuilder = configurationBuilder;
        ServiceProvider = serviceProvider;
        Logger = logger;
        HostApplicationLifetime = applicationLifetime;
    }

    /// <summary>Creates the system, starts its actors, runs its start-up tasks.</summary>
    public virtual async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            ActorSystem = ServiceProvider.GetRequiredService<ActorSystem>();
            CoordinatedShutdown = CoordinatedShutdown.Get(ActorSystem);
            await ConfigurationBuilder.StartAsync(ActorSystem).ConfigureAwait(false);
            _ = StopHostWithSystemAsync(ActorSystem, CoordinatedShutdown);
        }
        catch (Exception error)
        {
            Logger.LogCritical(error, "The actor system could not start; the application stops");
            await StopAsync(cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs the coordinated shutdown and waits for it.</summary>
    public virtual async Task StopAsync(CancellationToken cancellationToken)
    {
        if (CoordinatedShutdown is not null)
            await CoordinatedShutdown.Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
    }

    private async Task StopHostWithSystemAsync(ActorSystem system, CoordinatedShutdown shutdown)
    {
        await system.WhenTerminated.ConfigureAwait(false);
        if (shutdown.ShutdownReason is CoordinatedShutdown.ClusterDowningReason or CoordinatedShutdown.ClusterLeavingReason)
            Environment.ExitCode = -1;
        HostApplicationLifetime?.StopApplication();
    }
}
