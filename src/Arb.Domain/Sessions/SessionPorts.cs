using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;

namespace Arb.Domain.Sessions;

/// <summary>
/// Port: one betting protocol, as pure code. Stateless and shared; the state of a feed is in the <see cref="IHarvester"/> it makes.
/// </summary>
public interface IProviderProtocol
{
    /// <summary>Its name in contracts.</summary>
    ProviderId Id { get; }

    /// <summary>Bet lists show a placement at the latest this long after it was booked.</summary>
    TimeSpan SettleTime { get; }

    /// <summary>True when this protocol's feed can be bet on for a market type (CMD: no odd/even, no double chance).</summary>
    bool CanBet(MarketKind kind);

    /// <summary>The role of a captured request in this protocol by host or API pattern, or null when it is not this protocol's. Never by the whitelabel's name (L07).</summary>
    EndpointRole? Recognise(CapturedExchange capture);

    /// <summary>Makes the template of a recognised capture, with cookie and token values replaced by placeholders.</summary>
    ContractEndpoint ToEndpoint(EndpointRole role, CapturedExchange capture);

    /// <summary>Tokens that this protocol finds in captures (path token, query tokens, token object of a landing page); newest capture last wins. Empty when it needs none.</summary>
    IReadOnlyDictionary<string, string> FindTokens(IReadOnlyList<CapturedExchange> captures);

    /// <summary>What the contract is good for.</summary>
    ContractValidation Validate(ProviderContract contract);

    /// <summary>A fresh decoder for one worker. The contract must be valid for harvesting.</summary>
    IHarvester CreateHarvester(ProviderContract contract, HarvestLimits limits);

    /// <summary>Request building and answer reading for bets. The contract must be valid for betting.</summary>
    IBetting CreateBetting(ProviderContract contract);
}

/// <summary>Port: speaks for contracts that carry a mapping (<see cref="ProviderContract.Mapping"/>). By itself it recognises nothing.</summary>
public interface IMappedProtocols : IProviderProtocol
{
    /// <summary>The protocol of one contract: its id is the contract's provider, it recognises the contract's own endpoints. Throws <see cref="ArgumentException"/> without a mapping.</summary>
    IProviderProtocol For(ProviderContract contract);
}

/// <summary>Which protocol speaks for a contract.</summary>
public static class ContractProtocols
{
    /// <summary>The protocol that a contract is made for: a mapped one where it carries a mapping, else the one with its name; null when this build has none.</summary>
    public static IProviderProtocol? Of(this IReadOnlyList<IProviderProtocol> protocols, ProviderContract contract) => contract.Mapping is null
        ? protocols.FirstOrDefault(protocol => protocol.Id == contract.Provider && protocol is not IMappedProtocols)
        : protocols.OfType<IMappedProtocols>().FirstOrDefault()?.For(contract);
}

/// <summary>What the operator typed about an account; stored.</summary>
/// <param name="Id">The account.</param>
/// <param name="Url">The whitelabel's address.</param>
/// <param name="Enabled">Toggle on or off.</param>
/// <param name="Currency">ISO 4217; all accounts of one engine use the same one.</param>
/// <param name="Commission">Commission on winnings as a fraction, 0 to 0.2.</param>
public sealed record AccountSettings(AccountId Id, Uri Url, bool Enabled, string Currency, decimal Commission);

/// <summary>Port: accounts at rest. Every method is durable when its task completes and throws <see cref="StorageException"/> on failure.</summary>
public interface IAccountStore
{
    /// <summary>All accounts by id.</summary>
    Task<IReadOnlyList<AccountSettings>> LoadAsync();

    /// <summary>Adds or replaces.</summary>
    Task SaveAsync(AccountSettings account);

    /// <summary>Removes the account and its contracts (its executions stay in the audit).</summary>
    Task RemoveAsync(AccountId account);
}

/// <summary>Port: contracts at rest (L04).</summary>
public interface IContractStore
{
    /// <summary>Contracts of an account.</summary>
    Task<IReadOnlyList<ProviderContract>> LoadAsync(AccountId account);

    /// <summary>Adds or replaces the contract of (account, provider).</summary>
    Task SaveAsync(ProviderContract contract);

    /// <summary>Removes every contract of an account (L21), or the one of <paramref name="provider"/>.</summary>
    Task RemoveAsync(AccountId account, ProviderId? provider);
}

/// <summary>A database could not be read or written. The connection was thrown away; the message says what to do.</summary>
public class StorageException : Exception
{
    /// <summary>Makes one.</summary>
    public StorageException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
