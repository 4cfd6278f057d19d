using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Sessions;

namespace Arb.Tests.Domain.Health;

public sealed class GuardianRuleSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 9, 8, 12, 0, 0, TimeSpan.Zero);
    private static readonly GuardianSettings Settings = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(10));

    [Fact]
    public void Should_restart_a_worker_that_shows_no_sign_of_life() =>
        Assert.Equal(GuardianAction.RestartWorker, GuardianRule.Decide(Account(lastResponse: Now.AddSeconds(-61)), Settings, Now));

    [Fact]
    public void Should_leave_a_worker_that_answers() =>
        Assert.Equal(GuardianAction.None, GuardianRule.Decide(Account(lastResponse: Now.AddSeconds(-59)), Settings, Now));

    [Fact]
    public void Should_not_restart_a_worker_that_fails_and_backs_off() =>
        Assert.Equal(GuardianAction.None, GuardianRule.Decide(Account(lastResponse: Now.AddHours(-1), failures: 3), Settings, Now));

    [Fact]
    public void Should_ask_for_a_login_when_a_marked_account_has_no_session() =>
        Assert.Equal(GuardianAction.AskForLogin, GuardianRule.Decide(Account(lastResponse: null) with { SessionGeneration = 0 }, Settings, Now));

    [Fact]
    public void Should_not_ask_for_a_login_of_an_account_that_is_off() =>
        Assert.Equal(GuardianAction.None, GuardianRule.Decide(Account(lastResponse: null) with { SessionGeneration = 0, State = AccountState.Idle }, Settings, Now));

    private static AccountView Account(DateTimeOffset? lastResponse, int failures = 0) => new(
        "a1", "https://example.test/", true, AccountState.Active, "CMD", Lamp.Green, "", 1, Now.AddHours(-2), true, [],
        new WorkerView(lastResponse, lastResponse, 10, 5, 200, failures, new Dictionary<Arb.Domain.Harvest.DropReason, long>(), null), null, 0m);
}
