namespace Arb.Domain.Sessions;

/// <summary>An HTTP request that a protocol built. Cookies and header profile are already in <see cref="Headers"/>; printing it shows no secret.</summary>
public sealed class ProviderRequest
{
    /// <summary>Makes a request.</summary>
    public ProviderRequest(EndpointRole role, string method, Uri uri, IReadOnlyList<KeyValuePair<string, string>> headers, byte[]? body = null, string? contentType = null)
    {
        Role = role;
        Method = method;
        Uri = uri;
        Headers = headers;
        Body = body;
        ContentType = contentType;
    }

    /// <summary>The role it plays; safe to log.</summary>
    public EndpointRole Role { get; }

    /// <summary><c>GET</c> or <c>POST</c>.</summary>
    public string Method { get; }

    /// <summary>Absolute address. May hold a session token: never log it.</summary>
    public Uri Uri { get; }

    /// <summary>Headers as the browser sent them, cookies included: never log them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>Body bytes, or null.</summary>
    public byte[]? Body { get; }

    /// <summary>Content type of the body.</summary>
    public string? ContentType { get; }

    /// <summary>Asked once the connection of a placement stands, before its first byte: why it is not to be sent any more, or null.</summary>
    public Func<string?>? HoldBack { get; private init; }

    /// <summary>The same request, with a last look before it is sent.</summary>
    public ProviderRequest HeldBackBy(Func<string?> holdBack) => new(Role, Method, Uri, Headers, Body, ContentType) { HoldBack = holdBack };

    /// <summary>Method, role and host only.</summary>
    public override string ToString() => $"{Method} {Role} at {Uri.Host}";
}

/// <summary>An HTTP response, body decompressed and within the byte cap. The body is valid until the transport's next answer for the same worker.</summary>
/// <param name="Status">Status code.</param>
/// <param name="ContentType">Media type without parameters, lower case; empty when absent.</param>
/// <param name="Location">Target of a redirect (redirects are never followed), or null.</param>
/// <param name="Body">Decompressed bytes, BOM included if there was one.</param>
/// <param name="ETag">Entity tag, or null.</param>
/// <param name="RetryAfter"><c>Retry-After</c> as a delay, or null.</param>
public sealed record ProviderResponse(int Status, string ContentType, string? Location, ReadOnlyMemory<byte> Body, string? ETag = null, TimeSpan? RetryAfter = null)
{
    /// <summary>Status, type and length; no content.</summary>
    public override string ToString() => $"{Status} {ContentType} {Body.Length} bytes";
}

/// <summary>How a call ended without a response.</summary>
public enum TransportFailure : byte
{
    /// <summary>There was a response.</summary>
    None,

    /// <summary>Proven not sent: name lookup or connection failed before the first byte.</summary>
    NotSent,

    /// <summary>The deadline passed after the send may have begun.</summary>
    TimedOut,

    /// <summary>The connection broke after the send may have begun.</summary>
    ConnectionLost,

    /// <summary>The answer's body was larger than its cap, compressed or not.</summary>
    TooLarge,

    /// <summary>The answer was not HTTP, or its encoding was broken.</summary>
    Malformed,

    /// <summary>The answer's headers were larger than their cap.</summary>
    HeadersTooLarge,
}

/// <summary>A response, or why there is none.</summary>
/// <param name="Response">The response; null exactly when <paramref name="Failure"/> is not None.</param>
/// <param name="Failure">Why there is none.</param>
/// <param name="Detail">For people; no secret in it.</param>
/// <param name="Elapsed">How long the call took.</param>
public sealed record TransportResult(ProviderResponse? Response, TransportFailure Failure, string? Detail, TimeSpan Elapsed);

/// <summary>Port: sends one request. Implementations never retry, never follow redirects, hold a deadline and a byte cap.</summary>
public interface IProviderTransport : IDisposable
{
    /// <summary>Sends a data request over the account's pooled connections.</summary>
    Task<TransportResult> SendAsync(ProviderRequest request, CancellationToken cancel);

    /// <summary>Sends a placement over a fresh connection of its own, exactly once.</summary>
    Task<TransportResult> SendPlacementAsync(ProviderRequest request, CancellationToken cancel);
}

/// <summary>Port: makes the transport of one account; nothing is shared between accounts (L01).</summary>
public interface IProviderTransportFactory
{
    /// <summary>A transport for one account.</summary>
    IProviderTransport Create(Primitives.AccountId account);
}
