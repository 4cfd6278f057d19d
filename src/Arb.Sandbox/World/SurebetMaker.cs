using Arb.Domain.Primitives;
using Arb.Sandbox.Books;

namespace Arb.Sandbox.World;

/// <summary>Puts up surebets: now and then by chance, on the demo's schedule, or on request.</summary>
internal sealed class SurebetMaker(SandboxWorld world, SeededRandom random)
{
    private static readonly MarketKind[] Kinds =
        [MarketKind.AsianHandicap, MarketKind.Total, MarketKind.AsianHandicap, MarketKind.Total, MarketKind.OneXTwo, MarketKind.OddEven];

    private static readonly TimeSpan DemoEvery = TimeSpan.FromSeconds(5);
    private const int Kept = 200;
    private readonly Queue<SandboxSurebet> _made = new();
    private readonly Dictionary<int, long> _lastTickOfMatch = [];

    /// <summary>The latest, oldest first.</summary>
    internal IReadOnlyCollection<SandboxSurebet> Made => _made;

    internal int Count { get; private set; }

    internal void Tick()
    {
        if (world.Options.Demo && world.Books.Count > 1)
        {
            if (world.TickNumber % Math.Max(1, DemoEvery.Ticks / world.Options.Tick.Ticks) == 0)
                TryMake(new SurebetRequest { Market = random.Chance(750_000) ? (random.Chance(500_000) ? "AH" : "OU") : "1X2", Seconds = 25 }, everywhere: true);
            return;
        }
        var perTick = world.Options.SurebetsPerMinute * world.Options.Tick.Ticks / TimeSpan.TicksPerMinute;
        if (perTick > 0 && random.Chance(perTick))
            TryMake(new SurebetRequest { Period = random.Chance(200_000) ? "FH" : "FT" }, everywhere: false);
    }

    /// <summary>Puts one up and returns it, or null when no match fits the request now.</summary>
    internal SandboxSurebet? TryMake(SurebetRequest request, bool everywhere = false)
    {
        var period = request.Period == "FH" ? Period.FirstHalf : Period.FullTime;
        var books = world.Books.Where(b => request.Bookmakers is null || request.Bookmakers.Contains(b.Name)).ToArray();
        if (books.Length < 2)
            return null;
        var seconds = request.Seconds ?? random.Between(8, 20);
        var matches = world.Matches.Where(m => Fits(m, request, seconds)).ToArray();
        random.Shuffle(matches);
        if (everywhere)
            matches = [.. matches.OrderBy(m => _lastTickOfMatch.GetValueOrDefault(m.Id, -1))];
        foreach (var match in matches)
        {
            foreach (var kind in KindsOf(request))
            {
                var offers = Offers(match, kind, period, books);
                if (offers.Count < (everywhere ? books.Length : request.Bookmakers?.Count ?? 2))
                    continue;
                return Make(match, kind, period, offers, request, seconds);
            }
        }
        return null;
    }

    private bool Fits(WorldMatch match, SurebetRequest request, int seconds) =>
        match.Phase == MatchPhase.Upcoming
        && !match.League.NoDraw
        && (request.Match is null ? match.KickOff - world.Now > TimeSpan.FromSeconds(seconds + 60) && match.FrozenUntilTick < world.TickNumber : request.Match == match.Id);

    private MarketKind[] KindsOf(SurebetRequest request) => request.Market switch
    {
        "AH" => [MarketKind.AsianHandicap],
        "OU" => [MarketKind.Total],
        "1X2" => [MarketKind.OneXTwo],
        "OE" => [MarketKind.OddEven],
        _ => [random.Pick(Kinds)],
    };

    private static List<(Book Book, BookMatch Match, BookMarket Market)> Offers(WorldMatch match, MarketKind kind, Period period, Book[] books)
    {
        var offers = new List<(Book, BookMatch, BookMarket)>();
        foreach (var book in books)
        {
            // CMD lists odd/even but takes no bets on it.
            if (kind == MarketKind.OddEven && book.Protocol == "CMD")
                continue;
            if (book.Listing(match) is not { } listed || book.IsSuspended(listed) || listed.Find(kind, period) is not { } market || market.Closed)
                continue;
            var line = match.Line(kind, period);
            if (market.Line == line && (!MarketKinds.HasLine(kind) || new Line(line).IsHalf))
                offers.Add((book, listed, market));
        }
        return offers;
    }

    private SandboxSurebet Make(
        WorldMatch match, MarketKind kind, Period period, List<(Book Book, BookMatch Match, BookMarket Market)> offers, SurebetRequest request, int seconds)
    {
        var line = offers[0].Market.Line;
        var fair = (period == Period.FirstHalf ? match.FirstHalf! : match.FullTime).Of(kind, line);
        var edge = request.Edge is { } wanted ? (int)(Math.Clamp(wanted, 0.001m, 0.2m) * Price.Million) : random.Between(12_000, 30_000);
        var until = world.TickNumber + Math.Max(1, TimeSpan.FromSeconds(Math.Clamp(seconds, 1, 3600)).Ticks / world.Options.Tick.Ticks);
        var turn = offers.ToArray();
        random.Shuffle(turn);
        var giver = new int[fair.Length];
        for (var i = 0; i < giver.Length; i++)
            giver[i] = i % turn.Length;
        match.FrozenUntilTick = until;
        _lastTickOfMatch[match.Id] = world.TickNumber;
        var legs = new List<SurebetLeg>();
        for (var t = 0; t < turn.Length; t++)
        {
            if (!giver.Contains(t))
                continue;
            var (book, listed, market) = turn[t];
            var prices = new Price[fair.Length];
            for (var i = 0; i < fair.Length; i++)
            {
                var q = giver[i] == t ? (long)fair[i] * Price.Million / (Price.Million + edge) : (long)fair[i] * (Price.Million + 100_000 + edge) / Price.Million;
                prices[i] = Price.FromProbability((int)q, market.Malay, generous: giver[i] == t);
            }
            BookTrader.Offer(book, market, prices, until);
            book.Commit();
            for (var i = 0; i < fair.Length; i++)
            {
                if (giver[i] != t)
                    continue;
                var selection = MarketKinds.Selections(kind)[listed.WorldIndex(kind, i)];
                legs.Add(new SurebetLeg(book.Name, listed.Id, market.Id, selection, new Line(listed.LineOf(market)), prices[i].TenThousandths));
            }
        }
        var made = new SandboxSurebet(match.Id, kind, period, legs, world.Now);
        _made.Enqueue(made);
        if (_made.Count > Kept)
            _made.Dequeue();
        Count++;
        return made;
    }
}
