using System.Globalization;
using System.Text.Json;
using Arb.Domain.Primitives;
using Arb.Sandbox.Books;
using Arb.Sandbox.Http;
using Arb.Sandbox.World;

namespace Arb.Sandbox.Protocols;

/// <summary>The CMD whitelabel: cookies, <c>DataOdds.ashx</c>, <c>Data.asmx</c>, <c>Bet.asmx</c>.</summary>
internal sealed class CmdSite(SandboxWorld world, Book book) : BookmakerSite(world, book, "ASP.NET_SessionId")
{
    private const string Prefix = "/Member/BetsView/";
    private const string HomePage = Prefix + "Sports.aspx";
    private static readonly TimeSpan Zone = TimeSpan.FromHours(8);
    private readonly CmdFeed _feed = new(book);

    protected override string UsualSessionLoss => "redirect";

    protected override string RoleOf(SiteRequest request) => request.Path switch
    {
        Prefix + "BetLight/DataOdds.ashx" => "odds",
        Prefix + "Data.asmx/GetSportItems" => "leagues",
        Prefix + "Bet.asmx/SetData" => "quote",
        Prefix + "Bet.asmx/BetNow" => "place",
        Prefix + "Bet.asmx/GetBetList" => "bets",
        Prefix + "UserInfoPanelHost.aspx" when request.Query.ContainsKey("Ajax") => "balance",
        _ => "page",
    };

    protected override SiteSession? SessionOf(SiteRequest request) => Sessions.Find(Cookie(request));

    protected override string HomeOf(SiteSession session) => HomePage;

    // CMD has no words of its own for it: the login page is what it says.
    protected override SiteAnswer SessionLostCode() => SiteAnswer.Redirect("/login?expired=1");

    protected override SiteAnswer EmptyEnvelope(SiteRequest request, SiteSession session) => new(200, "application/json; charset=utf-8", _feed.Gap(true));

    protected override SiteAnswer Page(SiteRequest request, SiteSession session) =>
        request.Path == HomePage ? SiteAnswer.Html(Pages.Sports(Book.Name, session.Account.User, PageRequests(), "")) : SiteAnswer.Text(404, "not found");

    protected override SiteAnswer Answer(string role, SiteRequest request, SiteSession session)
    {
        switch (role)
        {
            case "odds":
                return new SiteAnswer(200, "application/json; charset=utf-8", Odds(request));
            case "balance":
                return SiteAnswer.Json(w =>
                {
                    w.WriteStartObject();
                    w.WriteNumber("BetCredit", session.Account.Balance);
                    w.WriteEndObject();
                });
        }
        if (request.Method != "POST" || Parse(request.Body) is not { } body)
            return SiteAnswer.Text(500, "There was an error processing the request.");
        return role switch
        {
            "leagues" => SiteAnswer.Json(_feed.Leagues),
            "quote" => Quote(body, session),
            "place" => Place(body, session),
            _ => BetList(body, session),
        };
    }

    private byte[] Odds(SiteRequest request)
    {
        var full = request.Field("fc") != "3";
        if (full)
            return _feed.Snapshot(Faults.Current.BadRows);
        return long.TryParse(request.Field("t"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var cursor) ? _feed.Delta(cursor) : _feed.Gap(false);
    }

    private SiteAnswer Quote(JsonElement body, SiteSession session)
    {
        if (ReadBet(body) is not { } bet)
            return Status(8, "bad request");
        if (bet.Find(Book) is not { } ask)
            return Status(5, "closed");
        var reply = Desk.Quote(session.Account, ask);
        return reply.Code switch
        {
            DeskCode.Ok => Status(0, "", reply.Ticket!.Key, reply.Price, ask.Match.LineOf(ask.Market) < 0),
            DeskCode.OddsChanged => Status(3, "odds changed", "", reply.Price, ask.Match.LineOf(ask.Market) < 0),
            var code => Status(CodeOf(code), code.ToString()),
        };
    }

    private SiteAnswer Place(JsonElement body, SiteSession session)
    {
        if (ReadBet(body) is not { } bet)
            return Status(8, "bad request");
        // A spent or unknown code is told before anything else is looked at.
        var ticket = Desk.FindTicket(bet.Code);
        if (ticket is { Bet: null } && (ticket.Match.Id != bet.MatchId || bet.IndexFor(ticket.Market) != ticket.Index || bet.Period != ticket.Market.Period))
            return Status(10, "code of another selection");
        var line = ticket is null ? null : bet.LineFor(ticket.Market);
        var reply = Desk.Place(session.Account, bet.Code, bet.Stake, bet.Price, line);
        if (reply.Fate == AnswerFate.Unknown)
            return Status(-1, "try again");
        if (reply.Code != DeskCode.Ok)
            return Status(CodeOf(reply.Code), reply.Code.ToString(), "", reply.Price) with { Abort = reply.Fate == AnswerFate.Abort };
        return Status(0, "", "", reply.Price, ticket!.Line < 0, reply.Bet) with
        {
            Abort = reply.Fate == AnswerFate.Abort,
            HoldMs = reply.Fate == AnswerFate.Hold ? Faults.Current.HoldMs : 0,
        };
    }

    private SiteAnswer BetList(JsonElement body, SiteSession session)
    {
        if (!body.TryGetProperty("from", out var text)
            || !DateTime.TryParseExact(text.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from))
            return SiteAnswer.Text(500, "There was an error processing the request.");
        var since = new DateTimeOffset(from, Zone);
        return SiteAnswer.Json(w =>
        {
            w.WriteStartObject();
            w.WriteStartObject("d");
            w.WriteBoolean("Complete", !Faults.Current.BetListIncomplete);
            w.WriteStartArray("Bets");
            foreach (var bet in VisibleBets(session.Account, since))
                WriteBet(w, bet);
            w.WriteEndArray();
            w.WriteEndObject();
            w.WriteEndObject();
        });
    }

    private static void WriteBet(Utf8JsonWriter w, Bet bet)
    {
        var market = bet.Ticket.Market;
        w.WriteStartObject();
        w.WriteString("RefNo", bet.Reference);
        w.WriteNumber("MatchId", bet.Ticket.Match.Id);
        w.WriteString("Market", market.Kind switch { MarketKind.AsianHandicap => "Hdp", MarketKind.Total => "OU", MarketKind.OneXTwo => "1X2", _ => "OE" });
        w.WriteString("Period", market.Period == Period.FirstHalf ? "FH" : "FT");
        w.WriteString("Selection", (market.Kind, bet.Ticket.Selection) switch
        {
            (MarketKind.OneXTwo, Selection.Home) => "1",
            (MarketKind.OneXTwo, Selection.Draw) => "X",
            (MarketKind.OneXTwo, Selection.Away) => "2",
            var (_, selection) => selection.ToString(),
        });
        w.WriteNumber("Line", bet.Ticket.Line / 4m);
        w.WriteNumber("Odds", bet.Price);
        w.WriteNumber("Stake", bet.Stake);
        w.WriteString("Status", bet.Status.ToString());
        w.WriteNumber("Return", bet.Return);
        w.WriteString("PlacedAt", bet.PlacedAt.ToOffset(Zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        w.WriteEndObject();
    }

    private SiteAnswer Status(int code, string message, string ticket = "", decimal odds = 0, bool homeGives = false, Bet? bet = null) => SiteAnswer.Json(w =>
    {
        w.WriteStartObject();
        w.WriteStartObject("d");
        w.WriteNumber("StatusCode", code);
        w.WriteString("Message", message);
        w.WriteString("Code", ticket);
        w.WriteNumber("Odds", odds);
        w.WriteNumber("Min", Desk.MinStake);
        w.WriteNumber("Max", Desk.MaxStake);
        w.WriteNumber("Delay", 0);
        w.WriteBoolean("IsHomeGive", homeGives);
        w.WriteStartArray("BetData");
        if (bet is not null)
        {
            w.WriteStartObject();
            w.WriteString("RefNo", bet.Reference);
            w.WriteString("Status", bet.Status.ToString());
            w.WriteEndObject();
        }
        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteEndObject();
    });

    private static int CodeOf(DeskCode code) => code switch
    {
        DeskCode.OddsChanged => 3,
        DeskCode.Suspended or DeskCode.Closed => 5,
        DeskCode.Limits => 6,
        DeskCode.Balance => 7,
        DeskCode.Duplicate => 9,
        DeskCode.UnknownTicket => 10,
        _ => 8,
    };

    private static CmdBet? ReadBet(JsonElement body) =>
        body.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.String ? CmdBet.Parse(data.GetString()!) : null;

    private static JsonElement? Parse(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private List<PageRequest> PageRequests()
    {
        const string form = "application/x-www-form-urlencoded";
        const string json = "application/json; charset=utf-8";
        const string odds = "m_accType=MY&SystemLanguage=en-US&TimeFilter=0&m_gameType=S_&SingleDouble=double&clientTime=0&c=A";
        var today = World.Now.ToOffset(Zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var requests = new List<PageRequest>
        {
            new("leagues", true, "POST", "Data.asmx/GetSportItems", json, "{}"),
            new("odds", true, "POST", "BetLight/DataOdds.ashx", form, $"fc=1&{odds}&t=0"),
            new("odds-delta", true, "POST", "BetLight/DataOdds.ashx", form, $"fc=3&{odds}&t={Book.Version}"),
            new("bets", true, "POST", "Bet.asmx/GetBetList", json, $$"""{"from":"{{today}}"}"""),
            new("balance", true, "GET", "UserInfoPanelHost.aspx?Ajax=1"),
        };
        if (FirstOpen(MarketKind.Total) is not var (match, market))
            return requests;
        var price = match.PriceOf(market, 0).In(PriceStyle.Malay).ToString(CultureInfo.InvariantCulture);
        var line = (market.Line / 4m).ToString("0.##", CultureInfo.InvariantCulture);
        string Slip(string stake, string code) =>
            $$"""{"data":"{{match.Id}},{{price}},Over,,MY,0,{{line}},{{(match.InPlay ? "Running" : "Today")}},0,0,0,{{match.Guid}},FT,{{stake}},{{code}}","isAuto":false,"s":0,"cb":0,"bo":0}""";
        requests.Add(new PageRequest("quote", false, "POST", "Bet.asmx/SetData", json, Slip("0", ""), new Dictionary<string, string> { ["code"] = "\"Code\":\"([^\"]+)\"" }));
        requests.Add(new PageRequest("place", false, "POST", "Bet.asmx/BetNow", json, Slip(Desk.MinStake.ToString(CultureInfo.InvariantCulture), "{code}")));
        return requests;
    }
}
