using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Arb.Browser.OwnBrowser;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Host.Control;

/// <summary>
/// Where the browser extension hands in what it recorded: HTTP on 127.0.0.1, apart from the control channel, which no browser can reach. <c>POST /pair</c> exchanges a code for a token,
/// <c>POST /report</c> takes captures and cookies. Nothing else is there, nothing is changed by any other method, and no page may read an answer. A request counts only if its <c>Host</c> is the very
/// address (a page that lets its own name point here has another), its <c>Origin</c> an extension's (pages cannot set it), and its token that of this extension. Nothing that arrives is logged.
/// </summary>
internal sealed partial class ExtensionServer : IAsyncDisposable
{
    private const int MaxPairBody = 1024;
    private const int MaxCode = 64;
    private const int MaxHeaderBytes = 16 * 1024;
    private static readonly TimeSpan HeaderPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IdlePatience = TimeSpan.FromSeconds(15);

    private readonly WebApplication _app;
    private readonly ExtensionGate _gate;
    private readonly ReportReader _reader;
    private readonly TimeProvider _time;
    private readonly Action<string> _log;
    private readonly RequestBudget _pairing;
    private readonly ConcurrentDictionary<AccountId, RequestBudget> _budgets = new();
    private string _host = "";

    private ExtensionServer(WebApplication app, ExtensionGate gate, TimeProvider time, Action<string> log)
    {
        _app = app;
        _gate = gate;
        _time = time;
        _log = log;
        _reader = new ReportReader(gate.Options, time);
        _pairing = new RequestBudget(1, time);
    }

    /// <summary>Its address.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Listens. Throws <see cref="IOException"/> when the port is taken.</summary>
    /// <param name="gate">Pairings and where reports go.</param>
    /// <param name="time">The engine's clock.</param>
    /// <param name="log">Takes lines for the log; nothing secret is among them.</param>
    public static async Task<ExtensionServer> StartAsync(ExtensionGate gate, TimeProvider time, Action<string> log)
    {
        var seats = new ConnectionSeats(gate.Options.MaxConnections);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = gate.Options.MaxReport;
            kestrel.Limits.KeepAliveTimeout = IdlePatience;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            kestrel.Limits.RequestHeadersTimeout = HeaderPatience;
            kestrel.Listen(IPAddress.Loopback, gate.Options.Port, listen => listen.Use(next => connection => seats.ServeAsync(connection, next)));
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var app = builder.Build();
        var server = new ExtensionServer(app, gate, time, log);
        app.Run(server.HandleAsync);
        try
        {
            await app.StartAsync();
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw new IOException($"arb.extension.port = {gate.Options.Port}: {taken.Message}", taken);
        }
        server.Address = new Uri(app.Urls.Single());
        server._host = server.Address.Authority;
        gate.Port = server.Address.Port;
        log($"[EXTENSION] listening at {server._host}");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            var (status, answer) = Refusal(http.Request) ?? (http.Request.Path == "/pair" ? await PairAsync(http) : await ReportAsync(http));
            await AnswerAsync(http, status, answer);
        }
        catch (BadHttpRequestException bad)
        {
            await AnswerAsync(http, bad.StatusCode, Problem(bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? $"too large: at most {_gate.Options.MaxReport} bytes are taken at a time" : "no proper request"));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone.
        }
    }

    /// <summary>What is wrong with a request before its body is looked at, or null.</summary>
    private (int, object)? Refusal(HttpRequest request)
    {
        if (request.Host.Value != _host)
            return (StatusCodes.Status421MisdirectedRequest, Problem($"this is {_host} and nothing else"));
        if (request.Path != "/pair" && request.Path != "/report")
            return (StatusCodes.Status404NotFound, Problem("there are only /pair and /report"));
        if (!HttpMethods.IsPost(request.Method))
            return (StatusCodes.Status405MethodNotAllowed, Problem("only POST does anything"));
        if (request.Headers.Origin.Count != 1 || !ExtensionOrigin().IsMatch(request.Headers.Origin.ToString()))
            return (StatusCodes.Status403Forbidden, Problem("only a browser extension may ask"));
        return request.ContentType is { } type && type.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase)
            ? null
            : (StatusCodes.Status415UnsupportedMediaType, Problem("the body must be application/json"));
    }

    private async Task<(int, object)> PairAsync(HttpContext http)
    {
        if (!_pairing.Take())
            return (StatusCodes.Status429TooManyRequests, Problem("too many tries: wait a moment"));
        if (http.Request.ContentLength is not <= MaxPairBody)
            return (StatusCodes.Status413PayloadTooLarge, Problem("a code is much shorter"));
        using var body = await BodyAsync(http);
        if (body is null || !body.RootElement.TryGetProperty("code", out var given) || Text(given) is not { Length: <= MaxCode } code)
            return (StatusCodes.Status400BadRequest, Problem("the code is missing"));
        try
        {
            var (account, token) = _gate.Desk.Redeem(code, http.Request.Headers.Origin.ToString());
            _log($"[EXTENSION] {account} is paired with a browser extension");
            return (StatusCodes.Status200OK, new { account = account.Value, token, site = await _gate.SiteOf(account, http.RequestAborted) ?? "" });
        }
        catch (BrowserException refused)
        {
            _log($"[EXTENSION] pairing refused: {refused.Message}");
            return (StatusCodes.Status403Forbidden, Problem(refused.Message));
        }
    }

    private async Task<(int, object)> ReportAsync(HttpContext http)
    {
        const string scheme = "Bearer ";
        var authorization = http.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(scheme, StringComparison.Ordinal) || _gate.Desk.Find(authorization[scheme.Length..], http.Request.Headers.Origin.ToString()) is not { } account)
            return (StatusCodes.Status401Unauthorized, Problem("not paired with this engine: arb extension pair ACCOUNT"));
        ConnectionSeats.Note(http, known: true);
        if (!_budgets.GetOrAdd(account, _ => new RequestBudget(_gate.Options.RequestsPerSecond, _time)).Take())
            return (StatusCodes.Status429TooManyRequests, Problem("too many reports: wait a moment"));
        using var body = await BodyAsync(http);
        if (body is null)
            return (StatusCodes.Status400BadRequest, Problem("the body is no JSON object"));
        ExtensionReport report;
        try
        {
            report = _reader.Read(body.RootElement);
        }
        catch (FormatException wrong)
        {
            return (StatusCodes.Status400BadRequest, Problem(wrong.Message));
        }
        return _gate.Browsers.Take(account, report) is { } taken
            ? (StatusCodes.Status200OK, new { taken = taken.Taken, refused = taken.Refused, repeated = taken.Repeated, login = taken.LoginWanted })
            : (StatusCodes.Status409Conflict, Problem($"{account} does not take anything now: arb account on {account}"));
    }

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a character that is written as two.
            return null;
        }
    }

    private static async Task<JsonDocument?> BodyAsync(HttpContext http)
    {
        try
        {
            var body = await JsonDocument.ParseAsync(http.Request.Body, new JsonDocumentOptions { MaxDepth = ReportReader.MaxDepth }, http.RequestAborted);
            if (body.RootElement.ValueKind == JsonValueKind.Object)
                return body;
            body.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task AnswerAsync(HttpContext http, int status, object answer)
    {
        http.Response.StatusCode = status;
        if (status == StatusCodes.Status405MethodNotAllowed)
            http.Response.Headers.Allow = "POST";
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(JsonSerializer.Serialize(answer), http.RequestAborted);
    }

    private static object Problem(string error) => new { error };

    [GeneratedRegex("^chrome-extension://[a-p]{32}$", RegexOptions.CultureInvariant)]
    private static partial Regex ExtensionOrigin();

    /// <summary>The engine ends it.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
