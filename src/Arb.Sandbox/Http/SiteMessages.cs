using System.Text;
using System.Text.Json;

namespace Arb.Sandbox.Http;

/// <summary>A request as a site sees it; query and form are decoded.</summary>
internal sealed record SiteRequest(
    string Method, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Form, string Body, IReadOnlyDictionary<string, string> Cookies)
{
    /// <summary>A form field, else a query value, else empty: CMD takes either.</summary>
    internal string Field(string name) => Form.TryGetValue(name, out var value) || Query.TryGetValue(name, out value) ? value : "";
}

/// <summary>An answer before transport faults and compression.</summary>
internal sealed record SiteAnswer(int Status, string ContentType, byte[] Body)
{
    internal string? Location { get; init; }

    internal string? SetCookie { get; init; }

    internal string? RetryAfter { get; init; }

    internal bool Abort { get; init; }

    internal int HoldMs { get; init; }

    internal static SiteAnswer Html(string html, int status = 200) => new(status, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));

    internal static SiteAnswer Script(string script) => new(200, "text/javascript; charset=utf-8", Encoding.UTF8.GetBytes(script));

    internal static SiteAnswer Redirect(string location, string? setCookie = null) => new(302, "text/html; charset=utf-8", []) { Location = location, SetCookie = setCookie };

    internal static SiteAnswer Text(int status, string text) => new(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));

    internal static SiteAnswer Json(Action<Utf8JsonWriter> write) => new(200, "application/json; charset=utf-8", JsonBody.Write(write));
}

internal static class JsonBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, Options))
            write(writer);
        return buffer.WrittenSpan.ToArray();
    }
}
