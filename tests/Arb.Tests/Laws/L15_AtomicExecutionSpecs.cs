using Arb.Domain.Execution;

namespace Arb.Tests.Laws;

/// <summary>L15, Atomic execution: lock → audit row → exposure → leg A → leg B only if A succeeded → hedge if B fails → audit row → release, in this order.</summary>
public sealed class L15_AtomicExecutionSpecs
{
    [Fact]
    public void Should_take_every_step_in_the_order_of_the_law()
    {
        var run = new SagaRun().Run();
        Assert.Equal(ExecutionResult.Complete, run.State.End!.Result);
        Ordered(run, "LockTaken", "OpenAudit", "AuditOpened", "Reserve", "ExposureTaken", "QuotesTaken", "LegIntended 0", "Send 0", "LegAccepted", "LegIntended 1", "Send 1", "Concluded", "CloseAudit", "AuditClosed", "LockReleased", "Finish");
    }

    [Fact]
    public void Should_journal_the_intent_before_every_send()
    {
        var run = new SagaRun().Run();
        foreach (var leg in (int[])[0, 1])
            Assert.True(run.IndexOf($"LegIntended {leg}") < run.IndexOf($"Send {leg}"));
    }

    [Fact]
    public void Should_never_send_leg_B_when_A_was_refused()
    {
        var run = new SagaRun { Placing = (_, _) => SagaRun.Refused }.Run();
        Assert.Single(run.Sent);
        Assert.Equal(ExecutionResult.Flat, run.State.End!.Result);
    }

    [Fact]
    public void Should_never_send_leg_B_while_the_outcome_of_A_is_unknown()
    {
        var run = new SagaRun { Placing = (_, _) => null, Lists = _ => BetListReading.None("no answer") }.Run(timers: 30);
        Assert.Equal(-1, run.IndexOf("Send 1"));
    }

    [Fact]
    public void Should_send_nothing_when_exposure_is_refused()
    {
        var run = new SagaRun { Exposure = _ => "match cap" }.Run();
        Assert.Empty(run.Sent);
        Assert.Equal(ExecutionResult.Aborted, run.State.End!.Result);
    }

    [Fact]
    public void Should_hedge_when_B_fails_and_release_the_lock_only_after_the_audit_is_closed()
    {
        var run = new SagaRun { Placing = (leg, ticket) => leg == 1 ? SagaRun.Refused : SagaRun.Accepted(leg, ticket) }.Run();
        Assert.Equal(ExecutionResult.Hedged, run.State.End!.Result);
        Ordered(run, "LegRejected", "HedgeStarted", "HedgeChosen", "LegIntended 2", "AppendHedge", "Send 2", "Concluded", "CloseAudit", "AuditClosed", "LockReleased", "Finish");
    }

    private static void Ordered(SagaRun run, params string[] steps)
    {
        var at = -1;
        foreach (var step in steps)
        {
            var next = run.Trace.FindIndex(at + 1, line => line == step);
            Assert.True(next > at, $"{step} is missing or too early in: {string.Join(", ", run.Trace)}");
            at = next;
        }
    }
}
