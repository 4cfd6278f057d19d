using System.Text.RegularExpressions;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Templates;

namespace Arb.Providers.Sbo;

/// <summary>Recognition of captured traffic and contract making.</summary>
internal static partial class SboRecognition
{
    /// <summary>Values in <c>tk</c>: oev, sev, pid, sid, rid, tid, eid, cd, dt, mt, ms, ps.</summary>
    public const int TokenValues = 12;

    private static readonly EndpointNeed[] Needs =
    [
        new(EndpointRole.Odds, "open the list of today's matches and leave it open until it refreshes (data/event)", "token:ts", "token:tk", "ac"),
        new(EndpointRole.Quote, "click a price so that the bet slip opens (ticket.aspx)", "token:ts", "id", "op", "odds"),
        new(EndpointRole.Place, "place one smallest bet by hand (confirmbet.aspx)", "token:ts", "key", "stake", "odds"),
        new(EndpointRole.BetList, "open the list of your bets (running-bet-list.aspx)", "token:ts", "from"),
        new(EndpointRole.Balance, "press the refresh sign beside your balance (action-data.aspx?action=bet-credit)", "token:ts"),
    ];

    public static EndpointRole? RoleOf(CapturedExchange capture)
    {
        if (!(Captured.IsUsable(capture) || IsScriptAsPage(capture)) || !Captured.Is(capture, "GET"))
            return null;
        var body = Captured.Body(capture);
        if (body.StartsWith("$P.onUpdate('od',", StringComparison.Ordinal) || body.StartsWith("$M('odds-display').onUpdate('od',", StringComparison.Ordinal))
            return EndpointRole.Odds;
        var reload = body.IsEmpty || body.StartsWith("$P.onReload(", StringComparison.Ordinal);
        if (reload && Captured.Query(capture, "ts") is not null && Captured.Query(capture, "tk") is not null && Captured.Query(capture, "ac") is not null)
            return EndpointRole.Odds;
        if ((reload || body.StartsWith("$P.onTicket(", StringComparison.Ordinal)) && Captured.PathEnds(capture, "ticket.aspx"))
            return EndpointRole.Quote;
        if ((reload || body.StartsWith("$P.onPlace(", StringComparison.Ordinal)) && Captured.PathEnds(capture, "confirmbet.aspx"))
            return EndpointRole.Place;
        if ((reload || body.StartsWith("$P.onBets(", StringComparison.Ordinal)) && Captured.PathEnds(capture, "running-bet-list.aspx"))
            return EndpointRole.BetList;
        return (reload || body.StartsWith("$P.onCredit(", StringComparison.Ordinal))
            && Captured.PathEnds(capture, "action-data.aspx") && Captured.Query(capture, "action") == "bet-credit" ? EndpointRole.Balance : null;
    }

    public static ContractEndpoint ToEndpoint(EndpointRole role, CapturedExchange capture) =>
        TemplateMaker.Make(role, capture, FindTokens([capture]), name => Hole(role, name.ToLowerInvariant()));

    /// <summary>The tokens <c>ts</c> and <c>tk</c>, of requests and of the token object in a page.</summary>
    public static IReadOnlyDictionary<string, string> FindTokens(IReadOnlyList<CapturedExchange> captures)
    {
        var tokens = new Dictionary<string, string>();
        foreach (var capture in Captured.AtItsHosts(captures, RoleOf))
        {
            if (Captured.Query(capture, "ts") is { } ts && IsTs(ts))
                tokens["ts"] = ts;
            if (Captured.Query(capture, "tk") is { } tk && IsTk(tk))
                tokens["tk"] = tk;
            if (capture.ResponseBody is not { } page || !Captured.IsPage(capture) || IsScriptAsPage(capture))
                continue;
            if (PageTs().Match(page) is { Success: true } pageTs)
                tokens["ts"] = pageTs.Groups[1].Value;
            if (PageTk().Match(page) is { Success: true } pageTk)
                tokens["tk"] = pageTk.Groups[1].Value;
        }
        return tokens;
    }

    public static ContractValidation Validate(ProviderId protocol, ProviderContract contract) => ContractCheck.Validate(protocol, contract, Needs);

    private static string? Hole(EndpointRole role, string name) => (role, name) switch
    {
        (_, "ts") => "{{token:ts}}",
        (_, "tk") => "{{token:tk}}",
        (EndpointRole.Odds, "ac") => "{{ac}}",
        (EndpointRole.Quote, "id" or "op" or "odds") => "{{" + name + "}}",
        (EndpointRole.Place, "key" or "stake" or "odds") => "{{" + name + "}}",
        (EndpointRole.BetList, "from") => "{{from}}",
        _ => null,
    };

    /// <summary>The site's .aspx addresses answer scripts under the media type of a page: what the body begins with counts there, as it does for the harvester.</summary>
    private static bool IsScriptAsPage(CapturedExchange capture) =>
        capture.Status is >= 200 and < 300 && (Captured.Body(capture).StartsWith("$P.", StringComparison.Ordinal) || Captured.Body(capture).StartsWith("$M(", StringComparison.Ordinal));

    private static bool IsTs(string text) => text.Length == 8 && text.All(char.IsAsciiHexDigit);

    private static bool IsTk(string text) => text.Split(',').Length == TokenValues && text.IndexOfAny(['\'', '"', '<', '>']) < 0;

    [GeneratedRegex("""\bts["']?\s*[:=]\s*["']([0-9a-fA-F]{8})["']""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PageTs();

    [GeneratedRegex("""\btk["']?\s*[:=]\s*["']([^'",<>]*(?:,[^'",<>]*){11})["']""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PageTk();
}
