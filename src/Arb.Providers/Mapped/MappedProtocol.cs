using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Templates;

namespace Arb.Providers.Mapped;

/// <summary>
/// MAPPED: plain JSON feeds that a contract's mapping describes, for prices only. By itself it recognises nothing; <see cref="For"/> gives the protocol of one contract, which goes by the name that
/// the user gave the contract.
/// </summary>
public sealed class MappedProtocol : IMappedProtocols
{
    private static readonly EndpointNeed[] Needs = [new(EndpointRole.Odds, "open the page with the prices and leave it open until it refreshes")];

    private readonly ProviderContract? _contract;

    /// <summary>The unbound protocol.</summary>
    public MappedProtocol()
    {
    }

    private MappedProtocol(ProviderContract contract)
    {
        _contract = contract;
        Id = contract.Provider;
    }

    /// <inheritdoc/>
    public ProviderId Id { get; } = new("MAPPED");

    /// <inheritdoc/>
    public TimeSpan SettleTime => TimeSpan.Zero;

    /// <inheritdoc/>
    public IProviderProtocol For(ProviderContract contract) =>
        contract.Mapping is null ? throw new ArgumentException($"the {contract.Provider} contract has no mapping", nameof(contract)) : new MappedProtocol(contract);

    /// <inheritdoc/>
    public bool CanBet(MarketKind kind) => false;

    /// <inheritdoc/>
    public EndpointRole? Recognise(CapturedExchange capture) =>
        _contract?.Find(EndpointRole.Odds) is { } odds && Captured.IsUsable(capture) && MappedTemplate.Matches(_contract, odds, capture) ? EndpointRole.Odds : null;

    /// <inheritdoc/>
    public ContractEndpoint ToEndpoint(EndpointRole role, CapturedExchange capture) => MappedTemplate.Make(capture) with { Role = role };

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> FindTokens(IReadOnlyList<CapturedExchange> captures) =>
        _contract is null ? new Dictionary<string, string>() : MappedTemplate.FindTokens(_contract, captures);

    /// <inheritdoc/>
    public ContractValidation Validate(ProviderContract contract)
    {
        if (contract.Mapping is null)
            return new ContractValidation(false, false, [$"the {contract.Provider} contract has no mapping: arb contract suggest {contract.Account}"]);
        var basics = ContractCheck.Validate(contract.Provider, contract, Needs);
        var lacks = basics.Lacks.ToList();
        var wrong = MappedPlan.Check(contract.Mapping);
        if (wrong is not null)
            lacks.Add(new ContractLack(ContractAbility.Harvest, null, $"the mapping is wrong: {wrong}; arb contract suggest {contract.Account}"));
        lacks.Add(new ContractLack(ContractAbility.Bet, null, "bets: a mapped feed gives prices only; this account is used for comparing, never for betting"));
        return ContractCheck.Of(lacks);
    }

    /// <inheritdoc/>
    public IHarvester CreateHarvester(ProviderContract contract, HarvestLimits limits) =>
        new MappedHarvester(contract, new MappedPlan(contract.Mapping ?? throw new InvalidOperationException("the contract has no mapping")), limits);

    /// <inheritdoc/>
    public IBetting CreateBetting(ProviderContract contract) => throw new NotSupportedException("a mapped feed cannot be bet on");
}
