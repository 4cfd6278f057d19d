using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Host.Alerts;

namespace Arb.Tests.Host.Alerts;

public sealed class WebhookSinkSpecs
{
    private static readonly Alert Alert = new(7, AlertKind.HedgeFailed, LogSeverity.Alarm, DateTimeOffset.UnixEpoch, "x000001 is naked", new AccountId("anna"), ExecutionId.FromToken(1), 1);

    [Fact]
    public async Task Should_post_the_alert_as_json()
    {
        await using var receiver = await Receiver.StartAsync(Receiver.Status(204));
        Assert.Equal(new AlertDelivery(true, "status 204"), await DeliverAsync(receiver.Url));
        var (headers, body) = Assert.Single(receiver.Got);
        Assert.Equal("application/json", headers["Content-Type"]);
        Assert.False(headers.ContainsKey("X-Arb-Signature"));
        Assert.Equal(Alert, JsonSerializer.Deserialize<Alert>(body, CommandJson.Compact));
        Assert.Contains("\"kind\":\"HedgeFailed\"", Encoding.UTF8.GetString(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_sign_time_and_body_with_the_secret()
    {
        await using var receiver = await Receiver.StartAsync(Receiver.Status(200));
        await DeliverAsync(receiver.Url, "secret"u8.ToArray());
        var (headers, body) = Assert.Single(receiver.Got);
        byte[] signed = [.. Encoding.ASCII.GetBytes(headers["X-Arb-Timestamp"] + "."), .. body];
        Assert.Equal("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData("secret"u8, signed)), headers["X-Arb-Signature"]);
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(503, true)]
    [InlineData(429, true)]
    [InlineData(404, false)]
    [InlineData(302, false)]
    public async Task Should_try_again_only_where_it_can_help(int status, bool retry)
    {
        await using var receiver = await Receiver.StartAsync(Receiver.Status(status));
        Assert.Equal(new AlertDelivery(false, $"status {status}", retry), await DeliverAsync(receiver.Url));
        Assert.Single(receiver.Got); // a redirect is not followed
    }

    [Fact]
    public async Task Should_leave_a_receiver_that_hangs_when_it_is_told_to()
    {
        await using var receiver = await Receiver.StartAsync(Receiver.Hanging);
        Assert.Equal(new AlertDelivery(false, "no answer in time"), await DeliverAsync(receiver.Url, deadline: TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public async Task Should_say_that_nobody_is_there_and_show_no_token()
    {
        var receiver = await Receiver.StartAsync(Receiver.Status(200));
        var url = receiver.Url;
        await receiver.DisposeAsync();
        var delivery = await DeliverAsync(url);
        Assert.Equal((false, true), (delivery.Delivered, delivery.Retry));
        Assert.DoesNotContain("secret", delivery.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_show_no_path_of_the_address()
    {
        using var sink = new WebhookSink(new Uri("https://hooks.example/T0KEN?key=secret"), null, TimeProvider.System);
        Assert.Equal("https://hooks.example", sink.Target);
    }

    private static async Task<AlertDelivery> DeliverAsync(Uri url, byte[]? secret = null, TimeSpan? deadline = null)
    {
        using var sink = new WebhookSink(url, secret, TimeProvider.System);
        using var cancel = new CancellationTokenSource(deadline ?? TimeSpan.FromSeconds(20));
        return await sink.DeliverAsync(Alert, cancel.Token);
    }
}
