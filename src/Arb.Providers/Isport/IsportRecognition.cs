using System.Text.Json;
using System.Text.RegularExpressions;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Templates;

namespace Arb.Providers.Isport;

/// <summary>Recognition of captured traffic and contract making.</summary>
internal static partial class IsportRecognition
{
    private const string Path = "token:path";

    private static readonly EndpointNeed[] Needs =
    [
        new(EndpointRole.Odds, "open a list of matches with prices and leave it open until it refreshes (sports/odds)", Path, "market", "since"),
        new(EndpointRole.Matches, "open the list of today's matches (sports/matches)", Path, "market"),
        new(EndpointRole.Leagues, "open the list of leagues (sports/leagues)", Path),
        new(EndpointRole.Quote, "click a price so that the bet slip opens (Betting/GetTickets)", Path, "oddsid", "betteam", "odds", "stake"),
        new(EndpointRole.Place, "place one smallest bet by hand (Betting/ProcessBet)", Path, "oddsid", "betteam", "odds", "stake", "sinfo", "Guid"),
        new(EndpointRole.BetList, "open the list of your bets (Betting/BetList)", Path, "from"),
        new(EndpointRole.Balance, "press the refresh sign beside your balance (Customer/Balance)", Path),
    ];

    public static EndpointRole? RoleOf(CapturedExchange capture)
    {
        if (!Captured.IsUsable(capture) || !TokenSegment().IsMatch(capture.Url.AbsolutePath))
            return null;
        if (DataRole(capture) is { } data)
            return data;
        // The answers of the betting endpoints are plain objects; a body that is there must be one.
        if (Captured.Body(capture) is { Length: > 0 } body && body[0] != '{')
            return null;
        if (Captured.Is(capture, "POST"))
            return Captured.PathEnds(capture, "Betting/GetTickets") ? EndpointRole.Quote
                : Captured.PathEnds(capture, "Betting/ProcessBet") ? EndpointRole.Place
                : null;
        return Captured.PathEnds(capture, "Betting/BetList") ? EndpointRole.BetList
            : Captured.PathEnds(capture, "Customer/Balance") ? EndpointRole.Balance
            : null;
    }

    public static ContractEndpoint ToEndpoint(EndpointRole role, CapturedExchange capture)
    {
        Func<string, string?> query = role switch
        {
            EndpointRole.Matches => name => Is(name, "market") ? "{{market}}" : null,
            EndpointRole.Odds => name => Is(name, "market") ? "{{market}}" : Is(name, "since") ? "{{since}}" : null,
            EndpointRole.BetList => name => Is(name, "from") ? "{{from}}" : null,
            _ => _ => null,
        };
        var body = role switch
        {
            EndpointRole.Quote => TemplateMaker.Fields(capture.RequestBody ?? "", Item, Field("oddsid"), Field("betteam"), Field("odds"), Field("stake"), Field("hdp")),
            EndpointRole.Place => TemplateMaker.Fields(
                capture.RequestBody ?? "", Item, Field("oddsid"), Field("betteam"), Field("odds"), Field("stake"), Field("hdp"), Field("sinfo"), Field("Guid")),
            _ => capture.RequestBody,
        };
        return TemplateMaker.Make(role, capture, FindTokens([capture]), query, body);
    }

    /// <summary>The token <c>path</c>: the whole path segment <c>(S(…))</c>.</summary>
    public static IReadOnlyDictionary<string, string> FindTokens(IReadOnlyList<CapturedExchange> captures)
    {
        var tokens = new Dictionary<string, string>();
        foreach (var capture in Captured.AtItsHosts(captures, RoleOf))
            if (TokenSegment().Match(capture.Url.AbsolutePath) is { Success: true } match)
                tokens["path"] = match.Groups[1].Value;
        return tokens;
    }

    public static ContractValidation Validate(ProviderId protocol, ProviderContract contract) => ContractCheck.Validate(protocol, contract, Needs);

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string Field(string name) => $"ItemList[0][{name}]";

    private static string? Item(string field)
    {
        foreach (var name in (ReadOnlySpan<string>)["oddsid", "betteam", "odds", "stake", "hdp", "sinfo", "Guid"])
            if (Is(field, Field(name)))
                return "{{" + name + "}}";
        return null;
    }

    /// <summary>Odds, matches or leagues by the shape of the body: <c>f</c> is an object, record rows stand in <c>o</c>, <c>m</c>, <c>l</c>.</summary>
    private static EndpointRole? DataRole(CapturedExchange capture)
    {
        if (!Captured.Is(capture, "GET") || Captured.Body(capture) is not { Length: > 0 } body || body[0] != '{')
            return null;
        bool fields = false, odds = false, matches = false, leagues = false;
        // Captured bodies may be cut: what can be read before the cut decides.
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(body.ToString()), isFinalBlock: false, default);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                if (!reader.Read())
                    break;
                var isArray = reader.TokenType == JsonTokenType.StartArray;
                fields |= name == "f" && reader.TokenType == JsonTokenType.StartObject;
                odds |= name == "o" && isArray;
                matches |= name == "m" && isArray;
                leagues |= name == "l" && isArray;
                if (!reader.TrySkip())
                    break;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a name with half of a character in it.
            return null;
        }
        if (!fields)
            return null;
        return odds ? EndpointRole.Odds
            : matches ? EndpointRole.Matches
            : leagues ? EndpointRole.Leagues
            : Captured.PathEnds(capture, "odds") ? EndpointRole.Odds
            : null;
    }

    [GeneratedRegex("""/(\(S\([^()/]+\)\))/""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TokenSegment();
}
