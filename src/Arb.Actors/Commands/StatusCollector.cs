using Akka.Actor;
using Arb.Actors.Market;
using Arb.Actors.Sessions;
using Arb.Domain.Commands;
using Arb.Domain.Execution;

namespace Arb.Actors.Commands;

/// <summary>Asks everybody who knows a part of the status and answers once all parts are there; what does not answer in time fails the command, it is not guessed.</summary>
internal sealed class StatusCollector : ReceiveActor
{
    private readonly IActorRef _asker;
    private AccountsAnswered? _accounts;
    private EngineStatus? _engine;
    private MarketStatus? _market;
    private LocksAnswered? _locks;
    private AuditTotals? _totals;

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
        Receive<Status.Failure>(failure => Answer(new CommandFailed(FailureKind.Failed, failure.Cause.Message)));
        Receive<ReceiveTimeout>(_ => Answer(new CommandFailed(FailureKind.Failed, $"no answer in time from: {Missing()}")));
    }

    private void Part<T>(ref T? place, T part)
        where T : class
    {
        place = part;
        if (_accounts is null || _engine is null || _market is null || _locks is null || _totals is null)
            return;
        Answer(new StatusReport(
            _engine.State.ToString().ToUpperInvariant(),
            _engine.Reason,
            _engine.Trading,
            EngineClock.Of(Context.System).Now,
            _accounts.Accounts,
            _market.BoundMatches,
            _market.Questions,
            _market.Markets,
            _market.Opportunities,
            _totals.Open,
            _totals.Completed,
            _totals.Hedged,
            _totals.WithPerson,
            _totals.WorstProfit,
            _locks.Locks.Count,
            _engine.Refusals));
    }

    private string Missing() => string.Join(", ", new (string Name, object? Part)[]
    {
        ("accounts", _accounts), ("engine", _engine), ("market", _market), ("executions", _locks), ("audit", _totals),
    }.Where(part => part.Part is null).Select(part => part.Name));

    private void Answer(CommandReply reply)
    {
        _asker.Tell(reply);
        Context.Stop(Self);
    }
}
