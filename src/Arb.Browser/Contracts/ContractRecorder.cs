using Arb.Browser.Exports;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Browser.Contracts;

/// <summary>What a recording yielded.</summary>
/// <param name="Contracts">One per recognised protocol, not active: the user marks one (L04).</param>
/// <param name="Recognised">Captures that a protocol recognised.</param>
/// <param name="Ignored">Captures that none recognised; nothing of them is kept.</param>
public sealed record ContractRecording(IReadOnlyList<ProviderContract> Contracts, int Recognised, int Ignored);

/// <summary>
/// Makes contracts of captured traffic (L04, L13): the protocol is decided by the traffic alone, the newest capture of a role at the contract's host wins. Cookies, tokens and
/// credentials of the captures are replaced once more after the protocol did it: none may reach a file.
/// </summary>
public static class ContractRecorder
{
    /// <summary>Makes the contracts; a capture belongs to the first protocol that recognises it.</summary>
    /// <param name="account">Whose traffic it is.</param>
    /// <param name="captures">What went over the wire.</param>
    /// <param name="protocols">The protocols that this build speaks.</param>
    public static ContractRecording Record(AccountId account, IReadOnlyList<CapturedExchange> captures, IReadOnlyList<IProviderProtocol> protocols)
    {
        var found = new List<(IProviderProtocol Protocol, EndpointRole Role, CapturedExchange Capture)>();
        foreach (var capture in captures.OrderBy(c => c.At))
            foreach (var protocol in protocols)
                if (MayBeEndpoint(capture) && protocol.Recognise(capture) is { } role)
                {
                    found.Add((protocol, role, capture));
                    break;
                }
        var contracts = new List<ProviderContract>();
        foreach (var group in found.GroupBy(f => f.Protocol.Id))
        {
            var protocol = group.First().Protocol;
            var host = (group.LastOrDefault(f => f.Role == EndpointRole.Odds).Capture ?? group.Last().Capture).Url.Authority;
            var fields = SecretFields.Find(group.Where(f => f.Capture.Url.Authority == host).Select(f => f.Capture), protocol.Recognise);
            var secrets = new SecretMask(captures.Where(c => c.Url.Authority == host), protocol.FindTokens(captures), fields);
            var endpoints = group
                .Where(f => f.Capture.Url.Authority == host)
                .GroupBy(f => f.Role)
                .OrderBy(role => role.Key)
                .Select(role => secrets.Clean(protocol.ToEndpoint(role.Key, role.Last().Capture)))
                .ToList();
            contracts.Add(new ProviderContract(account, protocol.Id, host, endpoints, Active: false, MarkedAt: null));
        }
        return new ContractRecording(contracts, found.Count, captures.Count - found.Count);
    }

    /// <summary>Frames, server-sent events and the browser's own questions before a request (preflights) are no endpoints that a worker could ask.</summary>
    internal static bool MayBeEndpoint(CapturedExchange capture) => capture.Kind == CaptureKind.Http && capture.Method != "OPTIONS";
}

/// <summary>Replaces every secret that captures show.</summary>
internal sealed class SecretMask
{
    private const int SampleLength = 2_000;

    // Shorter values ("1", "en") are no secrets and stand everywhere by chance.
    private const int ShortestSecret = 6;

    private readonly List<(string Value, string Hole)> _secrets = [];

    public SecretMask(IEnumerable<CapturedExchange> captures, IReadOnlyDictionary<string, string> tokens, IReadOnlyDictionary<string, string> fields)
    {
        var holes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in tokens)
            holes[value] = $"{{{{token:{name}}}}}";
        foreach (var capture in captures)
        {
            foreach (var (name, value) in capture.RequestHeaders)
            {
                if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                    AddCookies(holes, CookieJar.Pairs(value));
                else if (SecretFields.IsSecretName(name))
                    holes.TryAdd(value, SecretFields.Hidden);
            }
            foreach (var (name, value) in capture.ResponseHeaders)
                if (name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
                    foreach (var line in value.Split('\n'))
                        AddCookies(holes, CookieJar.Pairs(line.Split(';')[0]));
        }
        foreach (var (name, value) in fields)
            if (!holes.TryGetValue(value, out var hole) || hole == SecretFields.Hidden)
                holes[value] = $"{{{{token:{name}}}}}";
        foreach (var (value, hole) in holes)
        {
            if (value.Length < ShortestSecret)
                continue;
            _secrets.Add((value, hole));
            if (Uri.EscapeDataString(value) is var escaped && escaped != value)
                _secrets.Add((escaped, hole));
        }
        _secrets.Sort((a, b) => b.Value.Length.CompareTo(a.Value.Length));
    }

    public ContractEndpoint Clean(ContractEndpoint endpoint)
    {
        var path = Hide(endpoint.Path);
        var query = path.IndexOf('?');
        return endpoint with
        {
            Path = query < 0 ? path : path[..(query + 1)] + SecretFields.Hide(path[(query + 1)..]),
            Headers = [.. endpoint.Headers
                .Where(h => !h.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                .Select(h => (h.Key, Value: SecretFields.Template(endpoint.Role, h.Key, Hide(h.Value))))
                .Where(h => h.Value is not null)
                .Select(h => new KeyValuePair<string, string>(h.Key, h.Value!))],
            Body = endpoint.Body is null ? null : SecretFields.Hide(Hide(endpoint.Body)),
            ResponseSample = Sample(endpoint.ResponseSample),
        };
    }

    private static void AddCookies(Dictionary<string, string> holes, IEnumerable<(string Name, string Value)> cookies)
    {
        foreach (var (name, value) in cookies)
            holes.TryAdd(value, $"{{{{cookie:{name}}}}}");
    }

    private string? Sample(string? sample)
    {
        if (sample is null)
            return null;
        foreach (var (value, _) in _secrets)
            sample = sample.Replace(value, SecretFields.Hidden, StringComparison.Ordinal);
        sample = SecretFields.Mask(sample);
        // A sample that was cut can end with the beginning of a secret.
        foreach (var (value, _) in _secrets)
            for (var length = Math.Min(value.Length - 1, sample.Length); length >= 4; length--)
                if (sample.EndsWith(value[..length], StringComparison.Ordinal))
                {
                    sample = sample[..^length];
                    break;
                }
        return sample.Length > SampleLength ? sample[..SampleLength] : sample;
    }

    private string Hide(string text)
    {
        foreach (var (value, hole) in _secrets)
            text = text.Replace(value, hole, StringComparison.Ordinal);
        return text;
    }
}
