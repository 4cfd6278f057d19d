using Akka.Actor;
using Arb.Actors.Telemetry;
using Arb.Storage;

namespace Arb.Host.Telemetry;

/// <summary>What of a running engine can be seen from outside: its metrics, its health, and the export of both where one is configured.</summary>
internal sealed class EngineWatch : IDisposable
{
    private EngineWatch(IServiceProvider services, ArbDatabase database, DataFolder folder, TelemetrySettings settings)
    {
        Metrics = new MetricStore(EngineTelemetry.Of(services.GetRequiredService<ActorSystem>()).Meter, settings.MaxSeries);
        Health = new HealthProbe(services, database, folder, settings, TimeProvider.System);
        services.GetService<OtlpExport>(); // made with it, so that the container ends it
    }

    /// <summary>Numbers.</summary>
    public MetricStore Metrics { get; }

    /// <summary>Live and ready.</summary>
    public HealthProbe Health { get; }

    /// <summary>Adds it to a host's services; resolve it before the host starts, or what happens until then is not counted.</summary>
    public static void Add(IServiceCollection services, ArbDatabase database, DataFolder folder, TelemetrySettings settings, Action<string> warn)
    {
        OtlpExport.Add(services, settings.Otlp, warn);
        services.AddSingleton(provider => new EngineWatch(provider, database, folder, settings));
    }

    public void Dispose()
    {
        Metrics.Dispose();
        Health.Dispose();
    }
}
