using Arb.Domain.Health;

namespace Arb.Domain.Execution;

/// <content>What was settled about a bet turned out otherwise: one that was judged absent is booked, or an accepted one was taken back. It counts at once, is an alarm, and what is open then is hedged as ever.</content>
public sealed partial class ExecutionDecider
{
    private void OnChanges(ExecutionDraft draft, ExecutionInput.BetsChanged changed)
    {
        var state = draft.State;
        if (state.Phase is not (ExecutionPhase.Idle or ExecutionPhase.Hedging))
        {
            draft.Do(new ExecutionEffect.AnswerChanges(TakeUpVerdict.Later, [], $"it is in phase {state.Phase}"));
            return;
        }

        var counted = changed.Changes.Where(change => IsKnown(state, change)).Select(change => change.Leg).ToHashSet();
        var fresh = new List<(LegState Leg, BetChange Change)>();
        var taken = new HashSet<string>();
        // One bet is one leg: of several that fit, one whose answer was lost comes before one that was refused.
        foreach (var change in changed.Changes.Where(change => !counted.Contains(change.Leg)).OrderBy(change => state.Legs.FirstOrDefault(leg => leg.Number == change.Leg)?.Refusal != RefusalReason.Absent).ThenBy(change => change.Leg))
            if (state.Legs.FirstOrDefault(leg => leg.Number == change.Leg) is { } leg && fresh.All(other => other.Leg.Number != change.Leg) && Judge(draft, leg, change, changed.Changes, taken))
            {
                fresh.Add((leg, change));
                if (change is BetChange.Listed listed)
                    taken.Add(listed.Entry.Reference);
            }

        if (fresh.Count > 0 && state.Phase == ExecutionPhase.Idle)
            draft.Emit(new TakenUpAgain(changed.Token, changed.Settled, draft.Now));
        foreach (var (leg, change) in fresh)
        {
            counted.Add(leg.Number);
            if (change is BetChange.Listed { Entry: var entry })
                Found(draft, leg, entry.Reference, entry.Odds ?? leg.Odds, entry.Stake, LateSource.List, entry.Status == BetStatus.Pending);
            else if (change is BetChange.TakenBack back)
                TakeBack(draft, leg, back.Status);
        }

        if (fresh.Count > 0)
            draft.Do(new ExecutionEffect.UpdateAudit());
        draft.Do(new ExecutionEffect.AnswerChanges(TakeUpVerdict.Done, [.. counted.Order()], null));
        if (fresh.Count > 0)
            AfterChange(draft);
        else if (state.Phase == ExecutionPhase.Idle)
            draft.Do(new ExecutionEffect.Finish()); // nothing of it is ours: the lock goes back
    }

    private static bool IsKnown(ExecutionState state, BetChange change) => state.Legs.FirstOrDefault(leg => leg.Number == change.Leg) is { } leg && change switch
    {
        BetChange.Listed listed => leg.Status is LegStatus.Accepted or LegStatus.Pending && leg.Reference == listed.Entry.Reference,
        _ => leg.IsTakenBack,
    };

    /// <summary>True when the change is about this leg. Bets that only look like it, by another stake or time, or several that do, are a person's question.</summary>
    private bool Judge(ExecutionDraft draft, LegState leg, BetChange change, IReadOnlyList<BetChange> all, IEnumerable<string> taken)
    {
        if (change is BetChange.TakenBack)
            return leg.Stands;
        if (leg is not { Status: LegStatus.Rejected, Attempt: > 0 })
            return false;
        var state = draft.State;
        var known = state.Baselines.Where(baseline => baseline.Account == leg.Account).SelectMany(baseline => baseline.References).Concat(taken).ToHashSet();
        known.UnionWith(state.Legs.Where(other => other.Number != leg.Number && other.Account == leg.Account).Select(other => other.Reference).OfType<string>());
        var entries = all.OfType<BetChange.Listed>().Where(listed => listed.Leg == leg.Number).Select(listed => listed.Entry).ToArray();
        var match = BetMatcher.Find(leg, entries, known, Hedge.ClockSkew);
        // A refusal that was proven is not outweighed by a bet that only looks like it: that one may be the operator's own.
        var sure = match.Named || leg.Refusal == RefusalReason.Absent;
        if (match.Ambiguous > 0 || (match.Entry is not null && !sure))
            draft.Do(new ExecutionEffect.Log(
                LogSeverity.Alarm,
                $"leg {leg.Number} of {state.Execution} at {leg.Account} does not stand ({leg.Detail}); bets that are listed now could be it ({string.Join(", ", entries.Select(entry => entry.Reference))}): look at them; they are counted nowhere",
                leg.Account));
        return sure && match.Entry is not null && change is BetChange.Listed { Entry: var entry } && entry.Reference == match.Entry.Reference;
    }

    private void Found(ExecutionDraft draft, LegState leg, string reference, Primitives.Odds odds, decimal stake, LateSource source, bool pending)
    {
        draft.Emit(new LegFound(leg.Number, reference, odds, stake, source, draft.Now, pending));
        draft.Do(new ExecutionEffect.Commit(leg.Account, leg.Number, stake));
        draft.Do(new ExecutionEffect.Log(
            LogSeverity.Alarm,
            $"leg {leg.Number} of {draft.State.Execution} at {leg.Account} was judged absent ({leg.Detail}), but {(source == LateSource.List ? "the bet list shows it" : "its late answer says it is booked")} as {reference}, {stake:0.00} at {odds}: it counts from now on",
            leg.Account));
        if (source == LateSource.List)
            draft.Do(new ExecutionEffect.TellLateList(leg.Account, leg.Slip.Event.Provider, draft.Now - leg.IntendedAt));
    }

    private static void TakeBack(ExecutionDraft draft, LegState leg, BetStatus status)
    {
        draft.Emit(new LegTakenBack(leg.Number, status, draft.Now));
        draft.Do(new ExecutionEffect.Commit(leg.Account, leg.Number, 0m));
        draft.Do(new ExecutionEffect.Log(
            LogSeverity.Alarm,
            $"leg {leg.Number} of {draft.State.Execution} ({leg.Reference}) at {leg.Account} is {status}: the bookmaker took back a bet that it had accepted, and the others stand alone",
            leg.Account));
    }

    /// <summary>The position is another now: it is hedged as ever, unless the match is over or a person closed it with their own hands.</summary>
    private void AfterChange(ExecutionDraft draft)
    {
        var state = draft.State;
        draft.Do(new ExecutionEffect.ReportUnknown());
        if (state.Legs.Any(leg => leg.Status is LegStatus.Pending && leg.UnknownAt == draft.Now))
            Reconcile(draft);
        else if (!state.AnyUnresolved && !state.Work.AskingPrices && state.Work.Quotes.Count == 0)
            NextHedgeStep(draft);
    }

    /// <summary>True when nothing may be hedged on its own: the match is over, or a person had closed the position with their own hands.</summary>
    private static bool EndsWithoutHedge(ExecutionDraft draft)
    {
        var state = draft.State;
        if (state.IsOver)
            Conclude(draft, IsCovered(state) ? ExecutionResult.Complete : ExecutionResult.Hedged, "the match is over: what was found counts, nothing can be hedged");
        else if (state is { HandsOff: true, WithPerson: false })
            AskPerson(draft, $"a person had closed it, and its bets turned out otherwise: worst outcome {state.Worst:0.00}");
        return state.IsOver || state.HandsOff;
    }
}
