using Akka.Actor;
using Arb.Actors.Sessions;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Sessions;

public sealed class AccountLifeSpecs : AccountKit
{
    [Fact]
    public void Should_go_from_IDLE_over_STARTING_and_WAIT_PROVIDER_to_ACTIVE()
    {
        StartActive();
        Assert.Equal([AccountState.Starting, AccountState.WaitProvider, AccountState.Active], Seen.Of<AccountStateChanged>().Select(change => change.State));
    }

    [Fact]
    public void Should_be_on_at_start_when_it_was_on()
    {
        Assert.Equal(AccountState.WaitProvider, State(StartAccount(enabled: true)));
    }

    [Theory]
    [InlineData("scm")]
    [InlineData("csm")]
    [InlineData("cms")]
    public void Should_activate_whatever_comes_first(string order)
    {
        var account = StartAccount(enabled: true);
        foreach (var step in order)
        {
            Assert.Equal(AccountState.WaitProvider, State(account));
            account.Tell(step switch { 's' => Session(), 'c' => new ImportContract(Contract()), _ => new MarkContract("a1", "CMD") });
        }
        Assert.Equal(AccountState.Active, State(account));
    }

    [Fact]
    public void Should_keep_a_session_offered_while_off_and_use_it_when_on()
    {
        var account = StartAccount();
        Assert.Contains("kept in memory", Ask<Done>(account, Session()).Message, StringComparison.Ordinal);
        Ask<ContractList>(account, new ImportContract(Contract()));
        Ask<ContractList>(account, new MarkContract("a1", "cmd"));
        Assert.Equal(AccountState.Idle, State(account));
        Ask<Done>(account, new SwitchAccount("a1", true));
        Assert.Equal(AccountState.Active, State(account));
    }

    [Fact]
    public void Should_refuse_to_switch_on_twice()
    {
        var account = StartAccount(enabled: true);
        Assert.Equal(FailureKind.Refused, Ask<CommandFailed>(account, new SwitchAccount("a1", true)).Kind);
    }

    [Fact]
    public void Should_reject_and_log_an_invalid_transition()
    {
        Accounts.Hold = true;
        var account = StartAccount();
        account.Tell(new SwitchAccount("a1", true));
        account.Tell(new SwitchAccount("a1", true));
        Accounts.Release();
        Assert.Equal(AccountState.WaitProvider, State(account));
        Assert.True(Seen.Says(LogSeverity.Warning, "ToggledOn is no transition from WaitProvider"));
    }

    [Fact]
    public void Should_not_stay_in_STARTING_beyond_the_deadline()
    {
        // A browser that neither starts nor ends.
        Browsers = new ScriptedBrowsers { Hold = true, CleanUpFailure = "stuck" };
        var account = StartAccount();
        Ask<Done>(account, new SwitchAccount("a1", true));
        Assert.Equal(AccountState.Starting, State(account));
        Pass(29);
        Assert.Equal(AccountState.Starting, State(account));
        Pass(1.5);
        Assert.Equal(AccountState.Stopping, State(account));
        Assert.True(Seen.Says(LogSeverity.Error, "start took longer than 30 s"));
    }

    [Fact]
    public void Should_change_nothing_when_the_toggle_cannot_be_stored()
    {
        var account = StartAccount();
        Accounts.Failure = new StorageException("disk full");
        Assert.Equal("disk full", Ask<CommandFailed>(account, new SwitchAccount("a1", true)).Message);
        Assert.Equal((AccountState.Idle, false), (State(account), View(account).Enabled));
    }

    [Fact]
    public void Should_wait_for_contracts_that_cannot_be_read_and_try_again()
    {
        Contracts.Failure = new StorageException("locked");
        var account = StartAccount(enabled: true);
        Assert.Equal(AccountState.Idle, State(account));
        Assert.True(Seen.Says(LogSeverity.Error, "locked"));
        Contracts.Failure = null;
        Pass(5.25);
        Assert.Equal(AccountState.WaitProvider, State(account));
    }

    [Fact]
    public void Should_come_back_as_stored_after_a_crash_not_as_it_was_made()
    {
        var account = StartAccount(enabled: true);
        Ask<Done>(account, new SwitchAccount("a1", false));
        account.Tell(Kill.Instance);
        account = Sys.ActorOf(Props.Create(typeof(AccountActor), Stored(enabled: true), Environment()), "again");
        Assert.Equal((AccountState.Idle, false), (State(account), View(account).Enabled));
    }

    [Fact]
    public void Should_say_what_it_waits_for()
    {
        var account = StartAccount(enabled: true);
        Assert.Contains("waiting for login and provider", View(account).LampReason, StringComparison.Ordinal);
        account.Tell(Session());
        Pass(1);
        Assert.Contains("arb contract import a1", View(account).LampReason, StringComparison.Ordinal);
        account.Tell(new ImportContract(Contract()));
        Pass(1);
        Assert.Contains("arb contract mark a1 CMD", View(account).LampReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_a_session_without_an_absolute_address()
    {
        Assert.Equal(FailureKind.BadRequest, Ask<CommandFailed>(StartAccount(), Session() with { BaseUrl = "site.example" }).Kind);
    }

    [Fact]
    public void Should_remove_the_account_from_the_store_when_it_is_off()
    {
        var account = StartAccount();
        Assert.Contains("removed", Ask<Done>(account, RemoveNow.Instance).Message, StringComparison.Ordinal);
        Assert.Empty(Accounts.Accounts);
        Assert.True(IsGone(account));
    }

    [Fact]
    public void Should_not_remove_an_account_that_is_on_or_has_executions()
    {
        var account = StartAccount(enabled: true);
        Assert.Equal(FailureKind.Refused, Ask<CommandFailed>(account, RemoveNow.Instance).Kind);
        Ask<Done>(account, new SwitchAccount("a1", false));
        Locks = Held(withPerson: true, "a1");
        Assert.Equal(FailureKind.Refused, Ask<CommandFailed>(account, RemoveNow.Instance).Kind);
        Assert.Single(Accounts.Accounts);
    }
}
