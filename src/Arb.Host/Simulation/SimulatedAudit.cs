using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Host.Simulation;

/// <summary>The audit tables in memory, with the upsert rules of the real ones. They outlive every crash; writes take time, fail, and are lost with a crash.</summary>
internal sealed class SimulatedAudit(SimulationWorld world) : IAuditLog, ISettlementLog
{
    private static readonly LegStatus[] Counting = [LegStatus.Intended, LegStatus.Pending, LegStatus.Unknown, LegStatus.Accepted];

    private readonly Dictionary<OpportunityId, DateTimeOffset> _executed = [];

    public Dictionary<ExecutionId, AuditRow> Rows { get; } = [];

    public Dictionary<(ExecutionId Execution, int Sequence), HedgeRow> Hedges { get; } = [];

    /// <summary>How bets ended, as settlement noted it.</summary>
    public Dictionary<(ExecutionId Execution, int Leg), BetStatus> Settled { get; } = [];

    /// <inheritdoc/>
    public Task OpenAsync(AuditRow row, IReadOnlyList<AuditStep> steps) => Write("open", row, [], rare: true);

    /// <inheritdoc/>
    public Task UpdateAsync(AuditRow row, IReadOnlyList<AuditStep> steps) => Write("update", row, [], rare: false);

    /// <inheritdoc/>
    public Task CloseAsync(AuditRow row, IReadOnlyList<AuditStep> steps, IReadOnlyList<HedgeRow> hedges) => Write("close", row, hedges, rare: false);

    /// <inheritdoc/>
    public Task AppendHedgeAsync(HedgeRow hedge) => Later("hedge", false, () => Store(hedge));

    /// <inheritdoc/>
    public Task SettleLegAsync(ExecutionId execution, int leg, BetStatus status, decimal returned, DateTimeOffset at) => throw new NotSupportedException("nothing settles here");

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditRow>> UnfinishedAsync() => Task.FromResult<IReadOnlyList<AuditRow>>([.. Rows.Values.Where(row => row.ClosedAt is null)]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditRow>> ListAsync(int limit) => Task.FromResult<IReadOnlyList<AuditRow>>([.. Rows.Values.OrderByDescending(row => row.Token).Take(limit)]);

    /// <inheritdoc/>
    public Task<AuditHistory?> FindAsync(ExecutionId execution) => throw new NotSupportedException("nobody reads the history here");

    /// <inheritdoc/>
    public Task<AuditTotals> TotalsAsync() => throw new NotSupportedException("nobody reads totals here");

    /// <inheritdoc/>
    public Task<IReadOnlyList<OpenStake>> OpenStakesAsync(AccountId account)
    {
        if (world.Fault(SimulationFault.AuditUnreadable))
            return Task.FromException<IReadOnlyList<OpenStake>>(new StorageException("database is locked"));
        return Task.FromResult<IReadOnlyList<OpenStake>>(
            [.. Rows.Values.OrderBy(row => row.Token).SelectMany(row => row.Legs
                .Where(leg => leg.Account == account && Counting.Contains(leg.Status) && !Settled.ContainsKey((row.Execution, leg.Leg)))
                .Select(leg => new OpenStake(row.Execution, row.Market.Match, leg.Leg, leg.Stake)))]);
    }

    /// <inheritdoc/>
    public Task<long> LiveBegunAsync() => Task.FromResult((long)Rows.Values.Count(row => !row.Paper && row.Result != ExecutionResult.Aborted));

    /// <inheritdoc/>
    public Task<long> HighestTokenAsync() => world.Fault(SimulationFault.AuditUnreadable)
        ? Task.FromException<long>(new StorageException("database is locked"))
        : Task.FromResult(Rows.Count == 0 ? 0L : Rows.Values.Max(row => row.Token));

    /// <inheritdoc/>
    public Task MarkExecutedAsync(OpportunityId opportunity, ExecutionId execution, DateTimeOffset at) => Later("mark", false, () => _executed[opportunity] = at);

    /// <inheritdoc/>
    public Task UnmarkExecutedAsync(OpportunityId opportunity) => Later("unmark", false, () => _executed.Remove(opportunity));

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<OpportunityId, DateTimeOffset>> ExecutedSinceAsync(DateTimeOffset since, int limit) =>
        Task.FromResult<IReadOnlyDictionary<OpportunityId, DateTimeOffset>>(
            _executed.Where(pair => pair.Value >= since).OrderByDescending(pair => pair.Value).Take(limit).ToDictionary(pair => pair.Key, pair => pair.Value));

    /// <inheritdoc/>
    public Task<IReadOnlyList<OpenBet>> OpenBetsAsync(int perAccount)
    {
        if (world.Fault(SimulationFault.AuditUnreadable))
            return Task.FromException<IReadOnlyList<OpenBet>>(new StorageException("database is locked"));
        return Task.FromResult<IReadOnlyList<OpenBet>>(
            [.. from row in Rows.Values
                where row.ClosedAt is not null || row.State == nameof(ExecutionPhase.Hedging)
                orderby row.Token
                from leg in row.Legs
                where leg.Status == LegStatus.Accepted && !Settled.ContainsKey((row.Execution, leg.Leg))
                select new OpenBet(row.Execution, leg.Leg, leg.Account, leg.Event, leg.Reference == "person" ? null : leg.Reference, leg.Stake, row.OpenedAt, row.ClosedAt ?? row.UpdatedAt)
                {
                    IsRunning = row.ClosedAt is null,
                    KickOff = row.KickOff,
                    Of = Identity(row),
                }]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AbsentLeg>> AbsentLegsAsync(DateTimeOffset since, int perAccount) => Task.FromResult<IReadOnlyList<AbsentLeg>>(
        [.. from row in Rows.Values
            where (row.ClosedAt ?? row.UpdatedAt) >= since
            orderby row.Token descending
            from leg in row.Legs
            where leg is { Status: LegStatus.Rejected, Attempt: > 0 }
            let others = Rows.Values.SelectMany(other => other.Legs).Where(other => other.Account == leg.Account && other.Event == leg.Event).ToArray()
            select new AbsentLeg(Identity(row), leg.Leg, leg.Account, leg.Event, leg.Kind, leg.Period, leg.Line, leg.Selection, row.OpenedAt)
            {
                Assigned = [.. others.Where(other => other.Status is LegStatus.Accepted or LegStatus.Pending).Select(other => other.Reference).OfType<string>()],
                Waits = others.Any(other => other.Status is LegStatus.Intended or LegStatus.Pending or LegStatus.Unknown),
            }]);

    /// <inheritdoc/>
    public Task<OpenBet?> FindOpenBetAsync(ExecutionId execution, int leg) => throw new NotSupportedException("nobody settles by hand here");

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BetSettlement>> SettleAsync(IReadOnlyList<BetSettlement> settled, DateTimeOffset at)
    {
        var noted = new List<BetSettlement>();
        await Later("settle", false, () =>
        {
            foreach (var one in settled)
                if (Settled.TryAdd((one.Bet.Execution, one.Bet.Leg), one.Status))
                    noted.Add(one);
        });
        return noted;
    }

    /// <inheritdoc/>
    public Task<ProfitSummary> ProfitAsync(DateTimeOffset from, DateTimeOffset to, int limit) => throw new NotSupportedException("nobody reads profits here");

    private ExecutionIdentity Identity(AuditRow row) => new(
        row.Execution, row.Opportunity, row.Market.Match, [.. row.Legs.Select(leg => leg.Event).Distinct()], [.. row.Legs.Select(leg => leg.Account).Distinct()],
        [.. Settled.Where(one => one.Key.Execution == row.Execution).Select(one => new SettledLeg(one.Key.Leg, one.Value))]);

    private Task Write(string what, AuditRow row, IReadOnlyList<HedgeRow> hedges, bool rare) => Later(what, rare, () =>
    {
        foreach (var hedge in hedges)
            Store(hedge);
        if (Rows.TryGetValue(row.Execution, out var known) && known.LastSequence > row.LastSequence)
            return;
        Rows[row.Execution] = row;
        world.Audited(what, row);
    });

    private void Store(HedgeRow hedge)
    {
        Hedges[(hedge.Execution, hedge.Sequence)] = hedge;
        world.CheckSecret("hedge event", hedge.Reason);
    }

    private Task Later(string what, bool rare, Action write)
    {
        var done = new TaskCompletionSource();
        var fails = world.Fault() && (!rare || world.Dice.Percent(20));
        var stored = !fails || world.Dice.Percent(30);
        world.Inside(world.Dice.Between(1, 30), () =>
        {
            if (stored)
                write();
            if (fails)
                world.Did(stored ? SimulationFault.AuditStoredButFailed : SimulationFault.AuditRefused);
            if (fails)
                world.Note($"audit {what} failed{(stored ? " after it was stored" : "")}");
            if (fails)
                done.SetException(new StorageException("database is locked"));
            else
                done.SetResult();
        });
        return done.Task;
    }
}
