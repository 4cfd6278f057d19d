using System.Globalization;
using Arb.Domain.Arbitrage;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Host.Simulation;

/// <summary>Matches, markets and the surebets that appear on them.</summary>
internal sealed class SimulatedOpportunities(SimulationWorld world)
{
    /// <summary>Matches of a world; several opportunities share one.</summary>
    public const int Matches = 5;

    private readonly List<Opportunity> _found = [];
    private readonly HashSet<OpportunityId> _withdrawn = [];

    public IReadOnlyList<Opportunity> Found => _found;

    /// <summary>Those that are not withdrawn.</summary>
    public IEnumerable<Opportunity> Offered => _found.Where(opportunity => !_withdrawn.Contains(opportunity.Id));

    public void Withdraw(Opportunity opportunity) => _withdrawn.Add(opportunity.Id);

    /// <summary>Sets the prices of a market on which two bookmakers (or three, for home, draw and away) contradict each other.</summary>
    public Opportunity Next()
    {
        var number = _found.Count;
        var match = number % Matches;
        var three = world.Dice.Percent(15);
        var kind = three ? MarketKind.OneXTwo : world.Dice.Percent(30) ? MarketKind.AsianHandicap : MarketKind.Total;
        var line = kind == MarketKind.OneXTwo ? Line.None : new Line((kind == MarketKind.Total ? 10 : 1) + (2 * (number / Matches)));
        if (three && _found.Any(other => other.Market.Match == MatchOf(match) && other.Market.Kind == kind))
            (kind, line) = (MarketKind.Total, new Line(40 + number));
        var market = new MarketKey(MatchOf(match), kind, Period.FullTime, line);
        var selections = MarketKinds.Selections(kind).ToArray();
        var first = world.Dice.Next(world.Bookmakers.Count);
        foreach (var (bookmaker, b) in world.Bookmakers.Select((bookmaker, b) => (bookmaker, b)))
            for (var s = 0; s < selections.Length; s++)
                bookmaker.SetPrice(SimulatedMarkets.Id(match, kind, line), selections[s], Price(selections.Length, best: (first + s) % world.Bookmakers.Count == b));
        OpportunityLeg[] legs = [.. selections.Select((selection, s) => Leg(world.Bookmakers[(first + s) % world.Bookmakers.Count], market, selection)!)];
        var opportunity = new Opportunity(
            new OpportunityId(string.Create(CultureInfo.InvariantCulture, $"o{number:D2}")),
            market,
            new MatchInfo(market.Match, $"Home {match}", $"Away {match}", "league", SimulationWorld.Start.AddHours(6), [.. world.Bookmakers.Select(b => EventOf(b, match))]),
            legs,
            1m - legs.Sum(leg => 1m / leg.Odds.Value),
            world.Now);
        _found.Add(opportunity);
        return opportunity;
    }

    /// <summary>A bookmaker's price of a selection of a market, or null when it has none.</summary>
    public OpportunityLeg? Leg(SimulatedBookmaker bookmaker, MarketKey market, Selection selection)
    {
        var match = int.Parse(market.Match.Value.AsSpan(1), CultureInfo.InvariantCulture);
        var id = SimulatedMarkets.Id(match, market.Kind, market.Line);
        return bookmaker.Price(id, selection) is { } odds
            ? new OpportunityLeg(
                selection,
                odds,
                new ProviderMarket(new SourceKey(bookmaker.Account, bookmaker.Provider), 0, 1, EventOf(bookmaker, match), id, market.Kind, Period.FullTime, market.Line, OddsFormat.Decimal, false, "ref"),
                false)
            : null;
    }

    private static MatchId MatchOf(int match) => new(string.Create(CultureInfo.InvariantCulture, $"m{match}"));

    private static EventKey EventOf(SimulatedBookmaker bookmaker, int match) => new(bookmaker.Provider, string.Create(CultureInfo.InvariantCulture, $"{match}"));

    private Odds Price(int outcomes, bool best)
    {
        var spread = world.Dice.Next(500);
        return new Odds((outcomes, best) switch
        {
            (2, true) => 20_600 + spread,
            (2, false) => 18_700 + spread,
            (_, true) => 31_500 + (4 * spread),
            _ => 28_500 + (4 * spread),
        });
    }
}
