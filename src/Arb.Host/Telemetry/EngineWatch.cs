using Akka.Actor;
using Arb.Actors.Telemetry;
using Arb.Storage;

namespace Arb.Host.Telemetry;

/// <summary>What of a running engine can be seen from outside: its metrics, its health, and the export of both where one is configured.</summary>
internal sealed class EngineWatch : IDisposable
{
    private readonly OtlpExport? _export;

    /// <summary>Made once the actors run.</summary>
    public EngineWatch(IServiceProvider services, ArbDatabase database, DataFolder folder, TelemetrySettings settings, Action<string> warn)
    {
        var engine = EngineTelemetry.Of(services.GetRequiredService<ActorSystem>());
        Metrics = new MetricStore(engine.Meter, settings.MaxSeries);
        Health = new HealthProbe(services, database, folder, settings, TimeProvider.System);
        _export = OtlpExport.Start(settings.Otlp, engine, warn);
    }

    /// <summary>Numbers.</summary>
    public MetricStore Metrics { get; }

    /// <summary>Live and ready.</summary>
    public HealthProbe Health { get; }

    /// <summary>Adds it to a host's services; resolve it once at start, or it hears nothing until somebody looks.</summary>
    public static void Add(IServiceCollection services, ArbDatabase database, DataFolder folder, TelemetrySettings settings, Action<string> warn) =>
        services.AddSingleton(provider => new EngineWatch(provider, database, folder, settings, warn));

    public void Dispose()
    {
        _export?.Dispose();
        Metrics.Dispose();
        Health.Dispose();
    }
}
