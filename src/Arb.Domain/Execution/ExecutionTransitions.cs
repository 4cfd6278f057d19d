namespace Arb.Domain.Execution;

/// <summary>The life cycle of an execution: which event is allowed in which phase, and what it makes of the state. Pure; replaying the durable events gives the durable state.</summary>
public static class ExecutionTransitions
{
    private static readonly Dictionary<Type, ExecutionPhase[]> Table = new()
    {
        [typeof(LockTaken)] = [ExecutionPhase.Idle],
        [typeof(AuditOpened)] = [ExecutionPhase.Locked],
        [typeof(ExposureTaken)] = [ExecutionPhase.Audited],
        [typeof(QuotesTaken)] = [ExecutionPhase.Reserved],
        [typeof(LegIntended)] = [ExecutionPhase.Placing, ExecutionPhase.Hedging],
        [typeof(LegPending)] = [ExecutionPhase.Placing, ExecutionPhase.Hedging],
        [typeof(LegUnknown)] = [ExecutionPhase.Placing, ExecutionPhase.Hedging],
        [typeof(LegAccepted)] = [ExecutionPhase.Placing, ExecutionPhase.Hedging],
        [typeof(LegRejected)] = [ExecutionPhase.Placing, ExecutionPhase.Hedging],
        [typeof(HedgeStarted)] = [ExecutionPhase.Placing],
        [typeof(HedgeChosen)] = [ExecutionPhase.Hedging],
        [typeof(PersonAsked)] = [ExecutionPhase.Placing, ExecutionPhase.Hedging],
        [typeof(PersonAnswered)] = [ExecutionPhase.Placing, ExecutionPhase.Hedging],
        [typeof(Concluded)] = [ExecutionPhase.Locked, ExecutionPhase.Audited, ExecutionPhase.Reserved, ExecutionPhase.Placing, ExecutionPhase.Hedging],
        [typeof(AuditClosed)] = [ExecutionPhase.Concluded],
        [typeof(LockReleased)] = [ExecutionPhase.AuditClosed],
        [typeof(TakenUpAgain)] = [ExecutionPhase.Idle],
        [typeof(LegFound)] = [ExecutionPhase.Hedging],
        [typeof(LegTakenBack)] = [ExecutionPhase.Hedging],
    };

    /// <summary>Which status a leg may have before an event.</summary>
    private static readonly Dictionary<Type, LegStatus[]> LegTable = new()
    {
        [typeof(LegIntended)] = [LegStatus.Planned],
        [typeof(LegPending)] = [LegStatus.Intended, LegStatus.Unknown],
        [typeof(LegUnknown)] = [LegStatus.Intended],
        [typeof(LegAccepted)] = [LegStatus.Intended, LegStatus.Pending, LegStatus.Unknown],
        [typeof(LegRejected)] = [LegStatus.Intended, LegStatus.Pending, LegStatus.Unknown],
        [typeof(LegFound)] = [LegStatus.Rejected],
        [typeof(LegTakenBack)] = [LegStatus.Accepted],
    };

    /// <summary>Applies an event; throws <see cref="InvalidOperationException"/> for an unknown one and for one that is not allowed in this phase.</summary>
    public static ExecutionState Apply(ExecutionState state, ExecutionEvent happened)
    {
        if (happened is TakenUp)
            return state with { Work = state.Work with { QuotesLost = true }, Legs = [.. state.Legs.Select(leg => leg.Unresolved ? leg with { UnknownAt = happened.At } : leg)] };
        if (!happened.Durable)
            return state with { Work = ExecutionWorkbench.Apply(state.Work, happened) };
        if (!Table.TryGetValue(happened.GetType(), out var phases))
            throw new InvalidOperationException($"unknown execution event {happened.GetType().Name}");
        if (!phases.Contains(state.Phase))
            throw new InvalidOperationException($"{happened.GetType().Name} is not allowed in phase {state.Phase}");
        if (happened is LockTaken taken)
            return Stamp(Begin(taken), happened);
        var next = happened switch
        {
            AuditOpened => state with { Phase = ExecutionPhase.Audited },
            ExposureTaken => state with { Phase = ExecutionPhase.Reserved, Work = ExecutionWork.Empty },
            QuotesTaken quotes => WithQuotes(state, quotes),
            LegIntended e => SetLeg(state, e, e.Leg, leg => leg with
            {
                Status = LegStatus.Intended,
                Attempt = e.Attempt,
                Ticket = e.Ticket,
                Slip = e.Ticket.Quote.Slip,
                Odds = e.Ticket.Quote.Slip.Odds,
                Stake = e.Ticket.Stake,
                IntendedAt = e.At,
                UnknownAt = e.At,
            }),
            LegPending e => SetLeg(state, e, e.Leg, leg => leg with { Status = LegStatus.Pending, Reference = e.Reference, UnknownAt = e.At, Detail = "pending" }),
            LegUnknown e => SetLeg(state, e, e.Leg, leg => leg with { Status = LegStatus.Unknown, UnknownAt = e.At, Detail = e.Detail }),
            LegAccepted e => SetLeg(state, e, e.Leg, leg => leg with { Status = LegStatus.Accepted, Reference = e.Reference, Odds = e.Odds, Stake = e.Stake, Detail = e.Detail }),
            LegRejected e => SetLeg(state, e, e.Leg, leg => leg with { Status = LegStatus.Rejected, Refusal = e.Reason, Detail = $"{e.Reason}: {e.Detail}" }),
            HedgeStarted => state with { Phase = ExecutionPhase.Hedging, HedgeBegun = true, Legs = CancelPlanned(state.Legs) },
            HedgeChosen e => WithHedge(state, e),
            PersonAsked e => state with { WithPerson = true, Contested = e.Contested is { } leg && !state.Contested.Contains(leg) ? [.. state.Contested, leg] : state.Contested },
            PersonAnswered e => WithVerdict(state, e),
            Concluded e => state with { Phase = ExecutionPhase.Concluded, End = e, WithPerson = false, Legs = CancelPlanned(state.Legs), Work = ExecutionWork.Empty },
            AuditClosed => state with { Phase = ExecutionPhase.AuditClosed },
            LockReleased => state with { Phase = ExecutionPhase.Idle },
            TakenUpAgain e => TakeUp(state, e),
            LegFound e => SetLeg(state, e, e.Leg, leg => leg with
            {
                Status = e.Pending ? LegStatus.Pending : LegStatus.Accepted,
                Reference = e.Reference,
                Odds = e.Odds,
                Stake = e.Stake,
                Refusal = null,
                UnknownAt = e.At,
                Detail = $"judged absent ({leg.Detail}), found later",
            })
            with
            { RoundsBeforeAnswer = state.Rounds.Count },
            LegTakenBack e => SetLeg(state, e, e.Leg, leg => leg with { IsTakenBack = true, Detail = $"taken back by the bookmaker: {e.Status}" }) with { RoundsBeforeAnswer = state.Rounds.Count },
            _ => throw new InvalidOperationException($"unknown execution event {happened.GetType().Name}"),
        };
        return Stamp(next, happened);
    }

    private static ExecutionState Begin(LockTaken taken) => new()
    {
        Phase = ExecutionPhase.Locked,
        Lock = taken,
        Legs = [.. taken.Legs.Select(leg => new LegState(
            leg.Index, null, leg.Slip, leg.Mirrored, leg.Commission, leg.Stake, leg.Slip.Odds, LegStatus.Planned, null, 0, null, taken.At, taken.At, null))],
    };

    private static ExecutionState Stamp(ExecutionState state, ExecutionEvent happened) => state with
    {
        Sequence = state.Sequence + 1,
        UpdatedAt = happened.At,
        Steps = [.. state.Steps, new AuditStep(state.Sequence + 1, ExecutionEventCodec.ManifestOf(happened), happened.Describe(), happened.At)],
    };

    private static ExecutionState TakeUp(ExecutionState state, TakenUpAgain again) => state with
    {
        Phase = ExecutionPhase.Hedging,
        HedgeBegun = true,
        Lock = (state.Lock ?? throw new InvalidOperationException("an execution that never began cannot be taken up again")) with { Token = again.Token },
        HandsOff = state.End?.Result == ExecutionResult.Resolved,
        End = null,
        Work = ExecutionWork.Empty,
        Legs = [.. state.Legs.Select(leg => leg with { Settled = again.Settled.FirstOrDefault(settled => settled.Leg == leg.Number)?.Status })],
    };

    private static ExecutionState WithQuotes(ExecutionState state, QuotesTaken quotes) => state with
    {
        Phase = ExecutionPhase.Placing,
        Baselines = quotes.Baselines,
        Work = ExecutionWork.Empty,
        Legs = [.. state.Legs.Select((leg, i) => leg with { Slip = quotes.Tickets[i].Quote.Slip, Odds = quotes.Tickets[i].Quote.Slip.Odds, Stake = quotes.Tickets[i].Stake, Ticket = quotes.Tickets[i] })],
    };

    private static ExecutionState WithHedge(ExecutionState state, HedgeChosen chosen)
    {
        var legs = CancelPlanned(state.Legs).ToList();
        var first = legs.Count;
        foreach (var leg in chosen.Legs)
            legs.Add(new LegState(
                legs.Count, leg.Kind, leg.Ticket.Quote.Slip, leg.Mirrored, leg.Commission, leg.Ticket.Stake, leg.Ticket.Quote.Slip.Odds, LegStatus.Planned, leg.Ticket, 0, null, chosen.At, chosen.At, null));
        return state with
        {
            Legs = legs,
            Rounds = [.. state.Rounds, new HedgeRoundRecord(state.Sequence + 1, chosen, first)],
            Baselines = MergeBaselines(state.Baselines, chosen.Baselines),
            Work = state.Work with { Quotes = [], QuotesLost = false, Baselines = ExecutionWork.Empty.Baselines, Rooms = ExecutionWork.Empty.Rooms, AskingPrices = false },
        };
    }

    private static ExecutionState WithVerdict(ExecutionState state, PersonAnswered answer)
    {
        if (answer.Verdict != PersonVerdict.Settled)
            return state with { WithPerson = false, RoundsBeforeAnswer = state.Rounds.Count };
        return state with
        {
            WithPerson = false,
            Legs = [.. state.Legs.Select(leg => leg.Unresolved ? leg with { Status = LegStatus.Cancelled, Detail = "settled by a person" } : leg)],
        };
    }

    /// <summary>The earliest baseline of an account stands: bets placed since by this execution are known by reference.</summary>
    private static IReadOnlyList<Baseline> MergeBaselines(IReadOnlyList<Baseline> old, IReadOnlyList<Baseline> more) =>
        [.. old, .. more.Where(m => old.All(o => o.Account != m.Account))];

    private static IReadOnlyList<LegState> CancelPlanned(IReadOnlyList<LegState> legs) =>
        [.. legs.Select(leg => leg.Status == LegStatus.Planned ? leg with { Status = LegStatus.Cancelled } : leg)];

    private static ExecutionState SetLeg(ExecutionState state, ExecutionEvent happened, int number, Func<LegState, LegState> change)
    {
        var leg = state.Legs[number];
        if (!LegTable[happened.GetType()].Contains(leg.Status))
            throw new InvalidOperationException($"{happened.GetType().Name} is not allowed for leg {number} in status {leg.Status}");
        var legs = state.Legs.ToArray();
        legs[number] = change(leg);
        return state with { Legs = legs };
    }
}

/// <summary>Applies transient events to the collected answers.</summary>
internal static class ExecutionWorkbench
{
    public static ExecutionWork Apply(ExecutionWork work, ExecutionEvent happened) => happened switch
    {
        ReservationSeen e => work with { Reserved = [.. work.Reserved, e.Account] },
        StartsAsked => work with { AskingStarts = true },
        QuotingBegun e => work with
        {
            Quotes = e.Wanted,
            AskingPrices = false,
            AskingStarts = false,
            Baselines = e.Wanted.Select(w => w.Slip.Account).Distinct().ToDictionary(a => a, _ => (Baseline?)null),
            Rooms = e.NeedsRoom ? e.Wanted.Select(w => w.Slip.Account).Distinct().ToDictionary(a => a, _ => (decimal?)null) : ExecutionWork.Empty.Rooms,
        },
        QuoteSeen e => work with { Quotes = [.. work.Quotes.Select(q => q.Number == e.Quote.Number ? e.Quote : q)] },
        BaselineSeen e => work with { Baselines = With(work.Baselines, e.Baseline.Account, e.Baseline) },
        BaselineMissing e => work with
        {
            Baselines = work.Baselines.Where(b => b.Key != e.Account).ToDictionary(b => b.Key, b => b.Value),
            Quotes = [.. work.Quotes.Select(q => q.Slip.Account == e.Account ? q with { Result = QuoteResult.No(RefusalReason.NoAnswer, $"bet list: {e.Detail}") } : q)],
        },
        RoomSeen e => work with { Rooms = With(work.Rooms, e.Account, e.Amount) },
        ListMissed e => work with { Missed = With(work.Missed, e.Leg, e.At) },
        AbsenceSeen e => work with
        {
            Absences = With(work.Absences, e.Leg, work.Absences.GetValueOrDefault(e.Leg) + 1),
            Contradictions = work.Contradictions.Count == 0 ? work.Contradictions : With(work.Contradictions, e.Leg, 0),
        },
        AbsenceUnproven e => work with
        {
            Balances = With(work.Balances, e.Leg, e.Balance),
            Absences = e.Balance.Says is BalanceSays.Lower or BalanceSays.Higher ? With(work.Absences, e.Leg, 0) : work.Absences,
            Contradictions = e.Balance.Says == BalanceSays.Lower ? With(work.Contradictions, e.Leg, work.Contradictions.GetValueOrDefault(e.Leg) + 1) : work.Contradictions,
        },
        ReconcileBegun => work with { DeadlinePassed = false },
        DeadlinePassed => work with { DeadlinePassed = true },
        RoundBegun => work with { AskingPrices = true, Quotes = [], Baselines = ExecutionWork.Empty.Baselines, Rooms = ExecutionWork.Empty.Rooms },
        _ => throw new InvalidOperationException($"unknown transient event {happened.GetType().Name}"),
    };

    private static Dictionary<TKey, TValue> With<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> old, TKey key, TValue value)
        where TKey : notnull
    {
        var copy = old.ToDictionary(p => p.Key, p => p.Value);
        copy[key] = value;
        return copy;
    }
}
