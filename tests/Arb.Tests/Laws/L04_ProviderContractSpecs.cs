using Akka.Actor;
using Arb.Browser.Contracts;
using Arb.Domain.Commands;
using Arb.Host.Configuration;
using Arb.Providers;
using Arb.Tests.Actors.Support;
using Arb.Tests.Browser;

namespace Arb.Tests.Laws;

/// <summary>L04, Provider contract: traffic is processed only under a marked, stored contract whose pattern matches; one active contract per account; no URL is hard-coded.</summary>
public sealed class L04_ProviderContractSpecs : AccountKit
{
    [Fact]
    public void Should_poll_nothing_under_a_contract_that_is_not_marked()
    {
        var account = StartAccount(enabled: true);
        account.Tell(Session());
        Ask<ContractList>(account, new ImportContract(Contract()));
        Pass(120);
        Assert.Empty(Site().Requests);
        Ask<ContractList>(account, new MarkContract("a1", "CMD"));
        Pass(1);
        Assert.NotEmpty(Site().Requests);
    }

    [Fact]
    public void Should_poll_nothing_under_a_mark_that_is_not_stored()
    {
        var account = StartAccount(enabled: true);
        account.Tell(Session());
        Ask<ContractList>(account, new ImportContract(Contract()));
        Contracts.Hold = true;
        account.Tell(new MarkContract("a1", "CMD"));
        Pass(10);
        Assert.Empty(Site().Requests);
    }

    [Fact]
    public void Should_keep_one_active_contract_by_default()
    {
        Assert.Equal(1, ArbSettings.From(ConfigLoader.Load(null)).Accounts.MaxContracts);
        var account = StartActive();
        Ask<ContractList>(account, new ImportContract(Contract(provider: "SBO")));
        Assert.Equal(FailureKind.Refused, Ask<CommandFailed>(account, new MarkContract("a1", "SBO")).Kind);
        Assert.Single(Contracts.Contracts, contract => contract.Active);
    }

    [Fact]
    public void Should_ignore_traffic_that_matches_no_pattern()
    {
        var recording = ContractRecorder.Record(A1, [Captures.Get(1, "https://site.example/odds/feed"), Captures.Get(2, "https://site.example/app.js")], BuiltInProtocols.All());
        Assert.Equal((0, 0, 2), (recording.Contracts.Count, recording.Recognised, recording.Ignored));
    }

    [Fact]
    public void Should_have_no_address_in_the_code_that_talks_to_bookmakers()
    {
        foreach (var assembly in (System.Reflection.Assembly[])[AssemblyFacts.Providers, AssemblyFacts.Actors, AssemblyFacts.Domain])
            Assert.DoesNotContain(AssemblyFacts.Literals(assembly), text => text.Contains("://", StringComparison.Ordinal) && text.Length > 8);
    }
}
