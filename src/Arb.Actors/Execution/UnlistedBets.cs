using Arb.Domain.Execution;

namespace Arb.Actors.Execution;

/// <summary>
/// Bets that this account's bookmaker answered as booked, by their references, until its list shows them. Their stakes are gone from the balance and not in the list: what
/// compares the two for another bet must not take that money for the other bet's, nor for an absent one's. Bounded in number and in time.
/// </summary>
/// <param name="limit">Bets kept; the oldest goes first.</param>
/// <param name="patience">As long as lists are asked back: one that is not listed this long after its answer is left out. Sooner, its stake would be in one reading and not in the next, and hide an unlisted bet of the same size.</param>
internal sealed class UnlistedBets(int limit, TimeSpan patience)
{
    private readonly Queue<Booked> _bets = new();

    /// <summary>A placement was answered.</summary>
    public void Answered(PlacementTicket ticket, PlacementOutcome outcome, DateTimeOffset now)
    {
        switch (outcome)
        {
            case PlacementOutcome.Accepted accepted:
                _bets.Enqueue(new Booked(accepted.Reference, accepted.Stake, ticket.Quote.TicketKey, now, null));
                break;
            case PlacementOutcome.Pending pending:
                _bets.Enqueue(new Booked(pending.Reference, ticket.Stake, ticket.Quote.TicketKey, now, null));
                break;
        }

        if (_bets.Count > limit)
            _bets.Dequeue();
    }

    /// <summary>Bets that a reading does not show yet, none for one that is no evidence; and how long after its booking one that it shows was still missing. What it shows is forgotten.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="askedAt">When it was asked for.</param>
    /// <param name="now">Now.</param>
    public (IReadOnlyList<UnlistedBet> Bets, TimeSpan Late) Weigh(BetListReading reading, DateTimeOffset askedAt, DateTimeOffset now)
    {
        if (!reading.Authenticated)
            return ([], TimeSpan.Zero);
        var unlisted = new List<UnlistedBet>();
        var late = TimeSpan.Zero;
        for (var i = _bets.Count; i > 0; i--)
        {
            var bet = _bets.Dequeue();
            if (reading.Bets.Any(listed => listed.Reference == bet.Reference))
            {
                // How late it was at least: between the two readings nobody looked.
                if (bet.MissedAt is { } missed && missed - bet.At > late)
                    late = missed - bet.At;
                continue;
            }

            if (now - bet.At > patience)
                continue;
            unlisted.Add(new UnlistedBet(bet.Reference, bet.Stake, bet.TicketKey));
            _bets.Enqueue(reading.ProvesAbsence && askedAt >= bet.At ? bet with { MissedAt = askedAt } : bet);
        }

        return (unlisted, late);
    }

    private sealed record Booked(string Reference, decimal Stake, string TicketKey, DateTimeOffset At, DateTimeOffset? MissedAt);
}
