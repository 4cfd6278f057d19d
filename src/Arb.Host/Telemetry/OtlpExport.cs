using System.Diagnostics;
using Akka.Actor;
using Arb.Actors.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Arb.Host.Telemetry;

/// <summary>
/// Sends metrics and traces to a collector, from before the actors start until after they ended. It works on threads of its own behind a bounded queue, so a collector that is slow, away or broken costs spans
/// and nothing else; that it is so is said once, and once more when it answers again. The host owns both providers; this only keeps their end within the deadline of an export.
/// </summary>
internal sealed class OtlpExport(TracerProvider traces, MeterProvider metrics, TimeSpan timeout) : IDisposable
{
    private const int MaxBatch = 512;

    /// <summary>Adds it to a host's services; nothing, when no collector is configured.</summary>
    public static void Add(IServiceCollection services, OtlpSettings settings, Action<string> warn)
    {
        if (settings.Endpoint is null)
            return;
        var watch = new CollectorWatch(settings.ToString(), warn);
        services.AddOpenTelemetry()
            .ConfigureResource(about => about.Clear().AddService("arb", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(), autoGenerateServiceInstanceId: false))
            .WithTracing(tracing => tracing
                .AddSource(EngineTelemetry.Name)
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler((double)settings.SampleRatio)))
                .AddProcessor(provider => new SpansOf(EngineOf(provider), settings, watch)))
            .WithMetrics(metering => metering
                .AddMeter(EngineTelemetry.Name, "System.Runtime")
                .AddOtlpExporter((exporter, reader) =>
                {
                    Configure(exporter, settings, "v1/metrics", watch);
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)settings.Interval.TotalMilliseconds;
                    reader.PeriodicExportingMetricReaderOptions.ExportTimeoutMilliseconds = (int)settings.Timeout.TotalMilliseconds;
                }));
        // The provider knows meters by name only: another engine of the process would share the streams, and end them when it ends.
        services.ConfigureOpenTelemetryMeterProvider((provider, metering) =>
        {
            var own = EngineOf(provider).Meter;
            metering.AddView(instrument => instrument.Meter.Name == EngineTelemetry.Name && instrument.Meter != own ? MetricStreamConfiguration.Drop : null);
        });
        services.AddSingleton(provider => new OtlpExport(provider.GetRequiredService<TracerProvider>(), provider.GetRequiredService<MeterProvider>(), settings.Timeout));
    }

    /// <summary>Sends what waits, no longer than the deadline of an export; the providers themselves, which the host disposes of next, would take five seconds each.</summary>
    public void Dispose()
    {
        var most = (int)timeout.TotalMilliseconds;
        Parallel.Invoke(() => traces.Shutdown(most), () => metrics.Shutdown(most));
    }

    private static EngineTelemetry EngineOf(IServiceProvider provider) => EngineTelemetry.Of(provider.GetRequiredService<ActorSystem>());

    private static OtlpExporterOptions Configure(OtlpExporterOptions options, OtlpSettings settings, string path, CollectorWatch watch)
    {
        var http = settings.Protocol == OtlpProtocol.Http;
        options.Endpoint = http ? new Uri($"{settings.Endpoint!.ToString().TrimEnd('/')}/{path}") : settings.Endpoint!;
        options.Protocol = http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        options.Headers = settings.Headers;
        options.TimeoutMilliseconds = (int)settings.Timeout.TotalMilliseconds;
        options.HttpClientFactory = () => new HttpClient(new CollectorHandler(watch)) { Timeout = settings.Timeout };
        return options;
    }

    /// <summary>Takes the spans of one engine: the provider knows sources by name only.</summary>
    private sealed class SpansOf(EngineTelemetry engine, OtlpSettings settings, CollectorWatch watch) : BatchActivityExportProcessor(
        new OtlpTraceExporter(Configure(new OtlpExporterOptions(), settings, "v1/traces", watch)),
        settings.MaxQueue,
        (int)settings.Interval.TotalMilliseconds,
        (int)settings.Timeout.TotalMilliseconds,
        Math.Min(MaxBatch, settings.MaxQueue))
    {
        public override void OnEnd(Activity data)
        {
            if (data.Source == engine.Activities)
                base.OnEnd(data);
        }
    }

    /// <summary>Knows whether the collector answers, and says so when it changes.</summary>
    private sealed class CollectorWatch(string name, Action<string> warn)
    {
        private int _away;

        public void Answered(bool well, string detail)
        {
            if (well && Interlocked.Exchange(ref _away, 0) == 1)
                warn($"telemetry: the collector answers again ({name})");
            else if (!well && Interlocked.Exchange(ref _away, 1) == 0)
                warn($"telemetry: the collector does not take what it is sent ({name}): {detail}; spans are dropped meanwhile, the engine goes on");
        }
    }

    private sealed class CollectorHandler(CollectorWatch watch) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null })
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return Seen(base.Send(request, cancellationToken));
            }
            catch (Exception wrong) when (Failed(wrong))
            {
                throw;
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return Seen(await base.SendAsync(request, cancellationToken));
            }
            catch (Exception wrong) when (Failed(wrong))
            {
                throw;
            }
        }

        private HttpResponseMessage Seen(HttpResponseMessage response)
        {
            watch.Answered(response.IsSuccessStatusCode, $"HTTP {(int)response.StatusCode}");
            return response;
        }

        private bool Failed(Exception wrong)
        {
            watch.Answered(false, wrong.GetBaseException().Message);
            return true;
        }
    }
}
