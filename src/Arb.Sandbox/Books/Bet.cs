using Arb.Domain.Primitives;
using Arb.Sandbox.World;

namespace Arb.Sandbox.Books;

/// <summary>A customer's account at one bookmaker.</summary>
internal sealed class BettingAccount(string user, string password, decimal balance)
{
    internal string User { get; } = user;

    internal string Password { get; } = password;

    internal decimal Balance { get; set; } = balance;
}

/// <summary>A quoted price that can be bet on once.</summary>
internal sealed class Ticket
{
    internal required string Key { get; init; }

    internal required string Info { get; init; }

    internal required BettingAccount Account { get; init; }

    internal required BookMatch Match { get; init; }

    internal required BookMarket Market { get; init; }

    internal required int Index { get; init; }

    internal required Selection Selection { get; init; }

    internal required int Line { get; init; }

    internal required decimal Price { get; init; }

    /// <summary>The price before it was written in the session's style.</summary>
    internal required Price Canonical { get; init; }

    internal required PriceStyle Style { get; init; }

    internal required DateTimeOffset At { get; init; }

    /// <summary>The bet that spent it.</summary>
    internal Bet? Bet { get; set; }
}

/// <summary>One bet in the book.</summary>
internal sealed class Bet
{
    internal required string Reference { get; init; }

    internal required BettingAccount Account { get; init; }

    internal required Ticket Ticket { get; init; }

    internal required decimal Stake { get; init; }

    internal required DateTimeOffset PlacedAt { get; init; }

    internal required DateTimeOffset DecideAt { get; init; }

    internal required bool InPlay { get; init; }

    internal BookedStatus Status { get; set; }

    /// <summary>The state that the placement's answer told.</summary>
    internal BookedStatus FirstStatus { get; set; }

    internal decimal Return { get; private set; }

    internal decimal Price => Ticket.Price;

    internal decimal Gross => World.Price.Gross(Ticket.Price, Ticket.Style, !Ticket.Market.Malay);

    /// <summary>Ends the bet and credits the gross return.</summary>
    internal void Close(BookedStatus status, decimal credit)
    {
        Status = status;
        Return = credit;
        Account.Balance += credit;
    }

    internal BookedBet Snapshot(string bookmaker) => new(
        bookmaker, Reference, Account.User, Ticket.Match.World.Id, Ticket.Match.Id, Ticket.Market.Id, Ticket.Market.Kind, Ticket.Market.Period, Ticket.Selection,
        Ticket.Match.Reversed, new Line(Ticket.Line), Ticket.Price, Odds.FromDecimal(Gross), Stake, Status, Return, PlacedAt, Ticket.Key);
}

/// <summary>Decides bets by the score of their period.</summary>
internal static class Settlement
{
    /// <summary>The world's score; turned here where the bookmaker lists the sides the other way round.</summary>
    internal static void Settle(Bet bet, int worldHome, int worldAway)
    {
        var (home, away) = bet.Ticket.Match.Reversed ? (worldAway, worldHome) : (worldHome, worldAway);
        var share = Share(bet.Ticket.Selection, bet.Ticket.Market.Kind, bet.Ticket.Line, home, away);
        if (bet.Ticket.Match.World.HalfVoid)
            share = Math.Sign(share);
        var win = Cents(bet.Stake * bet.Gross);
        switch (share)
        {
            case 2:
                bet.Close(BookedStatus.Won, win);
                break;
            case 1:
                bet.Close(BookedStatus.HalfWon, Cents((bet.Stake * bet.Gross + bet.Stake) / 2));
                break;
            case 0:
                bet.Close(BookedStatus.Void, bet.Stake);
                break;
            case -1:
                bet.Close(BookedStatus.HalfLost, Cents(bet.Stake / 2));
                break;
            default:
                bet.Close(BookedStatus.Lost, 0);
                break;
        }
    }

    /// <summary>2 won, 1 half won, 0 void, −1 half lost, −2 lost.</summary>
    internal static int Share(Selection selection, MarketKind kind, int lineQuarters, int home, int away)
    {
        var difference = home - away;
        if (kind == MarketKind.Moneyline && difference == 0)
            return 0;
        return selection switch
        {
            Selection.Home when kind == MarketKind.AsianHandicap => Quarters(difference * 4 + lineQuarters),
            Selection.Away when kind == MarketKind.AsianHandicap => Quarters(-difference * 4 - lineQuarters),
            Selection.Over => Quarters((home + away) * 4 - lineQuarters),
            Selection.Under => Quarters(lineQuarters - (home + away) * 4),
            Selection.Home => Whole(difference > 0),
            Selection.Draw => Whole(difference == 0),
            Selection.Away => Whole(difference < 0),
            Selection.Odd => Whole((home + away) % 2 == 1),
            Selection.Even => Whole((home + away) % 2 == 0),
            Selection.HomeOrDraw => Whole(difference >= 0),
            Selection.HomeOrAway => Whole(difference != 0),
            _ => Whole(difference <= 0),
        };
    }

    private static int Quarters(int margin) => Math.Clamp(margin, -2, 2);

    private static int Whole(bool won) => won ? 2 : -2;

    private static decimal Cents(decimal amount) => decimal.Floor(amount * 100m) / 100m;
}
