using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Arb.Host.Telemetry;

/// <summary>Prometheus' text format 0.0.4: HELP and TYPE once per family, labels escaped, histograms with added-up buckets, sum and count.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Everything a store holds.</summary>
    public static string Write(MetricStore store)
    {
        var text = new StringBuilder(64 * 1024);
        store.Read(families =>
        {
            foreach (var family in families)
                Write(text, family);
        });
        return text.ToString();
    }

    /// <summary>Instrument and unit as Prometheus writes them: <c>arb.poll.duration</c> in s is <c>arb_poll_duration_seconds</c>, a counter ends in <c>_total</c>.</summary>
    public static string NameOf(Instrument instrument, MetricKind kind)
    {
        var name = new StringBuilder();
        foreach (var letter in instrument.Name)
            name.Append(char.IsAsciiLetterOrDigit(letter) || letter == '_' ? letter : '_');
        if (char.IsAsciiDigit(name[0]))
            name.Insert(0, '_');
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            "1" when kind != MetricKind.Counter => "_ratio",
            _ => "",
        };
        if (unit.Length > 0 && !EndsWith(name, unit))
            name.Append(unit);
        if (kind == MetricKind.Counter && !EndsWith(name, "_total"))
            name.Append("_total");
        return name.ToString();
    }

    private static bool EndsWith(StringBuilder name, string end) => name.Length >= end.Length && name.ToString(name.Length - end.Length, end.Length) == end;

    private static void Write(StringBuilder text, MetricFamily family)
    {
        if (family.Series.Count == 0)
            return;
        text.Append("# HELP ").Append(family.Name).Append(' ').Append(Help(family.Instrument.Description ?? "")).Append('\n');
        text.Append("# TYPE ").Append(family.Name).Append(' ').Append(family.Kind.ToString().ToLowerInvariant()).Append('\n');
        foreach (var series in family.Series)
            if (family.Kind == MetricKind.Histogram)
                Histogram(text, family, series);
            else
                Sample(text, family.Name, series.Tags, null, series.Value);
    }

    private static void Histogram(StringBuilder text, MetricFamily family, MetricSeries series)
    {
        long below = 0;
        for (var i = 0; i < family.Bounds.Length; i++)
        {
            below += series.Buckets[i];
            Sample(text, family.Name + "_bucket", series.Tags, Number(family.Bounds[i]), below);
        }
        Sample(text, family.Name + "_bucket", series.Tags, "+Inf", series.Count);
        Sample(text, family.Name + "_sum", series.Tags, null, series.Sum);
        Sample(text, family.Name + "_count", series.Tags, null, series.Count);
    }

    private static void Sample(StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, object?>> tags, string? le, double value)
    {
        text.Append(name);
        if (tags.Count > 0 || le is not null)
        {
            text.Append('{');
            var first = true;
            foreach (var (key, label) in tags)
                Label(text, Key(key), Convert.ToString(label, CultureInfo.InvariantCulture) ?? "", ref first);
            if (le is not null)
                Label(text, "le", le, ref first);
            text.Append('}');
        }
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static void Label(StringBuilder text, string key, string value, ref bool first)
    {
        if (!first)
            text.Append(',');
        first = false;
        text.Append(key).Append("=\"");
        foreach (var letter in value)
            _ = letter switch
            {
                '\\' => text.Append("\\\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append("\\n"),
                _ => text.Append(letter),
            };
        text.Append('"');
    }

    private static string Key(string key) => string.Concat(key.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_' ? letter : '_'));

    private static string Help(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : double.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture);
}
