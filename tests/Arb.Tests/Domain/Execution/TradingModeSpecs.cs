using Arb.Domain.Execution;
using Arb.Tests.Laws;

namespace Arb.Tests.Domain.Execution;

/// <summary>An execution of the other trading mode is never driven on: paper would prove a real bet absent, a bookmaker knows no paper bet.</summary>
public sealed class TradingModeSpecs
{
    [Fact]
    public void Should_leave_a_live_execution_to_a_person_when_the_engine_restarts_on_paper()
    {
        var run = NakedLive();
        run.Restart(new ExecutionSettings { Paper = true });
        run.Run(timers: 100);
        Assert.True(run.State.WithPerson);
        Assert.Equal(LegStatus.Unknown, run.State.Legs[1].Status);
        Assert.Contains(run.Alarms, alarm => alarm.Contains("it trades live and the engine on paper", StringComparison.Ordinal));
        Assert.Equal(2, run.Sent.Count);
    }

    [Theory]
    [InlineData(PersonVerdict.Absent, false)]
    [InlineData(PersonVerdict.Settled, true)]
    public void Should_let_a_person_close_it_and_nothing_else(PersonVerdict verdict, bool closes)
    {
        var run = NakedLive();
        run.Restart(new ExecutionSettings { Paper = true });
        run.Run();
        run.Tell(new ExecutionInput.PersonSaid(1, verdict, null, "seen"));
        run.Run();
        Assert.Equal(closes, run.Finished);
    }

    [Fact]
    public void Should_go_on_when_it_is_started_in_its_own_mode_again()
    {
        var run = NakedLive();
        run.Restart(new ExecutionSettings { Paper = true });
        run.Run();
        run.Restart(new ExecutionSettings());
        run.Run(timers: 60);
        Assert.Equal(LegStatus.Rejected, run.State.Legs[1].Status);
    }

    [Fact]
    public void Should_expire_a_paper_bet_some_time_after_the_match_began_and_at_once_in_live_trading()
    {
        var bet = SettlementSpecs.Bet("P") with { IsPaper = true, KickOff = Given.Start.AddHours(2) };
        var real = SettlementSpecs.Bet("R");
        var paper = new SettlementSettings(TimeSpan.FromMinutes(1), 10) { Paper = true, PaperExpiry = TimeSpan.FromHours(3) };
        Assert.Empty(Settlement.Expired([bet, real], Given.Start.AddHours(5).AddTicks(-1), paper));
        var expired = Assert.Single(Settlement.Expired([bet, real], Given.Start.AddHours(5), paper));
        Assert.Equal((BetStatus.Expired, 0m, bet), (expired.Status, expired.Returned, expired.Bet));
        Assert.Single(Settlement.Expired([bet, real], Given.Start, paper with { Paper = false }));
    }

    /// <summary>Leg A stands, the answer to leg B never came.</summary>
    private static SagaRun NakedLive() => new SagaRun { Placing = (leg, ticket) => leg == 1 ? null : SagaRun.Accepted(leg, ticket) }.Run(timers: 2);
}
