using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Arb.Domain.Commands;
using Arb.Domain.Health;

namespace Arb.Host.Alerts;

/// <summary>
/// Posts an alert as JSON. With a secret, <c>X-Arb-Signature: sha256=HEX</c> is the HMAC over <c>X-Arb-Timestamp</c>, a dot and the body, so that a receiver can tell a forged or replayed one.
/// Follows no redirect, reads no answer's body, and no error shows the address's path or query: they may hold a token.
/// </summary>
internal sealed class WebhookSink : IAlertSink, IDisposable
{
    private readonly Uri _url;
    private readonly byte[]? _secret;
    private readonly TimeProvider _time;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxConnectionsPerServer = 2, PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
    {
        Timeout = Timeout.InfiniteTimeSpan, // the deadline is the caller's
    };

    public WebhookSink(Uri url, byte[]? secret, TimeProvider time)
    {
        _time = time;
        _url = url;
        _secret = secret;
    }

    public string Name => "webhook";

    public string Target => _url.GetLeftPart(UriPartial.Authority);

    public async Task<AlertDelivery> DeliverAsync(Alert alert, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(alert, CommandJson.Compact);
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("arb", null));
        Sign(request, body);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            return response.IsSuccessStatusCode
                ? new AlertDelivery(true, $"status {status}")
                : new AlertDelivery(false, $"status {status}", status >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);
        }
        catch (HttpRequestException gone)
        {
            return new AlertDelivery(false, $"no connection: {gone.HttpRequestError}");
        }
        catch (OperationCanceledException)
        {
            return new AlertDelivery(false, "no answer in time");
        }
    }

    public void Dispose() => _http.Dispose();

    private void Sign(HttpRequestMessage request, byte[] body)
    {
        if (_secret is null)
            return;
        var time = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(_secret, (byte[])[.. Encoding.ASCII.GetBytes(time + "."), .. body]);
        request.Headers.Add("X-Arb-Timestamp", time);
        request.Headers.Add("X-Arb-Signature", "sha256=" + Convert.ToHexStringLower(signature));
    }
}
