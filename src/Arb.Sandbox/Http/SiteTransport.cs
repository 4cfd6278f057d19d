using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Arb.Sandbox.Http;

/// <summary>What goes wrong with a body on its way.</summary>
internal enum BodyFault
{
    None,
    Garbage,
    Truncate,
    Break,
}

/// <summary>Reads requests and writes answers: bounded bodies, ETag and 304 for GET, gzip and deflate where asked for.</summary>
internal static class SiteTransport
{
    internal const string ServerHeader = "Arb.Sandbox (simulated bookmaker)";
    private const int MaxBody = 64 * 1024;
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];
    private static readonly byte[] Nonsense = Encoding.UTF8.GetBytes("\u0001\u0002{[('<<< 0xDEADBEEF ,,, }]");

    internal static async Task<SiteRequest> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        var body = "";
        if (HttpMethods.IsPost(request.Method))
        {
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            var buffer = new char[MaxBody];
            var length = await reader.ReadBlockAsync(buffer, context.RequestAborted);
            body = new string(buffer, 0, length);
        }
        var form = request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true ? Fields(body) : [];
        var query = Fields(request.QueryString.Value?.TrimStart('?') ?? "");
        var cookies = request.Cookies.ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
        return new SiteRequest(request.Method, request.Path.Value ?? "/", query, form, body, cookies);
    }

    internal static Task WaitAsync(int milliseconds, TimeProvider clock, CancellationToken cancel) =>
        milliseconds <= 0 ? Task.CompletedTask : Task.Delay(TimeSpan.FromMilliseconds(milliseconds), clock, cancel);

    internal static async Task WriteAsync(HttpContext context, SiteAnswer answer, BodyFault fault, bool mark, bool chunked)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        if (answer.Location is not null)
            response.Headers.Location = answer.Location;
        if (answer.SetCookie is not null)
            response.Headers.SetCookie = answer.SetCookie;
        if (answer.Status == 429)
            response.Headers.RetryAfter = answer.RetryAfter;
        var body = Spoil(mark ? [.. Mark, .. answer.Body] : answer.Body, fault);
        if (HttpMethods.IsGet(context.Request.Method) && answer.Status == 200 && !answer.ContentType.StartsWith("text/html", StringComparison.Ordinal))
        {
            var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\"";
            response.Headers.ETag = tag;
            if (context.Request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(tag))
            {
                response.StatusCode = 304;
                return;
            }
        }
        response.ContentType = answer.ContentType;
        if (body.Length > 0)
            body = Compress(context, body);
        if (!chunked || fault == BodyFault.Break)
            response.ContentLength = body.Length;
        if (fault == BodyFault.Break)
        {
            await response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
            await response.Body.FlushAsync();
            context.Abort();
            return;
        }
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static byte[] Spoil(byte[] body, BodyFault fault) => fault switch
    {
        BodyFault.Garbage => Nonsense,
        BodyFault.Truncate => body[..(body.Length / 2)],
        _ => body,
    };

    private static byte[] Compress(HttpContext context, byte[] body)
    {
        var accepted = context.Request.Headers.AcceptEncoding.ToString();
        var gzip = accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (!gzip && !accepted.Contains("deflate", StringComparison.OrdinalIgnoreCase))
            return body;
        context.Response.Headers.ContentEncoding = gzip ? "gzip" : "deflate";
        context.Response.Headers.Vary = "Accept-Encoding";
        using var packed = new MemoryStream();
        using (Stream stream = gzip ? new GZipStream(packed, CompressionLevel.Fastest, true) : new ZLibStream(packed, CompressionLevel.Fastest, true))
            stream.Write(body);
        return packed.ToArray();
    }

    private static Dictionary<string, string> Fields(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            var name = equals < 0 ? pair : pair[..equals];
            fields[Decode(name)] = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
        }
        return fields;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
