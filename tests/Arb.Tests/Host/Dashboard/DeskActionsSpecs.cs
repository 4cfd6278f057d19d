using System.Net;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using StartEngine = Arb.Domain.Commands.StartEngine;
using StopEngine = Arb.Domain.Commands.StopEngine;

namespace Arb.Tests.Host.Dashboard;

/// <summary>Every form sends the command that the command line sends.</summary>
public sealed class DeskActionsSpecs
{
    public static TheoryData<string, string, ArbCommand> Forms => new()
    {
        { "engine-start", "", new StartEngine() },
        { "engine-stop", "", new StopEngine() },
        { "engine-kill", "", new KillSwitch("operator (dashboard)") },
        { "engine-kill", "reason=odds look wrong", new KillSwitch("odds look wrong") },
        { "account-add", "url=https://www.site.example/&account=&currency=eur&commission=2", new AddAccount("site", "https://www.site.example/", "EUR", 0.02m) },
        { "account-add", "url=http://127.0.0.1:5/&account=anna&currency=USD&commission=", new AddAccount("anna", "http://127.0.0.1:5/", "USD", 0m) },
        { "account-on", "account=a1", new SwitchAccount("a1", true) },
        { "account-off", "account=a1", new SwitchAccount("a1", false) },
        { "account-reset", "account=a1", new ResetAccount("a1") },
        { "account-remove", "account=a1", new RemoveAccount("a1") },
        { "contract-mark", "account=a1&provider=CMD", new MarkContract("a1", "CMD") },
        { "extension-pair", "account=a1", new PairExtension("a1") },
        { "extension-unpair", "account=a1", new UnpairExtension("a1") },
        { "contract-suggest", "account=anna&group=3&accept=PLAIN", new SuggestContract("anna", 3, null, "PLAIN") },
        { "execution-resolve", "execution=x000001&leg=1&verdict=placed&reference=R1&note=seen", new DecideExecution("x000001", 1, PersonVerdict.Placed, "R1", "seen") },
        { "execution-resolve", "execution=x000001&leg=1&verdict=placed&reference=&odds=2.05&stake=17.5&note=seen", new DecideExecution("x000001", 1, PersonVerdict.Placed, null, "seen", 2.05m, 17.5m) },
        { "execution-resolve", "execution=x000001&leg=&verdict=settled&reference=&note=done", new DecideExecution("x000001", null, PersonVerdict.Settled, null, "done") },
        { "bet-settle", "execution=x000001&leg=0&status=Won&returned=126.10&note=seen", new SettleBet("x000001", 0, BetStatus.Won, 126.10m, "seen") },
        { "plan-approve", "plan=p1a2b3c4d", new ApprovePlan("p1a2b3c4d") },
        { "opportunity-rearm", "opportunity=o1", new ArmOpportunity("o1") },
        { "exposure-set", "account=a1&per-match=100&total=500.50", new SetExposure("a1", 100m, 500.50m) },
        { "binding-same", "first=cmd:1&second=sbo:2", new DecideBinding("cmd:1", "sbo:2", true, false) },
        { "binding-mirrored", "first=cmd:1&second=sbo:2", new DecideBinding("cmd:1", "sbo:2", true, true) },
        { "binding-different", "first=cmd:1&second=sbo:2", new DecideBinding("cmd:1", "sbo:2", false, false) },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Should_send_the_command_of_the_form(string action, string fields, ArbCommand command)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        using var answer = await kit.DoAsync(action, Fields(fields));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(command, Assert.Single(kit.Engine.Asked));
    }

    [Theory]
    [InlineData("exposure-set", "account=a1&per-match=-5&total=500")]
    [InlineData("exposure-set", "account=a1&per-match=1e3&total=500")]
    [InlineData("exposure-set", "account=a1&per-match=&total=500")]
    [InlineData("execution-resolve", "execution=x000001&leg=&verdict=perhaps&note=seen")]
    [InlineData("execution-resolve", "execution=x000001&leg=x&verdict=placed&note=seen")]
    [InlineData("bet-settle", "execution=x000001&leg=0&status=99&returned=1&note=seen")]
    [InlineData("account-add", "url=http://127.0.0.1/&account=&currency=EUR&commission=0")]
    public async Task Should_send_nothing_when_a_field_makes_no_sense(string action, string fields)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        using var answer = await kit.DoAsync(action, Fields(fields));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(kit.Engine.Asked);
    }

    [Fact]
    public async Task Should_tell_what_the_engine_refused_and_why()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        kit.Engine.Instead = _ => new CommandFailed(FailureKind.Refused, "2 executions <wait> for recovery");
        using var answer = await kit.DoAsync("engine-start");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("2 executions &lt;wait&gt; for recovery", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_take_no_form_that_is_larger_than_any_of_its_own()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        using var answer = await kit.DoAsync("engine-kill", ("reason", new string('x', 40_000)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Empty(kit.Engine.Asked);
    }

    private static (string, string)[] Fields(string text) =>
        [.. text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(field => field.Split('=', 2)).Select(parts => (parts[0], parts[1]))];
}
