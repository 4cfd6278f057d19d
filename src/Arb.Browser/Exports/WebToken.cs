using System.Buffers.Text;
using System.Text.Json;

namespace Arb.Browser.Exports;

/// <summary>Reads when a JSON web token ends (RFC 7519, <c>exp</c>). Nothing else of it is looked at.</summary>
internal static class WebToken
{
    private const int Longest = 16_384;

    /// <summary>The end of a token, alone or behind <c>Bearer</c>; null for anything else, and for a token without an end.</summary>
    public static DateTimeOffset? EndOf(string text)
    {
        var token = text.AsSpan(text.LastIndexOf(' ') + 1);
        if (token.Length > Longest || !token.StartsWith("eyJ") || token.Count('.') != 2)
            return null;
        var claims = token[(token.IndexOf('.') + 1)..token.LastIndexOf('.')];
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("exp", out var end) && end.ValueKind == JsonValueKind.Number && end.TryGetDouble(out var seconds) && seconds is > 0 and < 1e11
                ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
                : null;
        }
        catch (Exception none) when (none is FormatException or JsonException)
        {
            return null;
        }
    }
}
