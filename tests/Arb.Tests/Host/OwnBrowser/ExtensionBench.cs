using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Arb.Browser.OwnBrowser;
using Arb.Browser.Sessions;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Host.Control;
using Arb.Tests.Sandbox;

namespace Arb.Tests.Host.OwnBrowser;

/// <summary>The endpoint for extensions on a real socket, with a clock that a test moves and one account that is on.</summary>
internal sealed class ExtensionBench : IAsyncDisposable
{
    public const string Origin = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";
    public const string OtherOrigin = "chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba";
    public const string Secret = "very-secret-value";

    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private ExtensionServer _server = null!;

    public SandboxClock Clock { get; } = new();

    public AccountId Anna { get; } = new("anna");

    public PairingDesk Desk { get; private set; } = null!;

    public OwnBrowserSessions Browsers { get; private set; } = null!;

    public IBrowserSession? Session { get; private set; }

    public ConcurrentQueue<BrowserEvent> Events { get; } = new();

    public ConcurrentQueue<string> Log { get; } = new();

    public string PairingsFile => _folder.File("own-browsers.json");

    public Uri Address => _server.Address;

    public static async Task<ExtensionBench> StartAsync(Func<ExtensionOptions, ExtensionOptions>? change = null)
    {
        var bench = new ExtensionBench();
        var options = new ExtensionOptions { Enabled = true, Port = 0 };
        options = change?.Invoke(options) ?? options;
        bench.Desk = new PairingDesk(options, bench.PairingsFile, bench.Clock);
        bench.Browsers = new OwnBrowserSessions(new MockBrowserSessions(), bench.Desk, options, bench.Clock);
        var gate = new ExtensionGate(options, bench.Desk, bench.Browsers) { SiteOf = (_, _) => Task.FromResult<string?>("https://sports.example/") };
        bench._server = await ExtensionServer.StartAsync(gate, bench.Clock, bench.Log.Enqueue);
        return bench;
    }

    /// <summary>A code, without the dash.</summary>
    public string Code() => Desk.Begin(Anna).Code;

    public async Task OnAsync() => Session = await Browsers.OpenAsync(Anna, new Uri("https://sports.example/"), Events.Enqueue, CancellationToken.None);

    /// <summary>Pairs and switches the account on; the token.</summary>
    public async Task<string> PairedAsync()
    {
        var (status, answer) = await PostAsync("/pair", new { code = Code() });
        Assert.Equal(200, status);
        await OnAsync();
        return answer.GetProperty("token").GetString()!;
    }

    public static object Record(string url = "https://sports.example/api/odds?tk=" + Secret, string body = "{}", long at = 0) => new
    {
        kind = "http",
        resource = "Fetch",
        method = "GET",
        url,
        status = 200,
        at,
        cut = false,
        failure = (string?)null,
        requestHeaders = new[] { new[] { "cookie", "sid=" + Secret } },
        responseHeaders = Array.Empty<string[]>(),
        requestBody = (string?)null,
        responseBody = body,
    };

    public static object Cookie(string value = Secret) => new
    {
        name = "sid",
        value,
        domain = "sports.example",
        path = "/",
        expires = (long?)null,
        secure = true,
        httpOnly = true,
        sameSite = "Lax",
        partition = (string?)null,
    };

    public static object Report(object[] records, long first = 1, string queue = "q1", long lost = 0, object[]? cookies = null) => new { queue, first, lost, cookies = cookies ?? [], records };

    public Task<(int Status, JsonElement Answer)> ReportAsync(string token, object report, string origin = Origin) => PostAsync("/report", report, origin, token);

    public Task<(int Status, JsonElement Answer)> PostAsync(string path, object body, string? origin = Origin, string? token = null) =>
        SendAsync(Request(path, body as string ?? JsonSerializer.Serialize(body), origin, token));

    public HttpRequestMessage Request(string path, string body, string? origin = Origin, string? token = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        return request;
    }

    public async Task<(int Status, JsonElement Answer)> SendAsync(HttpRequestMessage request)
    {
        using (request)
        using (var response = await _http.SendAsync(request))
        {
            Assert.DoesNotContain(response.Headers, h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
            var text = await response.Content.ReadAsStringAsync();
            Assert.DoesNotContain(Secret, text);
            return ((int)response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone());
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
