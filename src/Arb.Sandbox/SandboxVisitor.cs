using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Arb.Domain.Sessions;
using Arb.Sandbox.Http;

namespace Arb.Sandbox;

/// <summary>What a visit left behind: the session's cookies and everything that went over the wire. Contains secrets: memory only.</summary>
/// <param name="BaseUrl">The whitelabel.</param>
/// <param name="Cookies">Name → value.</param>
/// <param name="Captures">Every exchange in order, login form included.</param>
public sealed record SandboxVisit(Uri BaseUrl, IReadOnlyDictionary<string, string> Cookies, IReadOnlyList<CapturedExchange> Captures)
{
    /// <summary>Counts only.</summary>
    public override string ToString() => $"visit of {BaseUrl.Host}: {Cookies.Count} cookies, {Captures.Count} exchanges";
}

/// <summary>
/// A customer with a browser, simulated for demos and tests without one: types name and password into the login form, opens the sports page and makes the requests
/// that the page's own script would make, all recorded. It knows HTML forms and the page's request list, and no protocol.
/// </summary>
public static class SandboxVisitor
{
    private const int MaxRedirects = 5;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private static readonly KeyValuePair<string, string>[] Profile =
    [
        new("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"),
        new("Accept", "*/*"),
        new("Accept-Language", "en-US,en;q=0.9"),
        new("Accept-Encoding", "gzip, deflate"),
    ];

    /// <summary>
    /// Logs in and browses. With <paramref name="placeBet"/> a bet of the minimum stake is really placed; without it the placement is sent with a ticket that
    /// does not exist: the exchange has the right shape, and the bookmaker refuses it. Throws <see cref="HttpRequestException"/> when the login fails.
    /// </summary>
    public static async Task<SandboxVisit> VisitAsync(Uri baseUrl, string user, string password, bool placeBet = false, TimeProvider? clock = null, CancellationToken cancel = default)
    {
        using var browser = new Browser(baseUrl, clock ?? TimeProvider.System);
        await browser.SendAsync("GET", new Uri(baseUrl, "/login"), null, null, cancel);
        var form = $"username={Uri.EscapeDataString(user)}&password={Uri.EscapeDataString(password)}";
        var (page, html) = await browser.SendAsync("POST", new Uri(baseUrl, "/login"), "application/x-www-form-urlencoded", form, cancel);
        var block = Regex.Match(html, "<script type=\"application/json\" id=\"requests\">(.*?)</script>", RegexOptions.Singleline, Deadline);
        if (!block.Success)
            throw new HttpRequestException($"login at {baseUrl.Host} failed: no sports page");
        var requests = JsonSerializer.Deserialize<List<PageRequest>>(block.Groups[1].Value, new JsonSerializerOptions(JsonSerializerDefaults.Web))!;
        foreach (var request in requests.Where(r => r.Auto))
            await browser.SendAsync(request.Method, new Uri(page, request.Url), request.ContentType, request.Body, cancel);
        if (requests.Find(r => r.Role == "quote") is { } quote && requests.Find(r => r.Role == "place") is { } place)
        {
            var (_, answer) = await browser.SendAsync(quote.Method, new Uri(page, quote.Url), quote.ContentType, quote.Body, cancel);
            var url = Fill(place.Url, quote, answer, placeBet);
            await browser.SendAsync(place.Method, new Uri(page, url), place.ContentType, place.Body is null ? null : Fill(place.Body, quote, answer, placeBet), cancel);
        }
        return new SandboxVisit(baseUrl, browser.Cookies, browser.Captures);
    }

    private static string Fill(string template, PageRequest quote, string answer, bool real)
    {
        foreach (var (name, pattern) in quote.Ticket!)
        {
            var match = Regex.Match(answer, pattern, RegexOptions.None, Deadline);
            template = template.Replace($"{{{name}}}", real && match.Success ? match.Groups[1].Value : "00000000-none", StringComparison.Ordinal);
        }
        return template;
    }

    private sealed class Browser : IDisposable
    {
        private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All, UseProxy = false };
        private readonly HttpClient _client;
        private readonly Uri _base;
        private readonly TimeProvider _clock;

        internal Browser(Uri baseUrl, TimeProvider clock)
        {
            _base = baseUrl;
            _clock = clock;
            _client = new HttpClient(_handler) { Timeout = Deadline };
        }

        internal Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

        internal List<CapturedExchange> Captures { get; } = [];

        public void Dispose()
        {
            _client.Dispose();
            _handler.Dispose();
        }

        internal async Task<(Uri Page, string Text)> SendAsync(string method, Uri url, string? contentType, string? body, CancellationToken cancel)
        {
            for (var hop = 0; ; hop++)
            {
                var (location, text) = await OnceAsync(method, url, contentType, body, cancel);
                if (location is null)
                    return (url, text);
                if (hop == MaxRedirects)
                    throw new HttpRequestException($"too many redirects at {_base.Host}");
                (method, url, contentType, body) = ("GET", new Uri(url, location), null, null);
            }
        }

        private async Task<(Uri? Location, string Text)> OnceAsync(string method, Uri url, string? contentType, string? body, CancellationToken cancel)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), url);
            var sent = new List<KeyValuePair<string, string>>(Profile);
            if (Cookies.Count > 0)
                sent.Add(new("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}"))));
            foreach (var (name, value) in sent)
                request.Headers.TryAddWithoutValidation(name, value);
            if (body is not null)
            {
                request.Content = new StringContent(body);
                request.Content.Headers.Remove("Content-Type");
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
                sent.Add(new("Content-Type", contentType!));
            }
            using var response = await _client.SendAsync(request, cancel);
            var text = await response.Content.ReadAsStringAsync(cancel);
            foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                var pair = cookie.Split(';')[0].Split('=', 2);
                Cookies[pair[0]] = pair[^1];
            }
            var got = response.Headers.Concat(response.Content.Headers).SelectMany(h => h.Value.Select(v => new KeyValuePair<string, string>(h.Key, v))).ToArray();
            Captures.Add(new CapturedExchange(method, url, sent, body, (int)response.StatusCode, got, text, _clock.GetUtcNow()));
            return ((int)response.StatusCode is >= 300 and < 400 ? response.Headers.Location : null, text);
        }
    }
}
