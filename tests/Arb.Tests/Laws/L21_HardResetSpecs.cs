using Akka.Actor;
using Arb.Domain.Arbitrage;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Laws;

/// <summary>L21, Hard reset: session, contract, odds, lamp, state; all of it or an alarm. Open executions are finished first.</summary>
public sealed class L21_HardResetSpecs : AccountKit
{
    [Fact]
    public void Should_leave_nothing()
    {
        var account = StartGreen();
        var worker = Find("/user/a1/worker-cmd");
        Ask<Done>(account, new SwitchAccount("a1", false));
        var view = View(account);
        Assert.Equal((AccountState.Idle, Lamp.Red, 0, (string?)null), (view.State, view.Lamp, view.SessionGeneration, view.Provider));
        Assert.Empty(Contracts.Contracts);
        Assert.True(IsGone(worker));
        Assert.IsType<CloseBettor>(BettorLog.Last<object>());
        // The session went too: switched on again it waits for a login.
        Ask<Done>(account, new SwitchAccount("a1", true));
        Assert.Equal((AccountState.WaitProvider, 0), (State(account), View(account).SessionGeneration));
    }

    [Fact]
    public void Should_end_the_browser_and_say_so_when_it_cannot()
    {
        Browsers = new ScriptedBrowsers();
        var account = StartActive();
        Ask<Done>(account, new SwitchAccount("a1", false));
        Assert.Null(Browsers.Of());
        Browsers.Failure = Browsers.CleanUpFailure = "process 7 cannot be ended";
        account.Tell(new SwitchAccount("a1", true), ActorRefs.NoSender);
        Pass(60);
        Assert.Equal(AccountState.Stopping, State(account));
        Assert.True(Seen.Says(LogSeverity.Alarm, "reset not complete"));
    }

    [Fact]
    public void Should_revoke_the_prices_of_the_account()
    {
        StartGreen("b1", "SBO", "1.70 2.10");
        var account = StartGreen("a1", "CMD", "2.10 1.80");
        Pass(5);
        Assert.NotEmpty(EngineLog.Of<OpportunityFound>());
        Ask<Done>(account, new SwitchAccount("a1", false));
        Assert.Single(EngineLog.Of<OpportunityWithdrawn>());
    }

    [Fact]
    public void Should_not_be_IDLE_with_a_part_left_but_raise_an_alarm()
    {
        var account = StartGreen();
        Contracts.Failure = new StorageException("locked");
        account.Tell(new SwitchAccount("a1", false), ActorRefs.NoSender);
        Pass(Limits.ResetDeadline.TotalSeconds + 1);
        Assert.Equal(AccountState.Stopping, State(account));
        Assert.True(Seen.Says(LogSeverity.Alarm, "reset not complete"));
    }

    [Fact]
    public void Should_forget_no_bet()
    {
        var account = StartGreen();
        Locks = Held(withPerson: false, "a1");
        account.Tell(new SwitchAccount("a1", false), ActorRefs.NoSender);
        Pass(10);
        Assert.Equal(AccountState.Stopping, State(account));
        Assert.Empty(BettorLog.Of<CloseBettor>());
        Assert.NotEqual(0, View(account).SessionGeneration);
    }
}
