using Akka.Actor;
using Arb.Actors.Sessions;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Actors.Commands;

/// <summary>Examines one account, or all: one examiner each, the report when the last is done.</summary>
internal sealed class DoctorCollector : ReceiveActor
{
    private readonly IActorRef _asker;
    private readonly CommandTargets _targets;
    private readonly string? _account;
    private readonly List<DoctorExamination> _done = [];
    private int _expected;

    public DoctorCollector(IActorRef asker, CommandTargets targets, RunDoctor command)
    {
        _asker = asker;
        _targets = targets;
        _account = command.Account;
        targets.Accounts.Tell(GetAccounts.Instance);
        SetReceiveTimeout(targets.Settings.Timeout);
        Receive<AccountsAnswered>(OnAccounts);
        Receive<DoctorExamination>(OnExamined);
        Receive<ReceiveTimeout>(_ => Answer(new CommandFailed(FailureKind.Failed, "no answer in time from: accounts")));
    }

    private void OnAccounts(AccountsAnswered answer)
    {
        var chosen = answer.Accounts.Where(view => _account is null || view.Account == _account).ToList();
        if (_account is not null && chosen.Count == 0)
        {
            var names = string.Join(", ", answer.Accounts.Select(view => view.Account));
            Answer(new CommandFailed(FailureKind.BadRequest, $"unknown account '{_account}'; known: {(names.Length == 0 ? "none (arb account add)" : names)}"));
            return;
        }
        _expected = chosen.Count;
        foreach (var view in chosen)
            Context.ActorOf(Props.Create(typeof(AccountExaminer), Self, _targets, new AccountId(view.Account), view));
        if (_expected == 0)
            Report();
    }

    private void OnExamined(DoctorExamination examined)
    {
        _done.Add(examined);
        if (_done.Count == _expected)
            Report();
    }

    private void Report() => Answer(new DoctorReport(
        EngineClock.Of(Context.System).Now, _done.Count > 0 && _done.All(one => one.Healthy), [.. _done.OrderBy(one => one.Account, StringComparer.Ordinal)]));

    private void Answer(CommandReply reply)
    {
        _asker.Tell(reply);
        Context.Stop(Self);
    }
}

/// <summary>Collects the evidence of one account from account, worker, market and engine, and has the rule judge it. What is silent for a third of the command's time is judged as silent.</summary>
internal sealed class AccountExaminer : ReceiveActor
{
    private readonly IActorRef _asker;
    private readonly CommandTargets _targets;
    private AccountEvidence? _account;
    private HarvestEvidence? _worker;
    private MarketEvidence? _market;
    private EngineStatus? _engine;
    private bool _asksMarket;

    public AccountExaminer(IActorRef asker, CommandTargets targets, AccountId account, AccountView view)
    {
        _asker = asker;
        _targets = targets;
        targets.Accounts.Tell(new GetAccountEvidence(account));
        targets.Engine.Tell(GetEngineStatus.Instance);
        SetReceiveTimeout(targets.Settings.Timeout / 3);
        Receive<AccountEvidence>(evidence => Take(() => OnAccount(account, evidence)));
        Receive<HarvestEvidence>(evidence => Take(() => _worker = evidence));
        Receive<MarketEvidence>(evidence => Take(() => _market = evidence));
        Receive<EngineStatus>(status => Take(() => _engine = status));
        Receive<AccountUnknown>(_ => Judge(Silent(view))); // removed while we asked
        Receive<ReceiveTimeout>(_ => Judge(_account ?? Silent(view)));
    }

    private void OnAccount(AccountId id, AccountEvidence evidence)
    {
        _account = evidence;
        if (evidence.View.Provider is not { } provider)
            return;
        _asksMarket = true;
        _targets.Market.Tell(new GetMarketEvidence(new SourceKey(id, new ProviderId(provider))));
    }

    private void Take(Action part)
    {
        part();
        if (_account is not null && _engine is not null && (_worker is not null || !_account.HasWorker) && (_market is not null || !_asksMarket))
            Judge(_account);
    }

    private void Judge(AccountEvidence account)
    {
        _asker.Tell(DoctorRule.Examine(new DoctorFacts(EngineClock.Of(Context.System).Now, account, _worker, _market, _engine), _targets.Health));
        Context.Stop(Self);
    }

    /// <summary>All that is known of an account that does not answer is what it said a moment ago.</summary>
    private static AccountEvidence Silent(AccountView view) => new(view, false, null, null, 0, 0, [], false, [], null, false);
}
