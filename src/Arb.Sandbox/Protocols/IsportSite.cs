using System.Globalization;
using System.Text.Json;
using Arb.Domain.Primitives;
using Arb.Sandbox.Books;
using Arb.Sandbox.Http;
using Arb.Sandbox.World;

namespace Arb.Sandbox.Protocols;

/// <summary>The ISPORT whitelabel: the token in the path is the session.</summary>
internal sealed class IsportSite : BookmakerSite
{
    private const string Item = "ItemList[0]";
    private readonly IsportFeed _feed;
    private long _refusals;

    internal IsportSite(SandboxWorld world, Book book)
        : base(world, book, "WL_SESSION") => _feed = new IsportFeed(book, Desk);

    protected override string UsualSessionLoss => "code";

    protected override string RoleOf(SiteRequest request) => Split(request.Path).Tail switch
    {
        "sports/leagues" => "leagues",
        "sports/matches" => "matches",
        "sports/odds" => "odds",
        "Betting/GetTickets" => "quote",
        "Betting/ProcessBet" => "place",
        "Betting/BetList" => "bets",
        "Customer/Balance" => "balance",
        _ => "page",
    };

    protected override SiteSession? SessionOf(SiteRequest request) => request.Path == "/" ? Sessions.Find(Cookie(request)) : Sessions.Find(Split(request.Path).Token);

    protected override string HomeOf(SiteSession session) => $"/(S({session.Token}))/";

    protected override SiteAnswer SessionLostCode() => Error(100, "session lost");

    protected override SiteAnswer EmptyEnvelope(SiteRequest request, SiteSession session) =>
        new(200, "application/json; charset=utf-8", _feed.Snapshot(IsLive(request), session.FieldSeed, false, empty: true));

    protected override SiteAnswer Page(SiteRequest request, SiteSession session) =>
        Split(request.Path).Tail.Length == 0 ? SiteAnswer.Html(Pages.Sports(Book.Name, session.Account.User, PageRequests(), "")) : SiteAnswer.Text(404, "not found");

    protected override SiteAnswer Answer(string role, SiteRequest request, SiteSession session) => role switch
    {
        "leagues" => Data(_feed.Leagues(session.FieldSeed)),
        "matches" => Data(_feed.Matches(IsLive(request), session.FieldSeed)),
        "odds" => Data(_feed.Delta(IsLive(request), Since(request), session.FieldSeed, Faults.Current.BadRows)),
        "quote" => Quote(request, session),
        "place" => Place(request, session),
        "bets" => BetList(request, session),
        _ => Balance(session),
    };

    private static SiteAnswer Data(byte[] body) => new(200, "application/json; charset=utf-8", body);

    private static bool IsLive(SiteRequest request) => request.Query.GetValueOrDefault("market") == "l";

    private static long Since(SiteRequest request) => long.TryParse(request.Query.GetValueOrDefault("since"), NumberStyles.None, CultureInfo.InvariantCulture, out var since) ? since : 0;

    /// <summary><c>/(S(token))/rest</c>.</summary>
    private static (string? Token, string Tail) Split(string path)
    {
        if (!path.StartsWith("/(S(", StringComparison.Ordinal))
            return (null, path);
        var end = path.IndexOf("))/", StringComparison.Ordinal);
        return end < 0 ? (null, path) : (path[4..end], path[(end + 3)..]);
    }

    private SiteAnswer Quote(SiteRequest request, SiteSession session)
    {
        if (request.Method != "POST" || ReadAsk(request) is not { } ask)
            return Error(47, "market closed");
        var reply = Desk.QuoteAtCurrentLine(session.Account, ask);
        return reply.Code switch
        {
            DeskCode.Ok => Ticket(reply, MarketKinds.HasLine(ask.Market.Kind)),
            DeskCode.OddsChanged => Error(10, "odds changed", reply.Price),
            var code => Error(CodeOf(code), code.ToString()),
        };
    }

    private SiteAnswer Ticket(QuoteReply reply, bool hasLine) => SiteAnswer.Json(w =>
    {
        w.WriteStartObject();
        w.WriteNumber("ErrorCode", 0);
        w.WriteStartArray("Data");
        w.WriteStartObject();
        w.WriteNumber("Minbet", Desk.MinStake);
        w.WriteNumber("Maxbet", Desk.MaxStake);
        w.WriteNumber("DisplayOdds", reply.Price);
        w.WriteString("OddsStatus", "running");
        w.WriteString("sinfo", reply.Ticket!.Info);
        w.WriteString("Guid", reply.Ticket.Key);
        if (hasLine)
            w.WriteNumber("Hdp", reply.Line / 4m);
        w.WriteEndObject();
        w.WriteEndArray();
        w.WriteEndObject();
    });

    private SiteAnswer Place(SiteRequest request, SiteSession session)
    {
        var guid = Value(request, "Guid");
        var ticket = Desk.FindTicket(guid);
        if (request.Method != "POST" || ticket is null || ticket.Info != Value(request, "sinfo"))
            return Error(41, "unknown Guid");
        if (!Number(Value(request, "odds"), out var price) || !Number(Value(request, "stake"), out var stake))
            return Error(40, "bad request");
        if (ticket.Bet is null && (Value(request, "oddsid") != ticket.Market.Id.ToString(CultureInfo.InvariantCulture) || IndexOf(ticket.Market.Kind, Value(request, "betteam")) != ticket.Index))
            return Error(41, "Guid of another selection");
        int? line = ticket.Bet is null && MarketKinds.HasLine(ticket.Market.Kind) ? Line(Value(request, "hdp")) : null;
        var reply = Desk.Place(session.Account, guid, stake, price, line);
        if (reply.Fate == AnswerFate.Unknown)
            return Placed("", 2, "");
        if (reply.Bet is { } bet)
            return Placed(bet.Reference, 0, First(bet)) with
            {
                Abort = reply.Fate == AnswerFate.Abort,
                HoldMs = reply.Fate == AnswerFate.Hold ? Faults.Current.HoldMs : 0,
            };
        if (reply.Fate == AnswerFate.Abort)
            return Error(0, "") with { Abort = true };
        // Both ways of saying no are in the protocol: an error code, and a BetStatus.
        if (reply.Code == DeskCode.Refused && _refusals++ % 2 == 1)
            return Placed("", 1, "reject");
        return reply.Code == DeskCode.OddsChanged ? Error(10, "odds changed", reply.Price) : Error(CodeOf(reply.Code), reply.Code.ToString());
    }

    /// <summary>What the first answer said, whatever has become of the bet since.</summary>
    private static string First(Bet bet) => bet.FirstStatus switch { BookedStatus.Pending => "waiting", BookedStatus.Rejected => "reject", _ => "running" };

    private static SiteAnswer Placed(string reference, int betStatus, string ticketStatus) => SiteAnswer.Json(w =>
    {
        w.WriteStartObject();
        w.WriteNumber("ErrorCode", 0);
        w.WriteStartArray("Data");
        w.WriteStartObject();
        w.WriteString("TransId", reference);
        w.WriteNumber("BetStatus", betStatus);
        w.WriteString("TicketStatus", ticketStatus);
        w.WriteEndObject();
        w.WriteEndArray();
        w.WriteEndObject();
    });

    private SiteAnswer BetList(SiteRequest request, SiteSession session)
    {
        if (!long.TryParse(request.Query.GetValueOrDefault("from"), NumberStyles.None, CultureInfo.InvariantCulture, out var from) || from > 253_000_000_000)
            return Error(40, "from: epoch seconds expected");
        return SiteAnswer.Json(w =>
        {
            w.WriteStartObject();
            w.WriteBoolean("complete", !Faults.Current.BetListIncomplete);
            w.WriteStartArray("bets");
            foreach (var bet in VisibleBets(session.Account, DateTimeOffset.FromUnixTimeSeconds(from)))
                WriteBet(w, bet);
            w.WriteEndArray();
            w.WriteEndObject();
        });
    }

    private static void WriteBet(Utf8JsonWriter w, Bet bet)
    {
        var market = bet.Ticket.Market;
        w.WriteStartObject();
        w.WriteString("transid", bet.Reference);
        w.WriteNumber("matchid", bet.Ticket.Match.Id);
        w.WriteNumber("bettype", IsportFeed.BetType(market.Kind, market.Period));
        w.WriteString("betteam", TeamOf(bet.Ticket.Selection));
        w.WriteNumber("hdp", bet.Ticket.Line / 4m);
        w.WriteNumber("odds", bet.Price);
        w.WriteNumber("stake", bet.Stake);
        w.WriteString("status", bet.Status switch
        {
            BookedStatus.Pending => "waiting",
            BookedStatus.Accepted => "running",
            BookedStatus.Rejected => "reject",
            BookedStatus.Won => "won",
            BookedStatus.Lost => "lose",
            BookedStatus.HalfWon => "half won",
            BookedStatus.HalfLost => "half lose",
            _ => MarketKinds.HasLine(market.Kind) ? "draw" : "void",
        });
        w.WriteNumber("return", bet.Return);
        w.WriteNumber("transtime", bet.PlacedAt.ToUnixTimeSeconds());
        w.WriteString("guid", bet.Ticket.Key);
        w.WriteEndObject();
    }

    private static SiteAnswer Balance(SiteSession session) => SiteAnswer.Json(w =>
    {
        w.WriteStartObject();
        w.WriteNumber("ErrorCode", 0);
        w.WriteStartObject("Data");
        w.WriteNumber("Balance", session.Account.Balance);
        w.WriteString("Currency", "USD");
        w.WriteEndObject();
        w.WriteEndObject();
    });

    private static SiteAnswer Error(int code, string message, decimal? newPrice = null) => SiteAnswer.Json(w =>
    {
        w.WriteStartObject();
        w.WriteNumber("ErrorCode", code);
        w.WriteString("ErrorMsg", message);
        w.WriteStartArray("Data");
        if (newPrice is { } price)
        {
            w.WriteStartObject();
            w.WriteNumber("DisplayOdds", price);
            w.WriteString("OddsStatus", "running");
            w.WriteEndObject();
        }
        w.WriteEndArray();
        w.WriteEndObject();
    });

    private Ask? ReadAsk(SiteRequest request)
    {
        if (!long.TryParse(Value(request, "oddsid"), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || Book.Market(id) is not var (match, market)
            || !Number(Value(request, "odds"), out var price))
            return null;
        var index = IndexOf(market.Kind, Value(request, "betteam"));
        var hdp = Value(request, "hdp");
        int? line = MarketKinds.HasLine(market.Kind) && hdp.Length > 0 ? Line(hdp) : null;
        return index < 0 ? null : new Ask(match, market, index, price, line, PriceStyle.Malay);
    }

    private static int IndexOf(MarketKind kind, string team) => (kind, team) switch
    {
        (MarketKind.Total, "o") or (not MarketKind.Total, "h") => 0,
        (MarketKind.Total, "u") or (MarketKind.OneXTwo, "d") => 1,
        (MarketKind.OneXTwo, "a") => 2,
        (not MarketKind.Total, "a") => 1,
        _ => -1,
    };

    private static string TeamOf(Selection selection) => selection switch
    {
        Selection.Over => "o",
        Selection.Under => "u",
        Selection.Draw => "d",
        Selection.Away or Selection.Even => "a",
        _ => "h",
    };

    private static int CodeOf(DeskCode code) => code switch
    {
        DeskCode.Suspended => 46,
        DeskCode.Closed => 47,
        DeskCode.OddsChanged => 10,
        DeskCode.Limits => 30,
        DeskCode.Balance => 31,
        DeskCode.UnknownTicket => 41,
        _ => 40,
    };

    private static string Value(SiteRequest request, string name) => request.Form.GetValueOrDefault($"{Item}[{name}]") ?? "";

    private static int Line(string text) => Number(text, out var line) && decimal.Truncate(line * 4m) == line * 4m && Math.Abs(line) < 1000 ? (int)(line * 4m) : int.MaxValue;

    private static bool Number(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

    private List<PageRequest> PageRequests()
    {
        const string form = "application/x-www-form-urlencoded; charset=UTF-8";
        var from = World.Now.ToUnixTimeSeconds() / 86_400 * 86_400;
        var requests = new List<PageRequest>
        {
            new("leagues", true, "GET", "sports/leagues"),
            new("matches", true, "GET", "sports/matches?market=t"),
            new("matches", true, "GET", "sports/matches?market=l"),
            new("odds", true, "GET", "sports/odds?market=t&since=0"),
            new("odds", true, "GET", "sports/odds?market=l&since=0"),
            new("odds-delta", true, "GET", $"sports/odds?market=t&since={Book.Version}"),
            new("bets", true, "GET", $"Betting/BetList?from={from}"),
            new("balance", true, "GET", "Customer/Balance"),
        };
        if (FirstOpen(MarketKind.Total) is not var (match, market))
            return requests;
        var price = match.PriceOf(market, 0).In(PriceStyle.Malay).ToString(CultureInfo.InvariantCulture);
        var line = (market.Line / 4m).ToString("0.##", CultureInfo.InvariantCulture);
        string Slip(string stake) =>
            string.Join('&', new[] { ("oddsid", $"{market.Id}"), ("betteam", "o"), ("odds", price), ("stake", stake), ("hdp", line) }.Select(p => $"ItemList%5B0%5D%5B{p.Item1}%5D={p.Item2}"));
        var stake = Desk.MinStake.ToString(CultureInfo.InvariantCulture);
        requests.Add(new PageRequest("quote", false, "POST", "Betting/GetTickets", form, Slip(stake), new Dictionary<string, string>
        {
            ["guid"] = "\"Guid\":\"([^\"]+)\"",
            ["sinfo"] = "\"sinfo\":\"([^\"]+)\"",
        }));
        requests.Add(new PageRequest("place", false, "POST", "Betting/ProcessBet", form, $"{Slip(stake)}&ItemList%5B0%5D%5Bsinfo%5D={{sinfo}}&ItemList%5B0%5D%5BGuid%5D={{guid}}"));
        return requests;
    }
}
