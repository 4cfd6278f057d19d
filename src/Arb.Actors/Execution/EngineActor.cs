using System.Diagnostics;
using Akka.Actor;
using Arb.Actors.Telemetry;
using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Actors.Execution;

/// <summary>
/// Takes opportunities, checks the gate (L14), sizes them with fresh balances and exposure, and asks for their execution.
/// <code>
/// Recovering ── RecoveryFinished ──→ Stopped ── StartEngine ──→ Running
///                                      ↑ ── StopEngine ─────────┤
///                                   Killed ←── KillEngine ──────┘ (StartEngine leads out of it)
/// </code>
/// </summary>
public sealed partial class EngineActor : ReceiveActor, IWithTimers
{
    /// <summary>Reviews after which whoever pulled the kill switch is told that it is not durable yet.</summary>
    private const int KillPatience = 3;

    /// <summary>Askers that wait for it; beyond it all are answered.</summary>
    private const int KillAskersMax = 100;

    private readonly EngineSettings _settings;
    private readonly ICanTell _executions;
    private readonly ICanTell _accounts;
    private readonly TimeProvider _time;
    private readonly EngineBook _book;
    private readonly PendingPlans _pending;
    private readonly Dictionary<MatchId, Sizing> _sizing = [];
    private readonly Dictionary<AccountId, (decimal Amount, DateTimeOffset At)> _balances = [];
    private readonly Dictionary<MatchId, (IReadOnlyList<PlannedLeg> Legs, DateTimeOffset At)> _committed = [];
    private readonly EngineTelemetry _telemetry = EngineTelemetry.Of(Context.System);
    private readonly Dictionary<OpportunityId, ActivityContext> _traces = [];
    private EngineState _state = EngineState.Recovering;
    private string _reason = "unfinished executions are being recovered";
    private string _whyStopped = "not started yet";
    private bool _wanted;
    private string? _killed;
    private bool _startedByPerson;
    private StorageFault? _storage;
    private long _sizings;
    private readonly List<(IActorRef Asker, DateTimeOffset At)> _killAskers = [];

    /// <summary>Made by <see cref="ExecutionHosting.AddExecution"/>.</summary>
    public EngineActor(EngineSettings settings, ICanTell executions, ICanTell accounts, TimeProvider time)
    {
        _settings = settings;
        _executions = executions;
        _accounts = accounts;
        _time = time;
        _book = new EngineBook(settings);
        _pending = new PendingPlans(settings);
        _wanted = settings.AutoStart;
        Receive<OpportunityFound>(OnFound);
        Receive<OpportunityWithdrawn>(gone =>
        {
            _book.Remove(gone.Id, gone.At);
            _traces.Remove(gone.Id);
            if (_pending.Remove(gone.Id) is { } plan)
                Ended(plan, PlanEnding.Gone);
        });
        Receive<LampChanged>(changed => _book.SetLamp(changed.Account, changed.Lamp));
        Receive<AccountBetting>(changed => _book.SetBetting(changed));
        Receive<AccountQuarantined>(changed => _book.SetQuarantine(changed.Account, changed.Quarantined));
        Receive<RecoveryFinished>(OnRecovered);
        Receive<ExecutionStarted>(started => _book.Started(started));
        Receive<ExecutionRefused>(OnRefused);
        Receive<ExecutionFinished>(OnFinished);
        Receive<OpportunityRearmed>(armed => _book.Rearm(armed.Opportunity));
        Receive<BalanceAnswered>(OnBalance);
        Receive<ExposureAnswered>(OnExposure);
        Receive<AccountUnknown>(_ => { }); // the sizing that asked runs into its deadline
        Receive<SizingExpired>(OnSizingExpired);
        Receive<Review>(_ =>
        {
            foreach (var plan in _pending.Lapse(Now))
                Ended(plan, PlanEnding.Lapsed);
            AnswerKills(Now - (KillPatience * _settings.ReviewInterval), " (not written down yet: a restart may not know of it)");
            ReviewAll();
        });
        Receive<AskRecovery>(_ => _executions.Tell(GetRecovery.Instance, Self));
        Receive<StartEngine>(OnStart);
        Receive<StopEngine>(OnStop);
        Receive<KillEngine>(OnKill);
        Receive<StorageStands>(OnStorage);
        Receive<MachineSlept>(OnSlept);
        Receive<KillNoted>(_ => AnswerKills(DateTimeOffset.MaxValue, ""));
        Receive<GetEngineStatus>(_ => Sender.Tell(Status()));
        Receive<GetOpportunities>(ask => Sender.Tell(_book.View(ask)));
        Receive<ApprovePending>(OnApprove);
        Receive<GetPending>(_ => Sender.Tell(new PendingAnswered(_pending.All, _settings.Approve, _pending.Asks, _pending.Begun)));
        Receive<LiveExecutionsCounted>(counted => _pending.Begun = counted.Begun);
        Receive<GetOpportunityFigures>(_ => Sender.Tell(_book.Figures));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(LampChanged));
        Context.System.EventStream.Subscribe(Self, typeof(AccountBetting));
        _clock.TellOfSleep(Self);
        _executions.Tell(GetRecovery.Instance, Self);
        Timers.StartPeriodicTimer("review", new Review(), _settings.ReviewInterval);
        Timers.StartPeriodicTimer("recovery", new AskRecovery(), _settings.SizingTimeout); // it may start after us, or again after a failure
    }

    /// <summary>What a person had said (stopped, killed) is lost with the actor's state: nothing begins again by itself, whatever <c>auto-start</c> says.</summary>
    protected override void PostRestart(Exception reason)
    {
        _wanted = false;
        _whyStopped = $"the engine failed ({reason.GetType().Name}); start it again when that is understood";
        Context.System.EventStream.Publish(new SystemLogEntry(Now, LogSeverity.Alarm, "engine", _whyStopped));
        base.PostRestart(reason);
    }

    private void OnRecovered(RecoveryFinished finished)
    {
        _book.Align(finished);
        _pending.Begun = finished.LiveBegun;
        foreach (var gone in _committed.Where(pair => !finished.Locked.ContainsKey(pair.Key) && Now - pair.Value.At > _settings.SizingTimeout).ToArray())
            Settle(gone.Key); // its end was told while the lock table was down
        if (_state != EngineState.Recovering)
            return;
        if (_startedByPerson)
            _executions.Tell(LiftKill.Instance, Self);
        else
            _killed ??= finished.Killed; // it stays killed over a restart, whatever arb.engine.auto-start says
        _accounts.Tell(AnnounceAccounts.Instance, Self); // those that spoke before we listened speak again
        if (_killed is { } why)
            Switch(EngineState.Killed, why);
        else if (_wanted)
            Switch(EngineState.Running, "started");
        else
            Switch(EngineState.Stopped, _whyStopped);
    }

    /// <summary>Nothing is executed that cannot be written down: killed at once, and until the folder stands again nobody starts it.</summary>
    private void OnStorage(StorageStands stands)
    {
        _storage = stands.Fault;
        if (_storage is not null)
            Kill(_storage.Describe());
    }

    private void OnStart(StartEngine order)
    {
        if (_storage is not null)
        {
            Kill(_storage.Describe());
            Sender.Tell(Status());
            return;
        }

        if (_state == EngineState.Recovering)
        {
            (_wanted, _killed, _startedByPerson) = (true, null, true);
            _reason = $"will start for {order.By} when recovery is finished";
        }
        else if (_state != EngineState.Running)
        {
            _executions.Tell(LiftKill.Instance, Self);
            Switch(EngineState.Running, $"started by {order.By}");
        }

        Sender.Tell(Status());
    }

    private void OnStop(StopEngine order)
    {
        _wanted = false;
        if (_state == EngineState.Running)
            Switch(EngineState.Stopped, $"stopped by {order.By}");
        Sender.Tell(Status());
    }

    private void Switch(EngineState state, string reason)
    {
        _state = state;
        _reason = reason;
        var severity = state == EngineState.Killed ? LogSeverity.Alarm : LogSeverity.Info;
        Context.System.EventStream.Publish(new SystemLogEntry(Now, severity, "engine", $"{state}: {reason} ({(_settings.TradingWord == "demo" ? "demo, play money" : $"{_settings.Trading} trading")})") { Topic = LogTopic.Repeats });
        Context.System.EventStream.Publish(Status());
        if (state == EngineState.Running)
        {
            ReviewAll();
            return;
        }

        _sizing.Clear();
        foreach (var plan in _pending.Clear())
            Ended(plan, PlanEnding.Stopped);
    }

    private EngineStatus Status() => new(
        _state, _reason, _settings.TradingWord, _book.Count, _book.Executing, _book.WithPerson, _book.StartedTotal, _book.Refusals)
    {
        WaitForApproval = _pending.Waiting,
    };

    private void OnFound(OpportunityFound found)
    {
        _book.Add(found.Opportunity);
        Remember(found);
        Consider(found.Opportunity);
    }

    /// <summary>The latest trace of an opportunity; only while somebody listens, and no more than opportunities are kept.</summary>
    private void Remember(OpportunityFound found)
    {
        if (found.Trace == default)
            return;
        if (_traces.Count >= _settings.MaxOpportunities)
            _traces.Clear();
        _traces[found.Opportunity.Id] = found.Trace;
    }

    /// <summary>What an execution belongs to: the opportunity's trace, with the time that sizing took beside it.</summary>
    private ActivityContext TraceOf(Sizing sizing)
    {
        var trace = _traces.GetValueOrDefault(sizing.Opportunity.Id);
        if (trace != default)
            EngineTelemetry.End(_telemetry.Start("arb.sizing", trace, sizing.Since), Now);
        return trace;
    }

    private void ReviewAll()
    {
        if (_state != EngineState.Running)
            return;
        foreach (var opportunity in _book.Waiting(Now))
            Consider(opportunity);
    }

    private void Consider(Opportunity opportunity)
    {
        var match = opportunity.Market.Match;
        var verdict = _book.Check(opportunity, _state, Now);
        if (verdict.Reason == GateReason.MarginTooGood && _book.Quarantine(opportunity.Id))
        {
            Context.System.EventStream.Publish(new OpportunityQuarantined(opportunity, Now));
            Context.System.EventStream.Publish(new SystemLogEntry(Now, LogSeverity.Warning, "engine", $"too good to be true: {opportunity.Id}, {verdict.Detail}"));
        }

        if (!verdict.IsOpen || _book.IsBlocked(opportunity, Now) || _pending.Blocks(opportunity) || _sizing.ContainsKey(match) || _sizing.Count + _book.Executing >= _settings.MaxConcurrent)
            return;
        var sizing = new Sizing(++_sizings, opportunity, [.. opportunity.Legs.Select(leg => leg.Market.Source.Account).Distinct()], Now);
        _sizing[match] = sizing;
        Timers.StartSingleTimer(match, new SizingExpired(match, sizing.Number), _settings.SizingTimeout);
        foreach (var account in sizing.Accounts)
        {
            if (_balances.TryGetValue(account, out var known) && Now - known.At <= _settings.BalanceMaxAge)
                sizing.Balances[account] = known.Amount;
            else
                _accounts.Tell(new ToBettor(account, ReadBalance.Instance), Self);
            _accounts.Tell(new ToExposure(account, new GetExposure(match)), Self);
        }
    }

    private void OnBalance(BalanceAnswered answer)
    {
        if (answer.Reading.Amount is { } amount)
            _balances[answer.Account] = (amount, answer.At);
        foreach (var sizing in _sizing.Values.Where(sizing => sizing.Accounts.Contains(answer.Account)).ToArray())
        {
            if (answer.Reading.Amount is { } balance)
                sizing.Balances[answer.Account] = balance;
            else
                GiveUp(sizing, $"{answer.Account}: balance is not known ({answer.Reading.Detail})", "balance");
            TryExecute(sizing);
        }
    }

    private void OnExposure(ExposureAnswered answer)
    {
        if (answer.Match is not { } match || !_sizing.TryGetValue(match, out var sizing) || !sizing.Accounts.Contains(answer.Account))
            return;
        sizing.Headroom[answer.Account] = answer.Headroom;
        TryExecute(sizing);
    }

    private void TryExecute(Sizing sizing)
    {
        var match = sizing.Opportunity.Market.Match;
        if (!_sizing.TryGetValue(match, out var current) || current != sizing || !sizing.Complete)
            return;
        var latest = _book.Find(sizing.Opportunity.Id);
        if (latest is null)
        {
            GiveUp(sizing, "withdrawn while it was sized", "withdrawn");
            return;
        }

        var verdict = _book.Check(latest, _state, Now);
        if (!verdict.IsOpen)
        {
            GiveUp(sizing, verdict.Detail, verdict.Reason.ToString());
            return;
        }

        var free = sizing.Balances.ToDictionary(pair => pair.Key, pair => pair.Value - _committed.Values.Sum(running => running.Legs.Where(leg => leg.Account == pair.Key).Sum(leg => leg.Stake)));
        var isApproved = _pending.IsApproved(latest, out var approved);
        var (plan, refusal) = EnginePlanner.Plan(latest, free, sizing.Headroom, _book.Commissions, _settings, approved?.Plan);
        if (plan is null)
        {
            if (isApproved && _pending.Remove(latest.Id) is { } changed)
                Ended(changed, PlanEnding.Changed);
            GiveUp(sizing, refusal!, "sizing");
            return;
        }

        Forget(match);
        if (isApproved && _pending.Remove(latest.Id) is { } begins)
            Ended(begins, PlanEnding.Executed);
        else if (_pending.Asks)
        {
            Wait(latest, plan);
            return;
        }

        foreach (var account in sizing.Accounts)
            _balances.Remove(account); // it will be lower: read again before the next plan
        _committed[match] = (plan.Legs, Now);
        _book.Asked(latest.Id, match);
        _executions.Tell(new Execute(latest, plan) { Trace = TraceOf(sizing) }, Self);
    }

    private void OnRefused(ExecutionRefused refused)
    {
        _book.Refused(refused, Now);
        if (!_book.IsBusy(refused.Match))
            _committed.Remove(refused.Match);
    }

    /// <summary>What an execution was planned to stake is not free while it runs. Once it ends the balance says it, read after that: one read before is forgotten.</summary>
    private void Settle(MatchId match)
    {
        if (!_committed.Remove(match, out var ended))
            return;
        foreach (var account in ended.Legs.Select(leg => leg.Account).Distinct())
        {
            _balances.Remove(account);
            var waiting = _sizing.Values.Where(sizing => sizing.Balances.Remove(account)).ToArray();
            if (waiting.Length > 0)
                _accounts.Tell(new ToBettor(account, ReadBalance.Instance), Self);
        }
    }

    private void OnFinished(ExecutionFinished finished)
    {
        Settle(finished.Match);
        _book.Finished(finished, Now);
        if (finished.Result == ExecutionResult.WithPerson)
            Context.System.EventStream.Publish(new SystemLogEntry(
                Now, LogSeverity.Alarm, "engine", $"{finished.Execution} on {finished.Match} waits for a person: {finished.Reason}", null, finished.Execution)
            { Topic = LogTopic.Repeats });
    }

    private void OnSizingExpired(SizingExpired expired)
    {
        if (_sizing.TryGetValue(expired.Match, out var sizing) && sizing.Number == expired.Number)
            GiveUp(sizing, "balance or exposure did not answer in time", "sizing timeout");
    }

    private void GiveUp(Sizing sizing, string reason, string category)
    {
        Forget(sizing.Opportunity.Market.Match);
        _book.Postpone(sizing.Opportunity.Id, reason, category, Now);
    }

    private void Forget(MatchId match)
    {
        _sizing.Remove(match);
        Timers.Cancel(match);
    }

    private sealed record SizingExpired(MatchId Match, long Number);

    private sealed record Review;

    private sealed record AskRecovery;

    private sealed class Sizing(long number, Opportunity opportunity, IReadOnlyList<AccountId> accounts, DateTimeOffset since)
    {
        public DateTimeOffset Since => since;

        public long Number => number;

        public Opportunity Opportunity => opportunity;

        public IReadOnlyList<AccountId> Accounts => accounts;

        public Dictionary<AccountId, decimal> Balances { get; } = [];

        public Dictionary<AccountId, decimal> Headroom { get; } = [];

        public bool Complete => accounts.All(account => Balances.ContainsKey(account) && Headroom.ContainsKey(account));
    }
}
