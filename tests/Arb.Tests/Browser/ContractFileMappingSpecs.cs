using Arb.Browser.Contracts;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Storage;
using Arb.Tests.Providers.Harvest;

namespace Arb.Tests.Browser;

public sealed class ContractFileMappingSpecs
{
    private static readonly ProviderContract Contract = new MappedFixture().Contract with { Provider = new ProviderId("PLAIN") };

    [Fact]
    public void Should_import_the_same_mapping_that_was_exported()
    {
        var text = ContractFile.Write(Contract);
        var read = ContractFile.Read(text);
        Assert.Equal(Contract.Mapping!.ToJson(), read.Mapping!.ToJson());
        Assert.Equal(text, ContractFile.Write(read));
    }

    [Fact]
    public void Should_still_read_files_of_version_1()
    {
        var old = ContractFile.Write(Contract with { Mapping = null }).Replace("\"version\": 2", "\"version\": 1", StringComparison.Ordinal);
        Assert.Null(ContractFile.Read(old).Mapping);
    }

    [Theory]
    [InlineData("\"eventId\"", "\"eventNo\"", "contract file: mapping: ")]
    [InlineData("\"AsianHandicap\"", "\"Asian\"", "contract file: mapping: ")]
    public void Should_say_that_the_mapping_is_wrong(string from, string to, string message)
    {
        var text = ContractFile.Write(Contract).Replace(from, to, StringComparison.Ordinal);
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => ContractFile.Read(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_keep_a_mapping_in_the_store()
    {
        using var folder = new TempFolder();
        using var database = ArbDatabase.Open(folder.File("arb.db"));
        var store = new ContractStore(database);
        await store.SaveAsync(Contract);
        Assert.Equal(Contract.Mapping!.ToJson(), Assert.Single(await store.LoadAsync(Contract.Account)).Mapping!.ToJson());
        await store.SaveAsync(Contract with { Mapping = null });
        Assert.Null(Assert.Single(await store.LoadAsync(Contract.Account)).Mapping);
    }
}
