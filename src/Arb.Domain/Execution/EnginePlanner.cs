using Arb.Domain.Arbitrage;
using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>Turns an opportunity into sized legs in placing order.</summary>
public static class EnginePlanner
{
    /// <summary>A plan, or why there is none.</summary>
    /// <param name="opportunity">The opportunity; every market of it can be bet.</param>
    /// <param name="balances">Balance by account.</param>
    /// <param name="headroom">Exposure headroom by account.</param>
    /// <param name="commissions">Commission by account that may be used, for hedges too.</param>
    /// <param name="settings">Target, steps, smallest stake and profit.</param>
    /// <param name="within">A plan whose stakes are not passed, leg by leg; null: no such plan.</param>
    public static (StakePlan? Plan, string? Refusal) Plan(
        Opportunity opportunity,
        IReadOnlyDictionary<AccountId, decimal> balances,
        IReadOnlyDictionary<AccountId, decimal> headroom,
        IReadOnlyDictionary<AccountId, decimal> commissions,
        EngineSettings settings,
        StakePlan? within = null)
    {
        var legs = new List<(BetSlip Slip, OpportunityLeg Source, decimal Commission, decimal Room)>();
        foreach (var leg in opportunity.Legs)
        {
            var market = leg.Market;
            var account = market.Source.Account;
            if (market.BetReference is not { } reference)
                return (null, $"{account}: this market cannot be bet");
            if (!commissions.TryGetValue(account, out var commission))
                return (null, $"{account}: commission is not known");
            var slip = new BetSlip(
                account, market.Event, market.MarketId, reference, market.Kind, market.Period, market.Line, leg.ProviderSelection, leg.Odds, market.Format, market.InPlay);
            legs.Add((slip, leg, commission, Math.Min(balances.GetValueOrDefault(account), headroom.GetValueOrDefault(account))));
        }

        var order = LegOrder.Of([.. legs.Select(leg => (leg.Slip.InPlay, leg.Room, leg.Slip.Odds))]);
        var ordered = order.Select(i => legs[i]).ToArray();
        var accounts = ordered.Select(leg => leg.Slip.Account).Distinct().ToArray();
        var sized = StakePlanner.Plan(
            [.. ordered.Select(leg => new StakeLeg(BetPosition.Of(leg.Slip, leg.Source.Mirrored, leg.Slip.Odds, 0m, leg.Commission), settings.MinLegStake, leg.Room)
            {
                Purse = 1 + Array.IndexOf(accounts, leg.Slip.Account),
                Most = within is null ? decimal.MaxValue : within.Legs.FirstOrDefault(planned => planned.Account == leg.Slip.Account && planned.Selection == leg.Source.Selection)?.Stake ?? 0m,
            })],
            settings.TargetStake,
            settings.MinProfit,
            settings.Steps);
        if (!sized.Ok)
            return (null, sized.Refusal);
        var planned = ordered
            .Select((leg, i) => new PlannedLeg(i, leg.Slip, leg.Source.Selection, leg.Source.Mirrored, sized.Stakes[i], leg.Commission))
            .ToArray();
        return (new StakePlan(opportunity.Market, planned, sized.WorstProfit) { Commissions = commissions }, null);
    }

    /// <summary>The stakes for people to see, in the legs' order, as if every account had room enough; null when there is no profitable plan.</summary>
    public static StakeOutline? Outline(Opportunity opportunity, IReadOnlyDictionary<AccountId, decimal> commissions, EngineSettings settings)
    {
        var room = opportunity.Legs.Select(leg => leg.Market.Source.Account).Distinct().ToDictionary(account => account, _ => settings.TargetStake * opportunity.Legs.Count);
        var (plan, _) = Plan(opportunity, room, room, commissions, settings);
        return plan is null ? null : new StakeOutline([.. opportunity.Legs.Select(leg => plan.Legs.First(planned => planned.Selection == leg.Selection).Stake)], plan.WorstProfit);
    }
}

/// <summary>Stakes of an opportunity, for people.</summary>
/// <param name="Stakes">In the opportunity's order of legs.</param>
/// <param name="WorstProfit">Profit in the worst outcome.</param>
public sealed record StakeOutline(IReadOnlyList<decimal> Stakes, decimal WorstProfit);
