using Akka.Actor;
using Arb.Actors.Market;
using Arb.Actors.Sessions;
using Arb.Domain.Commands;
using Arb.Domain.Execution;

namespace Arb.Actors.Commands;

/// <summary>Asks everybody who knows a part of the status and answers once all parts are there; what does not answer in time is named as missing, it is not guessed.</summary>
internal sealed class StatusCollector : ReceiveActor
{
    private readonly IActorRef _asker;
    private AccountsAnswered? _accounts;
    private EngineStatus? _engine;
    private MarketStatus? _market;
    private LocksAnswered? _locks;
    private AuditTotals? _totals;
    private string? _auditFailure;

    public StatusCollector(IActorRef asker, CommandTargets targets)
    {
        _asker = asker;
        targets.Accounts.Tell(GetAccounts.Instance);
        targets.Engine.Tell(GetEngineStatus.Instance);
        targets.Market.Tell(GetMarketStatus.Instance);
        targets.Executions.Tell(GetLocks.Instance);
        targets.Audit.TotalsAsync().PipeTo(Self);
        SetReceiveTimeout(targets.Settings.Timeout);
        Receive<AccountsAnswered>(part => Part(ref _accounts, part));
        Receive<EngineStatus>(part => Part(ref _engine, part));
        Receive<MarketStatus>(part => Part(ref _market, part));
        Receive<LocksAnswered>(part => Part(ref _locks, part));
        Receive<AuditTotals>(part => Part(ref _totals, part));
        Receive<Status.Failure>(failure =>
        {
            _auditFailure = failure.Cause.Message;
            AnswerWhenAllAreHere();
        });
        Receive<ReceiveTimeout>(_ => Answer());
    }

    private void Part<T>(ref T? place, T part)
        where T : class
    {
        place = part;
        AnswerWhenAllAreHere();
    }

    private void AnswerWhenAllAreHere()
    {
        if (_accounts is not null && _engine is not null && _market is not null && _locks is not null && (_totals is not null || _auditFailure is not null))
            Answer();
    }

    private void Answer()
    {
        var gaps = new List<StatusGap>();
        foreach (var (part, known) in new (StatusPart, object?)[]
        {
            (StatusPart.Accounts, _accounts), (StatusPart.Engine, _engine), (StatusPart.Market, _market), (StatusPart.Executions, _locks), (StatusPart.Audit, _totals),
        })
            if (known is null)
                gaps.Add(new StatusGap(part, part == StatusPart.Audit ? _auditFailure : null));
        if (gaps.Count == 5)
        {
            Answer(new CommandFailed(FailureKind.Failed, $"no answer in time from: {string.Join(", ", gaps.Select(gap => gap.Part.ToString().ToLowerInvariant()))}"));
            return;
        }
        Answer(new StatusReport(
            _engine?.State.ToString().ToUpperInvariant() ?? "UNKNOWN",
            _engine?.Reason,
            _engine?.Trading ?? "unknown",
            EngineClock.Of(Context.System).Now,
            _accounts?.Accounts ?? [],
            _market?.BoundMatches ?? 0,
            _market?.Questions ?? 0,
            _market?.Markets ?? 0,
            _market?.Opportunities ?? 0,
            _totals?.Open ?? 0,
            _totals?.Completed ?? 0,
            _totals?.Hedged ?? 0,
            _totals?.WithPerson ?? 0,
            _totals?.WorstProfit ?? 0m,
            _locks?.Locks.Count ?? 0,
            _engine?.Refusals ?? new Dictionary<string, long>())
        {
            Gaps = gaps,
            WaitForApproval = _engine?.WaitForApproval ?? 0,
        });
    }

    private void Answer(CommandReply reply)
    {
        _asker.Tell(reply);
        Context.Stop(Self);
    }
}
