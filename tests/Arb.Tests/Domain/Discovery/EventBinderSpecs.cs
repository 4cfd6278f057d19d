using Arb.Domain.Discovery;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Discovery;

public sealed class EventBinderSpecs
{
    private readonly BinderWorld _world = new();

    [Fact]
    public void Should_bind_two_spellings_of_a_match()
    {
        _world.See("cmd:1", "Man City", "Wolves");
        var outcome = _world.See("sbo:7", "Manchester City FC", "Wolverhampton Wanderers", "England - Premier League", 1);
        Assert.Equal("cmd:1+sbo:7", Assert.Single(outcome.Bound).Match.Value);
        Assert.Equal(BindingSource.Evidence, Assert.Single(outcome.Save).Source);
    }

    [Theory]
    [InlineData("Manchester City", "Everton", 0)]
    [InlineData("Manchester United", "Wolves", 0)]
    [InlineData("Manchester City", "Wolves", 11)]
    [InlineData("Manchester City (W)", "Wolves (W)", 0)]
    [InlineData("Manchester City U21", "Wolves U21", 0)]
    [InlineData("Manchester City II", "Wolves II", 0)]
    [InlineData("Manchester City (e)", "Wolves (e)", 0)]
    [InlineData("Manchester City Corners", "Wolves Corners", 0)]
    [InlineData("Manchester City (W)", "Wolves", 0)]
    public void Should_not_bind_what_differs_in_team_time_or_markers(string home, string away, int minutes)
    {
        _world.See("cmd:1", "Manchester City", "Wolves");
        _world.See("sbo:7", home, away, minutes: minutes);
        Assert.Empty(_world.State());
    }

    [Fact]
    public void Should_mirror_an_event_whose_home_and_away_are_exchanged()
    {
        _world.See("cmd:1", "Arsenal", "Chelsea");
        _world.See("sbo:7", "Chelsea", "Arsenal");
        Assert.Equal(["cmd:1+!sbo:7"], _world.State());
    }

    [Fact]
    public void Should_not_bind_but_ask_when_two_events_of_a_provider_fit_as_well()
    {
        _world.See("cmd:1", "Arsenal", "Chelsea");
        _world.See("sbo:7", "Arsenal", "Chelsea");
        _world.See("sbo:8", "Arsenal", "Chelsea");
        Assert.Empty(_world.State());
        Assert.Equal(["cmd:1 sbo:7", "cmd:1 sbo:8"], _world.Binder.Questions.Select(q => $"{q.First.Key} {q.Second.Key}"));
    }

    [Fact]
    public void Should_bind_again_when_the_rival_is_gone()
    {
        _world.See("cmd:1", "Arsenal", "Chelsea");
        _world.See("sbo:7", "Arsenal", "Chelsea");
        _world.See("sbo:8", "Arsenal", "Chelsea");
        _world.Lose("sbo:7");
        Assert.Equal(["cmd:1+sbo:8"], _world.State());
        Assert.Empty(_world.Binder.Questions);
    }

    [Fact]
    public void Should_ask_when_one_team_is_sure_and_the_other_is_not()
    {
        _world.See("cmd:1", "Blackcaps", "Chelsea");
        _world.See("sbo:7", "Northam", "Chelsea");
        Assert.Empty(_world.State());
        Assert.Single(_world.Asked);
    }

    [Fact]
    public void Should_ask_a_question_once()
    {
        _world.See("cmd:1", "Blackcaps", "Chelsea");
        _world.See("sbo:7", "Northam", "Chelsea");
        _world.See("sbo:7", "Northam", "Chelsea", "EPL Premier League");
        Assert.Single(_world.Asked);
    }

    [Fact]
    public void Should_take_the_operators_word_and_learn_the_names()
    {
        _world.See("cmd:1", "Blackcaps", "Chelsea");
        _world.See("sbo:7", "Northam", "Chelsea");
        Assert.Null(_world.Bind("cmd:1", "sbo:7"));
        _world.See("cmd:2", "Everton", "Blackcaps", minutes: 500);
        _world.See("sbo:8", "Everton", "Northam", minutes: 500);
        Assert.Equal(["cmd:1+sbo:7", "cmd:2+sbo:8"], _world.State());
        Assert.Equal(BindingSource.Operator, _world.Stored[new MatchId("cmd:1+sbo:7")].Source);
        Assert.Empty(_world.Binder.Questions);
    }

    [Fact]
    public void Should_forget_the_names_when_the_operator_takes_the_word_back()
    {
        _world.See("cmd:1", "Blackcaps", "Chelsea");
        _world.See("sbo:7", "Northam", "Chelsea");
        _world.Bind("cmd:1", "sbo:7");
        _world.See("cmd:2", "Everton", "Blackcaps", minutes: 500);
        _world.See("sbo:8", "Everton", "Northam", minutes: 500);
        _world.Refuse("cmd:1", "sbo:7");
        Assert.Empty(_world.State());
    }

    [Theory]
    [InlineData("cmd:2", "Arsenal", "Chelsea", 0)]
    [InlineData("sbo:7", "Arsenal", "Chelsea", 2_000)]
    public void Should_not_take_the_operators_word_for_the_impossible(string key, string home, string away, int minutes)
    {
        _world.See("cmd:1", "Arsenal", "Chelsea");
        _world.See(key, home, away, minutes: minutes);
        Assert.NotNull(_world.Bind("cmd:1", key));
        Assert.Empty(_world.State());
    }

    [Fact]
    public void Should_never_bind_what_the_operator_refused()
    {
        _world.See("cmd:1", "Arsenal", "Chelsea");
        _world.See("sbo:7", "Arsenal", "Chelsea");
        _world.Refuse("cmd:1", "sbo:7");
        Assert.Empty(_world.State());
        _world.See("sbo:7", "Arsenal FC", "Chelsea", "Other league");
        Assert.Empty(_world.State());
        Assert.Empty(_world.Binder.Questions);
    }

    [Fact]
    public void Should_let_a_third_provider_join_under_the_same_name()
    {
        _world.See("cmd:1", "Man City", "Wolves");
        _world.See("sbo:7", "Manchester City", "Wolverhampton");
        _world.See("isport:3", "Wolverhampton Wanderers", "Manchester City");
        Assert.Equal(["cmd:1+!isport:3+sbo:7"], _world.State());
        Assert.Equal("cmd:1+sbo:7", Assert.Single(_world.Told).Key.Value);
        Assert.Equal(3, _world.Stored[new MatchId("cmd:1+sbo:7")].Members.Count);
    }

    [Fact]
    public void Should_not_join_a_third_event_that_fits_only_one_member()
    {
        _world.See("cmd:1", "Arsenal", "Chelsea", minutes: 0);
        _world.See("sbo:7", "Arsenal", "Chelsea", minutes: 8);
        _world.See("isport:3", "Arsenal", "Chelsea", minutes: 16);
        Assert.Equal(["cmd:1+sbo:7"], _world.State());
    }

    [Fact]
    public void Should_dissolve_a_match_when_an_event_is_gone_and_use_the_name_again()
    {
        _world.See("cmd:1", "Arsenal", "Chelsea");
        _world.See("sbo:7", "Arsenal", "Chelsea");
        Assert.Empty(Assert.Single(_world.Lose("sbo:7").Bound).Members);
        var back = _world.See("sbo:7", "Arsenal", "Chelsea");
        Assert.Equal("cmd:1+sbo:7", Assert.Single(back.Bound).Match.Value);
        Assert.Empty(back.Save);
    }

    [Fact]
    public void Should_unbind_an_event_that_shows_other_teams_and_not_lend_it_the_name()
    {
        _world.See("cmd:1", "Arsenal", "Chelsea");
        _world.See("sbo:7", "Arsenal", "Chelsea");
        _world.See("isport:3", "Leeds", "Everton");
        _world.See("cmd:1", "Leeds", "Everton");
        Assert.Equal("cmd:1+isport:3", Assert.Single(_world.Told).Key.Value);
    }

    [Fact]
    public void Should_give_a_reused_id_pair_another_name_on_another_day()
    {
        _world.See("cmd:1", "Arsenal", "Chelsea");
        _world.See("sbo:7", "Arsenal", "Chelsea");
        _world.Lose("cmd:1");
        _world.Lose("sbo:7");
        _world.See("cmd:1", "Leeds", "Everton", minutes: 3_000);
        _world.See("sbo:7", "Leeds", "Everton", minutes: 3_000);
        Assert.Equal("cmd:1+sbo:7@20260303", Assert.Single(_world.Told).Key.Value);
    }

    [Fact]
    public void Should_tell_the_match_again_when_only_markets_changed()
    {
        _world.See("cmd:1", "Arsenal", "Chelsea");
        _world.See("sbo:7", "Arsenal", "Chelsea");
        var market = Pairing.Bound.Market("CMD", 3);
        var outcome = _world.See(BinderWorld.Event("cmd:1", "Arsenal", "Chelsea"), market);
        Assert.Equal(market, Assert.Single(Assert.Single(outcome.Bound).Members[0].Markets));
        Assert.Empty(outcome.Save);
    }

    [Fact]
    public void Should_say_nothing_of_an_unbound_event()
    {
        Assert.Empty(_world.See("cmd:1", "Arsenal", "Chelsea").Bound);
        Assert.Empty(_world.Lose("cmd:1").Bound);
    }

    [Fact]
    public void Should_use_stored_bindings_after_a_restart()
    {
        _world.See("cmd:1", "Blackcaps", "Chelsea");
        _world.See("sbo:7", "Chelsea", "Northam");
        _world.Bind("cmd:1", "sbo:7", mirrored: true);
        var restarted = new BinderWorld();
        restarted.Binder.Load([.. _world.Stored.Values], []);
        restarted.See("sbo:7", "Chelsea", "Northam");
        var outcome = restarted.See("cmd:1", "Blackcaps", "Chelsea");
        Assert.Equal(["cmd:1+!sbo:7"], restarted.State());
        Assert.Empty(outcome.Save);
    }

    [Theory]
    [InlineData("Leeds", "Everton", 0)]
    [InlineData("Blackcaps", "Chelsea", 1_440)]
    public void Should_ask_instead_of_using_a_stored_binding_whose_event_shows_something_else(string home, string away, int minutes)
    {
        _world.See("cmd:1", "Blackcaps", "Chelsea");
        _world.See("sbo:7", "Northam", "Chelsea");
        _world.Bind("cmd:1", "sbo:7");
        var restarted = new BinderWorld();
        restarted.Binder.Load([.. _world.Stored.Values], []);
        restarted.See("cmd:1", home, away, minutes: minutes);
        restarted.See("sbo:7", "Northam", "Chelsea");
        Assert.Empty(restarted.State());
        Assert.Equal(BindingReasonCode.WasBound, Assert.Single(restarted.Asked).Reason.Code);
    }

    [Fact]
    public void Should_keep_refusals_after_a_restart()
    {
        _world.Binder.Load([], [new BindingRefusal(EventKey.Parse("sbo:7"), EventKey.Parse("cmd:1"))]);
        _world.See("cmd:1", "Arsenal", "Chelsea");
        _world.See("sbo:7", "Arsenal", "Chelsea");
        Assert.Empty(_world.State());
    }

    [Fact]
    public void Should_refuse_events_beyond_the_bound()
    {
        var binder = new EventBinder(new BindingOptions(TimeSpan.FromMinutes(10), TimeSpan.FromHours(6), MaxEvents: 1));
        binder.Apply(new Arb.Domain.Registry.RegistryChanged([], [new Arb.Domain.Registry.RegistryEventChanged(BinderWorld.Event("cmd:1", "A1", "B1"), [])]), BinderWorld.KickOff);
        Assert.Equal(1, binder.Apply(new Arb.Domain.Registry.RegistryChanged([], [new Arb.Domain.Registry.RegistryEventChanged(BinderWorld.Event("cmd:2", "A2", "B2"), [])]), BinderWorld.KickOff).Refused);
    }
}
