using Arb.Host.Alerts;
using Arb.Host.Configuration;

namespace Arb.Tests.Host.Alerts;

public sealed class AlertHooksSpecs : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Should_have_no_sink_when_nothing_is_set() => Assert.Empty(Open().All);

    [Fact]
    public void Should_read_webhook_and_command()
    {
        var secret = Path.Combine(_folder.Path, "secret");
        File.WriteAllText(secret, "abc\n");
        using var sinks = Open("arb.alerts.webhook.url=\"https://hooks.example/x\"", $"arb.alerts.webhook.secret-file=\"{secret}\"", "arb.alerts.command.program=notify", "arb.alerts.command.arguments=[\"--to\", \"me and you\"]");
        Assert.Equal(["webhook https://hooks.example", "command notify"], sinks.All.Select(sink => $"{sink.Name} {sink.Target}"));
    }

    [Fact]
    public void Should_keep_arguments_apart() =>
        Assert.Equal(["--to", "me and you"], Settings("arb.alerts.command.arguments=[\"--to\", \"me and you\"]").AlertHooks.Arguments);

    [Theory]
    [InlineData("http://hooks.example/x")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("https://user:pass@hooks.example/x")]
    [InlineData("hooks.example")]
    public void Should_send_nothing_in_the_clear_beyond_this_machine(string url) =>
        Assert.Contains("https", Assert.Throws<SettingsException>(() => Settings($"arb.alerts.webhook.url=\"{url}\"")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("http://127.0.0.1:8080/x")]
    [InlineData("http://localhost/x")]
    public void Should_allow_http_to_this_machine(string url) => Assert.Equal(new Uri(url), Settings($"arb.alerts.webhook.url=\"{url}\"").AlertHooks.Url);

    [Fact]
    public void Should_refuse_to_start_without_the_secret_that_is_asked_for() =>
        Assert.Contains("nowhere", Assert.Throws<SettingsException>(() => Open("arb.alerts.webhook.url=\"https://hooks.example/x\"", "arb.alerts.webhook.secret-file=\"/nowhere/secret\"")).Message, StringComparison.Ordinal);

    [Fact]
    public void Should_refuse_a_deadline_that_a_test_could_not_wait_for() =>
        Assert.Contains("arb.commands.timeout", Assert.Throws<SettingsException>(() => Settings("arb.alerts.deadline=9s")).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private static ArbSettings Settings(params string[] set) => ArbSettings.From(ConfigLoader.Load(null, null, set));

    private AlertSinks Open(params string[] set) => Settings(set).AlertHooks.Open(_folder.Path);
}
