using System.Net;
using System.Net.Sockets;
using Arb.Domain.Commands;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Dashboard.Components;

namespace Arb.Host.Dashboard;

/// <summary>
/// The operator's desk: HTTP on 127.0.0.1, apart from the control channel and from the extension's port. Pages are rendered here and renewed by server-sent events; forms send the commands that the
/// command line sends. No GET changes anything. Who may: <see cref="DeskLogins"/>; what a request must be: <see cref="DeskGuard"/>.
/// </summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    private const int MaxBody = 16 * 1024;
    private const int MaxHeaderBytes = 16 * 1024;
    private const int LoginsPerSecond = 5;
    private const int MaxCode = 128;
    private static readonly TimeSpan HeaderPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IdlePatience = TimeSpan.FromSeconds(15);

    private readonly WebApplication _app;
    private readonly DeskLogins _logins;
    private readonly DeskAssets _assets = new();
    private readonly DeskRenderer _renderer = new();
    private readonly DeskActions _actions;
    private readonly RequestBudget _loginBudget;
    private readonly RequestBudget _budget;
    private readonly RequestBudget _strangers;
    private readonly DashboardOptions _options;
    private readonly Action<string> _log;
    private readonly Func<HttpContext, Task<bool>>? _outside;
    private string _host = "";
    private string? _loginPage;

    private DashboardServer(WebApplication app, DashboardOptions options, DeskLogins logins, Func<ArbCommand, CancellationToken, Task<CommandReply>> ask, TimeProvider time, Action<string> log, Func<HttpContext, Task<bool>>? outside)
    {
        _app = app;
        _outside = outside;
        _options = options;
        _logins = logins;
        _log = log;
        Poller = new DeskPoller(options, ask, _renderer, time, log);
        _actions = new DeskActions(ask);
        _loginBudget = new RequestBudget(LoginsPerSecond, time);
        _budget = new RequestBudget(options.RequestsPerSecond, time);
        // Apart: whoever has no login must not use up what the operator needs for the kill switch.
        _strangers = new RequestBudget(options.RequestsPerSecond, time);
    }

    /// <summary>Its address.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Who looks at the engine for every page.</summary>
    public DeskPoller Poller { get; }

    /// <summary>True when pages are renewed live: the scripts are built in.</summary>
    public bool Live => _assets.Live;

    /// <summary>A login link with a new code.</summary>
    public DashboardLink NewLink() => _logins.NewLink();

    /// <summary>Listens; on any free port when the wished one is taken: the engine must not fail for its desk.</summary>
    /// <param name="options">Bounds.</param>
    /// <param name="logins">Who may.</param>
    /// <param name="ask">Sends a command to the engine.</param>
    /// <param name="time">The engine's clock.</param>
    /// <param name="log">Takes lines for the log; nothing secret is among them.</param>
    /// <param name="outside">Answers what needs no login (metrics, health) and says whether it did; null: nothing is.</param>
    public static async Task<DashboardServer> StartAsync(
        DashboardOptions options, DeskLogins logins, Func<ArbCommand, CancellationToken, Task<CommandReply>> ask, TimeProvider time, Action<string> log, Func<HttpContext, Task<bool>>? outside = null)
    {
        try
        {
            return await ListenAsync(options, logins, ask, time, log, outside);
        }
        catch (Exception taken) when (options.Port != 0 && taken is IOException or SocketException)
        {
            log($"[DASHBOARD] arb.dashboard.port = {options.Port} is not free ({taken.Message}); taking another");
            return await ListenAsync(options with { Port = 0 }, logins, ask, time, log, outside);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Poller.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task<DashboardServer> ListenAsync(
        DashboardOptions options, DeskLogins logins, Func<ArbCommand, CancellationToken, Task<CommandReply>> ask, TimeProvider time, Action<string> log, Func<HttpContext, Task<bool>>? outside)
    {
        var seats = new ConnectionSeats(options.MaxConnections);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.Limits.KeepAliveTimeout = IdlePatience;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            kestrel.Limits.RequestHeadersTimeout = HeaderPatience;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Use(next => connection => seats.ServeAsync(connection, next)));
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var app = builder.Build();
        var server = new DashboardServer(app, options, logins, ask, time, log, outside);
        app.Run(server.HandleAsync);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        server.Address = new Uri(app.Urls.Single());
        server._host = server.Address.Authority;
        logins.Port = server.Address.Port;
        log($"[DASHBOARD] listening at {server._host}{(server.Live ? "" : ", without live updates: built before scripts/setup brought the scripts in")}");
        return server;
    }

    private async Task HandleAsync(HttpContext http)
    {
        DeskGuard.Protect(http.Response);
        try
        {
            var login = _logins.Find(http.Request.Cookies[_logins.CookieName]);
            ConnectionSeats.Note(http, login is not null);
            if (DeskGuard.Refusal(http.Request, _host) is var (status, why))
                await SayAsync(http, status, "Refused", why);
            else if (_assets.Find(http.Request.Path) is { } asset)
                await SendAsync(http, asset);
            else if (http.Request.Path == "/login")
                await LoginAsync(http);
            else if (!(login is null ? _strangers : _budget).Take())
                await SayAsync(http, StatusCodes.Status429TooManyRequests, "Too many requests", "wait a moment");
            else if (_outside is not null && await _outside(http))
                return;
            else if (login is null)
                await WantsLoginAsync(http);
            else if (HttpMethods.IsPost(http.Request.Method))
                await ActAsync(http, login);
            else if (http.Request.Path == "/live")
                await WatchAsync(http, login);
            else
                await PageAsync(http, login);
        }
        catch (BadHttpRequestException bad)
        {
            await SayAsync(http, bad.StatusCode, "Refused", "no proper request");
        }
        catch (InvalidDataException)
        {
            await SayAsync(http, StatusCodes.Status400BadRequest, "Refused", "no proper form");
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone.
        }
    }

    private async Task LoginAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            // One page for everybody: it costs nothing, so nobody's requests use it up.
            _loginPage ??= await _renderer.RenderAsync(typeof(Login), new Dictionary<string, object?> { [nameof(Login.Style)] = _assets.Style, [nameof(Login.Script)] = _assets.Scripts[^1] });
            await HtmlAsync(http, StatusCodes.Status200OK, _loginPage);
            return;
        }
        var code = (await FormAsync(http))["code"].ToString().Trim();
        // The whole link may have been pasted.
        code = code[(code.IndexOf('#', StringComparison.Ordinal) + 1)..];
        if (code.Length is 0 or > MaxCode || _logins.Redeem(code) is not var (cookie, _))
        {
            // A code cannot be guessed (256 bits), so a right one is never refused for the wrong ones of others; those are answered shortly.
            if (!_loginBudget.Take())
            {
                await HtmlAsync(http, StatusCodes.Status429TooManyRequests, "Too many wrong codes. Make another link: arb dashboard");
                return;
            }
            _log("[DASHBOARD] a login was refused: unknown, used or old code");
            await SayAsync(http, StatusCodes.Status403Forbidden, "This link does not work any more", "A login link is good once and for a short while. Make another: arb dashboard");
            return;
        }
        _log("[DASHBOARD] somebody logged in with a login link");
        DeskGuard.Grant(http.Response, _logins.CookieName, cookie, _options.SessionLifetime);
        See(http, "/");
    }

    /// <summary>The fields of a form, none when it is no form. Throws <see cref="InvalidDataException"/> for one that ends before its end, is written in an encoding that is not taken, or makes no sense.</summary>
    private static async Task<IFormCollection> FormAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
            return FormCollection.Empty;
        try
        {
            return await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (Exception malformed) when (malformed is not (OperationCanceledException or BadHttpRequestException) && !http.RequestAborted.IsCancellationRequested)
        {
            throw new InvalidDataException("no proper form", malformed);
        }
    }

    private async Task WantsLoginAsync(HttpContext http)
    {
        if (http.Request.Headers.ContainsKey("HX-Request"))
        {
            http.Response.StatusCode = StatusCodes.Status200OK;
            http.Response.Headers["HX-Redirect"] = "/login";
            return;
        }
        if (HttpMethods.IsPost(http.Request.Method) || http.Request.Path == "/live")
            await SayAsync(http, StatusCodes.Status401Unauthorized, "Not logged in", "Make a login link: arb dashboard");
        else
            See(http, "/login");
    }

    private async Task ActAsync(HttpContext http, DeskLogin login)
    {
        var form = await FormAsync(http);
        if (!login.Allows(form["form-token"]))
        {
            await SayAsync(http, StatusCodes.Status403Forbidden, "Refused", "the form is not from this login: reload the page");
            return;
        }
        if (http.Request.Path == "/logout")
        {
            _logins.End(login);
            DeskGuard.Grant(http.Response, _logins.CookieName, "", TimeSpan.Zero);
            See(http, "/login");
            return;
        }
        var outcome = await _actions.RunAsync(http.Request.Path.Value ?? "", form, http.RequestAborted);
        if (outcome is null)
        {
            await SayAsync(http, StatusCodes.Status404NotFound, "Unknown", "there is no such action");
            return;
        }
        Poller.Hurry();
        if (http.Request.Headers.ContainsKey("HX-Request"))
            await HtmlAsync(http, StatusCodes.Status200OK, typeof(Notice), new() { [nameof(Notice.Outcome)] = outcome });
        else
            await SayAsync(http, outcome.Status, outcome.Ok ? "Done" : "Not done", outcome.Text);
    }

    private async Task PageAsync(HttpContext http, DeskLogin login)
    {
        if (DeskPage.Find(http.Request.Path.Value ?? "/", DeskQuery.Read(http.Request.Query)) is not { } view)
        {
            await SayAsync(http, StatusCodes.Status404NotFound, "Unknown page", "there is nothing here");
            return;
        }
        await HtmlAsync(http, StatusCodes.Status200OK, typeof(Shell), new()
        {
            [nameof(Shell.Data)] = await Poller.ReadAsync(view),
            [nameof(Shell.FormToken)] = login.FormToken,
            [nameof(Shell.Style)] = _assets.Style,
            [nameof(Shell.Scripts)] = _assets.Scripts,
            [nameof(Shell.IsLive)] = _assets.Live,
        });
    }

    private async Task WatchAsync(HttpContext http, DeskLogin login)
    {
        var (path, query) = DeskQuery.ReadAddress(http.Request.Query["at"].ToString());
        if (DeskPage.Find(path, query) is not { } view)
        {
            await SayAsync(http, StatusCodes.Status404NotFound, "Unknown page", "there is nothing here");
            return;
        }
        if (Poller.Watch(view, login) is not { } watcher)
        {
            await SayAsync(http, StatusCodes.Status503ServiceUnavailable, "Too many pages are open", "close one");
            return;
        }
        try
        {
            http.Response.ContentType = "text/event-stream";
            DeskFrame? last = null;
            await foreach (var frame in watcher.Frames.ReadAllAsync(http.RequestAborted))
            {
                if (_logins.Find(http.Request.Cookies[_logins.CookieName]) is null)
                    return;
                if (!ReferenceEquals(last?.Head, frame.Head))
                    await http.Response.Body.WriteAsync(frame.Head, http.RequestAborted);
                if (!ReferenceEquals(last?.Main, frame.Main))
                    await http.Response.Body.WriteAsync(frame.Main, http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                last = frame;
            }
            await http.Response.WriteAsync("event: parked\ndata: parked\n\n", http.RequestAborted);
        }
        finally
        {
            Poller.Leave(watcher);
        }
    }

    private static async Task SendAsync(HttpContext http, DeskAsset asset)
    {
        http.Response.ContentType = asset.Type;
        http.Response.ContentLength = asset.Content.Length;
        // The address carries the content's hash.
        http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        if (HttpMethods.IsGet(http.Request.Method))
            await http.Response.Body.WriteAsync(asset.Content, http.RequestAborted);
    }

    private Task SayAsync(HttpContext http, int status, string title, string text) =>
        HtmlAsync(http, status, typeof(Plain), new() { [nameof(Plain.Title)] = title, [nameof(Plain.Text)] = text, [nameof(Plain.Style)] = _assets.Style });

    private async Task HtmlAsync(HttpContext http, int status, Type component, Dictionary<string, object?> parameters) =>
        await HtmlAsync(http, status, await _renderer.RenderAsync(component, parameters));

    private static async Task HtmlAsync(HttpContext http, int status, string markup)
    {
        if (http.Response.HasStarted)
            return;
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.WriteAsync(markup, http.RequestAborted);
    }

    private static void See(HttpContext http, string path)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = path;
    }

    /// <summary>The engine ends it.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
