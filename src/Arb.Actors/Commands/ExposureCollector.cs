using Akka.Actor;
using Arb.Actors.Sessions;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Actors.Commands;

/// <summary>Asks the exposure actor of every account; what does not answer in time fails the command, it is not guessed.</summary>
internal sealed class ExposureCollector : ReceiveActor
{
    private readonly IActorRef _asker;
    private readonly CommandTargets _targets;
    private readonly HashSet<AccountId> _missing = [];
    private readonly List<ExposureView> _views = [];

    public ExposureCollector(IActorRef asker, CommandTargets targets)
    {
        _asker = asker;
        _targets = targets;
        targets.Accounts.Tell(GetAccounts.Instance);
        SetReceiveTimeout(targets.Settings.Timeout);
        Receive<AccountsAnswered>(OnAccounts);
        Receive<ExposureAnswered>(answer => OnPart(
            answer.Account, new ExposureView(answer.Account, answer.Caps?.MaxPerMatch, answer.Caps?.MaxTotal, answer.Reserved, answer.Open, answer.Headroom) { Matches = answer.Matches }));
        Receive<AccountUnknown>(gone => OnPart(gone.Account, null)); // removed while we asked
        Receive<ReceiveTimeout>(_ => Answer(new CommandFailed(FailureKind.Failed, _missing.Count == 0 ? "no answer in time from: accounts" : $"no answer in time from: {string.Join(", ", _missing)}")));
    }

    private void OnAccounts(AccountsAnswered accounts)
    {
        foreach (var view in accounts.Accounts)
        {
            var account = new AccountId(view.Account);
            _missing.Add(account);
            _targets.Accounts.Tell(new ToExposure(account, new GetExposure(null)));
        }

        if (_missing.Count == 0)
            Answer(new ExposureReport([]));
    }

    private void OnPart(AccountId account, ExposureView? view)
    {
        if (!_missing.Remove(account))
            return;
        if (view is not null)
            _views.Add(view);
        if (_missing.Count == 0)
            Answer(new ExposureReport([.. _views.OrderBy(v => v.Account.Value, StringComparer.Ordinal)]));
    }

    private void Answer(CommandReply reply)
    {
        _asker.Tell(reply);
        Context.Stop(Self);
    }
}
