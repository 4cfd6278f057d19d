using Akka.Actor;
using Akka.Persistence;
using Arb.Actors.Telemetry;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Actors.Execution;

/// <summary>What every match actor works with.</summary>
/// <param name="Settings">Limits and time-outs.</param>
/// <param name="Decide">The saga.</param>
/// <param name="Audit">The audit tables.</param>
/// <param name="Accounts">Takes the envelopes <see cref="ToBettor"/> and <see cref="ToExposure"/>.</param>
/// <param name="Market">Answers <see cref="GetMarketPrices"/> and <see cref="GetMatchStarts"/>.</param>
/// <param name="Time">The clock.</param>
public sealed record MatchExecutionContext(
    ExecutionSettings Settings, ExecutionDecide Decide, IAuditLog Audit, ICanTell Accounts, ICanTell Market, TimeProvider Time);

/// <summary>
/// The saga of one match: it keeps the journal and the time, the decider decides. Every decision's durable events are persisted first; only then
/// are its effects carried out. A journal that fails or rejects ends the actor: nothing is sent that is not durable.
/// <code>
/// executions: BeginExecution / RecoverExecution / DriveToEnd / ResolveExecution
///    → decide → persist → apply → effects (accounts, market, audit, timers)
///    → answers → decide → …                      → ExecutionFinished → executions stops it
/// </code>
/// </summary>
public sealed partial class MatchExecutionActor : ReceivePersistentActor, IWithTimers
{
    private readonly MatchId _match;
    private readonly MatchExecutionContext _context;
    private readonly EngineTelemetry _telemetry = EngineTelemetry.Of(Context.System);
    private readonly ExecutionTelemetry _told;
    private readonly Dictionary<ProviderId, TimeSpan> _late = [];
    private ExecutionState _state = ExecutionState.Empty;
    private IActorRef _person = ActorRefs.Nobody;
    private (IActorRef Asker, long Number) _takeUp = (ActorRefs.Nobody, 0);
    private long? _lock;
    private bool _finished;

    /// <summary>Made by <see cref="ExecutionsActor"/>.</summary>
    public MatchExecutionActor(MatchId match, ExecutionId execution, MatchExecutionContext context)
    {
        _match = match;
        _context = context;
        _told = new ExecutionTelemetry(_telemetry);
        PersistenceId = execution.Value; // a journal per execution: a new one replays nothing of what the match went through before
        Recover<ExecutionEvent>(happened => _state = ExecutionTransitions.Apply(_state, happened));
        Command<BeginExecution>(order => Handle(new ExecutionInput.Begin(order with { Trace = _told.Begin(order, Now) })));
        Command<RecoverExecution>(OnRecover);
        Command<DriveToEnd>(order => order.Execution == _state.Execution, _ => Handle(new ExecutionInput.Drive()));
        Command<AbortUnsent>(order => Handle(new ExecutionInput.Abandon(order.Reason)));
        Command<ResolveExecution>(OnResolve);
        Command<TakeUpBets>(OnTakeUp);
        Command<TimerFired>(OnTimer);
        Command<AuditWritten>(OnAuditWritten);
        Command<AuditBehind>(OnAuditBehind);
        Command<MachineSlept>(OnSlept);
        Command<AfterSleep>(later => Handle(later.Input));
        Command<QuoteAnswered>(answer => IsMine(answer.Execution) && !IsFromBefore(answer.AskedAt), answer => Handle(new ExecutionInput.QuoteDone(answer.Leg, answer.Result)));
        Command<PlacementAnswered>(answer => IsMine(answer.Execution), answer => Handle(new ExecutionInput.PlacementDone(answer.Leg, answer.Attempt, answer.Outcome)));
        Command<BetListAnswered>(
            answer => IsMine(answer.Execution) && !IsFromBefore(answer.AskedAt), answer => Handle(new ExecutionInput.ListRead(answer.Account, answer.Reading, answer.AskedAt, Settled(answer), answer.Balance)
            {
                Unlisted = answer.Unlisted,
                ReadsBalance = answer.ReadsBalance,
                MoneyDigits = answer.MoneyDigits,
            }));
        Command<ExposureReserved>(answer => IsMine(answer.Execution), answer => Handle(new ExecutionInput.ReservationDone(answer.Account, null)));
        Command<ExposureRefused>(answer => IsMine(answer.Execution), answer => Handle(new ExecutionInput.ReservationDone(answer.Account, answer.Reason)));
        Command<HedgeRoomReserved>(answer => IsMine(answer.Execution), answer => Handle(new ExecutionInput.RoomDone(answer.Account, answer.Amount)));
        Command<MarketPricesAnswered>(answer => IsMine(answer.Execution), answer => Handle(new ExecutionInput.PricesRead(answer.Prices)));
        Command<MatchStartsAnswered>(answer => IsMine(answer.Execution), answer => Handle(new ExecutionInput.StartsRead(answer.Starts)));
        Command<ListsAreLate>(late => _late[late.Provider] = late.Lateness);
        Command<AccountUnknown>(OnAccountUnknown);
    }

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _context.Time.GetUtcNow();

    /// <summary>A rejected event is not durable: as fatal as a failed one. The parent sees the end and keeps the lock.</summary>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        _telemetry.JournalFailed(cause.Message);
        Publish(LogSeverity.Alarm, $"{_match}: the journal rejected an event: {cause.Message}", null);
        Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistFailure(cause, @event, sequenceNr);
        _telemetry.JournalFailed(cause.Message);
        Publish(LogSeverity.Alarm, $"{_match}: the journal failed: {cause.Message}", null);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _told.Stop(Now);
        base.PostStop();
    }

    /// <summary>How long after its sending a bet may be missing from a list: what the protocol says, or what this bookmaker's lists were late by so far.</summary>
    private TimeSpan Settled(BetListAnswered answer)
    {
        var provider = _state.Legs.FirstOrDefault(leg => leg.Account == answer.Account)?.Slip.Event.Provider;
        return provider is { } known && _late.TryGetValue(known, out var lateness) && lateness > answer.SettleTime ? lateness : answer.SettleTime;
    }

    private bool IsMine(ExecutionId execution) => _state.Phase != ExecutionPhase.Idle && execution == _state.Execution;

    private void Decide(ExecutionInput input)
    {
        var decision = _context.Decide(_state, input, Now);
        var durable = decision.Events.Where(happened => happened.Durable).ToArray();
        if (durable.Length == 0)
        {
            Complete(decision);
            return;
        }

        var left = durable.Length;
        var begun = Now;
        PersistAll(durable, _ =>
        {
            if (--left > 0)
                return;
            _telemetry.JournalWritten(Now - begun);
            Complete(decision);
        });
    }

    private void Complete(ExecutionDecision decision)
    {
        var before = (_state.Legs.Count, _state.WithPerson);
        foreach (var happened in decision.Events)
        {
            _state = ExecutionTransitions.Apply(_state, happened);
            _told.On(happened, _state);
        }

        if (before != (_state.Legs.Count, _state.WithPerson))
            TellStanding();
        foreach (var effect in decision.Effects)
            Perform(effect);
    }

    private void TellStanding() => Context.Parent.Tell(new ExecutionStands(_state.Execution, _state.Accounts, _state.WithPerson));

    private void Perform(ExecutionEffect effect)
    {
        var execution = _state.Execution;
        switch (effect)
        {
            case ExecutionEffect.Send e:
                _context.Accounts.Tell(new ToBettor(e.Ticket.Quote.Slip.Account, Placement(e)), Self);
                break;
            case ExecutionEffect.Quote e:
                _context.Accounts.Tell(new ToBettor(e.Slip.Account, new AskQuote(execution, e.Number, e.Slip) { Trace = _told.Step(Now) }), Self);
                break;
            case ExecutionEffect.ReadList e:
                _context.Accounts.Tell(new ToBettor(e.Account, new ReadBetList(execution, e.From) { WithBalance = e.WithBalance, Trace = _told.Step(Now) }), Self);
                break;
            case ExecutionEffect.Reserve e:
                _context.Accounts.Tell(new ToExposure(e.Account, new ReserveExposure(execution, _match, e.Account, e.Amount)), Self);
                break;
            case ExecutionEffect.ReserveRoom e:
                _context.Accounts.Tell(new ToExposure(e.Account, new ReserveHedgeRoom(execution, _match, e.Account, e.Wanted)), Self);
                break;
            case ExecutionEffect.Release e:
                _context.Accounts.Tell(new ToExposure(e.Account, new ReleaseExposure(execution, e.Account)), Self);
                break;
            case ExecutionEffect.Commit e:
                _context.Accounts.Tell(new ToExposure(e.Account, new CommitExposure(execution, _match, e.Account, e.Leg, e.Stake)), Self);
                break;
            case ExecutionEffect.AskPrices e:
                _context.Market.Tell(new GetMarketPrices(execution, e.Market), Self);
                break;
            case ExecutionEffect.AskStarts e:
                _context.Market.Tell(new GetMatchStarts(execution, e.Market), Self);
                break;
            case ExecutionEffect.SetTimer e:
                Timers.StartSingleTimer(e.Timer, new TimerFired(e.Timer, execution), e.Delay);
                break;
            case ExecutionEffect.StopTimer e:
                Timers.Cancel(e.Timer);
                break;
            case ExecutionEffect.TellLateList e:
                Context.Parent.Tell(new BetListedLate(e.Account, e.Provider, e.Lateness));
                break;
            case ExecutionEffect.Log e:
                Publish(e.Severity, e.Message, e.Account, e.Topic);
                break;
            default:
                PerformAudit(effect);
                break;
        }
    }

    private Place Placement(ExecutionEffect.Send send) => new(
        _state.Execution, _match, send.Leg, send.Attempt, _state.Lock!.Token, send.Ticket, Earlier(_state.Legs[send.Leg].IntendedAt + _context.Settings.SendWindow, send.Before))
    {
        Trace = _told.Leg(send.Leg),
    };

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;

    private void PerformAudit(ExecutionEffect effect)
    {
        switch (effect)
        {
            case ExecutionEffect.OpenAudit:
                Write(AuditStage.Open, _context.Audit.OpenAsync(ExecutionAudit.Row(_state), _state.Steps));
                break;
            case ExecutionEffect.UpdateAudit:
                Write(AuditStage.Update, _context.Audit.UpdateAsync(ExecutionAudit.Row(_state), _state.Steps));
                break;
            case ExecutionEffect.AppendHedge:
                foreach (var row in ExecutionAudit.LatestHedges(_state))
                    Write(AuditStage.Update, _context.Audit.AppendHedgeAsync(row));
                break;
            case ExecutionEffect.CloseAudit:
                Write(AuditStage.Close, CloseAsync(_context.Audit, _state));
                break;
            case ExecutionEffect.ReportUnknown:
                Context.Parent.Tell(new UnknownOutcomeChanged(_state.Execution, _state.UnknownAccounts));
                break;
            case ExecutionEffect.ReportPerson e:
                Context.Parent.Tell(Finished(ExecutionResult.WithPerson, e.Reason, _state.Worst));
                break;
            case ExecutionEffect.AnswerPerson e:
                _person.Tell(new ResolutionAnswered(_state.Execution, e.Done, e.Reason));
                break;
            case ExecutionEffect.AnswerChanges e:
                _takeUp.Asker.Tell(new BetsTakenUp(_state.Execution, e.Verdict, e.Counted, e.Reason, _takeUp.Number));
                break;
            case ExecutionEffect.Finish:
                _finished = true;
                Context.Parent.Tell(Finished(_state.End!.Result, _state.End.Reason, _state.End.WorstProfit));
                break;
            default:
                throw new InvalidOperationException($"unknown effect {effect.GetType().Name}");
        }
    }

    private static async Task CloseAsync(IAuditLog audit, ExecutionState state)
    {
        await audit.CloseAsync(ExecutionAudit.Row(state), state.Steps, ExecutionAudit.Hedges(state)).ConfigureAwait(false);
        if (state.AnythingSent)
            await audit.MarkExecutedAsync(state.Lock!.Opportunity, state.Execution, state.End!.At).ConfigureAwait(false);
    }

    private void Write(AuditStage stage, Task write)
    {
        var execution = _state.Execution;
        write.PipeTo(Self, Self, () => new AuditWritten(execution, stage, null), failure => new AuditWritten(execution, stage, failure.Message));
    }

    private void OnAuditWritten(AuditWritten written)
    {
        if (!IsMine(written.Execution))
            return;
        if (written.Stage == AuditStage.Open)
            Handle(new ExecutionInput.AuditOpenDone(written.Error));
        else if (written.Stage == AuditStage.Close)
            Handle(new ExecutionInput.AuditCloseDone(written.Error));
        else if (written.Error is not null)
            OnAuditBehind(written);
    }

    /// <summary>An execution can wait for a person for days: what the audit lacks is written again, until it is there or the final write brings it.</summary>
    private void OnAuditBehind(AuditWritten written)
    {
        Timers.StartSingleTimer(nameof(AuditBehind), new AuditBehind(written.Execution), _context.Settings.AuditRetry);
        Publish(LogSeverity.Alarm, $"{written.Execution}: the audit row could not be updated, it is written again: {written.Error}", null);
    }

    private void OnAuditBehind(AuditBehind behind)
    {
        if (!IsMine(behind.Execution) || _state.Phase is ExecutionPhase.Concluded or ExecutionPhase.AuditClosed)
            return;
        Write(AuditStage.Update, _context.Audit.UpdateAsync(ExecutionAudit.Row(_state), _state.Steps));
        foreach (var row in ExecutionAudit.Hedges(_state))
            Write(AuditStage.Update, _context.Audit.AppendHedgeAsync(row));
    }

    private void OnTimer(TimerFired fired)
    {
        if (IsMine(fired.Execution))
            Handle(new ExecutionInput.TimerFired(fired.Timer));
    }

    /// <summary>Under a lock of its own, or within the one that the execution holds.</summary>
    private void OnTakeUp(TakeUpBets order)
    {
        _takeUp = (Sender, order.Number);
        if (_finished)
        {
            Sender.Tell(new BetsTakenUp(order.Of.Execution, TakeUpVerdict.Later, [], "it is being closed", order.Number));
            return;
        }

        _lock = order.Token;
        if (_state.Lock is not null)
        {
            Handle(new ExecutionInput.BetsChanged(order.Token, order.Changes, order.Of.Settled));
            return;
        }

        // The audit knows of it and its journal does not: there is nothing to compare with.
        Sender.Tell(new BetsTakenUp(order.Of.Execution, TakeUpVerdict.Done, [], null, order.Number));
        Publish(LogSeverity.Alarm, $"{order.Of.Execution}: a bet of it turned out otherwise than the audit has it, and its journal holds nothing: look at the bookmaker's page", null);
        Context.Parent.Tell(new ExecutionFinished(
            order.Of.Execution, order.Of.Opportunity, _match, order.Token, ExecutionResult.Aborted, false, 0m, "its journal holds nothing", Now));
    }

    private void OnRecover(RecoverExecution order)
    {
        _lock = order.Token;
        if (_state.Lock is null || _state.Execution != order.Execution)
        {
            // The lock was granted, but nothing was journaled here: nothing was sent.
            Context.Parent.Tell(new ExecutionRecovered(order.Execution, _match, RecoveryAction.Abort, []));
            Context.Parent.Tell(new ExecutionFinished(
                order.Execution, order.Opportunity, _match, order.Token, ExecutionResult.Aborted, false, 0m, "restarted before anything was done", Now));
            return;
        }

        if (_state.Phase == ExecutionPhase.Idle)
        {
            Context.Parent.Tell(new ExecutionRecovered(order.Execution, _match, RecoveryAction.Release, []));
            Perform(new ExecutionEffect.Finish());
            return;
        }

        _told.Recovered(_state, Now);
        TellStanding();
        Context.Parent.Tell(new ExecutionRecovered(order.Execution, _match, Domain.Execution.Recovery.Of(_state), _state.OpenAccounts));
        Handle(new ExecutionInput.Recovered());
    }

    private void OnResolve(ResolveExecution order)
    {
        if (!IsMine(order.Execution))
        {
            Sender.Tell(new ResolutionAnswered(order.Execution, false, "this execution has ended"));
            return;
        }

        _person = Sender;
        Handle(new ExecutionInput.PersonSaid(order.Leg, order.Verdict, order.Reference, order.Note, order.Odds, order.Stake));
    }

    /// <summary>The envelope was not delivered: proof that nothing was sent.</summary>
    private void OnAccountUnknown(AccountUnknown unknown)
    {
        var detail = $"there is no account {unknown.Account}";
        ExecutionInput? input = unknown.Message switch
        {
            AskQuote m when IsMine(m.Execution) => new ExecutionInput.QuoteDone(m.Leg, QuoteResult.No(RefusalReason.NotSent, detail)),
            Place m when IsMine(m.Execution) => new ExecutionInput.PlacementDone(m.Leg, m.Attempt, new PlacementOutcome.Rejected(RefusalReason.NotSent, detail)),
            ReadBetList m when IsMine(m.Execution) => new ExecutionInput.ListRead(unknown.Account, BetListReading.None(detail), Now, TimeSpan.Zero),
            ReserveExposure m when IsMine(m.Execution) => new ExecutionInput.ReservationDone(unknown.Account, detail),
            ReserveHedgeRoom m when IsMine(m.Execution) => new ExecutionInput.RoomDone(unknown.Account, 0m),
            _ => null,
        };
        if (input is not null)
            Handle(input);
    }

    private ExecutionFinished Finished(ExecutionResult result, string reason, decimal worst) =>
        new(_state.Execution, _state.Lock!.Opportunity, _match, _lock ?? _state.Lock.Token, result, _state.AnythingSent, worst, reason, Now);

    private void Publish(LogSeverity severity, string message, AccountId? account, LogTopic topic = LogTopic.None) =>
        Context.System.EventStream.Publish(new SystemLogEntry(Now, severity, "execution", message, account, _state.Lock?.Execution) { Topic = topic });

    private enum AuditStage
    {
        Open,
        Update,
        Close,
    }

    private sealed record TimerFired(ExecutionTimer Timer, ExecutionId Execution);

    private sealed record AuditBehind(ExecutionId Execution);

    private sealed record AuditWritten(ExecutionId Execution, AuditStage Stage, string? Error);
}
