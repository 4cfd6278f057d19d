using System.Text.RegularExpressions;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Templates;

namespace Arb.Providers.Cmd;

/// <summary>Recognition of captured traffic and contract making.</summary>
internal static partial class CmdRecognition
{
    private static readonly EndpointNeed[] Needs =
    [
        new(EndpointRole.Odds, "open the list of today's or running matches and leave it open until it refreshes (DataOdds.ashx)", "fc", "t"),
        new(EndpointRole.Leagues, "open the league filter (Data.asmx/GetSportItems)"),
        new(EndpointRole.Quote, "click a price so that the bet slip opens (Bet.asmx/SetData)", "data"),
        new(EndpointRole.Place, "place one smallest bet by hand (Bet.asmx/BetNow)", "data"),
        new(EndpointRole.BetList, "open the list of your bets (Bet.asmx/GetBetList)", "from"),
        new(EndpointRole.Balance, "press the refresh sign beside your balance (UserInfoPanelHost.aspx)"),
    ];

    public static EndpointRole? RoleOf(CapturedExchange capture)
    {
        if (!Captured.IsUsable(capture))
            return null;
        if (Captured.PathEnds(capture, "DataOdds.ashx"))
            return EndpointRole.Odds;
        if (Captured.PathEnds(capture, "UserInfoPanelHost.aspx") && Captured.Is(capture, "GET") && Captured.Query(capture, "Ajax") == "1")
            return EndpointRole.Balance;
        if (!Captured.Is(capture, "POST"))
            return null;
        if (Captured.PathEnds(capture, "Data.asmx/GetSportItems"))
            return EndpointRole.Leagues;
        if (Captured.PathEnds(capture, "Bet.asmx/SetData"))
            return EndpointRole.Quote;
        if (Captured.PathEnds(capture, "Bet.asmx/BetNow"))
            return EndpointRole.Place;
        return Captured.PathEnds(capture, "Bet.asmx/GetBetList") ? EndpointRole.BetList : null;
    }

    public static ContractEndpoint ToEndpoint(EndpointRole role, CapturedExchange capture)
    {
        var body = capture.RequestBody;
        var query = (string _) => (string?)null;
        switch (role)
        {
            case EndpointRole.Odds when Captured.Is(capture, "GET"):
                query = OddsField;
                break;
            case EndpointRole.Odds:
                body = TemplateMaker.Fields(body ?? "", OddsField, "fc", "t");
                break;
            case EndpointRole.Quote or EndpointRole.Place when body is not null:
                body = DataProperty().Replace(body, "$1\"{{data}}\"", 1);
                break;
            case EndpointRole.BetList when body is not null:
                body = FromProperty().Replace(body, "$1\"{{from}}\"", 1);
                break;
        }
        return TemplateMaker.Make(role, capture, FindTokens([]), query, body);
    }

    /// <summary>None: the cookies are the session.</summary>
    public static IReadOnlyDictionary<string, string> FindTokens(IReadOnlyList<CapturedExchange> captures) => new Dictionary<string, string>();

    public static ContractValidation Validate(ProviderId protocol, ProviderContract contract) => ContractCheck.Validate(protocol, contract, Needs);

    private static string? OddsField(string name) => name.ToLowerInvariant() switch
    {
        "fc" => "{{fc}}",
        "t" => "{{t}}",
        "clienttime" => "{{clientTime}}",
        _ => null,
    };

    [GeneratedRegex("""("data"\s*:\s*)"(?:[^"\\]|\\.)*["]""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DataProperty();

    [GeneratedRegex("""("from"\s*:\s*)"(?:[^"\\]|\\.)*["]""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FromProperty();
}
