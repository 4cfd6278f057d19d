using System.Text;
using System.Text.Encodings.Web;
using Arb.Domain.Sessions;

namespace Arb.Providers.Templates;

/// <summary>
/// Fills a contract's template: <c>{{cookie:NAME}}</c> and <c>{{token:NAME}}</c> from the session, <c>{{base}}</c> with scheme, host and port, every other
/// <c>{{NAME}}</c> from the caller's values. A caller's value named <c>token:NAME</c> wins over the session's token. Values are escaped for where they stand:
/// path, query, form body, JSON body (string contents) or header.
/// </summary>
internal static class ContractRequest
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private const string PathSafe = Unreserved + "()!*,:@$";
    private const string QuerySafe = Unreserved + "()!*,:@/";

    private enum Place
    {
        Path,
        Query,
        Form,
        Json,
        Header,
    }

    /// <summary>
    /// Builds the request. Throws <see cref="InvalidOperationException"/> naming (never showing) a cookie, token or value that the session or caller does not have.
    /// </summary>
    /// <param name="endpoint">The template.</param>
    /// <param name="session">Cookies, tokens, base URL and default header profile.</param>
    /// <param name="values">Values by placeholder name.</param>
    /// <param name="extraHeader">One header of this request only (a validator), after the profile.</param>
    public static ProviderRequest Build(
        ContractEndpoint endpoint, ProviderSession session, ReadOnlySpan<KeyValuePair<string, string>> values, KeyValuePair<string, string>? extraHeader = null)
    {
        var question = endpoint.Path.IndexOf('?');
        // A cookie in the path itself is looked for by what stands before it.
        var raw = question < 0 ? endpoint.Path : endpoint.Path[..question];
        var path = Fill(raw, Place.Path, session, values, raw);
        var query = question < 0 ? "" : Fill(endpoint.Path[question..], Place.Query, session, values, path);
        var root = session.BaseUrl.GetLeftPart(UriPartial.Authority);
        var uri = new Uri(root + (path.StartsWith('/') ? path : "/" + path) + query);

        byte[]? body = null;
        if (endpoint.Body is not null)
        {
            var isJson = endpoint.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) ?? endpoint.Body.AsSpan().TrimStart().StartsWith("{");
            body = Encoding.UTF8.GetBytes(Fill(endpoint.Body, isJson ? Place.Json : Place.Form, session, values, path));
        }
        return new ProviderRequest(endpoint.Role, endpoint.Method, uri, Headers(endpoint, session, values, extraHeader, uri.AbsolutePath), body, endpoint.ContentType);
    }

    private static List<KeyValuePair<string, string>> Headers(
        ContractEndpoint endpoint, ProviderSession session, ReadOnlySpan<KeyValuePair<string, string>> values, KeyValuePair<string, string>? extra, string path)
    {
        var headers = new List<KeyValuePair<string, string>>(endpoint.Headers.Count + session.Headers.Count + 2);
        foreach (var header in endpoint.Headers)
            headers.Add(new(header.Key, Fill(header.Value, Place.Header, session, values, path)));
        foreach (var header in session.Headers)
            if (!Has(headers, header.Key) && !header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                headers.Add(new(header.Key, Fill(header.Value, Place.Header, session, values, path)));
        if (session.Cookies.Count + session.PathCookies.Count > 0 && string.Join("; ", session.CookiesFor(path).Select(c => $"{c.Key}={c.Value}")) is { Length: > 0 } cookies)
            headers.Add(new("Cookie", cookies));
        if (extra is { } one)
            headers.Add(one);
        return headers;
    }

    private static bool Has(List<KeyValuePair<string, string>> headers, string name)
    {
        foreach (var header in headers)
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static string Fill(string template, Place place, ProviderSession session, ReadOnlySpan<KeyValuePair<string, string>> values, string path)
    {
        var open = template.IndexOf("{{", StringComparison.Ordinal);
        if (open < 0)
            return template;
        var text = new StringBuilder(template.Length + 64);
        var from = 0;
        while (open >= 0)
        {
            var close = template.IndexOf("}}", open + 2, StringComparison.Ordinal);
            if (close < 0)
                break;
            var name = template[(open + 2)..close];
            if (!IsName(name))
            {
                // "{{" of a nested JSON object is no placeholder.
                text.Append(template, from, open + 1 - from);
                from = open + 1;
            }
            else
            {
                text.Append(template, from, open - from);
                text.Append(Escape(Resolve(name, session, values, path), place));
                from = close + 2;
            }
            open = template.IndexOf("{{", from, StringComparison.Ordinal);
        }
        return text.Append(template, from, template.Length - from).ToString();
    }

    private static bool IsName(string name)
    {
        if (name.Length is 0 or > 120)
            return false;
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && !"-_.:$!~".Contains(c))
                return false;
        return true;
    }

    private static string Resolve(string name, ProviderSession session, ReadOnlySpan<KeyValuePair<string, string>> values, string path)
    {
        foreach (var value in values)
            if (value.Key == name)
                return value.Value;
        if (name == "base")
            return session.BaseUrl.GetLeftPart(UriPartial.Authority);
        if (name.StartsWith("cookie:", StringComparison.Ordinal))
            return session.Cookie(name[7..], path) ?? throw new InvalidOperationException($"the session has no cookie '{name[7..]}'");
        if (name.StartsWith("token:", StringComparison.Ordinal))
            return session.Tokens.TryGetValue(name[6..], out var token) ? token : throw new InvalidOperationException($"the session has no token '{name[6..]}'");
        throw new InvalidOperationException($"the contract asks for '{name}', which this request has no value for");
    }

    private static string Escape(string value, Place place) => place switch
    {
        Place.Path => Percent(value, PathSafe),
        Place.Query => Percent(value, QuerySafe),
        Place.Form => Percent(value, Unreserved),
        Place.Json => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value),
        _ => value.AsSpan().IndexOfAny('\r', '\n', '\0') < 0 ? value : throw new InvalidOperationException("a header value with a line break"),
    };

    private static string Percent(string value, string safe)
    {
        if (value.AsSpan().IndexOfAnyExcept(safe) < 0)
            return value;
        var text = new StringBuilder(value.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(value))
        {
            if (b < 128 && safe.Contains((char)b))
                text.Append((char)b);
            else
                text.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }
}
