using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using FsCheck;
using FsCheck.Fluent;

namespace Arb.Tests.Domain.Execution;

/// <summary>Properties of stakes, hedges and exposure over random prices, limits and commissions.</summary>
public class MoneyProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(500);

    [Fact]
    public void Should_never_call_a_plan_profitable_that_loses_in_an_outcome() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var three = random.Next(2) == 0;
        var legs = three
            ? new[] { Leg(random, MarketKind.OneXTwo, Selection.Home, 3.3), Leg(random, MarketKind.OneXTwo, Selection.Draw, 3.3), Leg(random, MarketKind.OneXTwo, Selection.Away, 3.3) }
            : [Leg(random, MarketKind.AsianHandicap, Selection.Home, 2.1), Leg(random, MarketKind.AsianHandicap, Selection.Away, 2.1)];
        var plan = StakePlanner.Plan(legs, 20m + random.Next(500), 0m, random.Next(2) == 0 ? StakeSteps.Default : StakeSteps.Every(0.01m));
        if (!plan.Ok)
            return true;
        var bets = legs.Select((leg, i) => leg.Terms with { Stake = plan.Stakes[i] }).ToArray();
        return PayoffMatrix.Profits(bets).All(profit => profit > 0m)
            && plan.WorstProfit == PayoffMatrix.Worst(bets)
            && legs.Select((leg, i) => plan.Stakes[i] >= leg.MinStake && plan.Stakes[i] <= leg.MaxStake).All(ok => ok)
            && plan.Stakes.All(stake => decimal.Round(stake, 2) == stake);
    }).Check(Many);

    [Fact]
    public void Should_size_a_clear_arbitrage_whenever_there_is_room() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var legs = new[] { Leg(random, MarketKind.Total, Selection.Over, 2.2), Leg(random, MarketKind.Total, Selection.Under, 2.2) }
            .Select(leg => leg with { MinStake = 1m, MaxStake = 1_000m, Terms = leg.Terms with { Commission = 0m, Odds = Given.Price(2.05m + (random.Next(20) / 100m)) } })
            .ToArray();
        return StakePlanner.Plan(legs, 100m, 0m, StakeSteps.Default).Ok;
    }).Check(Many);

    [Fact]
    public void Should_rank_first_a_hedge_that_no_other_stake_of_any_candidate_beats() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        BetPosition[] held = [Given.Bet(MarketKind.Total, Selection.Over, 1.8m + (random.Next(60) / 100m), 20m + random.Next(80), 10)];
        var candidates = Enumerable.Range(0, 3).Select(n => Candidate(random, n)).ToArray();
        var best = HedgePlanner.Rank([held], candidates, 1m, new Dictionary<AccountId, decimal>()).FirstOrDefault();
        var brute = PayoffMatrix.Worst(held);
        foreach (var candidate in candidates)
            for (var stake = Math.Max(1m, candidate.Quote.MinStake); stake <= candidate.Quote.MaxStake; stake++)
                brute = Math.Max(brute, PayoffMatrix.Worst([.. held, candidate.At(stake)]));
        return (best?.WorstAfter ?? PayoffMatrix.Worst(held)) >= brute;
    }).Check(Many);

    [Fact]
    public void Should_never_let_exposure_pass_a_cap() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var book = new ExposureBook(new ExposureSettings(100m, 250m), Arb.Domain.RuntimeMode.Production);
        var reserved = new Dictionary<int, (MatchId Match, decimal Amount)>();
        for (var i = 0; i < 60; i++)
        {
            var number = random.Next(6);
            var execution = ExecutionId.FromToken(number);
            var match = new MatchId($"m{number % 3}");
            var amount = 10m + random.Next(120);
            switch (random.Next(5))
            {
                case 0 when book.Reserve(execution, match, amount) is null:
                    reserved[number] = (match, Math.Max(amount, reserved.GetValueOrDefault(number).Amount));
                    break;
                case 1:
                    var room = book.ReserveRoom(execution, match, amount);
                    if (room > amount || room < 0m)
                        return false;
                    reserved.Remove(number);
                    break;
                case 2 when reserved.TryGetValue(number, out var held):
                    book.Commit(execution, held.Match, 0, held.Amount);
                    break;
                case 3:
                    book.Settle(execution, 0);
                    break;
                case 4:
                    book.Release(execution);
                    reserved.Remove(number);
                    break;
            }

            if (book.Reserved + book.Open > 250m || book.Headroom(null) < 0m)
                return false;
        }

        return true;
    }).Check(Many);

    private static Arbitrary<int> Seeds => ArbMap.Default.ArbFor<int>();

    private static StakeLeg Leg(Random random, MarketKind kind, Selection selection, double around)
    {
        var odds = Given.Price((decimal)Math.Round(around * (0.9 + (random.NextDouble() * 0.25)), random.Next(2, 5)));
        return new StakeLeg(new BetPosition(kind, Period.FullTime, new Line(kind == MarketKind.AsianHandicap ? -2 : 10), selection, odds, 0m, random.Next(4) == 0 ? 0.02m : 0m), 1m + random.Next(10), 10m + random.Next(300));
    }

    private static HedgeCandidate Candidate(Random random, int number)
    {
        var slip = Given.Slip(new AccountId($"a{number}"), Given.Event2, random.Next(3) == 0 ? Selection.Over : Selection.Under, 1.7m + (random.Next(70) / 100m));
        return new HedgeCandidate(number, HedgeKind.OppositeElsewhere, Given.Quote(slip, min: 1m + random.Next(10), max: 20m + random.Next(200)), false, 0m);
    }
}
