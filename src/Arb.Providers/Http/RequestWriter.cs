using System.Diagnostics.CodeAnalysis;
using System.Net;
using Arb.Domain.Sessions;

namespace Arb.Providers.Http;

/// <summary>Turns a built request into the runtime's message: the headers in their order, nothing added but Host and Content-Length.</summary>
internal static class RequestWriter
{
    private static readonly string[] Decodable = ["gzip", "deflate", "br", "identity"];

    public static bool TryWrite(ProviderRequest request, [NotNullWhen(true)] out HttpRequestMessage? message, out string problem)
    {
        message = null;
        problem = "";
        if (!request.Uri.IsAbsoluteUri || (request.Uri.Scheme != Uri.UriSchemeHttp && request.Uri.Scheme != Uri.UriSchemeHttps))
        {
            problem = "the address is not http or https";
            return false;
        }
        var made = new HttpRequestMessage(new HttpMethod(request.Method), request.Uri)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (request.Body is { } body)
        {
            made.Content = new ByteArrayContent(body);
            if (request.ContentType is { } type && !made.Content.Headers.TryAddWithoutValidation("Content-Type", type))
                problem = "the content type cannot be sent";
        }
        foreach (var (name, value) in request.Headers)
            if (!TryAdd(made, name, value))
                problem = $"header {name} cannot be sent";
        if (problem.Length > 0)
        {
            made.Dispose();
            return false;
        }
        message = made;
        return true;
    }

    private static bool TryAdd(HttpRequestMessage message, string name, string value)
    {
        // The runtime would send a value with a line break.
        if (value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            return false;
        if (IsOwnedByConnection(name))
            return true;
        if (name.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase))
            return message.Headers.TryAddWithoutValidation(name, WhatWeDecode(value));
        if (IsContentHeader(name))
            return message.Content is not { } content || content.Headers.NonValidated.Contains(name) || content.Headers.TryAddWithoutValidation(name, value);
        return message.Headers.TryAddWithoutValidation(name, value);
    }

    // What a browser's capture carries but each connection states for itself (HTTP/2 pseudo headers included).
    private static bool IsOwnedByConnection(string name) =>
        name.StartsWith(':')
        || name.Equals("Host", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Connection", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase);

    private static bool IsContentHeader(string name) =>
        name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Expires", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Last-Modified", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Allow", StringComparison.OrdinalIgnoreCase);

    // A browser also offers encodings that are not read here; offering one would make the answer unreadable.
    private static string WhatWeDecode(string offered)
    {
        var kept = offered.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(part => Decodable.Contains(part.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase));
        var text = string.Join(", ", kept);
        return text.Length == 0 ? "identity" : text;
    }
}
