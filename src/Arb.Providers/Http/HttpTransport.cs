using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Arb.Domain.Sessions;

namespace Arb.Providers.Http;

/// <summary>
/// HTTP of one account: HTTP/1.1 only, no cookie jar, no redirects, no system proxy, a deadline and a byte cap on every call.
/// Bodies of data answers stand in reused buffers (see <see cref="HttpTransportOptions.BodyBuffers"/>); bodies of betting answers are their own arrays.
/// </summary>
public sealed class HttpTransport : IProviderTransport
{
    private readonly HttpTransportOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _data;
    private readonly BodyBufferRing _buffers;

    /// <summary>Makes a transport; throws <see cref="ArgumentException"/> when an option is out of range.</summary>
    public HttpTransport(HttpTransportOptions options, TimeProvider time)
    {
        _options = options.Validated();
        _time = time;
        _data = new HttpMessageInvoker(NewHandler());
        _buffers = new BodyBufferRing(options.BodyBuffers, options.MaxBodyBytes);
    }

    /// <summary>
    /// Sends a data request. Throws <see cref="OperationCanceledException"/> only when <paramref name="cancel"/> asked for it.
    /// A request without a body may be sent again by the runtime when a pooled connection turns out to be closed: it changes nothing at the bookmaker.
    /// </summary>
    public async Task<TransportResult> SendAsync(ProviderRequest request, CancellationToken cancel)
    {
        var call = new Call(this, request, connection: null);
        var result = await call.RunAsync(_data, cancel).ConfigureAwait(false);
        if (result.Failure != TransportFailure.None)
            cancel.ThrowIfCancellationRequested();
        return result;
    }

    /// <summary>
    /// Sends a placement over a connection that nothing used before and nothing uses after: the runtime repeats a request only on a reused
    /// connection. Cancellation gives a result too: a placement that was given up may have been received.
    /// </summary>
    public async Task<TransportResult> SendPlacementAsync(ProviderRequest request, CancellationToken cancel)
    {
        var connection = new FreshConnection();
        var handler = NewHandler();
        handler.PooledConnectionLifetime = TimeSpan.Zero;
        handler.MaxConnectionsPerServer = 1;
        // Runs once the connection stands (TLS included), before the first byte of the request: the proof of "not sent".
        handler.PlaintextStreamFilter = (context, _) =>
        {
            connection.Established = true;
            return ValueTask.FromResult(context.PlaintextStream);
        };
        using var invoker = new HttpMessageInvoker(handler);
        var call = new Call(this, request, connection);
        return await call.RunAsync(invoker, cancel).ConfigureAwait(false);
    }

    /// <summary>Closes the pooled connections.</summary>
    public void Dispose() => _data.Dispose();

    private SocketsHttpHandler NewHandler() => new()
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseProxy = _options.Proxy is not null,
        Proxy = _options.Proxy is null ? null : new WebProxy(_options.Proxy),
        ConnectTimeout = _options.ConnectTimeout,
        PooledConnectionLifetime = _options.ConnectionLifetime,
        MaxConnectionsPerServer = _options.MaxConnections,
        MaxResponseHeadersLength = _options.MaxHeaderKilobytes,
        MaxResponseDrainSize = 0,
        ActivityHeadersPropagator = null,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
    };

    private static bool IsBetting(EndpointRole role) => role is EndpointRole.Quote or EndpointRole.Place or EndpointRole.BetList or EndpointRole.Balance;

    private sealed class FreshConnection
    {
        public volatile bool Established;
    }

    private sealed class Call(HttpTransport owner, ProviderRequest request, FreshConnection? connection)
    {
        private readonly long _started = owner._time.GetTimestamp();

        public async Task<TransportResult> RunAsync(HttpMessageInvoker invoker, CancellationToken cancel)
        {
            if (!RequestWriter.TryWrite(request, out var message, out var problem))
                return Fail(TransportFailure.NotSent, problem);
            using var deadline = new CancellationTokenSource(owner._options.ResponseTimeout, owner._time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
            using (message)
            {
                try
                {
                    using var response = await invoker.SendAsync(message, both.Token).ConfigureAwait(false);
                    return await ReadAsync(response, both.Token).ConfigureAwait(false);
                }
                catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or InvalidDataException or BodyTooLargeException)
                {
                    var notSent = connection is { Established: false } || (connection is null && FailureReading.IsBeforeSend(e, both.Token));
                    var (failure, detail) = notSent ? FailureReading.NotSent(e) : FailureReading.AfterSend(e);
                    return Fail(failure, detail);
                }
            }
        }

        private async Task<TransportResult> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
        {
            var bytes = await ReadBodyAsync(response.Content, cancel).ConfigureAwait(false);
            var headers = response.Headers.NonValidated;
            var answer = new ProviderResponse(
                (int)response.StatusCode,
                MediaType(response.Content.Headers.NonValidated),
                First(headers, "Location"),
                bytes,
                First(headers, "ETag"),
                RetryAfter(response.Headers));
            return new TransportResult(answer, TransportFailure.None, null, owner._time.GetElapsedTime(_started));
        }

        private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContent content, CancellationToken cancel)
        {
            if (IsBetting(request.Role) || connection is not null)
                return await new BodyBuffer(owner._options.MaxBodyBytes).ReadAsync(content, cancel).ConfigureAwait(false);
            var buffer = owner._buffers.Take();
            try
            {
                return await buffer.ReadAsync(content, cancel).ConfigureAwait(false);
            }
            finally
            {
                owner._buffers.Return(buffer);
            }
        }

        private TransportResult Fail(TransportFailure failure, string detail) => new(null, failure, detail, owner._time.GetElapsedTime(_started));

        private TimeSpan? RetryAfter(HttpResponseHeaders headers)
        {
            var value = headers.RetryAfter;
            if (value is null)
                return null;
            var delay = value.Delta ?? value.Date!.Value - owner._time.GetUtcNow();
            return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
        }

        private static string MediaType(HttpHeadersNonValidated headers)
        {
            var text = First(headers, "Content-Type");
            if (text is null)
                return "";
            var end = text.IndexOf(';');
            return (end < 0 ? text : text[..end]).Trim().ToLowerInvariant();
        }

        private static string? First(HttpHeadersNonValidated headers, string name)
        {
            if (!headers.TryGetValues(name, out var values))
                return null;
            foreach (var value in values)
                return value;
            return null;
        }
    }
}
