using Arb.Domain.Commands;
using Arb.Domain.Sessions;
using Arb.Storage;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Laws;

/// <summary>L23, Storage: SQLite is mandatory for contracts, audit and hedge events; Redis is not needed and never read for a decision.</summary>
public sealed class L23_StorageSpecs : AccountKit
{
    [Fact]
    public void Should_not_open_a_database_that_is_none()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("arb.db"), string.Concat(Enumerable.Repeat("this is no database ", 200)));
        Assert.Throws<StorageException>(() => ArbDatabase.Open(folder.File("arb.db")));
    }

    [Fact]
    public void Should_place_no_bet_when_storage_refuses()
    {
        var run = new SagaRun { AuditError = "database is locked" }.Run();
        Assert.Empty(run.Sent);
        Assert.NotEmpty(run.Alarms);
    }

    [Fact]
    public void Should_believe_no_contract_that_storage_did_not_take()
    {
        var account = StartAccount(enabled: true);
        Contracts.Failure = new StorageException("database is locked");
        Assert.Equal(FailureKind.Failed, Ask<CommandFailed>(account, new ImportContract(Contract())).Kind);
        Contracts.Failure = null;
        Assert.Empty(Ask<ContractList>(account, new ShowContracts("a1")).Contracts);
    }

    [Fact]
    public void Should_know_no_redis_where_decisions_are_made()
    {
        foreach (var assembly in (System.Reflection.Assembly[])[AssemblyFacts.Domain, AssemblyFacts.Actors, AssemblyFacts.Providers, AssemblyFacts.Storage])
            Assert.DoesNotContain(AssemblyFacts.References(assembly), name => name.Contains("Redis", StringComparison.OrdinalIgnoreCase));
    }
}
