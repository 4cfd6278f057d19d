using System.Text;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Harvesting;
using Arb.Providers.Templates;

namespace Arb.Tests.Providers.Harvest;

public sealed class TemplateSpecs
{
    private static readonly ProviderSession Session = new(
        new AccountId("a"), new Uri("https://host:1234/path"), new Dictionary<string, string> { ["a"] = "x y", ["b"] = "2" }, [new("User-Agent", "UA")],
        new Dictionary<string, string> { ["path"] = "(S(a b))", ["n"] = "1" }, 1);

    private static ProviderRequest Build(string path, string? body, string? type, params KeyValuePair<string, string>[] values) =>
        ContractRequest.Build(new ContractEndpoint(EndpointRole.Odds, "POST", path, [new("X", "{{cookie:b}}")], body, type, null), Session, values);

    [Fact]
    public void Should_escape_a_value_for_where_it_stands()
    {
        var request = Build("/{{token:path}}/q?v={{v}}&w=%20", "a={{v}}&b=c", "application/x-www-form-urlencoded", new KeyValuePair<string, string>("v", "a&b=\"ä\",/"));
        Assert.Equal("https://host:1234/(S(a%20b))/q?v=a%26b%3D%22%C3%A4%22,/&w=%20", request.Uri.AbsoluteUri);
        Assert.Equal("a=a%26b%3D%22%C3%A4%22%2C%2F&b=c", Encoding.UTF8.GetString(request.Body!));
    }

    [Fact]
    public void Should_escape_inside_json_and_leave_nested_braces_alone()
    {
        var request = Build("/q", """{"a":{"b":{}},"d":"{{v}}","e":{{"x":1}}}""", "application/json; charset=utf-8", new KeyValuePair<string, string>("v", "1,\"2\"\n"));
        Assert.Equal("""{"a":{"b":{}},"d":"1,\"2\"\n","e":{{"x":1}}}""", Encoding.UTF8.GetString(request.Body!));
    }

    [Fact]
    public void Should_name_but_not_show_what_is_missing()
    {
        Assert.Contains("'nope'", Assert.Throws<InvalidOperationException>(() => Build("/{{token:nope}}", null, null)).Message, StringComparison.Ordinal);
        Assert.Contains("'v'", Assert.Throws<InvalidOperationException>(() => Build("/{{v}}", null, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_join_cookies_after_the_profile()
    {
        Assert.Equal(["X=2", "User-Agent=UA", "Cookie=a=x y; b=2"], Build("/q", null, null).Headers.Select(h => $"{h.Key}={h.Value}"));
    }

    [Theory]
    [InlineData("2026-12-30T00:00:00Z", "01/02", "2027-01-02")]
    [InlineData("2027-01-02T00:00:00Z", "12/30", "2026-12-30")]
    [InlineData("2026-06-01T00:00:00Z", "06/02", "2026-06-02")]
    [InlineData("2027-03-01T00:00:00Z", "02/29", "2028-02-29")]
    public void Should_take_the_nearest_date(string now, string date, string expected)
    {
        Assert.True(WireTime.TryNearest("20:00"u8, Encoding.ASCII.GetBytes(date), DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture), out var utc));
        Assert.Equal(expected + " 12:00", utc.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture));
    }
}
