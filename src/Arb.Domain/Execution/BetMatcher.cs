namespace Arb.Domain.Execution;

/// <summary>What a bet list says about one bet.</summary>
/// <param name="Entry">The bet, when exactly one fits.</param>
/// <param name="Ambiguous">How many fit when it is not clear; 0 otherwise.</param>
/// <param name="Named">True when reference or key name it; false when it only looks like it, which counts in a complete list alone: elsewhere another bet may fit too.</param>
public readonly record struct BetMatch(BetListEntry? Entry, int Ambiguous, bool Named = false);

/// <summary>
/// Finds a bet of ours in a bet list: by the provider's reference, else by the placement's key, else by event, market, selection, stake and time among
/// bets that were not there before the send; the same row twice is one bet. More than one fit, or a fit that cannot be read fully, is ambiguous: a person decides.
/// So is a new bet on the same selection with another stake or time: a bookmaker may book less than was asked, and no two clocks agree, but absent it is not.
/// </summary>
public static class BetMatcher
{
    private static readonly char[] KeySeparators = ['|', ' ', ';', ','];

    /// <summary>Looks for a leg.</summary>
    /// <param name="leg">The leg; it has a ticket.</param>
    /// <param name="bets">The list.</param>
    /// <param name="known">References that are not this bet: there before the send, or another leg's.</param>
    /// <param name="skew">Tolerated difference of clocks.</param>
    public static BetMatch Find(LegState leg, IReadOnlyList<BetListEntry> bets, IReadOnlySet<string> known, TimeSpan skew)
    {
        if (leg.Reference is { } reference)
            return new(bets.FirstOrDefault(bet => bet.Reference == reference), 0, true);
        var key = leg.Ticket!.Quote.TicketKey;
        if (key.Length > 0 && bets.FirstOrDefault(bet => SameKey(key, bet.TicketKey)) is { } byKey)
            return new(byKey, 0, true);
        BetListEntry? found = null;
        var fits = 0;
        var vague = 0;
        var near = 0;
        foreach (var bet in bets)
        {
            if (bet == found || known.Contains(bet.Reference) || !string.IsNullOrEmpty(bet.TicketKey) || !SameSelection(leg, bet))
                continue;
            if (bet.Stake != leg.Stake || bet.PlacedAt < leg.IntendedAt - skew)
            {
                near++;
                continue;
            }

            if (bet.Kind is null || bet.Selection is null)
            {
                vague++;
                continue;
            }

            found = bet;
            fits++;
        }

        return fits == 1 && vague == 0 ? new(found, 0) : new(null, fits + vague > 0 ? fits + vague : near);
    }

    /// <summary>A quote's key may be made of several parts, of which the list shows one.</summary>
    private static bool SameKey(string ours, string? theirs) =>
        !string.IsNullOrEmpty(theirs) && (ours == theirs || ours.Split(KeySeparators).Contains(theirs));

    private static bool SameSelection(LegState leg, BetListEntry bet) =>
        bet.EventId == leg.Slip.Event.EventId
        && (bet.Kind is null || (bet.Kind == leg.Slip.Kind && bet.Period == leg.Slip.Period && bet.Line == leg.Slip.Line))
        && (bet.Selection is null || bet.Selection == leg.Slip.Selection);
}
