using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Providers.Templates;

/// <summary>What a protocol needs of one endpoint, and what to browse to so that it is captured.</summary>
/// <param name="Role">The endpoint.</param>
/// <param name="Advice">What to do on the site.</param>
/// <param name="Placeholders">Placeholders that its path, query or body must have.</param>
internal sealed record EndpointNeed(EndpointRole Role, string Advice, params string[] Placeholders);

/// <summary>Checks a contract against a protocol's needs.</summary>
internal static class ContractCheck
{
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
        return Of(lacks);

        void Lacks(EndpointNeed need, string text) => lacks.Add(new ContractLack(
            need.Role is EndpointRole.Odds or EndpointRole.Leagues or EndpointRole.Matches ? ContractAbility.Harvest : ContractAbility.Bet, need.Role, $"{Name(need.Role)}: {text}"));
    }

    /// <summary>The validation that lacks give: nothing at all without odds, no bets with any of them.</summary>
    public static ContractValidation Of(IReadOnlyList<ContractLack> lacks) =>
        new(lacks.All(lack => lack.Ability != ContractAbility.Harvest), lacks.Count == 0, [.. lacks.Select(lack => lack.Text)]) { Lacks = lacks };

    private static bool Has(ContractEndpoint endpoint, string placeholder)
    {
        var text = "{{" + placeholder + "}}";
        return endpoint.Path.Contains(text, StringComparison.Ordinal) || (endpoint.Body?.Contains(text, StringComparison.Ordinal) ?? false);
    }

    private static string Name(EndpointRole role) => role switch
    {
        EndpointRole.BetList => "bet list",
        EndpointRole.OddsDelta => "odds changes",
        _ => role.ToString().ToLowerInvariant(),
    };
}
