using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Arb.Storage;

/// <content>Open bets, their settlement, and profit.</content>
public sealed partial class AuditLog
{
    /// <summary>What the saga writes as the reference of a bet that a person saw and gave none for.</summary>
    private const string PersonReference = "person";

    /// <summary>Legs that stand at a bookmaker. While an execution runs its stakes are the match actor's: they are settled once it is closed.</summary>
    private const string OpenBets =
        """
        SELECT l.execution, l.leg, l.account, l.event, l.reference, l.stake, a.opened_at AS openedAt, a.closed_at AS closedAt, a.paper, a.kick_off AS kickOff,
            ROW_NUMBER() OVER (PARTITION BY l.account ORDER BY a.token, l.leg) AS number
        FROM execution_legs l JOIN execution_audit_log a ON a.execution=l.execution
        WHERE l.settled IS NULL AND l.status='Accepted' AND a.closed_at IS NOT NULL
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
    public Task<OpenBet?> FindOpenBetAsync(ExecutionId execution, int leg) => database.RunAsync(connection =>
        connection.QuerySingleOrDefault<OpenBetRecord>($"{OpenBets} AND l.execution=@execution AND l.leg=@leg", new { execution = execution.Value, leg })?.ToBet());

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

    private sealed class OpenBetRecord
    {
        public string Execution { get; init; } = "";

        public long Leg { get; init; }

        public string Account { get; init; } = "";

        public string Event { get; init; } = "";

        public string? Reference { get; init; }

        public string Stake { get; init; } = "";

        public string OpenedAt { get; init; } = "";

        public string ClosedAt { get; init; } = "";

        public long Paper { get; init; }

        public string? KickOff { get; init; }

        public long Number { get; init; }

        /// <summary>A bet that only a person saw has no reference that a list could show.</summary>
        public OpenBet ToBet() => new(
            new ExecutionId(Execution), (int)Leg, new AccountId(Account), EventKey.Parse(Event), Reference is null or PersonReference ? null : Reference, Row.Money(Stake), Row.Time(OpenedAt), Row.Time(ClosedAt))
        {
            IsPaper = Paper != 0,
            KickOff = Row.TimeOrNull(KickOff),
        };
    }

}
