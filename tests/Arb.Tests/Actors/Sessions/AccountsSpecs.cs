using Akka.Actor;
using Arb.Actors.Sessions;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Sessions;

public sealed class AccountsSpecs : AccountKit
{
    /// <summary>More often than a supervisor restarts it within a minute.</summary>
    private void Fail(string path)
    {
        for (var i = 0; i < 11; i++)
        {
            Sys.ActorSelection(path).Tell(Kill.Instance);
            Pass(0.25);
        }
    }

    private IActorRef Start() => Sys.ActorOf(Props.Create(typeof(AccountsActor), Environment()), "accounts");

    [Fact]
    public void Should_add_an_account_off_and_stored()
    {
        var accounts = Start();
        Ask<Done>(accounts, new AddAccount("a1", "https://site.example", "eur", 0.02m));
        Assert.Equal(new AccountSettings(A1, new Uri("https://site.example"), false, "EUR", 0.02m), Accounts.Accounts["a1"]);
        Assert.Equal(AccountState.Idle, Assert.Single(Ask<AccountsAnswered>(accounts, GetAccounts.Instance).Accounts).State);
    }

    [Theory]
    [InlineData("A 1", "https://x", "EUR", "0", "account id")]
    [InlineData("a1", "https://x", "EUR", "0", "already")]
    [InlineData("a2", "site", "EUR", "0", "no absolute http")]
    [InlineData("a2", "https://x", "EURO", "0", "no ISO 4217")]
    [InlineData("a2", "https://x", "EUR", "0.3", "commission")]
    [InlineData("a2", "https://x", "USD", "0", "same currency")]
    public void Should_refuse_an_account_that_is_wrong_and_say_why(string id, string url, string currency, string commission, string reason)
    {
        Accounts.Accounts["a1"] = Stored();
        var refusal = Ask<CommandFailed>(Start(), new AddAccount(id, url, currency, decimal.Parse(commission, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(FailureKind.BadRequest, refusal.Kind);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_not_add_more_accounts_than_allowed()
    {
        Limits = Limits with { MaxAccounts = 1 };
        Accounts.Accounts["a1"] = Stored();
        Assert.Contains("max-accounts", Ask<CommandFailed>(Start(), new AddAccount("a2", "https://x", "EUR", 0m)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_name_the_accounts_it_knows_when_asked_for_another()
    {
        Accounts.Accounts["a1"] = Stored();
        Accounts.Accounts["b2"] = Stored("b2");
        Assert.Contains("unknown account 'nope'; known: a1, b2", Ask<CommandFailed>(Start(), new SwitchAccount("nope", true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_give_back_an_envelope_for_an_account_that_it_does_not_have()
    {
        var unknown = Ask<AccountUnknown>(Start(), new ToBettor(A1, ReadBalance.Instance));
        Assert.Equal((A1, ReadBalance.Instance), (unknown.Account, unknown.Message));
    }

    [Fact]
    public void Should_pass_an_envelope_to_the_bettor_of_its_account_with_the_sender()
    {
        Accounts.Accounts["a1"] = Stored();
        var accounts = Start();
        var (asker, _) = Recorder();
        accounts.Tell(new ToBettor(A1, ReadBalance.Instance), asker);
        Assert.Contains(BettorLog.WithSenders, item => item.Message is ReadBalance && item.Sender.Equals(asker));
    }

    [Fact]
    public void Should_wait_for_a_store_that_cannot_be_read_and_answer_then()
    {
        Accounts.Accounts["a1"] = Stored();
        Accounts.Failure = new StorageException("locked");
        var accounts = Start();
        var (asker, log) = Recorder();
        accounts.Tell(new SwitchAccount("a1", true), asker);
        Assert.Empty(log.All);
        Accounts.Failure = null;
        Pass(5.25);
        Assert.Equal("a1 is on", log.Only<Done>().Message);
    }

    [Fact]
    public void Should_say_which_stored_accounts_are_more_than_allowed()
    {
        Limits = Limits with { MaxAccounts = 1 };
        Accounts.Accounts["a1"] = Stored();
        Accounts.Accounts["b2"] = Stored("b2");
        Start();
        Assert.True(Seen.Says(LogSeverity.Alarm, "left alone are b2"));
    }

    [Fact]
    public void Should_start_an_account_again_that_failed_too_often()
    {
        Accounts.Accounts["a1"] = Stored();
        var accounts = Start();
        Fail("/user/accounts/a1");
        Assert.True(Seen.Says(LogSeverity.Alarm, "a1 failed too often"));
        Pass(20.25);
        Assert.Equal("a1", Assert.Single(Ask<AccountsAnswered>(accounts, GetAccounts.Instance).Accounts).Account);
    }

    [Fact]
    public void Should_make_an_account_anew_that_lost_its_exposure()
    {
        Accounts.Accounts["a1"] = Stored();
        var accounts = Start();
        Fail("/user/accounts/a1/exposure");
        Assert.Equal(A1, Ask<ExposureAnswered>(accounts, new ToExposure(A1, new GetExposure(null))).Account);
    }

    [Fact]
    public void Should_forget_a_removed_account_and_show_it_RED()
    {
        Accounts.Accounts["a1"] = Stored();
        var accounts = Start();
        Ask<Done>(accounts, new RemoveAccount("a1"));
        Assert.Equal((Lamp.Red, "account gone"), (Seen.Last<LampChanged>().Lamp, Seen.Last<LampChanged>().Reason));
        Assert.Equal(FailureKind.BadRequest, Ask<CommandFailed>(accounts, new SwitchAccount("a1", true)).Kind);
        Assert.Empty(Accounts.Accounts);
    }
}
