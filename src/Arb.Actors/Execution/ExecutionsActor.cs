using Akka.Actor;
using Akka.Persistence;
using Arb.Actors.Telemetry;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Actors.Execution;

/// <summary>
/// Owns the locks and their fencing tokens in a journal of its own, and one child per match that executes. After a start it recovers the execution of
/// every held lock before the engine may run.
/// <code>
/// Starting (reads the audit's floor) → Recovering (one RecoverExecution per held lock) → Working
/// </code>
/// </summary>
public sealed partial class ExecutionsActor : ReceivePersistentActor, IWithTimers
{
    private readonly MatchExecutionContext _context;
    private readonly LockTable _locks;
    private readonly Dictionary<long, IActorRef> _children = [];
    private readonly Dictionary<string, long> _tokenOfChild = [];
    private readonly HashSet<long> _recovering = [];
    private readonly HashSet<long> _withPerson = [];
    private readonly HashSet<long> _releasing = [];
    private readonly Dictionary<ExecutionId, IReadOnlyList<AccountId>> _unknown = [];
    private readonly Dictionary<long, IReadOnlyList<AccountId>> _accounts = [];
    private readonly EngineTelemetry _telemetry = EngineTelemetry.Of(Context.System);
    private IActorRef _engine = ActorRefs.Nobody;
    private bool _ready;
    private int _recovered;
    private long? _liveBegun;

    /// <summary>Made by <see cref="ExecutionHosting.AddExecution"/>.</summary>
    public ExecutionsActor(MatchExecutionContext context)
    {
        _context = context;
        _locks = new LockTable(context.Settings.RearmAfter, context.Settings.MaxExecutedMemory);
        Recover<SnapshotOffer>(offer => _locks.Restore((LockSnapshot)offer.Snapshot));
        Recover<LockEvent>(_locks.Apply);
        Recover<RecoveryCompleted>(_ => ReadAudit());
        Command<Floor>(OnFloor);
        Command<FloorFailed>(OnFloorFailed);
        Command<LiveExecutionsCounted>(counted =>
        {
            _liveBegun = counted.Begun;
            _engine.Tell(counted);
        });
        Command<NotCounted>(failed => Publish(LogSeverity.Warning, $"live executions could not be counted, what needs approval goes by the last count: {failed.Reason}"));
        Command<ReadFloor>(_ => ReadAudit());
        Command<Execute>(OnExecute);
        Command<GetRecovery>(_ => OnGetRecovery());
        Command<ExecutionRecovered>(OnRecovered);
        Command<ExecutionFinished>(OnFinished);
        Command<UnknownOutcomeChanged>(changed => SetUnknown(changed.Execution, changed.Accounts));
        Command<ExecutionStands>(OnStands);
        Command<AbortUnsent>(OnKilled);
        Command<LiftKill>(_ =>
        {
            if (_locks.Killed is not null)
                Persist(new LockEvent.EngineStarted(Now), Applied);
        });
        Command<ResolveExecution>(OnResolve);
        Command<RearmOpportunity>(OnRearm);
        Command<TakeUpBets>(OnTakeUp);
        Command<GetLocks>(_ => Sender.Tell(new LocksAnswered([.. _locks.Held.Select(Info)], !IsRecovered)));
        Command<WatchdogOrder>(OnWatchdog);
        Command<BetListedLate>(OnListedLate);
        Command<Revive>(order => StartRecovery(order.Token));
        Command<Unmarked>(OnUnmarked);
        Command<KillMarked>(OnKillMarked);
        Command<Terminated>(OnTerminated);
        Command<SaveSnapshotSuccess>(OnSnapshot);
        Command<SaveSnapshotFailure>(failed => Publish(LogSeverity.Warning, $"the lock table could not be saved as a snapshot, its journal grows meanwhile: {failed.Cause.Message}"));
        Command<DeleteMessagesSuccess>(_ => { });
        Command<DeleteMessagesFailure>(failed => Publish(LogSeverity.Warning, $"old lock events could not be deleted: {failed.Cause.Message}"));
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(failed => Publish(LogSeverity.Warning, $"old snapshots of the lock table could not be deleted: {failed.Cause.Message}"));
    }

    /// <inheritdoc/>
    public override string PersistenceId => "executions";

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        base.PreStart();
        Context.System.EventStream.Subscribe(Self, typeof(BetListedLate));
    }

    private DateTimeOffset Now => _context.Time.GetUtcNow();

    private bool IsRecovered => _ready && _recovering.Count == 0;

    /// <summary>A match actor that fails is stopped: its state may be wrong, its journal is right. It is made again from the journal while its lock is held.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(0, TimeSpan.Zero, _ => Directive.Stop);

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        Fatal(cause);
        Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistFailure(cause, @event, sequenceNr);
        Fatal(cause);
    }

    private void Fatal(Exception cause)
    {
        _telemetry.JournalFailed(cause.Message);
        Publish(LogSeverity.Alarm, $"the lock journal failed, nothing new is executed: {cause.Message}");
        _engine.Tell(new KillEngine($"the lock journal failed: {cause.Message}"));
    }

    private void ReadAudit()
    {
        var since = _context.Settings.RearmAfter > TimeSpan.Zero ? Now - _context.Settings.RearmAfter : DateTimeOffset.MinValue;
        FloorAsync(_context.Audit, since, _context.Settings).PipeTo(Self, Self, floor => floor, failure => new FloorFailed(failure.Message));
    }

    private static async Task<Floor> FloorAsync(IAuditLog audit, DateTimeOffset since, ExecutionSettings settings)
    {
        var token = await audit.HighestTokenAsync().ConfigureAwait(false);
        long? begun = settings.Paper ? null : await audit.LiveBegunAsync().ConfigureAwait(false);
        return new Floor(token, await audit.ExecutedSinceAsync(since, settings.MaxExecutedMemory).ConfigureAwait(false), begun);
    }

    private void OnFloorFailed(FloorFailed failed)
    {
        Publish(LogSeverity.Alarm, $"the audit could not be read, nothing is executed: {failed.Reason}");
        Timers.StartSingleTimer("floor", new ReadFloor(), _context.Settings.RetryDelay);
    }

    private void OnFloor(Floor floor)
    {
        if (_ready)
            return;
        _ready = true;
        _liveBegun = floor.LiveBegun;
        _locks.RaiseTo(floor.Token);
        foreach (var (opportunity, at) in floor.Executed.OrderBy(pair => pair.Value))
            _locks.MarkExecuted(opportunity, at);
        foreach (var held in _locks.Held.ToArray())
        {
            _recovering.Add(held.Grant.Token);
            StartRecovery(held.Grant.Token);
        }

        _recovered = _recovering.Count;
        TellRecovery();
    }

    private void OnGetRecovery()
    {
        _engine = Sender;
        TellRecovery();
    }

    private void TellRecovery()
    {
        if (IsRecovered)
            _engine.Tell(new RecoveryFinished(
                _recovered,
                [.. _locks.Held.Where(held => _withPerson.Contains(held.Grant.Token)).Select(held => held.Execution)],
                [.. _unknown.Values.SelectMany(a => a).Distinct()],
                _locks.Held.ToDictionary(held => held.Grant.Match, held => held.Execution))
            { Killed = _locks.Killed, LiveBegun = _liveBegun });
    }

    /// <summary>Applies a durable event; now and then the whole table becomes a snapshot, so that a start never reads years of events.</summary>
    private void Applied(LockEvent happened)
    {
        _locks.Apply(happened);
        if (LastSequenceNr % _context.Settings.SnapshotEvery == 0)
            SaveSnapshot(_locks.Snapshot());
    }

    /// <summary>What the snapshot holds is not needed as events any more: the forensic history is in the audit.</summary>
    private void OnSnapshot(SaveSnapshotSuccess saved)
    {
        var sequence = saved.Metadata.SequenceNr;
        DeleteMessages(sequence);
        DeleteSnapshots(new SnapshotSelectionCriteria(sequence - 1));
    }

    private void OnExecute(Execute order)
    {
        _engine = Sender;
        var match = order.Opportunity.Market.Match;
        var members = order.Opportunity.Match.Members;
        var refusal = !IsRecovered ? "recovering"
            : _locks.Held.Count - _withPerson.Count >= _context.Settings.MaxConcurrent ? "too many executions"
            : _tokenOfChild.ContainsKey(NameOf(match)) ? "the match is finishing another execution"
            : _locks.Refusal(order.Opportunity.Id, match, members, Now);
        if (refusal is not null)
        {
            Sender.Tell(new ExecutionRefused(order.Opportunity.Id, match, refusal));
            return;
        }

        var accounts = order.Plan.Legs.Select(leg => leg.Account).Distinct().ToArray();
        Persist(new LockEvent.Granted(_locks.HighestToken + 1, order.Opportunity.Id, match, members, accounts, Now), granted =>
        {
            _telemetry.JournalWritten(Now - granted.At);
            Applied(granted);
            var execution = ExecutionId.FromToken(granted.Token);
            Child(granted).Tell(new BeginExecution(execution, granted.Token, order.Opportunity, order.Plan) { Trace = order.Trace });
            _engine.Tell(new ExecutionStarted(execution, order.Opportunity.Id, match));
        });
    }

    private IActorRef Child(LockEvent.Granted granted)
    {
        var name = NameOf(granted.Match);
        var child = Context.ActorOf(Props.Create(typeof(MatchExecutionActor), granted.Match, granted.Execution, _context), name);
        Context.Watch(child);
        foreach (var late in _locks.Late)
            child.Tell(new ListsAreLate(late.Provider, late.Lateness));
        _children[granted.Token] = child;
        _tokenOfChild[name] = granted.Token;
        return child;
    }

    private void StartRecovery(long token)
    {
        if (_locks.Find(token) is not { } held || _children.ContainsKey(token))
            return;
        Child(held.Grant).Tell(new RecoverExecution(held.Execution, held.Grant.Opportunity, token));
    }

    private void OnRecovered(ExecutionRecovered recovered)
    {
        SetUnknown(recovered.Execution, recovered.Quarantined);
        var held = _locks.Find(recovered.Execution);
        if (held is not null && recovered.Action == RecoveryAction.WaitForPerson)
            _withPerson.Add(held.Grant.Token);
        Publish(LogSeverity.Warning, $"{recovered.Execution} on {recovered.Match} is taken up again: {recovered.Action}");
        if (held is not null && _recovering.Remove(held.Grant.Token))
            TellRecovery();
    }

    private void OnKilled(AbortUnsent order)
    {
        foreach (var child in _children.Values)
            child.Tell(order); // first: it must not wait for the disk
        var asker = Sender;
        if (_locks.Killed == order.Reason)
            asker.Tell(KillNoted.Instance);
        else
            Persist(new LockEvent.EngineKilled(order.Reason, Now), killed =>
            {
                Applied(killed);
                _context.Audit.NoteLocksAsync(LastSequenceNr).PipeTo(Self, Self, () => new KillMarked(asker, null), wrong => new KillMarked(asker, wrong.Message));
            });
    }

    /// <summary>An account with a hedge bet is as much part of it as one of the plan: it is not reset or removed meanwhile. One that a person answered is the engine's again.</summary>
    private void OnStands(ExecutionStands stands)
    {
        if (_locks.Find(stands.Execution) is not { } held)
            return;
        _accounts[held.Grant.Token] = stands.Accounts;
        if (!stands.WithPerson && _withPerson.Remove(held.Grant.Token))
            TellRecovery();
    }

    private void OnFinished(ExecutionFinished finished)
    {
        if (_locks.Find(finished.Token) is null || _releasing.Contains(finished.Token))
            return;
        if (finished.Result == ExecutionResult.WithPerson)
        {
            _withPerson.Add(finished.Token);
            Tell(finished);
            return;
        }

        _releasing.Add(finished.Token);
        Persist(new LockEvent.Released(finished.Token, finished.AnythingSent, Now), released =>
        {
            _telemetry.JournalWritten(Now - released.At);
            Applied(released);
            _releasing.Remove(released.Token);
            _withPerson.Remove(released.Token);
            _accounts.Remove(released.Token);
            SetUnknown(finished.Execution, []);
            if (_children.TryGetValue(released.Token, out var child))
                Context.Stop(child);
            if (_recovering.Remove(released.Token))
                TellRecovery();
            Tell(finished);
            if (finished.AnythingSent && !_context.Settings.Paper) // counted anew where it is durable, never added up here: no crash forgets or doubles one
                _context.Audit.LiveBegunAsync().PipeTo(Self, Self, begun => new LiveExecutionsCounted(begun), failure => new NotCounted(failure.Message));
        });
    }

    private void Tell(ExecutionFinished finished)
    {
        _engine.Tell(finished);
        Context.System.EventStream.Publish(new ExecutionEnded(finished));
    }

    private void SetUnknown(ExecutionId execution, IReadOnlyList<AccountId> accounts)
    {
        var before = _unknown.Values.SelectMany(a => a).ToHashSet();
        if (accounts.Count == 0)
            _unknown.Remove(execution);
        else
            _unknown[execution] = accounts;
        var after = _unknown.Values.SelectMany(a => a).ToHashSet();
        foreach (var account in before.Except(after))
            _engine.Tell(new AccountQuarantined(account, false, execution));
        foreach (var account in after.Except(before))
            _engine.Tell(new AccountQuarantined(account, true, execution));
    }

    private void OnResolve(ResolveExecution order)
    {
        if (_locks.Find(order.Execution) is { } held && _children.TryGetValue(held.Grant.Token, out var child))
            child.Forward(order);
        else
            Sender.Tell(new ResolutionAnswered(order.Execution, false, "no such execution is open"));
    }

    private void OnRearm(RearmOpportunity order)
    {
        if (!_locks.IsExecuted(order.Opportunity))
        {
            Sender.Tell(new OpportunityRearmed(order.Opportunity, false));
            return;
        }

        var asker = Sender;
        Persist(new LockEvent.Rearmed(order.Opportunity, Now), rearmed =>
        {
            Applied(rearmed);
            _context.Audit.UnmarkExecutedAsync(rearmed.Opportunity).PipeTo(Self, Self, () => new Unmarked(null), failure => new Unmarked(failure.Message));
            asker.Tell(new OpportunityRearmed(rearmed.Opportunity, true));
            _engine.Tell(new OpportunityRearmed(rearmed.Opportunity, true));
        });
    }

    /// <summary>The journal has the kill; the audit's mark only tells a lost journal from one that never had it.</summary>
    private void OnKillMarked(KillMarked marked)
    {
        if (marked.Error is not null)
            Publish(LogSeverity.Warning, $"the kill is in the journal, and the audit could not note so: {marked.Error}");
        marked.Asker.Tell(KillNoted.Instance);
    }

    private void OnUnmarked(Unmarked unmarked)
    {
        if (unmarked.Error is not null)
            Publish(LogSeverity.Error, $"an armed opportunity is still marked in the audit: {unmarked.Error}");
    }

    private void OnWatchdog(WatchdogOrder order)
    {
        if (_locks.Find(order.Token) is not { } held || order.Decision == WatchdogDecision.Leave)
            return;
        Publish(LogSeverity.Warning, $"{held.Execution} on {held.Grant.Match}: {order.Decision}: {order.Reason}");
        // A lock without an actor is freed by asking the journal: it says at once when nothing is open.
        if (_children.TryGetValue(order.Token, out var child))
            child.Tell(new DriveToEnd(held.Execution));
        else
            StartRecovery(order.Token);
    }

    private void OnTerminated(Terminated ended)
    {
        var name = ended.ActorRef.Path.Name;
        if (!_tokenOfChild.Remove(name, out var token))
            return;
        _children.Remove(token);
        if (_locks.Find(token) is not { } held)
            return;
        Publish(LogSeverity.Alarm, $"{held.Execution} on {held.Grant.Match} lost its actor with the lock held; it is taken up again from its journal");
        Timers.StartSingleTimer(name, new Revive(token), _context.Settings.RetryDelay);
    }

    private LockInfo Info(HeldLock held) => new(
        held.Execution,
        held.Grant.Opportunity,
        held.Grant.Match,
        held.Grant.Members,
        held.Grant.Token,
        held.Grant.At,
        [.. held.Grant.Accounts.Union(_accounts.GetValueOrDefault(held.Grant.Token) ?? [])],
        _children.ContainsKey(held.Grant.Token),
        _unknown.ContainsKey(held.Execution),
        _withPerson.Contains(held.Grant.Token));

    private static string NameOf(MatchId match) => Uri.EscapeDataString(match.Value);

    private void Publish(LogSeverity severity, string message) =>
        Context.System.EventStream.Publish(new SystemLogEntry(Now, severity, "execution", message));

    private sealed record Floor(long Token, IReadOnlyDictionary<OpportunityId, DateTimeOffset> Executed, long? LiveBegun);

    private sealed record NotCounted(string Reason);

    private sealed record FloorFailed(string Reason);

    private sealed record ReadFloor;

    private sealed record Revive(long Token);

    private sealed record Unmarked(string? Error);

    private sealed record KillMarked(IActorRef Asker, string? Error);
}
