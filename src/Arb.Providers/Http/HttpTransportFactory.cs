using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Providers.Http;

/// <summary>Makes one <see cref="HttpTransport"/> per account; accounts share no connection, no buffer and no cookie (L01).</summary>
/// <param name="options">Bounds; validated here.</param>
/// <param name="time">Clock for deadlines and elapsed times.</param>
public sealed class HttpTransportFactory(HttpTransportOptions options, TimeProvider time) : IProviderTransportFactory
{
    private readonly HttpTransportOptions _options = options.Validated();

    /// <inheritdoc/>
    public IProviderTransport Create(AccountId account) => new HttpTransport(_options, time);
}
