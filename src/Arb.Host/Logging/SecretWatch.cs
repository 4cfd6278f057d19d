using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Host.Logging;

/// <summary>Tells a <see cref="SecretMask"/> what is secret in each request before it leaves: its cookies, its tokens, and what in its address looks like one.</summary>
internal sealed class SecretWatch(IProviderTransportFactory transports, SecretMask mask) : IProviderTransportFactory
{
    public IProviderTransport Create(AccountId account) => new Watched(transports.Create(account), mask);

    private sealed class Watched(IProviderTransport transport, SecretMask mask) : IProviderTransport
    {
        private const int LongEnough = 12;
        private string? _cookies;
        private string? _address;

        public Task<TransportResult> SendAsync(ProviderRequest request, CancellationToken cancel)
        {
            Learn(request);
            return transport.SendAsync(request, cancel);
        }

        public Task<TransportResult> SendPlacementAsync(ProviderRequest request, CancellationToken cancel)
        {
            Learn(request);
            return transport.SendPlacementAsync(request, cancel);
        }

        public void Dispose() => transport.Dispose();

        private void Learn(ProviderRequest request)
        {
            foreach (var (name, value) in request.Headers)
                if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                    LearnCookies(value);
                else if (SecretFields.IsSecretName(name))
                    mask.Know(value[(value.IndexOf(' ') + 1)..]);
            var address = request.Uri.PathAndQuery;
            if (address == _address)
                return;
            _address = address;
            foreach (var part in address.Split(['/', '?', '&', '=', '(', ')'], StringSplitOptions.RemoveEmptyEntries))
                if (part.Length >= LongEnough && part.Any(char.IsAsciiDigit) && part.Any(char.IsAsciiLetter))
                    mask.Know(part);
        }

        private void LearnCookies(string header)
        {
            if (header == _cookies)
                return;
            _cookies = header;
            foreach (var cookie in header.Split(';'))
                mask.Know(cookie[(cookie.IndexOf('=') + 1)..].Trim());
        }
    }
}
