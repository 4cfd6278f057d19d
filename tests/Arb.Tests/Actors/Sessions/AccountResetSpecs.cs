using Akka.Actor;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Sessions;

public sealed class AccountResetSpecs : AccountKit
{
    [Fact]
    public void Should_leave_nothing_behind_when_switched_off()
    {
        var account = StartGreen();
        var worker = Find("/user/a1/worker-cmd");
        Assert.Contains("is off", Ask<Done>(account, new SwitchAccount("a1", false)).Message, StringComparison.Ordinal);
        var view = View(account);
        Assert.Equal((AccountState.Idle, Lamp.Red, 0, (string?)null, false), (view.State, view.Lamp, view.SessionGeneration, view.Provider, view.Enabled));
        Assert.Null(view.Worker);
        Assert.Empty(Contracts.Contracts);
        Assert.True(IsGone(worker));
        Assert.IsType<CloseBettor>(BettorLog.Of<object>()[^1]);
        var polls = Site().Requests.Count;
        Pass(60);
        Assert.Equal(polls, Site().Requests.Count);
    }

    [Theory]
    [InlineData(AccountState.Starting)]
    [InlineData(AccountState.WaitProvider)]
    [InlineData(AccountState.Active)]
    public void Should_reset_from_every_state(AccountState from)
    {
        if (from == AccountState.Starting)
            Browsers = new ScriptedBrowsers { Hold = true, CleanUpFailure = "stuck" };
        var account = from == AccountState.Active ? StartActive() : StartAccount(enabled: from != AccountState.Active);
        Assert.Equal(from, State(account));
        account.Tell(new SwitchAccount("a1", false));
        // A browser that cannot be ended keeps the reset open: that is told, not skipped.
        Assert.Equal(from == AccountState.Starting ? AccountState.Stopping : AccountState.Idle, State(account));
    }

    [Fact]
    public void Should_wait_for_open_executions_with_session_and_bettor_in_place()
    {
        var account = StartGreen();
        Locks = Held(withPerson: false, "a2", "a1");
        account.Tell(new SwitchAccount("a1", false));
        Pass(3);
        Assert.Equal((AccountState.Stopping, Lamp.Red), (State(account), View(account).Lamp));
        Assert.Empty(BettorLog.Of<CloseBettor>());
        Assert.NotEmpty(Contracts.Contracts);
        Locks = new LocksAnswered([], false);
        Pass(0.5);
        Assert.Equal(AccountState.Idle, State(account));
    }

    [Fact]
    public void Should_not_wait_for_other_accounts_nor_for_what_a_person_owns()
    {
        var account = StartActive();
        Locks = Held(withPerson: true, "a1");
        account.Tell(new SwitchAccount("a1", false));
        Assert.Equal(AccountState.Idle, State(account));
    }

    [Fact]
    public void Should_wait_while_executions_are_being_recovered()
    {
        var account = StartActive();
        Locks = new LocksAnswered([], Recovering: true);
        account.Tell(new SwitchAccount("a1", false));
        Pass(2);
        Assert.Equal(AccountState.Stopping, State(account));
    }

    [Fact]
    public void Should_ask_again_when_the_lock_table_does_not_answer()
    {
        var account = StartActive();
        Locks = null;
        account.Tell(new SwitchAccount("a1", false));
        Pass(1);
        Locks = new LocksAnswered([], false);
        Pass(1.5);
        Assert.Equal(AccountState.Idle, State(account));
    }

    [Fact]
    public void Should_raise_an_alarm_that_names_what_is_missing_when_it_is_late_and_go_on()
    {
        var account = StartActive();
        Contracts.Failure = new StorageException("locked");
        account.Tell(new SwitchAccount("a1", false));
        Assert.True(Seen.Says(LogSeverity.Alarm, "the contract could not be removed"));
        Pass(31);
        Assert.True(Seen.Says(LogSeverity.Alarm, "reset not complete after 30 s, waiting for: contract"));
        Contracts.Failure = null;
        Pass(5.5);
        Assert.Equal(AccountState.Idle, State(account));
    }

    [Fact]
    public void Should_be_on_again_after_a_reset_with_nothing_of_before()
    {
        var account = StartGreen();
        Assert.Contains("log in again", Ask<Done>(account, new ResetAccount("a1")).Message, StringComparison.Ordinal);
        var view = View(account);
        Assert.Equal((AccountState.WaitProvider, true, 0), (view.State, view.Enabled, view.SessionGeneration));
        Assert.Empty(Contracts.Contracts);
    }

    [Fact]
    public void Should_stay_off_when_switched_off_during_a_reset()
    {
        var account = StartActive();
        Locks = Held(withPerson: false, "a1");
        account.Tell(new ResetAccount("a1"));
        account.Tell(new SwitchAccount("a1", false));
        Locks = new LocksAnswered([], false);
        Pass(2.5);
        Assert.Equal(AccountState.Idle, State(account));
    }

    [Fact]
    public void Should_take_no_contract_and_no_session_while_it_is_being_reset()
    {
        var account = StartActive();
        Locks = Held(withPerson: false, "a1");
        account.Tell(new ResetAccount("a1"));
        Assert.Equal(FailureKind.Refused, Ask<CommandFailed>(account, new ImportContract(Contract(provider: "SBO"))).Kind);
        Assert.Equal(FailureKind.Refused, Ask<CommandFailed>(account, new MarkContract("a1", "CMD")).Kind);
        Assert.Equal(FailureKind.Refused, Ask<CommandFailed>(account, Session()).Kind);
    }

    [Fact]
    public void Should_give_the_next_session_a_higher_generation()
    {
        var account = StartActive();
        Ask<Done>(account, new ResetAccount("a1"));
        account.Tell(Session());
        Assert.Equal(2, View(account).SessionGeneration);
    }

    [Fact]
    public void Should_store_the_toggle_when_switched_off_after_a_late_start()
    {
        var account = StartAccount(enabled: true);
        Ask<Done>(account, new ResetAccount("a1"));
        Accounts.Accounts["a1"] = Stored(enabled: true);
        Ask<Done>(account, new SwitchAccount("a1", false));
        Assert.False(Accounts.Accounts["a1"].Enabled);
    }

    [Fact]
    public void Should_show_RED_before_it_asks_for_executions()
    {
        var account = StartGreen();
        Seen.Clear();
        var order = new List<string>();
        Executions.Tell(PoisonPill.Instance);
        account.Tell(new SwitchAccount("a1", false));
        order.AddRange(Seen.Of<LampChanged>().Select(change => change.Lamp.ToString()));
        Assert.Equal("Red", order[0]);
        Assert.Equal(AccountState.Stopping, State(account));
    }
}
