using Arb.Domain.Execution;
using Dapper;

namespace Arb.Storage;

/// <content>Executions of a period, for the report.</content>
public sealed partial class AuditLog
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditHistory>> OpenedAsync(DateTimeOffset from, DateTimeOffset to, int limit) => database.RunAsync<IReadOnlyList<AuditHistory>>(connection =>
    {
        const string Chosen = "WHERE opened_at>=@from AND opened_at<@to ORDER BY token LIMIT @limit";
        const string Within = "WHERE execution IN (SELECT execution FROM execution_audit_log " + Chosen + ")";
        var period = new { from = Row.Text(from), to = Row.Text(to), limit, names = TradeReporter.Steps };
        var rows = Rows(connection, Chosen, period);
        var steps = connection.Query<(string Execution, long Sequence, string Step, string Detail, string At)>(
            $"SELECT execution, sequence, step, detail, at FROM execution_steps {Within} AND step IN @names ORDER BY execution, sequence", period).ToLookup(step => step.Execution);
        var hedges = connection.Query<HedgeRecord>(
            $"SELECT execution, sequence, round, kind, leg, account, selection, odds, stake, worst_before AS worstBefore, worst_after AS worstAfter, outcome, reason, at FROM hedge_events {Within} ORDER BY execution, sequence",
            period).ToLookup(hedge => hedge.Execution);
        return
        [
            .. rows.Select(row => new AuditHistory(
                row,
                [.. steps[row.Execution.Value].Select(step => new AuditStep((int)step.Sequence, step.Step, step.Detail, Row.Time(step.At)))],
                [.. hedges[row.Execution.Value].Select(hedge => hedge.ToHedge(row.Execution))])),
        ];
    });
}
