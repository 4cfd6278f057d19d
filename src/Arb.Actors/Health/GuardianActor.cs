using Akka.Actor;
using Akka.Hosting;
using Arb.Actors.Sessions;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Actors.Health;

/// <summary>/user/guardian: looks at every account's own report on a timer, restarts silent workers, asks for logins (L26). Decides by <see cref="GuardianRule"/>.</summary>
public sealed class GuardianActor : ReceiveActor, IWithTimers
{
    private readonly IActorRef _accounts;
    private readonly GuardianSettings _settings;
    private readonly EngineClock _clock = EngineClock.Of(Context.System);
    private readonly Dictionary<AccountId, DateTimeOffset> _restarted = [];
    private readonly Dictionary<AccountId, DateTimeOffset> _asked = [];

    /// <summary>Makes a guardian over <paramref name="accounts"/>.</summary>
    public GuardianActor(IActorRef accounts, GuardianSettings settings)
    {
        _accounts = accounts;
        _settings = settings;
        Receive<Look>(_ => _accounts.Tell(GetAccounts.Instance));
        Receive<AccountsAnswered>(OnAccounts);
        Receive<SessionLost>(lost => AskForLogin(lost.Source.Account, lost.Reason, again: true));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(SessionLost));
        Timers.StartPeriodicTimer(nameof(Look), Look.Instance, _settings.Interval);
    }

    private void OnAccounts(AccountsAnswered answer)
    {
        foreach (var account in answer.Accounts)
        {
            var id = new AccountId(account.Account);
            switch (GuardianRule.Decide(account, _settings, _clock.Now))
            {
                case GuardianAction.RestartWorker when Due(_restarted, id, _settings.WorkerSilence):
                    _accounts.Tell(new RestartWorker(id, $"no answer for {_settings.WorkerSilence.TotalSeconds:0} s"));
                    break;
                case GuardianAction.AskForLogin:
                    AskForLogin(id, "no session", account.HadSession);
                    break;
            }
        }
    }

    private void AskForLogin(AccountId account, string reason, bool again)
    {
        if (!Due(_asked, account, _settings.LoginReminder))
            return;
        var now = _clock.Now;
        Context.System.EventStream.Publish(new LoginNeeded(account, reason, now));
        Context.System.EventStream.Publish(new SystemLogEntry(now, LogSeverity.Warning, "guardian", $"{account}: please log in{(again ? " again" : "")} ({reason})", account));
    }

    private bool Due(Dictionary<AccountId, DateTimeOffset> last, AccountId account, TimeSpan interval)
    {
        var now = _clock.Now;
        if (last.TryGetValue(account, out var at) && now - at < interval)
            return false;
        last[account] = now;
        return true;
    }

    private sealed class Look
    {
        public static readonly Look Instance = new();
    }
}

/// <summary>Adds the health stage: <c>/user/system-log</c> and <c>/user/guardian</c>.</summary>
public static class HealthHosting
{
    /// <summary>Starts the system log; add it before every other stage, so that no entry is lost.</summary>
    public static AkkaConfigurationBuilder AddSystemLog(this AkkaConfigurationBuilder builder, ISystemLog store, SystemLogSettings settings) =>
        builder.WithActors((system, registry) => registry.Register<SystemLogActor>(system.ActorOf(Props.Create(typeof(SystemLogActor), store, settings), "system-log")));

    /// <summary>Starts the guardian over <c>accounts</c>.</summary>
    public static AkkaConfigurationBuilder AddGuardian(this AkkaConfigurationBuilder builder, GuardianSettings settings) =>
        builder.WithActors((system, registry) => registry.Register<GuardianActor>(system.ActorOf(
            Props.Create(typeof(GuardianActor), registry.Get<AccountsActor>(), settings), "guardian")));
}
