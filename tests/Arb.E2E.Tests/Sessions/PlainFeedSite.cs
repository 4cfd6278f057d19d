using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Arb.E2E.Tests.Sessions;

/// <summary>A bookmaker whose page reads a plain JSON feed of its own shape every half second; only a visitor with the page's cookie gets it.</summary>
internal sealed class PlainFeedSite : IAsyncDisposable
{
    public const string Cookie = "0f3c9a7e55d1plain";
    private readonly WebApplication _application;

    private PlainFeedSite(WebApplication application) => _application = application;

    public Uri Address { get; private set; } = null!;

    public static async Task<PlainFeedSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        var site = new PlainFeedSite(builder.Build());
        site._application.MapGet("/", (HttpContext context) =>
        {
            context.Response.Cookies.Append("sid", Cookie, new CookieOptions { HttpOnly = true });
            return Results.Content("<!doctype html><meta charset=utf-8><link rel=icon href='data:,'><title>odds</title><script>setInterval(() => fetch('/api/prices?lang=en'), 500)</script>", "text/html; charset=utf-8");
        });
        site._application.MapGet("/api/prices", (HttpContext context) =>
            context.Request.Cookies["sid"] == Cookie ? Results.Text(Feed(), "application/json") : Results.StatusCode(401));
        await site._application.StartAsync();
        site.Address = new Uri(site._application.Urls.First());
        return site;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static string Feed()
    {
        var start = TimeProvider.System.GetUtcNow().AddHours(5).ToString("yyyy-MM-dd'T'HH:00:00'Z'", CultureInfo.InvariantCulture);
        return JsonSerializer.Serialize(new
        {
            events = new[]
            {
                new { eventId = 7001, league = "First League", homeTeam = "Northport Rovers", awayTeam = "Eastvale Hawks", startTime = start, odds = new { home = 2.10m, draw = 3.40m, away = 3.55m } },
                new { eventId = 7002, league = "First League", homeTeam = "Southgate Lions", awayTeam = "Westbury Bears", startTime = start, odds = new { home = 1.65m, draw = 3.90m, away = 5.25m } },
            },
        });
    }
}
