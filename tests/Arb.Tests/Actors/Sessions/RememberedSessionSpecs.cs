using Akka.Actor;
using Arb.Actors.Sessions;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Sessions;

/// <summary>Sessions at rest, as an account deals with them.</summary>
public sealed class RememberedSessionSpecs : AccountKit
{
    [Fact]
    public void Should_store_nothing_unless_the_user_asks_for_it()
    {
        var account = StartGreen();
        Ask<Done>(account, Session(token: "second"));
        Assert.Empty(Vault.Sessions);
        Assert.False(View(account).Remembered);
    }

    [Fact]
    public void Should_store_the_session_in_use_and_each_that_follows_it()
    {
        var account = StartGreen();
        Assert.Contains("is stored", Ask<Done>(account, new RememberSession("a1")).Message, StringComparison.Ordinal);
        Assert.Equal("t", Vault.Sessions[A1].Tokens["path"]);
        Assert.True(View(account).Remembered);
        Ask<Done>(account, Session(token: "second"));
        Assert.Equal("second", Vault.Sessions[A1].Tokens["path"]);
    }

    [Fact]
    public void Should_have_nothing_to_remember_before_a_login()
    {
        var account = StartAccount();
        Ask<Done>(account, new SwitchAccount("a1", true));
        var refused = Ask<CommandFailed>(account, new RememberSession("a1"));
        Assert.Equal((FailureKind.Refused, "a1 has no session now: log in first"), (refused.Kind, refused.Message));
        Assert.False(View(account).Remembered);
    }

    [Fact]
    public void Should_use_the_stored_session_at_the_engines_start_before_a_login_is_asked_for()
    {
        var account = Restarted();
        Assert.Equal(AccountState.Active, State(account));
        Assert.Equal((true, 1), (View(account).Remembered, View(account).SessionGeneration));
        Pass(0.5);
        Assert.NotEmpty(Site().Requests);
    }

    [Fact]
    public void Should_delete_a_stored_session_that_is_lost_and_store_the_next_login()
    {
        var account = Restarted();
        account.Tell(new SessionLost(new SourceKey(A1, Cmd), 1, "login page"));
        Assert.Empty(Vault.Sessions);
        Assert.Equal(Lamp.Red, View(account).Lamp);
        Ask<Done>(account, Session(token: "next login"));
        Assert.Equal("next login", Vault.Sessions[A1].Tokens["path"]);
    }

    [Fact]
    public void Should_forget_and_go_on_with_the_session_in_use()
    {
        var account = StartGreen();
        Ask<Done>(account, new RememberSession("a1"));
        Ask<Done>(account, new ForgetSession("a1"));
        Assert.Empty(Vault.Sessions);
        Assert.Equal((false, 1), (View(account).Remembered, View(account).SessionGeneration));
        Ask<Done>(account, Session(token: "second"));
        Assert.Empty(Vault.Sessions);
    }

    [Fact]
    public void Should_delete_the_stored_session_by_the_hard_reset()
    {
        var account = StartGreen();
        Ask<Done>(account, new RememberSession("a1"));
        Ask<Done>(account, new SwitchAccount("a1", false));
        Assert.Empty(Vault.Sessions);
        Assert.False(View(account).Remembered);
    }

    [Fact]
    public void Should_not_end_a_reset_while_a_stored_session_is_left()
    {
        var account = StartGreen();
        Ask<Done>(account, new RememberSession("a1"));
        Vault.Failure = new StorageException("the disk says no");
        account.Tell(new SwitchAccount("a1", false));
        Assert.Equal(AccountState.Stopping, State(account));
        Assert.True(Seen.Says(LogSeverity.Alarm, "reset not complete: the disk says no"));
        Vault.Failure = null;
        Pass(5.5);
        Assert.Equal(AccountState.Idle, State(account));
        Assert.Empty(Vault.Sessions);
    }

    [Fact]
    public void Should_delete_what_an_unfinished_reset_left_of_an_account_that_is_off()
    {
        Vault.Sessions[A1] = AtRest();
        var account = StartAccount();
        Assert.Equal(AccountState.Idle, State(account));
        Assert.Empty(Vault.Sessions);
    }

    [Fact]
    public void Should_ask_for_a_login_when_the_stored_session_cannot_be_used_and_say_why()
    {
        Vault.Failure = new StorageException("a1.bin cannot be used: it was changed");
        var account = StartAccount(enabled: true);
        var view = View(account);
        Assert.Equal((AccountState.WaitProvider, Lamp.Red, false), (view.State, view.Lamp, view.Remembered));
        Assert.Contains("waiting for login", view.LampReason, StringComparison.Ordinal);
        Assert.True(Seen.Says(LogSeverity.Error, "it was changed"));
    }

    [Fact]
    public void Should_go_on_from_memory_when_a_renewed_session_cannot_be_stored()
    {
        var account = StartGreen();
        Ask<Done>(account, new RememberSession("a1"));
        Vault.Failure = new StorageException("the disk is full");
        Ask<Done>(account, Session(token: "second"));
        Assert.Equal(2, View(account).SessionGeneration);
        Vault.Failure = null;
        Ask<Done>(account, Session(token: "third"));
        Assert.Equal("third", Vault.Sessions[A1].Tokens["path"]);
    }

    [Fact]
    public void Should_not_claim_to_remember_what_could_not_be_stored()
    {
        var account = StartGreen();
        Vault.Failure = new StorageException("the key file is missing");
        Assert.Equal("the key file is missing", Ask<CommandFailed>(account, new RememberSession("a1")).Message);
        Assert.False(View(account).Remembered);
    }

    [Fact]
    public void Should_remove_the_stored_session_with_its_account()
    {
        var accounts = Sys.ActorOf(Props.Create(typeof(AccountsActor), Environment()), "accounts");
        Ask<Done>(accounts, new AddAccount("a1", "https://site.example", "EUR", 0m));
        // A session that no key opens any more stays when the account is loaded; it goes with the account.
        Vault.Sessions[A1] = AtRest();
        Ask<Done>(accounts, new RemoveAccount("a1"));
        Assert.Empty(Vault.Sessions);
    }

    private IActorRef Restarted()
    {
        Vault.Sessions[A1] = AtRest();
        Contracts.Contracts.Add(Contract() with { Active = true });
        return StartAccount(enabled: true);
    }

    private static ProviderSession AtRest()
    {
        var session = Session();
        return new ProviderSession(A1, new Uri(session.BaseUrl), session.Cookies, session.Headers, session.Tokens, 3);
    }
}
