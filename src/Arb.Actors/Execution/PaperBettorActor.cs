using System.Globalization;
using Akka.Actor;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Actors.Execution;

/// <summary>Paper trading's bettor: fills every bet at the harvested price, touches no betting endpoint. Its balance is what it
/// started with minus the paper stakes that the audit holds open, so it survives a restart; its bet list is of this run, and only match actors ask for it.</summary>
public sealed class PaperBettorActor : ReceiveActor
{
    private const int BetsMax = 10_000;

    private readonly AccountId _account;
    private readonly TimeProvider _time;
    private readonly IAuditLog _audit;
    private readonly decimal _start;
    private readonly BettorMemory _memory = new(BetsMax);
    private readonly Queue<BetListEntry> _bets = new();
    private decimal _balance;
    private long _quotes;

    /// <summary>Made by the account actor as its child <c>bettor</c>.</summary>
    public PaperBettorActor(AccountId account, decimal balance, IAuditLog audit, TimeProvider time)
    {
        _audit = audit;
        _start = balance;
        _account = account;
        _balance = balance;
        _time = time;
        Receive<OpenBettor>(_ => { });
        Receive<CloseBettor>(_ => { });
        Receive<AskQuote>(OnQuote);
        Receive<Place>(OnPlace);
        Receive<ReadBetList>(ask => Sender.Tell(new BetListAnswered(ask.Execution, _account, new BetListReading(true, true, [.. _bets], 0, null), Now, TimeSpan.Zero) { ReadsBalance = false }));
        Receive<ReadBalance>(_ => ReadStakes(Sender));
        Receive<Stakes>(OnStakes);
    }

    private void ReadStakes(IActorRef asker) =>
        _audit.OpenStakesAsync(_account).PipeTo(Self, Self, open => new Stakes(open.Where(stake => stake.IsPaper).Sum(stake => stake.Stake), null, asker), failure => new Stakes(0m, failure.Message, asker));

    private void OnStakes(Stakes stakes)
    {
        if (stakes.Error is null)
            _balance = _start - stakes.Open;
        stakes.Asker.Tell(new BalanceAnswered(_account, new BalanceReading(stakes.Error is null ? _balance : null, false, stakes.Error), Now));
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Props of one; <paramref name="balance"/> in account currency.</summary>
    public static Props Props(AccountId account, decimal balance, IAuditLog audit, TimeProvider time) => Akka.Actor.Props.Create(typeof(PaperBettorActor), account, balance, audit, time);

    private sealed record Stakes(decimal Open, string? Error, IActorRef Asker);

    private void OnQuote(AskQuote ask)
    {
        var ticket = string.Create(CultureInfo.InvariantCulture, $"paper-{_account}-{++_quotes}");
        Sender.Tell(new QuoteAnswered(ask.Execution, ask.Leg, QuoteResult.Ok(new Quote(ask.Slip, ask.Slip.Odds.Value, 1m, Math.Max(1m, _balance), ticket, Now))) { AskedAt = Now });
    }

    private void OnPlace(Place place) =>
        Sender.Tell(new PlacementAnswered(place.Execution, place.Leg, place.Attempt, _memory.Take(place) ?? Fill(place)));

    private PlacementOutcome Fill(Place place)
    {
        var stake = place.Ticket.Stake;
        if (stake > _balance)
            return new PlacementOutcome.Rejected(RefusalReason.Balance, $"paper balance is {_balance:0.00}");
        _balance -= stake;
        var slip = place.Ticket.Quote.Slip;
        var reference = string.Create(CultureInfo.InvariantCulture, $"P-{place.Execution}-{place.Leg}-{place.Attempt}");
        _bets.Enqueue(new BetListEntry(
            reference, slip.Event.EventId, slip.Kind, slip.Period, slip.Selection, slip.Line, slip.Odds, stake, BetStatus.Accepted, 0m, Now, place.Ticket.Quote.TicketKey));
        if (_bets.Count > BetsMax)
            _bets.Dequeue();
        return new PlacementOutcome.Accepted(reference, slip.Odds, stake);
    }
}
