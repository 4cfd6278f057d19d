using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers;

namespace Arb.Tests.Providers.Harvest;

public sealed class RecognitionSpecs
{
    private const string Token = "(S(abc123def456))";
    private const string Tk = "4588,1,2,3,4,5,6,7,8,9,10,4";
    private const string IsportOdds = """{"cursor":1,"full":true,"f":{"o":["oddsid"],"m":["matchid"]},"m":[],"o":[[1]]}""";

    private static CapturedExchange Capture(string method, string path, string? body = null, string? answer = null, string? type = "application/json", int status = 200) => new(
        method, new Uri("https://qq188.example" + path),
        [
            new("Host", "qq188.example"), new("User-Agent", "UA/1"), new("Accept-Encoding", "gzip, br"), new("Cookie", "ASP.NET_SessionId=s3cr3tvalue; lang=en"),
            new("X-Csrf-Token", "tokentoken"), new("X-Session-Copy", "s3cr3tvalue"), new("Referer", "https://qq188.example/Member/Main.aspx"), new("Content-Type", "application/x-www-form-urlencoded"),
        ],
        body, status, type is null ? [] : [new("Content-Type", type)], answer, DateTimeOffset.UnixEpoch);

    public static TheoryData<string, string, string, string?, string?, EndpointRole?> Table => new()
    {
        { "CMD", "POST", "/Member/BetsView/BetLight/DataOdds.ashx", "fc=1", """{"t":1,"a":true,"data":[],"today":[],"f":[]}""", EndpointRole.Odds },
        { "CMD", "GET", "/x/DataOdds.ashx?fc=3&t=5", null, """{"t":1,"a":true,"data":[],"today":[],"f":[]}""", EndpointRole.Odds },
        { "CMD", "POST", "/Member/BetsView/Data.asmx/GetSportItems", "{}", """{"d":[]}""", EndpointRole.Leagues },
        { "CMD", "POST", "/Member/BetsView/Bet.asmx/SetData", "{}", """{"d":{}}""", EndpointRole.Quote },
        { "CMD", "POST", "/Member/BetsView/Bet.asmx/BetNow", "{}", """{"d":{}}""", EndpointRole.Place },
        { "CMD", "POST", "/Member/BetsView/Bet.asmx/GetBetList", "{}", """{"d":{}}""", EndpointRole.BetList },
        { "CMD", "GET", "/Member/UserInfoPanelHost.aspx?Ajax=1", null, """{"BetCredit": 1}""", EndpointRole.Balance },
        { "ISPORT", "GET", $"/{Token}/sports/odds?market=t&since=0", null, IsportOdds, EndpointRole.Odds },
        { "ISPORT", "GET", $"/{Token}/elsewhere/feed?market=t&since=0", null, IsportOdds, EndpointRole.Odds },
        { "ISPORT", "GET", $"/{Token}/sports/matches?market=t", null, """{"f":{"m":["matchid"],"o":["oddsid"]},"m":[[1]]}""", EndpointRole.Matches },
        { "ISPORT", "GET", $"/{Token}/sports/leagues", null, """{"f":{"l":["leagueid"]},"l":[[1,""", EndpointRole.Leagues },
        { "ISPORT", "POST", $"/{Token}/Betting/GetTickets", "ItemList[0][oddsid]=1", """{"ErrorCode":0}""", EndpointRole.Quote },
        { "ISPORT", "POST", $"/{Token}/Betting/ProcessBet", "ItemList[0][oddsid]=1", """{"ErrorCode":0}""", EndpointRole.Place },
        { "ISPORT", "GET", $"/{Token}/Betting/BetList?from=1", null, """{"complete":true}""", EndpointRole.BetList },
        { "ISPORT", "GET", $"/{Token}/Customer/Balance", null, """{"ErrorCode":0}""", EndpointRole.Balance },
        { "SBO", "GET", $"/en/data/event?ts=0a1b2c3d&tk={Tk}&ac=1", null, "$P.onUpdate('od',[1,1,[],{},{},false]);", EndpointRole.Odds },
        { "SBO", "GET", $"/en/data/event?ts=0a1b2c3d&tk={Tk}&ac=4", null, "$P.onReload('ts');", EndpointRole.Odds },
        { "SBO", "GET", "/web/ticket.aspx?id=1&op=0&odds=0.9&ts=0a1b2c3d", null, "$P.onTicket([0]);", EndpointRole.Quote },
        { "SBO", "GET", "/web/confirmbet.aspx?key=k&stake=5&odds=0.9&ts=0a1b2c3d", null, "$P.onPlace([0]);", EndpointRole.Place },
        { "SBO", "GET", "/web/running-bet-list.aspx?ts=0a1b2c3d&from=01/01/2026", null, "$P.onBets([1,[]]);", EndpointRole.BetList },
        { "SBO", "GET", "/web/action-data.aspx?action=bet-credit&ts=0a1b2c3d", null, "$P.onCredit([1,'USD']);", EndpointRole.Balance },
        { "", "GET", "/sports/odds?market=t&since=0", null, IsportOdds, null },
        { "", "GET", $"/{Token}/sports/odds", null, """{"f":[1],"o":[]}""", null },
        { "", "GET", $"/{Token}/sports/odds", null, """{"\ud800":1,"f":[1]}""", null },
        { "", "GET", "/cmd368/sbo/isport.js", null, "alert(1)", null },
        { "", "POST", "/Data.asmx/Other", "{}", """{"d":[]}""", null },
        { "", "POST", "/a/DataOdds.ashx", "fc=1", "<html>login</html>", null },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Should_recognise_a_role_by_its_protocol_only(string protocol, string method, string path, string? body, string? answer, EndpointRole? role)
    {
        foreach (var one in BuiltInProtocols.All())
            Assert.Equal(one.Id.Value == protocol ? role : null, one.Recognise(Capture(method, path, body, answer)));
    }

    [Fact]
    public void Should_not_recognise_a_page_or_an_error()
    {
        var cmd = BuiltInProtocols.All()[0];
        Assert.Null(cmd.Recognise(Capture("POST", "/DataOdds.ashx", "fc=1", "x", "text/html; charset=utf-8")));
        Assert.Null(cmd.Recognise(Capture("POST", "/DataOdds.ashx", "fc=1", "x", status: 302)));
    }

    [Fact]
    public void Should_keep_no_secret_in_a_template()
    {
        foreach (var protocol in BuiltInProtocols.All())
        {
            foreach (var row in Table)
            {
                var capture = Capture((string)row[1], (string)row[2]!, (string?)row[3], ((string?)row[4]) + " s3cr3tvalue");
                if (protocol.Recognise(capture) is not { } role)
                    continue;
                var endpoint = protocol.ToEndpoint(role, capture);
                var text = endpoint.Path + endpoint.Body + endpoint.ResponseSample + string.Join("|", endpoint.Headers.Select(h => h.Key + ":" + h.Value));
                foreach (var secret in (string[])["s3cr3tvalue", "tokentoken", Token, "0a1b2c3d", Tk])
                    Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
                // The session's profile has the token of the odds request; another request's own is asked for by name.
                string[] own = role is EndpointRole.Leagues or EndpointRole.Matches or EndpointRole.Odds or EndpointRole.OddsDelta ? [] : ["X-Csrf-Token: {{token:X-Csrf-Token}}"];
                Assert.Equal(own, endpoint.Headers.Where(h => h.Key.StartsWith("X-C", StringComparison.Ordinal)).Select(h => $"{h.Key}: {h.Value}"));
                Assert.Equal(["User-Agent", "X-Session-Copy", "Referer"], endpoint.Headers.Select(h => h.Key).Where(name => name != "X-Csrf-Token"));
                Assert.Equal("{{base}}/Member/Main.aspx", endpoint.Headers[^1].Value);
                Assert.Equal("{{cookie:ASP.NET_SessionId}}", endpoint.Headers[^2].Value);
            }
        }
    }

    [Fact]
    public void Should_make_templates_that_are_good_for_harvest_and_bet()
    {
        foreach (var protocol in BuiltInProtocols.All().Where(protocol => protocol is not IMappedProtocols))
        {
            var endpoints = new Dictionary<EndpointRole, ContractEndpoint>();
            foreach (var row in Table)
            {
                var role = (EndpointRole?)row[5];
                if ((string)row[0]! != protocol.Id.Value || role is null)
                    continue;
                var body = protocol.Id.Value == "CMD" && role is EndpointRole.Quote or EndpointRole.Place ? """{"data":"1,2\"3","isAuto":false}"""
                    : role == EndpointRole.BetList ? """{"from":"2026-01-01"}""" : (string?)row[3];
                endpoints.TryAdd(role.Value, protocol.ToEndpoint(role.Value, Capture((string)row[1], (string)row[2]!, body, (string?)row[4])));
            }
            var contract = new ProviderContract(new AccountId("a"), protocol.Id, "qq188.example", [.. endpoints.Values], true, null);
            var validation = protocol.Validate(contract);
            Assert.Empty(validation.Problems);
            Assert.True(validation is { CanHarvest: true, CanBet: true });

            var without = protocol.Validate(contract with { Endpoints = [.. endpoints.Values.Where(e => e.Role != EndpointRole.Place)] });
            Assert.True(without is { CanHarvest: true, CanBet: false });
            Assert.Contains("bet by hand", Assert.Single(without.Problems), StringComparison.Ordinal);
            Assert.False(protocol.Validate(contract with { Endpoints = [] }).CanHarvest);
            Assert.False(protocol.Validate(contract with { Provider = new ProviderId("OTHER") }).CanHarvest);
        }
    }

    [Fact]
    public void Should_find_the_path_token_of_the_newest_capture()
    {
        var isport = BuiltInProtocols.All()[1];
        var tokens = isport.FindTokens(
            [Capture("GET", "/(S(old))/sports/odds?market=t", null, IsportOdds), Capture("GET", $"/{Token}/sports/odds?market=t", null, IsportOdds)]);
        Assert.Equal(Token, tokens["path"]);
    }

    [Theory]
    [InlineData("<html><script>var t = new Token({ts:'89abcdef', tk:'9000,1,2,3,4,5,6,7,8,9,10,2'});</script></html>")]
    [InlineData("<html><script>window.$token={\"ts\":\"89abcdef\",\"tk\":\"9000,1,2,3,4,5,6,7,8,9,10,2\"}</script></html>")]
    public void Should_find_the_tokens_of_a_fresh_landing_page(string page)
    {
        var sbo = BuiltInProtocols.All()[2];
        var old = Capture("GET", $"/en/data/event?ts=0a1b2c3d&tk={Tk}&ac=1", null, "$P.onReload('ts');");
        Assert.Equal((Tk, "0a1b2c3d"), (sbo.FindTokens([old])["tk"], sbo.FindTokens([old])["ts"]));
        var tokens = sbo.FindTokens([old, Capture("GET", "/en/euro", null, page, "text/html")]);
        Assert.Equal(("89abcdef", "9000,1,2,3,4,5,6,7,8,9,10,2"), (tokens["ts"], tokens["tk"]));
    }

    [Theory]
    [InlineData("/en/data/event?ts=0a1b2c3d&tk=" + Tk + "&ac=1", "$P.onUpdate('od',[1,1,[],{},{},false]);", EndpointRole.Odds)]
    [InlineData("/en/data/event?ts=0a1b2c3d&tk=" + Tk + "&ac=1", "\uFEFF\r\n$M('odds-display').onUpdate('od',[1]);", EndpointRole.Odds)]
    [InlineData("/web/ticket.aspx?id=1&op=0&odds=0.9&ts=0a1b2c3d", "$P.onTicket([0,1]);", EndpointRole.Quote)]
    [InlineData("/web/action-data.aspx?action=bet-credit&ts=0a1b2c3d", "$P.onCredit([1234.5,'USD']);", EndpointRole.Balance)]
    [InlineData("/web/ticket.aspx?id=1&op=0&odds=0.9&ts=0a1b2c3d", "<html>please log in</html>", null)]
    [InlineData("/web/ticket.aspx?id=1&op=0&odds=0.9&ts=0a1b2c3d", "please log in", null)]
    [InlineData("/web/ticket.aspx?id=1&op=0&odds=0.9&ts=0a1b2c3d", "", null)]
    public void Should_recognise_scripts_that_are_sent_as_pages(string path, string answer, EndpointRole? role)
    {
        var capture = Capture("GET", path, null, answer, "text/html; charset=utf-8");
        Assert.Equal(role, BuiltInProtocols.All()[2].Recognise(capture));
        Assert.Null(BuiltInProtocols.All()[0].Recognise(capture));
        Assert.Null(BuiltInProtocols.All()[2].Recognise(Capture("GET", path, null, answer, "text/html", status: 500)));
    }

    [Fact]
    public void Should_take_no_token_out_of_a_script_that_is_sent_as_a_page()
    {
        var odds = Capture("GET", $"/en/data/event?ts=0a1b2c3d&tk={Tk}&ac=1", null, "$P.onUpdate('od',[1,1,[{ts:'ffffffff'}]]);", "text/html");
        Assert.Equal("0a1b2c3d", BuiltInProtocols.All()[2].FindTokens([odds])["ts"]);
    }

    [Fact]
    public void Should_find_no_tokens_for_cmd()
    {
        Assert.Empty(BuiltInProtocols.All()[0].FindTokens([Capture("POST", "/DataOdds.ashx", "fc=1")]));
    }
}
