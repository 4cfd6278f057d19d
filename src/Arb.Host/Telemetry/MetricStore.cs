using System.Diagnostics.Metrics;

namespace Arb.Host.Telemetry;

/// <summary>
/// Keeps the last value of every series of an engine's instruments, and of the runtime's, for whoever comes to read them. Bounded: an instrument has at most so many series, further ones are added up in
/// one with the label <c>otel_metric_overflow</c>. Adding to a known series allocates nothing.
/// </summary>
internal sealed class MetricStore : IDisposable
{
    private const string Runtime = "System.Runtime";

    private readonly Lock _gate = new();
    private readonly Dictionary<Instrument, MetricFamily> _families = [];
    private readonly MeterListener _listener;
    private readonly int _maxSeries;

    /// <summary>Listens to one meter, and to the runtime's.</summary>
    public MetricStore(Meter meter, int maxSeries)
    {
        _maxSeries = maxSeries;
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter, meter) || instrument.Meter.Name == Runtime)
                    listener.EnableMeasurementEvents(instrument, this);
            },
            MeasurementsCompleted = (instrument, _) => Forget(instrument),
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Reads every observable instrument and hands all families, by name, to <paramref name="read"/>; one reader at a time.</summary>
    public void Read(Action<IReadOnlyList<MetricFamily>> read)
    {
        lock (_gate)
        {
            foreach (var family in _families.Values.Where(family => family.Instrument.IsObservable))
                family.Clear();
            _listener.RecordObservableInstruments();
            read([.. _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal)]);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            if (!_families.TryGetValue(instrument, out var family))
                _families[instrument] = family = new MetricFamily(instrument, _maxSeries);
            family.Add(value, tags);
        }
    }

    private void Forget(Instrument instrument)
    {
        lock (_gate)
            _families.Remove(instrument);
    }
}

/// <summary>How an instrument adds up.</summary>
internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>One instrument with its series.</summary>
internal sealed class MetricFamily
{
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly KeyValuePair<string, object?>[] Overflow = [new("otel_metric_overflow", "true")];

    private readonly Dictionary<int, List<MetricSeries>> _byHash = [];
    private readonly List<MetricSeries> _series = [];
    private readonly int _maxSeries;
    private readonly bool _sets;

    public MetricFamily(Instrument instrument, int maxSeries)
    {
        Instrument = instrument;
        _maxSeries = maxSeries;
        var type = instrument.GetType().Name;
        Kind = type.StartsWith("Histogram", StringComparison.Ordinal) ? MetricKind.Histogram
            : type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) ? MetricKind.Counter
            : MetricKind.Gauge;
        _sets = instrument.IsObservable || type.StartsWith("Gauge", StringComparison.Ordinal);
        Bounds = Kind != MetricKind.Histogram ? [] : instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } ? [.. bounds] : DefaultBounds;
        Name = PrometheusText.NameOf(instrument, Kind);
    }

    public Instrument Instrument { get; }

    public MetricKind Kind { get; }

    public double[] Bounds { get; }

    public string Name { get; }

    public IReadOnlyList<MetricSeries> Series => _series;

    public void Clear()
    {
        _series.Clear();
        _byHash.Clear();
    }

    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = Find(tags) ?? (_series.Count < _maxSeries ? Open(tags) : Find(Overflow) ?? Open(Overflow));
        if (Kind == MetricKind.Histogram)
            series.Observe(value, Bounds);
        else
            series.Value = _sets ? value : series.Value + value;
    }

    private MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_byHash.TryGetValue(HashOf(tags), out var candidates))
            foreach (var series in candidates)
                if (series.Has(tags))
                    return series;
        return null;
    }

    private MetricSeries Open(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = new MetricSeries(tags.ToArray(), Bounds.Length);
        _series.Add(series);
        var hash = HashOf(tags);
        if (!_byHash.TryGetValue(hash, out var same))
            _byHash[hash] = same = [];
        same.Add(series);
        return series;
    }

    private static int HashOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = new HashCode();
        foreach (var tag in tags)
        {
            hash.Add(tag.Key);
            hash.Add(tag.Value);
        }
        return hash.ToHashCode();
    }
}

/// <summary>One series: its labels in the order in which they are always given, and what was measured.</summary>
internal sealed class MetricSeries(KeyValuePair<string, object?>[] tags, int bounds)
{
    public IReadOnlyList<KeyValuePair<string, object?>> Tags => tags;

    public double Value { get; set; }

    public double Sum { get; private set; }

    public long Count { get; private set; }

    /// <summary>Per bucket, the one above the last bound at the end; not added up.</summary>
    public long[] Buckets { get; } = new long[bounds + 1];

    public void Observe(double value, double[] limits)
    {
        if (double.IsNaN(value))
            return;
        var at = 0;
        while (at < limits.Length && value > limits[at])
            at++;
        Buckets[at]++;
        Count++;
        Sum += value;
    }

    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != tags.Length)
            return false;
        for (var i = 0; i < tags.Length; i++)
            if (tags[i].Key != others[i].Key || !Equals(tags[i].Value, others[i].Value))
                return false;
        return true;
    }
}
