using Arb.Domain.Primitives;

namespace Arb.Domain.Registry;

/// <summary>Sex, age and squad markers of a team name: two names can be the same team only when all agree.</summary>
[Flags]
public enum TeamMarkers
{
    /// <summary>Men's first team, as far as the name says.</summary>
    None = 0,

    /// <summary>Women.</summary>
    Women = 1 << 0,

    /// <summary>Reserves, second team, B team.</summary>
    Reserves = 1 << 1,

    /// <summary>Esports or simulated.</summary>
    Esports = 1 << 2,

    /// <summary>Specials: corners, bookings, "to qualify", team totals and other things that look like a match.</summary>
    Special = 1 << 3,

    /// <summary>Amateur or youth without a number.</summary>
    Youth = 1 << 4,

    /// <summary>Third team (always together with <see cref="Reserves"/>).</summary>
    ThirdTeam = 1 << 5,

    /// <summary>Under 16.</summary>
    U16 = 1 << 8,

    /// <summary>Under 17.</summary>
    U17 = 1 << 9,

    /// <summary>Under 18.</summary>
    U18 = 1 << 10,

    /// <summary>Under 19.</summary>
    U19 = 1 << 11,

    /// <summary>Under 20.</summary>
    U20 = 1 << 12,

    /// <summary>Under 21.</summary>
    U21 = 1 << 13,

    /// <summary>Under 22.</summary>
    U22 = 1 << 14,

    /// <summary>Under 23.</summary>
    U23 = 1 << 15,
}

/// <summary>A team name after normalisation (L09).</summary>
/// <param name="Display">As the provider wrote it, trimmed.</param>
/// <param name="Canonical">Folded: lower case, no diacritics or punctuation, no club-form words, markers removed; never empty.</param>
/// <param name="Markers">What was removed and must agree.</param>
public sealed record TeamName(string Display, string Canonical, TeamMarkers Markers)
{
    /// <summary>
    /// Marks that nobody knows, sorted and joined by spaces: words in brackets that are no marker, country or state (still in <see cref="Canonical"/>), and the number of a double-header's game
    /// (<c>game2</c>, not in it). On one side only they are a difference. Empty when there are none.
    /// </summary>
    public string Marks { get; init; } = "";
}

/// <summary>An event of one provider, normalised.</summary>
/// <param name="Key">Identity.</param>
/// <param name="League">Folded league name.</param>
/// <param name="Home">Home team.</param>
/// <param name="Away">Away team.</param>
/// <param name="KickOff">Start, UTC.</param>
/// <param name="InPlay">True when running.</param>
public sealed record ProviderEvent(EventKey Key, string League, TeamName Home, TeamName Away, DateTimeOffset KickOff, bool InPlay)
{
    /// <summary>Folded name of the sport, where the provider tells it apart from the league; else empty.</summary>
    public string Sport { get; init; } = "";
}

/// <summary>
/// Prices of a full market as its worker told them last, in ten-thousandths and in the order of <see cref="MarketKinds.Selections"/>: evidence for discovery, never a quote. They are told anew when
/// they moved far enough to matter, so they may be a little older than the book's.
/// </summary>
/// <param name="First">First price.</param>
/// <param name="Second">Second price.</param>
/// <param name="Third">Third price; 0 in two-way markets.</param>
public readonly record struct PriceSketch(int First, int Second, int Third)
{
    /// <summary>True when there are prices.</summary>
    public bool IsKnown => First > 0;
}

/// <summary>A market of one source, normalised.</summary>
/// <param name="Source">Whose feed.</param>
/// <param name="Handle">The worker's number of it.</param>
/// <param name="Revision">Counts the changes of what stands under the handle; slots for an older revision are ignored by the worker.</param>
/// <param name="Event">Its event.</param>
/// <param name="MarketId">The provider's own market id.</param>
/// <param name="Kind">Type.</param>
/// <param name="Period">Part of the match.</param>
/// <param name="Line">In the provider's orientation.</param>
/// <param name="Format">How prices are written on the wire.</param>
/// <param name="InPlay">True when running.</param>
/// <param name="BetReference">For betting; null when it cannot be bet.</param>
public sealed record ProviderMarket(
    SourceKey Source, int Handle, int Revision, EventKey Event, string MarketId, MarketKind Kind, Period Period, Line Line, OddsFormat Format, bool InPlay, string? BetReference)
{
    /// <summary>Start of its event as this source has it, UTC; the epoch or earlier: not known.</summary>
    public DateTimeOffset KickOff { get; init; }

    /// <summary>Prices of the match's winner (full time, not running), for discovery; unknown for every other market.</summary>
    public PriceSketch Sketch { get; init; }
}

/// <summary>
/// What changed in a source's catalogue. From a worker to its provider's registry; no answer (slots come from pairing as <see cref="Pairing.SlotsAssigned"/>).
/// </summary>
/// <param name="Source">Whose feed.</param>
/// <param name="Events">New and changed events.</param>
/// <param name="EventsGone">Events that are gone.</param>
/// <param name="Markets">New and changed markets.</param>
/// <param name="MarketsGone">Handles that are gone.</param>
public sealed record CatalogueChanged(
    SourceKey Source,
    IReadOnlyList<ProviderEvent> Events,
    IReadOnlyList<EventKey> EventsGone,
    IReadOnlyList<ProviderMarket> Markets,
    IReadOnlyList<int> MarketsGone);

/// <summary>A source went away or starts over (reset, contract changed, worker stopped): everything it announced is void. From a worker or account to its registry; no answer.</summary>
/// <param name="Source">Whose feed.</param>
public sealed record SourceRetired(SourceKey Source);

/// <summary>
/// The present state of one event in a provider's registry: the event and every source's markets of it. Part of <see cref="RegistryChanged"/>.
/// </summary>
/// <param name="Event">The event.</param>
/// <param name="Markets">Markets of every source that has it.</param>
public sealed record RegistryEventChanged(ProviderEvent Event, IReadOnlyList<ProviderMarket> Markets);

/// <summary>An event left a provider's registry. Part of <see cref="RegistryChanged"/>.</summary>
/// <param name="Key">Which.</param>
public sealed record RegistryEventRemoved(EventKey Key);

/// <summary>
/// What one answer of a feed changed, whole: nothing of it may be decided before all of it is known. From a registry to discovery; no answer.
/// </summary>
/// <param name="Removed">Events that left.</param>
/// <param name="Changed">Present states of new and changed events.</param>
public sealed record RegistryChanged(IReadOnlyList<RegistryEventRemoved> Removed, IReadOnlyList<RegistryEventChanged> Changed);
