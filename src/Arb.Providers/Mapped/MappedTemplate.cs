using System.Globalization;
using System.Text.RegularExpressions;
using Arb.Domain.Sessions;
using Arb.Providers.Templates;

namespace Arb.Providers.Mapped;

/// <summary>
/// Makes the template of any captured request, knowing nothing of its protocol: query values that look like keys are tokens, a time of now is <c>{{now}}</c>. The template says by which names
/// its tokens are found again in later captures.
/// </summary>
internal static partial class MappedTemplate
{
    /// <summary>Placeholder for the present time in milliseconds since 1970.</summary>
    public const string Now = "now";

    private static readonly string[] SecretNames = ["key", "token", "auth", "session", "sid", "secret", "sign", "pass", "jwt", "hash", "credential", "ticket"];

    /// <summary>True when a query field's name or value says that it is a secret.</summary>
    public static bool IsSecret(string name, string value) =>
        SecretNames.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase) && value.Length >= 4)
        || (value.Length >= 20 && value.AsSpan().IndexOfAny(" ,") < 0 && value.Any(char.IsAsciiDigit) && value.Any(char.IsAsciiLetter));

    public static ContractEndpoint Make(CapturedExchange capture) =>
        TemplateMaker.Make(EndpointRole.Odds, capture, PathTokens(capture.Url), name => Hole(capture, name));

    /// <summary>The tokens of a template's names in captures of its endpoint; the newest capture last wins.</summary>
    public static IReadOnlyDictionary<string, string> FindTokens(ProviderContract contract, IReadOnlyList<CapturedExchange> captures)
    {
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var endpoint in contract.Endpoints)
        {
            var parts = endpoint.Path.Split('?', 2);
            var segments = parts[0].Split('/');
            foreach (var capture in captures)
            {
                if (!Matches(contract, endpoint, capture))
                    continue;
                var actual = capture.Url.AbsolutePath.Split('/');
                for (var i = 0; i < segments.Length; i++)
                    if (Token(segments[i]) is { } name)
                        tokens[name] = Uri.UnescapeDataString(actual[i]);
                foreach (var field in parts.Length < 2 ? [] : parts[1].Split('&'))
                    if (field.Split('=', 2) is [var key, var value] && Token(value) is { } token && Captured.Query(capture, Uri.UnescapeDataString(key)) is { } found)
                        tokens[token] = found;
            }
        }
        return tokens;
    }

    /// <summary>True when a capture is a request to an endpoint of the contract: host, method and path, and the fixed query fields that the contract has.</summary>
    public static bool Matches(ProviderContract contract, ContractEndpoint endpoint, CapturedExchange capture)
    {
        if (!capture.Url.Authority.Equals(contract.Host, StringComparison.OrdinalIgnoreCase) || !Captured.Is(capture, endpoint.Method))
            return false;
        var parts = endpoint.Path.Split('?', 2);
        var wanted = parts[0].Split('/');
        var actual = capture.Url.AbsolutePath.Split('/');
        if (wanted.Length != actual.Length)
            return false;
        for (var i = 0; i < wanted.Length; i++)
            if (!wanted[i].Contains("{{", StringComparison.Ordinal) && !wanted[i].Equals(actual[i], StringComparison.Ordinal))
                return false;
        foreach (var field in parts.Length < 2 ? [] : parts[1].Split('&', StringSplitOptions.RemoveEmptyEntries))
            if (field.Split('=', 2) is [var key, var value] && !value.Contains("{{", StringComparison.Ordinal)
                && Captured.Query(capture, Uri.UnescapeDataString(key)) != Uri.UnescapeDataString(value.Replace('+', ' ')))
                return false;
        return true;
    }

    private static string? Hole(CapturedExchange capture, string name)
    {
        var value = Captured.Query(capture, name) ?? "";
        if (IsNow(value, capture.At))
            return "{{" + Now + "}}";
        return IsSecret(name, value) && TokenName().IsMatch(name) ? $"{{{{token:{name}}}}}" : null;
    }

    private static bool IsNow(string value, DateTimeOffset at) =>
        value.Length == 13 && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && Math.Abs(time - at.ToUnixTimeMilliseconds()) < 86_400_000;

    /// <summary>Long mixed segments of a path: <c>path0</c>, <c>path1</c>, … by their order.</summary>
    private static Dictionary<string, string> PathTokens(Uri url)
    {
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var segment in url.AbsolutePath.Split('/'))
            if (segment.StartsWith("(S(", StringComparison.Ordinal) || IsSecret("", segment))
                tokens.TryAdd($"path{tokens.Count}", segment);
        return tokens;
    }

    private static string? Token(string text) =>
        text.StartsWith("{{token:", StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal) ? text[8..^2] : null;

    [GeneratedRegex("""\A[A-Za-z0-9_.$-]{1,60}\z""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TokenName();
}
