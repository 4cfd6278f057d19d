using Akka.Actor;
using Akka.Event;
using Arb.Actors.Arbitrage;
using Arb.Actors.Market;
using Arb.Actors.Telemetry;
using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;
using Arb.Domain.Sessions;

namespace Arb.Actors.Harvest;

/// <summary>Restarts a worker from scratch. From its account, on the guardian's word; no answer.</summary>
internal sealed class RestartNow
{
    public static readonly RestartNow Instance = new();
}

/// <summary>
/// One provider's worker of one account (L07): an active poller that is handed a session and never sees a browser. One request at a time.
/// <code>
///   HALTED (no column of the book, or no session) ── both there ──► POLLING ── session lost ──► HALTED
/// </code>
/// A crash restarts it empty: pairing is told that the source starts over, the account injects the session again.
/// </summary>
public sealed class WorkerActor : ReceiveActor, IWithTimers
{
    private const long RevisionEpoch = 1_577_836_800; // 2020-01-01, so that seconds since fit an int until 2088

    private readonly SourceKey _source;
    private readonly IProviderTransport _transport;
    private readonly WorkerSettings _settings;
    private readonly IActorRef _market;
    private readonly IHarvester _harvester;
    private readonly OddsCache _cache;
    private readonly List<ShardBatch> _batches = [];
    private readonly PollSchedule _schedule;
    private readonly EvidenceLog _evidence;
    private readonly EngineClock _clock = EngineClock.Of(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ShardLines _shards;
    private readonly SourceTelemetry _counters;
    private CacheMarks _told;
    private BatchOrigin _origin;
    private readonly RateMeter _rate = new();
    private readonly PollRecords _polls;
    private CancellationTokenSource _calls = new();
    private ProviderSession? _session;
    private byte? _column;
    private long _request;
    private bool _inFlight;
    private bool _polling;
    private bool _firstOdds;
    private int _snapshotsAsked;
    private DateTimeOffset? _lastResponse;
    private int _lastStatus;
    private string? _reason = "waiting for a session";

    /// <summary>Makes a worker; it halts until it has a column of the book and a session.</summary>
    public WorkerActor(
        SourceKey source,
        IProviderProtocol protocol,
        ProviderContract contract,
        IProviderTransport transport,
        WorkerSettings settings,
        int shards,
        PriceBatchPool pool,
        IActorRef market)
    {
        _source = source;
        _transport = transport;
        _settings = settings;
        _market = market;
        _harvester = protocol.CreateHarvester(contract, settings.Limits);
        // Revisions go on from the clock, so a slot meant for this worker's predecessor never fits a market of its own.
        _cache = new OddsCache(source, settings.Limits, shards, pool, (int)(_clock.Now.ToUnixTimeSeconds() - RevisionEpoch));
        _schedule = new PollSchedule(_harvester.Polls, settings.For(source), _clock.Now);
        _evidence = new EvidenceLog(_log, source, _harvester.Polls.Any(poll => poll.Role == HarvestRole.Matches));
        _polls = new PollRecords(_harvester.Polls);
        _counters = EngineTelemetry.Of(Context.System).SourceOf(source);
        _shards = new ShardLines(shards, settings.MaxBatchesAhead, pool, shard =>
        {
            _counters.Conflated();
            _log.Warning("[WORKER] {0}: shard {1} of the book is {2} batches behind: it gets the last prices when it has caught up", _source, shard, settings.MaxBatchesAhead);
        });
        Become(Halted);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private bool Registered => _column is not null && _shards.Complete;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(MarketStarted));
        Context.Parent.Tell(new WorkerStarted(_source));
        Timers.StartPeriodicTimer(nameof(ReportHealth), ReportHealth.Instance, _settings.HealthInterval);
        _market.Tell(new RegisterSource(_source, _settings.Freshness));
        Report();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _calls.Cancel();
        _calls.Dispose();
        _counters.Emptied();
        _market.Tell(new SourceRetired(_source));
    }

    // ---- HALTED: no request leaves; answers to earlier ones are void ----

    private void Halted()
    {
        Always();
        Receive<PollDue>(_ => { });
        Receive<Answered>(_ => { });
    }

    // ---- POLLING ----

    private void Polling()
    {
        Always();
        Receive<PollDue>(_ => OnPollDue());
        Receive<Answered>(OnAnswered);
    }

    private void Always()
    {
        Receive<SourceRegistered>(registered =>
        {
            _column = registered.Column;
            TryPoll();
        });
        Receive<ShardReady>(ready =>
        {
            _shards.Open(ready.Shard, Sender);
            TryPoll();
        });
        Receive<InjectSession>(inject => OnSession(inject.Session));
        Receive<WithdrawSession>(OnWithdraw);
        Receive<SlotsAssigned>(slots =>
        {
            _cache.Assign(slots);
            SendBatches();
        });
        Receive<MarketStarted>(_ => StartOver("the market started over"));
        Receive<RestartNow>(_ => StartOver("restarted by the guardian"));
        Receive<MachineSlept>(_ => OnSlept());
        Receive<ReportHealth>(_ => Report());
        Receive<GetHarvestEvidence>(_ => Sender.Tell(Evidence()));
    }

    private void OnSession(ProviderSession session)
    {
        _session = session;
        _evidence.SessionInjected(session.Generation);
        _reason = null;
        TryPoll();
    }

    private void OnSlept()
    {
        if (!_polling)
            return;
        _firstOdds = false; // the first odds after it are told at once
        StartOver("it starts over");
    }

    private void OnWithdraw(WithdrawSession withdraw)
    {
        if (_session?.Generation != withdraw.Generation)
            return;
        _session = null;
        _firstOdds = false;
        StartOver($"session lost: {withdraw.Reason}");
    }

    private void TryPoll()
    {
        if (_session is null || !Registered || _polling)
            return;
        _polling = true;
        _polls.Clear();
        _schedule.Restart(_clock.Now);
        Become(Polling);
        ScheduleNext();
        Report();
    }

    /// <summary>Forgets every row and price, gives the column back and asks for a new one; polls again when it is there.</summary>
    private void StartOver(string reason)
    {
        Halt(reason);
        _market.Tell(new RegisterSource(_source, _settings.Freshness));
    }

    private void Halt(string reason)
    {
        _cache.RevokeAll();
        SendBatches();
        _harvester.Reset();
        _market.Tell(new SourceRetired(_source));
        _column = null;
        _shards.Close();
        _request++; // an answer that is still under way belongs to the past, and its call ends: one request at a time
        _calls.Cancel();
        _calls.Dispose();
        _calls = new CancellationTokenSource();
        _inFlight = false;
        _polling = false;
        _snapshotsAsked = 0;
        _counters.Emptied();
        _reason = reason;
        Timers.Cancel(nameof(PollDue));
        Become(Halted);
        Report();
    }

    private void ScheduleNext()
    {
        var now = _clock.Now;
        Timers.StartSingleTimer(nameof(PollDue), PollDue.Instance, _schedule.Next(now).At - now);
    }

    private void OnPollDue()
    {
        if (_inFlight)
            return;
        var now = _clock.Now;
        var (poll, at) = _schedule.Next(now);
        if (at > now)
        {
            ScheduleNext();
            return;
        }
        ProviderRequest built;
        try
        {
            built = _harvester.BuildRequest(poll, _session!, now);
        }
        catch (InvalidOperationException lacking)
        {
            // The contract's template names a cookie or token that this session does not have; the message names it, never its value.
            OnSessionLost(lacking.Message);
            return;
        }
        _inFlight = true;
        _polls.Sent(poll, now);
        var (request, generation) = (++_request, _session!.Generation);
        _transport.SendAsync(built, _calls.Token).PipeTo(
            Self,
            success: result => new Answered(request, generation, poll, result, now, _clock.Now),
            failure: cause => new Answered(request, generation, poll, new TransportResult(null, TransportFailure.ConnectionLost, cause.GetType().Name, TimeSpan.Zero), now, _clock.Now));
    }

    private void OnAnswered(Answered answered)
    {
        if (answered.Request != _request)
            return;
        _inFlight = false;
        var poll = answered.Poll;
        if (answered.Result.Response is not { } response)
        {
            _lastStatus = 0;
            _polls.NoAnswer(poll, answered.Result.Failure);
            _counters.Polled(poll.Role, 0, answered.Result.Failure, HarvestKind.Failed, answered.Result.Elapsed);
            Failed(poll, null, $"{poll.Name}: {answered.Result.Failure}: {answered.Result.Detail}");
            return;
        }
        _lastStatus = response.Status;
        var harvest = _harvester.Accept(poll, response, answered.SentAt, _cache);
        _polls.Answered(poll, response, harvest, _clock.Now);
        Count(answered, poll.Role, response.Status, harvest.Kind);
        switch (harvest.Kind)
        {
            case HarvestKind.Applied or HarvestKind.Unchanged:
                Applied(poll, harvest, response.Status, answered.SentAt);
                break;
            case HarvestKind.NeedsSnapshot when ++_snapshotsAsked <= _settings.SnapshotAttempts:
                _log.Debug("[WORKER] {0}: {1}: full snapshot asked for: {2}", _source, poll.Name, harvest.Reason ?? "gap");
                _schedule.AskAgain(poll, _clock.Now);
                break;
            case HarvestKind.SessionLost when answered.Generation != _session!.Generation:
                // The session before this one was turned away; what the bookmaker thinks of this one the next answer says.
                _schedule.AskAgain(poll, _clock.Now);
                break;
            case HarvestKind.SessionLost:
                OnSessionLost(harvest.Reason ?? "login page");
                return;
            default:
                Failed(poll, response.RetryAfter, $"{poll.Name}: {harvest.Reason ?? "failed"} (HTTP {response.Status})");
                return;
        }
        ScheduleNext();
    }

    private void Count(Answered answered, HarvestRole role, int status, HarvestKind kind)
    {
        var decoded = _clock.Now;
        _origin = new BatchOrigin(answered.SentAt.UtcTicks, answered.ReceivedAt.UtcTicks, decoded.UtcTicks);
        _counters.Polled(role, status, TransportFailure.None, kind, answered.Result.Elapsed);
        _counters.Harvested(_cache, ref _told, decoded - answered.ReceivedAt);
    }

    private void Applied(HarvestPoll poll, HarvestResult harvest, int status, DateTimeOffset sentAt)
    {
        var wasFailing = _schedule.Failures > 0;
        _schedule.Answered(poll, _clock.Now);
        _snapshotsAsked = 0;
        _lastResponse = _clock.Now;
        _reason = null;
        _evidence.Answered(poll.Role, status);
        if (poll.Role == HarvestRole.Odds)
        {
            // Prices count as confirmed when their request was sent, not when the answer came.
            _cache.Confirm(poll, sentAt);
            _rate.Add(harvest.Prices, _clock.Now);
            _evidence.Ingested(_cache.OpenPrices);
            _shards.CatchUp(_cache);
            _cache.DrainBatches(_batches);
            _cache.TakeHeartbeat(_column!.Value, _batches);
        }
        SendBatches();
        if (_cache.TakeCatalogue() is { } catalogue)
            _market.Tell(catalogue);
        if (wasFailing || (!_firstOdds && poll.Role == HarvestRole.Odds))
        {
            _firstOdds |= poll.Role == HarvestRole.Odds;
            Report();
        }
    }

    /// <summary>Price changes first, then the heartbeat that confirms the rest: the order in which the cache collected them.</summary>
    private void SendBatches()
    {
        _cache.DrainBatches(_batches);
        var updates = 0;
        foreach (var (_, batch) in _batches)
            updates += batch.Count;
        _shards.Send(_batches, _origin);
        _origin = default;
        _counters.SentToBook(updates, _shards.Ahead);
    }

    private void Failed(HarvestPoll poll, TimeSpan? retryAfter, string reason)
    {
        var wait = _schedule.Failed(poll, retryAfter, _clock.Now);
        _reason = reason;
        if (_schedule.Failures is 1 or 5 || _schedule.Failures % 50 == 0)
            _log.Warning("[WORKER] {0}: {1}; {2} in a row, next try in {3} s", _source, reason, _schedule.Failures, wait.TotalSeconds.ToString("0.0"));
        Report();
        ScheduleNext();
    }

    private void OnSessionLost(string reason)
    {
        _log.Warning("[WORKER] {0}: session lost: {1}", _source, reason);
        var generation = _session!.Generation;
        _session = null;
        _firstOdds = false;
        StartOver($"session lost: {reason}");
        Context.Parent.Tell(new SessionLost(_source, generation, reason));
    }

    private void Report() => Context.Parent.Tell(Health());

    private HarvestEvidence Evidence() => new(
        Health(), Registered, _column, _polls.LastSentAt, _polling ? _schedule.Next(_clock.Now).At : null, _polls.Evidence(), _cache.Events, _cache.Markets, _cache.Slots, _cache.Sample());

    private WorkerHealth Health() => new(
        _source,
        _session?.Generation ?? 0,
        !_polling,
        _lastResponse,
        _cache.ConfirmedAt,
        _cache.OpenPrices,
        _rate.PerSecond(_clock.Now),
        _lastStatus,
        _schedule.Failures,
        _cache.Drops(),
        _reason);

    private sealed record Answered(long Request, int Generation, HarvestPoll Poll, TransportResult Result, DateTimeOffset SentAt, DateTimeOffset ReceivedAt);

    private sealed class PollDue
    {
        public static readonly PollDue Instance = new();
    }

    private sealed class ReportHealth
    {
        public static readonly ReportHealth Instance = new();
    }
}
