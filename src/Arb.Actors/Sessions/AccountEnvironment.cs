using Akka.Actor;
using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Actors.Sessions;

/// <summary>What every account is given; the same objects for all, none of them holding account state (L01).</summary>
/// <param name="Protocols">Known protocols.</param>
/// <param name="Transports">Makes the transport that an account polls with.</param>
/// <param name="Accounts">Accounts at rest.</param>
/// <param name="Contracts">Contracts at rest.</param>
/// <param name="Settings">Bounds of the account tree.</param>
/// <param name="Worker">How workers poll.</param>
/// <param name="Shards">Shards of the book.</param>
/// <param name="Pool">Price batches.</param>
/// <param name="Market">The market actor.</param>
/// <param name="Executions">The executions actor.</param>
/// <param name="BettorProps">Makes the bettor of an account, live or paper.</param>
/// <param name="ExposureProps">Makes the exposure actor of an account.</param>
public sealed record AccountEnvironment(
    IReadOnlyList<IProviderProtocol> Protocols,
    IProviderTransportFactory Transports,
    IAccountStore Accounts,
    IContractStore Contracts,
    AccountsSettings Settings,
    WorkerSettings Worker,
    int Shards,
    PriceBatchPool Pool,
    IActorRef Market,
    IActorRef Executions,
    Func<AccountId, Props> BettorProps,
    Func<AccountId, Props> ExposureProps)
{
    /// <summary>Paper or live: on paper nothing is asked of a contract that only real bets need.</summary>
    public TradingMode Trading { get; init; } = TradingMode.Live;

    /// <summary>The browsers of accounts, or null: sessions come from the users' own exports.</summary>
    public IBrowserSessions? Browsers { get; init; }

    /// <summary>Reads what browsers recorded; there when <see cref="Browsers"/> is.</summary>
    public ICaptureReader? Captures { get; init; }

    /// <summary>Looks at captures beyond the known protocols, or null.</summary>
    public ICaptureStudy? Study { get; init; }

    /// <summary>Where captures are looked through: beside the actors, because it takes a while.</summary>
    public TaskScheduler StudyOn { get; init; } = TaskScheduler.Default;

    /// <summary>Sessions at rest, or null: none is ever stored.</summary>
    public ISessionVault? Vault { get; init; }

    /// <summary>Bounds of the session layer.</summary>
    public SessionLayerSettings SessionLayer { get; init; } = new();

    /// <summary>The protocol that speaks for a contract, or null.</summary>
    public IProviderProtocol? Find(ProviderContract contract) => Protocols.Of(contract);
}
