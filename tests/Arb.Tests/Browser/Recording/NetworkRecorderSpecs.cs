using System.Text.Json;
using Arb.Browser;
using Arb.Browser.DevTools;
using Arb.Browser.Recording;
using Arb.Domain.Sessions;
using Arb.Tests.Browser.DevTools;
using Arb.Tests.Sandbox;

namespace Arb.Tests.Browser.Recording;

/// <summary>The recorder against a browser in memory: every order in which events may come.</summary>
public sealed class NetworkRecorderSpecs
{
    private const string WireRequest = """{"requestId":"1","headers":{"Cookie":"sid=1","User-Agent":"UA"}}""";
    private const string WireResponse = """{"requestId":"1","headers":{"Set-Cookie":"a=1\nb=2","Content-Type":"application/json"},"statusCode":200}""";

    private readonly MemoryTransport _browser = new();
    private readonly SandboxClock _time = new();
    private readonly CaptureBuffer _buffer;
    private readonly NetworkRecorder _recorder;
    private readonly System.Threading.Channels.ChannelReader<DevToolsEvent> _events;
    private int _cookiesSet;

    public NetworkRecorderSpecs()
    {
        _browser.Answer = command => command.GetProperty("method").GetString() switch
        {
            "Network.getResponseBody" => """{"body":"{\"odds\":1}","base64Encoded":false}""",
            "Network.getRequestPostData" => """{"postData":"a=1"}""",
            _ => "{}",
        };
        var client = new DevToolsClient(_browser, MemoryTransport.Limits, _time);
        _events = client.Subscribe();
        _buffer = new CaptureBuffer(100, 1_000_000, _ => { });
        _recorder = new NetworkRecorder(client, new CaptureOptions { MaxBody = 50, MaxPending = 8, BodyReaders = 1 }, _buffer, _time, () => _cookiesSet++);
    }

    public static TheoryData<string> Orders()
    {
        var orders = new TheoryData<string>();
        // r request, x its wire headers, R response, X its wire headers, f finished: x and X may come before or after what they belong to.
        foreach (var order in (string[])["rxRXf", "xrRXf", "rRxXf", "rxXRf", "xXrRf", "rRfxX", "rRXfx", "rRfXx"])
            orders.Add(order);
        return orders;
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Should_record_a_request_whatever_the_order_of_its_events(string order)
    {
        foreach (var step in order)
            Step(step);
        var capture = Assert.Single(await CapturedAsync(1));
        Assert.Equal(("POST", "/odds", 200, "{\"odds\":1}", "t=0"), (capture.Method, capture.Url.AbsolutePath, capture.Status, capture.ResponseBody, capture.RequestBody));
        Assert.Contains(capture.RequestHeaders, h => h is { Key: "Cookie", Value: "sid=1" });
        Assert.Contains(capture.ResponseHeaders, h => h is { Key: "Set-Cookie", Value: "a=1\nb=2" });
        Assert.Equal(1, _cookiesSet);
    }

    [Fact]
    public async Task Should_give_every_request_of_a_chain_of_redirects_its_own_headers()
    {
        Request("GET", "https://site.example/a");
        Wire("x", "Cookie", "first");
        Wire("X", "Location", "/b");
        Take("requestWillBeSent", """
            {"requestId":"1","type":"Document","request":{"url":"https://site.example/b","method":"GET","headers":{}},
             "redirectHasExtraInfo":true,"redirectResponse":{"status":302,"headers":{}}}
            """);
        Wire("x", "Cookie", "second");
        Step('R');
        Step('f');
        Wire("X", "Set-Cookie", "s=2");
        var captures = await CapturedAsync(2);
        Assert.Equal(
            ["/a 302 first /b", "/b 200 second s=2"],
            captures.Select(c => $"{c.Url.AbsolutePath} {c.Status} {c.RequestHeaders[0].Value} {c.ResponseHeaders[0].Value}"));
    }

    [Fact]
    public async Task Should_not_wait_for_wire_headers_for_ever()
    {
        Step('r');
        Step('R');
        Step('f');
        await UntilAsync(() => _browser.Sent.Count > 0);
        Assert.Empty(_buffer.Read(0, 10).Captures);
        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _recorder.Sweep();
            return _buffer.Read(0, 10).Captures.Count == 1;
        });
    }

    [Fact]
    public async Task Should_record_a_failed_request_with_its_reason()
    {
        Step('r');
        Take("loadingFailed", """{"requestId":"1","errorText":"net::ERR_CONNECTION_REFUSED"}""");
        var capture = Assert.Single(await CapturedAsync(1));
        Assert.Equal((0, "net::ERR_CONNECTION_REFUSED"), (capture.Status, capture.Failure));
    }

    [Fact]
    public async Task Should_say_that_a_body_is_missing_when_the_page_is_gone()
    {
        _browser.Answer = _ => null;
        Step('r');
        Step('R');
        Take("dataReceived", """{"requestId":"1","dataLength":10}""");
        Step('f');
        await UntilAsync(() => _browser.Sent.Count == 1);
        _browser.Say("""{"id":1,"error":{"code":-32000,"message":"No resource with given identifier found"}}""");
        Step('x');
        Step('X');
        var capture = Assert.Single(await CapturedAsync(1));
        Assert.Equal((null, true, 200), (capture.ResponseBody, capture.BodyCut, capture.Status));
    }

    [Fact]
    public async Task Should_cut_a_body_at_its_bound()
    {
        _browser.Answer = _ => $$"""{"body":"{{new string('x', 80)}}","base64Encoded":false}""";
        foreach (var step in "rxRXf")
            Step(step);
        var capture = Assert.Single(await CapturedAsync(1));
        Assert.Equal((50, true), (capture.ResponseBody!.Length, capture.BodyCut));
    }

    [Theory]
    [InlineData("w7xiZXI=", "über")]
    [InlineData("//4AAQ==", "//4AAQ==")]
    public async Task Should_show_bytes_as_text_only_where_they_are_text(string base64, string expected)
    {
        _browser.Answer = _ => $$"""{"body":"{{base64}}","base64Encoded":true}""";
        foreach (var step in "rxRXf")
            Step(step);
        Assert.Equal(expected, Assert.Single(await CapturedAsync(1)).ResponseBody);
    }

    [Fact]
    public async Task Should_ask_for_a_posted_body_that_the_event_does_not_show()
    {
        Take("requestWillBeSent", """{"requestId":"1","type":"XHR","request":{"url":"https://site.example/odds","method":"POST","headers":{},"hasPostData":true}}""");
        foreach (var step in "xRXf")
            Step(step);
        Assert.Equal("a=1", Assert.Single(await CapturedAsync(1)).RequestBody);
    }

    [Fact]
    public async Task Should_count_a_request_that_two_targets_report_once()
    {
        Step('r');
        Step('r');
        foreach (var step in "xRXf")
            Step(step);
        Assert.Single(await CapturedAsync(1));
        _recorder.Finish();
        Assert.Single(_buffer.Read(0, 10).Captures);
    }

    [Fact]
    public async Task Should_go_on_recording_sockets_when_many_never_said_that_they_closed()
    {
        for (var i = 0; i < 20; i++)
            Take("webSocketCreated", $$"""{"requestId":"s{{i}}","url":"wss://site.example/live{{i}}"}""");
        Take("webSocketFrameReceived", """{"requestId":"s19","response":{"payloadData":"odds"}}""");
        Assert.Equal(("/live19", "odds"), (Assert.Single(await CapturedAsync(1)) is var frame ? frame.Url.AbsolutePath : "", frame.ResponseBody));
    }

    [Fact]
    public void Should_record_the_oldest_open_request_as_it_stands_when_there_are_too_many()
    {
        for (var i = 1; i <= 12; i++)
            Take("requestWillBeSent", $$$"""{"requestId":"n{{{i}}}","type":"Fetch","request":{"url":"https://site.example/{{{i}}}","method":"GET","headers":{} } }""");
        var captures = _buffer.Read(0, 100).Captures;
        Assert.Equal(["/1", "/2", "/3", "/4"], captures.Select(c => c.Url.AbsolutePath));
        Assert.All(captures, c => Assert.True(c.BodyCut));
        _recorder.Finish();
        Assert.Equal(12, _buffer.Read(0, 100).Captures.Count);
    }

    [Theory]
    [InlineData("requestWillBeSent", """{"requestId":"1"}""")]
    [InlineData("requestWillBeSent", """{"requestId":"1","request":{"url":"data:text/plain,x","method":"GET"}}""")]
    [InlineData("responseReceived", """{"requestId":"unknown","response":17}""")]
    [InlineData("loadingFinished", """{"requestId":"unknown"}""")]
    [InlineData("webSocketFrameReceived", """{"requestId":"unknown","response":{}}""")]
    [InlineData("eventSourceMessageReceived", """{"requestId":"unknown","data":"x"}""")]
    [InlineData("brandNew", """{"requestId":7}""")]
    public async Task Should_pass_over_what_belongs_to_nothing(string method, string parameters)
    {
        Take(method, parameters);
        foreach (var step in "rxRXf")
            Step(step);
        Assert.Single(await CapturedAsync(1));
    }

    private void Step(char step)
    {
        switch (step)
        {
            case 'r':
                Request("POST", "https://site.example/odds");
                break;
            case 'x':
                Take("requestWillBeSentExtraInfo", WireRequest);
                break;
            case 'R':
                Take("responseReceived", """{"requestId":"1","type":"XHR","hasExtraInfo":true,"response":{"status":200,"headers":{"content-type":"application/json"},"mimeType":"application/json"}}""");
                break;
            case 'X':
                Take("responseReceivedExtraInfo", WireResponse);
                break;
            case 'f':
                Take("loadingFinished", """{"requestId":"1"}""");
                break;
        }
    }

    private void Request(string method, string url) =>
        Take("requestWillBeSent", $$$"""{"requestId":"1","type":"XHR","request":{"url":"{{{url}}}","method":"{{{method}}}","headers":{"X":"shown"},"postData":"t=0"}}""");

    private void Wire(string kind, string name, string value) =>
        Take(kind == "x" ? "requestWillBeSentExtraInfo" : "responseReceivedExtraInfo", $$$"""{"requestId":"1","headers":{"{{{name}}}":"{{{value}}}"}}""");

    private void Take(string method, string parameters)
    {
        _browser.Event("Network." + method, JsonSerializer.Serialize(JsonElement.Parse(parameters)));
        Assert.True(_events.TryRead(out var happened));
        _recorder.On(happened);
    }

    private async Task<IReadOnlyList<CapturedExchange>> CapturedAsync(int count)
    {
        await UntilAsync(() => _buffer.Read(0, 100).Captures.Count >= count);
        return _buffer.Read(0, 100).Captures;
    }

    private static Task UntilAsync(Func<bool> holds) => Task.Run(() => Assert.True(SpinWait.SpinUntil(holds, TimeSpan.FromSeconds(20))));
}
