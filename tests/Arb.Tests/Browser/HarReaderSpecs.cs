using System.Text;
using Arb.Browser.Exports;
using Arb.Domain.Sessions;

namespace Arb.Tests.Browser;

public sealed class HarReaderSpecs
{
    private const string Entry = """
        {"startedDateTime":"2026-03-01T12:00:05.5+08:00","request":{"method":"post","url":"https://h/x?a=1","headers":[{"name":"B","value":"2"},{"name":"A","value":"1"}],
        "cookies":[{"name":"sid","value":"s1"}],"postData":{"mimeType":"text/plain","text":"f=1"}},
        "response":{"status":200,"headers":[{"name":"Content-Type","value":"text/plain"}],"content":{"text":"aGVsbG8=","encoding":"base64"}}}
        """;

    [Fact]
    public void Should_read_an_exchange_as_it_went_over_the_wire()
    {
        var capture = Read(Entry).Single();
        Assert.Equal(("POST", "https://h/x?a=1", "f=1", 200, "hello"), (capture.Method, capture.Url.ToString(), capture.RequestBody, capture.Status, capture.ResponseBody));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 4, 0, 5, 500, TimeSpan.Zero), capture.At);
    }

    [Fact]
    public void Should_keep_the_order_of_headers_and_take_cookies_from_their_own_list_when_there_is_no_header() =>
        Assert.Equal(["B: 2", "A: 1", "Cookie: sid=s1"], Read(Entry).Single().RequestHeaders.Select(h => $"{h.Key}: {h.Value}"));

    [Fact]
    public void Should_prefer_the_cookie_header()
    {
        var entry = Entry.Replace("{\"name\":\"B\",\"value\":\"2\"}", "{\"name\":\"cookie\",\"value\":\"x=1\"}");
        Assert.Equal(["cookie: x=1", "A: 1"], Read(entry).Single().RequestHeaders.Select(h => $"{h.Key}: {h.Value}"));
    }

    [Fact]
    public void Should_build_a_form_body_from_its_fields()
    {
        var entry = Entry.Replace("\"text\":\"f=1\"", "\"params\":[{\"name\":\"a[0]\",\"value\":\"x y\"},{\"name\":\"b\",\"value\":\"\"}]");
        Assert.Equal("a%5B0%5D=x%20y&b=", Read(entry).Single().RequestBody);
    }

    [Fact]
    public void Should_leave_out_what_is_not_http() => Assert.Empty(Read(Entry.Replace("https://h/x?a=1", "data:text/plain,1")));

    [Fact]
    public void Should_sort_by_time()
    {
        var captures = Read(Entry.Replace("12:00:05.5", "12:00:09") + "," + Entry.Replace("https://h/x?a=1", "https://h/first"));
        Assert.Equal(["/first", "/x"], captures.Select(c => c.Url.AbsolutePath));
    }

    [Fact]
    public void Should_cut_bodies() => Assert.Equal("hel", Read(Entry, HarLimits.Default with { MaxBodyChars = 3 }).Single().ResponseBody);

    [Theory]
    [InlineData("{\"log\":{\"entries\":[", "no JSON from line 1")]
    [InlineData("[]", "no log.entries")]
    [InlineData("{\"log\":{}}", "no log.entries")]
    [InlineData("{\"log\":{\"entries\":[{}]}}", "log.entries[0].request is missing")]
    [InlineData("{\"log\":{\"entries\":[{\"request\":{}}]}}", "log.entries[0].request.url is missing")]
    [InlineData("{\"log\":{\"entries\":[{\"request\":{\"url\":\"http://h/\",\"method\":\"GET\"},\"startedDateTime\":\"soon\"}]}}", "log.entries[0].startedDateTime is no time")]
    public void Should_say_what_is_wrong_and_where(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => HarReader.Read(Encoding.UTF8.GetBytes(text), HarLimits.Default)).Message);

    [Fact]
    public void Should_refuse_a_file_above_its_bounds()
    {
        Assert.Contains("at most 10", Assert.Throws<FormatException>(() => Read(Entry, HarLimits.Default with { MaxBytes = 10 })).Message);
        Assert.Contains("2 entries, at most 1", Assert.Throws<FormatException>(() => Read(Entry + "," + Entry, HarLimits.Default with { MaxEntries = 1 })).Message);
    }

    private static IReadOnlyList<CapturedExchange> Read(string entries, HarLimits? limits = null) =>
        HarReader.Read(Encoding.UTF8.GetBytes($"\uFEFF{{\"log\":{{\"version\":\"1.2\",\"entries\":[{entries}]}}}}"), limits ?? HarLimits.Default);
}
