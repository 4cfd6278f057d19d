using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Domain.Execution;

/// <summary>One selection at one account, in the provider's own orientation: what a quote asks for.</summary>
/// <param name="Account">The account that would bet.</param>
/// <param name="Event">The provider's event.</param>
/// <param name="MarketId">The provider's market id.</param>
/// <param name="BetReference">What the harvester gave for betting (<see cref="Harvest.RawMarket.BetReference"/>).</param>
/// <param name="Kind">Market type.</param>
/// <param name="Period">Part of the match.</param>
/// <param name="Line">Line as this provider has it: signed home handicap or total.</param>
/// <param name="Selection">Selection as this provider has it (mirrored back where the match is mirrored).</param>
/// <param name="Odds">Price that we know.</param>
/// <param name="Format">How the provider writes the price.</param>
/// <param name="InPlay">True when running.</param>
public sealed record BetSlip(
    AccountId Account, EventKey Event, string MarketId, string BetReference, MarketKind Kind, Period Period, Line Line, Selection Selection, Odds Odds, OddsFormat Format, bool InPlay);

/// <summary>A fresh quote: the provider will take a bet at this price, within these limits, with this ticket.</summary>
/// <param name="Slip">What was asked, with the quoted price in <see cref="BetSlip.Odds"/>.</param>
/// <param name="WirePrice">The quoted price as the provider writes it.</param>
/// <param name="MinStake">Smallest stake.</param>
/// <param name="MaxStake">Largest stake.</param>
/// <param name="TicketKey">The provider's key for the placement, opaque (CMD <c>Code</c>; ISPORT <c>Guid</c> and <c>sinfo</c>; SBO ticket key).</param>
/// <param name="At">When it was read.</param>
public sealed record Quote(BetSlip Slip, decimal WirePrice, decimal MinStake, decimal MaxStake, string TicketKey, DateTimeOffset At);

/// <summary>Why there is no quote, or why a placement was refused.</summary>
public enum RefusalReason : byte
{
    /// <summary>The price or the line is another now.</summary>
    OddsChanged,

    /// <summary>Market closed or suspended.</summary>
    Closed,

    /// <summary>Stake outside the limits.</summary>
    Limits,

    /// <summary>Not enough balance.</summary>
    Balance,

    /// <summary>Refused without a reason we know.</summary>
    Refused,

    /// <summary>The ticket is unknown or expired.</summary>
    TicketInvalid,

    /// <summary>The session is lost.</summary>
    SessionLost,

    /// <summary>Proven not sent: no connection.</summary>
    NotSent,

    /// <summary>The answer could not be read or did not come (quotes only: for a placement that is Unknown).</summary>
    NoAnswer,

    /// <summary>Judged absent: its answer was lost, and neither bet lists nor balance showed the bet. Later lists are compared with it.</summary>
    Absent,
}

/// <summary>Result of asking for a quote: a <see cref="Execution.Quote"/>, or the reason why not.</summary>
/// <param name="Quote">The quote, or null.</param>
/// <param name="Refusal">The reason when there is no quote.</param>
/// <param name="NewOdds">The new price when <see cref="RefusalReason.OddsChanged"/> and the provider said it.</param>
/// <param name="Detail">The provider's code and message, for people; no secret.</param>
public sealed record QuoteResult(Quote? Quote, RefusalReason? Refusal, Odds? NewOdds, string? Detail)
{
    /// <summary>A quote.</summary>
    public static QuoteResult Ok(Quote quote) => new(quote, null, null, null);

    /// <summary>No quote.</summary>
    public static QuoteResult No(RefusalReason reason, string? detail, Odds? newOdds = null) => new(null, reason, newOdds, detail);
}

/// <summary>Exactly what a placement sends, minus the session's secrets: journaled before the send.</summary>
/// <param name="Quote">The quote it stands on.</param>
/// <param name="Stake">Stake, at most two decimals, within the quote's limits.</param>
public sealed record PlacementTicket(Quote Quote, decimal Stake);

/// <summary>Outcome of a placement: accepted, pending, rejected (the provider proved it) or unknown.</summary>
public abstract record PlacementOutcome
{
    private PlacementOutcome()
    {
    }

    /// <summary>Booked and accepted.</summary>
    /// <param name="Reference">The provider's bet reference.</param>
    /// <param name="Odds">Price of the booked bet.</param>
    /// <param name="Stake">Stake of the booked bet.</param>
    public sealed record Accepted(string Reference, Odds Odds, decimal Stake) : PlacementOutcome;

    /// <summary>Booked, decision open: poll the bet list until it is accepted or rejected.</summary>
    /// <param name="Reference">The provider's bet reference.</param>
    public sealed record Pending(string Reference) : PlacementOutcome;

    /// <summary>Proven: there is no bet.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Detail">The provider's code and message; no secret.</param>
    public sealed record Rejected(RefusalReason Reason, string Detail) : PlacementOutcome;

    /// <summary>There may be a bet: only evidence settles it. Never re-sent.</summary>
    /// <param name="Detail">What happened; no secret.</param>
    /// <param name="Cause">Why the answer proves nothing.</param>
    public sealed record Unknown(string Detail, UnknownCause Cause = UnknownCause.NoAnswer) : PlacementOutcome;
}

/// <summary>Why an answer to a placement proves nothing. Stored by name.</summary>
public enum UnknownCause : byte
{
    /// <summary>None came, or it was cut off.</summary>
    NoAnswer,

    /// <summary>It is not what the protocol's page describes.</summary>
    Unreadable,

    /// <summary>The session is lost: a login page, or a code for it.</summary>
    SessionLost,

    /// <summary>A status other than the page's own; what its body says may come from anybody on the way.</summary>
    OtherStatus,

    /// <summary>A code that the protocol's page does not list as a refusal.</summary>
    UnlistedCode,

    /// <summary>It refuses and speaks of a bet.</summary>
    Contradiction,

    /// <summary>It says booked and does not say which bet, or in which state.</summary>
    Incomplete,

    /// <summary>The same placement was sent before.</summary>
    SentBefore,
}

/// <summary>State of a bet in a provider's bet list.</summary>
public enum BetStatus : byte
{
    /// <summary>Decision open.</summary>
    Pending,

    /// <summary>Accepted, not settled.</summary>
    Accepted,

    /// <summary>Rejected; the stake came back.</summary>
    Rejected,

    /// <summary>Won.</summary>
    Won,

    /// <summary>Lost.</summary>
    Lost,

    /// <summary>Half won.</summary>
    HalfWon,

    /// <summary>Half lost.</summary>
    HalfLost,

    /// <summary>Void or draw: the stake came back.</summary>
    Void,

    /// <summary>Never in a bet list: a paper bet that nobody can settle stopped counting.</summary>
    Expired,
}

/// <summary>One bet as a provider's bet list shows it.</summary>
/// <param name="Reference">The provider's reference.</param>
/// <param name="EventId">The provider's event id.</param>
/// <param name="Kind">Market type, or null when the list names one we do not know.</param>
/// <param name="Period">Part of the match.</param>
/// <param name="Selection">Selection, provider's orientation.</param>
/// <param name="Line">Signed home handicap or total.</param>
/// <param name="Odds">Price.</param>
/// <param name="Stake">Stake.</param>
/// <param name="Status">State.</param>
/// <param name="Return">Gross amount credited, stake included; 0 while open.</param>
/// <param name="PlacedAt">When it was booked, UTC.</param>
/// <param name="TicketKey">The placement's key where the list has it, else null.</param>
public sealed record BetListEntry(
    string Reference, string EventId, MarketKind? Kind, Period Period, Selection? Selection, Line Line, Odds? Odds, decimal Stake, BetStatus Status, decimal Return, DateTimeOffset PlacedAt, string? TicketKey);

/// <summary>One reading of a bet list.</summary>
/// <param name="Authenticated">False when the answer was no bet list (lost session, error): then it is no evidence.</param>
/// <param name="Complete">True when the provider says the list is complete.</param>
/// <param name="Bets">The bets that could be read.</param>
/// <param name="Undecodable">Rows that could not be read; above 0 the list proves no absence.</param>
/// <param name="Detail">What was wrong, or null.</param>
public sealed record BetListReading(bool Authenticated, bool Complete, IReadOnlyList<BetListEntry> Bets, int Undecodable, string? Detail)
{
    /// <summary>True when the answer shows that the session is lost.</summary>
    public bool SessionLost { get; init; }

    /// <summary>No evidence.</summary>
    public static BetListReading None(string detail) => new(false, false, [], 0, detail);

    /// <summary>True when a bet's absence from this list means something.</summary>
    public bool ProvesAbsence => Authenticated && Complete && Undecodable == 0;
}

/// <summary>One reading of the balance.</summary>
/// <param name="Amount">Balance in the account's currency, or null when it could not be read.</param>
/// <param name="SessionLost">True when the session is lost.</param>
/// <param name="Detail">What was wrong, or null.</param>
public sealed record BalanceReading(decimal? Amount, bool SessionLost, string? Detail);

/// <summary>Builds betting requests and reads their answers; pure, stateless, for one contract. Reading never throws for what a bookmaker sends.</summary>
public interface IBetting
{
    /// <summary>Asks for a fresh quote.</summary>
    ProviderRequest BuildQuote(BetSlip slip, ProviderSession session);

    /// <summary>Reads the answer to a quote.</summary>
    QuoteResult ReadQuote(BetSlip slip, TransportResult answer, DateTimeOffset now);

    /// <summary>The placement, sent exactly once on a connection of its own.</summary>
    ProviderRequest BuildPlacement(PlacementTicket ticket, ProviderSession session);

    /// <summary>Reads the answer: every answer that is not proof is <see cref="PlacementOutcome.Unknown"/>.</summary>
    PlacementOutcome ReadPlacement(PlacementTicket ticket, TransportResult answer);

    /// <summary>Asks for bets booked since a day.</summary>
    ProviderRequest BuildBetList(DateTimeOffset from, ProviderSession session);

    /// <summary>Reads a bet list.</summary>
    BetListReading ReadBetList(TransportResult answer);

    /// <summary>Asks for the balance.</summary>
    ProviderRequest BuildBalance(ProviderSession session);

    /// <summary>Reads the balance.</summary>
    BalanceReading ReadBalance(TransportResult answer);
}
