using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Execution;

public class PayoffMatrixSpecs
{
    [Theory]
    [InlineData(Selection.Home, -2, 1, BetResult.Win)] // home −0.5 wins by one
    [InlineData(Selection.Home, -2, 0, BetResult.Loss)]
    [InlineData(Selection.Home, -1, 0, BetResult.HalfLoss)] // home −0.25 draws
    [InlineData(Selection.Away, -1, 0, BetResult.HalfWin)]
    [InlineData(Selection.Home, 0, 0, BetResult.Void)]
    [InlineData(Selection.Home, -4, 1, BetResult.Void)] // home −1 wins by one
    [InlineData(Selection.Home, -3, 1, BetResult.HalfWin)] // home −0.75 wins by one
    [InlineData(Selection.Away, -3, 1, BetResult.HalfLoss)]
    [InlineData(Selection.Home, 3, -1, BetResult.HalfLoss)] // home +0.75 loses by one
    public void Should_settle_a_handicap_by_quarters(Selection selection, int quarters, int difference, BetResult expected) =>
        Assert.Equal(expected, PayoffMatrix.Settle(Given.Bet(MarketKind.AsianHandicap, selection, 1.9m, 100m, quarters), difference));

    [Theory]
    [InlineData(Selection.Over, 10, 3, BetResult.Win)] // over 2.5, three goals
    [InlineData(Selection.Under, 10, 3, BetResult.Loss)]
    [InlineData(Selection.Over, 9, 2, BetResult.HalfLoss)] // over 2.25, two goals
    [InlineData(Selection.Under, 9, 2, BetResult.HalfWin)]
    [InlineData(Selection.Over, 11, 3, BetResult.HalfWin)] // over 2.75, three goals
    [InlineData(Selection.Over, 12, 3, BetResult.Void)]
    public void Should_settle_a_total_by_quarters(Selection selection, int quarters, int goals, BetResult expected) =>
        Assert.Equal(expected, PayoffMatrix.Settle(Given.Bet(MarketKind.Total, selection, 1.9m, 100m, quarters), goals));

    [Theory]
    [InlineData(Selection.HomeOrDraw, 0, BetResult.Win)]
    [InlineData(Selection.HomeOrAway, 0, BetResult.Loss)]
    [InlineData(Selection.DrawOrAway, 1, BetResult.Loss)]
    public void Should_settle_a_double_chance(Selection selection, int difference, BetResult expected) =>
        Assert.Equal(expected, PayoffMatrix.Settle(Given.Bet(MarketKind.DoubleChance, selection, 1.3m, 100m), difference));

    [Fact]
    public void Should_cut_winnings_to_cents_and_take_commission_off_them()
    {
        var bet = Given.Bet(MarketKind.Total, Selection.Over, 1.9333m, 33.33m, 10, 0.05m);
        Assert.Equal(29.54m, PayoffMatrix.Profit(bet, BetResult.Win)); // 31.1068… → 31.10, less 1.555 → 1.56
        Assert.Equal(-16.67m, PayoffMatrix.Profit(bet, BetResult.HalfLoss));
        Assert.Equal(-33.33m, PayoffMatrix.Profit(bet, BetResult.Loss));
        Assert.Equal(0m, PayoffMatrix.Profit(bet, BetResult.Void));
    }

    [Fact]
    public void Should_find_the_hole_between_two_lines()
    {
        // Over 3 and under 2: at exactly … both lose nothing, but over 3.5 and under 1.5 both lose on two and three goals.
        var worst = PayoffMatrix.Worst([Given.Bet(MarketKind.Total, Selection.Over, 3m, 50m, 14), Given.Bet(MarketKind.Total, Selection.Under, 3m, 50m, 6)]);
        Assert.Equal(-100m, worst);
    }

    [Fact]
    public void Should_see_that_a_double_chance_and_the_third_outcome_cover_everything() =>
        Assert.Equal(5m, PayoffMatrix.Worst([Given.Bet(MarketKind.DoubleChance, Selection.HomeOrDraw, 1.50m, 70m), Given.Bet(MarketKind.OneXTwo, Selection.Away, 3.50m, 30m)]));

    [Fact]
    public void Should_refuse_bets_that_have_no_common_outcomes() =>
        Assert.Throws<ArgumentException>(() => PayoffMatrix.Worst([Given.Bet(MarketKind.Total, Selection.Over, 2m, 1m, 10), Given.Bet(MarketKind.OneXTwo, Selection.Home, 2m, 1m)]));

    [Fact]
    public void Should_be_zero_without_bets() => Assert.Equal(0m, PayoffMatrix.Worst([]));
}
