using System.Diagnostics;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Domain.Arbitrage;

/// <summary>One selection of an opportunity at its best price.</summary>
/// <param name="Selection">In the match's orientation.</param>
/// <param name="Odds">Price in the book.</param>
/// <param name="Market">The provider's market that gives it.</param>
/// <param name="Mirrored">True when that event is mirrored: the provider's selection is <see cref="MarketKinds.Mirror"/> of <paramref name="Selection"/>.</param>
public sealed record OpportunityLeg(Selection Selection, Odds Odds, ProviderMarket Market, bool Mirrored)
{
    /// <summary>The selection as the provider has it.</summary>
    public Selection ProviderSelection => Mirrored ? MarketKinds.Mirror(Selection) : Selection;
}

/// <summary>What a bookmaker's feed says about the start of an event.</summary>
/// <param name="Account">Whose feed.</param>
/// <param name="Event">The bookmaker's event.</param>
/// <param name="KickOff">Start, UTC; the epoch or earlier: not known.</param>
/// <param name="InPlay">True when it says that the event is running.</param>
public readonly record struct EventStart(AccountId Account, EventKey Event, DateTimeOffset KickOff, bool InPlay)
{
    /// <summary>True when the feed gives a time.</summary>
    public bool IsKnown => KickOff > DateTimeOffset.UnixEpoch;

    /// <summary>What the feed of a leg says.</summary>
    public static EventStart Of(OpportunityLeg leg) => new(leg.Market.Source.Account, leg.Market.Event, leg.Market.KickOff, leg.Market.InPlay);
}

/// <summary>A set of prices, one for every outcome, whose inverse sum is below one (L12).</summary>
/// <param name="Id">Match, market, period, line, who gives which selection.</param>
/// <param name="Market">The book market.</param>
/// <param name="Match">Names, start and members.</param>
/// <param name="Legs">Two or three, in canonical order.</param>
/// <param name="Margin">1/Σ(1/odds) − 1, as an exact-enough fraction for people and thresholds (0.012 is 1.2 %); the test itself is by integers.</param>
/// <param name="At">When it was found, by the prices' own time.</param>
public sealed record Opportunity(
    OpportunityId Id, MarketKey Market, MatchInfo Match, IReadOnlyList<OpportunityLeg> Legs, decimal Margin, DateTimeOffset At);

/// <summary>A new opportunity, or one whose prices changed. From an arbitrage actor to the engine; no answer.</summary>
/// <param name="Opportunity">The opportunity.</param>
public sealed record OpportunityFound(Opportunity Opportunity)
{
    /// <summary>The trace that it belongs to; default when nobody listens.</summary>
    public ActivityContext Trace { get; init; }
}

/// <summary>An opportunity is gone. From an arbitrage actor to the engine; no answer.</summary>
/// <param name="Id">Which.</param>
/// <param name="At">When.</param>
public sealed record OpportunityWithdrawn(OpportunityId Id, DateTimeOffset At);
