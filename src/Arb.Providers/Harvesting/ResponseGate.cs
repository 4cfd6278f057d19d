using Arb.Domain.Harvest;
using Arb.Domain.Sessions;
using Arb.Providers.Http;

namespace Arb.Providers.Harvesting;

/// <summary>What every protocol decides before it looks at a body.</summary>
internal static class ResponseGate
{
    /// <summary>
    /// Null when the body may be read, else the answer's result. 401, 403, a redirect to a login and a page with status 200 are a lost session;
    /// every other status but 200 and 304 and an empty body are a failed request.
    /// </summary>
    public static HarvestResult? Check(ProviderResponse response, ReadOnlySpan<byte> body, bool htmlTypeIsPage)
    {
        switch (response.Status)
        {
            case 200:
                break;
            case 401 or 403:
                return Lost($"status {response.Status}");
            case >= 300 and < 400 when LoginRedirect.Is(response.Location):
                return Lost("redirected to the login");
            default:
                return Failed($"status {response.Status}");
        }
        if (body.IsEmpty)
            return Failed("no body");
        if (body[0] == (byte)'<' || (htmlTypeIsPage && response.ContentType.Contains("html", StringComparison.OrdinalIgnoreCase)))
            return Lost("a page instead of data");
        return null;
    }

    /// <summary>The body without byte order mark and leading blanks.</summary>
    public static ReadOnlySpan<byte> Body(ProviderResponse response)
    {
        var body = response.Body.Span;
        if (body.StartsWith("\uFEFF"u8))
            body = body[3..];
        return body[WireScan.Blanks(body, 0)..];
    }

    public static HarvestResult Lost(string reason) => new(HarvestKind.SessionLost, 0, 0, reason);

    public static HarvestResult Failed(string reason) => new(HarvestKind.Failed, 0, 0, reason);

    public static HarvestResult NeedsSnapshot(string reason) => new(HarvestKind.NeedsSnapshot, 0, 0, reason);
}
