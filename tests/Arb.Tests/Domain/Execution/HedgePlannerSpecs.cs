using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Execution;

public class HedgePlannerSpecs
{
    private static readonly Dictionary<AccountId, decimal> NoLimit = [];

    [Fact]
    public void Should_complete_the_missing_leg_at_the_best_price()
    {
        BetPosition[] held = [Given.Bet(MarketKind.Total, Selection.Over, 2.10m, 50m, 10)];
        var plans = HedgePlanner.Rank([held], [Under(0, Given.A2, 1.90m), Under(1, Given.A3, 2.00m)], 1m, NoLimit);
        Assert.Equal(Given.A3, plans[0].Bets.Single().Candidate.Quote.Slip.Account);
        Assert.Equal(-50m, plans[0].WorstBefore);
        Assert.Equal(2m, plans[0].WorstAfter); // 52 or 53 at 2.00: over wins 55 − 53, under wins 53 − 50
    }

    [Fact]
    public void Should_place_what_a_small_limit_allows_and_judge_by_the_price()
    {
        BetPosition[] held = [Given.Bet(MarketKind.Total, Selection.Over, 2.10m, 50m, 10)];
        var plan = HedgePlanner.Rank([held], [Under(0, Given.A3, 1.95m, max: 10m)], 1m, NoLimit)[0];
        Assert.Equal(10m, plan.Bets.Single().Stake);
        Assert.Equal(-40.50m, plan.WorstAfter);
        Assert.True(plan.Within(10m));
        Assert.False((plan with { WorstUnlimited = -20m, WorstAfter = -40m }).Within(10m));
    }

    [Fact]
    public void Should_cover_two_open_outcomes_of_three_with_two_bets()
    {
        BetPosition[] held = [Given.Bet(MarketKind.OneXTwo, Selection.Home, 3.30m, 100m)];
        var plan = HedgePlanner.Rank([held], [OneXTwo(0, Selection.Draw, 3.40m), OneXTwo(1, Selection.Away, 2.90m)], 1m, NoLimit)[0];
        Assert.Equal(2, plan.Bets.Count);
        Assert.True(plan.WorstAfter > 10m, $"{plan.WorstAfter}");
    }

    [Fact]
    public void Should_not_stake_more_at_one_account_than_its_room_with_two_bets_together()
    {
        BetPosition[] held = [Given.Bet(MarketKind.OneXTwo, Selection.Home, 3.30m, 100m)];
        var room = new Dictionary<AccountId, decimal> { [Given.A2] = 80m };
        var plan = HedgePlanner.Rank([held], [OneXTwo(0, Selection.Draw, 3.40m), OneXTwo(1, Selection.Away, 2.90m)], 1m, room)[0];
        Assert.Equal(2, plan.Bets.Count);
        Assert.InRange(plan.Bets.Sum(bet => bet.Stake), 78m, 80m); // shared so that both outcomes are lifted alike
        Assert.InRange(plan.WorstAfter, -56m, -54m);
    }

    [Fact]
    public void Should_take_the_least_worst_case_over_both_worlds_when_an_outcome_is_unknown()
    {
        BetPosition[] with = [Given.Bet(MarketKind.Total, Selection.Over, 2.10m, 50m, 10), Given.Bet(MarketKind.Total, Selection.Under, 2.05m, 51m, 10)];
        var plan = HedgePlanner.Rank([with[..1], with], [Under(0, Given.A3, 2.00m)], 1m, NoLimit)[0];
        var stake = plan.Bets.Single().Stake;
        Assert.InRange(stake, 20m, 30m); // half of a full hedge: the loss is the same whether the leg stands or not
        Assert.True(plan.WorstAfter > -30m, $"{plan.WorstAfter}");
    }

    [Fact]
    public void Should_find_nothing_where_no_bet_helps() =>
        Assert.Empty(HedgePlanner.Rank([[Given.Bet(MarketKind.Total, Selection.Over, 2.10m, 50m, 10)]], [Over(0)], 1m, NoLimit));

    private static HedgeCandidate Under(int number, AccountId account, decimal odds, decimal max = 500m) =>
        new(number, HedgeKind.CompleteLeg, Given.Quote(Given.Slip(account, Given.Event2, Selection.Under, odds), max: max), false, 0m);

    private static HedgeCandidate Over(int number) =>
        new(number, HedgeKind.ReverseSameBook, Given.Quote(Given.Slip(Given.A1, Given.Event1, Selection.Over, 2.2m)), false, 0m);

    private static HedgeCandidate OneXTwo(int number, Selection selection, decimal odds) =>
        new(number, HedgeKind.OppositeElsewhere, Given.Quote(Given.Slip(Given.A2, Given.Event2, selection, odds, MarketKind.OneXTwo, 0)), false, 0m);
}
