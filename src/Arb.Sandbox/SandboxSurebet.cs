using Arb.Domain.Primitives;

namespace Arb.Sandbox;

/// <summary>Asks for a surebet; every property may be left out.</summary>
public sealed record SurebetRequest
{
    /// <summary>The world's match id, or null for any.</summary>
    public int? Match { get; init; }

    /// <summary><c>AH</c>, <c>OU</c>, <c>1X2</c> or <c>OE</c>, or null for any.</summary>
    public string? Market { get; init; }

    /// <summary><c>FT</c> or <c>FH</c>, or null for full time.</summary>
    public string? Period { get; init; }

    /// <summary>Profit share of the stakes, 0.001 to 0.2; null draws one between 0.012 and 0.03.</summary>
    public decimal? Edge { get; init; }

    /// <summary>Names of the bookmakers that give the legs, at least two, or null for any.</summary>
    public IReadOnlyList<string>? Bookmakers { get; init; }

    /// <summary>How long it stands, 1 to 3600 seconds; null draws 8 to 20.</summary>
    public int? Seconds { get; init; }
}

/// <summary>A leg of a surebet, as its bookmaker shows it.</summary>
/// <param name="Bookmaker">Name.</param>
/// <param name="EventId">The bookmaker's event id.</param>
/// <param name="MarketId">The bookmaker's market id (CMD shows none).</param>
/// <param name="Selection">Selection in the bookmaker's own orientation.</param>
/// <param name="Line">Signed home handicap, or total, in the bookmaker's own orientation.</param>
/// <param name="OddsTenThousandths">Decimal odds in ten-thousandths, rounded down.</param>
public sealed record SurebetLeg(string Bookmaker, long EventId, long MarketId, Selection Selection, Line Line, int OddsTenThousandths);

/// <summary>A surebet that the sandbox put up.</summary>
/// <param name="Match">The world's match id.</param>
/// <param name="Kind">Market.</param>
/// <param name="Period">Part of the match.</param>
/// <param name="Legs">One per selection.</param>
/// <param name="At">When it was put up.</param>
public sealed record SandboxSurebet(int Match, MarketKind Kind, Period Period, IReadOnlyList<SurebetLeg> Legs, DateTimeOffset At);

/// <summary>The truth about one match: which bookmaker lists it under which id and names. What a binding test compares with.</summary>
/// <param name="Id">The world's match id.</param>
/// <param name="Home">Home side, canonical.</param>
/// <param name="Away">Away side, canonical.</param>
/// <param name="KickOff">Start.</param>
/// <param name="InPlay">True when running.</param>
/// <param name="Listings">One per bookmaker that lists it.</param>
public sealed record SandboxMatch(int Id, string Home, string Away, DateTimeOffset KickOff, bool InPlay, IReadOnlyList<SandboxListing> Listings);

/// <summary>How one bookmaker lists a match.</summary>
/// <param name="Bookmaker">Name.</param>
/// <param name="EventId">Its event id.</param>
/// <param name="League">Its league name.</param>
/// <param name="Home">Its home name.</param>
/// <param name="Away">Its away name.</param>
/// <param name="Reversed">True when it lists the sides the other way round.</param>
public sealed record SandboxListing(string Bookmaker, long EventId, string League, string Home, string Away, bool Reversed);
