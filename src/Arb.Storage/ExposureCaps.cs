using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Dapper;

namespace Arb.Storage;

/// <summary>Table <c>exposure_caps</c>: caps that the operator set at run time.</summary>
public sealed class ExposureCaps(ArbDatabase database) : IExposureCaps
{
    /// <inheritdoc/>
    public Task<ExposureSettings?> LoadAsync(AccountId account) => database.RunAsync(connection =>
        connection.Query<(string PerMatch, string Total)>("SELECT max_per_match, max_total FROM exposure_caps WHERE account=@account", new { account = account.Value })
            .Select(row => new ExposureSettings(Row.Money(row.PerMatch), Row.Money(row.Total)))
            .SingleOrDefault());

    /// <inheritdoc/>
    public Task SaveAsync(AccountId account, ExposureSettings caps, SystemLogEntry audit) => database.WriteAsync(connection =>
    {
        connection.Execute(
            "INSERT INTO exposure_caps VALUES(@account, @perMatch, @total, @at) ON CONFLICT(account) DO UPDATE SET max_per_match=excluded.max_per_match, max_total=excluded.max_total, at=excluded.at",
            new { account = account.Value, perMatch = Row.Text(caps.MaxPerMatch), total = Row.Text(caps.MaxTotal), at = Row.Text(audit.At) });
        SystemLog.Append(connection, [audit]);
    });
}
