using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Host.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Arb.Tests.Host.Logging;

public sealed class GuardedSinkSpecs
{
    private const string Canary = "s3cr3t-canary-value";

    private readonly Kept _kept = new();
    private readonly SecretMask _mask = new();
    private readonly HandClock _clock = new();
    private readonly GuardedSink _guard;
    private readonly Logger _log;

    public GuardedSinkSpecs()
    {
        _guard = new GuardedSink(new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(_kept).CreateLogger(), _mask, burst: 3, TimeSpan.FromSeconds(10), _clock);
        _log = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(_guard).CreateLogger();
    }

    [Theory]
    [InlineData("Cookie")]
    [InlineData("sessionToken")]
    [InlineData("Authorization")]
    [InlineData("api_key")]
    [InlineData("Password")]
    public void Should_hide_a_property_that_is_named_like_a_secret(string name)
    {
        _log.ForContext(name, Canary).Information("hello");
        Assert.DoesNotContain(Canary, _kept.Everything, StringComparison.Ordinal);
        Assert.Contains(SecretMask.Hidden, _kept.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_hide_secrets_inside_of_structures()
    {
        _log.Information("request {@Request}", new { Url = "https://site.example/", Headers = new Dictionary<string, string> { ["Cookie"] = Canary } });
        Assert.DoesNotContain(Canary, _kept.Everything, StringComparison.Ordinal);
        Assert.Contains("site.example", _kept.Everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cookie: sid=" + Canary + "; other=" + Canary)]
    [InlineData("sent {\"token\":\"" + Canary + "\"} to them")]
    [InlineData("GET /odds?x=1&access_token=" + Canary + "&y=2")]
    [InlineData("Authorization: Bearer " + Canary)]
    [InlineData("with bearer " + Canary + " it failed")]
    public void Should_hide_what_is_shaped_like_a_secret_in_a_text(string text)
    {
        _log.Information("{Text:l}", text);
        Assert.DoesNotContain(Canary, _kept.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_hide_a_known_value_wherever_it_stands()
    {
        _mask.Know(Canary);
        _log.Warning(new InvalidOperationException($"no answer from /x/{Canary}/y"), $"literal {Canary} and {{Path}}", $"/a/{Canary}");
        Assert.DoesNotContain(Canary, _kept.Everything, StringComparison.Ordinal);
        Assert.Contains("no answer from /x/***/y", _kept.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_know_the_values_of_every_request_that_leaves()
    {
        using var transport = new SecretWatch(new Deaf(), _mask).Create(new AccountId("anna"));
        var request = new ProviderRequest(EndpointRole.Odds, "GET", new Uri("https://site.example/(S(pathtoken123456))/odds?ts=tick3tvalue99x"), [new("Cookie", $"a=1; sid={Canary}"), new("X-Token", "abcdefgh99")]);
        await transport.SendAsync(request, CancellationToken.None);
        _log.Information("{Text:l}", $"{Canary} pathtoken123456 tick3tvalue99x abcdefgh99");
        Assert.Equal("*** *** *** ***", _kept.Lines.Single());
    }

    [Theory]
    [InlineData("token")]
    [InlineData("token=")]
    [InlineData("key=")]
    [InlineData("key:a")]
    [InlineData("x=;token=")]
    [InlineData("eyJ-")]
    [InlineData("eyJaaaaaaaaaa-")]
    [InlineData("basic ")]
    [InlineData("cookie: ")]
    [InlineData("cookie=aaaa; ")]
    [InlineData("password\"")]
    [InlineData("passwor")]
    [InlineData("s3cr3t-canar")]
    [InlineData(" ")]
    public void Should_read_a_hostile_text_once(string piece)
    {
        _mask.Know(Canary);
        var text = "token" + string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)) + " token=" + Canary;
        var begun = System.Diagnostics.Stopwatch.StartNew();
        _log.Information("{Text:l}", text);
        Assert.True(begun.Elapsed < TimeSpan.FromSeconds(10), $"{begun.Elapsed}");
        Assert.DoesNotContain(Canary, _kept.Everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PHPSESSID=abc123", "PHPSESSID=***")]
    [InlineData("?pin=4711&stake=5", "?pin=***&stake=5")]
    [InlineData("\"otp\": \"123456\"", "\"otp\": \"***\"")]
    [InlineData("pwd: hunter22 of anna", "pwd: *** of anna")]
    [InlineData("sess=1a2b3c4d", "sess=***")]
    [InlineData("sign=9f86d081884c7d65", "sign=***")]
    [InlineData("session: closed, key: h2h, ticket: 42", "session: closed, key: h2h, ticket: 42")]
    [InlineData("[STATUS] anna: possession=54000", "[STATUS] anna: possession=54000")]
    public void Should_know_the_names_that_secrets_go_by(string text, string clean)
    {
        _log.Information("{Text:l}", text);
        Assert.Equal(clean, _kept.Lines.Single());
    }

    [Theory]
    [InlineData("[WORKER] session injected: anna/CMD, session 1")]
    [InlineData("locked cmd:1+sbo:2 with token 42; 2 legs, planned profit 1.20")]
    [InlineData("session 3 of anna at site.example: 5 cookies, 2 tokens")]
    [InlineData("the contract needs the cookie 'sid', which this session does not have")]
    public void Should_leave_ordinary_lines_alone(string text)
    {
        _log.Information("{Text:l}", text);
        Assert.Equal(text, _kept.Lines.Single());
    }

    [Fact]
    public void Should_hold_back_what_one_source_repeats_and_say_how_often()
    {
        for (var i = 0; i < 10; i++)
            _log.ForContext("Actor", "worker").Warning("timed out after {Seconds} s", i);
        Assert.Equal(3, _kept.Lines.Count);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _guard.Sweep();
        Assert.Equal(4, _kept.Lines.Count);
        Assert.StartsWith("7 more like this within 10 s were held back: timed out after", _kept.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Should_not_hold_back_another_source_template_or_level()
    {
        for (var i = 0; i < 3; i++)
            _log.ForContext("Actor", "one").Warning("x");
        _log.ForContext("Actor", "two").Warning("x");
        _log.ForContext("Actor", "one").Warning("y");
        _log.ForContext("Actor", "one").Error("x");
        Assert.Equal(6, _kept.Lines.Count);
    }

    [Fact]
    public void Should_tell_what_is_held_back_when_it_ends()
    {
        for (var i = 0; i < 5; i++)
            _log.Information("again");
        _guard.Dispose();
        Assert.StartsWith("2 more like this", _kept.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Should_say_an_alarm_in_aligned_words_for_people()
    {
        using var console = new StringWriter();
        var format = new ConsoleFormat(colour: false);
        foreach (var (level, text) in new[] { (LogEventLevel.Information, "[WORKER] MATCH OK (200): a/CMD"), (LogEventLevel.Error, "[ALARM execution] x000001: naked\nsecond line") })
            format.Format(new LogEvent(DateTimeOffset.UnixEpoch, level, new InvalidOperationException("why"), new Serilog.Parsing.MessageTemplateParser().Parse(text), []), console);
        Assert.Equal(
            [
                "00:00:00 info  [WORKER] MATCH OK (200): a/CMD", "               InvalidOperationException: why",
                "00:00:00 ALARM [ALARM execution] x000001: naked", "               second line", "               InvalidOperationException: why", "",
            ],
            console.ToString().ReplaceLineEndings("\n").Split('\n'));
    }

    private sealed class Kept : ILogEventSink
    {
        public List<LogEvent> Events { get; } = [];

        public List<string> Lines => [.. Events.Select(happened => happened.RenderMessage())];

        public string Everything => string.Join('\n', Events.Select(happened => $"{happened.RenderMessage()} {happened.Exception} {happened.MessageTemplate} {string.Join(' ', happened.Properties)}"));

        public void Emit(LogEvent logEvent) => Events.Add(logEvent);
    }

    private sealed class HandClock : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public void Advance(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;
    }

    private sealed class Deaf : IProviderTransportFactory, IProviderTransport
    {
        public IProviderTransport Create(AccountId account) => this;

        public Task<TransportResult> SendAsync(ProviderRequest request, CancellationToken cancel) => Task.FromResult(new TransportResult(null, TransportFailure.NotSent, null, TimeSpan.Zero));

        public Task<TransportResult> SendPlacementAsync(ProviderRequest request, CancellationToken cancel) => SendAsync(request, cancel);

        public void Dispose()
        {
        }
    }
}
