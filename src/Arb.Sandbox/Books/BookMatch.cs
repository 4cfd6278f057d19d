using Arb.Domain.Primitives;
using Arb.Sandbox.World;

namespace Arb.Sandbox.Books;

/// <summary>A market as one bookmaker offers it. Lines and prices stand in the world's orientation; <see cref="BookMatch"/> turns them.</summary>
internal sealed class BookMarket
{
    internal required long Id { get; init; }

    internal required MarketKind Kind { get; init; }

    internal required Period Period { get; init; }

    /// <summary>False for a second line beside the main one.</summary>
    internal required bool Main { get; init; }

    internal int Line { get; set; }

    internal Price[] Prices { get; set; } = [];

    /// <summary>Too one-sided to trade: every selection is closed.</summary>
    internal bool Closed { get; set; }

    internal long LineAt { get; set; }

    internal long PriceAt { get; set; }

    internal long ChangedAt { get; set; }

    internal long PricedAtTick { get; set; } = long.MinValue / 2;

    /// <summary>Prices of a surebet, kept until the tick.</summary>
    internal Price[]? Override { get; set; }

    internal long OverrideUntilTick { get; set; }

    internal bool Malay => Kind is MarketKind.AsianHandicap or MarketKind.Total or MarketKind.OddEven;
}

/// <summary>A match as one bookmaker lists it.</summary>
internal sealed class BookMatch
{
    internal required long Id { get; init; }

    internal required WorldMatch World { get; init; }

    internal required bool Reversed { get; init; }

    internal required string Home { get; init; }

    internal required string Away { get; init; }

    internal required string LeagueName { get; init; }

    internal required long LeagueId { get; init; }

    internal required string Guid { get; init; }

    internal List<BookMarket> Markets { get; } = [];

    internal bool InPlay { get; set; }

    internal bool Suspended { get; set; }

    internal long SuspendedUntilTick { get; set; }

    internal long RepriceAtTick { get; set; } = long.MaxValue;

    internal int SeenVersion { get; set; }

    internal long AddedAt { get; set; }

    internal long InPlayAt { get; set; }

    internal long StatusAt { get; set; }

    /// <summary>Version at which the match's own row changed (listed, in play, score, status).</summary>
    internal long ChangedAt { get; set; }

    internal int HomeScore => Reversed ? World.AwayScore : World.HomeScore;

    internal int AwayScore => Reversed ? World.HomeScore : World.AwayScore;

    /// <summary>Signed home handicap or total in quarters, as this bookmaker has it.</summary>
    internal int LineOf(BookMarket market) => Turn(market.Kind, market.Line);

    /// <summary>The price of a selection, counted in this bookmaker's canonical order.</summary>
    internal Price PriceOf(BookMarket market, int index) => market.Prices[WorldIndex(market.Kind, index)];

    /// <summary>From this bookmaker's order to the world's and back.</summary>
    internal int WorldIndex(MarketKind kind, int index) =>
        Reversed && MarketKinds.MirrorSwapsEnds(kind) ? MarketKinds.Selections(kind).Length - 1 - index : index;

    internal BookMarket? Find(MarketKind kind, Period period)
    {
        foreach (var market in Markets)
            if (market.Main && market.Kind == kind && market.Period == period)
                return market;
        return null;
    }

    private int Turn(MarketKind kind, int line) => Reversed && kind == MarketKind.AsianHandicap ? -line : line;
}

/// <summary>Something that left the feed at a version. <see cref="Market"/> is null when the whole match did.</summary>
internal sealed record Removal(long Version, BookMatch Match, bool FromInPlay, BookMarket? Market);
