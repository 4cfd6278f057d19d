using System.Diagnostics;
using Arb.Domain.Execution;
using Arb.Tests.Scenarios;

namespace Arb.Tests.Host.Telemetry;

/// <summary>A whole engine that tells a real collector what it does.</summary>
[Collection("telemetry")]
public sealed class OtlpScenarioSpecs
{
    [Fact]
    public async Task Should_send_one_trace_from_the_bytes_to_both_legs()
    {
        await using var collector = await Collector.StartAsync();
        await using var bench = await StartAsync(collector.Address, "10s");
        await bench.UntilAsync(s => s.ExecutionsCompleted >= 1);
        var spans = await collector.UntilAsync(all => Complete(all) is not null);
        var execution = Complete(spans)!;
        var trace = spans.Where(span => span.Trace == execution.Trace).ToList();
        var opportunity = Assert.Single(trace, span => span.Id == execution.Parent);
        Assert.Equal("arb.opportunity", opportunity.Name);
        var response = Assert.Single(trace, span => span.Id == opportunity.Parent);
        Assert.Equal(("arb.response", ""), (response.Name, response.Parent));
        var decode = Assert.Single(trace, span => span.Name == "arb.decode" && span.Parent == response.Id);
        var legs = Accepted(trace, execution).ToList();
        Assert.True(legs.Select(leg => leg.Attributes["arb.account"]).Distinct().Count() >= 2, "two accounts");
        Assert.All(legs, leg => Assert.Contains(trace, span => span.Name == "arb.place" && span.Parent == leg.Id));
        Assert.All(legs, leg => Assert.Equal(execution.Attributes["arb.execution"], leg.Attributes["arb.execution"]));
        Assert.True(decode.Start <= decode.End && decode.End <= opportunity.End && opportunity.End <= execution.Start && execution.Start <= legs.Min(leg => leg.Start), "in the order of time");
        Assert.Contains(trace, span => span.Name == "arb.sizing" && span.Parent == opportunity.Id);
        await collector.UntilAsync(_ => collector.Metrics.Contains("arb.opportunity.latency"));
        // No address with a query, no cookie, no session: only words and ids of the engine.
        Assert.DoesNotContain(spans.SelectMany(span => span.Attributes.Values), value => value.Contains('?') || value.Contains("http", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(spans.SelectMany(span => span.Attributes.Keys), key => key.Contains("cookie", StringComparison.OrdinalIgnoreCase) || key.Contains("url", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Should_execute_and_end_in_time_while_the_collector_never_answers()
    {
        await using var collector = await Collector.StartAsync(answers: false);
        var bench = await StartAsync(collector.Address, "1s");
        await bench.UntilAsync(s => s.ExecutionsCompleted >= 1);
        await bench.StopAsync();
        var ending = Stopwatch.StartNew();
        await bench.DisposeAsync();
        Assert.InRange(ending.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    private static Task<LiveBench> StartAsync(Uri collector, string timeout) => LiveBench.StartAsync(
        TradingMode.Live, null, $"arb.telemetry.otlp.endpoint=\"{collector}\"", "arb.telemetry.otlp.protocol=http", "arb.telemetry.otlp.interval=200ms", $"arb.telemetry.otlp.timeout={timeout}");

    /// <summary>An execution of which every leg arrived, and everything above it.</summary>
    private static OtlpSpan? Complete(IReadOnlyList<OtlpSpan> spans) => spans.FirstOrDefault(span =>
        span.Name == "arb.execution" && span.Attributes.GetValueOrDefault("arb.result") == "complete" && Accepted(spans, span).Count() >= 2
        && spans.FirstOrDefault(parent => parent.Id == span.Parent) is { } opportunity && spans.Any(root => root.Id == opportunity.Parent));

    private static IEnumerable<OtlpSpan> Accepted(IReadOnlyList<OtlpSpan> spans, OtlpSpan execution) =>
        spans.Where(span => span.Name == "arb.leg" && span.Parent == execution.Id && span.Attributes.GetValueOrDefault("arb.outcome") == "accepted");
}
