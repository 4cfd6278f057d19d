using System.Text;
using Arb.Domain.Sessions;

namespace Arb.Providers.Templates;

/// <summary>Makes a contract's endpoint of a capture: variable fields, tokens and cookies become placeholders, secrets and per-connection headers leave.</summary>
internal static class TemplateMaker
{
    private const int SampleLength = 2_000;

    /// <summary>Shorter cookie values ("1", "en") are no secrets and occur everywhere by chance.</summary>
    private const int ShortestSecret = 6;

    private static readonly HashSet<string> LeftOut = new(StringComparer.OrdinalIgnoreCase)
    {
        "Cookie", "Host", "Content-Length", "Content-Type", "Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Upgrade", "Accept-Encoding", "If-None-Match",
        "If-Modified-Since", "Proxy-Authorization", "Proxy-Connection",
    };

    /// <summary>Makes the template.</summary>
    /// <param name="role">Role of the capture.</param>
    /// <param name="capture">What went over the wire.</param>
    /// <param name="tokens">Token values by name that stand in this capture.</param>
    /// <param name="query">Placeholder text for a query field, or null to keep its value.</param>
    /// <param name="body">The body with its variable fields replaced already, or null for the captured one.</param>
    public static ContractEndpoint Make(
        EndpointRole role, CapturedExchange capture, IReadOnlyDictionary<string, string> tokens, Func<string, string?> query, string? body = null)
    {
        var secrets = Secrets(role, capture, tokens);
        var path = Hide(capture.Url.AbsolutePath, secrets);
        var fields = capture.Url.Query.TrimStart('?');
        if (fields.Length > 0)
            path += "?" + SecretFields.Hide(Hide(Fields(fields, query), secrets));
        var origin = capture.Url.GetLeftPart(UriPartial.Authority);
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in capture.RequestHeaders)
        {
            if (name.StartsWith(':') || LeftOut.Contains(name))
                continue;
            var hidden = Hide(value.Replace(origin, "{{base}}", StringComparison.OrdinalIgnoreCase), secrets);
            if (SecretFields.Template(role, name, hidden) is { } template)
                headers.Add(new(name, template));
        }
        var text = body ?? capture.RequestBody;
        return new ContractEndpoint(
            role, capture.Method.ToUpperInvariant(), path, headers, text is null ? null : SecretFields.Hide(Hide(text, secrets)), Captured.Header(capture.RequestHeaders, "Content-Type"), Sample(capture, secrets));
    }

    /// <summary>
    /// Replaces values in <c>a=1&amp;b=2</c> (names compared after unescaping); <paramref name="required"/> names that are absent are appended with their placeholder.
    /// </summary>
    public static string Fields(string fields, Func<string, string?> placeholder, params ReadOnlySpan<string> required)
    {
        var text = new StringBuilder(fields.Length + 32);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in fields.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            var key = equals < 0 ? pair : pair[..equals];
            var name = Uri.UnescapeDataString(key.Replace('+', ' '));
            if (text.Length > 0)
                text.Append('&');
            seen.Add(name);
            text.Append(placeholder(name) is { } hole ? $"{key}={hole}" : pair);
        }
        foreach (var name in required)
            if (!seen.Contains(name))
                text.Append(text.Length > 0 ? "&" : "").Append(Uri.EscapeDataString(name)).Append('=').Append(placeholder(name));
        return text.ToString();
    }

    private static List<(string Value, string Hole)> Secrets(EndpointRole role, CapturedExchange capture, IReadOnlyDictionary<string, string> tokens)
    {
        var secrets = new List<(string Value, string Hole)>();
        void Add(string value, string hole)
        {
            secrets.Add((value, hole));
            var escaped = Uri.EscapeDataString(value);
            if (escaped != value)
                secrets.Add((escaped, hole));
        }

        foreach (var (name, value) in tokens)
            Add(value, $"{{{{token:{name}}}}}");
        foreach (var (name, value) in Cookies(capture))
            if (value.Length >= ShortestSecret && !tokens.Values.Contains(value))
                Add(value, $"{{{{cookie:{name}}}}}");
        foreach (var (name, value) in SecretFields.Find([capture], _ => role))
            if (value.Length >= ShortestSecret && !secrets.Exists(secret => secret.Value == value))
                Add(value, $"{{{{token:{name}}}}}");
        secrets.Sort((a, b) => b.Value.Length.CompareTo(a.Value.Length));
        return secrets;
    }

    private static IEnumerable<(string Name, string Value)> Cookies(CapturedExchange capture)
    {
        foreach (var header in capture.RequestHeaders)
        {
            if (!header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (var cookie in header.Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = cookie.IndexOf('=');
                if (equals > 0)
                    yield return (cookie[..equals], cookie[(equals + 1)..]);
            }
        }
    }

    private static string Hide(string text, List<(string Value, string Hole)> secrets)
    {
        foreach (var (value, hole) in secrets)
            text = text.Replace(value, hole, StringComparison.Ordinal);
        return text;
    }

    private static string? Sample(CapturedExchange capture, List<(string Value, string Hole)> secrets)
    {
        if (capture.ResponseBody is not { Length: > 0 } body)
            return null;
        // A cut in the middle of a secret would leave its first half: mask a longer piece, then cut.
        var piece = body.Length > 4 * SampleLength ? body[..(4 * SampleLength)] : body;
        foreach (var (value, _) in secrets)
            piece = piece.Replace(value, SecretFields.Hidden, StringComparison.Ordinal);
        piece = SecretFields.Mask(piece);
        return piece.Length > SampleLength ? piece[..SampleLength] : piece;
    }
}
