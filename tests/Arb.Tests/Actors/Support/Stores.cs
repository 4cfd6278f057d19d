using Arb.Domain.Discovery;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Tests.Actors.Support;

/// <summary>Decides how a store answers: at once, with a failure, or when the test says so.</summary>
public abstract class FakeStore
{
    private readonly Queue<TaskCompletionSource> _held = new();

    public Exception? Failure { get; set; }

    /// <summary>Writes wait for <see cref="Release"/>.</summary>
    public bool Hold { get; set; }

    public void Release()
    {
        Hold = false;
        while (_held.TryDequeue(out var waiting))
            InPlace.Run(waiting.SetResult);
    }

    protected async Task Write(Action write)
    {
        if (Hold)
        {
            var waiting = new TaskCompletionSource();
            _held.Enqueue(waiting);
            await waiting.Task.ConfigureAwait(false);
        }
        if (Failure is not null)
            throw Failure;
        write();
    }

    protected Task<T> Read<T>(T value) => Failure is null ? Task.FromResult(value) : Task.FromException<T>(Failure);
}

public sealed class MemoryAccountStore : FakeStore, IAccountStore
{
    public SortedDictionary<string, AccountSettings> Accounts { get; } = new(StringComparer.Ordinal);

    public Task<IReadOnlyList<AccountSettings>> LoadAsync() => Read<IReadOnlyList<AccountSettings>>([.. Accounts.Values]);

    public Task SaveAsync(AccountSettings account) => Write(() => Accounts[account.Id.Value] = account);

    public Task RemoveAsync(AccountId account) => Write(() => Accounts.Remove(account.Value));
}

/// <summary>Sessions at rest, readable to the test.</summary>
public sealed class MemoryVault : FakeStore, ISessionVault
{
    public Dictionary<AccountId, ProviderSession> Sessions { get; } = [];

    public int Saves { get; private set; }

    public Task<ProviderSession?> LoadAsync(AccountId account) => Read(Sessions.TryGetValue(account, out var session) ? session with { Generation = 0 } : null);

    public Task SaveAsync(ProviderSession session) => Write(() =>
    {
        Saves++;
        Sessions[session.Account] = session;
    });

    public Task ForgetAsync(AccountId account) => Write(() => Sessions.Remove(account));
}

public sealed class MemoryContractStore : FakeStore, IContractStore
{
    public List<ProviderContract> Contracts { get; } = [];

    public Task<IReadOnlyList<ProviderContract>> LoadAsync(AccountId account) => Read<IReadOnlyList<ProviderContract>>([.. Contracts.Where(c => c.Account == account)]);

    public Task SaveAsync(ProviderContract contract) => Write(() =>
    {
        Contracts.RemoveAll(c => c.Account == contract.Account && c.Provider == contract.Provider);
        Contracts.Add(contract);
    });

    public Task RemoveAsync(AccountId account, ProviderId? provider) => Write(() => Contracts.RemoveAll(c => c.Account == account && (provider is null || c.Provider == provider)));
}

public sealed class MemoryBindingStore : FakeStore, IBindingStore
{
    public List<StoredBinding> Bindings { get; } = [];

    public List<BindingRefusal> Refusals { get; } = [];

    public Task<IReadOnlyList<StoredBinding>> LoadAsync() => Read<IReadOnlyList<StoredBinding>>([.. Bindings]);

    public Task<IReadOnlyList<BindingRefusal>> LoadRefusalsAsync() => Read<IReadOnlyList<BindingRefusal>>([.. Refusals]);

    public Task SaveAsync(StoredBinding binding) => Write(() => Bindings.Add(binding));

    public Task SaveRefusalAsync(BindingRefusal refusal) => Write(() => Refusals.Add(refusal));

    public List<TeamAlias> Aliases { get; } = [];

    public Task<IReadOnlyList<TeamAlias>> LoadAliasesAsync() => Read<IReadOnlyList<TeamAlias>>([.. Aliases]);

    public Task SaveAliasesAsync(IReadOnlyList<TeamAlias> aliases) => Write(() => Aliases.AddRange(aliases));

    public Task RemoveRefusalAsync(BindingRefusal refusal) => Write(() => Refusals.RemoveAll(one => one == refusal || one == new BindingRefusal(refusal.Second, refusal.First)));
}

public sealed class MemorySystemLog : FakeStore, ISystemLog
{
    public List<IReadOnlyList<SystemLogEntry>> Batches { get; } = [];

    public IReadOnlyList<SystemLogEntry> Entries => [.. Batches.SelectMany(batch => batch)];

    public Task AppendAsync(IReadOnlyList<SystemLogEntry> entries) => Write(() => Batches.Add(entries));

    public Task<LogPage> ReadAsync(LogQuery query) =>
        Read(new LogPage([.. Entries.Where(entry => entry.Severity >= query.AtLeast).Reverse().Take(query.Limit)], Entries.Count));
}

/// <summary>Executions for the report.</summary>
public sealed class MemoryReportLog : FakeStore, IReportLog
{
    public List<AuditHistory> Executions { get; } = [];

    public Task<IReadOnlyList<AuditHistory>> OpenedAsync(DateTimeOffset from, DateTimeOffset to, int limit) =>
        Read<IReadOnlyList<AuditHistory>>([.. Executions.Where(one => one.Row.OpenedAt >= from && one.Row.OpenedAt < to).Take(limit)]);
}

/// <summary>Audit tables with nothing in them, or one execution.</summary>
public sealed class EmptyAudit : FakeStore, IAuditLog
{
    public Task OpenAsync(AuditRow row, IReadOnlyList<AuditStep> steps) => Write(() => { });

    public Task UpdateAsync(AuditRow row, IReadOnlyList<AuditStep> steps) => Write(() => { });

    public Task CloseAsync(AuditRow row, IReadOnlyList<AuditStep> steps, IReadOnlyList<HedgeRow> hedges) => Write(() => { });

    public Task AppendHedgeAsync(HedgeRow hedge) => Write(() => { });

    public Task SettleLegAsync(ExecutionId execution, int leg, BetStatus status, decimal returned, DateTimeOffset at) => Write(() => { });

    public Task<IReadOnlyList<AuditRow>> UnfinishedAsync() => Read<IReadOnlyList<AuditRow>>([]);

    public Task<IReadOnlyList<AuditRow>> ListAsync(int limit) => Read<IReadOnlyList<AuditRow>>([]);

    public AuditHistory? Found { get; set; }

    public Task<AuditHistory?> FindAsync(ExecutionId execution) => Read(Found);

    public Task<AuditTotals> TotalsAsync() => Read(new AuditTotals(1, 2, 3, 4, 5, 6m));

    public Task<IReadOnlyList<OpenStake>> OpenStakesAsync(AccountId account) => Read<IReadOnlyList<OpenStake>>([]);

    public Task<long> HighestTokenAsync() => Read(0L);

    public Task<long> LiveBegunAsync() => Read(0L);

    public Task MarkExecutedAsync(OpportunityId opportunity, ExecutionId execution, DateTimeOffset at) => Write(() => { });

    public Task UnmarkExecutedAsync(OpportunityId opportunity) => Write(() => { });

    public Task<IReadOnlyDictionary<OpportunityId, DateTimeOffset>> ExecutedSinceAsync(DateTimeOffset since, int limit) =>
        Read<IReadOnlyDictionary<OpportunityId, DateTimeOffset>>(new Dictionary<OpportunityId, DateTimeOffset>());
}
