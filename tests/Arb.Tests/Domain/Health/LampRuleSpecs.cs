using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Health;

public sealed class LampRuleSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 9, 8, 12, 0, 0, TimeSpan.Zero);
    private static readonly HealthLimits Limits = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(15));

    public static TheoryData<string, bool, WorkerHealth?, Lamp> Cases => new()
    {
        { "no session", false, Worker(), Lamp.Red },
        { "no worker", true, null, Lamp.Red },
        { "worker halted", true, Worker() with { Halted = true, Reason = "no contract" }, Lamp.Red },
        { "no answer yet", true, Worker() with { LastResponseAt = null }, Lamp.Red },
        { "heartbeat too old", true, Worker() with { LastResponseAt = Now.AddSeconds(-21) }, Lamp.Red },
        { "no open prices", true, Worker() with { OpenPrices = 0 }, Lamp.Yellow },
        { "no odds yet", true, Worker() with { LastOddsAt = null }, Lamp.Yellow },
        { "odds stale", true, Worker() with { LastOddsAt = Now.AddSeconds(-16) }, Lamp.Yellow },
        { "fresh odds", true, Worker(), Lamp.Green },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Should_read_the_lamp_off_the_real_state(string name, bool session, WorkerHealth? worker, Lamp expected)
    {
        var (lamp, reason) = LampRule.Decide(new LoginState(session, null, ""), worker, Limits, Now);
        Assert.Equal((name, expected), (name, lamp));
        Assert.NotEmpty(reason);
    }

    private static WorkerHealth Worker() => new(
        new SourceKey(new AccountId("a1"), new ProviderId("CMD")), 1, false, Now.AddSeconds(-1), Now.AddSeconds(-1), 10, 5, 200, 0, new Dictionary<Arb.Domain.Harvest.DropReason, long>(), null);
}
