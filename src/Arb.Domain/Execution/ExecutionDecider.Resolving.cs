using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <content>Outcomes that are open: pending and unknown bets, evidence from bet lists, a person, and recovery after a crash.</content>
public sealed partial class ExecutionDecider
{
    /// <summary>Every intended leg gets the outcome Unknown; evidence is collected from now on.</summary>
    private void Unanswered(ExecutionDraft draft, string detail, UnknownCause? cause = null)
    {
        foreach (var leg in draft.State.Legs.Where(leg => leg.Status == LegStatus.Intended).ToArray())
            draft.Emit(new LegUnknown(leg.Number, detail, draft.Now, cause));
        Reconcile(draft);
    }

    private void Reconcile(ExecutionDraft draft)
    {
        draft.Emit(new ReconcileBegun(draft.Now));
        foreach (var leg in draft.State.Legs.Where(leg => leg.Unresolved))
        {
            draft.Do(new ExecutionEffect.Commit(leg.Account, leg.Number, leg.Stake)); // the account may have started again since the intent, and the audit did not say so yet
            draft.Do(new ExecutionEffect.Log(LogSeverity.Warning, $"leg {leg.Number} at {leg.Account} is {leg.Status}: {leg.Detail}; evidence is collected", leg.Account));
        }

        draft.Do(new ExecutionEffect.UpdateAudit());
        draft.Do(new ExecutionEffect.SetTimer(ExecutionTimer.Poll, Hedge.ReconcileInterval));
        draft.Do(new ExecutionEffect.SetTimer(ExecutionTimer.Deadline, Hedge.ReconcileDeadline));
        draft.Do(new ExecutionEffect.ReportUnknown());
    }

    private void OnPoll(ExecutionDraft draft)
    {
        var state = draft.State;
        if (!state.AnyUnresolved)
            return;
        foreach (var account in state.UnknownAccounts)
            draft.Do(new ExecutionEffect.ReadList(account, ListFrom(state), BalanceTells(draft, account)));
        var slow = state.WithPerson && state.Work.DeadlinePassed;
        draft.Do(new ExecutionEffect.SetTimer(ExecutionTimer.Poll, slow ? Hedge.SlowRoundDelay : Hedge.ReconcileInterval));
    }

    /// <summary>The balance is worth a request once a missing bet could count as absent, and only where there is one to compare it with.</summary>
    private bool BalanceTells(ExecutionDraft draft, AccountId account) =>
        draft.State.Baselines.Any(baseline => baseline.Account == account && baseline.Rest is not null)
        && draft.State.Legs.Any(leg => leg.Account == account && leg.Unresolved && draft.Now - leg.UnknownAt >= Hedge.InFlight);

    private void OnList(ExecutionDraft draft, ExecutionInput.ListRead read)
    {
        if (draft.State.Phase is not (ExecutionPhase.Reserved or ExecutionPhase.Placing or ExecutionPhase.Hedging))
            return;
        var asBaseline = draft.State.Work.Baselines.TryGetValue(read.Account, out var waiting) && waiting is null;
        if (asBaseline)
            TakeBaseline(draft, read);
        var before = draft.State.Legs.Count(leg => leg.Unresolved);
        foreach (var leg in draft.State.Legs.Where(leg => leg.Account == read.Account && leg.Status is (LegStatus.Pending or LegStatus.Unknown)).ToArray())
            Weigh(draft, leg, read);
        if (draft.State.Legs.Count(leg => leg.Unresolved) < before)
            Resolved(draft);
        if (asBaseline && draft.State.Phase is (ExecutionPhase.Reserved or ExecutionPhase.Hedging))
            CheckQuotes(draft);
    }

    private static void TakeBaseline(ExecutionDraft draft, ExecutionInput.ListRead read)
    {
        if (!read.Reading.ProvesAbsence)
        {
            draft.Emit(new BaselineMissing(read.Account, read.Reading.Detail ?? "incomplete", draft.Now));
            return;
        }

        var events = draft.State.Work.Quotes.Where(quote => quote.Slip.Account == read.Account).Select(quote => quote.Slip.Event.EventId).ToHashSet();
        draft.Emit(new BaselineSeen(
            new Baseline(read.Account, [.. read.Reading.Bets.Where(bet => events.Contains(bet.EventId)).Select(bet => bet.Reference)], BalanceEvidence.RestOf(read, null)), draft.Now));
    }

    /// <summary>Weighs one reading for one open leg.</summary>
    private void Weigh(ExecutionDraft draft, LegState leg, ExecutionInput.ListRead read)
    {
        if (!read.Reading.Authenticated)
            return;
        var state = draft.State;
        var known = state.Baselines.Where(b => b.Account == leg.Account).SelectMany(b => b.References).ToHashSet();
        known.UnionWith(state.Legs.Where(other => other.Number != leg.Number && other.Account == leg.Account).Select(other => other.Reference).OfType<string>());
        var match = BetMatcher.Find(leg, read.Reading.Bets, known, Hedge.ClockSkew);
        if (match is { Entry: not null, Named: false } && !read.Reading.ProvesAbsence)
            return; // it looks like ours, but only the whole list shows that no other bet does
        if (match.Entry is { } entry)
        {
            LearnLateness(draft, leg, read);
            switch (entry.Status)
            {
                case BetStatus.Pending:
                    if (leg.Status == LegStatus.Unknown)
                        draft.Emit(new LegPending(leg.Number, entry.Reference, draft.Now));
                    break;
                case BetStatus.Rejected or BetStatus.Void:
                    Reject(draft, leg, RefusalReason.Refused, $"bet list: {entry.Reference} is {entry.Status}");
                    break;
                default:
                    Accept(draft, leg, entry.Reference, entry.Odds ?? leg.Odds, entry.Stake, $"bet list: {entry.Status}");
                    break;
            }
        }
        else if (match.Ambiguous > 0)
        {
            if (!state.WithPerson)
                AskPerson(draft, $"leg {leg.Number} at {leg.Account}: {match.Ambiguous} bets in the list could be it");
        }
        else if (read.Reading.ProvesAbsence && read.AskedAt >= leg.UnknownAt)
        {
            draft.Emit(new ListMissed(leg.Number, read.AskedAt));
            if (read.AskedAt - leg.UnknownAt >= read.SettleTime + Hedge.InFlight)
                WeighAbsence(draft, leg, read);
        }
    }

    /// <summary>A list that was asked for since the outcome is open did not show the bet, this one does: so late are lists here.</summary>
    private static void LearnLateness(ExecutionDraft draft, LegState leg, ExecutionInput.ListRead read)
    {
        if (leg.Status == LegStatus.Unknown && draft.State.Work.Missed.TryGetValue(leg.Number, out var missed) && missed >= leg.UnknownAt)
            draft.Do(new ExecutionEffect.TellLateList(leg.Account, leg.Slip.Event.Provider, read.AskedAt - leg.UnknownAt));
    }

    /// <summary>The list does not show the bet, and should. Where the contract reads a balance, that must agree; an unreadable one is waited for, until the deadline.</summary>
    private void WeighAbsence(ExecutionDraft draft, LegState leg, ExecutionInput.ListRead read)
    {
        var before = draft.State.Baselines.FirstOrDefault(baseline => baseline.Account == leg.Account)?.Rest;
        var balance = BalanceEvidence.Weigh(read.ReadsBalance, before, BalanceEvidence.RestOf(read, leg), read.MoneyDigits);
        if (balance.Says is not (BalanceSays.Agrees or BalanceSays.NotReadHere))
        {
            draft.Emit(new AbsenceUnproven(leg.Number, balance, draft.Now));
            if (balance.Says == BalanceSays.Lower && draft.State.Work.Contradictions[leg.Number] >= Hedge.AbsentReadings && !draft.State.Contested.Contains(leg.Number))
                AskPerson(draft, $"leg {leg.Number} at {leg.Account} is not in the bet list, but {balance.Words()} (stake {leg.Stake:0.00})", leg.Number, balance);
            return;
        }

        if (draft.State.Contested.Contains(leg.Number))
            return;
        draft.Emit(new AbsenceSeen(leg.Number, draft.Now));
        var readings = draft.State.Work.Absences[leg.Number];
        if (readings >= Hedge.AbsentReadings)
            Reject(draft, leg, RefusalReason.Absent, $"absent from {readings} complete bet lists past the settle time, {balance.Words()}");
    }

    private void OnDeadline(ExecutionDraft draft)
    {
        if (draft.State.Phase is not (ExecutionPhase.Placing or ExecutionPhase.Hedging) || !draft.State.AnyUnresolved || draft.State.Work.DeadlinePassed)
            return;
        var open = draft.State.Legs.First(leg => leg.Unresolved);
        BalanceVerdict? balance = draft.State.Work.Balances.TryGetValue(open.Number, out var said) ? said : null;
        var reason = $"leg {open.Number} at {open.Account} is still {open.Status} after {Hedge.ReconcileDeadline.TotalSeconds:0} s of evidence{(balance is { } verdict ? $", {verdict.Words()}" : "")}";
        draft.Emit(new DeadlinePassed(draft.Now));
        if (!draft.State.WithPerson)
            AskPerson(draft, reason, balance: balance);
        if (draft.State.Legs.Any(leg => leg.Unresolved && leg.Hedge is not null))
            return; // no second hedge until the first is known
        if (draft.State.Phase == ExecutionPhase.Placing)
            StartHedge(draft, $"{reason}: the least worst case over both possibilities is taken");
        else
            ScheduleRound(draft);
    }

    private static void AskPerson(ExecutionDraft draft, string reason, int? contested = null, BalanceVerdict? balance = null)
    {
        draft.Emit(new PersonAsked(reason, draft.Now, contested, balance));
        draft.Do(new ExecutionEffect.Log(LogSeverity.Alarm, $"{draft.State.Execution} needs a person: {reason}", Topic: LogTopic.NeedsPerson));
        draft.Do(new ExecutionEffect.UpdateAudit());
        draft.Do(new ExecutionEffect.ReportPerson(reason));
    }

    private void OnPerson(ExecutionDraft draft, ExecutionInput.PersonSaid said)
    {
        var state = draft.State;
        if (!state.WithPerson || state.Phase is not (ExecutionPhase.Placing or ExecutionPhase.Hedging))
        {
            draft.Do(new ExecutionEffect.AnswerPerson(false, "no person was asked: the engine works on it"));
            return;
        }

        if (state.Legs.Any(leg => leg.Status == LegStatus.Intended))
        {
            draft.Do(new ExecutionEffect.AnswerPerson(false, "a placement is under way: try again when it is answered"));
            return;
        }

        if (said.Verdict != PersonVerdict.Settled && IsForeign(state))
        {
            draft.Do(new ExecutionEffect.AnswerPerson(false, IsHandedOver(state)
                ? "its files were lost: close its bets by hand where they stand, and say that it is settled"
                : $"it trades {Mode(state.Lock!.Paper)}: start the engine in that mode to go on with it, or say that it is settled"));
            return;
        }

        if (said.Verdict == PersonVerdict.Settled)
        {
            var open = state.Legs.Where(leg => leg.Unresolved).ToArray();
            draft.Emit(new PersonAnswered(said.Leg, said.Verdict, said.Reference, said.Note, draft.Now));
            foreach (var leg in open)
                draft.Do(new ExecutionEffect.Commit(leg.Account, leg.Number, 0m));
            draft.Do(new ExecutionEffect.AnswerPerson(true, "closed"));
            draft.Do(new ExecutionEffect.ReportUnknown());
            Conclude(draft, ExecutionResult.Resolved, said.Note);
            return;
        }

        if (said.Leg is not { } number || number < 0 || number >= state.Legs.Count || !state.Legs[number].Unresolved)
        {
            draft.Do(new ExecutionEffect.AnswerPerson(false, state.Legs.Any(leg => leg.Unresolved) ? "name a leg whose outcome is unknown" : "no leg has an unknown outcome: say settled when you closed or accept the position"));
            return;
        }

        var subject = state.Legs[number];
        var early = (subject.Status == LegStatus.Intended ? subject.IntendedAt + settings.PlacementTimeout : subject.UnknownAt) + Hedge.InFlight - draft.Now;
        if (said.Verdict == PersonVerdict.Absent && early > TimeSpan.Zero)
        {
            draft.Do(new ExecutionEffect.AnswerPerson(false, $"its request may still be on its way: look again in {Math.Ceiling(early.TotalSeconds):0} s"));
            return;
        }

        draft.Emit(new PersonAnswered(said.Leg, said.Verdict, said.Reference, said.Note, draft.Now));
        if (said.Verdict == PersonVerdict.Placed)
            Accept(draft, subject, said.Reference ?? subject.Reference ?? "person", said.Odds ?? subject.Odds, said.Stake ?? subject.Stake, $"a person: {said.Note}");
        else
            Reject(draft, subject, RefusalReason.Absent, $"a person: {said.Note}");
        draft.Do(new ExecutionEffect.AnswerPerson(true, "noted; the engine goes on"));
        AskAboutTheRest(draft);
        Resolved(draft);
    }

    /// <summary>One answer settles one leg. Another one that evidence had its time for, or no list can settle, stays the person's: its deadline does not come again.</summary>
    private static void AskAboutTheRest(ExecutionDraft draft)
    {
        var state = draft.State;
        bool IsContested(LegState leg) => state.Contested.Contains(leg.Number);
        if (state.Legs.FirstOrDefault(leg => leg.Unresolved && (state.Work.DeadlinePassed || IsContested(leg))) is { } open)
            AskPerson(draft, $"leg {open.Number} at {open.Account} is still {open.Status}", IsContested(open) ? open.Number : null);
    }

    private void OnRecovered(ExecutionDraft draft)
    {
        if (draft.State.AnyUnresolved)
            draft.Emit(new TakenUp(draft.Now));
        TellAgain(draft);
        if (!IsForeign(draft.State))
        {
            Resume(draft, "the engine was restarted");
            return;
        }

        var reason = IsHandedOver(draft.State)
            ? "its files were restored or did not belong together, so more may have happened than they know: nothing is asked or sent for it"
            : $"it trades {Mode(draft.State.Lock!.Paper)} and the engine {Mode(settings.Paper)}: nothing is asked or sent for it";
        draft.Do(new ExecutionEffect.ReportUnknown());
        if (draft.State.WithPerson)
            draft.Do(new ExecutionEffect.ReportPerson(reason));
        else
            AskPerson(draft, reason);
    }

    /// <summary>What this actor did after its last events may have been lost with it, while accounts and audit lived on.</summary>
    private static void TellAgain(ExecutionDraft draft)
    {
        var state = draft.State;
        if (state.Phase != ExecutionPhase.Idle)
            foreach (var leg in state.Legs.Where(leg => leg.Attempt > 0))
                draft.Do(new ExecutionEffect.Commit(leg.Account, leg.Number, leg.Unresolved || leg is { Stands: true, Settled: null } ? leg.Stake : 0m));
        var ended = state.Phase is ExecutionPhase.Concluded or ExecutionPhase.AuditClosed;
        foreach (var account in state.Lock is null ? [] : state.Accounts.Union(state.Lock.Commissions.Keys))
            if (ended || !state.Accounts.Contains(account))
                draft.Do(new ExecutionEffect.Release(account)); // room for a hedge that was not chosen
        if (state.Phase is ExecutionPhase.Placing or ExecutionPhase.Hedging)
            draft.Do(new ExecutionEffect.UpdateAudit());
    }

    private static string Mode(bool? paper) => paper == true ? "on paper" : "live";

    /// <summary>The table "After a crash". Also the watchdog's way to a safe end.</summary>
    private void Resume(ExecutionDraft draft, string why)
    {
        switch (Recovery.Of(draft.State))
        {
            case RecoveryAction.None:
                break;
            case RecoveryAction.Abort when draft.State.Phase != ExecutionPhase.Concluded:
                Conclude(draft, ExecutionResult.Aborted, $"{why} before anything was sent");
                break;
            case RecoveryAction.Reconcile or RecoveryAction.ReconcileHedge:
                Unanswered(draft, why);
                OnPoll(draft);
                break;
            case RecoveryAction.Requote or RecoveryAction.Hedge when draft.State.Phase == ExecutionPhase.Placing:
                StartHedge(draft, $"{why} with a leg open");
                break;
            case RecoveryAction.Hedge:
                BeginRound(draft);
                break;
            case RecoveryAction.WaitForPerson:
                WaitForPerson(draft, why);
                break;
            case RecoveryAction.Release:
                draft.Emit(new LockReleased(draft.Now));
                draft.Do(new ExecutionEffect.Finish());
                break;
            default:
                if (draft.State.Phase == ExecutionPhase.Concluded)
                    draft.Do(new ExecutionEffect.CloseAudit());
                else
                    NextStep(draft);
                break;
        }
    }

    /// <summary>Like a restart, except that everybody else lived on: no quote from before is bet on, a bet on its way is unknown, evidence counts from now (its request may only leave the machine now).</summary>
    private void OnSlept(ExecutionDraft draft)
    {
        const string Why = "the machine slept";
        if (draft.State.Phase is ExecutionPhase.Locked or ExecutionPhase.Audited or ExecutionPhase.Reserved)
            Conclude(draft, ExecutionResult.Aborted, $"{Why} before anything was sent");
        if (draft.State.Phase is not (ExecutionPhase.Placing or ExecutionPhase.Hedging))
            return;
        draft.Emit(new TakenUp(draft.Now));
        var state = draft.State;
        if (state.Legs.Any(leg => leg.Status == LegStatus.Intended) || (state.AnyUnresolved && !state.Work.DeadlinePassed))
            Unanswered(draft, Why);
        if (state.AnyUnresolved)
            OnPoll(draft);
        if (state.Phase == ExecutionPhase.Hedging && (state.Work.AskingPrices || state.Work.Quotes.Count > 0))
            NoHedge(draft, $"{Why} while it was quoted");
    }

    private void WaitForPerson(ExecutionDraft draft, string why)
    {
        draft.Do(new ExecutionEffect.ReportPerson($"{why}; a person was asked before"));
        if (draft.State.AnyUnresolved)
        {
            Unanswered(draft, why);
            OnPoll(draft);
        }
        else if (draft.State.Phase == ExecutionPhase.Hedging)
        {
            if (!draft.State.HandsOff)
                ScheduleRound(draft);
        }
        else
        {
            StartHedge(draft, $"{why} with a leg open");
        }
    }

    private void OnDrive(ExecutionDraft draft)
    {
        var state = draft.State;
        var busy = state.Work.AskingPrices || state.Work.Quotes.Count > 0;
        switch (state.Phase)
        {
            case ExecutionPhase.Placing or ExecutionPhase.Hedging when state.AnyUnresolved && state.Legs.All(leg => leg.Status != LegStatus.Intended):
                if (draft.Now - state.Legs.Where(leg => leg.Unresolved).Min(leg => leg.UnknownAt) >= Hedge.ReconcileDeadline)
                    OnDeadline(draft);
                else
                    OnPoll(draft);
                break;
            case ExecutionPhase.Placing or ExecutionPhase.Hedging when state.Legs.Any(leg => leg.Status == LegStatus.Intended && draft.Now - leg.IntendedAt < settings.PlacementTimeout):
                break; // its answer or its deadline comes; it may not even have been sent yet
            case ExecutionPhase.Hedging when busy || state.WithPerson:
                break;
            default:
                Resume(draft, "the watchdog found it past its time limit");
                break;
        }
    }
}
