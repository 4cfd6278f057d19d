using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Arb.Storage;

/// <content>Open bets, their settlement, and profit.</content>
public sealed partial class AuditLog
{
    /// <summary>What the saga writes as the reference of a bet that a person saw and gave none for.</summary>
    internal const string PersonReference = "person";

    /// <summary>What takes an execution up again, one column a list.</summary>
    private const string Identity =
        """
        a.opportunity, a.match_id AS matchId,
            (SELECT GROUP_CONCAT(e.event, CHAR(10)) FROM execution_legs e WHERE e.execution=a.execution) AS events,
            (SELECT GROUP_CONCAT(e.account, CHAR(10)) FROM execution_legs e WHERE e.execution=a.execution) AS accounts,
            (SELECT GROUP_CONCAT(e.leg || ':' || e.settled, CHAR(10)) FROM execution_legs e WHERE e.execution=a.execution AND e.settled IS NOT NULL) AS ends
        """;

    /// <summary>
    /// Legs that stand at a bookmaker. While an execution runs its stakes are the match actor's: they are settled once it is closed. Those that hedge are among them, for
    /// a bet that is taken back meanwhile is the match actor's business at once.
    /// </summary>
    private const string OpenBets =
        $"""
        SELECT l.execution, l.leg, l.account, l.event, l.reference, l.stake, a.opened_at AS openedAt, COALESCE(a.closed_at, a.updated_at) AS closedAt, a.closed_at IS NULL AS running, a.paper, a.kick_off AS kickOff,
            {Identity},
            ROW_NUMBER() OVER (PARTITION BY l.account ORDER BY a.token, l.leg) AS number
        FROM execution_legs l JOIN execution_audit_log a ON a.execution=l.execution
        WHERE l.settled IS NULL AND l.status='Accepted' AND (a.closed_at IS NOT NULL OR a.state='Hedging')
        """;

    /// <summary>Legs that were sent and judged absent, while the bets of their match are open or were settled a short while ago; and which bets on their event other legs have or may have.</summary>
    private const string AbsentLegs =
        $"""
        SELECT l.execution, l.leg, l.account, l.event, l.kind, l.period, l.line, l.selection, a.opened_at AS openedAt,
            {Identity},
            (SELECT GROUP_CONCAT(o.reference, CHAR(10)) FROM execution_legs o WHERE o.account=l.account AND o.event=l.event AND o.reference IS NOT NULL AND o.status IN ('Accepted', 'Pending')) AS assigned,
            EXISTS(SELECT 1 FROM execution_legs o WHERE o.account=l.account AND o.event=l.event AND o.status IN ('Intended', 'Pending', 'Unknown')) AS waits,
            ROW_NUMBER() OVER (PARTITION BY l.account ORDER BY a.token DESC, l.leg) AS number
        FROM execution_legs l JOIN execution_audit_log a ON a.execution=l.execution
        WHERE l.status='Rejected' AND l.attempt>0 AND l.settled IS NULL AND a.paper=0 AND (
            MAX(COALESCE(a.closed_at, a.updated_at), COALESCE(a.kick_off, ''))>=@since
            OR EXISTS(
                SELECT 1 FROM execution_legs o JOIN execution_audit_log b ON b.execution=o.execution
                WHERE b.match_id=a.match_id AND o.status='Accepted' AND (o.settled IS NULL OR o.settled_at>=@since)))
        """;

    /// <summary>
    /// Legs of executions of which every accepted leg is settled, the last one in [@from, @to), newest execution first. The inner query finds them by
    /// the index on the time of settlement.
    /// </summary>
    private const string EndedLegs =
        """
        SELECT a.execution, a.match_name AS matchName, a.result, a.worst_profit AS worstProfit, e.at, l.account, l.stake, l.returned
        FROM (
            SELECT x.execution AS execution, MAX(x.settled_at) AS at FROM execution_legs x
            WHERE x.status='Accepted' AND x.execution IN (SELECT execution FROM execution_legs WHERE settled IS NOT NULL AND settled_at>=@from AND settled_at<@to)
            GROUP BY x.execution HAVING COUNT(x.settled)=COUNT(*) AND SUM(x.settled='Expired')=0 AND MAX(x.settled_at)>=@from AND MAX(x.settled_at)<@to) e
        JOIN execution_audit_log a ON a.execution=e.execution
        JOIN execution_legs l ON l.execution=e.execution AND l.status='Accepted'
        WHERE a.closed_at IS NOT NULL ORDER BY e.at DESC, a.token DESC, l.leg
        """;

    /// <inheritdoc/>
    public Task<IReadOnlyList<OpenBet>> OpenBetsAsync(int perAccount) => database.RunAsync<IReadOnlyList<OpenBet>>(connection =>
        [.. connection.Query<OpenBetRecord>($"SELECT * FROM ({OpenBets}) WHERE number<=@perAccount ORDER BY account, number", new { perAccount }).Select(row => row.ToBet())]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AbsentLeg>> AbsentLegsAsync(DateTimeOffset since, int perAccount) => database.RunAsync<IReadOnlyList<AbsentLeg>>(connection =>
        [.. connection.Query<AbsentLegRecord>($"SELECT * FROM ({AbsentLegs}) WHERE number<=@perAccount ORDER BY account, number", new { since = Row.Text(since), perAccount }).Select(row => row.ToLeg())]);

    /// <inheritdoc/>
    public Task<OpenBet?> FindOpenBetAsync(ExecutionId execution, int leg) => database.RunAsync(connection =>
        connection.QuerySingleOrDefault<OpenBetRecord>($"{OpenBets} AND a.closed_at IS NOT NULL AND l.execution=@execution AND l.leg=@leg", new { execution = execution.Value, leg })?.ToBet());

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BetSettlement>> SettleAsync(IReadOnlyList<BetSettlement> settled, DateTimeOffset at)
    {
        var noted = new List<BetSettlement>(settled.Count);
        await database.WriteAsync(connection =>
        {
            noted.Clear();
            foreach (var one in settled)
                if (Settle(connection, one.Bet.Execution, one.Bet.Leg, one.Status, one.Returned, at, one.Booked))
                    noted.Add(one);
        }).ConfigureAwait(false);
        return noted;
    }

    /// <inheritdoc/>
    public Task<ProfitSummary> ProfitAsync(DateTimeOffset from, DateTimeOffset to, int limit) => database.RunAsync(connection =>
    {
        var legs = connection.Query<EndedLegRecord>(EndedLegs, new { from = Row.Text(from), to = Row.Text(to) }, buffered: false);
        var adder = new ProfitAdder(limit);
        foreach (var leg in legs)
            adder.Add(leg);
        // Grouped by the stake's text, then added here: SQLite has no exact decimal sum.
        foreach (var (account, stake, count) in connection.Query<(string Account, string Stake, long Count)>(
            "SELECT account, stake, COUNT(*) FROM execution_legs WHERE settled IS NULL AND status='Accepted' GROUP BY 1, 2"))
        {
            adder.AddOpen(account, Row.Money(stake), count);
        }
        return adder.Summary();
    });

    /// <summary>The first settlement stands: a restart or a second reader must not move a result that was reported to another day.</summary>
    private static bool Settle(SqliteConnection connection, ExecutionId execution, int leg, BetStatus status, decimal returned, DateTimeOffset at, decimal? booked = null) => connection.Execute(
        "UPDATE execution_legs SET settled=@status, returned=@returned, settled_at=@at, stake=COALESCE(@booked, stake) WHERE execution=@execution AND leg=@leg AND settled IS NULL",
        new { execution = execution.Value, leg, status = status.ToString(), returned = Row.Text(returned), at = Row.Text(at), booked = booked is { } stake ? Row.Text(stake) : null }) > 0;
}
