using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Arb.Domain.Execution;
using Arb.Tests.Scenarios;

namespace Arb.Tests.Host.Telemetry;

/// <summary>What a whole engine shows of itself while it executes surebets against simulated bookmakers.</summary>
[Collection("telemetry")]
public sealed partial class MetricsScenarioSpecs
{
    private static readonly string[] Expected =
    [
        "arb_polls_total", "arb_poll_duration_seconds_count", "arb_decode_duration_seconds_count", "arb_prices_decoded_total", "arb_prices_changed_total", "arb_prices_sent_total", "arb_prices_open",
        "arb_book_batches_ahead", "arb_opportunities_total", "arb_opportunity_margin_ratio_count", "arb_opportunity_latency_seconds_count", "arb_executions_total", "arb_execution_duration_seconds_count",
        "arb_legs_total", "arb_placement_duration_seconds_count", "arb_journal_write_duration_seconds_count", "arb_lamp", "arb_engine_state", "arb_exposure_open", "arb_exposure_max_total",
        "arb_executions_unknown", "arb_bettor_queue", "arb_system_log_entries_total", "arb_matches_bound", "arb_book_markets", "dotnet_process_cpu_time_seconds_total",
    ];

    [Fact]
    public async Task Should_show_metrics_health_and_nothing_secret()
    {
        await using var bench = await LiveBench.StartAsync(TradingMode.Live, null, "arb.telemetry.interval=200ms", "arb.dashboard.enabled=on", "arb.dashboard.port=0");
        using var http = bench.OverSocket();
        // A first opportunity may come from a binding instead of from an answer: then there is no latency of it.
        var text = "";
        for (var executions = 1; executions <= 5 && Missing(text).Any(); executions++)
        {
            await bench.UntilAsync(s => s.ExecutionsCompleted >= executions);
            text = await http.GetStringAsync("http://arb/metrics");
        }
        Assert.Equal([], Missing(text));
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(Line(), line));
        Assert.Matches("arb_legs_total\\{account=\"\\w+\",outcome=\"accepted\",hedge=\"no\"\\} [1-9]", text);
        Assert.Matches("arb_lamp\\{account=\"cmd\",lamp=\"green\"\\} 1", text);
        Assert.DoesNotContain("cmd:", text, StringComparison.Ordinal); // no match, no event: labels are bounded by the configuration

        var live = await http.GetAsync("http://arb/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        var ready = await http.GetAsync("http://arb/health/ready");
        var body = await ready.Content.ReadAsStringAsync();
        Assert.True(ready.StatusCode == HttpStatusCode.OK, body);
        using var json = JsonDocument.Parse(body);
        Assert.Equal(["engine", "recovery", "database", "journal", "disk"], json.RootElement.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString()!));
    }

    private static IEnumerable<string> Missing(string text)
    {
        var lines = text.Split('\n');
        return Expected.Where(name => !lines.Any(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal)));
    }

    [GeneratedRegex("""^(# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+|[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-z_A-Z]+="(\\[\\n"]|[^"\\\n])*",?)+\})? (-?[0-9.E+-]+|NaN|[+-]Inf))$""")]
    private static partial Regex Line();
}
