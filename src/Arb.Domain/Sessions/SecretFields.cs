using System.Text.RegularExpressions;

namespace Arb.Domain.Sessions;

/// <summary>
/// Secrets that pages send in fields of their own (a form token, a key in the query, a header) instead of cookies: what is named like a secret, and what looks random whatever its name. A contract holds
/// <c>{{token:NAME}}</c> in their place; the session has the value of the newest request that carried the field.
/// </summary>
public static partial class SecretFields
{
    /// <summary>Stands for a secret where nothing fills it in again.</summary>
    public const string Hidden = "***";

    // Shorter values ("1", "web") are no secrets and stand everywhere by chance.
    private const int Shortest = 6;
    private const int LongestName = 100;

    // Every browser sends them, and much of them looks odd: only what is random beyond doubt is a secret there.
    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Referer", "Origin", "Cache-Control", "Pragma", "Priority", "DNT", "X-Requested-With", "Content-Type",
    };

    // Never a secret, or never in a template.
    private static readonly HashSet<string> Skipped = new(StringComparer.OrdinalIgnoreCase)
    {
        "Cookie", "Host", "Content-Length", "Content-Type", "If-None-Match", "If-Modified-Since", "Proxy-Authorization",
    };

    /// <summary>Name → value, unescaped, of every field that holds a secret, in queries, forms, JSON bodies and headers; of a name that comes twice the later capture counts.</summary>
    /// <param name="captures">Requests to one site, oldest first.</param>
    /// <param name="roleOf">What a capture is in its protocol; headers that are named like secrets count where <see cref="Template"/> keeps them.</param>
    public static IReadOnlyDictionary<string, string> Find(IEnumerable<CapturedExchange> captures, Func<CapturedExchange, EndpointRole?> roleOf)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var capture in captures)
        {
            foreach (var (name, value) in capture.RequestHeaders)
            {
                if (name.Equals("Referer", StringComparison.OrdinalIgnoreCase) && value.IndexOf('?') is >= 0 and var query)
                    Visit(value[(query + 1)..], (field, plain) => Add(field, plain, found));
                if (IsSecretHeader(name, value) && (SecretNames.KindOf(name) == SecretNameKind.None || !IsOfProfile(roleOf(capture))))
                    found[Placeholder(name)] = value;
            }
            Visit(capture.Url.Query.TrimStart('?'), (name, value) => Add(name, value, found));
            if (capture.RequestBody is { Length: > 0 } body)
                Visit(body, (name, value) => Add(name, value, found));
        }
        return found;
    }

    /// <summary>True for a header, field or property that is named like a secret.</summary>
    public static bool IsSecretName(string name) => SecretNames.KindOf(name) != SecretNameKind.None;

    /// <summary>True when a field's name and value, or its value alone, say that it is a secret.</summary>
    public static bool IsSecret(ReadOnlySpan<char> name, ReadOnlySpan<char> value) => SecretNames.KindOf(name) switch
    {
        SecretNameKind.Code => value.Length > 0,
        SecretNameKind.None => SecretShape.IsSecret(value),
        _ => value.Length >= Shortest,
    };

    /// <summary>A query, form, JSON or multipart text with placeholders for its secrets; what holds a placeholder already stays.</summary>
    public static string Hide(string text)
    {
        var body = text.AsSpan().TrimStart();
        if (body.IsEmpty)
            return text;
        if (body[0] is '{' or '[')
            return Property().Replace(text, match => Replaced(match, match.Groups["name"].Value));
        return body.StartsWith("--", StringComparison.Ordinal)
            ? Part().Replace(text, match => Replaced(match, match.Groups["name"].Value))
            : Pair().Replace(text, match => Replaced(match, Plain(match.Groups["name"].Value)));
    }

    /// <summary>A header as a template holds it; null: left out, because the session's header profile (which is that of the odds request) has it.</summary>
    /// <param name="role">Of the request.</param>
    /// <param name="name">Header name.</param>
    /// <param name="value">Its value, known secrets replaced already.</param>
    public static string? Template(EndpointRole role, string name, string value)
    {
        if (name.Equals("Referer", StringComparison.OrdinalIgnoreCase) && value.IndexOf('?') is >= 0 and var query)
            value = value[..(query + 1)] + Hide(value[(query + 1)..]);
        var hasHole = value.Contains("{{", StringComparison.Ordinal);
        if (SecretNames.KindOf(name) != SecretNameKind.None)
            return hasHole ? value : IsOfProfile(role) ? null : Hole(name);
        return IsSecretHeader(name, hasHole ? Holes().Replace(value, "") : value) ? Hole(name) : value;
    }

    /// <summary>A text (a sample of an answer) with the values of such JSON properties, and everything that looks random, as <c>***</c>.</summary>
    public static string Mask(string text) => SecretShape.Mask(Property().Replace(text, Masked), Hidden);

    private static string Masked(Match match)
    {
        var value = match.Groups["value"];
        var kind = SecretNames.KindOf(match.Groups["name"].ValueSpan);
        // Feeds name what is no secret "key" too: {"key":"h2h"}.
        var isSecret = kind switch
        {
            SecretNameKind.None or SecretNameKind.Likely => !value.ValueSpan.Contains('/') && (SecretShape.IsSecret(value.ValueSpan) || (kind == SecretNameKind.Likely && value.Length >= Shortest && value.ValueSpan.ContainsAnyInRange('0', '9'))),
            _ => value.Length > 0,
        };
        return isSecret ? $"{match.Groups["before"].Value}{Hidden}" : match.Value;
    }

    private static string Replaced(Match match, string name)
    {
        var value = match.Groups["value"].Value;
        return value.Contains("{{", StringComparison.Ordinal) || !IsSecret(name, Plain(value)) ? match.Value : match.Groups["before"].Value + Hole(name);
    }

    private static bool IsSecretHeader(string name, string value) =>
        !name.StartsWith(':') && !Skipped.Contains(name)
        && (Common.Contains(name) || name.StartsWith("Sec-", StringComparison.OrdinalIgnoreCase) ? SecretShape.HasSecret(value) : IsSecret(name, value));

    /// <summary>The session's header profile is taken from requests of these roles.</summary>
    private static bool IsOfProfile(EndpointRole? role) => role is null or EndpointRole.Leagues or EndpointRole.Matches or EndpointRole.Odds or EndpointRole.OddsDelta;

    private static void Visit(string text, Action<string, string> field)
    {
        var body = text.AsSpan().TrimStart();
        if (body.IsEmpty)
            return;
        var isJson = body[0] is '{' or '[';
        var isForm = !isJson && !body.StartsWith("--", StringComparison.Ordinal);
        foreach (Match match in (isJson ? Property() : isForm ? Pair() : Part()).Matches(text))
        {
            var (name, value) = (match.Groups["name"].Value, match.Groups["value"].Value);
            if (isForm)
                field(Plain(name), Plain(value));
            else if (!isJson || !value.Contains('\\', StringComparison.Ordinal))
                field(name, value);
        }
    }

    private static void Add(string name, string value, Dictionary<string, string> found)
    {
        if (IsSecret(name, value))
            found[Placeholder(name)] = value;
    }

    private static string Hole(string name) => $"{{{{token:{Placeholder(name)}}}}}";

    /// <summary>What can stand in <c>{{token:NAME}}</c>.</summary>
    private static string Placeholder(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '$' ? c : '_'));

    private static string Plain(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    // All of them read a text once: nothing after the value can make them try again.
    [GeneratedRegex("""(?<before>"(?<name>[^"\\]{1,100})"\s{0,8}:\s{0,8}(?:"(?<text>)|(?=[0-9-])))(?<value>(?(text)(?:[^"\\]|\\.)*|-?[0-9][0-9.]*))""", RegexOptions.CultureInvariant)]
    private static partial Regex Property();

    [GeneratedRegex("""(?<before>name="(?<name>[^"\r\n]{1,100})"\r?\n(?:[^\r\n]+\r?\n)?\r?\n)(?<value>[^\r\n]*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Part();

    [GeneratedRegex("""(?<=\A|&)(?<before>(?<name>[^=&]{1,300})=)(?<value>[^&]*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Pair();

    [GeneratedRegex("""\{\{[^{}]{1,120}\}\}""", RegexOptions.CultureInvariant)]
    private static partial Regex Holes();
}
