using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Execution;

public class GateSpecs
{
    private static readonly EngineSettings Settings = new();

    [Fact]
    public void Should_open_when_running_and_every_lamp_is_green() =>
        Assert.True(Check(EngineState.Running, Lamp.Green, Lamp.Green).IsOpen);

    [Theory]
    [InlineData(EngineState.Stopped)]
    [InlineData(EngineState.Killed)]
    [InlineData(EngineState.Recovering)]
    public void Should_stay_shut_in_every_state_but_running(EngineState state) =>
        Assert.Equal(GateReason.EngineNotRunning, Check(state, Lamp.Green, Lamp.Green).Reason);

    [Theory]
    [InlineData(Lamp.Yellow, Lamp.Green)]
    [InlineData(Lamp.Green, Lamp.Red)]
    public void Should_stay_shut_when_one_lamp_is_not_green(Lamp first, Lamp second) =>
        Assert.Equal(GateReason.LampNotGreen, Check(EngineState.Running, first, second).Reason);

    [Fact]
    public void Should_quarantine_what_is_too_good_to_be_true()
    {
        var verdict = Gate.Check(Given.Opportunity() with { Margin = 0.4m }, EngineState.Running, Accounts(Lamp.Green, Lamp.Green), Settings, Given.Start);
        Assert.Equal(GateReason.MarginTooGood, verdict.Reason);
    }

    [Fact]
    public void Should_not_use_an_account_with_a_bet_of_unknown_outcome()
    {
        var accounts = Accounts(Lamp.Green, Lamp.Green);
        accounts[Given.A2] = accounts[Given.A2] with { Quarantined = true };
        Assert.Equal(GateReason.AccountQuarantined, Gate.Check(Given.Opportunity(), EngineState.Running, accounts, Settings, Given.Start).Reason);
    }

    [Theory]
    [InlineData(-1, false, KickOffReason.Begun)]
    [InlineData(1, false, KickOffReason.TooNear)]
    [InlineData(600, true, KickOffReason.Running)]
    public void Should_be_shut_for_a_match_that_begins_or_runs_at_one_book(int minutes, bool inPlay, KickOffReason reason)
    {
        var fine = Given.Opportunity();
        var opportunity = fine with { Legs = [fine.Legs[0], fine.Legs[1] with { Market = fine.Legs[1].Market with { KickOff = Given.Start.AddMinutes(minutes), InPlay = inPlay } }] };
        var verdict = Gate.Check(opportunity, EngineState.Running, Accounts(Lamp.Green, Lamp.Green), Settings, Given.Start);
        Assert.Equal((GateReason.KickOff, reason, Given.A2), (verdict.Reason, verdict.KickOff!.Reason, verdict.KickOff.Account));
        Assert.True(Gate.Check(opportunity, EngineState.Running, Accounts(Lamp.Green, Lamp.Green), Settings with { KickOff = Settings.KickOff with { InPlay = true } }, Given.Start).IsOpen);
    }

    [Fact]
    public void Should_be_shut_where_nobody_says_when_the_match_begins()
    {
        var fine = Given.Opportunity();
        var opportunity = fine with { Legs = [fine.Legs[0], fine.Legs[1] with { Market = fine.Legs[1].Market with { KickOff = default } }] };
        Assert.Equal(KickOffReason.StartUnknown, Gate.Check(opportunity, EngineState.Running, Accounts(Lamp.Green, Lamp.Green), Settings, Given.Start).KickOff!.Reason);
    }

    private static GateVerdict Check(EngineState state, Lamp first, Lamp second) => Gate.Check(Given.Opportunity(), state, Accounts(first, second), Settings, Given.Start);

    private static Dictionary<AccountId, GateAccount> Accounts(Lamp first, Lamp second) => new()
    {
        [Given.A1] = new GateAccount(first, true, false, null),
        [Given.A2] = new GateAccount(second, true, false, null),
    };
}
