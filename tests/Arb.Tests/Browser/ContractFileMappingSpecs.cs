using Arb.Browser.Contracts;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Mapped;
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

    [Theory]
    [InlineData("\"home\"", "\"hom\"", "hom: not known here")]
    [InlineData("\"AsianHandicap\"", "\"Asian\"", "kind: expected one of OneXTwo, ")]
    [InlineData("\"rules\": [", "\"rules\": 5, \"x\": [", "rules: ")]
    public void Should_say_so_by_path_and_in_words_of_the_file(string from, string to, string words)
    {
        var text = ContractFile.Write(Contract);
        Assert.Contains(from, text, StringComparison.Ordinal);
        var message = Assert.Throws<FormatException>(() => ContractFile.Read(text.Replace(from, to, StringComparison.Ordinal))).Message;
        Assert.Contains(words, message, StringComparison.Ordinal);
        Assert.DoesNotContain("JSON", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Arb.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_name_a_member_that_is_missing()
    {
        var text = System.Text.Json.Nodes.JsonNode.Parse(ContractFile.Write(Contract))!;
        text["mapping"]!.AsObject().Remove("home");
        Assert.Equal("contract file: mapping: home is missing", Assert.Throws<FormatException>(() => ContractFile.Read(text.ToJsonString())).Message);
    }

    [Fact]
    public void Should_find_no_use_for_a_contract_with_a_place_that_nothing_fills()
    {
        var protocol = new MappedProtocol();
        Assert.True(protocol.Validate(Contract).CanHarvest);
        var odds = Contract.Find(EndpointRole.Odds)!;
        var validation = protocol.Validate(Contract with { Endpoints = [odds with { Path = odds.Path + "?x={{nwo}}" }] });
        Assert.False(validation.CanHarvest);
        Assert.Contains(validation.Problems, problem => problem.StartsWith("odds: nothing fills '{{nwo}}'", StringComparison.Ordinal));
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
