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
