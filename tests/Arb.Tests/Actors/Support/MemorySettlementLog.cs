using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Tests.Actors.Support;

/// <summary>Open bets in memory; a bet that is settled is open no more.</summary>
public sealed class MemorySettlementLog : FakeStore, ISettlementLog
{
    public List<OpenBet> Open { get; } = [];

    public List<BetSettlement> Settled { get; } = [];

    /// <summary>Another reader settles a bet between its finding and its settlement.</summary>
    public bool Overtaken { get; set; }

    public (DateTimeOffset From, DateTimeOffset To) Asked { get; private set; }

    public Task<IReadOnlyList<OpenBet>> OpenBetsAsync(int perAccount) => Read<IReadOnlyList<OpenBet>>([.. Open.GroupBy(bet => bet.Account).SelectMany(bets => bets.Take(perAccount))]);

    /// <summary>Legs that were judged absent.</summary>
    public List<AbsentLeg> Absent { get; } = [];

    public Task<IReadOnlyList<AbsentLeg>> AbsentLegsAsync(DateTimeOffset since, int perAccount) => Read<IReadOnlyList<AbsentLeg>>([.. Absent]);

    public Task<OpenBet?> FindOpenBetAsync(ExecutionId execution, int leg) => Read(Open.SingleOrDefault(bet => bet.Execution == execution && bet.Leg == leg));

    public async Task<IReadOnlyList<BetSettlement>> SettleAsync(IReadOnlyList<BetSettlement> settled, DateTimeOffset at)
    {
        var noted = new List<BetSettlement>();
        await Write(() => noted.AddRange(settled.Where(one => Open.Remove(one.Bet) && !Overtaken)));
        Settled.AddRange(noted);
        return noted;
    }

    public Task<ProfitSummary> ProfitAsync(DateTimeOffset from, DateTimeOffset to, int limit)
    {
        Asked = (from, to);
        return Read(new ProfitSummary(0, 0m, 0m, 0m, [], [], []));
    }
}

/// <summary>Caps in memory.</summary>
public sealed class MemoryCaps : FakeStore, IExposureCaps
{
    public ExposureSettings? Caps { get; set; }

    public List<SystemLogEntry> Entries { get; } = [];

    public Task<ExposureSettings?> LoadAsync(AccountId account) => Read(Caps);

    public Task SaveAsync(AccountId account, ExposureSettings caps, SystemLogEntry audit) => Write(() =>
    {
        Caps = caps;
        Entries.Add(audit);
    });
}
