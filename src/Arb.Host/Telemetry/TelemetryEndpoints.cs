using System.Net;
using System.Text.Json;

namespace Arb.Host.Telemetry;

/// <summary>
/// <c>GET /metrics</c>, <c>/health/live</c>, <c>/health/ready</c>. No login: nothing secret is told and nothing is changed. Over TCP they answer this machine only, and only by a name of this machine, so that
/// no page can read them through a name of its own.
/// </summary>
internal static class TelemetryEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Maps the three; needs the services of <see cref="EngineWatch.Add"/>.</summary>
    public static IEndpointRouteBuilder MapTelemetry(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").AddEndpointFilter(async (context, next) => Refusal(context.HttpContext) is { } refusal ? Results.Text(refusal, statusCode: StatusCodes.Status421MisdirectedRequest) : await next(context));
        group.MapGet("/metrics", (HttpContext http, EngineWatch watch) => Results.Text(PrometheusText.Write(watch.Metrics), PrometheusText.ContentType));
        group.MapGet("/health/live", (HttpContext http, EngineWatch watch) => Answer(http, watch.Health.IsLive, new { status = watch.Health.IsLive ? "live" : "ending" }));
        group.MapGet("/health/ready", async (HttpContext http, EngineWatch watch) =>
        {
            var seen = await watch.Health.LookAsync(http.RequestAborted);
            return Answer(http, seen.IsReady, new
            {
                status = seen.IsReady ? "ready" : "not ready",
                at = seen.At,
                reasons = seen.Checks.Where(check => !check.Ok).Select(check => $"{check.Name}: {check.Detail}"),
                checks = seen.Checks,
            });
        });
        return routes;
    }

    private static IResult Answer(HttpContext http, bool well, object body)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(body, Json, statusCode: well ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
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
