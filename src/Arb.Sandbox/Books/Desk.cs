using Arb.Domain.Primitives;
using Arb.Sandbox.World;

namespace Arb.Sandbox.Books;

internal enum DeskCode
{
    Ok,
    OddsChanged,
    Suspended,
    Closed,
    Limits,
    Balance,
    Refused,
    UnknownTicket,
    Duplicate,
}

/// <summary>How the answer to a placement travels, after the desk has done what it did.</summary>
internal enum AnswerFate
{
    Normal,
    Abort,
    Hold,
    Unknown,
}

/// <summary>One selection that a customer asks about, in the bookmaker's own orientation and the session's price style.</summary>
internal sealed record Ask(BookMatch Match, BookMarket Market, int Index, decimal Price, int? Line, PriceStyle Style);

internal sealed record QuoteReply(DeskCode Code, Ticket? Ticket, decimal Price, int Line);

internal sealed record PlaceReply(DeskCode Code, Bet? Bet, decimal Price, AnswerFate Fate = AnswerFate.Normal);

/// <summary>
/// The betting desk of one bookmaker: tickets, the book of bets, settlement. A refused placement never spends its ticket.
/// Under the world's lock.
/// </summary>
internal sealed class Desk
{
    private const int MaxTickets = 50_000;
    private readonly SandboxWorld _world;
    private readonly Book _book;
    private readonly FaultState _faults;
    private readonly SeededRandom _random;
    private readonly Dictionary<string, Ticket> _tickets = new(StringComparer.Ordinal);
    private readonly Queue<Ticket> _ticketAge = new();
    private readonly List<Bet> _bets = [];
    private readonly List<Bet> _open = [];
    private long _nextReference;

    internal Desk(SandboxWorld world, Book book, FaultState faults, SeededRandom random)
    {
        _world = world;
        _book = book;
        _faults = faults;
        _random = random;
        _nextReference = 310_000_000 + random.Next(1_000_000);
        Accounts = Enumerable.Range(1, world.Options.AccountsPerBookmaker)
            .Select(i => new BettingAccount($"user{i}", $"pass{i}", world.Options.OpeningBalance)).ToArray();
        world.AfterTick.Add(DecideAndSettle);
    }

    internal IReadOnlyList<BettingAccount> Accounts { get; }

    internal IReadOnlyList<Bet> Bets => _bets;

    internal long RefusedCount { get; private set; }

    internal decimal MinStake => _book.Protocol == "CMD" ? 10m : 5m;

    internal decimal MaxStake => _book.Protocol switch { "CMD" => 2000m, "ISPORT" => 1500m, _ => 1000m };

    internal QuoteReply Quote(BettingAccount account, Ask ask)
    {
        var market = ask.Market;
        if (_faults.Roll(_faults.Current.MoveOddsRate, "move-odds") || _faults.Take(f => f.MoveOddsNext, (f, n) => f with { MoveOddsNext = n }, "move-odds"))
            MovePrice(ask.Match, market, ask.Index);
        var state = State(ask.Match, market, ask.Index);
        var line = ask.Match.LineOf(market);
        if (state != DeskCode.Ok)
            return new QuoteReply(state, null, 0, line);
        var price = ask.Match.PriceOf(market, ask.Index).In(ask.Style);
        if (_faults.Take(f => f.RefuseQuoteNext, (f, n) => f with { RefuseQuoteNext = n }, "refuse-quote"))
            return new QuoteReply(DeskCode.Refused, null, price, line);
        if (price != ask.Price || (ask.Line is { } wanted && wanted != line))
            return new QuoteReply(DeskCode.OddsChanged, null, price, line);
        return new QuoteReply(DeskCode.Ok, NewTicket(account, ask, price, line), price, line);
    }

    /// <summary>A ticket at the current line although another was asked for: ISPORT says so by sending the new line back.</summary>
    internal QuoteReply QuoteAtCurrentLine(BettingAccount account, Ask ask)
    {
        var reply = Quote(account, ask);
        if (reply.Code != DeskCode.OddsChanged || ask.Line is null || ask.Line == reply.Line)
            return reply;
        return new QuoteReply(DeskCode.Ok, NewTicket(account, ask, reply.Price, reply.Line), reply.Price, reply.Line);
    }

    internal Ticket? FindTicket(string key) => _tickets.GetValueOrDefault(key);

    internal PlaceReply Place(BettingAccount account, string key, decimal stake, decimal price, int? line = null)
    {
        if (!_tickets.TryGetValue(key, out var ticket) || ticket.Account != account)
            return Refuse(DeskCode.UnknownTicket, 0);
        if (ticket.Bet is { } first)
            return new PlaceReply(DeskCode.Duplicate, first, first.Price);
        if (_world.Now - ticket.At > _world.Options.TicketLifetime)
            return Refuse(DeskCode.UnknownTicket, 0);
        if (_faults.Take(f => f.AbortBeforeBookingNext, (f, n) => f with { AbortBeforeBookingNext = n }, "abort-before-booking"))
            return new PlaceReply(DeskCode.Refused, null, 0, AnswerFate.Abort);
        if (_faults.Take(f => f.UnknownUnbookedNext, (f, n) => f with { UnknownUnbookedNext = n }, "unknown-unbooked"))
            return new PlaceReply(DeskCode.Refused, null, 0, AnswerFate.Unknown);
        if (_faults.Take(f => f.MoveOddsOnPlaceNext, (f, n) => f with { MoveOddsOnPlaceNext = n }, "move-odds-on-place"))
            MovePrice(ticket.Match, ticket.Market, ticket.Index);
        var state = State(ticket.Match, ticket.Market, ticket.Index);
        if (state != DeskCode.Ok)
            return Refuse(state, 0);
        var current = ticket.Match.PriceOf(ticket.Market, ticket.Index).In(ticket.Style);
        if (current != ticket.Price || price != ticket.Price || ticket.Match.LineOf(ticket.Market) != ticket.Line || (line is { } sent && sent != ticket.Line))
            return Refuse(DeskCode.OddsChanged, current);
        if (stake < MinStake || stake > MaxStake || decimal.Round(stake, 2) != stake)
            return Refuse(DeskCode.Limits, current);
        if (stake > account.Balance)
            return Refuse(DeskCode.Balance, current);
        if (IsRefused(ticket))
            return Refuse(DeskCode.Refused, current);
        return Book(account, ticket, stake);
    }

    private PlaceReply Book(BettingAccount account, Ticket ticket, decimal stake)
    {
        var rejected = _faults.Take(f => f.RejectNext, (f, n) => f with { RejectNext = n }, "reject");
        if (rejected && _book.Protocol == "SBO")
            return Refuse(DeskCode.Refused, ticket.Price);
        account.Balance -= stake;
        var bet = new Bet
        {
            Reference = Reference(),
            Account = account,
            Ticket = ticket,
            Stake = stake,
            PlacedAt = _world.Now,
            InPlay = ticket.Match.InPlay,
            DecideAt = _world.Now + (_faults.Current.PendingDelayMs is { } ms ? TimeSpan.FromMilliseconds(ms) : _world.Options.PendingDelay),
        };
        ticket.Bet = bet;
        _bets.Add(bet);
        if (rejected)
        {
            bet.Close(BookedStatus.Rejected, bet.Stake);
            bet.FirstStatus = bet.Status;
            return new PlaceReply(DeskCode.Ok, bet, ticket.Price);
        }
        _open.Add(bet);
        if (bet.InPlay || _faults.Current.PendingAlways || _faults.Take(f => f.PendingNext, (f, n) => f with { PendingNext = n }, "pending"))
            bet.Status = BookedStatus.Pending;
        else
            Accept(bet);
        bet.FirstStatus = bet.Status;
        return new PlaceReply(DeskCode.Ok, bet, ticket.Price, Fate());
    }

    private AnswerFate Fate()
    {
        if (_faults.Take(f => f.AbortAfterBookingNext, (f, n) => f with { AbortAfterBookingNext = n }, "abort-after-booking")
            || _faults.Roll(_faults.Current.AbortAfterBookingRate, "abort-after-booking"))
            return AnswerFate.Abort;
        if (_faults.Take(f => f.HoldAfterBookingNext, (f, n) => f with { HoldAfterBookingNext = n }, "hold-after-booking"))
            return AnswerFate.Hold;
        return _faults.Take(f => f.UnknownBookedNext, (f, n) => f with { UnknownBookedNext = n }, "unknown-booked") ? AnswerFate.Unknown : AnswerFate.Normal;
    }

    private bool IsRefused(Ticket ticket)
    {
        var faults = _faults.Current;
        if (_faults.Take(f => f.RefuseNext, (f, n) => f with { RefuseNext = n }, "refuse") || _faults.Roll(faults.RefuseRate, "refuse"))
            return true;
        if (faults.RefuseSelections is { } selections && selections.Contains(ticket.Selection.ToString(), StringComparer.OrdinalIgnoreCase))
            return _faults.Count("refuse-selection");
        return _world.RefusesSecondLeg(ticket.Match.World, _book.Name, faults.RefuseSecondLegsEvery) && _faults.Count("refuse-second-leg");
    }

    private PlaceReply Refuse(DeskCode code, decimal price)
    {
        RefusedCount++;
        return new PlaceReply(code, null, price);
    }

    private DeskCode State(BookMatch match, BookMarket market, int index)
    {
        if (_book.Market(market.Id) is null || _book.Match(match.Id) is null)
            return DeskCode.Closed;
        if (_book.IsSuspended(match))
            return DeskCode.Suspended;
        return market.Closed || !match.PriceOf(market, index).IsOpen ? DeskCode.Closed : DeskCode.Ok;
    }

    private void MovePrice(BookMatch match, BookMarket market, int index)
    {
        var at = match.WorldIndex(market.Kind, index);
        var prices = market.Prices.ToArray();
        prices[at] = prices[at].Nudge(false).Nudge(false);
        market.Prices = prices;
        if (market.Override is not null)
            market.Override = prices;
        _book.PriceMoved(market);
        _book.Commit();
    }

    private Ticket NewTicket(BettingAccount account, Ask ask, decimal price, int line)
    {
        var ticket = new Ticket
        {
            Key = _book.Protocol switch { "CMD" => "K9" + _random.Hex(14).ToUpperInvariant(), "ISPORT" => _random.Guid(), _ => _random.Hex(24) },
            Info = _random.Hex(12),
            Account = account,
            Match = ask.Match,
            Market = ask.Market,
            Index = ask.Index,
            Selection = MarketKinds.Selections(ask.Market.Kind)[ask.Index],
            Line = line,
            Price = price,
            Canonical = ask.Match.PriceOf(ask.Market, ask.Index),
            Style = ask.Style,
            At = _world.Now,
        };
        _tickets[ticket.Key] = ticket;
        _ticketAge.Enqueue(ticket);
        if (_ticketAge.Count > MaxTickets)
            _tickets.Remove(_ticketAge.Dequeue().Key);
        return ticket;
    }

    private string Reference()
    {
        _nextReference += 1 + _random.Next(17);
        return _book.Protocol switch { "CMD" => $"R{_nextReference}", "ISPORT" => $"{_nextReference}", _ => $"{_nextReference / 1000}.{_nextReference % 1000:D3}" };
    }

    private void Accept(Bet bet)
    {
        bet.Status = BookedStatus.Accepted;
        _world.NoteAccepted(bet.Ticket.Match.World, _book.Name);
    }

    private void DecideAndSettle()
    {
        for (var i = 0; i < _open.Count; i++)
        {
            var bet = _open[i];
            if (bet.Status == BookedStatus.Pending && _world.Now >= bet.DecideAt)
                Decide(bet);
            if (bet.Status == BookedStatus.Accepted && bet.Ticket.Match.World is { Abandoned: true, Phase: MatchPhase.Ended })
                bet.Close(BookedStatus.Void, bet.Stake);
            else if (bet.Status == BookedStatus.Accepted && bet.Ticket.Match.World.Result(bet.Ticket.Market.Period) is { } result)
                Settlement.Settle(bet, result.Home, result.Away);
            if (bet.Status is BookedStatus.Pending or BookedStatus.Accepted)
                continue;
            _open.RemoveAt(i--);
        }
    }

    private void Decide(Bet bet)
    {
        var goal = bet.InPlay && bet.Ticket.Match.World.LastGoalAt > bet.PlacedAt;
        if (goal
            || _faults.Take(f => f.PendingRejectNext, (f, n) => f with { PendingRejectNext = n }, "pending-reject")
            || _faults.Roll(_faults.Current.PendingRejectRate, "pending-reject"))
            bet.Close(BookedStatus.Rejected, bet.Stake);
        else
            Accept(bet);
    }
}
