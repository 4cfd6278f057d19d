using Akka.Actor;
using Arb.Domain;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Actors.Execution;

/// <summary>
/// Reservations and open stakes of one account (L17). After a start it reads the stakes that still count from the audit; until then it reserves nothing.
/// What match actors commit meanwhile is newer than the audit and stands.
/// </summary>
public sealed class ExposureActor : ReceiveActor, IWithTimers
{
    private readonly AccountId _account;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _time;
    private readonly TimeSpan _retry;
    private readonly ExposureBook _book;
    private readonly HashSet<(ExecutionId Execution, int Leg)> _newer = [];
    private bool _loaded;

    /// <summary>Made by the account actor as its child <c>exposure</c>.</summary>
    public ExposureActor(AccountId account, ExposureSettings settings, RuntimeMode mode, IAuditLog audit, TimeProvider time, TimeSpan retry)
    {
        _account = account;
        _audit = audit;
        _time = time;
        _retry = retry;
        _book = new ExposureBook(settings, mode);
        Receive<ReserveExposure>(OnReserve);
        Receive<ReserveHedgeRoom>(OnRoom);
        Receive<ReleaseExposure>(order => _book.Release(order.Execution));
        Receive<CommitExposure>(OnCommit);
        Receive<SettleExposure>(OnSettle);
        Receive<GetExposure>(OnGet);
        Receive<Loaded>(OnLoaded);
        Receive<LoadFailed>(OnLoadFailed);
        Receive<LoadAgain>(_ => Load());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props of one.</summary>
    public static Props Props(AccountId account, ExposureSettings settings, RuntimeMode mode, IAuditLog audit, TimeProvider time, TimeSpan retry) =>
        Akka.Actor.Props.Create(typeof(ExposureActor), account, settings, mode, audit, time, retry);

    /// <inheritdoc/>
    protected override void PreStart() => Load();

    private void Load() =>
        _audit.OpenStakesAsync(_account).PipeTo(Self, Self, stakes => new Loaded(stakes), failure => new LoadFailed(failure.Message));

    private void OnLoaded(Loaded loaded)
    {
        if (_loaded)
            return;
        _loaded = true;
        foreach (var stake in loaded.Stakes)
            if (!_newer.Contains((stake.Execution, stake.Leg)))
                _book.Commit(stake.Execution, stake.Match, stake.Leg, stake.Stake);
        _newer.Clear();
    }

    private void OnLoadFailed(LoadFailed failed)
    {
        Context.System.EventStream.Publish(new SystemLogEntry(
            _time.GetUtcNow(), LogSeverity.Alarm, "exposure", $"open stakes could not be read, nothing is reserved: {failed.Reason}", _account));
        Timers.StartSingleTimer("load", new LoadAgain(), _retry);
    }

    private void OnReserve(ReserveExposure order)
    {
        var refusal = _loaded ? _book.Reserve(order.Execution, order.Match, order.Amount) : "open stakes are not read yet";
        Sender.Tell(refusal is null ? new ExposureReserved(order.Execution, _account) : new ExposureRefused(order.Execution, _account, refusal));
    }

    private void OnRoom(ReserveHedgeRoom order) =>
        Sender.Tell(new HedgeRoomReserved(order.Execution, _account, _loaded ? _book.ReserveRoom(order.Execution, order.Match, order.Wanted) : 0m));

    private void OnCommit(CommitExposure order)
    {
        if (!_loaded)
            _newer.Add((order.Execution, order.Leg));
        _book.Commit(order.Execution, order.Match, order.Leg, order.Stake);
    }

    private void OnSettle(SettleExposure order)
    {
        if (!_loaded)
            _newer.Add((order.Execution, order.Leg));
        _book.Settle(order.Execution, order.Leg);
    }

    private void OnGet(GetExposure ask) =>
        Sender.Tell(new ExposureAnswered(_account, ask.Match, _loaded ? _book.Headroom(ask.Match) : 0m, _book.Reserved, _book.Open));

    private sealed record Loaded(IReadOnlyList<OpenStake> Stakes);

    private sealed record LoadFailed(string Reason);

    private sealed record LoadAgain;
}
