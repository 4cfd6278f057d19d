using Arb.Domain.Arbitrage;
using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>Why no first leg is sent any more. Stored by name.</summary>
public enum KickOffReason : byte
{
    /// <summary>A book's feed does not say when its event begins, or does not list it any more.</summary>
    StartUnknown,

    /// <summary>A book says that the event is running.</summary>
    Running,

    /// <summary>The start that a book has is over.</summary>
    Begun,

    /// <summary>The earliest start is nearer than <c>arb.engine.stop-before-kick-off</c>.</summary>
    TooNear,
}

/// <summary>No first leg on this match: in-play betting is off.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Account">Whose feed says so.</param>
/// <param name="Event">Its event.</param>
/// <param name="KickOff">The start that counts; null when it is not known.</param>
/// <param name="At">When it was judged.</param>
public sealed record KickOffRefusal(KickOffReason Reason, AccountId Account, EventKey Event, DateTimeOffset? KickOff, DateTimeOffset At)
{
    /// <summary>In words, for the audit.</summary>
    public string Describe() => Reason switch
    {
        KickOffReason.Running => $"{Event} is running at {Account}",
        KickOffReason.Begun => $"{Event} began at {KickOff:HH:mm} UTC, says {Account}",
        KickOffReason.TooNear => $"{Event} begins at {KickOff:HH:mm} UTC, says {Account}: too near",
        _ => $"{Account} does not say when {Event} begins",
    };
}

/// <summary>
/// When a first leg may still be sent, pure. What closes a position (a later leg, a hedge) is never asked here: a match that begins makes an open position no safer.
/// </summary>
/// <param name="InPlay">True: matches that run are bet on, and no start is looked at (<c>arb.engine.in-play</c>).</param>
/// <param name="StopBefore">No first leg from this long before the start on (<c>arb.engine.stop-before-kick-off</c>).</param>
public sealed record KickOffRule(bool InPlay, TimeSpan StopBefore)
{
    /// <summary>Nothing in play, nothing within two minutes of a start.</summary>
    public static KickOffRule Default { get; } = new(false, TimeSpan.FromMinutes(2));

    /// <summary>Why not, or null. Of several starts the earliest counts: nobody knows which book is right.</summary>
    /// <param name="legs">Account and event of every leg.</param>
    /// <param name="starts">What the feeds say now; those of other accounts about the same events count too.</param>
    /// <param name="now">Now.</param>
    public KickOffRefusal? Check(IReadOnlyList<(AccountId Account, EventKey Event)> legs, IReadOnlyList<EventStart> starts, DateTimeOffset now)
    {
        if (InPlay)
            return null;
        EventStart? earliest = null;
        foreach (var start in starts)
        {
            if (!legs.Any(leg => leg.Event == start.Event))
                continue;
            if (start.InPlay)
                return new KickOffRefusal(KickOffReason.Running, start.Account, start.Event, start.IsKnown ? start.KickOff : null, now);
            if (start.IsKnown && (earliest is null || start.KickOff < earliest.Value.KickOff))
                earliest = start;
        }

        if (earliest is { } begun && begun.KickOff <= now)
            return new KickOffRefusal(KickOffReason.Begun, begun.Account, begun.Event, begun.KickOff, now);
        foreach (var (account, item) in legs)
            if (!starts.Any(start => start.Account == account && start.Event == item && start.IsKnown))
                return new KickOffRefusal(KickOffReason.StartUnknown, account, item, null, now);
        return earliest is { } next && next.KickOff - now <= StopBefore ? new KickOffRefusal(KickOffReason.TooNear, next.Account, next.Event, next.KickOff, now) : null;
    }

    /// <summary>The moment from which on <see cref="Check"/> refuses if nothing else changes; null: never.</summary>
    public DateTimeOffset? SendBefore(IReadOnlyList<(AccountId Account, EventKey Event)> legs, IReadOnlyList<EventStart> starts)
    {
        if (InPlay)
            return null;
        var earliest = starts.Where(start => start.IsKnown && legs.Any(leg => leg.Event == start.Event)).Select(start => (DateTimeOffset?)start.KickOff).Min();
        return earliest - StopBefore;
    }
}
