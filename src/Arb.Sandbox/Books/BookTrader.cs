using Arb.Domain.Primitives;
using Arb.Sandbox.World;

namespace Arb.Sandbox.Books;

/// <summary>One bookmaker's trader: its margin, its noise, its lag behind the truth.</summary>
internal sealed class BookTrader
{
    private const int MaxLagTicks = 2;
    private const int Noise = 3_000;
    private const int OneSided = 930_000;

    // CMD has no delta command for these: its trader moves them rarely, as the real site's do.
    private const int SlowTicks = 25;

    private static readonly (MarketKind Kind, Period Period, bool Main)[] Cmd =
    [
        (MarketKind.AsianHandicap, Period.FullTime, true), (MarketKind.Total, Period.FullTime, true), (MarketKind.OneXTwo, Period.FullTime, true),
        (MarketKind.OddEven, Period.FullTime, true), (MarketKind.DoubleChance, Period.FullTime, true), (MarketKind.AsianHandicap, Period.FirstHalf, true),
        (MarketKind.Total, Period.FirstHalf, true), (MarketKind.OneXTwo, Period.FirstHalf, true), (MarketKind.OddEven, Period.FirstHalf, true),
    ];

    private static readonly (MarketKind Kind, Period Period, bool Main)[] Others =
    [
        (MarketKind.AsianHandicap, Period.FullTime, true), (MarketKind.AsianHandicap, Period.FullTime, false), (MarketKind.Total, Period.FullTime, true),
        (MarketKind.Total, Period.FullTime, false), (MarketKind.OneXTwo, Period.FullTime, true), (MarketKind.OddEven, Period.FullTime, true),
        (MarketKind.AsianHandicap, Period.FirstHalf, true), (MarketKind.Total, Period.FirstHalf, true), (MarketKind.OneXTwo, Period.FirstHalf, true),
    ];

    private static readonly (MarketKind Kind, Period Period, bool Main)[] NoDraw = [(MarketKind.Moneyline, Period.FullTime, true)];

    private readonly Book _book;
    private readonly SeededRandom _random;
    private readonly int _margin;
    private readonly int _margin3;

    internal BookTrader(Book book, SeededRandom random)
    {
        _book = book;
        _random = random;
        _margin = random.Between(42_000, 58_000);
        _margin3 = random.Between(60_000, 80_000);
    }

    /// <summary>First prices of a match.</summary>
    internal void Open(BookMatch match)
    {
        var kinds = match.World.League.NoDraw ? NoDraw : _book.Protocol == "CMD" ? Cmd : Others;
        foreach (var (kind, period, main) in kinds)
        {
            if (period == Period.FirstHalf && match.World.FirstHalf is null)
                continue;
            AddMarket(match, kind, period, main);
        }
        match.SeenVersion = match.World.Version;
        match.RepriceAtTick = long.MaxValue;
    }

    /// <summary>Follows the truth with a lag of up to two ticks, and lets surebets run out.</summary>
    internal void Follow(BookMatch match)
    {
        if (match.SeenVersion != match.World.Version && match.RepriceAtTick == long.MaxValue)
            match.RepriceAtTick = _book.TickNumber + _random.Next(MaxLagTicks + 1);
        var expired = false;
        foreach (var market in match.Markets)
        {
            if (market.Override is null || (market.OverrideUntilTick > _book.TickNumber && !match.InPlay))
                continue;
            market.Override = null;
            market.PricedAtTick = long.MinValue / 2;
            expired = true;
        }
        if (!expired && match.RepriceAtTick > _book.TickNumber)
            return;
        match.RepriceAtTick = long.MaxValue;
        match.SeenVersion = match.World.Version;
        for (var i = match.Markets.Count - 1; i >= 0; i--)
            Reprice(match, match.Markets[i]);
    }

    /// <summary>Puts a surebet's prices up.</summary>
    internal static void Offer(Book book, BookMarket market, Price[] prices, long untilTick)
    {
        market.Override = prices;
        market.OverrideUntilTick = untilTick;
        market.Prices = prices;
        market.Closed = false;
        book.PriceMoved(market);
    }

    private void Reprice(BookMatch match, BookMarket market)
    {
        if (market.Override is not null)
            return;
        if (market.Period == Period.FirstHalf && match.World.FirstHalf is null)
        {
            _book.Remove(match, market);
            return;
        }
        if (_book.Protocol == "CMD" && !match.InPlay && !HasCommand(market.Kind) && _book.TickNumber - market.PricedAtTick < SlowTicks)
            return;
        var line = Line(match.World, market.Kind, market.Period, market.Main);
        if (line != market.Line)
        {
            if (!market.Main)
            {
                // A second line is a market of its own: the old one goes, a new id comes.
                _book.Remove(match, market);
                AddMarket(match, market.Kind, market.Period, false);
                return;
            }
            market.Line = line;
            _book.LineMoved(market);
        }
        var (prices, closed) = Quote(match, market.Kind, market.Period, line);
        market.PricedAtTick = _book.TickNumber;
        if (closed == market.Closed && prices.AsSpan().SequenceEqual(market.Prices))
            return;
        market.Prices = prices;
        market.Closed = closed;
        _book.PriceMoved(market);
    }

    private void AddMarket(BookMatch match, MarketKind kind, Period period, bool main)
    {
        var line = Line(match.World, kind, period, main);
        var (prices, closed) = Quote(match, kind, period, line);
        _book.Add(match, new BookMarket
        {
            Id = _book.NewMarketId(),
            Kind = kind,
            Period = period,
            Main = main,
            Line = line,
            Prices = prices,
            Closed = closed,
            PricedAtTick = _book.TickNumber,
        });
    }

    private (Price[] Prices, bool Closed) Quote(BookMatch match, MarketKind kind, Period period, int line)
    {
        var fair = (period == Period.FirstHalf ? match.World.FirstHalf! : match.World.FullTime).Of(kind, line);
        var margin = (kind is MarketKind.OneXTwo or MarketKind.DoubleChance ? _margin3 : _margin) + (match.InPlay ? 20_000 : 0);
        var lean = _random.Between(-Noise, Noise);
        var prices = new Price[fair.Length];
        var closed = false;
        var malay = kind is MarketKind.AsianHandicap or MarketKind.Total or MarketKind.OddEven;
        for (var i = 0; i < fair.Length; i++)
        {
            closed |= kind != MarketKind.DoubleChance && fair[i] > OneSided;
            var q = (int)(fair[i] * (long)(Price.Million + margin) / Price.Million) + (i == 0 ? lean : i == fair.Length - 1 ? -lean : 0);
            prices[i] = Price.FromProbability(q, malay);
        }
        return (prices, closed);
    }

    private static int Line(WorldMatch world, MarketKind kind, Period period, bool main)
    {
        if (!MarketKinds.HasLine(kind))
            return 0;
        var line = world.Line(kind, period);
        return main ? line : kind == MarketKind.Total ? line + 4 : line + (line >= 0 ? -4 : 4);
    }

    private static bool HasCommand(MarketKind kind) => kind is MarketKind.AsianHandicap or MarketKind.Total;
}
