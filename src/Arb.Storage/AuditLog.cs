using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Arb.Storage;

/// <summary>Tables <c>execution_audit_log</c>, <c>execution_legs</c>, <c>execution_steps</c>, <c>hedge_events</c> and <c>executed_opportunities</c> (L18).</summary>
public sealed partial class AuditLog(ArbDatabase database) : IAuditLog, ISettlementLog, IReportLog
{
    /// <summary>A leg counts as staked from the moment its intent is durable until it is proven absent (L17).</summary>
    private static readonly string[] Counting = [nameof(LegStatus.Intended), nameof(LegStatus.Pending), nameof(LegStatus.Unknown), nameof(LegStatus.Accepted)];

    private const string RowColumns =
        "execution, token, opportunity, match_id AS matchId, kind, period, line, match_name AS matchName, result, state, planned_profit AS plannedProfit, worst_profit AS worstProfit, " +
        "reason, opened_at AS openedAt, updated_at AS updatedAt, closed_at AS closedAt, last_sequence AS lastSequence, paper, kick_off AS kickOff";

    private const string LegColumns =
        "execution, leg, is_hedge AS isHedge, account, event, market_id AS marketId, kind, period, line, selection, odds, stake, status, attempt, reference, detail, settled, returned";

    /// <inheritdoc/>
    public Task OpenAsync(AuditRow row, IReadOnlyList<AuditStep> steps) => WriteAsync(row, steps, []);

    /// <inheritdoc/>
    public Task UpdateAsync(AuditRow row, IReadOnlyList<AuditStep> steps) => WriteAsync(row, steps, []);

    /// <inheritdoc/>
    public Task CloseAsync(AuditRow row, IReadOnlyList<AuditStep> steps, IReadOnlyList<HedgeRow> hedges) => WriteAsync(row, steps, hedges);

    /// <inheritdoc/>
    public Task AppendHedgeAsync(HedgeRow hedge) => database.WriteAsync(connection => Write(connection, hedge));

    /// <inheritdoc/>
    public Task SettleLegAsync(ExecutionId execution, int leg, BetStatus status, decimal returned, DateTimeOffset at) =>
        database.WriteAsync(connection => Settle(connection, execution, leg, status, returned, at));

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditRow>> UnfinishedAsync() => database.RunAsync(connection => Rows(connection, "WHERE closed_at IS NULL ORDER BY token", new { }));

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditRow>> ListAsync(int limit) => database.RunAsync(connection => Rows(connection, "ORDER BY token DESC LIMIT @limit", new { limit }));

    /// <inheritdoc/>
    public Task<AuditHistory?> FindAsync(ExecutionId execution) => database.RunAsync(connection =>
    {
        var key = new { execution = execution.Value };
        if (Rows(connection, "WHERE execution=@execution", key) is not [var row])
            return null;
        var steps = connection.Query<(long Sequence, string Step, string Detail, string At)>(
            "SELECT sequence, step, detail, at FROM execution_steps WHERE execution=@execution ORDER BY sequence", key);
        var hedges = connection.Query<HedgeRecord>(
            "SELECT sequence, round, kind, leg, account, selection, odds, stake, worst_before AS worstBefore, worst_after AS worstAfter, outcome, reason, at FROM hedge_events WHERE execution=@execution ORDER BY sequence", key);
        return new AuditHistory(row, [.. steps.Select(s => new AuditStep((int)s.Sequence, s.Step, s.Detail, Row.Time(s.At)))], [.. hedges.Select(h => h.ToHedge(execution))]);
    });

    /// <inheritdoc/>
    public Task<AuditTotals> TotalsAsync() => database.RunAsync(connection =>
    {
        // Grouped by the profit's text, then added here: SQLite has no exact decimal sum.
        var groups = connection.Query<(string Result, long Closed, string? Profit, long Count)>(
                "SELECT result, closed_at IS NOT NULL, worst_profit, COUNT(*) FROM execution_audit_log GROUP BY 1, 2, 3")
            .ToList();
        int Count(bool closed, params ExecutionResult[] results) =>
            (int)groups.Where(g => g.Closed != 0 == closed && results.Contains(Row.Name<ExecutionResult>(g.Result))).Sum(g => g.Count);
        return new AuditTotals(
            (int)groups.Where(g => g.Closed == 0).Sum(g => g.Count),
            Count(closed: false, ExecutionResult.WithPerson),
            Count(closed: true, ExecutionResult.Complete),
            Count(closed: true, ExecutionResult.Hedged),
            Count(closed: true, ExecutionResult.Aborted, ExecutionResult.Flat),
            groups.Where(g => g.Closed != 0).Sum(g => Row.Money(g.Profit) * g.Count));
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<OpenStake>> OpenStakesAsync(AccountId account) => database.RunAsync<IReadOnlyList<OpenStake>>(connection =>
        [.. connection.Query<(string Execution, string Match, long Leg, string Stake, long Paper)>(
                """
                SELECT l.execution, a.match_id, l.leg, l.stake, a.paper FROM execution_legs l JOIN execution_audit_log a USING(execution)
                WHERE l.account=@account AND l.settled IS NULL AND l.status IN @counting ORDER BY a.token, l.leg
                """,
                new { account = account.Value, counting = Counting })
            .Select(row => new OpenStake(new ExecutionId(row.Execution), new MatchId(row.Match), (int)row.Leg, Row.Money(row.Stake)) { IsPaper = row.Paper != 0 })]);

    /// <inheritdoc/>
    public Task<long> HighestTokenAsync() => database.RunAsync(connection => connection.ExecuteScalar<long>("SELECT COALESCE(MAX(token), 0) FROM execution_audit_log"));

    /// <inheritdoc/>
    public Task<long> LiveBegunAsync() => database.RunAsync(connection => connection.ExecuteScalar<long>(
        "SELECT COUNT(*) FROM execution_audit_log WHERE paper=0 AND result<>@aborted", new { aborted = nameof(ExecutionResult.Aborted) }));

    /// <inheritdoc/>
    public Task NoteLocksAsync(long sequence) => database.WriteAsync(connection => connection.Execute(
        "INSERT INTO storage_marks VALUES(@name, @sequence) ON CONFLICT(name) DO UPDATE SET value=excluded.value WHERE CAST(excluded.value AS INTEGER)>CAST(value AS INTEGER)",
        new { name = StorageFacts.LockSequence, sequence = sequence.ToString(System.Globalization.CultureInfo.InvariantCulture) }));

    /// <inheritdoc/>
    public Task MarkExecutedAsync(OpportunityId opportunity, ExecutionId execution, DateTimeOffset at) => database.WriteAsync(connection => connection.Execute(
        "INSERT INTO executed_opportunities VALUES(@opportunity, @execution, @at) ON CONFLICT(opportunity) DO UPDATE SET execution=excluded.execution, at=excluded.at WHERE excluded.at>at",
        new { opportunity = opportunity.Value, execution = execution.Value, at = Row.Text(at) }));

    /// <inheritdoc/>
    public Task UnmarkExecutedAsync(OpportunityId opportunity) => database.WriteAsync(connection => connection.Execute(
        "DELETE FROM executed_opportunities WHERE opportunity=@opportunity", new { opportunity = opportunity.Value }));

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<OpportunityId, DateTimeOffset>> ExecutedSinceAsync(DateTimeOffset since, int limit) => database.RunAsync<IReadOnlyDictionary<OpportunityId, DateTimeOffset>>(connection =>
        connection.Query<(string Opportunity, string At)>("SELECT opportunity, at FROM executed_opportunities WHERE at>=@since ORDER BY at DESC LIMIT @limit", new { since = Row.Text(since), limit })
            .ToDictionary(row => new OpportunityId(row.Opportunity), row => Row.Time(row.At)));

    private Task WriteAsync(AuditRow row, IReadOnlyList<AuditStep> steps, IReadOnlyList<HedgeRow> hedges) => database.WriteAsync(connection =>
    {
        var newer = connection.Execute(
            """
            INSERT INTO execution_audit_log VALUES(@execution, @token, @opportunity, @match, @kind, @period, @line, @name, @result, @state, @planned, @worst, @reason, @opened, @updated, @closed, @sequence, @paper, @kickOff)
            ON CONFLICT(execution) DO UPDATE SET token=MAX(token, excluded.token), result=excluded.result, state=excluded.state, worst_profit=excluded.worst_profit, reason=excluded.reason,
                updated_at=excluded.updated_at, closed_at=excluded.closed_at, last_sequence=excluded.last_sequence
            WHERE excluded.last_sequence>=last_sequence
            """,
            Parameters(row)) > 0;
        foreach (var leg in newer ? row.Legs : [])
            Write(connection, row.Execution, leg);
        foreach (var step in steps)
        {
            connection.Execute(
                "INSERT OR IGNORE INTO execution_steps VALUES(@execution, @sequence, @step, @detail, @at)",
                new { execution = row.Execution.Value, sequence = step.Sequence, step = step.Step, detail = step.Detail, at = Row.Text(step.At) });
        }
        foreach (var hedge in hedges)
            Write(connection, hedge);
    });

    private static object Parameters(AuditRow row) => new
    {
        execution = row.Execution.Value,
        token = row.Token,
        opportunity = row.Opportunity.Value,
        match = row.Market.Match.Value,
        kind = row.Market.Kind.ToString(),
        period = row.Market.Period.ToString(),
        line = row.Market.Line.Quarters,
        name = row.MatchName,
        result = row.Result.ToString(),
        state = row.State,
        planned = Row.Text(row.PlannedProfit),
        worst = row.WorstProfit is { } worst ? Row.Text(worst) : null,
        reason = row.Reason,
        opened = Row.Text(row.OpenedAt),
        updated = Row.Text(row.UpdatedAt),
        closed = Row.Text(row.ClosedAt),
        sequence = row.LastSequence,
        paper = row.Paper ? 1 : 0,
        kickOff = row.KickOff is { } kickOff ? Row.Text(kickOff) : null,
    };

    private static void Write(SqliteConnection connection, ExecutionId execution, AuditLeg leg) => connection.Execute(
        """
        INSERT INTO execution_legs(execution, leg, is_hedge, account, event, market_id, kind, period, line, selection, odds, stake, status, attempt, reference, detail)
        VALUES(@execution, @leg, @hedge, @account, @key, @market, @kind, @period, @line, @selection, @odds, @stake, @status, @attempt, @reference, @detail)
        ON CONFLICT(execution, leg) DO UPDATE SET odds=excluded.odds, stake=excluded.stake, status=excluded.status, attempt=excluded.attempt, reference=excluded.reference, detail=excluded.detail
        """,
        new
        {
            execution = execution.Value,
            leg = leg.Leg,
            hedge = leg.IsHedge ? 1 : 0,
            account = leg.Account.Value,
            key = leg.Event.ToString(),
            market = leg.MarketId,
            kind = leg.Kind.ToString(),
            period = leg.Period.ToString(),
            line = leg.Line.Quarters,
            selection = leg.Selection.ToString(),
            odds = leg.Odds.TenThousandths,
            stake = Row.Text(leg.Stake),
            status = leg.Status.ToString(),
            attempt = leg.Attempt,
            reference = leg.Reference,
            detail = leg.Detail,
        });

    private static void Write(SqliteConnection connection, HedgeRow hedge) => connection.Execute(
        "INSERT OR REPLACE INTO hedge_events VALUES(@execution, @sequence, @round, @kind, @leg, @account, @selection, @odds, @stake, @before, @after, @outcome, @reason, @at)",
        new
        {
            execution = hedge.Execution.Value,
            sequence = hedge.Sequence,
            round = hedge.Round,
            kind = hedge.Kind.ToString(),
            leg = hedge.Leg,
            account = hedge.Account?.Value,
            selection = hedge.Selection?.ToString(),
            odds = hedge.Odds?.TenThousandths,
            stake = hedge.Stake is { } stake ? Row.Text(stake) : null,
            before = Row.Text(hedge.WorstBefore),
            after = Row.Text(hedge.WorstAfter),
            outcome = hedge.Outcome?.ToString(),
            reason = hedge.Reason,
            at = Row.Text(hedge.At),
        });

    private static IReadOnlyList<AuditRow> Rows(SqliteConnection connection, string where, object parameters)
    {
        var rows = connection.Query<AuditRecord>($"SELECT {RowColumns} FROM execution_audit_log {where}", parameters).ToList();
        if (rows.Count == 0)
            return [];
        var legs = connection.Query<LegRecord>(
                $"SELECT {LegColumns} FROM execution_legs WHERE execution IN (SELECT execution FROM execution_audit_log {where}) ORDER BY execution, leg", parameters)
            .ToLookup(leg => leg.Execution);
        return [.. rows.Select(row => row.ToRow([.. legs[row.Execution].Select(leg => leg.ToLeg())]))];
    }
}
