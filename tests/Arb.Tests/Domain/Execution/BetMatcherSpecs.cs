using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Execution;

public class BetMatcherSpecs
{
    private static readonly HashSet<string> Nothing = [];
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    [Fact]
    public void Should_find_a_bet_by_the_placements_key_even_when_the_stake_differs() =>
        Assert.Equal("R1", BetMatcher.Find(Leg("guid|sinfo"), [Entry("R1", stake: 40m, key: "guid")], Nothing, Skew).Entry?.Reference);

    [Fact]
    public void Should_find_a_bet_by_event_market_selection_stake_and_time() =>
        Assert.Equal("R1", BetMatcher.Find(Leg(), [Entry("R1"), Entry("R2", stake: 51m), Entry("R3", selection: Selection.Under)], Nothing, Skew).Entry?.Reference);

    [Fact]
    public void Should_not_take_a_bet_that_stood_before_the_send() =>
        Assert.Equal(default, BetMatcher.Find(Leg(), [Entry("R1")], new HashSet<string> { "R1" }, Skew));

    [Fact]
    public void Should_not_take_a_bet_with_another_placements_key() =>
        Assert.Equal(default, BetMatcher.Find(Leg("mine"), [Entry("R1", key: "theirs")], Nothing, Skew));

    [Theory]
    [InlineData(50, -3)]
    [InlineData(50, -61)]
    [InlineData(30, 0)]
    public void Should_neither_take_nor_call_absent_a_new_bet_on_the_selection_with_another_time_or_stake(int stake, int minutes) =>
        Assert.Equal(new BetMatch(null, 1), BetMatcher.Find(Leg(), [Entry("R1", stake: stake, minutes: minutes)], Nothing, Skew));

    [Fact]
    public void Should_take_the_bet_that_fits_although_another_almost_does() =>
        Assert.Equal("R1", BetMatcher.Find(Leg(), [Entry("R0", minutes: -61), Entry("R1"), Entry("R2", stake: 30m)], Nothing, Skew).Entry?.Reference);

    [Fact]
    public void Should_call_two_fits_ambiguous() =>
        Assert.Equal(2, BetMatcher.Find(Leg(), [Entry("R1"), Entry("R2")], Nothing, Skew).Ambiguous);

    [Fact]
    public void Should_call_a_fit_that_cannot_be_read_fully_ambiguous() =>
        Assert.Equal(1, BetMatcher.Find(Leg(), [Entry("R1") with { Selection = null }], Nothing, Skew).Ambiguous);

    private static LegState Leg(string ticket = "") => new(
        0, null, Given.Slip(Given.A1, Given.Event1, Selection.Over, 2.1m), false, 0m, 50m, Given.Price(2.1m), LegStatus.Unknown,
        new PlacementTicket(Given.Quote(Given.Slip(Given.A1, Given.Event1, Selection.Over, 2.1m)) with { TicketKey = ticket }, 50m), 1, null, Given.Start, Given.Start, null);

    private static BetListEntry Entry(string reference, decimal stake = 50m, Selection selection = Selection.Over, string? key = null, int minutes = 0) => new(
        reference, "123", MarketKind.Total, Period.FullTime, selection, new Line(10), Given.Price(2.1m), stake, BetStatus.Accepted, 0m, Given.Start.AddMinutes(minutes), key);
}
