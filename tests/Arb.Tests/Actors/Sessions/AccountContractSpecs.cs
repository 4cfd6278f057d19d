using Akka.Actor;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Sessions;

public sealed class AccountContractSpecs : AccountKit
{
    [Fact]
    public void Should_import_unmarked_whatever_the_file_says()
    {
        var account = StartAccount();
        var list = Ask<ContractList>(account, new ImportContract(Contract() with { Active = true, MarkedAt = Now }));
        Assert.False(Assert.Single(list.Contracts).Contract.Active);
        Assert.False(Assert.Single(Contracts.Contracts).Active);
    }

    [Fact]
    public void Should_refuse_a_protocol_that_this_build_does_not_know()
    {
        Assert.Contains("known: CMD, SBO", Ask<CommandFailed>(StartAccount(), new ImportContract(Contract(provider: "NEW"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_a_second_marked_contract()
    {
        var account = StartActive();
        Ask<ContractList>(account, new ImportContract(Contract(provider: "SBO")));
        Assert.Equal(FailureKind.Refused, Ask<CommandFailed>(account, new MarkContract("a1", "SBO")).Kind);
        Assert.Equal("CMD", Assert.Single(Contracts.Contracts, c => c.Active).Provider.Value);
    }

    [Fact]
    public void Should_refuse_a_second_mark_while_the_first_is_being_saved()
    {
        var account = StartAccount(enabled: true);
        Ask<ContractList>(account, new ImportContract(Contract()));
        Ask<ContractList>(account, new ImportContract(Contract(provider: "SBO")));
        Contracts.Hold = true;
        account.Tell(new MarkContract("a1", "CMD"));
        Assert.Equal(FailureKind.Refused, Ask<CommandFailed>(account, new MarkContract("a1", "SBO")).Kind);
        Contracts.Release();
        Assert.Single(Contracts.Contracts, c => c.Active);
    }

    [Fact]
    public void Should_take_a_fuller_recording_for_the_marked_provider_as_if_it_were_marked_again()
    {
        var account = StartActive(canBet: false);
        Assert.Empty(BettorLog.Of<OpenBettor>());
        var fuller = Contract() with { Endpoints = [Endpoint(EndpointRole.Place), Endpoint(EndpointRole.Matches)] };
        var contract = Assert.Single(Ask<ContractList>(account, new ImportContract(fuller)).Contracts).Contract;
        Assert.Equal((true, true), (contract.Active, contract.MarkedAt is not null));
        Assert.Equal([EndpointRole.Matches, EndpointRole.Odds, EndpointRole.Place], contract.Endpoints.Select(endpoint => endpoint.Role));
        Assert.Equal(contract.Endpoints.Count, Assert.Single(Contracts.Contracts).Endpoints.Count);
        Pass(0.5);
        Assert.Equal((AccountState.Active, 1), (State(account), View(account).SessionGeneration));
        Assert.Equal(3, BettorLog.Last<OpenBettor>().Contract.Endpoints.Count);
    }

    [Fact]
    public void Should_ask_at_the_newly_recorded_endpoint_without_a_new_login()
    {
        var account = StartGreen();
        Ask<ContractList>(account, new ImportContract(Contract() with { Endpoints = [Endpoint(EndpointRole.Odds) with { Path = "/new" }] }));
        var asked = Site().Requests.Count;
        Pass(1);
        Assert.True(Site().Requests.Count > asked);
        Assert.Equal("/new", Assert.Single(Contracts.Contracts).Find(EndpointRole.Odds)!.Path);
        Assert.Equal((AccountState.Active, 1), (State(account), View(account).SessionGeneration));
    }

    [Fact]
    public void Should_refuse_a_recording_of_another_site_for_the_marked_provider_and_say_what_to_do()
    {
        var refused = Ask<CommandFailed>(StartActive(), new ImportContract(Contract() with { Host = "evil.example" }));
        Assert.Equal(FailureKind.Refused, refused.Kind);
        Assert.Contains("is of site.example, this recording is of evil.example", refused.Message, StringComparison.Ordinal);
        Assert.Equal("site.example", Assert.Single(Contracts.Contracts).Host);
    }

    [Fact]
    public void Should_add_a_second_recording_of_one_site_to_the_first()
    {
        var account = StartAccount();
        Ask<ContractList>(account, new ImportContract(Contract() with { Endpoints = [Endpoint(EndpointRole.Odds)] }));
        var list = Ask<ContractList>(account, new ImportContract(Contract() with { Endpoints = [Endpoint(EndpointRole.Place)] }));
        Assert.Equal([EndpointRole.Odds, EndpointRole.Place], Assert.Single(list.Contracts).Contract.Endpoints.Select(endpoint => endpoint.Role));
    }

    [Fact]
    public void Should_believe_no_mark_that_is_not_stored()
    {
        var account = StartAccount(enabled: true);
        account.Tell(Session());
        Ask<ContractList>(account, new ImportContract(Contract()));
        Contracts.Failure = new StorageException("disk full");
        Assert.Equal("disk full", Ask<CommandFailed>(account, new MarkContract("a1", "CMD")).Message);
        Assert.Equal(AccountState.WaitProvider, State(account));
        Contracts.Failure = null;
        Ask<ContractList>(account, new MarkContract("a1", "CMD"));
        Assert.Equal(AccountState.Active, State(account));
    }

    [Fact]
    public void Should_not_poll_under_a_contract_without_odds()
    {
        var account = StartAccount(enabled: true);
        account.Tell(Session());
        Ask<ContractList>(account, new ImportContract(Contract() with { Endpoints = [Endpoint(EndpointRole.Balance)] }));
        Ask<ContractList>(account, new MarkContract("a1", "CMD"));
        Assert.Equal(AccountState.WaitProvider, State(account));
        Assert.True(Seen.Says(LogSeverity.Warning, "no odds endpoint"));
        Assert.Empty(Site().Requests);
    }

    [Fact]
    public void Should_name_the_contracts_it_has_when_an_unknown_one_is_marked()
    {
        var account = StartAccount();
        Assert.Contains("has no contract yet", Ask<CommandFailed>(account, new MarkContract("a1", "CMD")).Message, StringComparison.Ordinal);
        Ask<ContractList>(account, new ImportContract(Contract()));
        Assert.Contains("it has CMD", Ask<CommandFailed>(account, new MarkContract("a1", "SBO")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_say_what_was_seen_when_the_session_was_lost_and_where_to_log_in_again()
    {
        var account = StartActive();
        Pass(0.25);
        Site().Answer("login");
        Pass(0.25);
        Assert.StartsWith("no session (lost: ", View(account).LampReason, StringComparison.Ordinal);
        Assert.Contains("login page", View(account).LampReason, StringComparison.Ordinal);
        Assert.EndsWith("): log in again, then arb session import a1", View(account).LampReason, StringComparison.Ordinal);
        Assert.True(View(account).HadSession);
        Ask<Done>(account, Session(token: "new"));
        Assert.DoesNotContain("lost", View(account).LampReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_open_the_bettor_with_session_and_contract_and_close_it_when_the_session_is_lost()
    {
        StartActive();
        Assert.Equal(1, BettorLog.Last<OpenBettor>().Session.Generation);
        Pass(0.25);
        Site().Answer("login");
        Assert.Contains("login page", BettorLog.Last<CloseBettor>().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_not_open_the_bettor_under_a_contract_that_cannot_bet()
    {
        var account = StartActive(canBet: false);
        Assert.Equal(AccountState.Active, State(account));
        Assert.Empty(BettorLog.Of<OpenBettor>());
        Assert.False(Seen.Last<AccountBetting>().CanBet);
    }
}
