using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Providers.Cmd;

/// <summary>CMD: positional JSON rows of <c>DataOdds.ashx</c>, <c>.asmx</c> calls for betting.</summary>
public sealed class CmdProtocol : IProviderProtocol
{
    /// <inheritdoc/>
    public ProviderId Id { get; } = new("CMD");

    /// <inheritdoc/>
    public TimeSpan SettleTime { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public bool CanBet(MarketKind kind) => kind is not (MarketKind.OddEven or MarketKind.DoubleChance);

    /// <inheritdoc/>
    public EndpointRole? Recognise(CapturedExchange capture) => CmdRecognition.RoleOf(capture);

    /// <inheritdoc/>
    public ContractEndpoint ToEndpoint(EndpointRole role, CapturedExchange capture) => CmdRecognition.ToEndpoint(role, capture);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> FindTokens(IReadOnlyList<CapturedExchange> captures) => CmdRecognition.FindTokens(captures);

    /// <inheritdoc/>
    public ContractValidation Validate(ProviderContract contract) => CmdRecognition.Validate(Id, contract);

    /// <inheritdoc/>
    public IHarvester CreateHarvester(ProviderContract contract, HarvestLimits limits) => new CmdHarvester(contract, limits);

    /// <inheritdoc/>
    public IBetting CreateBetting(ProviderContract contract) => new CmdBetting(contract);
}
