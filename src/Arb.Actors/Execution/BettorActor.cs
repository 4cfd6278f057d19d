using System.Diagnostics;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Arb.Actors.Telemetry;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Actors.Execution;

/// <summary>
/// The bettor of one account: one call at a time, in order, each with a deadline. A placement is sent exactly once and never again; every answer that
/// is no proof is Unknown.
/// <code>
/// Idle ── quote / place / list / balance ──→ Calling ── answer or deadline ──→ next in the queue, or Idle
/// </code>
/// </summary>
public sealed class BettorActor : ReceiveActor, IWithTimers
{
    private const int MemoryMax = 10_000;

    private readonly AccountId _account;
    private readonly IReadOnlyDictionary<ProviderId, IProviderProtocol> _protocols;
    private readonly IProviderTransport _transport;
    private readonly ExecutionSettings _settings;
    private readonly TimeProvider _time;
    private readonly IStorageWatch? _storage;
    private readonly Queue<(object Message, IActorRef Sender)> _queue = new();
    private readonly BettorMemory _memory = new(MemoryMax);
    private readonly UnlistedBets _unlisted;
    private readonly EngineTelemetry _telemetry = EngineTelemetry.Of(Context.System);
    private readonly EngineClock _clock = EngineClock.Of(Context.System);
    private readonly StrongBox<int> _waiting;
    private Link? _link;
    private string _closed = "no session yet";
    private Call? _call;
    private long _calls;

    /// <summary>Made by the account actor as its child <c>bettor</c>; owns a transport of its own and disposes it. Tells its parent <see cref="BettorStarted"/>.</summary>
    public BettorActor(
        AccountId account, IReadOnlyDictionary<ProviderId, IProviderProtocol> protocols, IProviderTransportFactory transports, ExecutionSettings settings, TimeProvider time,
        IStorageWatch? storage)
    {
        _storage = storage;
        _account = account;
        _waiting = _telemetry.BettorQueueOf(account);
        _protocols = protocols;
        _transport = transports.Create(account);
        _settings = settings;
        _unlisted = new UnlistedBets(settings.BettorQueue, settings.Hedge.ListMargin);
        _time = time;
        Receive<OpenBettor>(OnOpen);
        Receive<CloseBettor>(order =>
        {
            _link = null;
            _closed = order.Reason;
        });
        Receive<AskQuote>(Enqueue);
        Receive<Place>(Enqueue);
        Receive<ReadBetList>(Enqueue);
        Receive<ReadBalance>(Enqueue);
        Receive<CallEnded>(OnEnded);
        Receive<CallExpired>(OnExpired);
        Receive<MachineSlept>(OnSlept);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Props of one; <paramref name="storage"/> is looked at before each placement, null: nobody watches what is written.</summary>
    public static Props Props(
        AccountId account, IReadOnlyDictionary<ProviderId, IProviderProtocol> protocols, IProviderTransportFactory transports, ExecutionSettings settings, TimeProvider time, IStorageWatch? storage = null) =>
        Akka.Actor.Props.Create(typeof(BettorActor), account, protocols, transports, settings, time, storage!);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _clock.TellOfSleep(Self);
        Context.Parent.Tell(new BettorStarted(_account));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _call?.Cancel.Cancel();
        _call?.Cancel.Dispose();
        _transport.Dispose();
        _telemetry.BettorEnded(_account);
    }

    private void OnOpen(OpenBettor order)
    {
        if (!_protocols.TryGetValue(order.Contract.Provider, out var protocol))
        {
            _link = null;
            _closed = $"no adapter for {order.Contract.Provider}";
            return;
        }

        _link = new Link(protocol.CreateBetting(order.Contract), order.Session, protocol.SettleTime, order.Contract.Provider)
        {
            ReadsBalance = order.Contract.Find(EndpointRole.Balance) is not null,
            MoneyDigits = Currencies.DigitsOf(order.Currency),
        };
    }

    private void Enqueue(object message)
    {
        if (message is Place place && _memory.Refuse(place) is { } refusal)
        {
            Sender.Tell(new PlacementAnswered(place.Execution, place.Leg, place.Attempt, refusal));
            return;
        }

        if (_link is null)
            Sender.Tell(Unsent(message, RefusalReason.SessionLost, _closed));
        else if (_queue.Count >= _settings.BettorQueue)
            Sender.Tell(Unsent(message, RefusalReason.NotSent, "too many calls wait at this account"));
        else
            _queue.Enqueue((message, Sender));
        Next();
    }

    private void Next()
    {
        while (_call is null && _queue.TryDequeue(out var item))
        {
            if (_link is not { } link)
                item.Sender.Tell(Unsent(item.Message, RefusalReason.SessionLost, _closed));
            else if (item.Message is Place late && LastGate.Refusal(late, Now, _clock.WokeAt) is { } held)
                item.Sender.Tell(Unsent(item.Message, RefusalReason.NotSent, held));
            else if (item.Message is Place && _storage?.Look() is { } fault)
                item.Sender.Tell(Unsent(item.Message, RefusalReason.NotSent, fault.Describe()));
            else if (item.Message is Place place && _memory.Take(place) is { } refusal)
                item.Sender.Tell(new PlacementAnswered(place.Execution, place.Leg, place.Attempt, refusal));
            else
                Start(link, item.Message, item.Sender);
        }
        Volatile.Write(ref _waiting.Value, _queue.Count);
    }

    private void Start(Link link, object message, IActorRef sender, BalanceReading? balance = null)
    {
        var balanceFirst = message is ReadBetList { WithBalance: true } && balance is null;
        ProviderRequest request;
        try
        {
            request = Build(link, message, balanceFirst);
        }
        catch (Exception lacking) when (lacking is InvalidOperationException or FormatException)
        {
            // The session lacks a cookie or token that the request carries; the message names it, never its value. Nothing was sent, and that is a proof.
            if (balanceFirst)
                Start(link, message, sender, new BalanceReading(null, false, lacking.Message));
            else
                sender.Tell(Unsent(message, RefusalReason.NotSent, lacking.Message));
            return;
        }
        var id = ++_calls;
        var cancel = new CancellationTokenSource();
        _call = new Call(id, message, sender, link, cancel, Now, balanceFirst, balance) { Span = BettorTrace.Start(_telemetry, message, balanceFirst, _account, link.Provider, request, Now) };
        Timers.StartSingleTimer("deadline", new CallExpired(id), balanceFirst ? _settings.BalanceTimeout : _settings.CallTimeout);
        var sent = message is Place ? _transport.SendPlacementAsync(request, cancel.Token) : _transport.SendAsync(request, cancel.Token);
        sent.PipeTo(
            Self,
            Self,
            result => new CallEnded(id, result),
            failure => new CallEnded(id, new TransportResult(null, TransportFailure.ConnectionLost, failure.GetType().Name, TimeSpan.Zero)));
    }

    private ProviderRequest Build(Link link, object message, bool balanceFirst) => message switch
    {
        AskQuote m => link.Betting.BuildQuote(m.Slip, link.Session),
        Place m => link.Betting.BuildPlacement(m.Ticket, link.Session).HeldBackBy(() => LastGate.Refusal(m, Now, _clock.WokeAt)),
        ReadBetList when balanceFirst => link.Betting.BuildBalance(link.Session),
        ReadBetList m => link.Betting.BuildBetList(m.From, link.Session),
        ReadBalance => link.Betting.BuildBalance(link.Session),
        _ => throw new ArgumentOutOfRangeException(nameof(message), message.GetType().Name, "unknown call"),
    };

    private void OnEnded(CallEnded ended)
    {
        if (_call is not { } call || call.Id != ended.Id)
            return; // its deadline had passed and was answered as such
        Finish(call, ended.Result);
    }

    private void OnExpired(CallExpired expired)
    {
        if (_call is not { } call || call.Id != expired.Id)
            return;
        call.Cancel.Cancel();
        Finish(call, new TransportResult(null, TransportFailure.TimedOut, "no answer within the deadline", Now - call.StartedAt));
    }

    /// <summary>What an answer would say is from before, and none may ever come: the connection may be dead on the other side.</summary>
    private void OnSlept(MachineSlept slept)
    {
        if (slept.ByWallClock || _call is not { } call || call.StartedAt >= slept.WokeAt)
            return;
        call.Cancel.Cancel();
        Finish(call, new TransportResult(null, TransportFailure.TimedOut, "the machine slept before the answer came", Now - call.StartedAt));
    }

    private void Finish(Call call, TransportResult result)
    {
        Timers.Cancel("deadline");
        _call = null;
        call.Cancel.Dispose();
        BettorTrace.Answered(call.Span, result, Now);
        var betting = call.Link.Betting;
        if (call.BalanceFirst)
        {
            var balance = betting.ReadBalance(result);
            TellLoss(call.Link, LossOf(balance));
            Start(call.Link, call.Message, call.Sender, balance);
            Next();
            return;
        }

        object answer = call.Message switch
        {
            AskQuote m => new QuoteAnswered(m.Execution, m.Leg, betting.ReadQuote(m.Slip, result, Now)) { AskedAt = call.StartedAt },
            Place m => Placed(m, betting.ReadPlacement(m.Ticket, result)),
            ReadBetList m => Listed(m, betting.ReadBetList(result), call),
            ReadBalance => new BalanceAnswered(_account, betting.ReadBalance(result), Now),
            _ => throw new InvalidOperationException($"unknown call {call.Message.GetType().Name}"),
        };
        call.Sender.Tell(answer);
        TellLoss(call.Link, LossOf(answer));
        Next();
    }

    private PlacementAnswered Placed(Place place, PlacementOutcome outcome)
    {
        _unlisted.Answered(place.Ticket, outcome, Now);
        return new PlacementAnswered(place.Execution, place.Leg, place.Attempt, outcome);
    }

    private BetListAnswered Listed(ReadBetList ask, BetListReading reading, Call call)
    {
        var unlisted = _unlisted.Weigh(reading, call.StartedAt, Now);
        if (unlisted.Late > TimeSpan.Zero)
            Context.System.EventStream.Publish(new BetListedLate(_account, call.Link.Provider, unlisted.Late));
        return new BetListAnswered(ask.Execution, _account, reading, call.StartedAt, call.Link.SettleTime)
        {
            Balance = call.Balance?.Amount,
            Unlisted = unlisted.Bets,
            ReadsBalance = call.Link.ReadsBalance,
            MoneyDigits = call.Link.MoneyDigits,
        };
    }

    /// <summary>What in an answer shows that the bookmaker no longer accepts the session, or null.</summary>
    private static string? LossOf(object answer) => answer switch
    {
        QuoteAnswered { Result: { Refusal: RefusalReason.SessionLost, Detail: var detail } } => $"quote: {detail}",
        PlacementAnswered { Outcome: PlacementOutcome.Unknown { Cause: UnknownCause.SessionLost, Detail: var detail } } => $"placement: {detail}",
        BetListAnswered { Reading: { SessionLost: true, Detail: var detail } } => $"bet list: {detail}",
        BalanceAnswered { Reading: { SessionLost: true, Detail: var detail } } => $"balance: {detail}",
        BalanceReading { SessionLost: true, Detail: var detail } => $"balance: {detail}",
        _ => null,
    };

    private void TellLoss(Link link, string? reason)
    {
        if (reason is not null)
            Context.Parent.Tell(new SessionLost(new SourceKey(_account, link.Provider), link.Session.Generation, reason));
    }

    /// <summary>The answer to a call that never left the house: a proof.</summary>
    private object Unsent(object message, RefusalReason reason, string detail) => message switch
    {
        AskQuote m => new QuoteAnswered(m.Execution, m.Leg, QuoteResult.No(reason, detail)),
        Place m => new PlacementAnswered(m.Execution, m.Leg, m.Attempt, new PlacementOutcome.Rejected(reason, $"not sent: {detail}")),
        ReadBetList m => new BetListAnswered(m.Execution, _account, BetListReading.None(detail), Now, _link?.SettleTime ?? TimeSpan.Zero),
        ReadBalance => new BalanceAnswered(_account, new BalanceReading(null, reason == RefusalReason.SessionLost, detail), Now),
        _ => throw new InvalidOperationException($"unknown call {message.GetType().Name}"),
    };

    private sealed record Link(IBetting Betting, ProviderSession Session, TimeSpan SettleTime, ProviderId Provider)
    {
        public bool ReadsBalance { get; init; }

        public int MoneyDigits { get; init; }
    }

    private sealed record Call(long Id, object Message, IActorRef Sender, Link Link, CancellationTokenSource Cancel, DateTimeOffset StartedAt, bool BalanceFirst, BalanceReading? Balance)
    {
        public Activity? Span { get; init; }
    }

    private sealed record CallEnded(long Id, TransportResult Result);

    private sealed record CallExpired(long Id);
}

/// <summary>What a bettor remembers of placements: the highest token per match and which (execution, leg, attempt) it sent. Bounded; the oldest goes first.</summary>
/// <param name="limit">Entries kept of each.</param>
internal sealed class BettorMemory(int limit)
{
    private readonly Dictionary<MatchId, long> _tokens = [];
    private readonly Queue<MatchId> _matches = new();
    private readonly HashSet<(ExecutionId Execution, int Leg, int Attempt)> _sent = [];
    private readonly Queue<(ExecutionId Execution, int Leg, int Attempt)> _order = new();

    /// <summary>Why this placement must not be sent, or null. A lower token is a proven refusal (L19); a second copy says nothing about the first.</summary>
    public PlacementOutcome? Refuse(Place place)
    {
        if (_tokens.TryGetValue(place.Match, out var highest) && place.FencingToken < highest)
            return new PlacementOutcome.Rejected(RefusalReason.NotSent, $"not sent: fencing token {place.FencingToken} is older than {highest}");
        return _sent.Contains((place.Execution, place.Leg, place.Attempt))
            ? new PlacementOutcome.Unknown("the same placement was sent before; not sent again", UnknownCause.SentBefore)
            : null;
    }

    /// <summary>As <see cref="Refuse"/>; when null, the placement counts as sent from now on.</summary>
    public PlacementOutcome? Take(Place place)
    {
        if (Refuse(place) is { } refusal)
            return refusal;
        if (_tokens.TryAdd(place.Match, place.FencingToken))
        {
            _matches.Enqueue(place.Match);
            if (_matches.Count > limit)
                _tokens.Remove(_matches.Dequeue());
        }
        else
        {
            _tokens[place.Match] = place.FencingToken;
        }

        var key = (place.Execution, place.Leg, place.Attempt);
        _sent.Add(key);
        _order.Enqueue(key);
        if (_order.Count > limit)
            _sent.Remove(_order.Dequeue());
        return null;
    }
}
