using System.Text.Json;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
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
        new RememberSession("a1"),
        new ForgetSession("a1"),
        new DecideBinding("cmd:1", "sbo:2", true, false),
        new DecideExecution("x000001", 1, PersonVerdict.Placed, "B1", "seen"),
        new DecideExecution("x000001", 1, PersonVerdict.Placed, "B1", "seen", 2.05m, 17.5m),
        new DecideExecution("x000001", null, PersonVerdict.Settled, null, "by hand"),
        new SettleBet("x000001", 0, BetStatus.HalfWon, 12.50m, "statement"),
        new ArmOpportunity("cmd:1+sbo:2|Total|FullTime|10"),
        new ListPlans(),
        new ApprovePlan("p1a2b3c4d"),
        new ListExposure(),
        new SetExposure("a1", 100m, 500.50m),
        new GetProfit(new DateOnly(2026, 1, 31), null, 20),
        new ListLog(10, Arb.Domain.Health.LogSeverity.Alarm),
        new ListLog(10, Arb.Domain.Health.LogSeverity.Info) { Since = DateTimeOffset.UnixEpoch, After = 7 },
        new GetReport(null, new DateOnly(2026, 1, 31), 20),
        new Arb.Domain.Health.RunDoctor("a1"),
        new Arb.Domain.Health.RunDoctor(null),
        new Arb.Domain.Health.ListAlerts(10, 4),
        new Arb.Domain.Health.TestAlerts(),
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Should_bring_a_command_over_the_channel_unchanged(ArbCommand command) =>
        Assert.Equal(command, JsonSerializer.Deserialize<ArbCommand>(JsonSerializer.Serialize(command, CommandJson.Compact), CommandJson.Compact));

    [Fact]
    public void Should_bring_profit_over_the_channel_to_the_cent()
    {
        var account = new AccountProfit(new AccountId("a1"), 1, 60m, 126.10m, 66.10m, 2, 40m);
        var report = new ProfitReport(new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 31), new ProfitSummary(1, 60m, 126.10m, 66.10m, [], [account], []));
        var back = (ProfitReport)JsonSerializer.Deserialize<CommandReply>(JsonSerializer.Serialize<CommandReply>(report, CommandJson.Compact), CommandJson.Compact)!;
        Assert.Equal((report.From, report.To, 66.10m), (back.From, back.To, back.Summary.Profit));
        Assert.Equal(account, Assert.Single(back.Summary.Accounts));
    }

    [Fact]
    public void Should_bring_exposure_over_the_channel_unchanged()
    {
        var view = new ExposureView(new AccountId("a1"), 100m, null, 1m, 2.5m, 97.5m);
        var back = (ExposureReport)JsonSerializer.Deserialize<CommandReply>(JsonSerializer.Serialize<CommandReply>(new ExposureReport([view]), CommandJson.Compact), CommandJson.Compact)!;
        Assert.Equal(view, Assert.Single(back.Accounts));
    }

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
