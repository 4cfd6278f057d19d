using System.Text.RegularExpressions;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Providers.Templates;

/// <summary>What a protocol needs of one endpoint, and what to browse to so that it is captured.</summary>
/// <param name="Role">The endpoint.</param>
/// <param name="Advice">What to do on the site.</param>
/// <param name="Placeholders">Placeholders that its path, query or body must have.</param>
internal sealed record EndpointNeed(EndpointRole Role, string Advice, params string[] Placeholders);

/// <summary>Checks a contract against a protocol's needs.</summary>
internal static partial class ContractCheck
{
    // Every name of PLACEHOLDERS.md.
    private static readonly HashSet<string> Filled = new(StringComparer.Ordinal)
    {
        "base", "now", "fc", "t", "clientTime", "data", "from", "market", "since", "oddsid", "betteam", "odds", "stake", "hdp", "sinfo", "Guid", "ac", "id", "op", "key",
    };

    /// <summary>Odds make it good for harvesting; odds and the four betting roles make it good for betting.</summary>
    public static ContractValidation Validate(ProviderId protocol, ProviderContract contract, IReadOnlyList<EndpointNeed> needs)
    {
        var lacks = new List<ContractLack>();
        if (contract.Provider != protocol)
            return new ContractValidation(false, false, [$"this is a {contract.Provider} contract, not one of {protocol}"]);
        if (string.IsNullOrWhiteSpace(contract.Host))
            lacks.Add(new ContractLack(ContractAbility.Harvest, null, "the contract names no host: capture the traffic again"));
        foreach (var need in needs)
        {
            var endpoint = contract.Find(need.Role);
            var optional = need.Role is EndpointRole.Leagues or EndpointRole.Matches;
            if (endpoint is null)
            {
                if (optional)
                    continue;
                Lacks(need, $"not captured yet; {need.Advice}");
            }
            else if (Array.Find(need.Placeholders, p => !Has(endpoint, p)) is { } missing)
            {
                Lacks(need, $"the captured request has no place for '{missing}'; {need.Advice}");
            }
        }
        foreach (var endpoint in contract.Endpoints)
            if (Unfilled(endpoint) is { } hole)
                lacks.Add(new ContractLack(AbilityOf(endpoint.Role), endpoint.Role, $"{Name(endpoint.Role)}: nothing fills '{{{{{hole}}}}}': capture the request again, or put the name right in the contract file"));
        return Of(lacks);

        void Lacks(EndpointNeed need, string text) => lacks.Add(new ContractLack(
            AbilityOf(need.Role), need.Role, $"{Name(need.Role)}: {text}"));
    }

    /// <summary>The validation that lacks give: nothing at all without odds, no bets with any of them.</summary>
    public static ContractValidation Of(IReadOnlyList<ContractLack> lacks) =>
        new(lacks.All(lack => lack.Ability != ContractAbility.Harvest), lacks.Count == 0, [.. lacks.Select(lack => lack.Text)]) { Lacks = lacks };

    private static ContractAbility AbilityOf(EndpointRole role) =>
        role is EndpointRole.Odds or EndpointRole.OddsDelta or EndpointRole.Leagues or EndpointRole.Matches ? ContractAbility.Harvest : ContractAbility.Bet;

    /// <summary>A placeholder that neither the session nor any protocol fills: a request with it could not be built.</summary>
    private static string? Unfilled(ContractEndpoint endpoint)
    {
        foreach (var text in endpoint.Headers.Select(header => header.Value).Prepend(endpoint.Body ?? "").Prepend(endpoint.Path))
            foreach (Match hole in Hole().Matches(text))
                if (hole.Groups[1].Value is var name && !name.StartsWith("cookie:", StringComparison.Ordinal) && !name.StartsWith("token:", StringComparison.Ordinal) && !Filled.Contains(name))
                    return name;
        return null;
    }

    private static bool Has(ContractEndpoint endpoint, string placeholder)
    {
        var text = "{{" + placeholder + "}}";
        return endpoint.Path.Contains(text, StringComparison.Ordinal) || (endpoint.Body?.Contains(text, StringComparison.Ordinal) ?? false);
    }

    [GeneratedRegex(@"\{\{([A-Za-z0-9_.:$!~-]{1,120})\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Hole();

    private static string Name(EndpointRole role) => role switch
    {
        EndpointRole.BetList => "bet list",
        EndpointRole.OddsDelta => "odds changes",
        _ => role.ToString().ToLowerInvariant(),
    };
}
