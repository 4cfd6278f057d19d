using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Laws;

/// <summary>One execution by the real decider: answers come from functions, time moves to the next timer when nothing else is left to do. Everything is in <see cref="Trace"/>.</summary>
internal sealed class SagaRun
{
    private ExecutionDecide _decide = new ExecutionDecider(new ExecutionSettings()).Decide;
    private readonly Queue<ExecutionInput> _inbox = new();
    private readonly SortedDictionary<ExecutionTimer, DateTimeOffset> _timers = [];

    public ExecutionState State { get; private set; } = ExecutionState.Empty;

    public DateTimeOffset Now { get; private set; } = Given.Start;

    /// <summary>Puts a bug between the law and the decider.</summary>
    public Func<ExecutionDecide, ExecutionDecide> Plant
    {
        init => _decide = value(_decide);
    }

    /// <summary>Effects and durable events in order.</summary>
    public List<string> Trace { get; } = [];

    public List<ExecutionEvent> Journal { get; } = [];

    public List<HedgeRow> Hedges { get; } = [];

    public List<PlacementTicket> Sent { get; } = [];

    /// <summary>Stakes that count at the accounts, by leg.</summary>
    public Dictionary<int, decimal> Counted { get; } = [];

    public List<string> Alarms { get; } = [];

    public bool Finished { get; private set; }

    public string? AuditError { get; init; }

    /// <summary>What is executed; null: <see cref="Given.Begin"/>.</summary>
    public BeginExecution? Order { get; init; }

    /// <summary>Answers that a person got.</summary>
    public List<ExecutionEffect.AnswerPerson> Replies { get; } = [];

    /// <summary>Passes without anything happening.</summary>
    public void Wait(TimeSpan time) => Now += time;

    public Func<AccountId, string?> Exposure { get; init; } = _ => null;

    /// <summary>Answer to a placement; null: none comes.</summary>
    public Func<int, PlacementTicket, PlacementOutcome?> Placing { get; init; } = (leg, ticket) => Accepted(leg, ticket);

    /// <summary>In its place, once set.</summary>
    public Func<int, PlacementTicket, PlacementOutcome?>? PlacingLater { get; set; }

    public Func<int, BetSlip, QuoteResult> Quoting { get; set; } = (_, slip) => QuoteResult.Ok(Given.Quote(slip));

    public Func<IReadOnlyList<OpportunityLeg>> Prices { get; set; } = () => [];

    /// <summary>What the feeds say about the start at the moment when it is asked for; null: that it is far off.</summary>
    public Func<IReadOnlyList<EventStart>>? Starts { get; init; }

    public Func<AccountId, BetListReading> Lists { get; set; } = _ => new BetListReading(true, true, [], 0, null);

    /// <summary>Balance, where it is asked for; null: it could not be read.</summary>
    public Func<AccountId, decimal?> Balances { get; set; } = _ => null;

    /// <summary>True: the accounts' contracts can read a balance.</summary>
    public bool ReadsBalance { get; init; }

    /// <summary>Bets that are booked and not listed yet, as the bettor knows them.</summary>
    public Func<AccountId, IReadOnlyList<UnlistedBet>> Unlisted { get; set; } = _ => [];

    /// <summary>Decimals of the accounts' currency.</summary>
    public int MoneyDigits { get; init; } = 2;

    /// <summary>How long after its sending a bet is in the list, as the protocol (or experience) has it.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How late lists were, as the saga told it.</summary>
    public List<TimeSpan> Late { get; } = [];

    /// <summary>Answers to who told that bets turned out otherwise.</summary>
    public List<ExecutionEffect.AnswerChanges> Answers { get; } = [];

    public static PlacementOutcome Accepted(int leg, PlacementTicket ticket) => new PlacementOutcome.Accepted($"R{leg}", ticket.Quote.Slip.Odds, ticket.Stake);

    public static PlacementOutcome Refused { get; } = new PlacementOutcome.Rejected(RefusalReason.Closed, "closed");

    public int IndexOf(string step) => Trace.FindIndex(line => line.StartsWith(step, StringComparison.Ordinal));

    /// <summary>Runs to the end, or until nothing happens any more, or for a number of timers.</summary>
    public SagaRun Run(int timers = 200)
    {
        if (State.Phase == ExecutionPhase.Idle && Trace.Count == 0)
            _inbox.Enqueue(new ExecutionInput.Begin(Order ?? Given.Begin()));
        while (!Finished)
        {
            while (_inbox.TryDequeue(out var input))
                Step(input);
            if (Finished || _timers.Count == 0 || timers-- == 0)
                break;
            var (timer, at) = _timers.MinBy(pair => pair.Value);
            _timers.Remove(timer);
            Now = at;
            _inbox.Enqueue(new ExecutionInput.TimerFired(timer));
        }
        return this;
    }

    /// <summary>Everything that is not journaled is forgotten; the journal is read again from its bytes.</summary>
    public void Restart(ExecutionSettings? settings = null)
    {
        if (settings is not null)
            _decide = new ExecutionDecider(settings).Decide;
        _inbox.Clear();
        _timers.Clear();
        State = Journal.Select(happened => (ExecutionEvent)ExecutionEventCodec.Decode(ExecutionEventCodec.ManifestOf(happened), ExecutionEventCodec.Encode(happened)))
            .Aggregate(ExecutionState.Empty, ExecutionTransitions.Apply);
        _inbox.Enqueue(new ExecutionInput.Recovered());
    }

    public void Tell(ExecutionInput input) => _inbox.Enqueue(input);

    /// <summary>As <see cref="Tell"/>, to an execution that has ended: it runs again under a new lock.</summary>
    public SagaRun TakeUp(params BetChange[] changes)
    {
        Finished = false;
        Tell(new ExecutionInput.BetsChanged(State.Lock!.Token + 10, changes, Settled));
        return this;
    }

    /// <summary>Legs that settlement has noted.</summary>
    public IReadOnlyList<SettledLeg> Settled { get; set; } = [];

    private void Step(ExecutionInput input)
    {
        var decision = _decide(State, input, Now);
        foreach (var happened in decision.Events)
        {
            State = ExecutionTransitions.Apply(State, happened);
            if (happened.Durable)
                Journal.Add(happened);
            if (happened.Durable)
                Trace.Add(happened is LegIntended leg ? $"LegIntended {leg.Leg}" : happened.GetType().Name);
        }
        foreach (var effect in decision.Effects)
            Perform(effect);
    }

    private void Perform(ExecutionEffect effect)
    {
        Trace.Add(effect is ExecutionEffect.Send sent ? $"Send {sent.Leg}" : effect.GetType().Name);
        switch (effect)
        {
            case ExecutionEffect.OpenAudit: _inbox.Enqueue(new ExecutionInput.AuditOpenDone(AuditError)); break;
            case ExecutionEffect.CloseAudit: _inbox.Enqueue(new ExecutionInput.AuditCloseDone(null)); break;
            case ExecutionEffect.Reserve e: _inbox.Enqueue(new ExecutionInput.ReservationDone(e.Account, Exposure(e.Account))); break;
            case ExecutionEffect.ReserveRoom e: _inbox.Enqueue(new ExecutionInput.RoomDone(e.Account, e.Wanted)); break;
            case ExecutionEffect.ReadList e: _inbox.Enqueue(new ExecutionInput.ListRead(e.Account, Lists(e.Account), Now, Settle, e.WithBalance ? Balances(e.Account) : null) { ReadsBalance = ReadsBalance, MoneyDigits = MoneyDigits, Unlisted = Unlisted(e.Account) }); break;
            case ExecutionEffect.Quote e: _inbox.Enqueue(new ExecutionInput.QuoteDone(e.Number, Quoting(e.Number, e.Slip))); break;
            case ExecutionEffect.AskPrices: _inbox.Enqueue(new ExecutionInput.PricesRead(Prices())); break;
            case ExecutionEffect.AskStarts: _inbox.Enqueue(new ExecutionInput.StartsRead(Starts?.Invoke() ?? [.. State.Legs.Select(leg => new EventStart(leg.Account, leg.Slip.Event, Given.KickOff, false))])); break;
            case ExecutionEffect.Commit e: Counted[e.Leg] = e.Stake; break;
            case ExecutionEffect.TellLateList e: Late.Add(e.Lateness); break;
            case ExecutionEffect.AnswerChanges e: Answers.Add(e); break;
            case ExecutionEffect.AppendHedge: Hedges.AddRange(ExecutionAudit.LatestHedges(State)); break;
            case ExecutionEffect.SetTimer e: _timers[e.Timer] = Now + e.Delay; break;
            case ExecutionEffect.StopTimer e: _timers.Remove(e.Timer); break;
            case ExecutionEffect.Log { Severity: LogSeverity.Alarm } e: Alarms.Add(e.Message); break;
            case ExecutionEffect.AnswerPerson e: Replies.Add(e); break;
            case ExecutionEffect.Finish: Finished = true; break;
            case ExecutionEffect.Send e:
                Sent.Add(e.Ticket);
                if ((PlacingLater ?? Placing)(e.Leg, e.Ticket) is { } outcome)
                    _inbox.Enqueue(new ExecutionInput.PlacementDone(e.Leg, e.Attempt, outcome));
                break;
        }
    }
}
