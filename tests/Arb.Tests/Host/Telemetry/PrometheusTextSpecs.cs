using System.Diagnostics.Metrics;
using Arb.Host.Telemetry;

namespace Arb.Tests.Host.Telemetry;

public sealed class PrometheusTextSpecs : IDisposable
{
    private readonly Meter _meter = new("specs");
    private readonly MetricStore _store;

    public PrometheusTextSpecs() => _store = new MetricStore(_meter, maxSeries: 3);

    public void Dispose()
    {
        _store.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Should_write_a_counter_with_help_type_and_labels()
    {
        _meter.CreateCounter<long>("arb.polls", "{poll}", "Polls answered.").Add(2, new("account", "anna"), new("status", "200"));
        Assert.Contains("# HELP arb_polls_total Polls answered.\n# TYPE arb_polls_total counter\narb_polls_total{account=\"anna\",status=\"200\"} 2\n", Own(), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_escape_labels_and_help()
    {
        _meter.CreateCounter<long>("arb.odd", null, "a \\ and\na line").Add(1, new KeyValuePair<string, object?>("account", "a\"b\\c\nd"));
        Assert.Contains("# HELP arb_odd_total a \\\\ and\\na line\n", Own(), StringComparison.Ordinal);
        Assert.Contains("arb_odd_total{account=\"a\\\"b\\\\c\\nd\"} 1\n", Own(), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_add_up_the_buckets_of_a_histogram()
    {
        var seconds = _meter.CreateHistogram("arb.call.duration", "s", "Calls.", [], new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var value in new[] { 0.1, 0.5, 0.6, 7 })
            seconds.Record(value);
        Assert.Contains(
            "# TYPE arb_call_duration_seconds histogram\narb_call_duration_seconds_bucket{le=\"0.1\"} 1\narb_call_duration_seconds_bucket{le=\"1\"} 3\n"
            + "arb_call_duration_seconds_bucket{le=\"+Inf\"} 4\narb_call_duration_seconds_sum 8.2\narb_call_duration_seconds_count 4\n",
            Own(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Should_forget_a_gauge_that_is_not_reported_any_more()
    {
        var accounts = new List<string> { "anna", "bert" };
        _meter.CreateObservableGauge("arb.lamp", () => accounts.Select(account => new Measurement<int>(1, new KeyValuePair<string, object?>("account", account))), null, "Lamps.");
        Assert.Contains("arb_lamp{account=\"bert\"} 1\n", Own(), StringComparison.Ordinal);
        accounts.Remove("bert");
        Assert.DoesNotContain("bert", Own(), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_give_the_place_of_what_is_not_reported_any_more_to_something_else()
    {
        var account = 0;
        _meter.CreateObservableGauge("arb.lamp", () => new Measurement<int>(1, new KeyValuePair<string, object?>("account", $"a{account}")), null, "Lamps.");
        for (; account < 10; account++)
            Assert.Contains($"\narb_lamp{{account=\"a{account}\"}} 1\n", Own(), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_tell_nothing_of_another_meter_of_the_same_name()
    {
        using var other = new Meter("specs");
        other.CreateCounter<long>("arb.polls", null, "Theirs.").Add(5);
        other.CreateObservableGauge("arb.lamp", () => 1, null, "Theirs.");
        Assert.DoesNotContain("arb_", Own(), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_keep_the_sum_of_a_histogram_that_was_given_no_number()
    {
        var seconds = _meter.CreateHistogram<double>("arb.call.duration", "s", "Calls.");
        seconds.Record(double.NaN);
        seconds.Record(2);
        Assert.Contains("\narb_call_duration_seconds_sum 2\narb_call_duration_seconds_count 1\n", Own(), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_add_up_what_is_beyond_the_bound_in_one_series()
    {
        var counter = _meter.CreateCounter<long>("arb.many", null, "Many.");
        for (var i = 0; i < 10; i++)
            counter.Add(1, new KeyValuePair<string, object?>("id", i.ToString()));
        Assert.Contains("arb_many_total{otel_metric_overflow=\"true\"} 7\n", Own(), StringComparison.Ordinal);
        Assert.Equal(4, Own().Split('\n').Count(line => line.StartsWith("arb_many_total{", StringComparison.Ordinal)));
    }

    [Fact]
    public void Should_write_the_runtime_beside_the_engine() => Assert.Contains("# TYPE dotnet_gc_collections_total counter\n", PrometheusText.Write(_store), StringComparison.Ordinal);

    [Fact]
    public void Should_take_a_known_series_without_allocating()
    {
        var counter = _meter.CreateCounter<long>("arb.hot", null, "Hot.");
        KeyValuePair<string, object?>[] tags = [new("account", "anna"), new("provider", "CMD"), new("role", "odds"), new("status", "200")];
        for (var i = 0; i < 100; i++)
            counter.Add(1, tags);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            counter.Add(1, tags);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private string Own() => PrometheusText.Write(_store);
}
