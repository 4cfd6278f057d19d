using Arb.Browser.Exports;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Tests.Browser;

/// <summary>What is kept of a live browser's captures, and the session that they make.</summary>
public sealed class CaptureReaderSpecs
{
    private const string Site = "https://www.bet.example";
    private static readonly AccountId Account = new("a1");
    private static readonly ProviderId Echo = new("ECHO");
    private readonly CaptureReader _reader = new([new EchoProtocol()]);

    [Fact]
    public void Should_send_the_cookies_that_the_browser_would_send()
    {
        var session = Session(
            [Captures.Get(1, Site + "/x/odds")],
            Cookie("host", "1", "www.bet.example"),
            Cookie("domain", "2", ".bet.example"),
            Cookie("parent-only", "3", "bet.example"),
            Cookie("other", "4", "evil-bet.example"),
            Cookie("path", "5", "www.bet.example", "/x"),
            Cookie("elsewhere", "6", "www.bet.example", "/y"),
            Cookie("twice", "7", "www.bet.example"),
            Cookie("twice", "8", "www.bet.example", "/x"));
        Assert.Equal(["domain=2", "host=1", "path=5", "twice=8"], session!.Cookies.Select(c => $"{c.Key}={c.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Should_take_site_tokens_and_headers_from_what_went_over_the_wire()
    {
        var session = Session(
            [
                Captures.Get(1, "https://old.example/odds?tok=old", headers: [new("User-Agent", "UA")]),
                Captures.Get(2, Site + "/odds?tok=new", "sid=1", null, null, new("User-Agent", "UA"), new("Accept", "*/*"), new("If-None-Match", "x"), new(":method", "GET")),
                Captures.Get(3, Site + "/quote", headers: [new("User-Agent", "UA"), new("X-Only", "quote")]),
            ])!;
        Assert.Equal((new Uri(Site), "new", 0), (session.BaseUrl, session.Tokens["tok"], session.Generation));
        Assert.Equal(["User-Agent", "Accept"], session.Headers.Select(h => h.Key));
    }

    [Fact]
    public void Should_take_a_value_that_is_random_in_every_request_for_no_other_session()
    {
        ProviderSession At(string id, string csrf) => Session([Captures.Get(1, $"{Site}/odds?csrf={csrf}&key={id[..8]}", "sid=1", null, null, new KeyValuePair<string, string>("X-Request-Id", id))], Cookie("sid", "1", "www.bet.example"))!;
        var first = At("3f2504e0-4f89-11d3-9a0c-0305e82c3301", "abcdef1");
        Assert.Equal("3f2504e0-4f89-11d3-9a0c-0305e82c3301", first.Tokens["X-Request-Id"]);
        Assert.True(CaptureShelf.SameSent(first, At("9b2fd7aa-83c1-4d0e-b6a5-5e1f0c7d2a94", "abcdef1")));
        Assert.False(CaptureShelf.SameSent(first, At("3f2504e0-4f89-11d3-9a0c-0305e82c3301", "abcdef2")));
    }

    [Fact]
    public void Should_make_no_session_of_other_traffic_nor_of_nothing()
    {
        Assert.Null(Session([Captures.Get(1, Site + "/style.css")], Cookie("sid", "1", "www.bet.example")));
        Assert.Null(Session([Captures.Get(1, Site + "/odds")]));
        Assert.Null(_reader.ReadSession(Account, new ProviderId("CMD"), [Captures.Get(1, Site + "/odds?tok=1")], []));
    }

    [Fact]
    public void Should_keep_the_newest_of_each_endpoint_and_no_more_than_its_bound()
    {
        var shelf = new CaptureShelf(_reader, 3);
        for (var i = 0; i < 100; i++)
        {
            shelf.Add(Captures.Get(i, Site + $"/odds?i={i}"));
            Assert.False(shelf.Add(Captures.Get(i, Site + $"/image{i}.png")));
        }
        Assert.Equal("?i=99", Assert.Single(shelf.Kept).Url.Query);
        for (var i = 0; i < 10; i++)
            shelf.Add(Captures.Get(200 + i, $"https://site{i}.example/odds"));
        Assert.Equal(3, shelf.Kept.Count);
        Assert.Equal((110, Echo), (shelf.Recognised, shelf.Newest));
        shelf.Clear();
        Assert.Empty(shelf.Kept);
    }

    [Fact]
    public void Should_forget_no_endpoint_for_the_pages_of_a_long_day()
    {
        var shelf = new CaptureShelf(_reader, 8);
        shelf.Add(Captures.Get(1, Site + "/quote"));
        shelf.Add(Page(2, Site + "/"));
        for (var i = 0; i < 100; i++)
            shelf.Add(Page(10 + i, $"https://ads{i}.example/frame"));
        Assert.Equal(8, shelf.Kept.Count);
        Assert.Equal([Site + "/quote", Site + "/"], shelf.Kept.Take(2).Select(capture => capture.Url.AbsoluteUri));
    }

    [Theory]
    [InlineData("sid=1", true)]
    [InlineData("sid=0", false)]
    [InlineData("sid=1; gone=x", false)]
    [InlineData(null, true)]
    public void Should_know_whether_the_newest_request_carried_what_the_browser_holds(string? sent, bool expected)
    {
        var shelf = new CaptureShelf(_reader, 10);
        shelf.Add(Captures.Get(1, Site + "/quote", "sid=9"));
        shelf.Add(Captures.Get(2, Site + "/odds?tok=t", sent));
        Assert.Equal(expected, shelf.Sent(_reader.ReadSession(Account, Echo, shelf.Kept, [Cookie("sid", "1", "www.bet.example")])!));
    }

    private static BrowserCookie Cookie(string name, string value, string domain, string path = "/") => new(name, value, domain, path, null, true, true, null, null);

    private ProviderSession? Session(IReadOnlyList<CapturedExchange> captures, params BrowserCookie[] cookies) => _reader.ReadSession(Account, Echo, captures, cookies);

    private static CapturedExchange Page(int second, string url) => Captures.Get(second, url, answer: "<html></html>") with { ResponseHeaders = [new("Content-Type", "text/html")] };
}
