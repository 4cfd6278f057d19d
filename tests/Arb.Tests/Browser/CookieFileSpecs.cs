using Arb.Browser.Exports;

namespace Arb.Tests.Browser;

public sealed class CookieFileSpecs
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Fact]
    public void Should_read_a_Netscape_file()
    {
        var text = "# Netscape HTTP Cookie File\r\n.bet.example\tTRUE\t/\tTRUE\t0\tsid\tabc\r\n#HttpOnly_www.bet.example\tFALSE\t/\tFALSE\t1900000000\tauth\tx=y\r\n\r\n";
        Assert.Equal(["auth=x=y", "sid=abc"], Read(text));
    }

    [Fact]
    public void Should_read_a_JSON_array()
    {
        const string text = """[{"domain":".bet.example","name":"sid","value":"abc","expirationDate":1900000000.5},{"domain":"www.bet.example","name":"auth","value":"x","session":true}]""";
        Assert.Equal(["auth=x", "sid=abc"], Read(text));
    }

    [Theory]
    [InlineData("other.example\tTRUE\t/\tTRUE\t0\tsid\tabc")]
    [InlineData("evilbet.example\tTRUE\t/\tTRUE\t0\tsid\tabc")]
    [InlineData("sub.www.bet.example\tTRUE\t/\tTRUE\t0\tsid\tabc")]
    [InlineData("www.bet.example\tTRUE\t/\tTRUE\t1700000000\tsid\tabc")]
    public void Should_leave_out_other_hosts_and_what_has_expired(string line) => Assert.Empty(Read(line));

    [Fact]
    public void Should_prefer_the_closer_domain() =>
        Assert.Equal(["sid=near"], Read("www.bet.example\tFALSE\t/\tTRUE\t0\tsid\tnear\n.bet.example\tTRUE\t/a/b\tTRUE\t0\tsid\tfar"));

    [Theory]
    [InlineData("# x\nsid=SECRET9", "line 2: 1 fields instead of 7")]
    [InlineData("h\tTRUE\t/\tTRUE\tnever\tsid\tSECRET9", "line 1: the expiry (field 5) is no number")]
    [InlineData("[{\"domain\":\"h\",\"value\":\"SECRET9\"}]", "[0].name is missing")]
    [InlineData("{\"a\":\"SECRET9\"}", "expected a JSON array")]
    [InlineData("[{\"a\":\"SECRET9\"", "no JSON at line 1")]
    public void Should_say_what_is_wrong_without_quoting_a_value(string text, string message)
    {
        var error = Assert.Throws<FormatException>(() => Read(text)).Message;
        Assert.Contains(message, error);
        Assert.DoesNotContain("SECRET9", error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("Session")]
    [InlineData("undefined")]
    [InlineData("NaN")]
    [InlineData("1900000000")]
    [InlineData("1900000000.54321")]
    [InlineData("1900000000000")]
    [InlineData("13544473600000000")]
    [InlineData("2030-03-17T17:46:40.000Z")]
    [InlineData("Sun, 17-Mar-2030 17:46:40 GMT")]
    public void Should_read_expiries_as_programs_write_them(string expiry)
    {
        Assert.Equal(["sid=abc"], Read($".bet.example\tTRUE\t/\tFALSE\t{expiry}\tsid\tabc"));
        Assert.Equal(["sid=abc"], Read($$"""[{"domain":".bet.example","name":"sid","value":"abc","expires":"{{expiry}}"}]"""));
    }

    [Theory]
    [InlineData("1000000000")]
    [InlineData("1700000000.5")]
    [InlineData("1700000000000")]
    [InlineData("2020-01-01T00:00:00.000Z")]
    [InlineData("Wed, 01-Jan-2020 00:00:00 GMT")]
    public void Should_leave_out_what_has_expired_however_it_is_written(string expiry)
    {
        Assert.Empty(Read($".bet.example\tTRUE\t/\tFALSE\t{expiry}\tsid\tabc"));
        Assert.Empty(Read($$"""[{"domain":".bet.example","name":"sid","value":"abc","expires":"{{expiry}}"}]"""));
    }

    [Theory]
    [InlineData("h\tTRUE\t/\tTRUE\tnever\tx\ty", LeftOutReason.Expiry)]
    [InlineData("h TRUE / TRUE 0 x y", LeftOutReason.Fields)]
    [InlineData("h\tTRUE\t/\tTRUE\t0\tx\ta\tb", LeftOutReason.Fields)]
    [InlineData("h\tTRUE\t/\tTRUE\t0\t\ty", LeftOutReason.NoName)]
    [InlineData("\tTRUE\t/\tTRUE\t0\tx\ty", LeftOutReason.NoDomain)]
    [InlineData("h\tTRUE\t/\tTRUE\t0\tx\ty\u0001", LeftOutReason.Characters)]
    public void Should_leave_out_a_broken_line_alone_and_say_why(string line, LeftOutReason reason)
    {
        var leftOut = new List<LeftOut>();
        var text = $".bet.example\tTRUE\t/\tTRUE\t0\tsid\tabc\n{line}\n.bet.example\tTRUE\t/\tTRUE\t0\tlang\ten\n";
        Assert.Equal(["sid", "lang"], CookieFile.Read(text, leftOut).Select(cookie => cookie.Name));
        Assert.Equal((reason, true), (Assert.Single(leftOut).Reason, leftOut[0].Place == "line 2"));
    }

    [Theory]
    [InlineData("{\"name\":\"x\",\"value\":\"y\"}", LeftOutReason.NoDomain)]
    [InlineData("{\"domain\":\"h\",\"value\":\"y\"}", LeftOutReason.NoName)]
    [InlineData("{\"domain\":\"h\",\"name\":\"x\",\"value\":null}", LeftOutReason.NoValue)]
    [InlineData("{\"domain\":\"h\",\"name\":\"x\",\"value\":\"y\",\"expires\":\"soon\"}", LeftOutReason.Expiry)]
    [InlineData("{\"domain\":\"h\",\"name\":\"x\",\"value\":\"a\\ud83d\"}", LeftOutReason.Characters)]
    [InlineData("null", LeftOutReason.NoDomain)]
    public void Should_leave_out_a_broken_cookie_alone_and_say_why(string item, LeftOutReason reason)
    {
        var leftOut = new List<LeftOut>();
        Assert.Equal(["sid"], CookieFile.Read($$"""[{{item}},{"domain":"h","name":"sid","value":"1"}]""", leftOut).Select(cookie => cookie.Name));
        Assert.Equal((reason, "[0]"), (Assert.Single(leftOut).Reason, leftOut[0].Place));
    }

    [Fact]
    public void Should_read_what_editors_and_exporters_leave()
    {
        Assert.Equal(["EMPTY=", "SESS=abc"], Read(".bet.example\tTRUE\t/\tFALSE\t2000000000\tEMPTY\n.bet.example\tTRUE\t/\tFALSE\t0\tSESS\tabc\r\n"));
        Assert.Equal(["SESS=abc"], Read("[{\"domain\":\".bet.example\",\"name\":\"SESS\",\"path\":\"/\",\"value\":\"abc\"},\n]"));
        Assert.Equal(["SESS=abc", "UID=123456"], Read("""[{"domain":".bet.example","name":"UID","value":123456},{"domain":".bet.example","name":"SESS","value":"abc"}]"""));
        Assert.Equal(["SESS=live"], Read("""[{"domain":".bet.example","name":"OLD","value":"gone","expires":"2020-01-01T00:00:00.000Z"},{"domain":".bet.example","name":"SESS","value":"live","expires":"Session"}]"""));
        Assert.Equal(["SESS=abc"], Read("""{"cookies":[{"name":"SESS","value":"abc","domain":".bet.example","path":"/","expires":-1,"httpOnly":true,"secure":true,"sameSite":"Lax"}],"origins":[]}"""));
        Assert.Equal(["LANG=en", "SESS=abc"], Read("""[{"domain":".bet.example","expirationDate":2000000000.5,"hostOnly":false,"name":"SESS","session":false,"storeId":"0","value":"abc","id":1},{"domain":"www.bet.example","hostOnly":true,"name":"LANG","sameSite":null,"session":true,"storeId":null,"value":"en","id":2}]"""));
        Assert.Equal(["SESS=abc"], Read(ExportText.Decode(new System.Text.UnicodeEncoding(false, true) is var utf16 ? [.. utf16.GetPreamble(), .. utf16.GetBytes(".bet.example\tfalse\t/\ttrue\t0\tSESS\tabc\n")] : [])));
        Assert.Equal(["SESS=abc"], Read("\uFEFF#HttpOnly_www.bet.example\tFALSE\t/\tTRUE\t0\tSESS\tabc"));
        Assert.Contains("1 fields instead of 7", Assert.Throws<FormatException>(() => Read(".bet.example    TRUE    /    FALSE    2000000000    SESS    abc")).Message);
    }

    [Theory]
    [InlineData("bet.example\tFALSE\t/\tTRUE\t0\tsid\tabc")]
    [InlineData("[{\"domain\":\"bet.example\",\"name\":\"sid\",\"value\":\"abc\"}]")]
    [InlineData("[{\"domain\":\".bet.example\",\"hostOnly\":true,\"name\":\"sid\",\"value\":\"abc\"}]")]
    public void Should_send_a_cookie_of_one_host_to_that_host_alone(string text)
    {
        Assert.Empty(Read(text));
        Assert.Equal(["sid"], CookieFile.Read(text, "bet.example", Now).Keys);
    }

    private static IEnumerable<string> Read(string text) => CookieFile.Read(text, "www.bet.example", Now).Select(c => $"{c.Key}={c.Value}").Order();
}
