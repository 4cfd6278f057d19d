using Arb.Domain.Execution;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Laws;

/// <summary>L14, Gate, and the match's start: looked at before sizing and again directly before leg A is sent; what closes a position is always sent.</summary>
public sealed class L14_KickOffSpecs
{
    [Fact]
    public void Should_ask_for_the_starts_when_the_quotes_are_there_and_before_anything_is_intended()
    {
        var run = new SagaRun().Run();
        Assert.True(run.IndexOf("Quote") < run.IndexOf("AskStarts") && run.IndexOf("AskStarts") < run.IndexOf("LegIntended 0"));
        Assert.Single(run.Trace, step => step == "AskStarts");
        Assert.Equal(2, run.Sent.Count);
    }

    [Fact]
    public void Should_send_nothing_when_the_match_was_moved_forward_while_it_was_quoted()
    {
        var run = new SagaRun { Starts = () => [Given.Starts[0], Given.Starts[1] with { KickOff = Given.Start.AddMinutes(1) }] }.Run();
        Assert.Empty(run.Sent);
        Assert.Equal((ExecutionResult.Aborted, KickOffReason.TooNear), (run.State.End!.Result, run.State.End.KickOff!.Reason));
        Assert.True(run.Finished);
    }

    [Fact]
    public void Should_send_nothing_when_a_book_says_that_it_runs_or_does_not_list_it_any_more()
    {
        var running = new SagaRun { Starts = () => [Given.Starts[0] with { InPlay = true }, Given.Starts[1]] }.Run();
        Assert.Equal(KickOffReason.Running, running.State.End!.KickOff!.Reason);
        var gone = new SagaRun { Starts = () => [] }.Run();
        Assert.Equal(KickOffReason.StartUnknown, gone.State.End!.KickOff!.Reason);
        Assert.Empty(running.Sent.Concat(gone.Sent));
    }

    [Fact]
    public void Should_send_leg_B_and_hedges_whatever_the_start()
    {
        // The match begins between leg A and what closes it.
        var asked = 0;
        var run = new SagaRun
        {
            Starts = () => asked++ == 0 ? Given.Starts : [Given.Starts[0] with { InPlay = true }, Given.Starts[1] with { InPlay = true }],
            Placing = (leg, ticket) => leg == 1 ? SagaRun.Refused : SagaRun.Accepted(leg, ticket),
        }.Run();
        Assert.Equal(ExecutionResult.Hedged, run.State.End!.Result);
        Assert.Equal(3, run.Sent.Count);
        Assert.Equal(1, asked);
    }

    [Fact]
    public void Should_bound_the_send_of_leg_A_by_the_start_and_of_leg_B_by_nothing_of_the_kind()
    {
        var sends = new List<ExecutionEffect.Send>();
        new SagaRun
        {
            Plant = decide => (state, input, now) =>
            {
                var decision = decide(state, input, now);
                sends.AddRange(decision.Effects.OfType<ExecutionEffect.Send>());
                return decision;
            },
        }.Run();
        Assert.Equal([Given.KickOff.AddMinutes(-2), null], sends.Select(send => send.Before));
    }

    [Fact]
    public void Should_end_without_a_send_when_nobody_says_when_it_begins()
    {
        var run = new SagaRun
        {
            Plant = decide => (state, input, now) => input is ExecutionInput.StartsRead ? ExecutionDecision.Nothing : decide(state, input, now),
        }.Run();
        Assert.Empty(run.Sent);
        Assert.Equal((ExecutionResult.Aborted, KickOffReason.StartUnknown), (run.State.End!.Result, run.State.End.KickOff!.Reason));
    }

    [Fact]
    public void Should_see_the_engine_that_does_not_look()
    {
        var run = new SagaRun
        {
            Starts = () => [Given.Starts[0] with { InPlay = true }, Given.Starts[1]],
            Plant = _ => new ExecutionDecider(new ExecutionSettings { KickOff = new KickOffRule(true, TimeSpan.Zero) }).Decide,
        }.Run();
        Assert.Equal(2, run.Sent.Count);
    }
}
