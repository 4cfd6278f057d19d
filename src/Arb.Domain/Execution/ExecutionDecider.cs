using Arb.Domain.Health;

namespace Arb.Domain.Execution;

/// <summary>A decider: what an input does to an execution. The actor takes it as a function so that a test can wrap it.</summary>
public delegate ExecutionDecision ExecutionDecide(ExecutionState state, ExecutionInput input, DateTimeOffset now);

/// <summary>
/// The saga of one execution, pure. Order of L15: lock → audit row → exposure → quotes of all legs → leg A → leg B only after A → hedge → audit → release.
/// Inputs that are late or belong to something that has ended give <see cref="ExecutionDecision.Nothing"/>.
/// </summary>
/// <param name="settings">Limits and time-outs.</param>
public sealed partial class ExecutionDecider(ExecutionSettings settings)
{
    private HedgeSettings Hedge => settings.Hedge;

    /// <summary>Decides.</summary>
    public ExecutionDecision Decide(ExecutionState state, ExecutionInput input, DateTimeOffset now)
    {
        var draft = new ExecutionDraft(state, now);
        if (IsForeign(state) && input is not (ExecutionInput.Recovered or ExecutionInput.PersonSaid))
            return ExecutionDecision.Nothing;
        switch (input)
        {
            case ExecutionInput.Begin begin: OnBegin(draft, begin.Order); break;
            case ExecutionInput.Recovered: OnRecovered(draft); break;
            case ExecutionInput.Slept: OnSlept(draft); break;
            case ExecutionInput.AuditOpenDone done: OnAuditOpen(draft, done.Error); break;
            case ExecutionInput.AuditCloseDone done: OnAuditClose(draft, done.Error); break;
            case ExecutionInput.ReservationDone done: OnReservation(draft, done); break;
            case ExecutionInput.RoomDone done: OnRoom(draft, done); break;
            case ExecutionInput.QuoteDone done: OnQuote(draft, done); break;
            case ExecutionInput.ListRead read: OnList(draft, read); break;
            case ExecutionInput.PlacementDone done: OnPlacement(draft, done); break;
            case ExecutionInput.PricesRead read: OnPrices(draft, read.Prices); break;
            case ExecutionInput.StartsRead read: OnStarts(draft, read.Starts); break;
            case ExecutionInput.TimerFired fired: OnTimer(draft, fired.Timer); break;
            case ExecutionInput.PersonSaid said: OnPerson(draft, said); break;
            case ExecutionInput.Drive: OnDrive(draft); break;
            case ExecutionInput.BetsChanged changed: OnChanges(draft, changed); break;
            case ExecutionInput.Abandon order when draft.State.Phase is ExecutionPhase.Locked or ExecutionPhase.Audited or ExecutionPhase.Reserved:
                Conclude(draft, ExecutionResult.Aborted, $"the engine was killed: {order.Reason}");
                break;
            case ExecutionInput.Abandon: break; // it goes on to its safe end
            default: throw new InvalidOperationException($"unknown execution input {input.GetType().Name}");
        }

        return draft.Done();
    }

    /// <summary>
    /// True when bets of the other trading mode may stand: paper knows nothing of a real bet list and would prove a real bet absent, and a real bookmaker
    /// knows nothing of a paper bet. Only a person ends it here. The same where files were lost: more may have happened than its journal knows.
    /// </summary>
    private bool IsForeign(ExecutionState state) =>
        state.Phase is (ExecutionPhase.Placing or ExecutionPhase.Hedging) && state.AnythingSent && (IsHandedOver(state) || (state.Lock!.Paper is { } paper && paper != settings.Paper));

    private bool IsHandedOver(ExecutionState state) => state.Lock!.Token <= settings.HandedOverTo;

    private void OnBegin(ExecutionDraft draft, BeginExecution order)
    {
        if (draft.State.Phase != ExecutionPhase.Idle)
            return;
        draft.Emit(new LockTaken(
            order.Execution, order.Token, order.Opportunity.Id, order.Plan.Market, order.Opportunity.Match, order.Plan.Legs, order.Plan.WorstProfit, order.Plan.Commissions, draft.Now, settings.Paper,
            order.Trace == default ? null : $"00-{order.Trace.TraceId}-{order.Trace.SpanId}-{(int)order.Trace.TraceFlags:x2}"));
        draft.Do(new ExecutionEffect.OpenAudit());
        draft.Do(new ExecutionEffect.SetTimer(ExecutionTimer.Step, settings.AuditTimeout));
    }

    private void OnAuditOpen(ExecutionDraft draft, string? error)
    {
        if (draft.State.Phase != ExecutionPhase.Locked)
            return;
        if (error is not null)
        {
            draft.Do(new ExecutionEffect.Log(LogSeverity.Alarm, $"the audit row could not be written, nothing was sent: {error}"));
            Conclude(draft, ExecutionResult.Aborted, $"audit: {error}");
            return;
        }

        draft.Emit(new AuditOpened(draft.Now));
        foreach (var account in draft.State.Accounts)
            draft.Do(new ExecutionEffect.Reserve(account, draft.State.Legs.Where(leg => leg.Account == account).Sum(leg => leg.Stake)));
        draft.Do(new ExecutionEffect.SetTimer(ExecutionTimer.Step, settings.ExposureTimeout));
    }

    private void OnReservation(ExecutionDraft draft, ExecutionInput.ReservationDone done)
    {
        var state = draft.State;
        if (state.Phase is (ExecutionPhase.Idle or ExecutionPhase.Concluded) && done.Refusal is null)
            draft.Do(new ExecutionEffect.Release(done.Account)); // it came after the execution gave up
        if (state.Phase != ExecutionPhase.Audited || state.Work.Reserved.Contains(done.Account))
            return;
        if (done.Refusal is not null)
        {
            Conclude(draft, ExecutionResult.Aborted, $"exposure of {done.Account}: {done.Refusal}");
            return;
        }

        draft.Emit(new ReservationSeen(done.Account, draft.Now));
        if (!state.Accounts.All(account => draft.State.Work.Reserved.Contains(account)))
            return;
        draft.Emit(new ExposureTaken(draft.Now));
        AskQuotes(
            draft,
            [.. draft.State.Legs.Select(leg => new QuoteWanted(leg.Number, HedgeKind.CompleteLeg, leg.Slip, leg.Mirrored, leg.Commission, 1))],
            settings.QuoteTimeout,
            room: 0m);
    }

    private void OnAuditClose(ExecutionDraft draft, string? error)
    {
        if (draft.State.Phase != ExecutionPhase.Concluded)
            return;
        if (error is not null)
        {
            draft.Do(new ExecutionEffect.Log(LogSeverity.Alarm, $"the final audit row could not be written, the lock stays: {error}"));
            draft.Do(new ExecutionEffect.SetTimer(ExecutionTimer.Audit, settings.AuditRetry));
            return;
        }

        draft.Emit(new AuditClosed(draft.Now));
        draft.Emit(new LockReleased(draft.Now));
        draft.Do(new ExecutionEffect.StopTimer(ExecutionTimer.Audit));
        draft.Do(new ExecutionEffect.Finish());
    }

    private void OnTimer(ExecutionDraft draft, ExecutionTimer timer)
    {
        switch (timer)
        {
            case ExecutionTimer.Step: OnStepTimeout(draft); break;
            case ExecutionTimer.Poll: OnPoll(draft); break;
            case ExecutionTimer.Deadline: OnDeadline(draft); break;
            case ExecutionTimer.Round: BeginRound(draft); break;
            case ExecutionTimer.Audit when draft.State.Phase == ExecutionPhase.Concluded: draft.Do(new ExecutionEffect.CloseAudit()); break;
        }
    }

    private void OnStepTimeout(ExecutionDraft draft)
    {
        switch (draft.State.Phase)
        {
            case ExecutionPhase.Locked:
                Conclude(draft, ExecutionResult.Aborted, "the audit write did not end in time");
                break;
            case ExecutionPhase.Audited:
                Conclude(draft, ExecutionResult.Aborted, "exposure did not answer in time");
                break;
            case ExecutionPhase.Reserved when draft.State.Work.AskingStarts:
                OnStarts(draft, []);
                break;
            case ExecutionPhase.Reserved:
                Conclude(draft, ExecutionResult.Aborted, "bet lists and quotes did not come in time");
                break;
            case ExecutionPhase.Placing or ExecutionPhase.Hedging when draft.State.Legs.Any(leg => leg.Status == LegStatus.Intended):
                Unanswered(draft, "no answer in time", UnknownCause.NoAnswer);
                break;
            case ExecutionPhase.Hedging when draft.State.Work.AskingPrices:
                OnPrices(draft, []);
                break;
            case ExecutionPhase.Hedging when draft.State.Work.Quotes.Count > 0:
                ChooseHedge(draft);
                break;
        }
    }

    /// <summary>Ends the execution. Never while an outcome is open: the lock would be freed with it.</summary>
    private static void Conclude(ExecutionDraft draft, ExecutionResult result, string reason, KickOffRefusal? kickOff = null)
    {
        if (draft.State.AnyUnresolved)
            throw new InvalidOperationException("an execution with an open outcome must not be concluded");
        var accounts = draft.State.Accounts.Concat(draft.State.Work.Rooms.Keys).Distinct().ToArray();
        draft.Emit(new Concluded(result, draft.State.Worst, reason, draft.Now, kickOff));
        foreach (var timer in Enum.GetValues<ExecutionTimer>())
            draft.Do(new ExecutionEffect.StopTimer(timer));
        foreach (var account in accounts)
            draft.Do(new ExecutionEffect.Release(account));
        draft.Do(new ExecutionEffect.Log(LogSeverity.Info, $"{draft.State.Execution} {result}: {reason}; worst outcome {draft.State.End!.WorstProfit:0.00}"));
        draft.Do(new ExecutionEffect.CloseAudit());
    }
}

/// <summary>Collects a decision: an emitted event is applied at once, so that what follows sees it.</summary>
/// <param name="state">State before.</param>
/// <param name="now">Time of the decision.</param>
internal sealed class ExecutionDraft(ExecutionState state, DateTimeOffset now)
{
    private readonly List<ExecutionEvent> _events = [];
    private readonly List<ExecutionEffect> _effects = [];

    public ExecutionState State { get; private set; } = state;

    public DateTimeOffset Now => now;

    public void Emit(ExecutionEvent happened)
    {
        State = ExecutionTransitions.Apply(State, happened);
        _events.Add(happened);
    }

    public void Do(ExecutionEffect effect) => _effects.Add(effect);

    public ExecutionDecision Done() => _events.Count + _effects.Count == 0 ? ExecutionDecision.Nothing : new ExecutionDecision(_events, _effects);
}
