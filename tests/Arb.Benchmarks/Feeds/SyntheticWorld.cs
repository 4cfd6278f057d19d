using Arb.Domain.Primitives;

namespace Arb.Benchmarks.Feeds;

/// <summary>One market of the synthetic world; prices as they are written on the wire.</summary>
internal sealed class WireMarket(MarketKind kind, Period period, string[] prices)
{
    public MarketKind Kind { get; } = kind;

    public Period Period { get; } = period;

    public string[] Prices { get; } = prices;
}

/// <summary>
/// A seeded world of matches and prices: Malay for two-way markets, decimal for 1X2 and double chance, the spread of a real book (4 to 8 % against the bettor),
/// and about one price in a hundred (but of 1X2) generous enough for an arbitrage against another book: one of a market at most, so that what a book asks for all of it stays plausible.
/// </summary>
internal sealed class SyntheticWorld
{
    private static readonly string[] Towns =
        ["Ulsan", "Seoul", "Valencia", "Gdansk", "Porto", "Bergen", "Lyon", "Torino", "Bristol", "Rosario", "Osaka", "Medan", "Hanoi", "Krakow", "Leeds", "Sevilla"];

    private static readonly string[] Clubs = ["FC", "United", "City", "Rovers", "Athletic", "Sporting", "Dynamo", "Wanderers"];

    private readonly Random _random;

    public SyntheticWorld(int events, IReadOnlyList<(MarketKind Kind, Period Period)> shapes, int seed)
    {
        _random = new Random(seed);
        Events = new WireMarket[events][];
        for (var i = 0; i < events; i++)
        {
            Events[i] = new WireMarket[shapes.Count];
            for (var k = 0; k < shapes.Count; k++)
            {
                var market = new WireMarket(shapes[k].Kind, shapes[k].Period, new string[MarketKinds.Selections(shapes[k].Kind).Length]);
                Move(market);
                Events[i][k] = market;
            }
        }
    }

    /// <summary>Markets by event.</summary>
    public WireMarket[][] Events { get; }

    public static string Home(int match) => $"{Towns[match % Towns.Length]} {Clubs[match / Towns.Length % Clubs.Length]} {match}";

    public static string Away(int match) => $"{Towns[(match + 5) % Towns.Length]} {Clubs[match / 3 % Clubs.Length]} {match + 10_000}";

    public static string League(int match) => $"LEAGUE {match / 16} OF {Towns[match / 16 % Towns.Length].ToUpperInvariant()}";

    /// <summary>Gives a market other prices than it has.</summary>
    public void Move(WireMarket market)
    {
        var generous = _random.Next(100) < market.Prices.Length ? _random.Next(market.Prices.Length) : -1;
        for (var i = 0; i < market.Prices.Length; i++)
        {
            string next;
            do
                next = Price(market.Kind, i, i == generous, shortened: generous >= 0);
            while (next == market.Prices[i]);
            market.Prices[i] = next;
        }
    }

    /// <summary>Moves a share of the rows, each chosen once.</summary>
    public void MoveRows(WireMarket[][] rows, int count)
    {
        var order = Enumerable.Range(0, rows.Length).ToArray();
        _random.Shuffle(order);
        foreach (var row in order.AsSpan(0, count))
            foreach (var market in rows[row])
                Move(market);
    }

    private string Price(MarketKind kind, int selection, bool generous, bool shortened)
    {
        var hundredths = kind switch
        {
            // The winner's prices move by less than two points of probability: more is told to discovery, which is not the price path.
            MarketKind.OneXTwo => (selection switch { 0 => 260, 1 => 310, _ => 250 }) + _random.Next(-6, 7),
            MarketKind.DoubleChance => (selection switch { 0 => 135, 1 => 126, _ => 132 }) + _random.Next(-5, 6) + (generous ? 60 : 0),
            _ => generous ? -_random.Next(82, 90) : _random.Next(80, shortened ? 89 : 98),
        };
        var sign = hundredths < 0 ? "-" : "";
        return $"{sign}{Math.Abs(hundredths) / 100}.{Math.Abs(hundredths) % 100:00}";
    }
}
