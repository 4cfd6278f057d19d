using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Tests.Domain.Health;

public sealed class AlertRuleSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly AccountId Anna = new("anna");
    private static readonly MatchId Match = new("cmd:1+sbo:2");
    private readonly AlertRule _rule = new(0.9m);

    [Theory]
    [InlineData(LogTopic.NakedPosition, LogSeverity.Error, AlertKind.NakedPosition, LogSeverity.Error)]
    [InlineData(LogTopic.HedgeFailed, LogSeverity.Alarm, AlertKind.HedgeFailed, LogSeverity.Alarm)]
    [InlineData(LogTopic.NeedsPerson, LogSeverity.Alarm, AlertKind.NeedsPerson, LogSeverity.Alarm)]
    [InlineData(LogTopic.None, LogSeverity.Alarm, AlertKind.Alarm, LogSeverity.Alarm)]
    public void Should_tell_of_positions_and_every_other_alarm_of_the_log(LogTopic topic, LogSeverity severity, AlertKind kind, LogSeverity told)
    {
        var entry = new SystemLogEntry(Now, severity, "execution", "x000001 is naked", null, ExecutionId.FromToken(1)) { Topic = topic };
        var alert = Assert.Single(_rule.See(entry, Now));
        Assert.Equal((kind, told, "x000001 is naked", ExecutionId.FromToken(1)), (alert.Kind, alert.Severity, alert.Message, alert.Execution));
    }

    [Theory]
    [InlineData(LogTopic.None, LogSeverity.Error)]
    [InlineData(LogTopic.Repeats, LogSeverity.Alarm)]
    public void Should_leave_out_what_is_no_alarm_or_repeats_another_event(LogTopic topic, LogSeverity severity) =>
        Assert.Empty(_rule.See(new SystemLogEntry(Now, severity, "engine", "Killed: panic") { Topic = topic }, Now));

    [Fact]
    public void Should_tell_of_a_lost_session() =>
        Assert.Contains("anna: the bookmaker ended the session: login page", Assert.Single(_rule.See(new SessionLost(new SourceKey(Anna, new ProviderId("CMD")), 3, "login page"), Now)).Message, StringComparison.Ordinal);

    [Fact]
    public void Should_tell_of_a_lamp_once_for_each_change()
    {
        Assert.Empty(Lamp(Arb.Domain.Health.Lamp.Red)); // the first word is no change
        Assert.Empty(Lamp(Arb.Domain.Health.Lamp.Red));
        Assert.Equal(LogSeverity.Info, Assert.Single(Lamp(Arb.Domain.Health.Lamp.Green)).Severity);
        Assert.Empty(Lamp(Arb.Domain.Health.Lamp.Green));
        var alert = Assert.Single(Lamp(Arb.Domain.Health.Lamp.Yellow));
        Assert.Equal((LogSeverity.Warning, "anna: GREEN -> YELLOW: why"), (alert.Severity, alert.Message));
        Assert.Equal(LogSeverity.Info, Assert.Single(Lamp(Arb.Domain.Health.Lamp.Red)).Severity);
    }

    [Fact]
    public void Should_tell_when_the_kill_switch_is_pulled_and_when_it_is_released()
    {
        Assert.Empty(Engine(EngineState.Running));
        Assert.Equal(LogSeverity.Alarm, Assert.Single(Engine(EngineState.Killed)).Severity);
        Assert.Empty(Engine(EngineState.Killed));
        Assert.Contains("released", Assert.Single(Engine(EngineState.Running)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_tell_once_that_the_total_comes_near_its_cap_and_again_after_it_was_farther()
    {
        Assert.Empty(Exposure(449.99m, 0m));
        var alert = Assert.Single(Exposure(450m, 0m));
        Assert.Equal((AlertKind.ExposureNearCap, LogSeverity.Warning, "anna: 450.00 of 500.00 are staked or reserved (cap over all matches)"), (alert.Kind, alert.Severity, alert.Message));
        Assert.Empty(Exposure(480m, 0m));
        Assert.Empty(Exposure(100m, 0m));
        Assert.Single(Exposure(500m, 0m));
    }

    [Fact]
    public void Should_note_a_match_near_its_cap_below_what_sinks_get()
    {
        var alert = Assert.Single(Exposure(95m, 95m));
        Assert.Equal((LogSeverity.Info, "anna: 95.00 of 100.00 are staked or reserved on cmd:1+sbo:2 (cap per match)"), (alert.Severity, alert.Message));
        Assert.Empty(Exposure(96m, 96m));
    }

    [Fact]
    public void Should_take_a_cap_of_nothing_that_is_unused_for_far_away() =>
        Assert.Empty(_rule.See(new ExposureChanged(Anna, 0m, 0m, 0m, null, 0m, Now), Now));

    [Fact]
    public void Should_tell_once_how_it_ended_when_there_was_an_alarm()
    {
        _rule.See(new SystemLogEntry(Now, LogSeverity.Error, "execution", "x000001 has an open position", null, ExecutionId.FromToken(1)) { Topic = LogTopic.NakedPosition }, Now);
        Assert.Empty(Ended(ExecutionResult.WithPerson));
        var alert = Assert.Single(Ended(ExecutionResult.Complete));
        Assert.Equal((AlertKind.PositionClosed, LogSeverity.Warning, "x000001 is complete, worst outcome +2.87: every leg accepted", ExecutionId.FromToken(1)), (alert.Kind, alert.Severity, alert.Message, alert.Execution));
        Assert.Empty(Ended(ExecutionResult.Complete));
    }

    [Theory]
    [InlineData(ExecutionResult.Hedged)]
    [InlineData(ExecutionResult.Resolved)]
    public void Should_tell_of_the_end_of_a_position_whose_alarm_another_run_of_the_engine_gave(ExecutionResult result) =>
        Assert.Equal(AlertKind.PositionClosed, Assert.Single(Ended(result)).Kind);

    [Theory]
    [InlineData(ExecutionResult.Aborted)]
    [InlineData(ExecutionResult.Flat)]
    [InlineData(ExecutionResult.Complete)]
    public void Should_say_nothing_of_an_end_that_nobody_was_alarmed_about(ExecutionResult result) => Assert.Empty(Ended(result));

    private IReadOnlyList<Alert> Ended(ExecutionResult result) =>
        _rule.See(new ExecutionEnded(new ExecutionFinished(ExecutionId.FromToken(1), new OpportunityId("o"), Match, 1, result, true, 2.87m, "every leg accepted", Now)), Now);

    private IReadOnlyList<Alert> Lamp(Lamp lamp) => _rule.See(new LampChanged(Anna, null, lamp, "why", Now), Now);

    private IReadOnlyList<Alert> Engine(EngineState state) => _rule.See(new EngineStatus(state, "panic", "paper", 0, 0, 0, 0, new Dictionary<string, long>()), Now);

    private IReadOnlyList<Alert> Exposure(decimal used, decimal onMatch) => _rule.See(new ExposureChanged(Anna, used, 500m, onMatch, onMatch > 0m ? Match : null, 100m, Now), Now);
}
