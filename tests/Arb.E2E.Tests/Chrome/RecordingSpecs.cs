using Arb.Browser;
using Arb.Domain.Sessions;

namespace Arb.E2E.Tests.Chrome;

/// <summary>L13 with a real browser: everything that goes over the wire is recorded.</summary>
[Collection(ChromeKit.OneAtATime)]
public sealed class RecordingSpecs
{
    [ChromeFact]
    public async Task Should_record_every_way_a_page_talks()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var opened = await kit.OpenAsync(site.Address);
        await opened.UntilCapturedAsync("/item?i=1000");
        await opened.UntilCapturedAsync("/item?i=55");

        string[] once = ["/", "/item?i=1", "/item?i=2", "/form", "/bytes", "/big", "/login?user=seen", "/quiet", "/item?i=3", "/worker.js", "/item?i=99", "/sw.js", "/item?i=55"];
        Assert.All(once, path => Assert.Single(opened.Of(path)));
        Assert.Equal("""{"i":3,"text":"item 3"}""", opened.Of("/item?i=3")[0].ResponseBody);
        Assert.Equal("""{"i":99,"text":"item 99"}""", opened.Of("/item?i=99")[0].ResponseBody);
        var form = opened.Of("/form")[0];
        Assert.Equal(("POST", "a=1&b=%C3%BC", 200), (form.Method, form.RequestBody, form.Status));
        Assert.Equal("//4AAQ==", opened.Of("/bytes")[0].ResponseBody);
        var big = opened.Of("/big")[0];
        Assert.Equal((new CaptureOptions().MaxBody, true), (big.ResponseBody!.Length, big.BodyCut));
        Assert.Equal(new BrowserCounts(opened.Session.Counts.Captures, 0, 0, 0), opened.Session.Counts);
    }

    [ChromeFact]
    public async Task Should_record_headers_as_they_went_over_the_wire()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var opened = await kit.OpenAsync(site.Address);
        await opened.UntilCapturedAsync("/item?i=1000");

        Assert.Equal("sid=secret-session", Header(opened.Of("/item?i=1")[0].RequestHeaders, "Cookie"));
        Assert.Equal("header-token", Header(opened.Of("/item?i=2")[0].RequestHeaders, "X-Token"));
        var redirect = opened.Of("/login?user=seen")[0];
        Assert.Equal((302, "/quiet"), (redirect.Status, Header(redirect.ResponseHeaders, "Location")));
        Assert.StartsWith("user=seen", Header(redirect.ResponseHeaders, "Set-Cookie"), StringComparison.Ordinal);
        Assert.Equal("sid=secret-session; user=seen", Header(opened.Of("/quiet")[0].RequestHeaders, "Cookie"));
    }

    [ChromeFact]
    public async Task Should_record_frames_and_server_sent_events_in_order()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var opened = await kit.OpenAsync(site.Address);
        await opened.UntilCapturedAsync("/item?i=1000");

        Assert.Equal(
            ["GET  ", "SEND frame 1 ", "RECEIVE  echo frame 1", "SEND frame 2 ", "RECEIVE  echo frame 2", "SEND frame 3 ", "RECEIVE  echo frame 3", "CLOSE  "],
            opened.Of("/socket").Select(c => $"{c.Method} {c.RequestBody} {c.ResponseBody}"));
        Assert.Equal(["GET ", "EVENT price 1", "EVENT price 2", "EVENT price 3"], opened.Of("/events").Select(c => $"{c.Method} {c.ResponseBody}"));
        Assert.Equal("sid=secret-session; user=seen", Header(opened.Of("/socket")[0].RequestHeaders, "Cookie"));
    }

    [ChromeFact]
    public async Task Should_lose_none_of_many_requests_at_once()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var opened = await kit.OpenAsync(site.At("/many"));
        var items = Array.Empty<CapturedExchange>();
        await ChromeKit.Until("500 items", () => (items = [.. opened.Captures.Where(c => c.Url.AbsolutePath == "/item")]).Length >= 500, () => $"{items.Length} items, {opened.Session.Counts}");

        Assert.Equal(500, items.Length);
        Assert.All(items, item => Assert.Equal($$"""{"i":{{item.Url.Query[3..]}},"text":"item {{item.Url.Query[3..]}}"}""", item.ResponseBody));
        Assert.All(items, item => Assert.NotNull(Header(item.RequestHeaders, "Sec-Fetch-Mode")));
    }

    [ChromeFact]
    public async Task Should_read_bodies_before_the_page_that_asked_for_them_is_gone()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var opened = await kit.OpenAsync(site.At("/leave?n=20"));
        await opened.UntilCapturedAsync("/item?i=1");
        await ChromeKit.Until("20 pages", () => opened.Of("/leave?n=1").Count > 0 && opened.Captures.Count(c => c.Url.AbsolutePath == "/item") == 20);
        Assert.All(opened.Captures, capture => Assert.True(capture is { BodyCut: false, ResponseBody: not null }, capture.Url.PathAndQuery));
    }

    [ChromeFact]
    public async Task Should_show_no_secret_when_printed()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var opened = await kit.OpenAsync(site.Address);
        await opened.UntilCapturedAsync("/item?i=1000");
        await opened.UntilAsync<BrowserEvent.CookiesChanged>();

        var printed = string.Join('\n', [.. opened.Captures, .. opened.Events, .. await opened.Session.GetCookiesAsync(CancellationToken.None), opened.Session.ReadCaptures(0, 10)]);
        Assert.DoesNotContain("secret-session", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("header-token", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("user=seen", printed, StringComparison.Ordinal);
    }

    private static string? Header(IReadOnlyList<KeyValuePair<string, string>> headers, string name) =>
        headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
