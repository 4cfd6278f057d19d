using Arb.Domain;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Laws;

/// <summary>L17, Exposure: caps per match and in total, per account, reserved before execution; an unknown stake counts as placed; stakes count until they settle.</summary>
public sealed class L17_ExposureSpecs
{
    private readonly ExposureBook _book = new(new ExposureSettings(200m, 300m), RuntimeMode.Production);

    [Fact]
    public void Should_reject_what_exceeds_the_cap_of_the_match()
    {
        Assert.Null(_book.Reserve(ExecutionId.FromToken(1), Given.Match, 150m));
        Assert.Contains("match cap", _book.Reserve(ExecutionId.FromToken(2), Given.Match, 51m), StringComparison.Ordinal);
        Assert.Null(_book.Reserve(ExecutionId.FromToken(3), Given.Match, 50m));
    }

    [Fact]
    public void Should_reject_what_exceeds_the_cap_of_the_account()
    {
        Assert.Null(_book.Reserve(ExecutionId.FromToken(1), new MatchId("m1"), 200m));
        Assert.Contains("total cap", _book.Reserve(ExecutionId.FromToken(2), new MatchId("m2"), 101m), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_count_a_stake_until_it_settles()
    {
        _book.Commit(ExecutionId.FromToken(1), Given.Match, 0, 180m);
        _book.Release(ExecutionId.FromToken(1));
        Assert.Equal(20m, _book.Headroom(Given.Match));
        _book.Settle(ExecutionId.FromToken(1), 0);
        Assert.Equal(200m, _book.Headroom(Given.Match));
    }

    [Fact]
    public void Should_count_the_stake_before_the_bet_is_sent_and_keep_it_while_the_outcome_is_unknown()
    {
        var run = new SagaRun { Placing = (_, _) => null };
        run.Lists = _ => run.Sent.Count == 0 ? new BetListReading(true, true, [], 0, null) : BetListReading.None("no answer");
        run.Run(timers: 20);
        Assert.True(run.IndexOf("Commit") >= 0 && run.IndexOf("Commit") < run.IndexOf("Send 0"));
        Assert.Equal(LegStatus.Unknown, run.State.Legs[0].Status);
        Assert.Equal(run.Sent[0].Stake, run.Counted[0]);
    }

    [Fact]
    public void Should_reserve_at_every_account_before_anything_is_sent_and_send_nothing_when_one_refuses()
    {
        Assert.True(new SagaRun().Run() is { } good && good.Trace.FindLastIndex(line => line == "Reserve") < good.IndexOf("Send"));
        Assert.Empty(new SagaRun { Exposure = account => account == Given.A2 ? "total cap" : null }.Run().Sent);
    }
}
