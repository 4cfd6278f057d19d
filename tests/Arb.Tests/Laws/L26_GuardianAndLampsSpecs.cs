using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Laws;

/// <summary>L26, Guardian and lamps: RED without session, worker or heartbeat; YELLOW alive without fresh odds; GREEN with real, fresh odds. The guardian may restart and ask for a login, nothing else.</summary>
public sealed class L26_GuardianAndLampsSpecs : AccountKit
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly HealthLimits Bounds = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(15));

    private static Lamp Of(bool session, bool halted = false, int? heartbeat = 0, int? odds = 0, int prices = 5) => LampRule.Decide(
        new LoginState(session, null, ""),
        new WorkerHealth(new SourceKey(A1, Cmd), 1, halted, heartbeat is { } h ? At.AddSeconds(-h) : null, odds is { } o ? At.AddSeconds(-o) : null, prices, 0, 200, 0, new Dictionary<DropReason, long>(), null),
        Bounds,
        At).Lamp;

    [Fact]
    public void Should_read_each_lamp_off_the_facts()
    {
        Assert.Equal(Lamp.Green, Of(session: true));
        Assert.Equal(Lamp.Green, Of(session: true, heartbeat: 20, odds: 15));
        Assert.Equal(Lamp.Red, Of(session: false));
        Assert.Equal(Lamp.Red, Of(session: true, halted: true));
        Assert.Equal(Lamp.Red, Of(session: true, heartbeat: null));
        Assert.Equal(Lamp.Red, Of(session: true, heartbeat: 21));
        Assert.Equal(Lamp.Red, LampRule.Decide(new LoginState(true, null, ""), null, Bounds, At).Lamp);
        Assert.Equal(Lamp.Yellow, Of(session: true, prices: 0));
        Assert.Equal(Lamp.Yellow, Of(session: true, odds: null));
        Assert.Equal(Lamp.Yellow, Of(session: true, odds: 16));
    }

    [Fact]
    public void Should_show_GREEN_only_while_real_odds_arrive()
    {
        var account = StartActive();
        Site().Auto = _ => "empty";
        Pass(0.25);
        Pass(10);
        Assert.Equal(Lamp.Yellow, View(account).Lamp);
        Site().Auto = request => request.Role == EndpointRole.Odds ? "odds 2.10 1.80" : "empty";
        Pass(5);
        Assert.Equal(Lamp.Green, View(account).Lamp);
        Site().Auto = _ => null;
        Pass(40);
        Assert.Equal(Lamp.Red, View(account).Lamp);
    }

    [Fact]
    public void Should_let_the_guardian_restart_and_ask_and_nothing_else()
    {
        Assert.Equal([GuardianAction.None, GuardianAction.RestartWorker, GuardianAction.AskForLogin], Enum.GetValues<GuardianAction>());
        Assert.DoesNotContain(
            typeof(Arb.Actors.Health.GuardianActor).GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic),
            field => field.FieldType == typeof(Lamp) || field.FieldType == typeof(WorkerHealth));
    }
}
