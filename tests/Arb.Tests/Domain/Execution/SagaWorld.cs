using Arb.Domain;
using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Execution;

/// <summary>
/// One execution in a faulty world on virtual time: bookmakers that refuse, leave pending, lose answers, book late, give no quotes; an audit and a
/// market that fail; crashes that forget everything that is not in the journal. First a phase with faults, then one without, in which all must end.
/// </summary>
internal sealed class SagaWorld
{
    private static readonly TimeSpan FaultPhase = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(4);

    private readonly Random _random;
    private readonly ExecutionDecide _decide;
    private readonly PriorityQueue<(long Epoch, Action Do), (DateTimeOffset, long)> _queue = new();
    private readonly Dictionary<ExecutionTimer, long> _timers = [];
    private readonly HashSet<(int, int)> _sends = [];
    private readonly Dictionary<AccountId, ExposureBook> _exposure = [];
    private readonly DateTimeOffset _faultsEnd;
    private readonly int _faults;
    private readonly bool _early;
    private long _order;
    private long _epoch;
    private int _references;

    public SagaWorld(int seed, int faults, Func<ExecutionDecide, ExecutionDecide>? plant = null)
    {
        _random = new Random(seed);
        _faults = faults;
        ExecutionDecide real = new ExecutionDecider(Settings).Decide;
        _decide = plant?.Invoke(real) ?? real;
        _early = _random.Next(5) == 0;
        Now = Given.Start;
        _faultsEnd = Now + FaultPhase;
    }

    public static ExecutionSettings Settings { get; } = new() { Hedge = new HedgeSettings { MaxSlowRounds = 60 } };

    public DateTimeOffset Now { get; private set; }

    public ExecutionState State { get; private set; } = ExecutionState.Empty;

    public List<ExecutionEvent> Journal { get; } = [];

    public List<BookedBet> Bets { get; } = [];

    public List<string> Violations { get; } = [];

    public bool Finished { get; private set; }

    public bool Alarmed { get; private set; }

    public int Crashes { get; private set; }

    /// <summary>In four worlds of five the faults begin with the first send: before it they only abort.</summary>
    private bool Faulty => Now < _faultsEnd && _faults > 0 && (_early || State.AnythingSent);

    public void Run()
    {
        Handle(new ExecutionInput.Begin(Given.Begin()));
        var limit = Given.Start.AddHours(3);
        while (!Finished && _queue.TryDequeue(out var item, out var due) && due.Item1 < limit)
        {
            Now = due.Item1;
            if (item.Epoch == _epoch || item.Epoch == 0)
                item.Do();
            if (Faulty && Chance(1 + (_faults / 20)))
                Crash();
        }

        CheckEnd();
    }

    private bool Chance(int percent) => _random.Next(100) < percent;

    private bool Fault() => Faulty && Chance(_faults);

    private TimeSpan Latency() => TimeSpan.FromMilliseconds(50 + _random.Next(900));

    private void Later(TimeSpan delay, Action action, bool outside = false) => _queue.Enqueue((outside ? 0 : _epoch, action), (Now + delay, ++_order));

    private void Answer(ExecutionInput input) => Later(Latency(), () => Handle(input));

    private void Crash()
    {
        Crashes++;
        _epoch = ++_order;
        _timers.Clear();
        State = Journal.Aggregate(ExecutionState.Empty, ExecutionTransitions.Apply);
        foreach (var book in _exposure.Values)
            book.Release(State.Execution);
        if (Finished)
            return;
        if (State.Phase == ExecutionPhase.Idle && State.Lock is not null)
            Finished = true;
        else if (State.Lock is null)
            Later(TimeSpan.FromSeconds(1), () => Handle(new ExecutionInput.Begin(Given.Begin())));
        else
            Later(TimeSpan.FromSeconds(1), () => Handle(new ExecutionInput.Recovered()));
    }

    private void Handle(ExecutionInput input)
    {
        var decision = _decide(State, input, Now);
        foreach (var happened in decision.Events)
        {
            if (happened.Durable)
                Journal.Add(Reread(happened));
            State = ExecutionTransitions.Apply(State, happened);
        }

        if (Faulty && decision.Events.Any(e => e.Durable) && Chance(_faults / 10))
        {
            Crash(); // between the commit and the effects
            return;
        }

        foreach (var effect in decision.Effects)
            Perform(effect);
    }

    /// <summary>The journal holds bytes, not objects.</summary>
    private static ExecutionEvent Reread(ExecutionEvent happened) =>
        (ExecutionEvent)ExecutionEventCodec.Decode(ExecutionEventCodec.ManifestOf(happened), ExecutionEventCodec.Encode(happened));

    private void Perform(ExecutionEffect effect)
    {
        switch (effect)
        {
            case ExecutionEffect.OpenAudit:
                Answer(new ExecutionInput.AuditOpenDone(Fault() && Chance(20) ? "disk full" : null));
                break;
            case ExecutionEffect.CloseAudit:
                Answer(new ExecutionInput.AuditCloseDone(Fault() ? "disk full" : null));
                break;
            case ExecutionEffect.Reserve e:
                Answer(new ExecutionInput.ReservationDone(e.Account, Book(e.Account).Reserve(State.Execution, Given.Match, e.Amount)));
                break;
            case ExecutionEffect.ReserveRoom e:
                Answer(new ExecutionInput.RoomDone(e.Account, Book(e.Account).ReserveRoom(State.Execution, Given.Match, e.Wanted)));
                break;
            case ExecutionEffect.Release e:
                Book(e.Account).Release(State.Execution);
                break;
            case ExecutionEffect.Commit e:
                Book(e.Account).Commit(State.Execution, Given.Match, e.Leg, e.Stake);
                if (Book(e.Account).Open > 300m)
                    Violations.Add($"exposure of {e.Account} is {Book(e.Account).Open}");
                break;
            case ExecutionEffect.Quote e:
                Answer(new ExecutionInput.QuoteDone(e.Number, QuoteOf(e.Slip)));
                break;
            case ExecutionEffect.ReadList e:
                ReadList(e.Account, e.WithBalance);
                break;
            case ExecutionEffect.Send e:
                Send(e);
                break;
            case ExecutionEffect.AskPrices:
                if (!Fault())
                    Answer(new ExecutionInput.PricesRead(Prices()));
                break;
            case ExecutionEffect.AskStarts:
                if (!Fault())
                    Answer(new ExecutionInput.StartsRead(Given.Starts));
                break;
            case ExecutionEffect.SetTimer e:
                var id = _timers[e.Timer] = ++_order;
                Later(e.Delay, () =>
                {
                    if (_timers.Remove(e.Timer, out var current) && current == id)
                        Handle(new ExecutionInput.TimerFired(e.Timer));
                    else if (current != 0)
                        _timers[e.Timer] = current;
                });
                break;
            case ExecutionEffect.StopTimer e:
                _timers.Remove(e.Timer);
                break;
            case ExecutionEffect.Log { Severity: Arb.Domain.Health.LogSeverity.Alarm }:
                Alarmed = true;
                break;
            case ExecutionEffect.Finish:
                Finished = true;
                break;
        }
    }

    private ExposureBook Book(AccountId account) =>
        _exposure.TryGetValue(account, out var book) ? book : _exposure[account] = new ExposureBook(new ExposureSettings(300m, 300m), RuntimeMode.Production);

    private QuoteResult QuoteOf(BetSlip slip)
    {
        if (Fault())
            return QuoteResult.No(RefusalReason.Closed, "suspended");
        if (Fault())
            return QuoteResult.No(RefusalReason.NoAnswer, "timeout");
        var fair = slip.Selection == Selection.Over ? 2.10m : 2.05m;
        var odds = Given.Price(Faulty ? fair - (_random.Next(_faults) / 400m) : fair);
        return odds == slip.Odds
            ? QuoteResult.Ok(new Quote(slip, slip.Odds.Value, 1m, Faulty && Chance(10) ? 20m : 400m, $"k{++_references}", Now))
            : QuoteResult.No(RefusalReason.OddsChanged, "moved", odds);
    }

    private IReadOnlyList<OpportunityLeg> Prices() =>
        [Given.Leg(Given.A3, Given.Event3, Selection.Over, 1.95m), Given.Leg(Given.A3, Given.Event3, Selection.Under, 1.95m)];

    private void ReadList(AccountId account, bool withBalance)
    {
        var asked = Now;
        Later(Latency(), () =>
        {
            var reading = Fault() ? BetListReading.None("login page")
                : Fault() ? new BetListReading(true, false, [], 0, "cut")
                : new BetListReading(true, true, [.. Bets.Where(bet => bet.Account == account && bet.VisibleAt <= Now).Select(bet => bet.Entry(Now))], 0, null);
            var booked = Bets.Where(bet => bet.Account == account && bet.StatusAt(Now) != BetStatus.Rejected).Sum(bet => bet.Ticket.Stake);
            Handle(new ExecutionInput.ListRead(account, reading, asked, Settle, withBalance && !Fault() ? 1_000m - booked : null));
        });
    }

    private void Send(ExecutionEffect.Send e)
    {
        var durable = Journal.Aggregate(ExecutionState.Empty, ExecutionTransitions.Apply);
        if (!_sends.Add((e.Leg, e.Attempt)))
            Violations.Add($"leg {e.Leg} attempt {e.Attempt} was sent twice");
        if (durable.Legs.Count <= e.Leg || durable.Legs[e.Leg].Status != LegStatus.Intended || durable.Legs[e.Leg].Ticket != e.Ticket)
            Violations.Add($"leg {e.Leg} was sent without a durable intent");
        if (durable.Legs.Take(e.Leg).Any(leg => leg.Hedge is null && e.Leg < 2 && leg.Status != LegStatus.Accepted))
            Violations.Add($"leg {e.Leg} was sent before the legs before it were accepted");
        var kind = _random.Next(100);
        var slip = e.Ticket.Quote.Slip;
        if (!Faulty || kind >= 3 * _faults)
        {
            var bet = BookBet(e.Ticket, TimeSpan.Zero, BetStatus.Accepted);
            Answer(new ExecutionInput.PlacementDone(e.Leg, e.Attempt, new PlacementOutcome.Accepted(bet.Reference, slip.Odds, e.Ticket.Stake)));
        }
        else if (kind < _faults)
        {
            Answer(new ExecutionInput.PlacementDone(e.Leg, e.Attempt, new PlacementOutcome.Rejected(RefusalReason.OddsChanged, "moved")));
        }
        else if (kind < (3 * _faults) / 2)
        {
            var bet = BookBet(e.Ticket, TimeSpan.Zero, BetStatus.Pending);
            bet.Decide(Chance(50) ? BetStatus.Accepted : BetStatus.Rejected, Now + TimeSpan.FromSeconds(_random.Next(20)));
            Answer(new ExecutionInput.PlacementDone(e.Leg, e.Attempt, new PlacementOutcome.Pending(bet.Reference)));
        }
        else
        {
            if (kind % 2 == 0)
                Later(TimeSpan.FromSeconds(_random.Next(4)), () => BookBet(e.Ticket, TimeSpan.FromSeconds(_random.Next(4)), BetStatus.Accepted), outside: true);
            if (kind % 3 == 0)
                Answer(new ExecutionInput.PlacementDone(e.Leg, e.Attempt, new PlacementOutcome.Unknown("connection lost")));
        }
    }

    private BookedBet BookBet(PlacementTicket ticket, TimeSpan hidden, BetStatus status)
    {
        var bet = new BookedBet($"R{++_references}", ticket, Now, Now + hidden, status, ticket.Quote.Slip.Account == Given.A2);
        Bets.Add(bet);
        return bet;
    }

    private void CheckEnd()
    {
        if (!Finished)
        {
            if (!State.WithPerson)
                Violations.Add($"neither ended nor with a person: {State.Phase}, legs {string.Join(",", State.Legs.Select(leg => leg.Status))}");
            if (!Alarmed)
                Violations.Add("open without an alarm");
            return;
        }

        if (State.AnyUnresolved)
            Violations.Add("the lock was released with an unknown leg");
        foreach (var bet in Bets.Where(bet => bet.StatusAt(Now) == BetStatus.Accepted))
            if (!State.Legs.Any(leg => leg.Status == LegStatus.Accepted && leg.Reference == bet.Reference && leg.Stake == bet.Ticket.Stake))
                Violations.Add($"bet {bet.Reference} at {bet.Account} was forgotten");
        foreach (var leg in State.Legs.Where(leg => leg.Status == LegStatus.Accepted))
            if (!Bets.Any(bet => bet.Reference == leg.Reference && bet.StatusAt(Now) == BetStatus.Accepted))
                Violations.Add($"leg {leg.Number} is in the audit, but not at the bookmaker");
        if (State.Worst < -Settings.Hedge.MaxLoss)
            Violations.Add($"ended naked: {State.Worst}");
        if (Violations.Count > 0)
            Violations.AddRange(State.Steps.Select(step => $"   {step.At:HH:mm:ss.fff} {step.Detail}"));
    }
}

/// <summary>A bet in a bookmaker's own book.</summary>
internal sealed class BookedBet(string reference, PlacementTicket ticket, DateTimeOffset at, DateTimeOffset visibleAt, BetStatus status, bool showsKey)
{
    private BetStatus? _later;
    private DateTimeOffset _decidedAt;

    public string Reference => reference;

    public PlacementTicket Ticket => ticket;

    public AccountId Account => ticket.Quote.Slip.Account;

    public DateTimeOffset VisibleAt => visibleAt;

    public void Decide(BetStatus later, DateTimeOffset when) => (_later, _decidedAt) = (later, when);

    public BetStatus StatusAt(DateTimeOffset now) => _later is { } later && now >= _decidedAt ? later : status;

    public BetListEntry Entry(DateTimeOffset now)
    {
        var slip = ticket.Quote.Slip;
        return new BetListEntry(
            reference, slip.Event.EventId, slip.Kind, slip.Period, slip.Selection, slip.Line, slip.Odds, ticket.Stake, StatusAt(now), 0m, at, showsKey ? ticket.Quote.TicketKey : null);
    }
}
