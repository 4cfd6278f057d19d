using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Actors.Sessions;

/// <summary>Asks for every account. From the command channel to <c>accounts</c>; answered by <see cref="AccountsAnswered"/>.</summary>
public sealed record GetAccounts
{
    /// <summary>The only one.</summary>
    public static GetAccounts Instance { get; } = new();
}

/// <summary>Answer to <see cref="GetAccounts"/>.</summary>
/// <param name="Accounts">By id.</param>
public sealed record AccountsAnswered(IReadOnlyList<AccountView> Accounts);

/// <summary>
/// /user/accounts: one child per account, nothing shared between them. Finds the account that a command or an envelope is for;
/// a crash of one account never reaches another.
/// </summary>
public sealed class AccountsActor : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    private readonly AccountEnvironment _environment;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly EngineClock _clock = EngineClock.Of(Context.System);
    private readonly Dictionary<AccountId, (IActorRef Actor, AccountSettings Settings)> _accounts = [];
    private readonly HashSet<AccountId> _adding = [];
    private readonly HashSet<AccountId> _gone = [];

    /// <summary>Makes the supervisor; accounts come from the store.</summary>
    public AccountsActor(AccountEnvironment environment)
    {
        _environment = environment;
        Become(Loading);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public IStash Stash { get; set; } = null!;

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(10, TimeSpan.FromMinutes(1), Decider.From(Directive.Restart));

    /// <inheritdoc/>
    protected override void PreStart() => Load();

    private void Loading()
    {
        Receive<IReadOnlyList<AccountSettings>>(accounts =>
        {
            OpenAll(accounts);
            Become(Ready);
            Stash.UnstashAll();
        });
        Receive<Status.Failure>(failure =>
        {
            Publish(LogSeverity.Error, $"accounts could not be read: {failure.Cause.Message}");
            Timers.StartSingleTimer(nameof(Load), Reload.Instance, TimeSpan.FromSeconds(5));
        });
        Receive<Reload>(_ => Load());
        ReceiveAny(_ => Stash.Stash());
    }

    private void Ready()
    {
        Receive<ToBettor>(envelope => ToAccount(envelope.Account, envelope, envelope.Message));
        Receive<ToExposure>(envelope => ToAccount(envelope.Account, envelope, envelope.Message));
        Receive<GetAccounts>(_ => OnGetAccounts());
        Receive<AnnounceAccounts>(announce =>
        {
            foreach (var (actor, _) in _accounts.Values)
                actor.Forward(announce);
        });
        Receive<ReadCaptures>(read => ToAccount(read.Account, read, read));
        Receive<GetAccountEvidence>(ask => ToAccount(ask.Account, ask, ask));
        Receive<RestartWorker>(restart => ToAccount(restart.Account, restart, restart));
        Receive<AddAccount>(OnAdd);
        Receive<RemoveAccount>(OnRemove);
        Receive<SwitchAccount>(command => ForCommand(command.Account, command));
        Receive<ResetAccount>(command => ForCommand(command.Account, command));
        Receive<ImportSession>(command => ForCommand(command.Account, command));
        Receive<RememberSession>(command => ForCommand(command.Account, command));
        Receive<ForgetSession>(command => ForCommand(command.Account, command));
        Receive<ImportContract>(command => ForCommand(command.Contract.Account.Value ?? "", command));
        Receive<MarkContract>(command => ForCommand(command.Account, command));
        Receive<ShowContracts>(command => ForCommand(command.Account, command));
        Receive<ShowCaptures>(command => ForCommand(command.Account, command));
        Receive<SuggestContract>(command => ForCommand(command.Account, command));
        Receive<Added>(OnAdded);
        Receive<NotAdded>(OnNotAdded);
        Receive<Terminated>(OnTerminated);
        Receive<LookedUp>(OnLookedUp);
        Receive<NotLookedUp>(OnNotLookedUp);
        Receive<LookUp>(look => LookUpAgain(look.Account));
        Receive<Reopen>(reopen => OnReopen(reopen.Settings));
    }

    private void Load() => _environment.Accounts.LoadAsync().PipeTo(Self);

    private void OpenAll(IReadOnlyList<AccountSettings> stored)
    {
        var most = _environment.Settings.MaxAccounts;
        foreach (var account in stored.Take(most))
            Open(account);
        // What one of them has open at its bookmaker is nobody's business then: that must be seen.
        if (stored.Count > most)
            Publish(LogSeverity.Alarm, $"{stored.Count} accounts are stored, arb.accounts.max-accounts allows {most}: left alone are {string.Join(", ", stored.Skip(most).Select(account => account.Id))}");
    }

    private void Open(AccountSettings settings)
    {
        var actor = Context.ActorOf(Props.Create(typeof(AccountActor), settings, _environment), settings.Id.Value);
        Context.Watch(actor);
        _accounts[settings.Id] = (actor, settings);
    }

    private void ToAccount(AccountId id, object envelope, object inner)
    {
        if (_accounts.TryGetValue(id, out var account))
            account.Actor.Forward(envelope);
        else
            Sender.Tell(new AccountUnknown(id, inner));
    }

    private void ForCommand(string account, ArbCommand command)
    {
        if (AccountId.IsValid(account) && _accounts.TryGetValue(new AccountId(account), out var known))
        {
            known.Actor.Forward(command);
            return;
        }
        var names = string.Join(", ", _accounts.Keys.Select(id => id.Value).Order(StringComparer.Ordinal));
        Sender.Tell(new CommandFailed(FailureKind.BadRequest, $"unknown account '{account}'; known: {(names.Length == 0 ? "none (arb account add)" : names)}"));
    }

    private void OnGetAccounts() =>
        Context.ActorOf(Props.Create(typeof(AccountCollector), Sender, (IReadOnlyList<IActorRef>)[.. _accounts.Values.Select(a => a.Actor)]));

    private void OnAdd(AddAccount command)
    {
        var wrong = Check(command);
        if (wrong is not null)
        {
            Sender.Tell(new CommandFailed(FailureKind.BadRequest, wrong));
            return;
        }
        var settings = new AccountSettings(new AccountId(command.Account), new Uri(command.Url), Enabled: false, command.Currency.ToUpperInvariant(), command.Commission);
        _adding.Add(settings.Id);
        var asker = Sender;
        _environment.Accounts.SaveAsync(settings).PipeTo(Self, success: () => new Added(asker, settings), failure: cause => new NotAdded(asker, settings.Id, cause));
    }

    private string? Check(AddAccount command)
    {
        if (!AccountId.IsValid(command.Account))
            return $"account id '{command.Account}': use 1 to 40 of a-z, 0-9, '-' and '_', starting with a letter or digit";
        var id = new AccountId(command.Account);
        if (_accounts.ContainsKey(id) || _adding.Contains(id) || _gone.Contains(id))
            return $"there is an account '{id}' already";
        if (_accounts.Count + _adding.Count + _gone.Count >= _environment.Settings.MaxAccounts)
            return $"{_accounts.Count} accounts are the most that arb.accounts.max-accounts allows";
        if (!Uri.TryCreate(command.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return $"'{command.Url}' is no absolute http or https address";
        if (command.Currency.Length != 3 || !command.Currency.All(char.IsAsciiLetter))
            return $"'{command.Currency}' is no ISO 4217 currency (three letters)";
        if (command.Commission is < 0m or > 0.2m)
            return "the commission is a fraction between 0 and 0.2";
        return _accounts.Values.Select(a => a.Settings.Currency).FirstOrDefault(c => !c.Equals(command.Currency, StringComparison.OrdinalIgnoreCase)) is { } other
            ? $"the other accounts use {other}: all accounts of one engine use the same currency"
            : null;
    }

    private void OnAdded(Added added)
    {
        _adding.Remove(added.Settings.Id);
        Open(added.Settings);
        added.Asker.Tell(new Done($"account {added.Settings.Id} added, off; next: arb account on {added.Settings.Id}"));
    }

    private void OnNotAdded(NotAdded failed)
    {
        _adding.Remove(failed.Account);
        failed.Asker.Tell(new CommandFailed(FailureKind.Failed, failed.Cause.Message));
    }

    private void OnRemove(RemoveAccount command)
    {
        if (!AccountId.IsValid(command.Account) || !_accounts.TryGetValue(new AccountId(command.Account), out var account))
        {
            ForCommand(command.Account, command);
            return;
        }
        account.Actor.Forward(RemoveNow.Instance);
    }

    private void OnTerminated(Terminated terminated)
    {
        foreach (var (id, account) in _accounts)
        {
            if (!account.Actor.Equals(terminated.ActorRef))
                continue;
            _accounts.Remove(id);
            _log.Info("[ACCOUNT] {0} stopped", id);
            Context.System.EventStream.Publish(new LampChanged(id, null, Lamp.Red, "account gone", _clock.Now));
            _gone.Add(id);
            LookUpAgain(id);
            return;
        }
    }

    /// <summary>Whether it was removed or failed, the store knows: a removed one is not in it any more.</summary>
    private void LookUpAgain(AccountId id) => _environment.Accounts.LoadAsync().PipeTo(
        Self, success: stored => new LookedUp(id, stored.FirstOrDefault(account => account.Id == id)), failure: cause => new NotLookedUp(id, cause.Message));

    private void OnLookedUp(LookedUp found)
    {
        if (found.Settings is null)
        {
            _gone.Remove(found.Account);
            return;
        }
        var pause = _environment.Settings.Health.HeartbeatLimit;
        Publish(LogSeverity.Alarm, $"{found.Account} failed too often and stopped; it starts again in {pause.TotalSeconds:0} s", found.Account);
        Timers.StartSingleTimer(found.Account, new Reopen(found.Settings), pause);
    }

    private void OnNotLookedUp(NotLookedUp failed)
    {
        Publish(LogSeverity.Error, $"{failed.Account} stopped, and accounts could not be read: {failed.Reason}", failed.Account);
        Timers.StartSingleTimer(failed.Account, new LookUp(failed.Account), TimeSpan.FromSeconds(5));
    }

    private void OnReopen(AccountSettings settings)
    {
        if (_gone.Remove(settings.Id))
            Open(settings);
    }

    private void Publish(LogSeverity severity, string message, AccountId? account = null) =>
        Context.System.EventStream.Publish(new SystemLogEntry(_clock.Now, severity, "account", message, account));

    private sealed record Added(IActorRef Asker, AccountSettings Settings);

    private sealed record NotAdded(IActorRef Asker, AccountId Account, Exception Cause);

    private sealed record LookedUp(AccountId Account, AccountSettings? Settings);

    private sealed record NotLookedUp(AccountId Account, string Reason);

    private sealed record LookUp(AccountId Account);

    private sealed record Reopen(AccountSettings Settings);

    private sealed class Reload
    {
        public static readonly Reload Instance = new();
    }
}

/// <summary>Collects the views of every account and answers with those that came in time, by id.</summary>
internal sealed class AccountCollector : ReceiveActor
{
    private readonly List<AccountView> _views = [];

    public AccountCollector(IActorRef asker, IReadOnlyList<IActorRef> accounts)
    {
        foreach (var account in accounts)
            account.Tell(GetAccount.Instance);
        SetReceiveTimeout(TimeSpan.FromSeconds(1));
        Receive<AccountView>(view =>
        {
            _views.Add(view);
            if (_views.Count == accounts.Count)
                Answer(asker);
        });
        Receive<ReceiveTimeout>(_ => Answer(asker));
        if (accounts.Count == 0)
            Answer(asker);
    }

    private void Answer(IActorRef asker)
    {
        asker.Tell(new AccountsAnswered([.. _views.OrderBy(view => view.Account, StringComparer.Ordinal)]));
        Context.Stop(Self);
    }
}

/// <summary>Adds the account stage: <c>/user/accounts</c>.</summary>
public static class AccountsHosting
{
    /// <summary>
    /// Starts <c>accounts</c>, registered under <see cref="AccountsActor"/>. Needs the market and execution stages before it; <paramref name="environment"/> is given their actors, in that order.
    /// </summary>
    public static AkkaConfigurationBuilder AddAccounts(this AkkaConfigurationBuilder builder, Func<IActorRef, IActorRef, AccountEnvironment> environment) =>
        builder.WithActors((system, registry) => registry.Register<AccountsActor>(system.ActorOf(
            Props.Create(typeof(AccountsActor), environment(registry.Get<Market.MarketActor>(), registry.Get<Execution.ExecutionsActor>())), "accounts")));
}
