using System.Net;
using System.Text.Json;

namespace Arb.Host.Telemetry;

/// <summary>
/// <c>GET /metrics</c>, <c>/health/live</c>, <c>/health/ready</c>. No login: nothing secret is told and nothing is changed. Over TCP they answer this machine only, and only by a name of this machine, so that
/// no page can read them through a name of its own.
/// </summary>
internal static class TelemetryEndpoints
{
    private static readonly string[] Paths = ["/metrics", "/health/live", "/health/ready"];
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Maps the three; needs the service of <see cref="EngineWatch.Add"/>.</summary>
    public static IEndpointRouteBuilder MapTelemetry(this IEndpointRouteBuilder routes)
    {
        foreach (var path in Paths)
            routes.MapGet(path, async Task (HttpContext http, EngineWatch watch) => await TryAnswerAsync(http, watch));
        return routes;
    }

    /// <summary>Answers one of the three, for a server without routes; false when the request is for something else.</summary>
    public static async Task<bool> TryAnswerAsync(HttpContext http, EngineWatch watch)
    {
        var path = http.Request.Path.Value;
        if (!Paths.Contains(path) || !HttpMethods.IsGet(http.Request.Method))
            return false;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (Refusal(http) is { } refusal)
            await WriteAsync(http, StatusCodes.Status421MisdirectedRequest, "text/plain; charset=utf-8", refusal);
        else if (path == "/metrics")
            await WriteAsync(http, StatusCodes.Status200OK, PrometheusText.ContentType, PrometheusText.Write(watch.Metrics));
        else if (path == "/health/live")
            await WriteAsync(http, watch.Health.IsLive, new { status = watch.Health.IsLive ? "live" : "ending" });
        else
            await ReadyAsync(http, watch.Health);
        return true;
    }

    private static async Task ReadyAsync(HttpContext http, HealthProbe health)
    {
        var seen = await health.LookAsync(http.RequestAborted);
        await WriteAsync(http, seen.IsReady, new
        {
            status = seen.IsReady ? "ready" : "not ready",
            at = seen.At,
            reasons = seen.Checks.Where(check => !check.Ok).Select(check => $"{check.Name}: {check.Detail}"),
            checks = seen.Checks,
        });
    }

    private static Task WriteAsync(HttpContext http, bool well, object body) =>
        WriteAsync(http, well ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, "application/json; charset=utf-8", JsonSerializer.Serialize(body, Json));

    private static Task WriteAsync(HttpContext http, int status, string type, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(text, http.RequestAborted);
    }

    /// <summary>Why a request is not answered, or null. A Unix socket has no address and is its owner's alone.</summary>
    private static string? Refusal(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } from)
            return null;
        if (!IPAddress.IsLoopback(from))
            return "this machine only";
        return http.Request.Host.Host is "127.0.0.1" or "localhost" or "[::1]" ? null : "not by this name";
    }
}
