using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Tests.Domain.Sessions;

/// <summary>Captures by endpoint: what belongs together, what it looks like, and that nothing secret is in it.</summary>
public sealed class CaptureGroupSpecs
{
    private const string Site = "https://bet.example";
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("/api/v4/odds?market=t&since=0", "/api/v4/odds?market&since")]
    [InlineData("/api/12345/odds2.json", "/api/{}/odds2.json")]
    [InlineData("/(S(abc123def456))/sports/odds", "/{}/sports/odds")]
    [InlineData("/event/3fa9c1", "/event/{}")]
    [InlineData("/x/Kd83hG2", "/x/{}")]
    [InlineData("/x/thisIsALongTokenWithNoDigitsAtAllInIt", "/x/{}")]
    [InlineData("/list?b=2&a=1&a=3", "/list?a&b")]
    [InlineData("/list?9f8e7d6c5b4a=1", "/list?{}")]
    [InlineData("/", "/")]
    public void Should_keep_the_names_of_an_address_and_none_of_its_values(string address, string pattern) =>
        Assert.Equal(pattern, CaptureGrouper.Pattern(new Uri(Site + address)));

    [Fact]
    public void Should_count_an_endpoint_and_tell_when_and_how_often_it_is_asked()
    {
        var groups = Group(At(0, "/odds?since=1"), At(4, "/odds?since=2", body: "{\"p\":1.95,\"q\":[2.1,3],\"id\":\"7.5a\"}"), At(9, "/odds?since=3", body: "{}"), At(2, "/other"));
        Assert.Equal([(1, "/odds?since", 3), (2, "/other", 1)], groups.Select(g => (g.Number, g.Path, g.Count)));
        Assert.Equal((Start, Start.AddSeconds(9), TimeSpan.FromSeconds(5)), (groups[0].FirstAt, groups[0].LastAt, groups[0].Cadence));
        Assert.Null(groups[1].Cadence);
        Assert.Equal((2, "application/json", 2, 34), (groups[0].OddsCount, groups[0].ContentType, groups[0].SmallestChars, groups[0].LargestChars));
    }

    [Theory]
    [InlineData("$P.onUpdate('od',[1,[0.93,-0.97]]);", 2)]
    [InlineData(" <html>version 1.25</html>", 0)]
    public void Should_count_odds_in_data_that_is_sent_as_a_page_and_not_in_a_page(string body, int odds)
    {
        var capture = At(0, "/data/event", body) with { ResponseHeaders = [new("Content-Type", "text/html; charset=utf-8")] };
        Assert.Equal(odds, Group(capture).Single().OddsCount);
    }

    [Fact]
    public void Should_give_the_same_groups_whatever_the_order_of_the_captures()
    {
        var captures = Enumerable.Range(0, 40).Select(i => At(i % 7, $"/{"abc"[i % 3]}?k={i}", body: new string('1', i % 5))).ToArray();
        var groups = Group(captures);
        var random = new Random(7);
        for (var i = 0; i < 20; i++)
        {
            random.Shuffle(captures);
            Assert.Equal(groups, Group(captures));
        }
    }

    [Fact]
    public void Should_show_a_secret_nowhere_although_it_stands_in_a_path()
    {
        var group = Assert.Single(Group(
            At(0, "/feed/opensesame/list?apiKey=alibaba&sid=opensesame", headers: [new("Cookie", "a=opensesame; b=1"), new("Authorization", "Bearer fortythieves")])));
        Assert.Equal(("/feed/{}/list?apiKey&sid", true), (group.Path, group.HasSecret));
        var shown = group.ToString();
        Assert.All((string[])["opensesame", "alibaba", "fortythieves"], secret => Assert.DoesNotContain(secret, shown, StringComparison.Ordinal));
    }

    [Fact]
    public void Should_group_a_flood_of_captures_that_name_a_flood_of_secrets()
    {
        var cookies = string.Join("; ", Enumerable.Range(0, 100).Select(i => $"c{i}=value-{i}-"));
        var captures = Enumerable.Range(0, 4_000).Select(i => At(i, $"/a/{(char)('a' + (i % 26))}{(char)('a' + (i / 26 % 26))}{(char)('a' + (i / 676))}/list") with
        {
            RequestHeaders = [new("Cookie", cookies.Replace("-;", $"-{i};", StringComparison.Ordinal))],
        }).ToArray();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(4_000, Group(captures).Sum(group => group.Count));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Should_name_a_content_type_only_where_it_is_one()
    {
        var capture = At(0, "/odds") with { ResponseHeaders = [new("Content-Type", "text/\u001b]0;owned\u0007json; charset=utf-8")] };
        Assert.Equal("", Group(capture).Single().ContentType);
    }

    [Fact]
    public void Should_keep_methods_frames_and_events_apart_and_leave_out_preflights_and_openings()
    {
        var groups = Group(
            At(0, "/ws"), At(1, "/ws") with { Method = "POST" }, At(2, "/ws") with { Method = "OPTIONS" },
            At(3, "/ws") with { Kind = CaptureKind.WebSocketOpened }, At(4, "/ws") with { Kind = CaptureKind.WebSocketReceived, Method = "RECEIVE" }, At(5, "/ws") with { Kind = CaptureKind.ServerSentEvent, Method = "EVENT" });
        Assert.Equal(["EVENT SSE", "GET HTTP", "POST HTTP", "RECEIVE WebSocket"], groups.Select(g => $"{g.Method} {g.Kind}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Should_take_the_role_of_the_newest_capture_that_has_one()
    {
        var group = Assert.Single(CaptureGrouper.Group(
            [At(0, "/x", body: "odds"), At(1, "/x", body: "login")], capture => capture.ResponseBody == "odds" ? (new ProviderId("CMD"), EndpointRole.Odds) : null));
        Assert.Equal((new ProviderId("CMD"), EndpointRole.Odds), (group.Provider, group.Role));
    }

    private static IReadOnlyList<CaptureGroup> Group(params CapturedExchange[] captures) => CaptureGrouper.Group(captures, _ => null);

    private static CapturedExchange At(int second, string address, string body = "{}", IReadOnlyList<KeyValuePair<string, string>>? headers = null) =>
        new("GET", new Uri(Site + address), headers ?? [], null, 200, [new("Content-Type", "application/json; charset=utf-8")], body, Start.AddSeconds(second));
}
