using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Arb.Host.Configuration;
using Arb.Host.Dashboard;

namespace Arb.Tests.Host.Dashboard;

/// <summary>A dashboard on a real port over an engine of paper, and a browser that does exactly what it is told.</summary>
internal sealed partial class DeskKit : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private DeskKit(DashboardServer server, DeskLogins logins, DeskAnswers engine, DeskTime time, ConcurrentQueue<string> log)
    {
        (Server, Logins, Engine, Time, Log) = (server, logins, engine, time, log);
        Origin = server.Address.GetLeftPart(UriPartial.Authority);
    }

    public DashboardServer Server { get; }

    public DeskLogins Logins { get; }

    public DeskAnswers Engine { get; }

    public DeskTime Time { get; }

    public ConcurrentQueue<string> Log { get; }

    public string Origin { get; }

    public string? Cookie { get; set; }

    public string FormToken { get; set; } = "";

    public static async Task<DeskKit> StartAsync(DashboardOptions? options = null)
    {
        var (engine, time, log) = (new DeskAnswers(), new DeskTime(), new ConcurrentQueue<string>());
        var bounds = options ?? new DashboardOptions();
        var logins = new DeskLogins(bounds, time);
        return new DeskKit(await DashboardServer.StartAsync(bounds, logins, engine.AskAsync, time, log.Enqueue), logins, engine, time, log);
    }

    /// <summary>Logs in with a new link and reads the form token, as a page has it.</summary>
    public static async Task<DeskKit> LoggedInAsync(DashboardOptions? options = null)
    {
        var kit = await StartAsync(options);
        using var answer = await kit.PostAsync("/login", ("code", kit.Code()));
        kit.Cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        kit.FormToken = TokenIn().Match(await kit.TextAsync("/")).Groups[1].Value;
        kit.Engine.Asked.Clear();
        // What was asked for that page is old by now.
        kit.Time.Move(TimeSpan.FromSeconds(10));
        return kit;
    }

    public string Code() => Server.NewLink().Url.Split('#')[1];

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage>? change = null, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(method, Origin + path);
        if (method == HttpMethod.Post)
        {
            request.Headers.Add("Origin", Origin);
            request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        }
        if (Cookie is not null)
            request.Headers.Add("Cookie", Cookie);
        change?.Invoke(request);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<HttpResponseMessage> GetAsync(string path, Action<HttpRequestMessage>? change = null) => SendAsync(HttpMethod.Get, path, change);

    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) => SendAsync(HttpMethod.Post, path, null, fields);

    /// <summary>A form of the desk.</summary>
    public Task<HttpResponseMessage> DoAsync(string action, params (string Name, string Value)[] fields) => PostAsync("/do/" + action, [.. fields, ("form-token", FormToken)]);

    public async Task<string> TextAsync(string path)
    {
        using var answer = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }

    [GeneratedRegex("name=\"form-token\" content=\"([0-9a-f]+)\"")]
    private static partial Regex TokenIn();
}
