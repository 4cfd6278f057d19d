using System.Net;
using System.Text.Json;
using Arb.Sandbox;

namespace Arb.Tests.Sandbox;

/// <summary>Bookmakers on a clock that stands still, and customers who speak plain HTTP.</summary>
internal sealed class SandboxBench : IAsyncDisposable
{
    private readonly List<Customer> _customers = [];

    private SandboxBench(SandboxHost host, SandboxClock clock)
    {
        Host = host;
        Clock = clock;
    }

    internal SandboxHost Host { get; }

    internal SandboxClock Clock { get; }

    internal static async Task<SandboxBench> StartAsync(Func<SandboxOptions, SandboxOptions>? change = null)
    {
        var clock = new SandboxClock();
        var options = new SandboxOptions { Clock = clock, SurebetsPerMinute = 0, InPlayPercent = 0 };
        return new SandboxBench(await SandboxHost.StartAsync(change?.Invoke(options) ?? options), clock);
    }

    internal Customer Anonymous(string bookmaker)
    {
        var customer = new Customer(Host[bookmaker].Url);
        _customers.Add(customer);
        return customer;
    }

    internal async Task<Customer> LogInAsync(string bookmaker, string user = "user1", string password = "pass1")
    {
        var customer = Anonymous(bookmaker);
        await customer.LogInAsync(user, password);
        return customer;
    }

    /// <summary>Moves the clock a second at a time, as prices do.</summary>
    internal void Seconds(int count)
    {
        for (var i = 0; i < count; i++)
            Clock.Advance(TimeSpan.FromSeconds(1));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var customer in _customers)
            customer.Dispose();
        await Host.DisposeAsync();
    }
}

/// <summary>A customer's HTTP client; no redirects, no automatic decompression.</summary>
internal sealed class Customer : IDisposable
{
    private readonly HttpClient _http;
    private string? _cookie;

    internal Customer(Uri site)
    {
        Site = site;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = site, Timeout = TimeSpan.FromSeconds(20) };
    }

    internal Uri Site { get; }

    /// <summary>Where the login led, e.g. <c>/(S(token))/</c>.</summary>
    internal string Home { get; private set; } = "/";

    internal async Task LogInAsync(string user, string password)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/login", $"username={user}&password={password}");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Home = answer.Headers.Location!.ToString();
        _cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    internal Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, string? type = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (_cookie is not null)
            request.Headers.TryAddWithoutValidation("Cookie", _cookie);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, type ?? (body.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded"));
        return _http.SendAsync(request);
    }

    internal async Task<string> GetAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    internal async Task<string> PostAsync(string path, string body)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    internal async Task<JsonElement> GetJsonAsync(string path) => Json(await GetAsync(path));

    internal async Task<JsonElement> PostJsonAsync(string path, string body) => Json(await PostAsync(path, body));

    internal static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public void Dispose() => _http.Dispose();
}
