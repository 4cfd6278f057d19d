using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Host.Simulation;

/// <summary>One bet of an execution as the journal has it.</summary>
internal sealed class JournaledLeg(int number, bool hedge, AccountId account, Func<BetSlip, bool> mirrored, decimal commission, BetSlip slip, decimal stake)
{
    public int Number => number;

    public bool Hedge => hedge;

    public AccountId Account => account;

    public BetSlip Slip { get; set; } = slip;

    public decimal Stake { get; set; } = stake;

    public Odds Odds { get; set; } = slip.Odds;

    public LegStatus Status { get; set; } = LegStatus.Planned;

    public int Attempt { get; set; }

    public DateTimeOffset IntendedAt { get; set; }

    public PlacementTicket? Ticket { get; set; }

    public string? TicketKey => Ticket?.Quote.TicketKey;

    public string? Reference { get; set; }

    /// <summary>True when a person said that it stands: its price is the quoted one, whatever was booked.</summary>
    public bool ByPerson { get; set; }

    /// <summary>True when the bookmaker took it back.</summary>
    public bool TakenBack { get; set; }

    /// <summary>True when it was judged absent and came to light later: its stake is a fact, whatever the caps say.</summary>
    public bool FoundLate { get; set; }

    public bool Unresolved => Status is LegStatus.Intended or LegStatus.Pending or LegStatus.Unknown;

    /// <summary>True when its stake counts as exposure.</summary>
    public bool Counts => Unresolved || (Status == LegStatus.Accepted && !TakenBack);

    /// <summary>What the bet is worth: which side is home at that bookmaker the world says, not the engine.</summary>
    public BetPosition Position => BetPosition.Of(Slip, mirrored(Slip), Odds, Stake, commission);
}

/// <summary>One execution as the checker reads it from the journal, without the saga's own code.</summary>
/// <param name="taken">Its first event.</param>
/// <param name="mirrored">Whether the bookmaker of a bet has home and away exchanged.</param>
internal sealed class JournaledExecution(LockTaken taken, Func<BetSlip, bool> mirrored)
{
    public ExecutionId Id => taken.Execution;

    public long Token { get; private set; } = taken.Token;

    public MatchId Match => taken.Market.Match;

    public List<JournaledLeg> Legs { get; } =
        [.. taken.Legs.Select(leg => new JournaledLeg(leg.Index, false, leg.Account, mirrored, leg.Commission, leg.Slip, leg.Stake))];

    public bool AnythingSent => Legs.Any(leg => leg.Attempt > 0);

    public bool WithPerson { get; private set; }

    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>The last event that says how far it is before anything is sent.</summary>
    private RecoveryRow Before { get; set; } = RecoveryRow.LockTaken;

    private bool Hedging { get; set; }

    private bool Closed { get; set; }

    private int Rounds { get; set; }

    /// <summary>Its row of the table "After a crash".</summary>
    public RecoveryRow Row => this switch
    {
        { Closed: true } => RecoveryRow.AuditClosed,
        { WithPerson: true } or { End.Result: ExecutionResult.Resolved } => RecoveryRow.WithPerson,
        { AnythingSent: false } => Before,
        _ when Legs.Any(leg => leg.Hedge && leg.Unresolved) => RecoveryRow.HedgeIntended,
        _ when Legs[0].Unresolved => RecoveryRow.LegAIntended,
        _ when Legs.Any(leg => leg.Unresolved) => RecoveryRow.LegBIntended,
        { End.Result: ExecutionResult.Complete or ExecutionResult.Hedged } => RecoveryRow.AllAccepted,
        _ when Legs[0].Status == LegStatus.Rejected => RecoveryRow.LegARejected,
        { Hedging: true, Rounds: > 0 } => RecoveryRow.HedgeFailed,
        _ when Legs.Any(leg => leg.Status == LegStatus.Rejected) => RecoveryRow.LegBRejected,
        _ when Legs.All(leg => leg.Status == LegStatus.Accepted) => RecoveryRow.AllAccepted,
        _ => RecoveryRow.LegAAccepted,
    };

    public Concluded? End { get; private set; }

    /// <summary>True when a person closed it: what stands is theirs.</summary>
    public bool Resolved => End?.Result == ExecutionResult.Resolved;

    /// <summary>The last event in words.</summary>
    public string Last { get; private set; } = taken.Describe();

    public void Apply(ExecutionEvent happened)
    {
        Last = happened.Describe();
        switch (happened)
        {
            case AuditOpened:
                Before = RecoveryRow.AuditOpen;
                break;
            case ExposureTaken:
                Before = RecoveryRow.ExposureReserved;
                break;
            case AuditClosed or LockReleased:
                Closed = true;
                break;
            case TakenUpAgain e:
                (Token, Closed, Hedging, End) = (e.Token, false, true, null);
                break;
            case LegFound e:
                (Legs[e.Leg].Status, Legs[e.Leg].Reference, Legs[e.Leg].Odds, Legs[e.Leg].Stake) = (e.Pending ? LegStatus.Pending : LegStatus.Accepted, e.Reference, e.Odds, e.Stake);
                Legs[e.Leg].FoundLate = true;
                break;
            case LegTakenBack e:
                Legs[e.Leg].TakenBack = true;
                break;
            case QuotesTaken e:
                for (var i = 0; i < e.Tickets.Count; i++)
                    SetTicket(Legs[i], e.Tickets[i]);
                break;
            case LegIntended e:
                SetTicket(Legs[e.Leg], e.Ticket);
                Legs[e.Leg].Attempt = e.Attempt;
                Legs[e.Leg].IntendedAt = e.At;
                Legs[e.Leg].Status = LegStatus.Intended;
                break;
            case LegPending e:
                (Legs[e.Leg].Status, Legs[e.Leg].Reference) = (LegStatus.Pending, e.Reference);
                break;
            case LegUnknown e:
                Legs[e.Leg].Status = LegStatus.Unknown;
                break;
            case LegAccepted e:
                (Legs[e.Leg].Status, Legs[e.Leg].Reference, Legs[e.Leg].Odds, Legs[e.Leg].Stake) = (LegStatus.Accepted, e.Reference, e.Odds, e.Stake);
                break;
            case LegRejected e:
                Legs[e.Leg].Status = LegStatus.Rejected;
                break;
            case HedgeStarted:
                Hedging = true;
                CancelPlanned();
                break;
            case HedgeChosen e:
                Rounds++;
                CancelPlanned();
                foreach (var leg in e.Legs)
                    Legs.Add(new JournaledLeg(
                        Legs.Count, true, leg.Ticket.Quote.Slip.Account, mirrored, leg.Commission, leg.Ticket.Quote.Slip, leg.Ticket.Stake)
                    { Ticket = leg.Ticket });
                break;
            case PersonAsked e:
                AskedAt = e.At;
                WithPerson = true;
                break;
            case PersonAnswered e:
                OnAnswered(e);
                break;
            case Concluded e:
                (End, WithPerson) = (e, false);
                CancelPlanned();
                break;
        }
    }

    private void OnAnswered(PersonAnswered answer)
    {
        WithPerson = false;
        if (answer.Verdict == PersonVerdict.Placed && answer.Leg is { } placed)
            Legs[placed].ByPerson = true;
        if (answer.Verdict != PersonVerdict.Settled)
            return;
        foreach (var leg in Legs.Where(leg => leg.Unresolved))
            leg.Status = LegStatus.Cancelled;
    }

    private void CancelPlanned()
    {
        foreach (var leg in Legs.Where(leg => leg.Status == LegStatus.Planned))
            leg.Status = LegStatus.Cancelled;
    }

    private static void SetTicket(JournaledLeg leg, PlacementTicket ticket) =>
        (leg.Ticket, leg.Slip, leg.Odds, leg.Stake) = (ticket, ticket.Quote.Slip, ticket.Quote.Slip.Odds, ticket.Stake);
}
