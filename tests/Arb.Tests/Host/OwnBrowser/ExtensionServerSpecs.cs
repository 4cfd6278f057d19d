using System.Text;
using Arb.Domain.Sessions;

namespace Arb.Tests.Host.OwnBrowser;

/// <summary>What the endpoint for extensions takes, and from whom.</summary>
public sealed class ExtensionServerSpecs
{
    [Fact]
    public async Task Should_take_captures_and_cookies_of_a_paired_extension()
    {
        await using var bench = await ExtensionBench.StartAsync();
        var token = await bench.PairedAsync();
        var (status, answer) = await bench.ReportAsync(token, ExtensionBench.Report([ExtensionBench.Record()], cookies: [ExtensionBench.Cookie()]));
        Assert.Equal((200, 1), (status, answer.GetProperty("taken").GetInt32()));
        var capture = Assert.Single(bench.Session!.ReadCaptures(0, 10).Captures);
        Assert.Equal(("GET", "/api/odds", 200, "{}", "Fetch"), (capture.Method, capture.Url.AbsolutePath, capture.Status, capture.ResponseBody, capture.Resource));
        var cookie = Assert.Single(await bench.Session.GetCookiesAsync(CancellationToken.None));
        Assert.Equal(("sid", ExtensionBench.Secret, true), (cookie.Name, cookie.Value, cookie.HttpOnly));
        Assert.Equal(["CookiesChanged", "CapturesArrived"], bench.Events.Select(e => e.GetType().Name));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("rebound.example")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:1")]
    public async Task Should_refuse_every_other_Host(string host)
    {
        await using var bench = await ExtensionBench.StartAsync();
        var request = bench.Request("/pair", $$"""{"code":"{{bench.Code()}}"}""");
        request.Headers.Host = host;
        Assert.Equal(421, (await bench.SendAsync(request)).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("https://sports.example")]
    [InlineData("http://127.0.0.1:8793")]
    [InlineData("chrome-extension://short")]
    [InlineData("chrome-extension://abcdefghijklmnopabcdefghijklmnop.evil.example")]
    public async Task Should_refuse_pages_and_programs(string? origin)
    {
        await using var bench = await ExtensionBench.StartAsync();
        var (status, answer) = await bench.PostAsync("/pair", new { code = bench.Code() }, origin);
        Assert.Equal((403, "only a browser extension may ask"), (status, answer.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Should_refuse_a_token_in_the_hands_of_another_extension()
    {
        await using var bench = await ExtensionBench.StartAsync();
        var token = await bench.PairedAsync();
        Assert.Equal(401, (await bench.ReportAsync(token, ExtensionBench.Report([]), ExtensionBench.OtherOrigin)).Status);
        Assert.Equal(200, (await bench.ReportAsync(token, ExtensionBench.Report([]))).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000")]
    public async Task Should_refuse_a_report_without_the_right_token(string? token)
    {
        await using var bench = await ExtensionBench.StartAsync();
        await bench.PairedAsync();
        var (status, answer) = await bench.PostAsync("/report", ExtensionBench.Report([ExtensionBench.Record()]), token: token);
        Assert.Equal(401, status);
        Assert.Contains("arb extension pair", answer.GetProperty("error").GetString());
        Assert.Empty(bench.Session!.ReadCaptures(0, 10).Captures);
    }

    [Fact]
    public async Task Should_change_nothing_by_GET_and_answer_no_preflight()
    {
        await using var bench = await ExtensionBench.StartAsync();
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head, HttpMethod.Options, HttpMethod.Put, HttpMethod.Delete])
        {
            var request = bench.Request("/report", "");
            request.Method = method;
            Assert.Equal(405, (await bench.SendAsync(request)).Status);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/command")]
    [InlineData("/watch")]
    public async Task Should_have_nothing_of_the_control_channel(string path)
    {
        await using var bench = await ExtensionBench.StartAsync();
        Assert.Equal(404, (await bench.PostAsync(path, new { command = "status" })).Status);
    }

    [Fact]
    public async Task Should_refuse_what_a_page_can_send_without_asking_first()
    {
        await using var bench = await ExtensionBench.StartAsync();
        var request = bench.Request("/pair", "");
        request.Content = new StringContent($$"""{"code":"{{bench.Code()}}"}""", Encoding.UTF8, "text/plain");
        Assert.Equal(415, (await bench.SendAsync(request)).Status);
    }

    [Theory]
    [InlineData("{bad")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"queue":"q","first":0,"lost":0,"records":[],"cookies":[]}""")]
    [InlineData("""{"queue":"q","first":1,"lost":0,"records":{},"cookies":[]}""")]
    [InlineData("""{"queue":"q","first":1,"lost":0,"records":[[[[[[[[[[]]]]]]]]]],"cookies":[]}""")]
    public async Task Should_answer_400_to_what_is_no_report(string body)
    {
        await using var bench = await ExtensionBench.StartAsync();
        var token = await bench.PairedAsync();
        var (status, answer) = await bench.ReportAsync(token, body);
        Assert.Equal(400, status);
        Assert.NotEmpty(answer.GetProperty("error").GetString()!);
    }

    [Theory]
    [InlineData("""{"code":"\ud800"}""")]
    [InlineData("""{"code":"\u001b[2J"}""")]
    public async Task Should_answer_to_a_code_that_is_no_text(string body)
    {
        await using var bench = await ExtensionBench.StartAsync();
        Assert.InRange((await bench.SendAsync(bench.Request("/pair", body))).Status, 400, 403);
    }

    [Fact]
    public async Task Should_go_on_recording_after_a_report_with_an_impossible_position()
    {
        await using var bench = await ExtensionBench.StartAsync();
        var token = await bench.PairedAsync();
        Assert.Equal(400, (await bench.ReportAsync(token, ExtensionBench.Report([ExtensionBench.Record()], first: long.MaxValue))).Status);
        Assert.Equal(1, (await bench.ReportAsync(token, ExtensionBench.Report([ExtensionBench.Record()]))).Answer.GetProperty("taken").GetInt32());
    }

    [Fact]
    public async Task Should_refuse_a_report_that_is_too_large_and_say_the_bound()
    {
        await using var bench = await ExtensionBench.StartAsync(options => options with { MaxReport = 4096 });
        var token = await bench.PairedAsync();
        var (status, answer) = await bench.ReportAsync(token, ExtensionBench.Report([ExtensionBench.Record(body: new string('x', 5000))]));
        Assert.Equal(413, status);
        Assert.Contains("4096", answer.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Should_refuse_more_records_than_are_taken_at_a_time()
    {
        await using var bench = await ExtensionBench.StartAsync(options => options with { MaxRecords = 2 });
        var token = await bench.PairedAsync();
        Assert.Equal(400, (await bench.ReportAsync(token, ExtensionBench.Report([ExtensionBench.Record(), ExtensionBench.Record(), ExtensionBench.Record()]))).Status);
        Assert.Empty(bench.Session!.ReadCaptures(0, 10).Captures);
    }

    [Fact]
    public async Task Should_slow_down_a_flood_and_go_on_afterwards()
    {
        await using var bench = await ExtensionBench.StartAsync(options => options with { RequestsPerSecond = 2 });
        var token = await bench.PairedAsync();
        for (var i = 0; i < 4; i++)
            Assert.Equal(200, (await bench.ReportAsync(token, ExtensionBench.Report([]))).Status);
        Assert.Equal(429, (await bench.ReportAsync(token, ExtensionBench.Report([]))).Status);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await bench.ReportAsync(token, ExtensionBench.Report([]))).Status);
    }

    [Fact]
    public async Task Should_keep_nothing_while_the_account_is_off()
    {
        await using var bench = await ExtensionBench.StartAsync();
        var token = await bench.PairedAsync();
        await bench.Session!.CloseAsync();
        var (status, answer) = await bench.ReportAsync(token, ExtensionBench.Report([ExtensionBench.Record()]));
        Assert.Equal(409, status);
        Assert.Contains("arb account on anna", answer.GetProperty("error").GetString());
        await bench.OnAsync();
        Assert.Empty(bench.Session!.ReadCaptures(0, 10).Captures);
    }

    [Fact]
    public async Task Should_record_once_what_is_sent_again_because_the_answer_was_lost()
    {
        await using var bench = await ExtensionBench.StartAsync();
        var token = await bench.PairedAsync();
        await bench.ReportAsync(token, ExtensionBench.Report([ExtensionBench.Record(), ExtensionBench.Record()]));
        var (_, answer) = await bench.ReportAsync(token, ExtensionBench.Report([ExtensionBench.Record(), ExtensionBench.Record()], first: 2));
        Assert.Equal((1, 1), (answer.GetProperty("taken").GetInt32(), answer.GetProperty("repeated").GetInt32()));
        await bench.ReportAsync(token, ExtensionBench.Report([ExtensionBench.Record()], queue: "another browser start"));
        Assert.Equal(4, bench.Session!.ReadCaptures(0, 10).Captures.Count);
    }

    [Fact]
    public async Task Should_ask_for_a_login_until_the_cookies_change()
    {
        await using var bench = await ExtensionBench.StartAsync();
        var token = await bench.PairedAsync();
        await bench.ReportAsync(token, ExtensionBench.Report([], cookies: [ExtensionBench.Cookie()]));
        await bench.Session!.NavigateAsync(new Uri("https://sports.example/"), CancellationToken.None);
        Assert.True((await bench.ReportAsync(token, ExtensionBench.Report([], cookies: [ExtensionBench.Cookie()]))).Answer.GetProperty("login").GetBoolean());
        Assert.False((await bench.ReportAsync(token, ExtensionBench.Report([], cookies: [ExtensionBench.Cookie("another")]))).Answer.GetProperty("login").GetBoolean());
    }

    [Fact]
    public async Task Should_print_and_log_no_secret()
    {
        await using var bench = await ExtensionBench.StartAsync();
        var token = await bench.PairedAsync();
        await bench.ReportAsync(token, ExtensionBench.Report([ExtensionBench.Record(), new { }], cookies: [ExtensionBench.Cookie()]));
        await bench.ReportAsync(token, "{\"queue\":\"" + ExtensionBench.Secret);
        string[] printed = [.. bench.Log, .. bench.Events.Select(e => e.ToString()), .. bench.Session!.ReadCaptures(0, 10).Captures.Select(c => c.ToString()), File.ReadAllText(bench.PairingsFile)];
        Assert.All(printed, line => Assert.DoesNotContain(ExtensionBench.Secret, line));
        Assert.All(printed, line => Assert.DoesNotContain(token, line));
    }

    [Fact]
    public async Task Should_start_no_browser_for_a_paired_account_and_one_for_every_other()
    {
        await using var bench = await ExtensionBench.StartAsync();
        bench.Code();
        await bench.OnAsync();
        Assert.DoesNotContain(bench.Events, e => e is BrowserEvent.TabAdopted);
        var other = await bench.Browsers.OpenAsync(new("bob"), new Uri("https://sports.example/"), bench.Events.Enqueue, CancellationToken.None);
        Assert.IsType<Arb.Browser.Sessions.MockBrowserSession>(other);
    }
}
