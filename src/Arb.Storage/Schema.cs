using Arb.Domain.Sessions;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Arb.Storage;

/// <summary>
/// The tables, by <c>PRAGMA user_version</c>: each migration once, in order, in a transaction. Money is TEXT (exact decimal), times are TEXT
/// (ISO 8601, UTC), odds are INTEGER ten-thousandths, lines INTEGER quarters.
/// </summary>
internal static class Schema
{
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE accounts(
            account TEXT PRIMARY KEY, url TEXT NOT NULL, enabled INTEGER NOT NULL, currency TEXT NOT NULL, commission TEXT NOT NULL) STRICT;
        CREATE TABLE provider_contracts(
            account TEXT NOT NULL, provider TEXT NOT NULL, host TEXT NOT NULL, endpoints TEXT NOT NULL, active INTEGER NOT NULL, marked_at TEXT,
            PRIMARY KEY(account, provider)) STRICT;
        CREATE TABLE bindings(match_id TEXT PRIMARY KEY, members TEXT NOT NULL, source TEXT NOT NULL, evidence TEXT NOT NULL, at TEXT NOT NULL) STRICT;
        CREATE TABLE binding_refusals(first TEXT NOT NULL, second TEXT NOT NULL, PRIMARY KEY(first, second)) STRICT;
        CREATE TABLE execution_audit_log(
            execution TEXT PRIMARY KEY, token INTEGER NOT NULL, opportunity TEXT NOT NULL, match_id TEXT NOT NULL, kind TEXT NOT NULL, period TEXT NOT NULL,
            line INTEGER NOT NULL, match_name TEXT NOT NULL, result TEXT NOT NULL, state TEXT NOT NULL, planned_profit TEXT NOT NULL, worst_profit TEXT,
            reason TEXT, opened_at TEXT NOT NULL, updated_at TEXT NOT NULL, closed_at TEXT, last_sequence INTEGER NOT NULL) STRICT;
        CREATE INDEX execution_open ON execution_audit_log(token) WHERE closed_at IS NULL;
        CREATE TABLE execution_legs(
            execution TEXT NOT NULL REFERENCES execution_audit_log(execution), leg INTEGER NOT NULL, is_hedge INTEGER NOT NULL, account TEXT NOT NULL,
            event TEXT NOT NULL, market_id TEXT NOT NULL, kind TEXT NOT NULL, period TEXT NOT NULL, line INTEGER NOT NULL, selection TEXT NOT NULL,
            odds INTEGER NOT NULL, stake TEXT NOT NULL, status TEXT NOT NULL, attempt INTEGER NOT NULL, reference TEXT, detail TEXT,
            settled TEXT, returned TEXT NOT NULL DEFAULT '0', settled_at TEXT,
            PRIMARY KEY(execution, leg)) STRICT;
        CREATE INDEX legs_open ON execution_legs(account) WHERE settled IS NULL;
        CREATE TABLE execution_steps(
            execution TEXT NOT NULL REFERENCES execution_audit_log(execution), sequence INTEGER NOT NULL, step TEXT NOT NULL, detail TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY(execution, sequence)) STRICT;
        CREATE TABLE hedge_events(
            execution TEXT NOT NULL, sequence INTEGER NOT NULL, round INTEGER NOT NULL, kind TEXT NOT NULL, leg INTEGER, account TEXT, selection TEXT,
            odds INTEGER, stake TEXT, worst_before TEXT NOT NULL, worst_after TEXT NOT NULL, outcome TEXT, reason TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY(execution, sequence)) STRICT;
        CREATE TABLE executed_opportunities(opportunity TEXT PRIMARY KEY, execution TEXT NOT NULL, at TEXT NOT NULL) STRICT;
        CREATE INDEX executed_at ON executed_opportunities(at);
        CREATE TABLE system_log(
            id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, severity INTEGER NOT NULL, area TEXT NOT NULL, message TEXT NOT NULL, account TEXT, execution TEXT) STRICT;
        CREATE VIEW execution_history AS
            SELECT a.execution, a.match_name, a.result, s.sequence, s.step, s.detail, s.at
            FROM execution_audit_log a JOIN execution_steps s USING(execution) ORDER BY a.token, s.sequence;
        """,
        """
        CREATE TABLE exposure_caps(account TEXT PRIMARY KEY, max_per_match TEXT NOT NULL, max_total TEXT NOT NULL, at TEXT NOT NULL) STRICT;
        CREATE INDEX legs_settled ON execution_legs(settled_at) WHERE settled IS NOT NULL;
        """,
        """
        ALTER TABLE execution_audit_log ADD COLUMN paper INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE execution_audit_log ADD COLUMN kick_off TEXT;
        """,
        """
        ALTER TABLE provider_contracts ADD COLUMN mapping TEXT;
        """,
        """
        CREATE TABLE team_aliases(first TEXT NOT NULL, second TEXT NOT NULL, same INTEGER NOT NULL, source TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(first, second)) STRICT;
        """,
        """
        CREATE TABLE storage_marks(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        """,
    ];

    /// <summary>Throws when the file is corrupt or newer; changes nothing.</summary>
    public static int Check(SqliteConnection connection)
    {
        var check = connection.ExecuteScalar<string>("PRAGMA quick_check(1)");
        if (check != "ok")
        {
            throw new StorageException(
                $"{connection.DataSource} is corrupt ({check}): restore the last backup (arb restore FOLDER), which keeps the file aside; without one, move it away: the engine then says what journal.db knows and the tables do not");
        }
        var version = connection.ExecuteScalar<int>("PRAGMA user_version");
        if (version > Migrations.Length)
            throw new StorageException($"{connection.DataSource} was written by a newer build (schema {version}, this build knows {Migrations.Length}): use that build");
        return version;
    }

    /// <summary>Brings the tables up to date.</summary>
    public static bool Migrate(SqliteConnection connection)
    {
        var version = connection.ExecuteScalar<int>("PRAGMA user_version");
        for (var next = version; next < Migrations.Length; next++)
        {
            var (migration, reached) = (Migrations[next], next + 1);
            ArbDatabase.InTransaction(connection, open => open.Execute($"{migration}; PRAGMA user_version={reached}"));
        }
        return true;
    }
}
