using System.Text.Json;
using Arb.Domain.Sessions;
using Arb.E2E.Tests.Chrome;

namespace Arb.E2E.Tests.OwnBrowser;

/// <summary>The extension in pages of a real browser.</summary>
[Collection(ChromeKit.OneAtATime)]
public sealed class RecorderSpecs
{
    [ChromeFact]
    public async Task Should_change_nothing_that_a_page_can_rely_on()
    {
        await using var bench = await RecorderBench.StartAsync();
        var without = await ProbeAsync(bench);
        await bench.RecordAsync();
        var with = await ProbeAsync(bench);
        Assert.Equal(without, with);
        Assert.True(JsonDocument.Parse(with).RootElement.EnumerateObject().Count() > 40);
        await bench.UntilCapturedAsync("/item?i=15");
    }

    [ChromeFact]
    public async Task Should_record_fetch_XMLHttpRequest_and_WebSocket()
    {
        await using var bench = await RecorderBench.StartAsync();
        await bench.RecordAsync();
        var page = await bench.Browser.OpenAsync(bench.Site.At("/login?user=seen").ToString());
        await page.ValueAsync("""
            (async () => {
              await (await fetch('/item?i=1', { headers: { 'X-Token': 'header-token' } })).json();
              await fetch('/form', { method: 'POST', body: new URLSearchParams({ a: '1', b: 'ü' }) });
              await fetch(new Request('/form?2', { method: 'PUT', body: JSON.stringify({ p: 1 }), headers: { 'Content-Type': 'application/json' } }));
              await fetch('/bytes');
              await fetch('/big');
              await fetch('http://127.0.0.1:1/').catch(() => {});
              await new Promise(done => { const x = new XMLHttpRequest(); x.open('get', '/item?i=2'); x.setRequestHeader('X-Mine', 'yes'); x.onload = done; x.send(); });
              await new Promise(done => { const x = new XMLHttpRequest(); x.open('POST', '/form?3'); x.responseType = 'json'; x.onload = done; x.send('from xhr'); });
              await new Promise(done => { const s = new WebSocket('ws://' + location.host + '/socket'); s.onopen = () => s.send('frame 1'); s.onmessage = () => { s.close(); }; s.onclose = done; });
              await fetch('/item?i=3');
            })()
            """);
        await bench.UntilCapturedAsync("/item?i=3");
        await ChromeKit.Until("closed", () => bench.Of("/socket").Count == 4);

        var first = Assert.Single(bench.Of("/item?i=1"));
        Assert.Equal(("GET", 200, """{"i":1,"text":"item 1"}""", "Fetch", CaptureKind.Http), (first.Method, first.Status, first.ResponseBody, first.Resource, first.Kind));
        Assert.Equal(("header-token", "user=seen"), (Header(first.RequestHeaders, "X-Token"), Header(first.RequestHeaders, "Cookie")));
        Assert.NotNull(Header(first.RequestHeaders, "User-Agent"));
        Assert.StartsWith("application/json", Header(first.ResponseHeaders, "Content-Type"), StringComparison.Ordinal);
        Assert.Equal(("POST", "a=1&b=%C3%BC"), (bench.Of("/form")[0].Method, bench.Of("/form")[0].RequestBody));
        Assert.Equal(("PUT", """{"p":1}"""), (bench.Of("/form?2")[0].Method, bench.Of("/form?2")[0].RequestBody));
        Assert.Equal("//4AAQ==", bench.Of("/bytes")[0].ResponseBody);
        Assert.Equal((1_000_000, true), (bench.Of("/big")[0].ResponseBody!.Length, bench.Of("/big")[0].BodyCut));
        Assert.Equal((0, "failed"), (bench.Of("/")[0].Status, bench.Of("/")[0].Failure));
        var second = Assert.Single(bench.Of("/item?i=2"));
        Assert.Equal(("GET", "XHR", "yes", """{"i":2,"text":"item 2"}"""), (second.Method, second.Resource, Header(second.RequestHeaders, "X-Mine"), second.ResponseBody));
        Assert.Equal(("from xhr", """{"got":"from xhr"}"""), (bench.Of("/form?3")[0].RequestBody, bench.Of("/form?3")[0].ResponseBody));
        Assert.Equal(["GET  ", "SEND frame 1 ", "RECEIVE  echo frame 1", "CLOSE  "], bench.Of("/socket").Select(c => $"{c.Method} {c.RequestBody} {c.ResponseBody}"));
        Assert.Equal(CaptureKind.WebSocketOpened, bench.Of("/socket")[0].Kind);
    }

    [ChromeFact]
    public async Task Should_go_on_recording_when_a_page_redefines_everything()
    {
        await using var bench = await RecorderBench.StartAsync();
        await bench.RecordAsync();
        var page = await bench.Browser.OpenAsync(bench.Site.At("/quiet").ToString());
        await page.ValueAsync(PageScripts.Hostile);
        await bench.UntilCapturedAsync("/item?i=501");
        await bench.UntilCapturedAsync("/item?i=502");
        await ChromeKit.Until("answered", () => bench.Of("/socket").Any(c => c.ResponseBody == "echo still here"));
        Assert.Equal((200, """{"i":501,"text":"item 501"}"""), (bench.Of("/item?i=501")[0].Status, bench.Of("/item?i=501")[0].ResponseBody));
        Assert.Equal("""{"i":502,"text":"item 502"}""", bench.Of("/item?i=502")[0].ResponseBody);
    }

    [ChromeFact]
    public async Task Should_lose_nothing_while_the_engine_is_gone_and_the_worker_is_stopped()
    {
        await using var bench = await RecorderBench.StartAsync();
        await bench.RecordAsync();
        var page = await bench.Browser.OpenAsync(bench.Site.At("/quiet").ToString());
        await bench.StopListeningAsync();
        for (var i = 1; i <= 3; i++)
            await page.ValueAsync($"fetch('/item?i={i}').then(r => r.text())");
        var popup = await bench.Browser.PopupAsync();
        await popup.UntilAsync("chrome.runtime.sendMessage({ type: 'state' }).then(s => s.status.a1.waiting === 3 && s.status.a1.state === 'unreachable')");
        await popup.CloseAsync();
        Assert.True(await bench.Browser.StopWorkerAsync());
        await page.ValueAsync("fetch('/item?i=4').then(r => r.text())");
        Assert.Empty(bench.Captures);

        await bench.ListenAsync();
        await bench.Browser.StopWorkerAsync();
        await page.ValueAsync("fetch('/item?i=5').then(r => r.text())");
        await bench.UntilCapturedAsync("/item?i=5");
        Assert.Equal(["/item?i=1", "/item?i=2", "/item?i=3", "/item?i=4", "/item?i=5"], bench.Captures.Select(c => c.Url.PathAndQuery));
    }

    [ChromeFact]
    public async Task Should_keep_its_hands_off_every_other_site()
    {
        await using var bench = await RecorderBench.StartAsync();
        await bench.RecordAsync();
        var elsewhere = new UriBuilder(bench.Site.At("/login?user=elsewhere")) { Host = "localhost" }.Uri;
        var other = await bench.Browser.OpenAsync(elsewhere.ToString());
        await other.ValueAsync("fetch('/item?i=1').then(r => r.text())");
        var page = await bench.Browser.OpenAsync(bench.Site.At("/login?user=here").ToString());
        await page.ValueAsync("fetch('/item?i=2').then(r => r.text())");
        await bench.UntilCapturedAsync("/item?i=2");
        Assert.Empty(bench.Of("/item?i=1"));
        Assert.Equal(["here"], (await bench.CookiesAsync()).Select(c => c.Value));
        Assert.Equal("refused", (await page.ValueAsync($"fetch('http://127.0.0.1:{bench.Port}/report', {{ method: 'POST', body: '{{}}' }}).then(r => 'answered ' + r.status, () => 'refused')")).GetString());
    }

    [ChromeFact]
    public async Task Should_stop_recording_a_site_that_is_switched_off()
    {
        await using var bench = await RecorderBench.StartAsync();
        await bench.RecordAsync();
        var page = await bench.Browser.OpenAsync(bench.Site.At("/quiet").ToString());
        await page.ValueAsync("fetch('/item?i=1').then(r => r.text())");
        await bench.UntilCapturedAsync("/item?i=1");
        var popup = await bench.Browser.PopupAsync();
        await popup.ClickAsync("#sites button");
        await popup.UntilAsync("document.querySelector('#message').textContent.includes('not recorded any more')");
        await page.ValueAsync("fetch('/item?i=2').then(r => r.text())");
        await popup.UntilAsync("chrome.scripting.getRegisteredContentScripts().then(s => s.length === 0)");
        await popup.UntilAsync("document.querySelector('#sites button')?.textContent === 'Switch on'");
        await popup.ClickAsync("#sites button");
        await popup.UntilAsync("document.querySelector('#message').textContent.includes('is recorded')");
        var again = await bench.Browser.OpenAsync(bench.Site.At("/quiet").ToString());
        await again.ValueAsync("fetch('/item?i=3').then(r => r.text())");
        await bench.UntilCapturedAsync("/item?i=3");
        Assert.Equal(["/item?i=1", "/item?i=3"], bench.Captures.Select(c => c.Url.PathAndQuery));
    }

    private static async Task<string> ProbeAsync(RecorderBench bench)
    {
        var page = await bench.Browser.OpenAsync(bench.Site.At("/quiet").ToString());
        return (await page.ValueAsync(PageScripts.Probe)).GetString()!;
    }

    private static string? Header(IReadOnlyList<KeyValuePair<string, string>> headers, string name) =>
        headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
