using System.Globalization;
using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Host.Simulation;

/// <summary>Matches, markets and the surebets that appear on them. Some bookmakers list some matches with home and away exchanged.</summary>
internal sealed class SimulatedOpportunities(SimulationWorld world)
{
    /// <summary>Matches of a world; several opportunities share one.</summary>
    public const int Matches = 5;

    private readonly HashSet<(AccountId, int)> _mirrored =
        [.. world.Bookmakers.SelectMany(bookmaker => Enumerable.Range(0, Matches).Where(_ => world.Dice.Percent(25)).Select(match => (bookmaker.Account, match)))];

    private readonly List<Opportunity> _found = [];
    private readonly HashSet<OpportunityId> _withdrawn = [];

    public IReadOnlyList<Opportunity> Found => _found;

    /// <summary>Those that are not withdrawn.</summary>
    public IEnumerable<Opportunity> Offered => _found.Where(opportunity => !_withdrawn.Contains(opportunity.Id));

    public void Withdraw(Opportunity opportunity) => _withdrawn.Add(opportunity.Id);

    /// <summary>True when the bookmaker of an account lists the match of an event with home and away exchanged.</summary>
    public bool IsMirrored(AccountId account, EventKey item) => _mirrored.Contains((account, int.Parse(item.EventId, CultureInfo.InvariantCulture)));

    /// <summary>No bookmaker has a price any more on the market that a bet is on.</summary>
    public void Close(BetSlip slip)
    {
        var match = int.Parse(slip.Event.EventId, CultureInfo.InvariantCulture);
        var line = LineAt(world.BookmakerOf(slip.Account), match, slip.Kind, slip.Line);
        foreach (var bookmaker in world.Bookmakers)
            bookmaker.Close(SimulatedMarkets.Id(match, slip.Kind, LineAt(bookmaker, match, slip.Kind, line)));
    }

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
                bookmaker.SetPrice(
                    SimulatedMarkets.Id(match, kind, LineAt(bookmaker, match, kind, line)),
                    SelectionAt(bookmaker, match, selections[s]),
                    Price(selections.Length, best: (first + s) % world.Bookmakers.Count == b));
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
        var line = LineAt(bookmaker, match, market.Kind, market.Line);
        var id = SimulatedMarkets.Id(match, market.Kind, line);
        return bookmaker.Price(id, SelectionAt(bookmaker, match, selection)) is { } odds
            ? new OpportunityLeg(
                selection,
                odds,
                new ProviderMarket(new SourceKey(bookmaker.Account, bookmaker.Provider), 0, 1, EventOf(bookmaker, match), id, market.Kind, Period.FullTime, line, OddsFormat.Decimal, false, "ref")
                {
                    KickOff = SimulationWorld.Start.AddHours(6),
                },
                _mirrored.Contains((bookmaker.Account, match)))
            : null;
    }

    /// <summary>A line of the match as a bookmaker has it, and the other way round.</summary>
    private Line LineAt(SimulatedBookmaker bookmaker, int match, MarketKind kind, Line line) =>
        kind == MarketKind.AsianHandicap && _mirrored.Contains((bookmaker.Account, match)) ? line.Negate() : line;

    private Selection SelectionAt(SimulatedBookmaker bookmaker, int match, Selection selection) =>
        _mirrored.Contains((bookmaker.Account, match)) ? MarketKinds.Mirror(selection) : selection;

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
