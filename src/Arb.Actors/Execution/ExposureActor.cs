using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Arb.Domain;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Actors.Execution;

/// <summary>
/// Reservations and open stakes of one account (L17). After a start it reads the stakes that still count from the audit, and the caps that the operator
/// set; until then it reserves nothing.
/// What match actors commit meanwhile is newer than the audit and stands.
/// </summary>
public sealed class ExposureActor : ReceiveActor, IWithTimers
{
    /// <summary>Matches shown to people at most, the largest exposure first.</summary>
    private const int ShownMatches = 50;

    private readonly AccountId _account;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _time;
    private readonly TimeSpan _retry;
    private readonly IExposureCaps _caps;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ExposureBook _book;
    private readonly HashSet<(ExecutionId Execution, int Leg)> _newer = [];
    private readonly bool _bypassed;
    private bool _loaded;
    private bool _saving;

    /// <summary>Made by the account actor as its child <c>exposure</c>; <paramref name="settings"/> count until the operator sets others, kept in <paramref name="caps"/>.</summary>
    public ExposureActor(AccountId account, ExposureSettings settings, RuntimeMode mode, IAuditLog audit, TimeProvider time, TimeSpan retry, IExposureCaps caps)
    {
        _caps = caps;
        _account = account;
        _audit = audit;
        _time = time;
        _retry = retry;
        _book = new ExposureBook(settings, mode);
        _bypassed = mode.CiSafe;
        Receive<ReserveExposure>(order => Counted(() => OnReserve(order)));
        Receive<ReserveHedgeRoom>(order => Counted(() => OnRoom(order)));
        Receive<ReleaseExposure>(order => Counted(() => _book.Release(order.Execution)));
        Receive<CommitExposure>(order => Counted(() => OnCommit(order)));
        Receive<SettleExposure>(order => Counted(() => OnSettle(order)));
        Receive<GetExposure>(OnGet);
        Receive<SetExposureCaps>(OnSetCaps);
        Receive<CapsSaved>(saved => Counted(() => OnCapsSaved(saved)));
        Receive<CapsNotSaved>(OnCapsNotSaved);
        Receive<Loaded>(loaded => Counted(() => OnLoaded(loaded)));
        Receive<LoadFailed>(OnLoadFailed);
        Receive<LoadAgain>(_ => Load());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props of one; without <paramref name="caps"/> the caps cannot be changed at run time.</summary>
    public static Props Props(AccountId account, ExposureSettings settings, RuntimeMode mode, IAuditLog audit, TimeProvider time, TimeSpan retry, IExposureCaps? caps = null) =>
        Akka.Actor.Props.Create(typeof(ExposureActor), account, settings, mode, audit, time, retry, caps ?? NoCaps.Instance);

    /// <inheritdoc/>
    protected override void PreStart() => Load();

    private void Load() =>
        LoadAsync(_account, _audit, _caps).PipeTo(Self, Self, loaded => loaded, failure => new LoadFailed(failure.Message));

    private static async Task<Loaded> LoadAsync(AccountId account, IAuditLog audit, IExposureCaps caps)
    {
        var set = await caps.LoadAsync(account).ConfigureAwait(false);
        return new Loaded(await audit.OpenStakesAsync(account).ConfigureAwait(false), set);
    }

    private void OnLoaded(Loaded loaded)
    {
        if (_loaded)
            return;
        _loaded = true;
        if (loaded.Caps is not null)
            _book.SetCaps(loaded.Caps);
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

    /// <summary>Changes what is counted, then says how it stands against the caps.</summary>
    private void Counted(Action change)
    {
        change();
        if (!_loaded || _bypassed)
            return;
        var (fullest, used) = _book.Fullest;
        Context.System.EventStream.Publish(new ExposureChanged(_account, _book.Reserved + _book.Open, _book.Caps.MaxTotal, used, fullest, _book.Caps.MaxPerMatch, _time.GetUtcNow()));
    }

    private void OnGet(GetExposure ask) =>
        Sender.Tell(new ExposureAnswered(_account, ask.Match, _loaded ? _book.Headroom(ask.Match) : 0m, _book.Reserved, _book.Open)
        {
            Caps = _loaded ? _book.Caps : null,
            Matches = ask.Match is null ? _book.ByMatch(ShownMatches) : [],
        });

    private void OnSetCaps(SetExposureCaps order)
    {
        var refusal = _caps is NoCaps ? "caps cannot be changed in this run" : !_loaded ? "open stakes are not read yet" : _saving ? "another change is being saved" : null;
        if (refusal is not null)
        {
            Sender.Tell(new ExposureCapsRefused(_account, refusal, false));
            return;
        }

        // Nothing counts before it is durable: after a crash the caps must not be wider than what the operator was told.
        _saving = true;
        var asker = Sender;
        var audit = new SystemLogEntry(_time.GetUtcNow(), LogSeverity.Warning, "exposure", $"the operator changed the caps: {Show(_book.Caps)} -> {Show(order.Caps)}", _account);
        _caps.SaveAsync(_account, order.Caps, audit).PipeTo(
            Self, Self, () => new CapsSaved(order.Caps, audit.Message, asker), failure => new CapsNotSaved(failure.Message, asker));
    }

    private void OnCapsSaved(CapsSaved saved)
    {
        _saving = false;
        var before = _book.Caps;
        _book.SetCaps(saved.Caps);
        _log.Warning("[exposure] {0}: {1}", _account, saved.Message);
        saved.Asker.Tell(new ExposureCapsSet(_account, before, saved.Caps));
    }

    private void OnCapsNotSaved(CapsNotSaved failed)
    {
        _saving = false;
        failed.Asker.Tell(new ExposureCapsRefused(_account, failed.Reason, true));
    }

    private static string Show(ExposureSettings caps) => string.Create(CultureInfo.InvariantCulture, $"{caps.MaxPerMatch:0.##} a match, {caps.MaxTotal:0.##} in all");

    private sealed record Loaded(IReadOnlyList<OpenStake> Stakes, ExposureSettings? Caps);

    private sealed class NoCaps : IExposureCaps
    {
        public static readonly NoCaps Instance = new();

        public Task<ExposureSettings?> LoadAsync(AccountId account) => Task.FromResult<ExposureSettings?>(null);

        public Task SaveAsync(AccountId account, ExposureSettings caps, SystemLogEntry audit) => Task.FromException(new InvalidOperationException("caps cannot be changed in this run"));
    }

    private sealed record CapsSaved(ExposureSettings Caps, string Message, IActorRef Asker);

    private sealed record CapsNotSaved(string Reason, IActorRef Asker);

    private sealed record LoadFailed(string Reason);

    private sealed record LoadAgain;
}
