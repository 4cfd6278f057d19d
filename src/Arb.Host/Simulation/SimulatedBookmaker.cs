using System.Globalization;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Host.Simulation;

/// <summary>A bet in a bookmaker's own book.</summary>
internal sealed class SimulatedBet(string reference, SimulatedTicket ticket, Odds booked, decimal stake, DateTimeOffset at, DateTimeOffset visibleAt, DateTimeOffset paidAt, BetStatus status)
{
    /// <summary>Key of a bet that a person placed.</summary>
    public const string ByHand = "by hand";

    private BetStatus? _later;
    private DateTimeOffset _decidedAt;

    public string Reference => reference;

    public SimulatedTicket Ticket => ticket;

    public Odds Booked => booked;

    public decimal Stake => stake;

    public DateTimeOffset At => at;

    public DateTimeOffset VisibleAt => visibleAt;

    /// <summary>From then on the balance shows that its stake is gone.</summary>
    public DateTimeOffset PaidAt => paidAt;

    /// <summary>True when a person placed it at the site, and not the engine.</summary>
    public bool IsByHand => ticket.Key == ByHand;

    /// <summary>True when neither list nor balance showed it at first: nobody could know better than to judge it absent.</summary>
    public bool IsHiddenTwice => paidAt > at;

    public bool IsDecided => _later is not null;

    public void Decide(BetStatus later, DateTimeOffset when) => (_later, _decidedAt) = (later, when);

    public BetStatus StatusAt(DateTimeOffset now) => _later is { } later && now >= _decidedAt ? later : status;
}

/// <summary>A quote that a bookmaker gave out.</summary>
internal sealed record SimulatedTicket(string Key, string EventId, string Market, Selection Selection, Odds Odds);

/// <summary>
/// A bookmaker outside the engine: prices, tickets and its own book of bets. It answers in a small text protocol; what goes wrong with an answer is
/// decided by <see cref="SimulatedWire"/>, what goes wrong with a bet here.
/// </summary>
internal sealed class SimulatedBookmaker(SimulationWorld world, ProviderId provider, AccountId account, TimeSpan settleTime, bool showsKeys)
{
    private readonly Dictionary<string, SimulatedTicket> _tickets = [];
    private readonly Dictionary<(string Market, Selection Selection), (Odds Fair, Odds Now)> _prices = [];
    private int _numbers;

    public ProviderId Provider => provider;

    public AccountId Account => account;

    /// <summary>A bet is visible in the list at the latest this long after its request arrived.</summary>
    public TimeSpan SettleTime => settleTime;

    public List<SimulatedBet> Bets { get; } = [];

    /// <summary>Until then every answer is the login page.</summary>
    public DateTimeOffset LoggedOutUntil { get; set; } = DateTimeOffset.MinValue;

    /// <summary>True: its bet list cannot be read any more.</summary>
    public bool ListBroken { get; set; }

    /// <summary>Until then the balance cannot be read.</summary>
    public DateTimeOffset MoneyBrokenUntil { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Falls with every booking, pending ones included; a bet that is rejected or taken back gives its stake back.</summary>
    public decimal Balance => 5_000m - Bets.Where(bet => bet.StatusAt(world.Now) is not (BetStatus.Rejected or BetStatus.Void)).Sum(bet => bet.Stake);

    /// <summary>The balance as its page shows it.</summary>
    private decimal Shown => Balance + Bets.Where(bet => bet.PaidAt > world.Now && bet.StatusAt(world.Now) is not (BetStatus.Rejected or BetStatus.Void)).Sum(bet => bet.Stake);

    /// <summary>No price of a market any more.</summary>
    public void Close(string market)
    {
        foreach (var key in _prices.Keys.Where(key => key.Market == market).ToArray())
            _prices.Remove(key);
    }

    public void SetPrice(string market, Selection selection, Odds odds) => _prices[(market, selection)] = (odds, odds);

    public Odds? Price(string market, Selection selection) => _prices.TryGetValue((market, selection), out var price) ? price.Now : null;

    /// <summary>Moves one price by a few percent, mostly down.</summary>
    public void Move(SimulationDice dice)
    {
        if (_prices.Count == 0)
            return;
        var key = _prices.Keys.ElementAt(dice.Next(_prices.Count));
        var (fair, now) = _prices[key];
        var moved = Math.Max(10_500, (int)((long)now.TenThousandths * (930 + dice.Next(100)) / 1000));
        _prices[key] = (fair, new Odds(moved));
        world.Did(SimulationFault.OddsMoved);
        world.Note($"{provider} moves {key.Market} {key.Selection} from {now} to {new Odds(moved)}");
    }

    /// <summary>Every price as it was at first.</summary>
    public void Calm()
    {
        foreach (var key in _prices.Keys.ToArray())
            _prices[key] = (_prices[key].Fair, _prices[key].Fair);
        LoggedOutUntil = DateTimeOffset.MinValue;
    }

    public string Quote(string[] ask)
    {
        var selection = Enum.Parse<Selection>(ask[3]);
        if (Price(ask[2], selection) is not { } now || world.Fault(SimulationFault.QuoteClosed))
            return "CLOSED";
        if (now.TenThousandths != int.Parse(ask[4], CultureInfo.InvariantCulture))
            return string.Create(CultureInfo.InvariantCulture, $"CHANGED|{now.TenThousandths}");
        var key = string.Create(CultureInfo.InvariantCulture, $"{provider.Slug}-{++_numbers}");
        _tickets[key] = new SimulatedTicket(key, ask[1], ask[2], selection, now);
        return string.Create(CultureInfo.InvariantCulture, $"OK|{now.TenThousandths}|1|{(world.Fault(SimulationFault.LowLimit) ? 20 : 400)}|{key}");
    }

    /// <summary>Books a bet, or refuses it with proof.</summary>
    public string Place(string[] ask)
    {
        var stake = decimal.Parse(ask[2], CultureInfo.InvariantCulture);
        if (!_tickets.TryGetValue(ask[1], out var ticket))
            return "REJ|unknown ticket";
        if (stake > Balance)
            return "REJ|balance";
        if (world.Fault(SimulationFault.Refused))
            return "REJ|odds changed";
        var visible = world.Fault(SimulationFault.BetHidden) ? world.Now + world.Dice.Between(0, (int)settleTime.TotalMilliseconds) : world.Now;
        var paid = world.Now;
        if (world.Lies(SimulationFault.ListLies, world.MoneyLies ? 40 : 12))
        {
            visible = world.Now + world.Dice.Between(8_000, 60_000);
            if (world.MoneyLies)
            {
                world.Did(SimulationFault.BalanceLate);
                paid = visible = world.Now + world.Dice.Between(20_000, 60_000);
            }
        }

        var odds = world.Fault(SimulationFault.OtherOdds, 20) ? new Odds(ticket.Odds.TenThousandths - 100 + world.Dice.Next(200)) : ticket.Odds;
        var pending = paid == world.Now && world.Fault();
        var bet = Book(ticket, odds, stake, visible, paid, pending ? BetStatus.Pending : BetStatus.Accepted);
        if (pending)
        {
            var accepted = world.Dice.Percent(50);
            world.Did(accepted ? SimulationFault.PendingAccepted : SimulationFault.PendingRejected);
            bet.Decide(accepted ? BetStatus.Accepted : BetStatus.Rejected, world.Now + world.Dice.Between(500, 25_000));
        }
        else if (!showsKeys && visible == world.Now && world.Lies(SimulationFault.BetByHand, world.IsGenerous ? 40 : 6))
        {
            Book(ticket with { Key = SimulatedBet.ByHand }, odds, stake, visible, paid, BetStatus.Accepted);
            if (world.IsGenerous)
                return "<html>error</html>";
        }

        if (bet.IsHiddenTwice)
            return "<html>error</html>"; // and the answer does not show it either
        return pending ? $"PEND|{bet.Reference}" : string.Create(CultureInfo.InvariantCulture, $"ACC|{bet.Reference}|{odds.TenThousandths}|{stake}");
    }

    private SimulatedBet Book(SimulatedTicket ticket, Odds odds, decimal stake, DateTimeOffset visible, DateTimeOffset paid, BetStatus status)
    {
        var bet = new SimulatedBet(string.Create(CultureInfo.InvariantCulture, $"{provider.Slug}-R{++_numbers}"), ticket, odds, stake, world.Now, visible, paid, status);
        Bets.Add(bet);
        world.Booked(this, bet);
        return bet;
    }

    public string List()
    {
        if (ListBroken)
            return "<html>a new page</html>";
        var bets = Bets.Where(bet => bet.VisibleAt <= world.Now).ToList();
        if (bets.Count > 0 && world.Fault(SimulationFault.RowTwice, 10))
            bets.Add(bets[world.Dice.Next(bets.Count)]); // the same row twice
        var complete = !world.Fault(SimulationFault.ListCut);
        var shown = complete ? bets.Count : world.Dice.Next(bets.Count + 1);
        var lines = bets.Take(shown).Select(bet => string.Create(
            CultureInfo.InvariantCulture,
            $"{bet.Reference}|{bet.Ticket.EventId}|{bet.Ticket.Market}|{bet.Ticket.Selection}|{bet.Booked.TenThousandths}|{bet.Stake}|{bet.StatusAt(world.Now)}|{bet.At.UtcTicks}|{(showsKeys ? bet.Ticket.Key : "")}"));
        return string.Join('\n', lines.Prepend(complete ? "LIST|complete" : "LIST|cut"));
    }

    public string Money()
    {
        if (MoneyBrokenUntil <= world.Now)
            return string.Create(CultureInfo.InvariantCulture, $"BAL|{Shown}");
        world.Did(SimulationFault.BalanceUnreadable);
        return "<html>500</html>";
    }
}
