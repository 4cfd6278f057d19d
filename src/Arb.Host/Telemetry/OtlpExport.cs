using System.Diagnostics;
using Arb.Actors.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Arb.Host.Telemetry;

/// <summary>
/// Sends metrics and traces to a collector. It works on threads of its own behind a bounded queue, so a collector that is slow, away or broken costs spans and nothing else; that it is so is said once,
/// and once more when it answers again.
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    private const int MaxBatch = 512;

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;
    private readonly int _timeout;

    private OtlpExport(TracerProvider traces, MeterProvider metrics, int timeout)
    {
        _traces = traces;
        _metrics = metrics;
        _timeout = timeout;
    }

    /// <summary>Null when none is configured.</summary>
    public static OtlpExport? Start(OtlpSettings settings, EngineTelemetry engine, Action<string> warn)
    {
        if (settings.Endpoint is null)
            return null;
        var interval = (int)settings.Interval.TotalMilliseconds;
        var timeout = (int)settings.Timeout.TotalMilliseconds;
        var watch = new CollectorWatch(settings.ToString(), warn);
        var about = ResourceBuilder.CreateEmpty().AddService("arb", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(), autoGenerateServiceInstanceId: false);
        var spans = new SpansOf(engine, new OtlpTraceExporter(Options(settings, "v1/traces", watch)), settings.MaxQueue, interval, timeout);
        var traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(about)
            .AddSource(EngineTelemetry.Name)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler((double)settings.SampleRatio)))
            .AddProcessor(spans)
            .Build();
        var metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(about)
            .AddMeter(EngineTelemetry.Name, "System.Runtime")
            // The provider knows meters by name only: another engine of the process would share the streams, and end them when it ends.
            .AddView(instrument => instrument.Meter.Name == EngineTelemetry.Name && instrument.Meter != engine.Meter ? MetricStreamConfiguration.Drop : null)
            .AddReader(new PeriodicExportingMetricReader(new OtlpMetricExporter(Options(settings, "v1/metrics", watch)), interval, timeout))
            .Build();
        return new OtlpExport(traces, metrics, timeout);
    }

    /// <summary>Sends what waits, no longer than the deadline of an export each.</summary>
    public void Dispose()
    {
        Parallel.Invoke(() => _traces.Shutdown(_timeout), () => _metrics.Shutdown(_timeout));
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static OtlpExporterOptions Options(OtlpSettings settings, string path, CollectorWatch watch)
    {
        var http = settings.Protocol == OtlpProtocol.Http;
        return new OtlpExporterOptions
        {
            Endpoint = http ? new Uri($"{settings.Endpoint!.ToString().TrimEnd('/')}/{path}") : settings.Endpoint!,
            Protocol = http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc,
            Headers = settings.Headers,
            TimeoutMilliseconds = (int)settings.Timeout.TotalMilliseconds,
            HttpClientFactory = () => new HttpClient(new CollectorHandler(watch)) { Timeout = settings.Timeout },
        };
    }

    /// <summary>Takes the spans of one engine: the provider knows sources by name only.</summary>
    private sealed class SpansOf(EngineTelemetry engine, OtlpTraceExporter exporter, int queue, int interval, int timeout)
        : BatchActivityExportProcessor(exporter, queue, interval, timeout, Math.Min(MaxBatch, queue))
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
