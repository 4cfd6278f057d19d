using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Providers.Isport;

/// <summary>ISPORT: JSON records whose field names come with every response; the session is a path segment.</summary>
public sealed class IsportProtocol : IProviderProtocol
{
    /// <inheritdoc/>
    public ProviderId Id { get; } = new("ISPORT");

    /// <inheritdoc/>
    public TimeSpan SettleTime { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public bool CanBet(MarketKind kind) => kind is not MarketKind.DoubleChance;

    /// <inheritdoc/>
    public EndpointRole? Recognise(CapturedExchange capture) => IsportRecognition.RoleOf(capture);

    /// <inheritdoc/>
    public ContractEndpoint ToEndpoint(EndpointRole role, CapturedExchange capture) => IsportRecognition.ToEndpoint(role, capture);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> FindTokens(IReadOnlyList<CapturedExchange> captures) => IsportRecognition.FindTokens(captures);

    /// <inheritdoc/>
    public ContractValidation Validate(ProviderContract contract) => IsportRecognition.Validate(Id, contract);

    /// <inheritdoc/>
    public IHarvester CreateHarvester(ProviderContract contract, HarvestLimits limits) => new IsportHarvester(contract, limits);

    /// <inheritdoc/>
    public IBetting CreateBetting(ProviderContract contract) => new IsportBetting(contract);
}
