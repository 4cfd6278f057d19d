using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>A bet that stands at a bookmaker and is not settled: an accepted leg of a closed execution.</summary>
/// <param name="Execution">Which execution.</param>
/// <param name="Leg">Leg.</param>
/// <param name="Account">The account.</param>
/// <param name="Event">The provider's event.</param>
/// <param name="Reference">The provider's reference, or null when a person said that the bet stands and gave none.</param>
/// <param name="Stake">Booked stake, account currency.</param>
/// <param name="OpenedAt">When the execution was opened: the bet was booked at that time or later.</param>
/// <param name="ClosedAt">When the execution was closed: the bet was booked at that time or earlier.</param>
public sealed record OpenBet(
    ExecutionId Execution, int Leg, AccountId Account, EventKey Event, string? Reference, decimal Stake, DateTimeOffset OpenedAt, DateTimeOffset ClosedAt)
{
    /// <summary>True for a bet of paper trading: no bookmaker knows it.</summary>
    public bool IsPaper { get; init; }

    /// <summary>Start of the match, or null where an older build did not note it.</summary>
    public DateTimeOffset? KickOff { get; init; }

    /// <summary>True while its execution still hedges: its result waits until that is closed, but a bet that is taken back does not.</summary>
    public bool IsRunning { get; init; }

    /// <summary>Its execution, by which it is taken up again when the bookmaker takes the bet back.</summary>
    public ExecutionIdentity? Of { get; init; }
}

/// <summary>How a bet ended.</summary>
/// <param name="Bet">The bet.</param>
/// <param name="Status">Won, lost, half won, half lost, void, or rejected after it had been accepted.</param>
/// <param name="Returned">Gross amount credited, stake included; 0 when lost.</param>
public sealed record BetSettlement(OpenBet Bet, BetStatus Status, decimal Returned)
{
    /// <summary>The stake that the bookmaker's list shows where it is another than the audit's: the audit is put right, or the profit would be wrong. Null where they agree.</summary>
    public decimal? Booked { get; init; }
}

/// <summary>A bet about which the list says something that cannot be: it stays open and a person looks.</summary>
/// <param name="Bet">The bet.</param>
/// <param name="Reason">What is wrong, in words.</param>
public sealed record SettlementProblem(OpenBet Bet, string Reason)
{
    /// <summary>True when money may be at risk now: the other bets of the execution do not cover what the list shows.</summary>
    public bool IsUncovered { get; init; }
}

/// <summary>What a reading of a bet list says about open bets; bets that are in neither list are still running.</summary>
/// <param name="Settled">Bets that ended.</param>
/// <param name="Problems">Bets that vanished or contradict the list.</param>
public sealed record SettlementDecision(IReadOnlyList<BetSettlement> Settled, IReadOnlyList<SettlementProblem> Problems);

/// <summary>Settlement of bets from a bookmaker's bet list. A bet is matched by the provider's reference alone: a guess here would count money that is not there.</summary>
public static class Settlement
{
    /// <summary>How far before an execution's opening the list is asked for: bookmakers filter by day in a zone of their own.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    /// <summary>From when the list must be read to show all of these bets and what may be one of the legs that were judged absent. Throws <see cref="InvalidOperationException"/> without any.</summary>
    public static DateTimeOffset ReadFrom(IReadOnlyList<OpenBet> open, IReadOnlyList<AbsentLeg> absent) =>
        open.Select(bet => bet.OpenedAt).Concat(absent.Select(leg => leg.OpenedAt)).Min() - Margin;

    /// <summary>
    /// Bets that ended by being taken back or voided while another bet of their execution is open and does not end so in the same reading: that one stands alone now. And every one of an execution that still hedges.
    /// </summary>
    /// <param name="settled">What the reading of one account says.</param>
    /// <param name="open">Open bets of every account.</param>
    public static IReadOnlyList<BetSettlement> LeavingOthersAlone(IReadOnlyList<BetSettlement> settled, IReadOnlyList<OpenBet> open) =>
        [.. settled.Where(one => one is { Status: BetStatus.Void or BetStatus.Rejected, Bet.Of: not null }
            && (one.Bet.IsRunning || open.Any(other => other.Execution == one.Bet.Execution && other.Leg != one.Bet.Leg
                && settled.All(ended => ended.Bet.Execution != other.Execution || ended.Bet.Leg != other.Leg))))];

    /// <summary>
    /// Paper bets that no longer count: the result of one is nobody's to tell, so it expires <see cref="SettlementSettings.PaperExpiry"/> after the match began
    /// (after the execution where the start is not known), and at once when the engine trades live.
    /// </summary>
    public static IReadOnlyList<BetSettlement> Expired(IReadOnlyList<OpenBet> open, DateTimeOffset now, SettlementSettings settings) =>
        [.. open.Where(bet => bet.IsPaper && (!settings.Paper || now >= (bet.KickOff ?? bet.ClosedAt) + settings.PaperExpiry)).Select(bet => new BetSettlement(bet, BetStatus.Expired, 0m))];

    /// <summary>True for a state that a bet does not leave: won, lost, half won, half lost, void, rejected.</summary>
    public static bool IsFinal(BetStatus status) => status is not (BetStatus.Pending or BetStatus.Accepted);

    /// <summary>Weighs one reading for the open bets of its account. A list that is no evidence settles nothing.</summary>
    public static SettlementDecision Decide(IReadOnlyList<OpenBet> open, BetListAnswered answer)
    {
        var reading = answer.Reading;
        if (!reading.Authenticated)
            return new SettlementDecision([], []);
        var byReference = reading.Bets.ToLookup(bet => bet.Reference, StringComparer.Ordinal);
        var settled = new List<BetSettlement>();
        var problems = new List<SettlementProblem>();
        foreach (var bet in open)
        {
            if (bet.Reference is null)
                problems.Add(new SettlementProblem(bet, "no reference of the bookmaker is known"));
            else if (byReference[bet.Reference].ToArray() is { Length: > 0 } entries)
                Weigh(bet, entries, settled, problems);
            else if (reading.ProvesAbsence && answer.AskedAt - bet.ClosedAt >= answer.SettleTime)
                problems.Add(new SettlementProblem(bet, $"{bet.Reference} is not in a complete bet list any more"));
        }

        return new SettlementDecision(settled, problems);
    }

    private static void Weigh(OpenBet bet, BetListEntry[] entries, List<BetSettlement> settled, List<SettlementProblem> problems)
    {
        var entry = entries[0];
        if (entries.Any(other => other.EventId != bet.Event.EventId))
            problems.Add(new SettlementProblem(bet, $"{bet.Reference} is a bet on event {entry.EventId} in the list, on {bet.Event.EventId} in the audit"));
        else if (entries.Any(other => other.Status != entry.Status || other.Return != entry.Return))
            problems.Add(new SettlementProblem(bet, $"{bet.Reference} is in the list {entries.Length} times with different results"));
        else if (entries.Any(other => other.Stake != entry.Stake) || entry.Stake <= 0m)
            problems.Add(new SettlementProblem(bet, $"{bet.Reference} is in the list with a stake that cannot be"));
        else if (IsFinal(entry.Status))
            Settle(bet, entry, settled, problems);
        else if (entry.Stake != bet.Stake)
            problems.Add(new SettlementProblem(bet, $"{bet.Reference} is booked with {entry.Stake:0.00}, not with {bet.Stake:0.00}") { IsUncovered = true });
    }

    private static void Settle(OpenBet bet, BetListEntry entry, List<BetSettlement> settled, List<SettlementProblem> problems)
    {
        // A stake that came back may be listed without an amount.
        var returned = entry.Return == 0m && entry.Status is (BetStatus.Void or BetStatus.Rejected) ? entry.Stake : entry.Return;
        if (Fits(entry.Status, entry.Stake, returned))
            settled.Add(new BetSettlement(bet, entry.Status, returned) { Booked = entry.Stake == bet.Stake ? null : entry.Stake });
        else
            problems.Add(new SettlementProblem(bet, $"{bet.Reference} is {entry.Status} with {returned:0.00} returned on {entry.Stake:0.00}, which does not fit"));
    }

    /// <summary>True when an amount is possible for a result: a row that contradicts itself settles nothing.</summary>
    public static bool Fits(BetStatus status, decimal stake, decimal returned) => status switch
    {
        BetStatus.Won or BetStatus.HalfWon => returned > stake,
        BetStatus.HalfLost => returned > 0m && returned < stake,
        BetStatus.Lost => returned == 0m,
        BetStatus.Void or BetStatus.Rejected => returned == stake,
        _ => false,
    };
}
