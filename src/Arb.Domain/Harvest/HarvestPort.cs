using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Domain.Harvest;

/// <summary>What a harvest poll is for; slow, medium and fast cadence.</summary>
public enum HarvestRole : byte
{
    /// <summary>League list (slow).</summary>
    Leagues,

    /// <summary>Match list (medium).</summary>
    Matches,

    /// <summary>Prices, snapshot or delta (fast).</summary>
    Odds,
}

/// <summary>One thing a worker polls. A protocol lists them once; the worker asks for each at its role's cadence.</summary>
/// <param name="Index">Position in <see cref="IHarvester.Polls"/>.</param>
/// <param name="Role">Cadence.</param>
/// <param name="Name">For logs, e.g. <c>odds t</c>.</param>
public sealed record HarvestPoll(int Index, HarvestRole Role, string Name);

/// <summary>What a response turned out to be.</summary>
public enum HarvestKind : byte
{
    /// <summary>Decoded; the sink has every change.</summary>
    Applied,

    /// <summary>304, or byte-equal to the last one: only the heartbeat moves.</summary>
    Unchanged,

    /// <summary>A gap, an unknown delta command or a broken delta: nothing was applied, the next request of this poll asks for a full snapshot and should follow at once.</summary>
    NeedsSnapshot,

    /// <summary>Login page, 401/403, redirect to a login, reload call, error code of a lost session.</summary>
    SessionLost,

    /// <summary>No envelope, other status, unreadable body: a failed request (back off and retry).</summary>
    Failed,
}

/// <summary>Result of <see cref="IHarvester.Accept"/>.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Rows">Rows in the response that carry markets or prices.</param>
/// <param name="Prices">Open prices known for this poll after the response (for the lamp and the evidence line).</param>
/// <param name="Reason">Why, for <see cref="HarvestKind.SessionLost"/>, <see cref="HarvestKind.NeedsSnapshot"/> and <see cref="HarvestKind.Failed"/>; no secret in it.</param>
public readonly record struct HarvestResult(HarvestKind Kind, int Rows, int Prices, string? Reason = null);

/// <summary>Why a row, market or price was dropped; each is counted per source.</summary>
public enum DropReason : byte
{
    /// <summary>No provider's own id (L05).</summary>
    MissingId,

    /// <summary>The row could not be decoded.</summary>
    Undecodable,

    /// <summary>A second row with an id that this response already had.</summary>
    DuplicateId,

    /// <summary>Market for an event that was never announced.</summary>
    UnknownEvent,

    /// <summary>A market type or period that the engine does not know.</summary>
    UnknownMarket,

    /// <summary>A line that is no multiple of a quarter, or out of range.</summary>
    InvalidLine,

    /// <summary>A price outside its format's rule.</summary>
    InvalidPrice,

    /// <summary>A name that is empty after normalisation.</summary>
    InvalidName,

    /// <summary>A start time that cannot be read.</summary>
    InvalidTime,

    /// <summary>More rows, events or markets than the configured bound.</summary>
    OverLimit,

    /// <summary>The inverse prices of a full market add up to nothing that a bookmaker offers (<see cref="PlausibleBand"/>): the market is closed until they do.</summary>
    ImplausiblePrices,

    /// <summary>The feed's own time says that the price is too old to be bet on: it is closed until it is renewed.</summary>
    StaleQuote,

    /// <summary>Two markets of an event claim to be the same one with other prices: neither is taken.</summary>
    ClaimedTwice,
}

/// <summary>An event as the provider sent it (L08). Emitted when new or changed.</summary>
/// <param name="EventId">The provider's own id.</param>
/// <param name="League">League name, verbatim.</param>
/// <param name="Home">Home team, verbatim.</param>
/// <param name="Away">Away team, verbatim.</param>
/// <param name="KickOff">Start, converted from the wire's zone to UTC.</param>
/// <param name="InPlay">True when running.</param>
public sealed record RawEvent(string EventId, string League, string Home, string Away, DateTimeOffset KickOff, bool InPlay)
{
    /// <summary>What the provider calls the sport, verbatim; empty when it doesn't say.</summary>
    public string Sport { get; init; } = "";
}

/// <summary>A market as the provider sent it (L08). Emitted when new, or when anything below changed; prices come as <see cref="RawOdds"/>.</summary>
/// <param name="Handle">Dense number that the harvester gives this market, 0 upward; stable until <see cref="IHarvestSink.OnMarketGone"/>, then reused.</param>
/// <param name="EventId">The provider's own event id.</param>
/// <param name="MarketId">The provider's own market id, or (CMD) its identity <c>matchId/kind/period</c>.</param>
/// <param name="Kind">What the protocol's page says this code is.</param>
/// <param name="Period">Part of the match.</param>
/// <param name="Line">Signed home handicap, or the total; <see cref="WireNumber.Missing"/> for markets without a line.</param>
/// <param name="Format">How its prices are written.</param>
/// <param name="InPlay">True when running.</param>
/// <param name="BetReference">What this protocol's betting needs beyond the above, opaque to everybody else; null when it cannot be bet.</param>
public sealed record RawMarket(
    int Handle, string EventId, string MarketId, MarketKind Kind, Period Period, WireNumber Line, OddsFormat Format, bool InPlay, string? BetReference);

/// <summary>The prices of one market, in the canonical order of <see cref="MarketKinds.Selections"/>; all of them each time (L08).</summary>
/// <param name="Handle">The market.</param>
/// <param name="Open">False when the row is suspended: all prices count as closed.</param>
/// <param name="First">First price; zero or −999 means closed.</param>
/// <param name="Second">Second price.</param>
/// <param name="Third">Third price; <see cref="WireNumber.Missing"/> in two-way markets.</param>
public readonly record struct RawOdds(int Handle, bool Open, WireNumber First, WireNumber Second, WireNumber Third);

/// <summary>Takes what a harvester decodes, during the call of <see cref="IHarvester.Accept"/>. Order: an event before its markets, a market before its odds.</summary>
public interface IHarvestSink
{
    /// <summary>New or changed event.</summary>
    void OnEvent(RawEvent raw);

    /// <summary>The event and all its markets are gone (its markets are reported gone first).</summary>
    void OnEventGone(string eventId);

    /// <summary>New market, or one whose line, state or reference changed: whatever was known under the handle is void from now on.</summary>
    void OnMarket(RawMarket raw);

    /// <summary>Changed prices.</summary>
    void OnOdds(in RawOdds raw);

    /// <summary>The market is gone; its handle may be reused afterwards.</summary>
    void OnMarketGone(int handle);

    /// <summary>Something was dropped.</summary>
    void OnDropped(DropReason reason);
}

/// <summary>
/// The stateful decoder of one worker: cursor, rows of the last snapshot, handles. Single-threaded; shared by nobody (L01).
/// Knows the protocol's shape only; URLs, headers and fixed form fields come from the contract.
/// </summary>
public interface IHarvester
{
    /// <summary>What to poll, in the order in which a new worker should ask (leagues, matches, odds).</summary>
    IReadOnlyList<HarvestPoll> Polls { get; }

    /// <summary>The next request for a poll: snapshot or delta, with cursor and validators as this protocol wants them.</summary>
    ProviderRequest BuildRequest(HarvestPoll poll, ProviderSession session, DateTimeOffset now);

    /// <summary>Decodes a response and reports every change to <paramref name="sink"/>. Never throws for what a bookmaker sends.</summary>
    HarvestResult Accept(HarvestPoll poll, ProviderResponse response, DateTimeOffset now, IHarvestSink sink);

    /// <summary>Forgets cursor, rows and handles (new session, reset); the next requests ask for snapshots. Reports nothing: the owner drops its cache too.</summary>
    void Reset();
}

/// <summary>Bounds for a harvester; from <c>arb.harvest</c>.</summary>
/// <param name="MaxEvents">Events kept at most.</param>
/// <param name="MaxMarkets">Markets kept at most.</param>
public sealed record HarvestLimits(int MaxEvents, int MaxMarkets)
{
    /// <summary>What the prices of a full market may add up to.</summary>
    public PlausibleBand Band { get; init; } = PlausibleBand.Default;

    /// <summary>A price is closed when the feed's own time of it is older; only feeds that tell one.</summary>
    public TimeSpan MaxQuoteAge { get; init; } = TimeSpan.FromMinutes(2);
}
