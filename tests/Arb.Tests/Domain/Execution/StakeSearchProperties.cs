using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Execution;

/// <summary>The sizer against every stake that the limits allow, one by one.</summary>
public class StakeSearchProperties
{
    private static readonly StakeSteps Uneven = new([new(12m, 1m), new(40m, 2.5m), new(decimal.MaxValue, 7m)]);

    [Theory]
    [InlineData("two ways", 2_000)]
    [InlineData("three ways", 1_000)]
    [InlineData("quarter line", 700)]
    [InlineData("double chance twice", 200)]
    [InlineData("across lines", 700)]
    public void Should_size_whenever_any_stakes_profit_and_find_the_best_of_them(string shape, int seeds)
    {
        var sized = 0;
        for (var seed = 1; seed <= seeds; seed++)
        {
            var random = new Random(seed);
            var legs = Legs(shape, random);
            var steps = random.Next(6) switch { 0 => StakeSteps.Every(0.5m), 1 => StakeSteps.Every(2m), 2 => Uneven, 3 => StakeSteps.Every(5m), _ => StakeSteps.Every(1m) };
            var target = 10m + random.Next(shape.StartsWith("two", StringComparison.Ordinal) ? 110 : 50);
            var least = random.Next(3) == 0 ? random.Next(200) / 100m : 0m;
            var plan = StakePlanner.Plan(legs, target, least, steps);
            var (worst, sum) = Exhaustive(legs, target, least, steps);
            var what = $"{shape}, seed {seed}: {string.Join("; ", legs)}, target {target}, least {least}";
            Assert.True(plan.Ok == (worst is not null), $"{what}: {plan.Refusal ?? "sized"}, exhaustive {worst}");
            if (!plan.Ok)
                continue;
            sized++;
            Assert.True(plan.WorstProfit == worst && plan.Stakes.Sum() == sum, $"{what}: {plan.WorstProfit} for {plan.Stakes.Sum()}, exhaustive {worst} for {sum}");
            Assert.Equal(plan.WorstProfit, StakePlanner.WorstOf(legs, plan.Stakes));
        }

        Assert.InRange(sized, seeds / 10, seeds * 95 / 100); // both answers are met
    }

    [Fact]
    public void Should_size_a_leg_below_its_smallest_stake_at_equal_returns_by_staking_more_there()
    {
        // Equal returns share 30 as 25.16 and 4.84, and the smallest stake is 5: 25 and 5 win 1.25 at least.
        StakeLeg[] legs =
        [
            new(Given.Bet(MarketKind.Total, Selection.Over, 1.25m, 0m, 10), 5m, 100m),
            new(Given.Bet(MarketKind.Total, Selection.Under, 6.5m, 0m, 10), 5m, 100m),
        ];
        var plan = StakePlanner.Plan(legs, 30m, 0m, StakeSteps.Every(1m));
        Assert.Equal([25m, 5m], plan.Stakes);
        Assert.Equal(1.25m, plan.WorstProfit);
    }

    [Fact]
    public void Should_share_the_room_of_one_account_between_its_legs_as_they_need_it()
    {
        StakeLeg Shared(Selection selection, decimal odds, int purse) => new(Given.Bet(MarketKind.OneXTwo, selection, odds, 0m), 5m, 60m) { Purse = purse };
        StakeLeg[] legs = [Shared(Selection.Home, 2.2m, 1), Shared(Selection.Draw, 5m, 1), Shared(Selection.Away, 4.2m, 2)];
        var plan = StakePlanner.Plan(legs, 100m, 0m, StakeSteps.Every(1m));
        Assert.True(plan.Ok, plan.Refusal);
        Assert.True(plan.Stakes[0] > 30m && plan.Stakes[0] + plan.Stakes[1] <= 60m, string.Join(" / ", plan.Stakes));
    }

    [Fact]
    public void Should_bound_the_search_at_steps_of_a_cent_and_the_largest_target()
    {
        StakeLeg[] legs =
        [
            new(Given.Bet(MarketKind.OneXTwo, Selection.Home, 3.001m, 0m), 0.01m, 1_000_000m),
            new(Given.Bet(MarketKind.OneXTwo, Selection.Draw, 3m, 0m), 0.01m, 1_000_000m),
            new(Given.Bet(MarketKind.OneXTwo, Selection.Away, 3m, 0m), 0.01m, 1_000_000m),
        ];
        var plan = StakePlanner.Plan(legs, 1_000_000m, 0m, StakeSteps.Every(0.01m));
        Assert.True(plan.WorstProfit is > 111m and < 111.2m, $"{plan.WorstProfit} {plan.Refusal}"); // 1,000,000 · (1/Σ(1/price) − 1) = 111.099
    }

    [Fact]
    public void Should_hedge_two_open_legs_as_well_as_any_stakes_within_limits_and_shared_room_do()
    {
        var improvable = 0;
        for (var seed = 1; seed <= 600; seed++)
        {
            var random = new Random(seed);
            BetPosition[] held = [Given.Bet(MarketKind.OneXTwo, Selection.Home, 1.5m + (random.Next(200) / 100m), 10m + random.Next(30))];
            var shared = random.Next(3) == 0;
            HedgeCandidate Candidate(int number, Selection selection) => new(
                number,
                HedgeKind.CompleteLeg,
                Given.Quote(Given.Slip(shared ? Given.A1 : new AccountId($"a{number}"), Given.Event2, selection, 2.5m + (random.Next(200) / 100m), MarketKind.OneXTwo, 0), min: 1m + random.Next(6), max: 5m + random.Next(25)),
                false,
                0m);
            HedgeCandidate[] candidates = [Candidate(0, Selection.Draw), Candidate(1, Selection.Away)];
            var room = new Dictionary<AccountId, decimal>();
            if (shared)
                room[Given.A1] = 10m + random.Next(40);
            var best = HedgePlanner.Rank([held], candidates, 1m, room).FirstOrDefault();
            var before = PayoffMatrix.Worst(held);
            var exhaustive = before;
            foreach (var draw in Stakes(candidates[0]))
                foreach (var away in Stakes(candidates[1]).Where(away => !shared || draw + away <= room[Given.A1]))
                    exhaustive = Math.Max(exhaustive, PayoffMatrix.Worst([.. held, candidates[0].At(draw), candidates[1].At(away)]));
            improvable += exhaustive > before ? 1 : 0;
            Assert.True((best?.WorstAfter ?? before) == exhaustive, $"seed {seed}: {best?.WorstAfter}, exhaustive {exhaustive}");
        }

        Assert.InRange(improvable, 400, 600);
    }

    /// <summary>No bet, and every whole stake that the quote allows.</summary>
    private static IEnumerable<decimal> Stakes(HedgeCandidate candidate)
    {
        yield return 0m;
        for (var stake = candidate.Quote.MinStake; stake <= candidate.Quote.MaxStake; stake++)
            yield return stake;
    }

    private static (decimal? Worst, decimal Sum) Exhaustive(StakeLeg[] legs, decimal target, decimal least, StakeSteps steps)
    {
        var grids = legs.Select(leg => Grid(leg, target, steps).ToArray()).ToArray();
        decimal? best = null;
        var bestSum = 0m;
        var rows = new PayoffRows([.. legs.Select(leg => leg.Terms)]);
        var stakes = new decimal[legs.Length];
        Try(0, 0m);
        return (best, bestSum);

        void Try(int leg, decimal sum)
        {
            if (sum > target)
                return;
            if (leg < legs.Length)
            {
                foreach (var stake in grids[leg])
                {
                    stakes[leg] = stake;
                    Try(leg + 1, sum + stake);
                }

                return;
            }

            if (legs.Any(one => one.Purse > 0 && legs.Select((other, i) => other.Purse == one.Purse ? stakes[i] : 0m).Sum() > one.MaxStake))
                return;
            var worst = rows.Worst(stakes);
            if (worst > 0m && worst >= least && (best is null || worst > best || (worst == best && sum < bestSum)))
                (best, bestSum) = (worst, sum);
        }
    }

    /// <summary>Every amount in cents that is a stake by the rule itself: a multiple of the step of its band.</summary>
    private static IEnumerable<decimal> Grid(StakeLeg leg, decimal target, StakeSteps steps)
    {
        for (var stake = 0.5m; stake <= Math.Min(leg.MaxStake, target); stake += 0.5m)
            if (stake >= leg.MinStake && stake % steps.Items.First(item => stake <= item.UpTo).Step == 0m)
                yield return stake;
    }

    private static StakeLeg[] Legs(string shape, Random random)
    {
        (MarketKind Kind, Selection Selection, int Line, double Around)[] terms = shape switch
        {
            "two ways" when random.Next(2) == 0 => [(MarketKind.Total, Selection.Over, 10, 1.3), (MarketKind.Total, Selection.Under, 10, 4.6)],
            "two ways" => [(MarketKind.OneXTwo, Selection.Home, 0, 2.08), (MarketKind.DoubleChance, Selection.DrawOrAway, 0, 2.08)],
            "three ways" => [(MarketKind.OneXTwo, Selection.Home, 0, 1.9), (MarketKind.OneXTwo, Selection.Draw, 0, 4.1), (MarketKind.OneXTwo, Selection.Away, 0, 5.5)],
            "quarter line" => [(MarketKind.AsianHandicap, Selection.Home, -1, 2.15), (MarketKind.AsianHandicap, Selection.Away, -1, 2.15)],
            "double chance twice" => [(MarketKind.DoubleChance, Selection.HomeOrDraw, 0, 1.53), (MarketKind.DoubleChance, Selection.HomeOrAway, 0, 1.53), (MarketKind.DoubleChance, Selection.DrawOrAway, 0, 1.53)],
            _ => [(MarketKind.Total, Selection.Over, 9, 2.1), (MarketKind.Total, Selection.Under, 11 + random.Next(2), 2.1)],
        };
        var room = shape is "three ways" or "double chance twice" ? 14 : 40;
        return [.. terms.Select((term, i) => new StakeLeg(
            new BetPosition(
                term.Kind, Period.FullTime, new Line(term.Line), term.Selection,
                new Odds((int)(term.Around * 10_000 * (0.97 + (random.NextDouble() * 0.1)))), 0m, random.Next(4) == 0 ? random.Next(1, 51) / 1_000m : 0m),
            1m + random.Next(8),
            5m + random.Next(room))
        {
            Purse = random.Next(5) == 0 ? 1 : 0,
        })];
    }
}
