using Arb.Domain.Execution;

namespace Arb.Actors.Execution;

/// <summary>
/// Bets that this account's bookmaker answered as booked, by their references, until its list shows them. Their stakes are gone from the balance and not in the list: what
/// compares the two for another bet must not take that money for the other bet's, nor for an absent one's. Bounded in number and in time.
/// </summary>
/// <param name="limit">Bets kept; the oldest goes first.</param>
/// <param name="patience">A bet that is not listed this long after its answer is left out: then the two have another quarrel.</param>
internal sealed class UnlistedBets(int limit, TimeSpan patience)
{
    private readonly Queue<(string Reference, decimal Stake, DateTimeOffset At)> _bets = new();

    /// <summary>A placement was answered.</summary>
    public void Answered(PlacementTicket ticket, PlacementOutcome outcome, DateTimeOffset now)
    {
        switch (outcome)
        {
            case PlacementOutcome.Accepted accepted:
                _bets.Enqueue((accepted.Reference, accepted.Stake, now));
                break;
            case PlacementOutcome.Pending pending:
                _bets.Enqueue((pending.Reference, ticket.Stake, now));
                break;
        }

        if (_bets.Count > limit)
            _bets.Dequeue();
    }

    /// <summary>Stakes that a reading does not show yet; 0 for one that is no evidence. What it shows is forgotten.</summary>
    public decimal MissingFrom(BetListReading reading, DateTimeOffset now)
    {
        if (!reading.Authenticated)
            return 0m;
        var stakes = 0m;
        for (var i = _bets.Count; i > 0; i--)
        {
            var bet = _bets.Dequeue();
            if (now - bet.At > patience || reading.Bets.Any(listed => listed.Reference == bet.Reference))
                continue;
            stakes += bet.Stake;
            _bets.Enqueue(bet);
        }

        return stakes;
    }
}
