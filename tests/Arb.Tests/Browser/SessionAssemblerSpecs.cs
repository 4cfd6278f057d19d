using Arb.Browser.Exports;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Tests.Browser;

public sealed class SessionAssemblerSpecs
{
    private const string Site = "https://www.bet.example:8443";

    [Fact]
    public void Should_take_site_and_headers_from_the_newest_recognised_request()
    {
        var session = Assemble(
            Captures.Get(1, "https://old.example/odds", "a=1", headers: new KeyValuePair<string, string>("User-Agent", "Old")),
            Captures.Get(9, "https://cdn.example/pixel", "b=1", headers: new KeyValuePair<string, string>("User-Agent", "Cdn")),
            Captures.Get(5, Site + "/odds?tok=T1", "c=1", null, null, new(":path", "/"), new("User-Agent", "New"), new("If-None-Match", "x"), new("X-CSRF-Token", "t")));
        Assert.Equal(Site + "/", session.BaseUrl.ToString());
        Assert.Equal(["User-Agent: New", "X-CSRF-Token: t"], session.Headers.Select(h => $"{h.Key}: {h.Value}"));
        Assert.Equal("T1", session.Tokens["tok"]);
    }

    [Fact]
    public void Should_send_the_cookies_that_the_browser_would_send_next()
    {
        var session = Assemble(
            Captures.Get(1, Site + "/login", "stale=1; sid=0", "sid=1; Path=/; HttpOnly"),
            Captures.Get(2, Site + "/odds", "sid=1; lang=en", "gone=1"),
            Captures.Get(3, "https://api.bet.example/x", "other=1", "wide=1; Domain=.bet.example"),
            Captures.Get(4, "https://evil.example/x", null, "evil=1; Domain=evil.example"),
            Captures.Get(5, Site + "/page", null, "sid=2\ngone=; Max-Age=0\nold=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"));
        Assert.Equal(["lang=en", "sid=2", "wide=1"], Cookies(session));
    }

    [Fact]
    public void Should_add_cookie_files_and_explicit_headers_last()
    {
        var sources = new SessionSources(
            [Captures.Get(1, Site + "/odds", "sid=1; keep=1", headers: new KeyValuePair<string, string>("User-Agent", "A"))],
            ["www.bet.example\tFALSE\t/\tTRUE\t0\tsid\tfile"],
            [new("user-agent", "B"), new("X-New", "1"), new("cookie", "extra=1")],
            null);
        var session = Assemble(sources);
        Assert.Equal(["extra=1", "keep=1", "sid=file"], Cookies(session));
        Assert.Equal(["user-agent: B", "X-New: 1"], session.Headers.Select(h => $"{h.Key}: {h.Value}"));
    }

    [Fact]
    public void Should_do_without_captures_when_the_site_is_given()
    {
        var session = Assemble(new SessionSources([], [], [new("Cookie", "sid=1")], new Uri(Site + "/member/home")));
        Assert.Equal((Site + "/", 3), (session.BaseUrl.ToString(), session.Generation));
    }

    [Fact]
    public void Should_say_what_to_do_without_a_site_or_a_login()
    {
        Assert.Contains("no request of ECHO among 1 captures", Assert.Throws<FormatException>(() => Assemble(Captures.Get(1, Site + "/page"))).Message);
        Assert.Contains("no cookie and no token for www.bet.example", Assert.Throws<FormatException>(() => Assemble(Captures.Get(1, Site + "/odds"))).Message);
    }

    [Fact]
    public void Should_send_cookies_where_a_browser_would()
    {
        var cookies = string.Join('\n',
            ".bet.example\tTRUE\t/\tTRUE\t0\twide\t1", "bet.example\tFALSE\t/\tTRUE\t0\tparent\t2", "www.bet.example\tFALSE\t/x\tTRUE\t0\tnear\t3", "www.bet.example\tFALSE\t/bet\tTRUE\t0\tslip\t4",
            "www.bet.example\tFALSE\t/\tTRUE\t0\ttwice\tall", "www.bet.example\tFALSE\t/bet\tTRUE\t0\ttwice\tslip", ".bet.example\tTRUE\t/\tTRUE\t1000000000\told\t5");
        var assembly = SessionAssembler.AssembleAll(new AccountId("a1"), new EchoProtocol(), new SessionSources([Captures.Get(1, Site + "/x/odds")], [cookies], [], null), Captures.Start, 1);
        Assert.Equal(["near=3", "twice=all", "wide=1"], Cookies(assembly.Session));
        Assert.Equal(["near=3", "twice=all", "wide=1"], assembly.Session.CookiesFor("/x/odds").Select(c => $"{c.Key}={c.Value}").Order());
        Assert.Equal(["slip=4", "twice=slip", "twice=all", "wide=1"], assembly.Session.CookiesFor("/bet/place").Select(c => $"{c.Key}={c.Value}"));
        Assert.Equal(("slip", "all", null), (assembly.Session.Cookie("twice", "/bet"), assembly.Session.Cookie("twice", "/better"), assembly.Session.Cookie("slip", "/x")));
        Assert.Equal(["old: Expired", "parent: OtherHost"], assembly.LeftOut.Select(one => $"{one.Place}: {one.Reason}").Order());
    }

    [Fact]
    public void Should_send_no_secure_cookie_to_a_site_without_tls_and_say_so()
    {
        var sources = new SessionSources([], ["www.bet.example\tFALSE\t/\tTRUE\t0\tsafe\t1\nwww.bet.example\tFALSE\t/\tFALSE\t0\topen\t2"], [], new Uri("http://www.bet.example/"));
        var assembly = SessionAssembler.AssembleAll(new AccountId("a1"), new EchoProtocol(), sources, Captures.Start, 1);
        Assert.Equal(["open=2"], Cookies(assembly.Session));
        Assert.Equal("cookie safe goes over https only, and the site is http://www.bet.example", Assert.Single(assembly.LeftOut).Words);
    }

    [Fact]
    public void Should_keep_a_cookie_that_only_some_requests_of_the_site_carry()
    {
        var session = Assemble(
            Captures.Get(1, Site + "/bet/quote", "sid=1; slip=9"), Captures.Get(2, Site + "/feed/odds", "sid=1"), Captures.Get(3, Site + "/bet/place", "sid=1; slip=8"), Captures.Get(4, Site + "/feed/odds", "sid=2"));
        Assert.Equal(["sid=2"], session.CookiesFor("/feed/odds").Select(c => $"{c.Key}={c.Value}"));
        Assert.Equal(["slip=8", "sid=2"], session.CookiesFor("/bet/place").Select(c => $"{c.Key}={c.Value}"));
    }

    [Fact]
    public void Should_take_domain_path_and_end_of_a_cookie_from_where_it_was_set()
    {
        var session = Assemble(
            Captures.Get(1, Site + "/login", null, "sid=1; Path=/\nslip=2; Path=/bet; Secure\nfolder=3\nwide=4; Domain=bet.example; Path=/"),
            Captures.Get(2, "https://ads.example/", null, "evil=1; Domain=www.bet.example; Path=/"),
            Captures.Get(3, "http://www.bet.example:8443/x", null, "unsafe=1; Path=/; Secure"),
            Captures.Get(4, Site + "/odds", "sid=1; folder=3; wide=4"));
        Assert.Equal(["folder=3", "sid=1", "wide=4"], Cookies(session));
        Assert.Equal(["folder=3", "sid=1", "slip=2", "wide=4"], session.CookiesFor("/bet/place").Select(c => $"{c.Key}={c.Value}").Order());
    }

    [Theory]
    [InlineData("PHPSESSID=1; Path=/; Max-Age=60")]
    [InlineData("PHPSESSID=1; Path=/; Expires=Sun, 01 Mar 2026 12:05:00 GMT")]
    [InlineData("PHPSESSID=1; Path=/; Expires=Sun, 01-Mar-2026 12:05:00 GMT; Max-Age=30")]
    public void Should_refuse_a_login_that_has_expired_and_say_when(string set)
    {
        var captures = new[] { Captures.Get(1, Site + "/login", null, set), Captures.Get(2, Site + "/odds", "PHPSESSID=1; lang=en") };
        Assert.Equal(["PHPSESSID=1", "lang=en"], Cookies(SessionAssembler.Assemble(new AccountId("a1"), new EchoProtocol(), new SessionSources(captures, [], [], null), Captures.Start.AddSeconds(3), 1)));
        var wrong = Assert.Throws<FormatException>(() => SessionAssembler.Assemble(new AccountId("a1"), new EchoProtocol(), new SessionSources(captures, [], [], null), Captures.Start.AddDays(1), 1));
        Assert.Contains("the login of this export has expired: the cookie PHPSESSID of www.bet.example expired 2026-03-01 12:0", wrong.Message);
    }

    [Fact]
    public void Should_refuse_a_token_that_has_expired()
    {
        var token = $"eyJhbGciOiJub25lIn0.{System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes($"{{\"sub\":\"CANARY\",\"exp\":{Captures.Start.ToUnixTimeSeconds() - 60}}}"))}.x";
        var wrong = Assert.Throws<FormatException>(() => Assemble(Captures.Get(1, Site + "/odds", "lang=en", null, null, new KeyValuePair<string, string>("Authorization", "Bearer " + token))));
        Assert.Contains("the token 'Authorization' expired 2026-03-01 11:59 UTC", wrong.Message);
        Assert.DoesNotContain(token, wrong.Message);
    }

    [Fact]
    public void Should_say_which_cookies_of_the_recorded_requests_the_session_lacks()
    {
        var captures = new[] { Captures.Get(1, Site + "/login", null, "__cf_bm=1; Path=/; Max-Age=60"), Captures.Get(2, Site + "/odds", "sid=1; __cf_bm=1; gone=2", "gone=; Max-Age=0; Path=/") };
        var assembly = SessionAssembler.AssembleAll(new AccountId("a1"), new EchoProtocol(), new SessionSources(captures, [], [], null), Captures.Start.AddHours(1), 1);
        Assert.Equal(["sid=1"], Cookies(assembly.Session));
        Assert.Equal(["__cf_bm", "gone"], assembly.Lacks.Order(StringComparer.Ordinal));
        Assert.Equal(LeftOutReason.Expired, Assert.Single(assembly.LeftOut).Reason);
    }

    [Fact]
    public void Should_take_what_the_browser_tells_of_its_cookies()
    {
        var capture = Captures.Get(1, Site + "/odds", "session=1; lang=en") with
        {
            SentCookies = [new("session", "1", "www.bet.example", "/", Captures.Start.AddMinutes(5), true, true, null, null), new("lang", "en", ".bet.example", "/", Captures.Start.AddYears(1), true, false, null, null)],
        };
        Assert.Equal(["lang=en", "session=1"], Cookies(Assemble(capture)));
        var wrong = Assert.Throws<FormatException>(() => SessionAssembler.Assemble(new AccountId("a1"), new EchoProtocol(), new SessionSources([capture], [], [], null), Captures.Start.AddHours(1), 1));
        Assert.Contains("the cookie session of www.bet.example expired 2026-03-01 12:05 UTC", wrong.Message);
    }

    [Fact]
    public void Should_print_no_secret()
    {
        var sources = new SessionSources([Captures.Get(1, Site + "/odds", "sid=CANARY77")], [], [new("Cookie", "x=CANARY77")], null);
        Assert.DoesNotContain("CANARY77", sources.ToString() + Assemble(sources));
    }

    private static IEnumerable<string> Cookies(ProviderSession session) => session.Cookies.Select(c => $"{c.Key}={c.Value}").Order();

    private static ProviderSession Assemble(params CapturedExchange[] captures) => Assemble(new SessionSources(captures, [], [], null));

    private static ProviderSession Assemble(SessionSources sources) =>
        SessionAssembler.Assemble(new AccountId("a1"), new EchoProtocol(), sources, Captures.Start, 3);
}
