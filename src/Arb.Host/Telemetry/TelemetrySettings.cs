using Arb.Host.Configuration;

namespace Arb.Host.Telemetry;

/// <summary>What the engine tells of itself and to whom; from <c>arb.telemetry</c>.</summary>
public sealed record TelemetrySettings
{
    /// <summary>How often the numbers that must be asked for are asked for.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A check of readiness that takes longer has failed.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A result of the checks is used again for this long.</summary>
    public TimeSpan ReadyMaxAge { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Free bytes on the data folder's disk below which the engine is not ready.</summary>
    public int MinFreeDisk { get; init; } = 100 * 1024 * 1024;

    /// <summary>Series of one instrument at most; what comes later is added up in one series.</summary>
    public int MaxSeries { get; init; } = 2_000;

    /// <summary>Where to, or off.</summary>
    public OtlpSettings Otlp { get; init; } = new();

    internal static TelemetrySettings Read(SettingsReader read) => new()
    {
        Interval = read.Duration("arb.telemetry.interval", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        ReadyTimeout = read.Duration("arb.telemetry.ready-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        ReadyMaxAge = read.Duration("arb.telemetry.ready-max-age", TimeSpan.Zero, TimeSpan.FromMinutes(5)),
        MinFreeDisk = read.Bytes("arb.telemetry.min-free-disk", 0, 1024 * 1024 * 1024),
        MaxSeries = read.Int("arb.telemetry.max-series", 10, 100_000),
        Otlp = new OtlpSettings
        {
            Endpoint = Address(read.Text("arb.telemetry.otlp.endpoint")),
            Protocol = read.Choice<OtlpProtocol>("arb.telemetry.otlp.protocol"),
            Headers = read.Text("arb.telemetry.otlp.headers"),
            Interval = read.Duration("arb.telemetry.otlp.interval", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            Timeout = read.Duration("arb.telemetry.otlp.timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            SampleRatio = read.Decimal("arb.telemetry.otlp.sample-ratio", 0m, 1m),
            MaxQueue = read.Int("arb.telemetry.otlp.max-queue", 16, 1_000_000),
        },
    };

    private static Uri? Address(string text)
    {
        if (text.Length == 0)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new SettingsException($"arb.telemetry.otlp.endpoint = {text}: expected an address such as http://127.0.0.1:4317, or nothing");
    }
}

/// <summary>Export to a collector.</summary>
public sealed record OtlpSettings
{
    /// <summary>The collector; null: nothing is exported.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>How it is spoken to.</summary>
    public OtlpProtocol Protocol { get; init; }

    /// <summary>Headers as <c>name=value,name=value</c>: may hold a secret, never logged.</summary>
    public string Headers { get; init; } = "";

    /// <summary>How often metrics and spans are sent.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Deadline of one export; also how long the engine's end waits for the last one.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Share of the traces that is kept, 0 to 1.</summary>
    public decimal SampleRatio { get; init; } = 1m;

    /// <summary>Spans that wait for the collector; more are dropped.</summary>
    public int MaxQueue { get; init; } = 2_048;

    /// <summary>Without the headers.</summary>
    public override string ToString() => Endpoint is null ? "off" : $"{Protocol} to {Endpoint.Host}:{Endpoint.Port}";
}

/// <summary>Wire of OTLP.</summary>
public enum OtlpProtocol : byte
{
    /// <summary>gRPC, usually port 4317.</summary>
    Grpc,

    /// <summary>Protobuf over HTTP, usually port 4318; the paths <c>/v1/traces</c> and <c>/v1/metrics</c> are added.</summary>
    Http,
}
