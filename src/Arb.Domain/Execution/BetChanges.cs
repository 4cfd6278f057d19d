using System.Text.Json.Serialization;
using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>What a bet list says about a bet that was settled otherwise before: judged absent and there after all, or accepted and taken back.</summary>
/// <param name="Leg">Leg.</param>
public abstract record BetChange(int Leg)
{
    /// <summary>A bet in the list may be a leg that was judged absent.</summary>
    /// <param name="Leg">Leg.</param>
    /// <param name="Entry">What the list shows.</param>
    public sealed record Listed(int Leg, BetListEntry Entry) : BetChange(Leg);

    /// <summary>The bookmaker took an accepted bet back, or voided it, while another of the execution is open.</summary>
    /// <param name="Leg">Leg.</param>
    /// <param name="Status"><see cref="BetStatus.Void"/> or <see cref="BetStatus.Rejected"/>.</param>
    public sealed record TakenBack(int Leg, BetStatus Status) : BetChange(Leg);
}

/// <summary>How a leg ended at its bookmaker.</summary>
/// <param name="Leg">Leg.</param>
/// <param name="Status">How.</param>
public sealed record SettledLeg(int Leg, BetStatus Status);

/// <summary>What must be known of an execution to take it up again: its lock, and what is settled of it.</summary>
/// <param name="Execution">Which.</param>
/// <param name="Opportunity">What it executed.</param>
/// <param name="Match">Its match.</param>
/// <param name="Events">The bookmakers' events on its legs.</param>
/// <param name="Accounts">Accounts on its legs.</param>
/// <param name="Settled">Legs that are settled.</param>
public sealed record ExecutionIdentity(
    ExecutionId Execution, OpportunityId Opportunity, MatchId Match, IReadOnlyList<EventKey> Events, IReadOnlyList<AccountId> Accounts, IReadOnlyList<SettledLeg> Settled);

/// <summary>
/// A leg that was sent and then judged absent, by evidence, by a refusal or by a person. Until a day after the bets of its match are settled the bookmaker's list is compared with it.
/// </summary>
/// <param name="Of">Its execution.</param>
/// <param name="Leg">Leg.</param>
/// <param name="Account">The account.</param>
/// <param name="Event">The provider's event.</param>
/// <param name="Kind">Market type.</param>
/// <param name="Period">Part of the match.</param>
/// <param name="Line">Provider's orientation.</param>
/// <param name="Selection">Provider's orientation.</param>
/// <param name="OpenedAt">When its execution was opened: the bet, if there is one, was booked at that time or later.</param>
public sealed record AbsentLeg(
    ExecutionIdentity Of, int Leg, AccountId Account, EventKey Event, MarketKind Kind, Period Period, Line Line, Selection Selection, DateTimeOffset OpenedAt)
{
    /// <summary>References of bets on this event that other legs have.</summary>
    public IReadOnlyList<string> Assigned { get; init; } = [];

    /// <summary>True while a leg of unknown outcome may be a bet on the same event at this account: that one comes first.</summary>
    public bool Waits { get; init; }
}

/// <summary>Compares a bet list with legs that were judged absent. Roughly: which of these bets it is, if any, the execution itself knows, by ticket, stake and time.</summary>
public static class LateBets
{
    /// <summary>Bets in the list that may be one of these legs; each goes to one execution, the one that was opened nearest to its booking.</summary>
    public static IReadOnlyList<(AbsentLeg Leg, BetListEntry Entry)> Candidates(IReadOnlyList<AbsentLeg> absent, BetListReading reading)
    {
        if (!reading.Authenticated)
            return [];
        var all = Fitting(absent, reading);
        var nearest = all
            .GroupBy(found => found.Entry.Reference)
            .ToDictionary(bet => bet.Key, bet => bet.MinBy(found => (found.Entry.PlacedAt - found.Leg.OpenedAt).Duration()).Leg.Of.Execution);
        return [.. all.Where(found => nearest[found.Entry.Reference] == found.Leg.Of.Execution)];
    }

    private static IReadOnlyList<(AbsentLeg Leg, BetListEntry Entry)> Fitting(IReadOnlyList<AbsentLeg> absent, BetListReading reading) =>
        [.. from leg in absent
            where !leg.Waits
            from bet in reading.Bets.DistinctBy(bet => bet.Reference)
            where bet.Status is not (BetStatus.Rejected or BetStatus.Void or BetStatus.Expired)
                && bet.EventId == leg.Event.EventId
                && !leg.Assigned.Contains(bet.Reference)
                && (bet.Kind is null || (bet.Kind == leg.Kind && bet.Period == leg.Period && bet.Line == leg.Line))
                && (bet.Selection is null || bet.Selection == leg.Selection)
            select (leg, bet)];
}

/// <summary>
/// What was settled about bets of an execution turned out otherwise. From <c>settlement</c> to <c>executions</c>, and from there, under a lock of the match, to the match actor; answered by <see cref="BetsTakenUp"/>.
/// </summary>
/// <param name="Of">Which execution.</param>
/// <param name="Changes">What the list says.</param>
/// <param name="Token">Fencing token of the lock under which it is taken up; 0 until there is one.</param>
/// <param name="Number">Number of the question, as its answer names it.</param>
public sealed record TakeUpBets(ExecutionIdentity Of, IReadOnlyList<BetChange> Changes, long Token, long Number);

/// <summary>What came of <see cref="TakeUpBets"/>.</summary>
public enum TakeUpVerdict : byte
{
    /// <summary>Every change was judged, and what counts is durable.</summary>
    Done,

    /// <summary>Not now: the match is locked by another execution, or this one is in a step that must end first. Ask again.</summary>
    Later,
}

/// <summary>Answer to <see cref="TakeUpBets"/>.</summary>
/// <param name="Execution">Which execution.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Counted">Legs of which the change counts, now or since before; the others' bets are somebody else's.</param>
/// <param name="Reason">Why later; null when done.</param>
/// <param name="Number">As asked.</param>
public sealed record BetsTakenUp(ExecutionId Execution, TakeUpVerdict Verdict, IReadOnlyList<int> Counted, string? Reason, long Number);

/// <summary>The execution is taken up again under a new lock: what was settled about its bets turned out otherwise.</summary>
/// <param name="Token">Fencing token of the new lock.</param>
/// <param name="Settled">Legs that were settled by then; their stakes count no more.</param>
/// <param name="At">When.</param>
public sealed record TakenUpAgain(long Token, IReadOnlyList<SettledLeg> Settled, DateTimeOffset At) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => $"taken up again with token {Token}";
}

/// <summary>How a bet that had been judged absent came to light.</summary>
public enum LateSource : byte
{
    /// <summary>A bet list shows it.</summary>
    List,

    /// <summary>The answer to its placement came late.</summary>
    Answer,
}

/// <summary>A leg that was judged absent is booked after all: its stake counts, and the position is what it is now.</summary>
/// <param name="Leg">Leg.</param>
/// <param name="Reference">The provider's reference.</param>
/// <param name="Odds">Booked price.</param>
/// <param name="Stake">Booked stake.</param>
/// <param name="Source">How it came to light.</param>
/// <param name="At">When.</param>
/// <param name="Pending">True while the provider has not decided about it.</param>
public sealed record LegFound(
    int Leg, string Reference, Odds Odds, decimal Stake, LateSource Source, DateTimeOffset At, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Pending = false) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => $"leg {Leg}: judged absent, but booked after all as {Reference}: {Stake:0.00} at {Odds} ({(Source == LateSource.List ? "bet list" : "late answer")}{(Pending ? ", pending" : "")})";
}

/// <summary>The bookmaker took an accepted bet back or voided it.</summary>
/// <param name="Leg">Leg.</param>
/// <param name="Status"><see cref="BetStatus.Void"/> or <see cref="BetStatus.Rejected"/>.</param>
/// <param name="At">When.</param>
public sealed record LegTakenBack(int Leg, BetStatus Status, DateTimeOffset At) : ExecutionEvent(At)
{
    /// <inheritdoc/>
    public override string Describe() => $"leg {Leg}: taken back by the bookmaker ({Status})";
}

/// <summary>
/// A bet list showed a bet later than one that was asked for after the bet was sent. From a match actor to <c>executions</c>; a bettor publishes it on the event stream, to which <c>executions</c>
/// listens; no answer. The longest so far is kept per bookmaker, and told to every match actor as <see cref="ListsAreLate"/>.
/// </summary>
/// <param name="Account">Whose list.</param>
/// <param name="Provider">Which bookmaker.</param>
/// <param name="Lateness">How long after the bet was sent it was still missing, at least.</param>
public sealed record BetListedLate(AccountId Account, ProviderId Provider, TimeSpan Lateness);

/// <summary>How late bet lists of a bookmaker were so far: part of the settle time before a missing bet may count as absent. From <c>executions</c> to its match children; no answer.</summary>
/// <param name="Provider">Which bookmaker.</param>
/// <param name="Lateness">How late.</param>
public sealed record ListsAreLate(ProviderId Provider, TimeSpan Lateness);
