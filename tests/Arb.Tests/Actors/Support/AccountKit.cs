using Akka.Actor;
using Arb.Actors.Arbitrage;
using Arb.Actors.Execution;
using Arb.Actors.Market;
using Arb.Actors.Sessions;
using Arb.Browser.Exports;
using Arb.Domain;
using Arb.Domain.Commands;
using Arb.Domain.Discovery;
using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;
using Arb.Domain.Sessions;
using Arb.Providers.Mapped.Suggesting;

namespace Arb.Tests.Actors.Support;

/// <summary>Accounts with scripted sites over stores in memory, a real market, and executions that answer what <see cref="Locks"/> says.</summary>
public abstract class AccountKit : ActorKit
{
    protected static readonly AccountId A1 = new("a1");
    protected static readonly ProviderId Cmd = new("CMD");

    protected AccountKit()
    {
        Executions = Sys.ActorOf(AnsweringActor.Props(message => message is GetLocks ? Locks : null), "executions");
        (Engine, EngineLog) = Recorder("engine");
        Market = Sys.ActorOf(Props.Create(typeof(MarketActor), MarketOptions(), Bindings, Pool, Engine), "market");
    }

    protected static WorkerSettings Polling { get; } = new(
        Leagues: TimeSpan.FromMinutes(10),
        Matches: TimeSpan.FromSeconds(30),
        Odds: TimeSpan.FromSeconds(4),
        Jitter: 0,
        BackoffMin: TimeSpan.FromSeconds(2),
        BackoffMax: TimeSpan.FromSeconds(16),
        RetryAfterMax: TimeSpan.FromMinutes(10),
        SnapshotAttempts: 3,
        HealthInterval: TimeSpan.FromSeconds(1),
        Freshness: TimeSpan.FromSeconds(15),
        Limits: new HarvestLimits(100, 100),
        Seed: 1);

    protected static HealthLimits Health { get; } = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(15));

    protected MemoryAccountStore Accounts { get; } = new();

    protected MemoryContractStore Contracts { get; } = new();

    protected MemoryBindingStore Bindings { get; } = new();

    protected ScriptedTransports Sites { get; } = new();

    protected PriceBatchPool Pool { get; } = new(16, 16);

    protected IActorRef Executions { get; set; }

    protected IActorRef Engine { get; }

    protected Log EngineLog { get; }

    protected IActorRef Market { get; }

    protected LocksAnswered? Locks { get; set; } = new([], false);

    protected Log BettorLog { get; } = new();

    protected MemoryVault Vault { get; } = new();

    protected TradingMode Trading { get; set; } = TradingMode.Live;

    /// <summary>Null: sessions are imported.</summary>
    protected ScriptedBrowsers? Browsers { get; set; }

    protected IReadOnlyList<IProviderProtocol> Protocols { get; set; } = [new ScriptedProtocol("CMD"), new ScriptedProtocol("SBO")];

    /// <summary>Captures are looked through where the question is asked.</summary>
    protected TaskScheduler StudyOn { get; set; } = new CallingThread();

    protected AccountsSettings Limits { get; set; } = new(4, 1, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), Health);

    protected static MarketSettings MarketOptions(int maxRestarts = 3) => new(
        new PairingOptions(2, 8, 100),
        new BookSettings(8, 100, TimeSpan.FromSeconds(1)),
        new RegistryOptions(TimeSpan.FromHours(6), 1000, 10_000),
        new BindingOptions(TimeSpan.FromMinutes(15), TimeSpan.FromHours(3)),
        maxRestarts);

    protected static ContractEndpoint Endpoint(EndpointRole role) => new(role, "GET", "/x", [], null, null, null);

    protected static ProviderContract Contract(string account = "a1", string provider = "CMD", bool canBet = true) => new(
        new AccountId(account), new ProviderId(provider), "site.example",
        canBet ? [Endpoint(EndpointRole.Matches), Endpoint(EndpointRole.Odds), Endpoint(EndpointRole.Place)] : [Endpoint(EndpointRole.Odds)], false, null);

    protected static ImportSession Session(string account = "a1", string token = "t") => new(
        account, "https://site.example", new Dictionary<string, string> { ["sid"] = "secret" }, [new("User-Agent", "UA")], new Dictionary<string, string> { ["path"] = token });

    protected AccountEnvironment Environment() => new(
        Protocols, Sites, Accounts, Contracts, Limits, Polling, 2, Pool, Market, Executions,
        _ => Props.Create(typeof(RecorderActor), BettorLog),
        account => ExposureActor.Props(account, ExposureSettings.Default, RuntimeMode.Production, new EmptyAudit(), new SchedulerTime(Sys.Scheduler), TimeSpan.FromSeconds(5)))
    {
        Trading = Trading,
        Browsers = Browsers,
        Captures = new CaptureReader(Protocols),
        Study = new CaptureStudy(Protocols),
        StudyOn = StudyOn,
        Vault = Vault,
    };

    protected static AccountSettings Stored(string account = "a1", bool enabled = false) => new(new AccountId(account), new Uri("https://site.example"), enabled, "EUR", 0m);

    /// <summary>An account as the store has it, made under <c>/user</c>.</summary>
    protected IActorRef StartAccount(string account = "a1", bool enabled = false)
    {
        Accounts.Accounts[account] = Stored(account, enabled);
        return Sys.ActorOf(Props.Create(typeof(AccountActor), Stored(account, enabled), Environment()), account);
    }

    /// <summary>An account that polls: on, session in, contract imported and marked.</summary>
    protected IActorRef StartActive(string account = "a1", string provider = "CMD", bool canBet = true)
    {
        var actor = StartAccount(account);
        Ask<Done>(actor, new SwitchAccount(account, true));
        Ask<ContractList>(actor, new ImportContract(Contract(account, provider, canBet)));
        Ask<ContractList>(actor, new MarkContract(account, provider));
        Ask<Done>(actor, Session(account));
        return actor;
    }

    /// <summary>As <see cref="StartActive"/>, with odds arriving.</summary>
    protected IActorRef StartGreen(string account = "a1", string provider = "CMD", string prices = "2.10 1.80")
    {
        var actor = StartActive(account, provider);
        Site(account).Auto = request => request.Role == EndpointRole.Odds ? $"odds {prices}" : "empty";
        foreach (var number in Enumerable.Range(0, Site(account).Requests.Count))
            Site(account).Answer(Site(account).Requests[number].Role == EndpointRole.Odds ? $"odds {prices}" : "empty", number: number);
        Pass(0.5);
        Assert.Equal(Lamp.Green, View(actor).Lamp);
        return actor;
    }

    protected ScriptedTransport Site(string account = "a1") => Sites.ByAccount[account];

    protected AccountView View(IActorRef account) => Ask<AccountView>(account, GetAccount.Instance);

    protected AccountState State(IActorRef account) => View(account).State;

    protected static LocksAnswered Held(bool withPerson, params string[] accounts) => new(
        [new LockInfo(ExecutionId.FromToken(7), new OpportunityId("o"), new MatchId("m"), [], 7, DateTimeOffset.UnixEpoch, [.. accounts.Select(a => new AccountId(a))], true, false, withPerson)], false);

    /// <summary>Runs a task where it is started.</summary>
    private sealed class CallingThread : TaskScheduler
    {
        protected override void QueueTask(Task task) => TryExecuteTask(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }

    private sealed class SchedulerTime(IScheduler scheduler) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => scheduler.Now;
    }
}
