using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Arb.E2E.Tests.Chrome;

/// <summary>A small site that uses every way of talking a bookmaker's page uses.</summary>
internal sealed class ChromeSite : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChromeSite(WebApplication application) => _application = application;

    public Uri Address { get; private set; } = null!;

    public Uri At(string path) => new(Address, path);

    public static async Task<ChromeSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        var application = builder.Build();
        var site = new ChromeSite(application);
        application.UseWebSockets();
        site.Map();
        await application.StartAsync();
        site.Address = new Uri(application.Urls.First());
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        _gone.TrySetResult();
        await _application.DisposeAsync();
    }

    private static IResult Page(string script) =>
        Results.Content($"<!doctype html><meta charset=utf-8><link rel=icon href='data:,'><title>site</title><script>{script}</script>", "text/html; charset=utf-8");

    private void Map()
    {
        _application.MapGet("/", (HttpContext context) =>
        {
            context.Response.Cookies.Append("sid", "secret-session", new CookieOptions { HttpOnly = true });
            return Page(Everything);
        });
        _application.MapGet("/quiet", () => Page(""));
        _application.MapGet("/login", (HttpContext context, string user) =>
        {
            context.Response.Cookies.Append("user", user);
            return Results.Redirect("/quiet");
        });
        _application.MapGet("/many", () => Page("for (let i = 0; i < 500; i++) fetch('/item?i=' + i);"));
        _application.MapGet("/item", (int i) => Results.Json(new { i, text = $"item {i}" }));
        _application.MapGet("/opener", () => Page("onclick = () => { onclick = null; const w = window.open('about:blank'); setTimeout(() => w.location = '/window', 300); };"));
        _application.MapGet("/clinging", () => Page("onbeforeunload = e => { e.preventDefault(); e.returnValue = 'stay'; }; onclick = () => { onclick = null; window.open('/window'); };"));
        _application.MapGet("/window", () => Page("fetch('/item?i=77')"));
        _application.MapGet("/leave", (int n) => Page($"fetch('/item?i={n}').then(r => r.text()).then(() => {{ if ({n} > 1) location = '/leave?n={n - 1}'; }})"));
        _application.MapGet("/bytes", () => Results.Bytes(new byte[] { 0xff, 0xfe, 0x00, 0x01 }, "application/octet-stream"));
        _application.MapGet("/big", () => Results.Text(new string('x', 3_000_000)));
        _application.MapPost("/form", async (HttpRequest request) =>
        {
            var form = await new StreamReader(request.Body).ReadToEndAsync();
            return Results.Json(new { got = form });
        });
        _application.MapGet("/worker.js", () => Results.Text("fetch('/item?i=99').then(r => r.json()).then(j => postMessage(j.text));", "text/javascript"));
        _application.MapGet("/sw.js", () => Results.Text("self.addEventListener('install', e => e.waitUntil(fetch('/item?i=55')));", "text/javascript"));
        _application.MapGet("/events", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var i = 1; i <= 3; i++)
                await context.Response.WriteAsync($"id: {i}\nevent: odds\ndata: price {i}\n\n");
            await context.Response.Body.FlushAsync();
            await Task.WhenAny(_gone.Task, Task.Run(() => context.RequestAborted.WaitHandle.WaitOne()));
        });
        _application.Map("/socket", async (HttpContext context) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[1024];
            while (socket.State == WebSocketState.Open)
            {
                var got = await socket.ReceiveAsync(buffer, CancellationToken.None);
                if (got.MessageType == WebSocketMessageType.Close)
                    break;
                var answer = "echo " + Encoding.UTF8.GetString(buffer, 0, got.Count);
                await socket.SendAsync(Encoding.UTF8.GetBytes(answer), WebSocketMessageType.Text, true, CancellationToken.None);
            }
        });
    }

    private const string Everything = """
        (async () => {
          await (await fetch('/item?i=1')).json();
          await (await fetch('/item?i=2', { headers: { 'X-Token': 'header-token' } })).json();
          await (await fetch('/form', { method: 'POST', body: new URLSearchParams({ a: '1', b: 'ü' }) })).json();
          await (await fetch('/bytes')).arrayBuffer();
          await (await fetch('/big')).text();
          await (await fetch('/login?user=seen')).text();
          await new Promise(done => { const x = new XMLHttpRequest(); x.open('GET', '/item?i=3'); x.onload = done; x.send(); });
          await new Promise(done => { const s = new WebSocket('ws://' + location.host + '/socket'); let n = 0;
            s.onopen = () => s.send('frame 1'); s.onmessage = () => { if (++n < 3) s.send('frame ' + (n + 1)); else { s.close(); done(); } }; });
          await new Promise(done => { const e = new EventSource('/events'); let n = 0; e.addEventListener('odds', () => { if (++n === 3) done(); }); });
          await new Promise(done => { const w = new Worker('/worker.js'); w.onmessage = done; });
          await navigator.serviceWorker.register('/sw.js');
          await navigator.serviceWorker.ready;
          await fetch('/item?i=1000');
        })();
        """;
}
