using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Providers.Sbo;

/// <summary>SBO: script bodies with nested positional arrays, read by a literal parser; everything is a GET.</summary>
public sealed class SboProtocol : IProviderProtocol
{
    /// <inheritdoc/>
    public ProviderId Id { get; } = new("SBO");

    /// <inheritdoc/>
    public TimeSpan SettleTime { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public bool CanBet(MarketKind kind) => kind is not (MarketKind.Moneyline or MarketKind.DoubleChance);

    /// <inheritdoc/>
    public EndpointRole? Recognise(CapturedExchange capture) => SboRecognition.RoleOf(capture);

    /// <inheritdoc/>
    public ContractEndpoint ToEndpoint(EndpointRole role, CapturedExchange capture) => SboRecognition.ToEndpoint(role, capture);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> FindTokens(IReadOnlyList<CapturedExchange> captures) => SboRecognition.FindTokens(captures);

    /// <inheritdoc/>
    public ContractValidation Validate(ProviderContract contract) => SboRecognition.Validate(Id, contract);

    /// <inheritdoc/>
    public IHarvester CreateHarvester(ProviderContract contract, HarvestLimits limits) => new SboHarvester(contract, limits);

    /// <inheritdoc/>
    public IBetting CreateBetting(ProviderContract contract) => new SboBetting(contract);
}
