using Arb.Domain.Primitives;

namespace Arb.Sandbox;

/// <summary>State of a bet in a bookmaker's own book.</summary>
public enum BookedStatus
{
    /// <summary>Decision open.</summary>
    Pending,

    /// <summary>Accepted, not settled.</summary>
    Accepted,

    /// <summary>Rejected; the stake went back.</summary>
    Rejected,

    /// <summary>Won.</summary>
    Won,

    /// <summary>Lost.</summary>
    Lost,

    /// <summary>Half won.</summary>
    HalfWon,

    /// <summary>Half lost.</summary>
    HalfLost,

    /// <summary>Void; the stake went back.</summary>
    Void,
}

/// <summary>One bet in a bookmaker's own book: the oracle that tests compare the engine's audit with.</summary>
/// <param name="Bookmaker">Name of the bookmaker.</param>
/// <param name="Reference">The bookmaker's reference.</param>
/// <param name="Account">The account's user name.</param>
/// <param name="Match">The world's match id: the same at every bookmaker.</param>
/// <param name="EventId">The bookmaker's event id.</param>
/// <param name="MarketId">The bookmaker's market id.</param>
/// <param name="Kind">Market.</param>
/// <param name="Period">Part of the match.</param>
/// <param name="Selection">Selection in the bookmaker's own orientation.</param>
/// <param name="Reversed">True when the bookmaker lists the sides the other way round than the world.</param>
/// <param name="Line">Signed home handicap, or total, in the bookmaker's own orientation.</param>
/// <param name="WirePrice">Price as it was written.</param>
/// <param name="Odds">Decimal odds, rounded down to ten-thousandths.</param>
/// <param name="Stake">Stake, USD.</param>
/// <param name="Status">State.</param>
/// <param name="Return">Gross amount credited, 0 while open.</param>
/// <param name="PlacedAt">When it was booked.</param>
/// <param name="TicketKey">CMD's Code, ISPORT's Guid, SBO's ticket key.</param>
public sealed record BookedBet(
    string Bookmaker,
    string Reference,
    string Account,
    int Match,
    long EventId,
    long MarketId,
    MarketKind Kind,
    Period Period,
    Selection Selection,
    bool Reversed,
    Line Line,
    decimal WirePrice,
    Odds Odds,
    decimal Stake,
    BookedStatus Status,
    decimal Return,
    DateTimeOffset PlacedAt,
    string TicketKey);

/// <summary>Counts since the start.</summary>
/// <param name="Requests">Requests by endpoint.</param>
/// <param name="Faults">Injected faults by name.</param>
/// <param name="Bets">Bets booked.</param>
/// <param name="Refused">Placements refused.</param>
/// <param name="Sessions">Live sessions.</param>
/// <param name="Matches">Matches listed now.</param>
/// <param name="Markets">Markets listed now.</param>
/// <param name="Version">Cursor of the feed.</param>
public sealed record BookmakerStats(
    IReadOnlyDictionary<string, long> Requests, IReadOnlyDictionary<string, long> Faults, int Bets, long Refused, int Sessions, int Matches, int Markets, long Version);
