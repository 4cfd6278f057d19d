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

    private static GateVerdict Check(EngineState state, Lamp first, Lamp second) => Gate.Check(Given.Opportunity(), state, Accounts(first, second), Settings, Given.Start);

    private static Dictionary<AccountId, GateAccount> Accounts(Lamp first, Lamp second) => new()
    {
        [Given.A1] = new GateAccount(first, true, false, null),
        [Given.A2] = new GateAccount(second, true, false, null),
    };
}
