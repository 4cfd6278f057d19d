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

    [Theory]
    [InlineData("{}", LeftOutReason.NoRequest)]
    [InlineData("{\"request\":{\"method\":\"GET\"},\"startedDateTime\":\"2026-03-01T12:00:00Z\"}", LeftOutReason.NoAddress)]
    [InlineData("{\"request\":{\"url\":\"/relative?\",\"method\":\"GET\"},\"startedDateTime\":\"2026-03-01T12:00:00Z\"}", LeftOutReason.NoAddress)]
    [InlineData("{\"request\":{\"url\":\"http://h/\"},\"startedDateTime\":\"2026-03-01T12:00:00Z\"}", LeftOutReason.NoMethod)]
    [InlineData("{\"request\":{\"url\":\"http://h/\",\"method\":\"GET\"},\"startedDateTime\":\"soon\"}", LeftOutReason.NoTime)]
    [InlineData("{\"request\":{\"url\":\"http://h/\",\"method\":\"GET\"}}", LeftOutReason.NoTime)]
    [InlineData("null", LeftOutReason.NoRequest)]
    [InlineData("[1]", LeftOutReason.NoRequest)]
    [InlineData("{\"request\":nonsense}", LeftOutReason.Unreadable)]
    [InlineData("{\"time\":NaN}", LeftOutReason.Unreadable)]
    public void Should_leave_out_a_broken_entry_alone_and_say_why(string broken, LeftOutReason reason)
    {
        var leftOut = new List<LeftOut>();
        var captures = Read($"{Entry},{broken},{Entry}", null, leftOut);
        Assert.Equal(2, captures.Count);
        Assert.Equal((reason, true), (Assert.Single(leftOut).Reason, leftOut[0].Place.StartsWith("log.entries[1]", StringComparison.Ordinal)));
    }

    [Fact]
    public void Should_read_the_entries_before_the_end_of_a_file_that_was_cut()
    {
        var leftOut = new List<LeftOut>();
        var file = $"{{\"log\":{{\"version\":\"1.2\",\"entries\":[{Entry},{Entry},{Entry[..60]}";
        Assert.Equal(2, HarReader.Read(Encoding.UTF8.GetBytes(file), HarLimits.Default, leftOut).Count);
        Assert.Equal("the file from log.entries[2] on is no JSON (cut while it was saved?)", Assert.Single(leftOut).Words);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Should_read_files_in_every_unicode_encoding(int number)
    {
        Encoding encoding = (new Encoding[] { new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true), new UnicodeEncoding(false, false), new UTF32Encoding(false, true) })[number];
        var text = $"{{\"log\":{{\"version\":\"1.2\",\"entries\":[{Entry.Replace("\"value\":\"2\"", "\"value\":\"Ö\"")}]}}}}";
        var capture = HarReader.Read((byte[])[.. encoding.GetPreamble(), .. encoding.GetBytes(text)], HarLimits.Default).Single();
        Assert.Equal(("hello", "Ö"), (capture.ResponseBody, capture.RequestHeaders[0].Value));
    }

    [Theory]
    [InlineData("\\ud83d")]
    [InlineData("\\udc00x")]
    [InlineData("\\ud83d\\ud83d\\ude00")]
    public void Should_read_a_body_with_half_a_character(string half)
    {
        var entry = Entry.Replace("\"text\":\"aGVsbG8=\",\"encoding\":\"base64\"", $"\"text\":\"a{half}b\"").Replace("\"B\"", $"\"X{half}\"").Replace("\"s1\"", $"\"s1{half}\"");
        var capture = Read(entry).Single();
        Assert.StartsWith("a\uFFFD", capture.ResponseBody);
        Assert.EndsWith("b", capture.ResponseBody);
    }

    [Fact]
    public void Should_keep_escapes_that_only_look_like_half_a_character()
    {
        var entry = Entry.Replace("\"text\":\"aGVsbG8=\",\"encoding\":\"base64\"", "\"text\":\"\\\\ud83d \\ud83d\\ude00\"");
        Assert.Equal("\\ud83d \U0001F600", Read(entry).Single().ResponseBody);
    }

    [Fact]
    public void Should_read_bytes_that_are_no_characters()
    {
        var file = Encoding.Latin1.GetBytes($"{{\"log\":{{\"entries\":[{Entry.Replace("\"value\":\"2\"", "\"value\":\"Ö\"")}]}}}}");
        Assert.Equal("hello", HarReader.Read(file, HarLimits.Default).Single().ResponseBody);
    }

    [Fact]
    public void Should_leave_out_a_header_or_a_body_and_keep_the_exchange()
    {
        var leftOut = new List<LeftOut>();
        var entry = Entry.Replace("{\"name\":\"B\",\"value\":\"2\"}", "{\"name\":\"B\"},{\"name\":\"C\",\"value\":3},{\"name\":\"D\\n\",\"value\":\"4\"}").Replace("aGVsbG8=", "!!!");
        var capture = Read(entry, null, leftOut).Single();
        Assert.Equal(["C: 3", "A: 1", "Cookie: sid=s1"], capture.RequestHeaders.Select(h => $"{h.Key}: {h.Value}"));
        Assert.Equal((null, true), (capture.ResponseBody, capture.BodyCut));
        Assert.Equal([LeftOutReason.Header, LeftOutReason.Header, LeftOutReason.Body], leftOut.Select(one => one.Reason));
        Assert.StartsWith("2 left out: log.entries[0].request.headers: a header without", LeftOut.Summary(leftOut));
    }

    [Fact]
    public void Should_take_what_an_answer_sets_from_its_own_list_when_there_is_no_header()
    {
        var entry = Entry.Replace("\"response\":{\"status\":200", "\"response\":{\"cookies\":[{\"name\":\"sid\",\"value\":\"s2\",\"path\":\"/x\",\"expires\":\"2027-01-01T00:00:00Z\",\"secure\":true}],\"status\":\"200\"");
        var capture = Read(entry).Single();
        Assert.Equal((200, "sid=s2; path=/x; expires=2027-01-01T00:00:00Z; secure"), (capture.Status, capture.ResponseHeaders[^1].Value));
    }

    [Theory]
    [InlineData("1772366405500")]
    [InlineData("\"2026-03-01T20:00:05.5+08:00\"")]
    [InlineData("\"2026-03-01T12:00:05.5000000Z\"")]
    public void Should_read_times_as_exporters_write_them(string time) =>
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 5, 500, TimeSpan.Zero), Read(Entry.Replace("\"2026-03-01T12:00:05.5+08:00\"", time)).Single().At);

    [Fact]
    public void Should_say_that_a_compressed_file_is_to_be_unpacked() =>
        Assert.Contains("unpack it", Assert.Throws<FormatException>(() => HarReader.Read(new byte[] { 0x1F, 0x8B, 8, 0 }, HarLimits.Default)).Message);

    private static IReadOnlyList<CapturedExchange> Read(string entries, HarLimits? limits, ICollection<LeftOut> leftOut) =>
        HarReader.Read(Encoding.UTF8.GetBytes($"{{\"log\":{{\"version\":\"1.2\",\"entries\":[{entries}]}}}}"), limits ?? HarLimits.Default, leftOut);

    private static IReadOnlyList<CapturedExchange> Read(string entries, HarLimits? limits = null) =>
        HarReader.Read(Encoding.UTF8.GetBytes($"\uFEFF{{\"log\":{{\"version\":\"1.2\",\"entries\":[{entries}]}}}}"), limits ?? HarLimits.Default);
}
