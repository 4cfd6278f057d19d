using System.Text.Json;
using Arb.Domain.Commands;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Tests.Domain.Commands;

public sealed class CommandJsonSpecs
{
    public static TheoryData<ArbCommand> Commands =>
    [
        new GetStatus(),
        new AddAccount("a1", "https://example.test/", "EUR", 0.02m),
        new SwitchAccount("a1", true),
        new KillSwitch("because"),
        new MarkContract("a1", "CMD"),
        new DecideBinding("cmd:1", "sbo:2", true, false),
        new ListLog(10, Arb.Domain.Health.LogSeverity.Alarm),
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Should_bring_a_command_over_the_channel_unchanged(ArbCommand command) =>
        Assert.Equal(command, JsonSerializer.Deserialize<ArbCommand>(JsonSerializer.Serialize(command, CommandJson.Compact), CommandJson.Compact));

    [Fact]
    public void Should_bring_a_contract_over_the_channel_unchanged()
    {
        var contract = new ProviderContract(
            new AccountId("a1"), new ProviderId("SBO"), "example.test", [new ContractEndpoint(EndpointRole.Odds, "GET", "/x?ts={{token:ts}}", [new("Accept", "*/*")], null, null, null)], false, null);
        var back = (ImportContract)JsonSerializer.Deserialize<ArbCommand>(JsonSerializer.Serialize<ArbCommand>(new ImportContract(contract), CommandJson.Compact), CommandJson.Compact)!;
        Assert.Equal(contract with { Endpoints = [] }, back.Contract with { Endpoints = [] });
        Assert.Equal("/x?ts={{token:ts}}", back.Contract.Endpoints.Single().Path);
    }

    [Theory]
    [InlineData("""{"command":"launch-missiles"}""")]
    [InlineData("""{"command":"account-switch","account":"a1","on":true,"force":true}""")]
    [InlineData("""{"command":"contract-import","contract":{"account":"A B","provider":"CMD","host":"h","endpoints":[],"active":false}}""")]
    public void Should_refuse_what_is_no_command(string json) =>
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<ArbCommand>(json, CommandJson.Compact));

    [Fact]
    public void Should_not_print_a_secret_of_an_imported_session()
    {
        var import = new ImportSession("a1", "https://example.test", new Dictionary<string, string> { ["sid"] = "canary" }, [new("Authorization", "canary")], new Dictionary<string, string> { ["ts"] = "canary" });
        Assert.DoesNotContain("canary", import.ToString());
    }
}
