using Arb.Domain.Discovery;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Tests.Domain.Discovery;

/// <summary>Prices as evidence, rounds of which one fixture is left over, and what is told of events that are bound to none.</summary>
public sealed class PriceAndRoundSpecs
{
    private readonly BinderWorld _world = new();

    [Fact]
    public void Should_bind_when_prices_are_a_margin_apart()
    {
        _world.See("aa:1", "Northam", "Weston", "Xyz", 0, (2.10m, 3.40m, 3.60m));
        _world.See("bb:1", "Northam", "Weston", "Xyz", 0, (2.00m, 3.30m, 3.80m));
        Assert.Equal(["aa:1+bb:1"], _world.State());
    }

    [Fact]
    public void Should_ask_when_prices_say_that_they_are_two_matches()
    {
        _world.See("aa:1", "Northam", "Weston", "Xyz", 0, (2.10m, 3.40m, 3.60m));
        _world.See("bb:1", "Northam", "Weston", "Xyz", 0, (1.25m, 6.00m, 12.0m));
        Assert.Empty(_world.State());
        Assert.Equal(BindingReasonCode.PricesApart, Assert.Single(_world.Binder.Questions).Reason.Code);
    }

    [Fact]
    public void Should_ask_when_prices_fit_with_home_and_away_exchanged_only()
    {
        _world.See("aa:1", "Northam", "Weston", "Xyz", 0, (1.40m, 4.60m, 8.00m));
        _world.See("bb:1", "Northam", "Weston", "Xyz", 0, (8.00m, 4.60m, 1.40m));
        Assert.Empty(_world.State());
        Assert.Equal(BindingReasonCode.PricesMirrored, Assert.Single(_world.Binder.Questions).Reason.Code);
    }

    [Fact]
    public void Should_ask_when_the_best_prices_are_too_good_for_one_match()
    {
        _world.See("aa:1", "Northam", "Weston", "Xyz", 0, (2.60m, 3.60m, 3.30m));
        _world.See("bb:1", "Northam", "Weston", "Xyz", 0, (2.20m, 4.00m, 4.20m));
        Assert.Empty(_world.State());
        Assert.Equal(BindingReasonCode.MarginImplausible, Assert.Single(_world.Binder.Questions).Reason.Code);
    }

    [Fact]
    public void Should_dissolve_a_match_when_prices_come_that_contradict_it()
    {
        _world.See("aa:1", "Northam", "Weston", "Xyz");
        _world.See("bb:1", "Northam", "Weston", "Xyz", 0, (2.10m, 3.40m, 3.60m));
        Assert.Equal(["aa:1+bb:1"], _world.State());
        _world.See("aa:1", "Northam", "Weston", "Xyz", 0, (12.0m, 6.00m, 1.25m));
        Assert.Empty(_world.State());
    }

    [Fact]
    public void Should_take_prices_for_support_where_nothing_is_known_of_the_leagues()
    {
        _world.See("aa:1", "Northam", "Weston", "Xyz", 0, (2.10m, 3.40m, 3.60m));
        _world.See("bb:1", "Northam", "Weston", "Qrs", 0, (2.05m, 3.40m, 3.70m));
        Assert.Equal(["aa:1+bb:1"], _world.State());
    }

    [Fact]
    public void Should_bind_what_is_left_over_of_a_round_when_the_prices_agree()
    {
        Round();
        _world.See("aa:9", "Zebra", "Quux", "Xyz", 0, (2.10m, 3.40m, 3.60m));
        _world.See("bb:9", "Blorp", "Frim", "Xyz", 0, (2.05m, 3.40m, 3.70m));
        Assert.Contains("aa:9+bb:9", _world.State());
    }

    [Fact]
    public void Should_not_guess_what_is_left_over_without_prices_or_when_two_are_left_over()
    {
        Round();
        _world.See("aa:9", "Zebra", "Quux", "Xyz");
        _world.See("bb:9", "Blorp", "Frim", "Xyz");
        Assert.DoesNotContain(_world.State(), match => match.Contains(":9", StringComparison.Ordinal));
        _world.See("aa:9", "Zebra", "Quux", "Xyz", 0, (2.10m, 3.40m, 3.60m));
        _world.See("bb:9", "Blorp", "Frim", "Xyz", 0, (2.05m, 3.40m, 3.70m));
        _world.See("bb:8", "Dwim", "Klop", "Xyz");
        Assert.DoesNotContain(_world.State(), match => match.Contains(":9", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_let_go_what_was_left_over_when_the_round_is_not_bound_any_more()
    {
        Round();
        _world.See("aa:9", "Zebra", "Quux", "Xyz", 0, (2.10m, 3.40m, 3.60m));
        _world.See("bb:9", "Blorp", "Frim", "Xyz", 0, (2.05m, 3.40m, 3.70m));
        _world.Lose("bb:1");
        Assert.DoesNotContain(_world.State(), match => match.Contains(":9", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_bind_an_event_that_two_accounts_of_one_provider_quote()
    {
        var item = BinderWorld.Event("aa:1", "Northam", "Weston");
        _world.See(item, MarketOf(item, "one", 1));
        Assert.Empty(_world.State());
        _world.See(item, MarketOf(item, "one", 1), MarketOf(item, "two", 1));
        Assert.Equal(["aa:1"], _world.State());
        _world.See("bb:1", "Northam", "Weston");
        Assert.Equal(["aa:1+bb:1"], _world.State());
        Assert.Equal("aa:1", Assert.Single(_world.Told).Key.Value);
        _world.Lose("bb:1");
        _world.See(item, MarketOf(item, "one", 1));
        Assert.Empty(_world.State());
    }

    [Fact]
    public void Should_list_an_event_that_another_book_surely_has_with_its_likeliest_partner_and_the_reason()
    {
        Round();
        _world.See("aa:9", "Zebra", "Quux", "Xyz");
        _world.See("bb:9", "Blorp", "Frim", "Xyz");
        var unbound = _world.Binder.Unbound(10, out var total);
        Assert.Equal((2, "AA:9"), (total, unbound[0].Event.Key.ToString().ToUpperInvariant()));
        Assert.Equal((EventKey.Parse("bb:9"), BindingReasonCode.TeamsUnlike), (unbound[0].Partners[0].Event.Key, unbound[0].Partners[0].Reason.Code));
        Assert.Null(_world.Bind("aa:9", "bb:9"));
        Assert.Empty(_world.Binder.Unbound(10, out _));
    }

    [Fact]
    public void Should_say_that_a_marker_keeps_two_listings_apart()
    {
        _world.See("aa:1", "Northam", "Weston", "Xyz");
        _world.See("bb:1", "Northam II", "Weston II", "Xyz");
        Assert.Equal(BindingReasonCode.MarkersDiffer, _world.Binder.Unbound(10, out _)[0].Partners[0].Reason.Code);
    }

    [Fact]
    public void Should_ask_about_the_same_teams_twenty_minutes_apart_and_bind_them_when_the_other_book_follows()
    {
        _world.See("aa:1", "Palermo", "Bari", "Serie B");
        _world.See("bb:1", "Palermo", "Bari", "Serie B", 20);
        var reason = Assert.Single(_world.Binder.Questions).Reason;
        Assert.Equal((BindingReasonCode.StartsApart, 20), (reason.Code, reason.Minutes));
        _world.See("aa:1", "Palermo", "Bari", "Serie B", 20);
        Assert.Equal(["aa:1+bb:1"], _world.State());
        Assert.Empty(_world.Binder.Questions);
    }

    [Fact]
    public void Should_recognise_a_feed_whose_clock_is_an_hour_off()
    {
        foreach (var (id, home, away, minutes) in new[] { (1, "Northam", "Weston", 0), (2, "Eastby", "Southport", 30), (3, "Hillam", "Dalton", 240) })
        {
            _world.See($"aa:{id}", home, away, "Xyz", minutes);
            _world.See($"bb:{id}", home, away, "Xyz", minutes + 60);
        }
        Assert.Empty(_world.State());
        var offset = Assert.Single(_world.Binder.Offsets());
        Assert.Equal((new ProviderId("AA"), new ProviderId("BB"), 60, 3), (offset.First, offset.Second, offset.Minutes, offset.Events));
    }

    [Fact]
    public void Should_pair_a_listing_before_the_match_with_its_like_and_not_with_the_running_twin()
    {
        var before = BinderWorld.Event("bb:1", "Northam", "Weston");
        _world.See("aa:1", "Northam", "Weston");
        _world.See(before);
        _world.See(BinderWorld.Event("bb:2", "Northam", "Weston") with { InPlay = true });
        Assert.Equal(["aa:1+bb:1"], _world.State());
    }

    private void Round()
    {
        foreach (var (id, home, away) in new[] { ("1", "Northam", "Weston"), ("2", "Eastby", "Southport") })
        {
            _world.See($"aa:{id}", home, away, "Xyz");
            _world.See($"bb:{id}", home, away, "Xyz");
        }
    }

    private static ProviderMarket MarketOf(ProviderEvent item, string account, int handle) =>
        new(new SourceKey(new AccountId(account), item.Key.Provider), handle, 1, item.Key, "m", MarketKind.Total, Period.FullTime, new Line(10), OddsFormat.Decimal, false, null);
}
