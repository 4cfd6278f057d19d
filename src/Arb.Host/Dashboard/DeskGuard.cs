using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Arb.Host.Dashboard;

/// <summary>
/// What a request must be before anything else is looked at. A page of another site reaches 127.0.0.1 from the user's browser: by its own name that points here (wrong <c>Host</c>), by a form or a script
/// (wrong <c>Origin</c>, no cookie because it is <c>SameSite=Strict</c>, no form token), or in a frame (forbidden by the answer's headers).
/// </summary>
internal static class DeskGuard
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>Status and words of a refusal, or null.</summary>
    /// <param name="request">The request.</param>
    /// <param name="host">The one host that this is.</param>
    public static (int Status, string Why)? Refusal(HttpRequest request, string host)
    {
        if (request.Host.Value != host)
            return (StatusCodes.Status421MisdirectedRequest, $"this is {host} and nothing else");
        var origin = request.Headers.Origin;
        if (origin.Count > 0 && (origin.Count > 1 || origin[0] != $"http://{host}"))
            return (StatusCodes.Status403Forbidden, "another site may not ask here");
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return null;
        if (!HttpMethods.IsPost(request.Method))
            return (StatusCodes.Status405MethodNotAllowed, "only GET and POST are known");
        if (origin.Count == 0)
            return (StatusCodes.Status403Forbidden, "a form must come from this desk");
        var site = request.Headers["Sec-Fetch-Site"];
        return site.Count > 0 && site != "same-origin" ? (StatusCodes.Status403Forbidden, "a form must come from this desk") : null;
    }

    /// <summary>Headers of every answer.</summary>
    public static void Protect(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        // Not no-referrer: browsers then send "Origin: null" with our own forms.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    /// <summary>Hands the cookie over: no script reads it, no other site sends it.</summary>
    public static void Grant(HttpResponse response, string name, string value, TimeSpan lifetime) =>
        response.Headers.Append(HeaderNames.SetCookie, string.Create(CultureInfo.InvariantCulture, $"{name}={value}; Path=/; Max-Age={(long)lifetime.TotalSeconds}; HttpOnly; SameSite=Strict"));
}
