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

    private static IEnumerable<string> Read(string text) => CookieFile.Read(text, "www.bet.example", Now).Select(c => $"{c.Key}={c.Value}").Order();
}
