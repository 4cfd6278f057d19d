using System.Text.Json;
using Arb.Domain.Commands;
using Arb.Domain.Discovery;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Arb.Storage;

/// <summary>Table <c>accounts</c>.</summary>
public sealed class AccountStore(ArbDatabase database) : IAccountStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<AccountSettings>> LoadAsync() => database.RunAsync<IReadOnlyList<AccountSettings>>(connection =>
        [.. connection.Query<(string Account, string Url, long Enabled, string Currency, string Commission)>("SELECT account, url, enabled, currency, commission FROM accounts ORDER BY account")
            .Select(row => new AccountSettings(new AccountId(row.Account), new Uri(row.Url), row.Enabled != 0, row.Currency, Row.Money(row.Commission)))]);

    /// <inheritdoc/>
    public Task SaveAsync(AccountSettings account) => database.WriteAsync(connection => connection.Execute(
        "INSERT INTO accounts VALUES(@account, @url, @enabled, @currency, @commission) ON CONFLICT(account) DO UPDATE SET url=excluded.url, enabled=excluded.enabled, currency=excluded.currency, commission=excluded.commission",
        new { account = account.Id.Value, url = account.Url.ToString(), enabled = account.Enabled ? 1 : 0, currency = account.Currency, commission = Row.Text(account.Commission) }));

    /// <inheritdoc/>
    public Task RemoveAsync(AccountId account) => database.WriteAsync(connection => connection.Execute(
        "DELETE FROM provider_contracts WHERE account=@account; DELETE FROM exposure_caps WHERE account=@account; DELETE FROM accounts WHERE account=@account", new { account = account.Value }));
}

/// <summary>Table <c>provider_contracts</c>.</summary>
public sealed class ContractStore(ArbDatabase database) : IContractStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<ProviderContract>> LoadAsync(AccountId account) => database.RunAsync<IReadOnlyList<ProviderContract>>(connection =>
        [.. connection.Query<(string Provider, string Host, string Endpoints, long Active, string? MarkedAt, string? Mapping)>(
                "SELECT provider, host, endpoints, active, marked_at, mapping FROM provider_contracts WHERE account=@account ORDER BY provider", new { account = account.Value })
            .Select(row => new ProviderContract(
                account, new ProviderId(row.Provider), row.Host, JsonSerializer.Deserialize<List<ContractEndpoint>>(row.Endpoints, CommandJson.Compact) ?? [], row.Active != 0, Row.TimeOrNull(row.MarkedAt))
            {
                Mapping = row.Mapping is null ? null : FeedMapping.Read(row.Mapping),
            })]);

    /// <inheritdoc/>
    public Task SaveAsync(ProviderContract contract) => database.WriteAsync(connection => connection.Execute(
        "INSERT INTO provider_contracts(account, provider, host, endpoints, active, marked_at, mapping) VALUES(@account, @provider, @host, @endpoints, @active, @marked, @mapping) "
        + "ON CONFLICT(account, provider) DO UPDATE SET host=excluded.host, endpoints=excluded.endpoints, active=excluded.active, marked_at=excluded.marked_at, mapping=excluded.mapping",
        new
        {
            account = contract.Account.Value,
            provider = contract.Provider.Value,
            host = contract.Host,
            endpoints = JsonSerializer.Serialize(contract.Endpoints, CommandJson.Compact),
            active = contract.Active ? 1 : 0,
            marked = Row.Text(contract.MarkedAt),
            mapping = contract.Mapping?.ToJson(),
        }));

    /// <inheritdoc/>
    public Task RemoveAsync(AccountId account, ProviderId? provider) => database.WriteAsync(connection => connection.Execute(
        "DELETE FROM provider_contracts WHERE account=@account AND (@provider IS NULL OR provider=@provider)", new { account = account.Value, provider = provider?.Value }));
}

/// <summary>Tables <c>bindings</c>, <c>binding_refusals</c> and <c>team_aliases</c>.</summary>
public sealed class BindingStore(ArbDatabase database) : IBindingStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredBinding>> LoadAsync() => database.RunAsync<IReadOnlyList<StoredBinding>>(connection =>
        [.. connection.Query<(string Match, string Members, string Source, string Evidence, string At)>("SELECT match_id, members, source, evidence, at FROM bindings ORDER BY match_id")
            .Select(row => new StoredBinding(
                new MatchId(row.Match), JsonSerializer.Deserialize<List<BindingMember>>(row.Members, CommandJson.Compact) ?? [], Row.Name<BindingSource>(row.Source), row.Evidence, Row.Time(row.At)))]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BindingRefusal>> LoadRefusalsAsync() => database.RunAsync<IReadOnlyList<BindingRefusal>>(connection =>
        [.. connection.Query<(string First, string Second)>("SELECT first, second FROM binding_refusals ORDER BY first, second")
            .Select(row => new BindingRefusal(EventKey.Parse(row.First), EventKey.Parse(row.Second)))]);

    /// <inheritdoc/>
    public Task SaveAsync(StoredBinding binding) => database.WriteAsync(connection => connection.Execute(
        "INSERT INTO bindings VALUES(@match, @members, @source, @evidence, @at) ON CONFLICT(match_id) DO UPDATE SET members=excluded.members, source=excluded.source, evidence=excluded.evidence, at=excluded.at",
        new
        {
            match = binding.Match.Value,
            members = JsonSerializer.Serialize(binding.Members, CommandJson.Compact),
            source = binding.Source.ToString(),
            evidence = binding.Evidence,
            at = Row.Text(binding.At),
        }));

    /// <inheritdoc/>
    public Task SaveRefusalAsync(BindingRefusal refusal) => database.WriteAsync(connection => connection.Execute(
        "INSERT OR IGNORE INTO binding_refusals VALUES(@first, @second)", new { first = refusal.First.ToString(), second = refusal.Second.ToString() }));

    /// <inheritdoc/>
    public Task<IReadOnlyList<TeamAlias>> LoadAliasesAsync() => database.RunAsync<IReadOnlyList<TeamAlias>>(connection =>
        [.. connection.Query<(string First, string Second, long Same, string Source, string At)>("SELECT first, second, same, source, at FROM team_aliases ORDER BY at, first, second")
            .Select(row => new TeamAlias(row.First, row.Second, row.Same != 0, row.Source, Row.Time(row.At)))]);

    /// <inheritdoc/>
    public Task SaveAliasesAsync(IReadOnlyList<TeamAlias> aliases) => database.WriteAsync(connection => connection.Execute(
        "DELETE FROM team_aliases WHERE first=@second AND second=@first; "
        + "INSERT INTO team_aliases VALUES(@first, @second, @same, @source, @at) ON CONFLICT(first, second) DO UPDATE SET same=excluded.same, source=excluded.source, at=excluded.at",
        aliases.Select(alias => new { first = alias.First, second = alias.Second, same = alias.Same ? 1 : 0, source = alias.Source, at = Row.Text(alias.At) })));

    /// <inheritdoc/>
    public Task RemoveRefusalAsync(BindingRefusal refusal) => database.WriteAsync(connection => connection.Execute(
        "DELETE FROM binding_refusals WHERE (first=@first AND second=@second) OR (first=@second AND second=@first)",
        new { first = refusal.First.ToString(), second = refusal.Second.ToString() }));
}

/// <summary>Table <c>system_log</c>.</summary>
public sealed class SystemLog(ArbDatabase database) : ISystemLog
{
    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<SystemLogEntry> entries) => database.WriteAsync(connection => Append(connection, entries));

    internal static void Append(SqliteConnection connection, IReadOnlyList<SystemLogEntry> entries) => connection.Execute(
        "INSERT INTO system_log(at, severity, area, message, account, execution) VALUES(@at, @severity, @area, @message, @account, @execution)",
        entries.Select(entry => new
        {
            at = Row.Text(entry.At),
            severity = (int)entry.Severity,
            area = entry.Area,
            message = entry.Message,
            account = entry.Account?.Value,
            execution = entry.Execution?.Value,
        }));

    /// <inheritdoc/>
    public Task<LogPage> ReadAsync(LogQuery query) => database.RunAsync(connection =>
    {
        // Its last number first: what is written in between is in neither, and read the next time.
        var last = connection.ExecuteScalar<long?>("SELECT MAX(id) FROM system_log") ?? 0;
        var rows = connection.Query<(string At, long Severity, string Area, string Message, string? Account, string? Execution)>(
            """
            SELECT at, severity, area, message, account, execution FROM system_log
            WHERE severity>=@atLeast AND id>@after AND id<=@last AND (@since IS NULL OR at>=@since) ORDER BY id DESC LIMIT @limit
            """,
            new { limit = query.Limit, atLeast = (int)query.AtLeast, after = query.After, last, since = Row.Text(query.Since) });
        return new LogPage(
            [.. rows.Select(row => new SystemLogEntry(
                Row.Time(row.At), (LogSeverity)row.Severity, row.Area, row.Message, row.Account is null ? null : new AccountId(row.Account), row.Execution is null ? null : new ExecutionId(row.Execution)))],
            last);
    });
}
