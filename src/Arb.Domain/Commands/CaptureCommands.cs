using Arb.Domain.Sessions;

namespace Arb.Domain.Commands;

/// <summary>What an account's browser recorded, by endpoint; answered by <see cref="CaptureList"/>.</summary>
/// <param name="Account">Which.</param>
public sealed record ShowCaptures(string Account) : ArbCommand;

/// <summary>Proposes a mapping for a plain JSON feed among the captures (a protocol without code); answered by <see cref="SuggestedContract"/>.</summary>
/// <param name="Account">Which.</param>
/// <param name="Group">Only captures of the endpoint with this number of <see cref="ShowCaptures"/>, or null: all.</param>
/// <param name="Bookmaker">In a feed of many bookmakers, which one this account is; null: the one that prices the most events.</param>
/// <param name="Accept">Name to store the proposal under, unmarked; null only shows it.</param>
public sealed record SuggestContract(string Account, int? Group, string? Bookmaker, string? Accept) : ArbCommand;

/// <summary>Endpoints of what was captured, for a person to recognise and mark; nothing secret. Answers <see cref="ShowCaptures"/>.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Groups">The busiest first; empty when nothing was captured yet.</param>
/// <param name="Providers">What <see cref="MarkContract"/> may be sent for now: protocols that were recognised and stored contracts, by name.</param>
/// <param name="Marked">The marked provider, or null.</param>
/// <param name="Advice">What the user does next, in one sentence; never empty.</param>
public sealed record CaptureList(string Account, IReadOnlyList<CaptureGroup> Groups, IReadOnlyList<string> Providers, string? Marked, string Advice) : CommandReply
{
    /// <summary>Makes the list, with its advice.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="isOn">True when the account is on, or its captures come from a file.</param>
    /// <param name="groups">The captures by endpoint.</param>
    /// <param name="contracts">The contracts the account has.</param>
    public static CaptureList Make(string account, bool isOn, IReadOnlyList<CaptureGroup> groups, IReadOnlyList<ProviderContract> contracts)
    {
        var recognised = groups.Where(group => group.Provider is not null).Select(group => group.Provider!.Value.Value).Distinct().ToList();
        var marked = contracts.FirstOrDefault(contract => contract.Active)?.Provider.Value;
        IReadOnlyList<string> providers = [.. recognised.Concat(contracts.Select(contract => contract.Provider.Value)).Distinct().Order(StringComparer.Ordinal)];
        return new CaptureList(account, groups, providers, marked, Next());

        string Next() =>
            groups.Count == 0 ? isOn ? $"nothing captured yet: log in and open the odds page in the browser of {account}" : $"{account} is off and nothing is recorded: arb account on {account}, then log in and open the odds page"
            : marked is not null && recognised.Contains(marked) ? $"{marked} is marked and recognised; to take over what was captured since: arb contract mark {account} {marked}"
            : marked is not null && recognised.Count > 0 ? $"{marked} is marked but the site speaks {recognised[0]}: arb account reset {account}, log in again, then arb contract mark {account} {recognised[0]}"
            : marked is not null ? $"{marked} is marked, none of its requests was captured: open the odds page in the browser of {account}"
            : providers.Count > 0 ? $"mark one: arb contract mark {account} {recognised.FirstOrDefault() ?? providers[0]}"
            : $"no protocol of this build is among them; open the odds page, or for a plain JSON feed: arb contract suggest {account}";
    }
}

/// <summary>A proposal, and whether it was stored. Answers <see cref="SuggestContract"/>; a name that cannot be taken or an account without captures is a <see cref="CommandFailed"/>.</summary>
/// <param name="Answer">The proposal with what it decodes, or why there is none and what to do.</param>
/// <param name="StoredAs">The name it was stored under, or null.</param>
public sealed record SuggestedContract(MappingAnswer Answer, string? StoredAs) : CommandReply;
