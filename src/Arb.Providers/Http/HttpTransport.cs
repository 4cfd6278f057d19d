using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Arb.Domain.Sessions;

namespace Arb.Providers.Http;

/// <summary>
/// HTTP of one account: HTTP/1.1 only, no cookie jar, no redirects, no system proxy, a deadline and a byte cap on every call.
/// Bodies of data answers stand in reused buffers (see <see cref="HttpTransportOptions.BodyBuffers"/>); bodies of betting answers are their own arrays.
/// </summary>
public sealed class HttpTransport : IProviderTransport
{
    private const string ConnectedKey = "connected";

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
    /// The runtime may send a request without a body once more when a pooled connection turns out to be closed: it changes nothing at the bookmaker.
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
    /// Sends a placement over a connection that nothing used before and nothing uses after. The runtime repeats a GET whose connection breaks before
    /// the answer, a fresh connection included: it is given one connection and no other. Cancellation gives a result too: a placement that was given
    /// up may have been received. <see cref="ProviderRequest.HoldBack"/> has the last word: until the connection stands the machine may have slept.
    /// </summary>
    public async Task<TransportResult> SendPlacementAsync(ProviderRequest request, CancellationToken cancel)
    {
        var connection = new FreshConnection();
        var handler = NewHandler();
        handler.PooledConnectionLifetime = TimeSpan.Zero;
        handler.MaxConnectionsPerServer = 1;
        handler.ConnectCallback = connection.ConnectAsync;
        // Runs once the connection stands (TLS included), before the first byte of the request: the proof of "not sent".
        handler.PlaintextStreamFilter = (context, _) =>
        {
            if ((connection.HeldBack = request.HoldBack?.Invoke()) is { } why)
                throw new IOException(why);
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
        UseProxy = false,
        ConnectTimeout = _options.ConnectTimeout,
        PooledConnectionLifetime = _options.ConnectionLifetime,
        MaxConnectionsPerServer = _options.MaxConnections,
        MaxResponseHeadersLength = _options.MaxHeaderKilobytes,
        MaxResponseDrainSize = 0,
        ActivityHeadersPropagator = null,
        ConnectCallback = ConnectOncePerRequestAsync,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
    };

    private static bool IsBetting(EndpointRole role) => role is EndpointRole.Quote or EndpointRole.Place or EndpointRole.BetList or EndpointRole.Balance;

    // A request that made its own connection and lost it is not given another one: the runtime would try up to four times.
    private static async ValueTask<Stream> ConnectOncePerRequestAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        if (!context.InitialRequestMessage.Options.TryAdd(ConnectedKey, true))
            throw new IOException("one connection a request");
        return await OpenAsync(context.DnsEndPoint, cancel).ConfigureAwait(false);
    }

    private static async Task<Stream> OpenAsync(DnsEndPoint target, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class FreshConnection
    {
        public volatile bool Established;
        public volatile string? HeldBack;
        private int _connects;

        public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
        {
            if (Interlocked.Increment(ref _connects) > 1)
                throw new IOException("one connection a placement");
            return await OpenAsync(context.DnsEndPoint, cancel).ConfigureAwait(false);
        }
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
                    var (failure, detail) = connection?.HeldBack is { } why ? (TransportFailure.NotSent, $"not sent: {why}") : notSent ? FailureReading.NotSent(e) : FailureReading.AfterSend(e);
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
            var whole = false;
            try
            {
                var body = await buffer.ReadAsync(content, cancel).ConfigureAwait(false);
                whole = true;
                return body;
            }
            finally
            {
                owner._buffers.Return(buffer, used: whole);
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
