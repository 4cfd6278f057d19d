using System.Text.Json;
using System.Text.Json.Nodes;
using Arb.Browser;
using Arb.Browser.OwnBrowser;
using Arb.Domain.Sessions;
using Arb.Tests.Sandbox;

namespace Arb.Tests.Host.OwnBrowser;

/// <summary>A page can forge records: whatever stands in them, only what makes sense comes in, and nothing breaks.</summary>
public sealed class ReportReaderSpecs
{
    private readonly SandboxClock _clock = new();

    [Theory]
    [InlineData("url", "\"javascript:alert(1)\"")]
    [InlineData("url", "\"/relative\"")]
    [InlineData("url", "\"https://user:pass@sports.example/\"")]
    [InlineData("url", "\"wss://sports.example/\"")]
    [InlineData("url", "\"file:///etc/passwd\"")]
    [InlineData("url", "7")]
    [InlineData("method", "\"GET / HTTP/1.1\\r\\n\"")]
    [InlineData("method", "\"\"")]
    [InlineData("method", "null")]
    [InlineData("kind", "\"sse\"")]
    [InlineData("status", "-1")]
    [InlineData("status", "1000")]
    [InlineData("status", "2e99")]
    [InlineData("at", "\"now\"")]
    [InlineData("requestHeaders", "{}")]
    [InlineData("requestHeaders", "[[\"X-A\"]]")]
    [InlineData("requestHeaders", "[[\"X-A\",1]]")]
    [InlineData("requestHeaders", "[[\"X A\",\"b\"]]")]
    [InlineData("requestHeaders", "[[\"X-A\",\"b\\r\\nX-B: c\"]]")]
    [InlineData("responseHeaders", "[[\"\",\"b\"]]")]
    [InlineData("responseBody", "{}")]
    [InlineData("responseBody", "\"HALF\"")]
    [InlineData("url", "\"https://sports.example/HALF\"")]
    public void Should_leave_out_a_record_that_makes_no_sense_and_keep_the_others(string member, string value)
    {
        var wrong = JsonSerializer.SerializeToNode(ExtensionBench.Record())!.AsObject();
        wrong[member] = JsonNode.Parse(value);
        var report = Read(new JsonArray(wrong, JsonSerializer.SerializeToNode(ExtensionBench.Record())));
        Assert.Null(report.Captures[0]);
        Assert.NotNull(report.Captures[1]);
    }

    [Fact]
    public void Should_read_every_kind_of_record()
    {
        (string, CaptureKind)[] kinds =
        [
            ("socket-opened", CaptureKind.WebSocketOpened), ("socket-sent", CaptureKind.WebSocketSent), ("socket-received", CaptureKind.WebSocketReceived), ("socket-closed", CaptureKind.WebSocketClosed),
        ];
        foreach (var (kind, expected) in kinds)
        {
            var record = JsonSerializer.SerializeToNode(ExtensionBench.Record("wss://sports.example/live"))!.AsObject();
            record["kind"] = kind;
            Assert.Equal(expected, Read(new JsonArray(record)).Captures[0]!.Kind);
        }
    }

    [Fact]
    public void Should_cut_a_body_that_is_longer_than_what_is_kept()
    {
        var options = new ExtensionOptions { Captures = new CaptureOptions { MaxBody = 10 } };
        var capture = Read(new JsonArray(JsonSerializer.SerializeToNode(ExtensionBench.Record(body: "0123456789abc"))), options).Captures[0]!;
        Assert.Equal(("0123456789", true), (capture.ResponseBody, capture.BodyCut));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(long.MaxValue, 0)]
    [InlineData(0, -60)]
    public void Should_believe_a_page_s_clock_only_as_far_as_it_can_be_right(long at, int minutes)
    {
        var capture = Read(new JsonArray(JsonSerializer.SerializeToNode(ExtensionBench.Record(at: at)))).Captures[0]!;
        Assert.Equal(_clock.GetUtcNow().AddMinutes(minutes), capture.At);
    }

    [Theory]
    [InlineData("name", "\"a=b\"")]
    [InlineData("value", "\"a; Path=/\"")]
    [InlineData("value", "\"a\\r\\nX: b\"")]
    [InlineData("domain", "\"\"")]
    [InlineData("path", "null")]
    public void Should_leave_out_a_cookie_that_could_break_out_of_its_header(string member, string value)
    {
        var cookie = JsonSerializer.SerializeToNode(ExtensionBench.Cookie())!.AsObject();
        cookie[member] = JsonNode.Parse(value);
        Assert.Single(Read([], cookies: new JsonArray(cookie, JsonSerializer.SerializeToNode(ExtensionBench.Cookie()))).Cookies);
    }

    private ExtensionReport Read(JsonArray records, ExtensionOptions? options = null, JsonArray? cookies = null)
    {
        var report = new JsonObject { ["queue"] = "q", ["first"] = 1, ["lost"] = 0, ["records"] = records, ["cookies"] = cookies ?? [] };
        using var document = JsonDocument.Parse(report.ToJsonString().Replace("HALF", "\\ud83d", StringComparison.Ordinal));
        return new ReportReader(options ?? new ExtensionOptions(), _clock).Read(document.RootElement);
    }
}
