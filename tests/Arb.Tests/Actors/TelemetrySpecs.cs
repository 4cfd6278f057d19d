using System.Diagnostics;
using Akka.TestKit.Xunit2;
using Arb.Actors.Telemetry;
using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;

namespace Arb.Tests.Actors;

/// <summary>Spans of the saga, seen by a listener of this system's own source only.</summary>
// Listeners of spans hear every engine of the process: these run one after the other.
[Collection("telemetry")]
public sealed class TelemetrySpecs : TestKit
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly EngineTelemetry _telemetry;
    private readonly List<Activity> _ended = [];

    public TelemetrySpecs() => _telemetry = EngineTelemetry.Of(Sys);

    [Fact]
    public void Should_carry_no_trace_when_nobody_listens()
    {
        var told = new ExecutionTelemetry(_telemetry);
        Assert.Equal(default, told.Begin(Order(), Noon));
        Assert.Equal(default, told.Step(Noon));
    }

    [Fact]
    public void Should_allocate_nothing_for_an_event_when_nobody_listens()
    {
        var told = new ExecutionTelemetry(_telemetry);
        var happened = new AuditOpened(Noon);
        told.On(happened, ExecutionState.Empty);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            told.On(happened, ExecutionState.Empty);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Should_link_what_happens_after_a_restart_to_the_execution_before_it()
    {
        using var listener = Listen();
        var told = new ExecutionTelemetry(_telemetry);
        var before = told.Begin(Order(), Noon);
        told.Stop(Noon);
        var journaled = new LockTaken(
            ExecutionId.FromToken(1), 1, new OpportunityId("o"), Market, Match, [], 1m, new Dictionary<AccountId, decimal>(), Noon, false, $"00-{before.TraceId}-{before.SpanId}-01");
        var replayed = (LockTaken)ExecutionEventCodec.Decode(ExecutionEventCodec.ManifestOf(journaled), ExecutionEventCodec.Encode(journaled));
        var next = new ExecutionTelemetry(_telemetry);
        next.Recovered(ExecutionTransitions.Apply(ExecutionState.Empty, replayed), Noon);
        next.Stop(Noon);
        var recovered = _ended.Single(span => span.OperationName == "arb.execution.recovered");
        Assert.Equal(before.SpanId, recovered.Links.Single().Context.SpanId);
        Assert.Equal(before.TraceId, recovered.Links.Single().Context.TraceId);
        Assert.NotEqual(before.TraceId, recovered.TraceId);
        Assert.Equal("x000001", recovered.GetTagItem("arb.execution"));
    }

    [Fact]
    public void Should_leave_the_surroundings_of_a_thread_alone()
    {
        using var listener = Listen();
        using var around = new Activity("around").Start();
        var span = _telemetry.Start("arb.execution", default, Noon);
        Assert.Same(around, Activity.Current);
        Assert.Equal(default, span!.ParentSpanId);
        EngineTelemetry.End(span, Noon);
        Assert.Same(around, Activity.Current);
    }

    [Fact]
    public void Should_write_no_trace_into_the_journal_when_nobody_listens()
    {
        var lockTaken = new LockTaken(ExecutionId.FromToken(1), 1, new OpportunityId("o"), Market, Match, [], 1m, new Dictionary<AccountId, decimal>(), Noon);
        Assert.DoesNotContain("trace", System.Text.Encoding.UTF8.GetString(ExecutionEventCodec.Encode(lockTaken)), StringComparison.OrdinalIgnoreCase);
    }

    private static MarketKey Market => new(new MatchId("cmd:1+sbo:2"), MarketKind.Total, Period.FullTime, new Line(10));

    private static MatchInfo Match => new(new MatchId("cmd:1+sbo:2"), "Home", "Away", "League", Noon, [new EventKey(new ProviderId("CMD"), "1"), new EventKey(new ProviderId("SBO"), "2")]);

    private static BeginExecution Order() => new(
        ExecutionId.FromToken(1), 1, new Opportunity(new OpportunityId("o"), Market, Match, [], 0.01m, Noon), new StakePlan(Market, [], 1m));

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => ReferenceEquals(source, _telemetry.Activities),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
