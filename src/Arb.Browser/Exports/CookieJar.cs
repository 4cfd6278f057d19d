using System.Globalization;
using Arb.Domain.Sessions;

namespace Arb.Browser.Exports;

/// <summary>The cookies that a browser held for one host, replayed from what it sent and was told to keep.</summary>
internal sealed class CookieJar(string host)
{
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Cookies => _cookies;

    /// <summary>Takes an exchange with the host; a recognised request shows the whole jar, other pages of the host a part of it.</summary>
    public void Replay(CapturedExchange capture, bool recognised)
    {
        var isHost = capture.Url.Host.Equals(host, StringComparison.OrdinalIgnoreCase);
        foreach (var (name, value) in capture.RequestHeaders)
        {
            if (!isHost || !name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                continue;
            if (recognised)
                _cookies.Clear();
            AddHeader(value);
        }
        foreach (var (name, value) in capture.ResponseHeaders)
        {
            if (!name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
                continue;
            // Browsers join several of them with line breaks when they save a HAR.
            foreach (var line in value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                Set(line, isHost, capture.At);
        }
    }

    /// <summary>Adds the pairs of a <c>Cookie</c> header.</summary>
    public void AddHeader(string header)
    {
        foreach (var (name, value) in Pairs(header))
            _cookies[name] = value;
    }

    public void Add(string name, string value) => _cookies[name] = value;

    /// <summary>The pairs of a <c>Cookie</c> header.</summary>
    public static IEnumerable<(string Name, string Value)> Pairs(string header)
    {
        foreach (var pair in header.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            if (equals > 0)
                yield return (pair[..equals], pair[(equals + 1)..]);
        }
    }

    private void Set(string line, bool isHost, DateTimeOffset at)
    {
        var parts = line.Split(';', StringSplitOptions.TrimEntries);
        var equals = parts[0].IndexOf('=');
        if (equals <= 0)
            return;
        var expired = false;
        var applies = isHost;
        bool? byAge = null;
        foreach (var attribute in parts.Skip(1))
        {
            if (attribute.StartsWith("Domain=", StringComparison.OrdinalIgnoreCase))
            {
                var domain = attribute[7..].TrimStart('.');
                applies = host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
            }
            else if (attribute.StartsWith("Max-Age=", StringComparison.OrdinalIgnoreCase) && long.TryParse(attribute[8..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var age))
            {
                byAge = age <= 0;
            }
            else if (attribute.StartsWith("Expires=", StringComparison.OrdinalIgnoreCase)
                && DateTimeOffset.TryParse(attribute[8..], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until))
            {
                expired = until <= at;
            }
        }
        if (!applies)
            return;
        if (byAge ?? expired)
            _cookies.Remove(parts[0][..equals]);
        else
            _cookies[parts[0][..equals]] = parts[0][(equals + 1)..];
    }
}
