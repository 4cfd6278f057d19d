using Akka.Actor;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Sessions;

public sealed class AccountLampSpecs : AccountKit
{
    [Fact]
    public void Should_turn_GREEN_only_with_real_odds()
    {
        var account = StartActive();
        Assert.Equal(Lamp.Red, View(account).Lamp);
        Pass(0.25);
        Site().Answer("empty");
        Pass(1);
        Assert.Equal(Lamp.Yellow, View(account).Lamp);
        Site().Answer("odds 2.10 1.80");
        Assert.Equal(Lamp.Green, View(account).Lamp);
        Assert.Equal([Lamp.Yellow, Lamp.Green], Changes());
    }

    [Fact]
    public void Should_turn_YELLOW_when_odds_are_not_confirmed_and_RED_when_answers_stop()
    {
        var account = StartGreen();
        Site().Auto = request => request.Role == EndpointRole.Odds ? null : "empty";
        Seen.Clear();
        Pass(16);
        Assert.Equal(Lamp.Yellow, View(account).Lamp);
        Pass(25);
        Assert.Equal(Lamp.Red, View(account).Lamp);
        Assert.Equal([Lamp.Yellow, Lamp.Red], Changes());
    }

    [Fact]
    public void Should_turn_RED_at_once_when_the_session_is_lost_and_GREEN_with_a_new_one()
    {
        var account = StartGreen();
        Site().Auto = _ => "login";
        Pass(4.5);
        Assert.Equal(Lamp.Red, View(account).Lamp);
        Assert.Contains("no session", View(account).LampReason, StringComparison.Ordinal);
        Assert.Single(Seen.Of<SessionLost>());
        Site().Auto = request => request.Role == EndpointRole.Odds ? "odds 2.10 1.80" : "empty";
        account.Tell(Session());
        Pass(0.5);
        Assert.Equal(Lamp.Green, View(account).Lamp);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Should_turn_RED_after_a_sleep_until_odds_came_that_were_asked_for_since(bool onlySetClock)
    {
        var account = StartGreen();
        Site().Auto = _ => null;
        account.Tell(new MachineSlept(Now, TimeSpan.FromHours(1), onlySetClock));
        Assert.Equal(Lamp.Red, View(account).Lamp);
        Assert.Contains("the machine slept", View(account).LampReason, StringComparison.Ordinal);
        Pass(0.25);
        Site().Answer("empty");
        Pass(1);
        Assert.Equal(Lamp.Red, View(account).Lamp);
        Site().Answer("odds 2.10 1.80");
        Assert.Equal(Lamp.Green, View(account).Lamp);
    }

    [Fact]
    public void Should_find_out_after_a_sleep_that_the_session_has_ended()
    {
        var account = StartGreen();
        Site().Auto = _ => "login";
        account.Tell(new MachineSlept(Now, TimeSpan.FromHours(1), ByWallClock: false));
        Pass(4.5);
        Assert.Contains("no session (lost", View(account).LampReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_turn_RED_when_the_worker_crashes_and_recover_by_itself()
    {
        var account = StartGreen();
        Site().Auto = _ => "crash";
        Seen.Clear();
        Pass(4);
        Assert.Contains(Seen.Of<LampChanged>(), change => change.Lamp == Lamp.Red);
        Site().Auto = request => request.Role == EndpointRole.Odds ? "odds 2.10 1.80" : "empty";
        Pass(60);
        Assert.Equal(Lamp.Green, View(account).Lamp);
    }

    [Fact]
    public void Should_start_a_new_worker_after_one_that_failed_too_often()
    {
        var account = StartGreen();
        Site().Auto = _ => "crash";
        Pass(10);
        Assert.True(Seen.Says(LogSeverity.Error, "the worker failed too often"));
        Assert.Equal((Lamp.Red, "no worker"), (View(account).Lamp, View(account).LampReason));
        Site().Auto = request => request.Role == EndpointRole.Odds ? "odds 2.10 1.80" : "empty";
        Pass(21);
        Assert.Equal(Lamp.Green, View(account).Lamp);
    }

    [Fact]
    public void Should_repeat_lamp_and_betting_facts_for_an_engine_that_asks()
    {
        var account = StartGreen();
        Seen.Clear();
        account.Tell(AnnounceAccounts.Instance);
        Assert.Equal(Lamp.Green, Seen.Only<LampChanged>().Lamp);
        Assert.True(Seen.Only<AccountBetting>().CanBet);
    }

    [Fact]
    public void Should_ignore_a_loss_of_an_older_session()
    {
        var account = StartGreen();
        account.Tell(new SessionLost(new(A1, Cmd), 0, "late"));
        Assert.Equal(Lamp.Green, View(account).Lamp);
    }

    private IEnumerable<Lamp> Changes()
    {
        Lamp? last = null;
        foreach (var lamp in Seen.Of<LampChanged>().Select(change => change.Lamp))
        {
            if (lamp != last && !(last is null && lamp == Lamp.Red))
                yield return lamp;
            last = lamp;
        }
    }
}
