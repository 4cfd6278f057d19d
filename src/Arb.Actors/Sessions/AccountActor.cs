using Akka.Actor;
using Akka.Event;
using Arb.Actors.Harvest;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Actors.Sessions;

/// <summary>
/// One account: FSM (L03), contract (L04), lamp (L26), hard reset (L21), and the children session, worker-{provider}, exposure and bettor. Nothing of it is shared (L01).
/// <code>
///            on            layer up          session + marked contract
///   IDLE ─────────► STARTING ──────► WAIT_PROVIDER ──────────────────► ACTIVE
///    ▲                 │ late              │ off, reset                   │ off, reset
///    └── all done ── STOPPING ◄────────────┴──────────────────────────────┘
/// </code>
/// </summary>
public sealed partial class AccountActor : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    private readonly AccountEnvironment _environment;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly EngineClock _clock = EngineClock.Of(Context.System);
    private readonly Dictionary<ProviderId, ProviderContract> _contracts = [];
    private AccountSettings _settings;
    private AccountState _state = AccountState.Idle;
    private IActorRef _sessionLayer = ActorRefs.Nobody;
    private IActorRef _bettor = ActorRefs.Nobody;
    private IActorRef _exposure = ActorRefs.Nobody;
    private IActorRef _worker = ActorRefs.Nobody;
    private IProviderTransport? _transport;
    private ProviderSession? _session;
    private int _lastGeneration;
    private DateTimeOffset? _sessionSince;
    private WorkerHealth? _health;
    private decimal? _balance;
    private decimal _openExposure;
    private (Lamp Lamp, string Reason) _lamp = (Lamp.Red, "off");

    /// <summary>Makes the actor of a stored account.</summary>
    public AccountActor(AccountSettings settings, AccountEnvironment environment)
    {
        _settings = settings;
        _environment = environment;
        Become(Loading);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public IStash Stash { get; set; } = null!;

    private AccountId Id => _settings.Id;

    private ProviderContract? ActiveContract => _contracts.Values.FirstOrDefault(contract => contract.Active);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(10, TimeSpan.FromMinutes(1), Decider.From(Directive.Restart));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _transport = _environment.Transports.Create(Id);
        _clock.TellOfSleep(Self);
        _sessionLayer = Context.Watch(Context.ActorOf(Props.Create(typeof(SessionActor), Id, _settings.Url, _environment), "session"));
        _exposure = Context.Watch(Context.ActorOf(_environment.ExposureProps(Id), "exposure"));
        _bettor = Context.Watch(Context.ActorOf(_environment.BettorProps(Id), "bettor"));
        LoadContracts();
    }

    /// <inheritdoc/>
    protected override void PostStop() => _transport?.Dispose();

    // ---- Loading: contracts come from the database before anything else happens ----

    private void Loading()
    {
        Receive<Loaded>(loaded =>
        {
            _settings = loaded.Settings;
            foreach (var contract in loaded.Contracts)
                _contracts[contract.Provider] = contract;
            Become(Ready);
            Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TimeSpan.FromSeconds(1));
            TakeStored(loaded);
            Announce();
            if (_settings.Enabled)
                Trigger(AccountTrigger.ToggledOn, "on at start");
            else
                _sessionLayer.Tell(CleanUpBrowser.Instance);
            Stash.UnstashAll();
        });
        Receive<Status.Failure>(failure =>
        {
            Log(LogSeverity.Error, $"settings or contracts of {Id} could not be read: {failure.Cause.Message}");
            Timers.StartSingleTimer(nameof(LoadContracts), Tick.Instance, TimeSpan.FromSeconds(5));
        });
        Receive<Tick>(_ => LoadContracts());
        Receive<GetAccount>(_ => Sender.Tell(View()));
        Receive<GetAccountEvidence>(_ => OnGetEvidence());
        ReceiveAny(_ => Stash.Stash());
    }

    private void LoadContracts() => LoadAsync(_environment, _settings).PipeTo(Self);

    /// <summary>The toggle is read again too: after a crash it counts as it is stored, not as it was when the actor was made.</summary>
    private static async Task<Loaded> LoadAsync(AccountEnvironment environment, AccountSettings known)
    {
        var accounts = await environment.Accounts.LoadAsync().ConfigureAwait(false);
        var contracts = await environment.Contracts.LoadAsync(known.Id).ConfigureAwait(false);
        var settings = accounts.FirstOrDefault(account => account.Id == known.Id) ?? known;
        if (environment.Vault is null)
            return new Loaded(settings, contracts, null, null);
        try
        {
            return new Loaded(settings, contracts, await environment.Vault.LoadAsync(known.Id).ConfigureAwait(false), null);
        }
        catch (StorageException unusable)
        {
            // The user can log in: that is no reason to leave the account alone.
            return new Loaded(settings, contracts, null, unusable.Message);
        }
    }

    // ---- Ready: every state after loading; the table of AccountFsm decides what a trigger does ----

    private void Ready()
    {
        Receive<SwitchAccount>(OnSwitch);
        Receive<ResetAccount>(_ => OnReset());
        Receive<ImportSession>(OnImportSession);
        Receive<ImportContract>(OnImportContract);
        Receive<MarkContract>(OnMarkContract);
        Receive<ShowContracts>(_ => Sender.Tell(Contracts()));
        Receive<GetAccount>(_ => Sender.Tell(View()));
        Receive<GetAccountEvidence>(_ => OnGetEvidence());
        Receive<AnnounceAccounts>(_ => Announce());
        Receive<ToBettor>(envelope => _bettor.Forward(envelope.Message));
        Receive<ToExposure>(envelope => _exposure.Forward(envelope.Message));
        ReceiveSession();
        ReceiveRemember();
        Receive<WorkerStarted>(_ => OnWorkerStarted());
        Receive<WorkerHealth>(OnHealth);
        Receive<RestartWorker>(OnRestartWorker);
        Receive<BettorStarted>(_ => OpenBettor());
        Receive<ContractsCaptured>(OnContractsCaptured);
        Receive<BalanceAnswered>(answer => _balance = answer.Reading.Amount ?? _balance);
        Receive<BalanceDue>(_ => OnBalanceDue());
        Receive<ExposureAnswered>(answer => _openExposure = answer.Open + answer.Reserved);
        Receive<Tick>(_ => OnTick());
        Receive<StartLate>(_ => OnStartLate());
        Receive<Saved>(OnSaved);
        Receive<NotSaved>(OnNotSaved);
        Receive<RemoveNow>(_ => OnRemove());
        ReceiveReset();
    }

    private void Trigger(AccountTrigger trigger, string reason)
    {
        if (AccountFsm.Next(_state, trigger) is not { } next)
        {
            Log(LogSeverity.Warning, $"{Id}: {trigger} is no transition from {_state}; ignored ({reason})");
            return;
        }
        _state = next;
        _log.Info("[ACCOUNT] {0} -> {1}: {2}", Id, next, reason);
        Context.System.EventStream.Publish(new AccountStateChanged(Id, next, reason, _clock.Now));
        switch (next)
        {
            case AccountState.Starting:
                Timers.StartSingleTimer(nameof(StartLate), StartLate.Instance, _environment.Settings.StartDeadline);
                _whyOff = null;
                TellProvider();
                _sessionLayer.Tell(StartSessionLayer.Instance);
                break;
            case AccountState.WaitProvider:
                Timers.Cancel(nameof(StartLate));
                TryActivate("session layer up");
                break;
            case AccountState.Active:
                StartWorker();
                break;
            case AccountState.Stopping:
                Timers.Cancel(nameof(StartLate));
                RefreshLamp(); // RED is out before executions are asked for: what the engine starts later meets a shut gate
                BeginReset(reason);
                break;
        }
        RefreshLamp();
        Announce();
    }

    private void OnStartLate()
    {
        if (_state != AccountState.Starting)
            return;
        _whyOff = $"the start took longer than {_environment.Settings.StartDeadline.TotalSeconds:0} s";
        Log(LogSeverity.Error, $"{Id}: start took longer than {_environment.Settings.StartDeadline.TotalSeconds:0} s; reset");
        Trigger(AccountTrigger.ResetBegun, "start deadline passed");
    }

    private void TryActivate(string reason)
    {
        if (_state == AccountState.WaitProvider && _session is not null && ActiveContract is { } contract && Validate(contract).CanHarvest)
            Trigger(AccountTrigger.ProviderReady, reason);
    }

    // ---- worker ----

    private void StartWorker()
    {
        var contract = ActiveContract ?? throw new InvalidOperationException("ACTIVE without a contract");
        var protocol = _environment.Find(contract) ?? throw new InvalidOperationException($"no protocol {contract.Provider}");
        _worker = Context.ActorOf(
            Props.Create(
                typeof(WorkerActor),
                new SourceKey(Id, contract.Provider), protocol, contract, _transport!, _environment.Worker, _environment.Shards, _environment.Pool, _environment.Market),
            $"worker-{contract.Provider.Slug}");
        Context.Watch(_worker);
        OpenBettor();
    }

    private void OnWorkerStarted()
    {
        if (_session is not null && Sender.Equals(_worker))
            _worker.Tell(new InjectSession(_session));
    }

    private void OnHealth(WorkerHealth health)
    {
        if (!Sender.Equals(_worker))
            return;
        _health = health;
        if (_woke is { } woke && LampRule.IsProven(health, woke))
            _woke = null;
        RefreshLamp();
    }

    private void OnRestartWorker(RestartWorker restart)
    {
        if (_state != AccountState.Active)
            return;
        Log(LogSeverity.Warning, $"{Id}: worker restarted: {restart.Reason}");
        _worker.Tell(RestartNow.Instance);
    }

    private void OpenBettor()
    {
        if (_session is null || ActiveContract is not { } contract || !MayBet(contract))
            return;
        _bettor.Tell(new OpenBettor(contract, _session) { Currency = _settings.Currency });
        _bettor.Tell(ReadBalance.Instance);
        Timers.StartPeriodicTimer(nameof(BalanceDue), BalanceDue.Instance, _environment.Settings.BalanceEvery);
    }

    private void OnBalanceDue()
    {
        if (_state == AccountState.Active && _session is not null)
            _bettor.Tell(ReadBalance.Instance);
    }

    // ---- lamp and announcements ----

    private void OnTick()
    {
        RefreshLamp();
        _exposure.Tell(new GetExposure(null));
    }

    private void RefreshLamp()
    {
        var next = _state switch
        {
            AccountState.Idle => (Lamp.Red, _whyOff is null ? "off" : $"off: {_whyOff}"),
            AccountState.Starting => (Lamp.Red, "starting"),
            AccountState.Stopping => (Lamp.Red, "stopping"),
            _ when _trouble is not null => (Lamp.Red, $"no session: {_trouble}"),
            AccountState.WaitProvider => (Lamp.Red, WaitingFor()),
            _ => LampRule.Decide(new LoginState(_session is not null, _lost, Where(), _woke), _health, _environment.Settings.Health, _clock.Now),
        };
        var changed = next.Item1 != _lamp.Lamp;
        _lamp = next;
        if (!changed)
            return;
        if (next.Item1 == Lamp.Green)
            _log.Info("[STATUS] provider -> LIVE: {0}/{1}", Id, ActiveContract?.Provider.Slug ?? "-");
        else
            _log.Warning("[STATUS] provider -> {0}: {1}: {2}", next.Item1.ToString().ToUpperInvariant(), Id, next.Item2);
        Context.System.EventStream.Publish(new LampChanged(Id, ActiveContract?.Provider, next.Item1, next.Item2, _clock.Now));
    }

    /// <summary>Says on the event stream how the account stands for betting, and its lamp: to an engine that (re)started, and on each change.</summary>
    private void Announce()
    {
        var contract = ActiveContract;
        var (missing, _) = Missing();
        var canBet = _state == AccountState.Active && _session is not null && _trouble is null && contract is not null && MayBet(contract) && missing.Count == 0;
        var why = canBet ? null : contract is null ? "no marked contract" : _trouble is not null ? $"no session: {_trouble}" : _session is null ? "no session" : string.Join("; ", missing);
        Context.System.EventStream.Publish(new AccountBetting(Id, contract?.Provider, canBet, _settings.Commission, why));
        Context.System.EventStream.Publish(new LampChanged(Id, contract?.Provider, _lamp.Lamp, _lamp.Reason, _clock.Now));
    }

    private ContractValidation Validate(ProviderContract contract) => _environment.Find(contract) is { } protocol
        ? protocol.Validate(contract)
        : new ContractValidation(false, false, [$"this build knows no protocol {contract.Provider}"]);

    private bool MayBet(ProviderContract contract) => Validate(contract) is var validation && (_environment.Trading == TradingMode.Paper ? validation.CanBetOnPaper : validation.CanBet);

    /// <summary>
    /// What stands in the way of bets in this trading mode, and what only real ones will need. What a bet would miss in the session is found out before leg A is sent, not at leg B.
    /// </summary>
    private (IReadOnlyList<string> Now, IReadOnlyList<string> ForLive) Missing()
    {
        if (ActiveContract is not { } contract)
            return ([], []);
        var validation = Validate(contract);
        IReadOnlyList<string> missing = validation.CanBet && _session is { } session ? contract.LacksForBets(session) : validation.Problems;
        return _environment.Trading == TradingMode.Paper && MayBet(contract) ? ([], missing) : (missing, []);
    }

    private AccountView View()
    {
        var (missing, forLive) = Missing();
        return new AccountView(
            Id.Value,
            _settings.Url.ToString(),
            _settings.Enabled,
            _state,
            ActiveContract?.Provider.Value,
            _lamp.Lamp,
            _lamp.Reason,
            _trouble is null ? _session?.Generation ?? 0 : 0,
            _sessionSince,
            ActiveContract is { } contract && MayBet(contract) && missing.Count == 0,
            missing,
            _health is { } h ? new WorkerView(h.LastResponseAt, h.LastOddsAt, h.OpenPrices, h.PricesPerSecond, h.LastStatus, h.ConsecutiveFailures, h.Drops, h.Reason) : null,
            _balance,
            _openExposure)
        {
            MissingForLive = forLive,
            Remembered = _remember,
            HadSession = _lastGeneration > 0,
        };
    }

    /// <summary>The worker answers the asker itself: one that hangs must not silence the account.</summary>
    private void OnGetEvidence()
    {
        var contract = ActiveContract;
        Sender.Tell(new AccountEvidence(
            View(),
            HasBrowser,
            _trouble,
            _session?.BaseUrl.Host,
            _session?.CookieCount ?? 0,
            _session?.Tokens.Count ?? 0,
            [.. _contracts.Keys.Select(provider => provider.Value).Order(StringComparer.Ordinal)],
            contract is not null && Validate(contract).CanHarvest,
            [.. contract?.Endpoints.Select(endpoint => $"{endpoint.Role} {endpoint.Method}") ?? []],
            contract?.Host,
            !_worker.IsNobody()));
        if (!_worker.IsNobody())
            _worker.Forward(GetHarvestEvidence.Instance);
    }

    private void Log(LogSeverity severity, string message) =>
        Context.System.EventStream.Publish(new SystemLogEntry(_clock.Now, severity, "account", message, Id));

    private sealed class Tick
    {
        public static readonly Tick Instance = new();
    }

    private sealed record Loaded(AccountSettings Settings, IReadOnlyList<ProviderContract> Contracts, ProviderSession? Stored, string? Unusable);

    private sealed class BalanceDue
    {
        public static readonly BalanceDue Instance = new();
    }

    private sealed class StartLate
    {
        public static readonly StartLate Instance = new();
    }
}
