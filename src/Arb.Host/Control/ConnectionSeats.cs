using Microsoft.AspNetCore.Connections;

namespace Arb.Host.Control;

/// <summary>
/// Who is connected. Anybody on the machine can open connections and leave them idle: a new one is always let in, and beyond the bound the oldest of those that showed no login goes for it. So
/// nobody keeps out who has a login, nor who is about to log in.
/// </summary>
/// <param name="max">Connections at the same time.</param>
internal sealed class ConnectionSeats(int max)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<ConnectionSeat> _strangers = [];
    private int _known;

    /// <summary>Connections now, and how many of them showed a login with their last request.</summary>
    public (int All, int Known) Count
    {
        get
        {
            lock (_gate)
                return (_strangers.Count + _known, _known);
        }
    }

    /// <summary>Serves a connection, as long as it lasts.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var seat = new ConnectionSeat(this, connection);
        ConnectionSeat? leaves = null;
        lock (_gate)
        {
            if (_known >= max)
                leaves = seat;
            else if (_strangers.Count + _known >= max && _strangers.First is { } oldest)
            {
                _strangers.Remove(oldest);
                leaves = oldest.Value;
            }
            if (leaves != seat)
                seat.Node = _strangers.AddLast(seat);
        }
        leaves?.End();
        if (leaves == seat)
            return;
        connection.Features.Set(seat);
        try
        {
            await next(connection);
        }
        finally
        {
            lock (_gate)
            {
                if (seat.IsKnown)
                    _known--;
                else if (seat.Node?.List is not null)
                    _strangers.Remove(seat.Node);
            }
        }
    }

    /// <summary>Notes whether a request of the connection showed a login.</summary>
    public static void Note(HttpContext http, bool known) => http.Features.Get<ConnectionSeat>()?.Note(known);

    internal void Note(ConnectionSeat seat, bool known)
    {
        lock (_gate)
        {
            // One that was told to leave stays told.
            if (seat.IsKnown == known || (known && seat.Node?.List is null))
                return;
            seat.IsKnown = known;
            _known += known ? 1 : -1;
            if (known)
                _strangers.Remove(seat.Node!);
            else
                seat.Node = _strangers.AddLast(seat);
        }
    }
}

/// <summary>One connection.</summary>
internal sealed class ConnectionSeat(ConnectionSeats seats, ConnectionContext connection)
{
    public bool IsKnown { get; set; }

    public LinkedListNode<ConnectionSeat>? Node { get; set; }

    public void Note(bool known) => seats.Note(this, known);

    public void End() => connection.Abort(new ConnectionAbortedException("room was needed for another connection"));
}
