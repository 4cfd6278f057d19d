using Arb.Domain.Normalization;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Tests.Domain.Registry;

public sealed class ProviderRegistrySpecs
{
    private static readonly DateTimeOffset KickOff = new(2026, 3, 1, 15, 0, 0, TimeSpan.Zero);
    private static readonly ProviderId Cmd = new("CMD");
    private static readonly SourceKey First = new(new AccountId("a1"), Cmd);
    private static readonly SourceKey Second = new(new AccountId("a2"), Cmd);
    private readonly ProviderRegistry _registry = new(Cmd, new RegistryOptions(TimeSpan.FromMinutes(5), 3, 4));

    [Fact]
    public void Should_tell_a_new_event_with_its_markets()
    {
        var outcome = _registry.Apply(Changed(First, [Event("1")], [Market(First, 7, "1")]));
        var changed = Assert.Single(outcome.Changed);
        Assert.Equal("cmd:1", changed.Event.Key.ToString());
        Assert.Equal(7, Assert.Single(changed.Markets).Handle);
    }

    [Fact]
    public void Should_merge_the_markets_of_two_sources_that_agree()
    {
        _registry.Apply(Changed(First, [Event("1")], [Market(First, 7, "1")]));
        var outcome = _registry.Apply(Changed(Second, [Event("1")], [Market(Second, 7, "1")]));
        Assert.Equal([First, Second], Assert.Single(outcome.Changed).Markets.Select(m => m.Source));
        Assert.Empty(outcome.Conflicts);
    }

    [Theory]
    [InlineData("Arsenal", "Everton", 0)]
    [InlineData("Chelsea", "Arsenal", 0)]
    [InlineData("Arsenal U21", "Chelsea", 0)]
    [InlineData("Arsenal", "Chelsea", 6)]
    public void Should_refuse_a_second_source_that_shows_something_else_under_the_same_id(string home, string away, int minutes)
    {
        _registry.Apply(Changed(First, [Event("1")], [Market(First, 7, "1")]));
        var outcome = _registry.Apply(Changed(Second, [Event("1", home, away, minutes)], [Market(Second, 8, "1")]));
        Assert.Equal(Second, Assert.Single(outcome.Conflicts).Source);
        Assert.Equal([First], Assert.Single(outcome.Changed).Markets.Select(m => m.Source));
    }

    [Fact]
    public void Should_merge_a_refused_source_once_it_agrees()
    {
        _registry.Apply(Changed(First, [Event("1")], [Market(First, 7, "1")]));
        _registry.Apply(Changed(Second, [Event("1", "Leeds")], [Market(Second, 8, "1")]));
        var outcome = _registry.Apply(Changed(Second, [Event("1")], []));
        Assert.Equal(2, Assert.Single(outcome.Changed).Markets.Count);
    }

    [Fact]
    public void Should_report_a_conflict_once()
    {
        _registry.Apply(Changed(First, [Event("1")], []));
        _registry.Apply(Changed(Second, [Event("1", "Leeds")], []));
        Assert.Empty(_registry.Apply(Changed(Second, [], [Market(Second, 8, "1")])).Conflicts);
    }

    [Fact]
    public void Should_let_the_second_source_stand_when_the_first_is_retired()
    {
        _registry.Apply(Changed(First, [Event("1")], [Market(First, 7, "1")]));
        _registry.Apply(Changed(Second, [Event("1", "Leeds")], [Market(Second, 8, "1")]));
        var changed = Assert.Single(_registry.Apply(new SourceRetired(First)).Changed);
        Assert.Equal("leeds", changed.Event.Home.Canonical);
        Assert.Equal(Second, Assert.Single(changed.Markets).Source);
    }

    [Fact]
    public void Should_remove_an_event_when_its_last_source_drops_it()
    {
        _registry.Apply(Changed(First, [Event("1")], []));
        _registry.Apply(Changed(Second, [Event("1")], []));
        Assert.Empty(_registry.Apply(new CatalogueChanged(First, [], [new EventKey(Cmd, "1")], [], [])).Removed);
        Assert.Single(_registry.Apply(new CatalogueChanged(Second, [], [new EventKey(Cmd, "1")], [], [])).Removed);
        Assert.Equal(0, _registry.EventCount);
    }

    [Fact]
    public void Should_drop_a_market_that_is_gone()
    {
        _registry.Apply(Changed(First, [Event("1")], [Market(First, 7, "1"), Market(First, 8, "1")]));
        var outcome = _registry.Apply(new CatalogueChanged(First, [], [], [], [7]));
        Assert.Equal([8], Assert.Single(outcome.Changed).Markets.Select(m => m.Handle));
    }

    [Fact]
    public void Should_move_a_reused_handle_to_its_new_event()
    {
        _registry.Apply(Changed(First, [Event("1"), Event("2", "Leeds")], [Market(First, 7, "1")]));
        var outcome = _registry.Apply(Changed(First, [], [Market(First, 7, "2")]));
        Assert.Equal([0, 1], outcome.Changed.Select(c => c.Markets.Count));
        Assert.Equal(1, _registry.MarketCount);
    }

    [Fact]
    public void Should_refuse_another_providers_feed_as_a_whole()
    {
        var foreign = new SourceKey(new AccountId("a1"), new ProviderId("SBO"));
        var outcome = _registry.Apply(Changed(foreign, [Event("1")], [Market(First, 7, "1")]));
        Assert.Equal((2, 0, 0), (outcome.Refused, outcome.Changed.Count, _registry.EventCount));
    }

    [Fact]
    public void Should_refuse_another_providers_event_in_its_own_feed()
    {
        var foreign = Event("1") with { Key = new EventKey(new ProviderId("SBO"), "1") };
        Assert.Equal((1, 0), (_registry.Apply(Changed(First, [foreign], [])).Refused, _registry.EventCount));
    }

    [Fact]
    public void Should_refuse_markets_of_events_that_were_not_announced() =>
        Assert.Equal((1, 0), (_registry.Apply(Changed(First, [], [Market(First, 7, "9")])).Refused, _registry.MarketCount));

    [Fact]
    public void Should_keep_no_more_events_and_markets_of_a_source_than_allowed()
    {
        var events = Enumerable.Range(1, 5).Select(i => Event(i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var markets = Enumerable.Range(1, 6).Select(i => Market(First, i, "1"));
        Assert.Equal(2 + 2, _registry.Apply(Changed(First, [.. events], [.. markets])).Refused);
        Assert.Equal((3, 4), (_registry.EventCount, _registry.MarketCount));
    }

    private static CatalogueChanged Changed(SourceKey source, ProviderEvent[] events, ProviderMarket[] markets) => new(source, events, [], markets, []);

    private static ProviderEvent Event(string id, string home = "Arsenal", string away = "Chelsea", int minutes = 0) =>
        new(new EventKey(Cmd, id), "premier league", TeamNames.Normalise(home)!, TeamNames.Normalise(away)!, KickOff.AddMinutes(minutes), false);

    private static ProviderMarket Market(SourceKey source, int handle, string id) =>
        new(source, handle, 1, new EventKey(Cmd, id), "m" + handle, MarketKind.Total, Period.FullTime, new Line(10), OddsFormat.Malay, false, null);
}
