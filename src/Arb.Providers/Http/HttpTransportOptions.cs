namespace Arb.Providers.Http;

/// <summary>Bounds of one account's HTTP calls; from <c>arb.http</c>.</summary>
/// <param name="ConnectTimeout">Longest time for name lookup, connection and TLS handshake together.</param>
/// <param name="ResponseTimeout">Longest time for a whole call: connection, headers and the last byte of the body.</param>
/// <param name="MaxBodyBytes">Largest body, counted on the wire and again after decompression. At least 1,024.</param>
/// <param name="MaxHeaderKilobytes">Largest block of response headers, in units of 1,024 bytes.</param>
/// <param name="MaxConnections">Pooled connections to one host at most.</param>
/// <param name="ConnectionLifetime">A pooled connection is replaced after this time, so that a changed address is noticed.</param>
/// <param name="BodyBuffers">Body buffers used in turn by data answers: a body stays valid until this many further answers less one. At least 2.</param>
public sealed record HttpTransportOptions(
    TimeSpan ConnectTimeout,
    TimeSpan ResponseTimeout,
    int MaxBodyBytes,
    int MaxHeaderKilobytes,
    int MaxConnections,
    TimeSpan ConnectionLifetime,
    int BodyBuffers)
{
    /// <summary>5 s to connect, 15 s a call, bodies of 16 MiB, 64 KiB of headers, 4 connections replaced after 5 minutes, 4 buffers.</summary>
    public static HttpTransportOptions Default { get; } =
        new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), 16 * 1024 * 1024, 64, 4, TimeSpan.FromMinutes(5), 4);

    /// <summary>Throws <see cref="ArgumentException"/> that names the first value out of range.</summary>
    public HttpTransportOptions Validated()
    {
        Require(ConnectTimeout > TimeSpan.Zero, nameof(ConnectTimeout), "above zero");
        Require(ResponseTimeout > TimeSpan.Zero, nameof(ResponseTimeout), "above zero");
        Require(MaxBodyBytes is >= 1024 and <= 1024 * 1024 * 1024, nameof(MaxBodyBytes), "1 KiB to 1 GiB");
        Require(MaxHeaderKilobytes is >= 1 and <= 1024, nameof(MaxHeaderKilobytes), "1 to 1,024");
        Require(MaxConnections is >= 1 and <= 64, nameof(MaxConnections), "1 to 64");
        Require(ConnectionLifetime > TimeSpan.Zero, nameof(ConnectionLifetime), "above zero");
        Require(BodyBuffers is >= 2 and <= 64, nameof(BodyBuffers), "2 to 64");
        return this;
    }

    private static void Require(bool holds, string name, string range)
    {
        if (!holds)
            throw new ArgumentException($"{name} must be {range}", name);
    }
}
