using System.Globalization;
using Arb.Domain.Primitives;
using Arb.Sandbox.Books;
using Arb.Sandbox.Http;
using Arb.Sandbox.World;

namespace Arb.Sandbox.Protocols;

/// <summary>The SBO whitelabel: a cookie, <c>ts</c> and <c>tk</c>, scripts as answers, bets by GET.</summary>
internal sealed class SboSite : BookmakerSite
{
    private const string HomePage = "/en/euro";
    private const int TokenValues = 12;
    private static readonly TimeSpan Zone = TimeSpan.FromHours(8);
    private readonly SboFeed _feed;

    internal SboSite(SandboxWorld world, Book book)
        : base(world, book, "SBOSESSION") => _feed = new SboFeed(book, Desk);

    protected override string UsualSessionLoss => "code";

    protected override string RoleOf(SiteRequest request) => request.Path switch
    {
        "/en/data/event" => "odds",
        "/web/ticket.aspx" => "quote",
        "/web/confirmbet.aspx" => "place",
        "/web/running-bet-list.aspx" => "bets",
        "/web/action-data.aspx" => "balance",
        _ => "page",
    };

    /// <summary>The cookie, and on everything but pages the right <c>ts</c> as well.</summary>
    protected override SiteSession? SessionOf(SiteRequest request)
    {
        var session = Sessions.Find(Cookie(request));
        return session is null || RoleOf(request) == "page" || request.Query.GetValueOrDefault("ts") == session.Ts ? session : null;
    }

    protected override string HomeOf(SiteSession session) => HomePage;

    protected override SiteAnswer SessionLostCode() => SiteAnswer.Script("$P.onReload('ts');\n");

    protected override SiteAnswer EmptyEnvelope(SiteRequest request, SiteSession session) => SiteAnswer.Script(_feed.Full(session.Style, false, empty: true));

    protected override SiteAnswer Page(SiteRequest request, SiteSession session) => request.Path == HomePage
        ? SiteAnswer.Html(Pages.Sports(Book.Name, session.Account.User, PageRequests(session), $"var token = {{ts:'{session.Ts}', tk:'{Token(session)}'}};"))
        : SiteAnswer.Text(404, "not found");

    protected override SiteAnswer Answer(string role, SiteRequest request, SiteSession session)
    {
        if (request.Method != "GET")
            return SiteAnswer.Text(405, "GET only");
        return role switch
        {
            "odds" => Odds(request, session),
            "quote" => Quote(request, session),
            "place" => Place(request, session),
            "bets" => BetList(request, session),
            _ when request.Query.GetValueOrDefault("action") == "bet-credit" => Credit(session),
            _ => SiteAnswer.Text(404, "not found"),
        };
    }

    private string Token(SiteSession session) => string.Create(CultureInfo.InvariantCulture, $"{Book.Version},0,0,1,0,0,0,0,1,1,0,{(int)session.Style}");

    private SiteAnswer Odds(SiteRequest request, SiteSession session)
    {
        var tk = request.Query.GetValueOrDefault("tk", "").Split(',');
        if (tk.Length != TokenValues || !int.TryParse(tk[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var style) || style is < 1 or > 4)
            return SessionLostCode();
        session.Style = (PriceStyle)style;
        var bad = Faults.Current.BadRows;
        return request.Query.GetValueOrDefault("ac") == "4" && long.TryParse(tk[0], NumberStyles.None, CultureInfo.InvariantCulture, out var oev)
            ? SiteAnswer.Script(_feed.Update(oev, session.Style, bad))
            : SiteAnswer.Script(_feed.Full(session.Style, bad));
    }

    private SiteAnswer Quote(SiteRequest request, SiteSession session)
    {
        if (!long.TryParse(request.Query.GetValueOrDefault("id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || !int.TryParse(request.Query.GetValueOrDefault("op"), NumberStyles.None, CultureInfo.InvariantCulture, out var op)
            || !Number(request.Query.GetValueOrDefault("odds"), out var price))
            return Ticket(4, 0, 0, "bad request");
        if (Book.Market(id) is not var (match, market) || op >= market.Prices.Length)
            return Ticket(2, id, op, "closed");
        var reply = Desk.Quote(session.Account, new Ask(match, market, op, price, null, session.Style));
        return reply.Code switch
        {
            DeskCode.Ok => Ticket(0, id, op, "", reply.Price, reply.Line, reply.Ticket!.Key),
            DeskCode.OddsChanged => Ticket(1, id, op, "odds changed", reply.Price, reply.Line),
            var code => Ticket(CodeOf(code), id, op, code.ToString(), line: reply.Line),
        };
    }

    private SiteAnswer Ticket(int code, long id, int op, string message, decimal? price = null, int line = 0, string key = "")
    {
        var s = new SboScript().Open().Add(code).Add(id).Add(op);
        if (price is { } known)
            s.Add(known);
        else
            s.Nothing();
        return SiteAnswer.Script(s.Add(line / 4m).Add(Desk.MinStake).Add(Desk.MaxStake).Add(key).Add(message).Close().Call("$P.onTicket("));
    }

    private SiteAnswer Place(SiteRequest request, SiteSession session)
    {
        if (!Number(request.Query.GetValueOrDefault("stake"), out var stake) || !Number(request.Query.GetValueOrDefault("odds"), out var price))
            return Placed(4, "", "bad request");
        var reply = Desk.Place(session.Account, request.Query.GetValueOrDefault("key", ""), stake, price);
        if (reply.Fate == AnswerFate.Unknown)
            return SiteAnswer.Text(500, "Object reference not set to an instance of an object.");
        if (reply.Code != DeskCode.Ok)
            return Placed(CodeOf(reply.Code), "", reply.Code.ToString()) with { Abort = reply.Fate == AnswerFate.Abort };
        return Placed(0, reply.Bet!.Reference, reply.Bet.Status == BookedStatus.Pending ? "pending" : "accepted") with
        {
            Abort = reply.Fate == AnswerFate.Abort,
            HoldMs = reply.Fate == AnswerFate.Hold ? Faults.Current.HoldMs : 0,
        };
    }

    private static SiteAnswer Placed(int code, string reference, string message) =>
        SiteAnswer.Script(new SboScript().Open().Add(code).Add(reference).Add(message).Close().Call("$P.onPlace("));

    private SiteAnswer BetList(SiteRequest request, SiteSession session)
    {
        if (!DateTime.TryParseExact(request.Query.GetValueOrDefault("from"), "MM/dd/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from))
            return SiteAnswer.Text(400, "from: MM/dd/yyyy expected");
        var s = new SboScript().Open().Add(Faults.Current.BetListIncomplete ? 0 : 1).Open();
        foreach (var bet in VisibleBets(session.Account, new DateTimeOffset(from, Zone)))
        {
            var market = bet.Ticket.Market;
            s.Open().Add(bet.Reference).Add(bet.Ticket.Match.Id).Add(BetTypeOf(market)).Add(bet.Ticket.Index).Add(bet.Ticket.Line / 4m)
                .Add(PriceIn(bet, session.Style)).Add(bet.Stake).Add(StatusOf(bet.Status)).Add(bet.Return)
                .Add(bet.PlacedAt.ToOffset(Zone).ToString("MM/dd/yyyy HH:mm:ss", CultureInfo.InvariantCulture)).Add(bet.Ticket.Key).Close();
        }
        return SiteAnswer.Script(s.Close().Close().Call("$P.onBets("));
    }

    /// <summary>The bet's own number where the session's style is the one it was made in; else the same market price written anew.</summary>
    private static decimal PriceIn(Bet bet, PriceStyle style)
    {
        if (bet.Ticket.Style == style || !bet.Ticket.Market.Malay)
            return bet.Price;
        return bet.Ticket.Canonical.In(style);
    }

    private static SiteAnswer Credit(SiteSession session) =>
        SiteAnswer.Script(new SboScript().Open().Add(session.Account.Balance).Add("USD").Close().Call("$P.onCredit("));

    private static int BetTypeOf(BookMarket market) => SboFeed.BetType(market.Kind, market.Period);

    private static string StatusOf(BookedStatus status) => status switch
    {
        BookedStatus.HalfWon => "half-won",
        BookedStatus.HalfLost => "half-lost",
        _ => status.ToString().ToLowerInvariant(),
    };

    private static int CodeOf(DeskCode code) => code switch
    {
        DeskCode.OddsChanged => 1,
        DeskCode.Suspended or DeskCode.Closed => 2,
        DeskCode.Limits or DeskCode.Balance => 3,
        DeskCode.Duplicate => 6,
        _ => 4,
    };

    private static bool Number(string? text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

    private List<PageRequest> PageRequests(SiteSession session)
    {
        var ts = session.Ts;
        var tk = Token(session);
        var today = Uri.EscapeDataString(World.Now.ToOffset(Zone).ToString("MM/dd/yyyy", CultureInfo.InvariantCulture));
        var requests = new List<PageRequest>
        {
            new("odds", true, "GET", $"/en/data/event?ts={ts}&tk={tk}&ac=1"),
            new("odds-delta", true, "GET", $"/en/data/event?ts={ts}&tk={tk}&ac=4"),
            new("bets", true, "GET", $"/web/running-bet-list.aspx?ts={ts}&from={today}"),
            new("balance", true, "GET", $"/web/action-data.aspx?action=bet-credit&ts={ts}"),
        };
        if (FirstOpen(MarketKind.Total) is not var (match, market))
            return requests;
        var price = match.PriceOf(market, 0).In(session.Style).ToString(CultureInfo.InvariantCulture);
        requests.Add(new PageRequest("quote", false, "GET", $"/web/ticket.aspx?id={market.Id}&op=0&odds={price}&ts={ts}", Ticket: new Dictionary<string, string> { ["key"] = "onTicket\\(.*'([0-9a-f]{24})'" }));
        requests.Add(new PageRequest("place", false, "GET", $"/web/confirmbet.aspx?key={{key}}&stake={Desk.MinStake.ToString(CultureInfo.InvariantCulture)}&odds={price}&ts={ts}"));
        return requests;
    }
}
