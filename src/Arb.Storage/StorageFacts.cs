using System.Globalization;
using System.Text.Json;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Arb.Storage;

/// <summary>What both databases say of each other, read before anything uses them; and what a person accepted of it.</summary>
public static class StorageFacts
{
    private const string LockJournal = "executions";

    /// <summary>Marks of <c>storage_marks</c>.</summary>
    internal const string LockSequence = "lock-sequence", AcceptedToken = "accepted-token", HandedOver = "handed-over", RestoredFrom = "restored-from", Hold = "hold";

    /// <summary>What the audit says.</summary>
    public static Task<AuditFacts> AuditAsync(ArbDatabase database) => database.RunAsync(Audit);

    /// <summary>As <see cref="AuditAsync"/>, over a connection of one's own.</summary>
    internal static AuditFacts Audit(SqliteConnection connection)
    {
        var marks = connection.Query<(string Name, string Value)>("SELECT name, value FROM storage_marks").ToDictionary(mark => mark.Name, mark => mark.Value);
        var accepted = Number(marks.GetValueOrDefault(AcceptedToken));
        var bets = connection.Query<(long Token, long Leg, string Account, string Status, string Stake, string? Reference)>(
                """
                SELECT a.token, l.leg, l.account, l.status, l.stake, l.reference FROM execution_legs l JOIN execution_audit_log a USING(execution)
                WHERE a.closed_at IS NULL AND a.token>@accepted AND l.status IN ('Intended', 'Pending', 'Unknown', 'Accepted') ORDER BY a.token, l.leg
                """,
                new { accepted })
            .ToLookup(bet => bet.Token, bet => new AuditBet((int)bet.Leg, new AccountId(bet.Account), Row.Name<LegStatus>(bet.Status), Row.Money(bet.Stake), bet.Reference));
        return new AuditFacts(
            [.. connection.Query<(long Token, long Open, long Sequence)>("SELECT token, closed_at IS NULL, last_sequence FROM execution_audit_log WHERE token>@accepted", new { accepted })
                .Select(row => new AuditedExecution(row.Token, row.Open != 0, row.Sequence, [.. bets[row.Token]]))],
            Number(marks.GetValueOrDefault(LockSequence)),
            accepted,
            Row.TimeOrNull(marks.GetValueOrDefault(RestoredFrom)))
        {
            HandedOverTo = Number(marks.GetValueOrDefault(HandedOver)),
            Hold = marks.GetValueOrDefault(Hold),
        };
    }

    /// <summary>
    /// What the journal says. Throws <see cref="StorageException"/> when a lock event, or an event of an execution whose lock is held, is damaged, missing or of a newer build.
    /// </summary>
    public static JournalFacts Journal(string file)
    {
        if (!File.Exists(file))
            return new JournalFacts([], [], 0, 0);
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 5 }.ToString());
            connection.Open();
            if (connection.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master WHERE type='table' AND name IN ('event_journal', 'snapshot')") < 2)
                return new JournalFacts([], [], 0, 0);
            var locks = new LockTable(TimeSpan.Zero, int.MaxValue);
            var last = Replay(connection, file, LockJournal, (manifest, payload) =>
            {
                var happened = ExecutionEventCodec.Decode(manifest, payload);
                if (happened is LockSnapshot snapshot)
                    locks.Restore(snapshot);
                else
                    locks.Apply((LockEvent)happened);
            });
            foreach (var held in locks.Held)
            {
                var state = ExecutionState.Empty;
                Replay(connection, file, held.Execution.Value, (manifest, payload) => state = ExecutionTransitions.Apply(state, (ExecutionEvent)ExecutionEventCodec.Decode(manifest, payload)));
            }

            return new JournalFacts(
                [.. connection.Query<(string Id, long Sequence, long Opened, long Closed)>(
                        "SELECT persistence_id, MAX(sequence_nr), MAX(manifest='audit-opened-v1'), MAX(manifest='audit-closed-v1') FROM event_journal WHERE persistence_id LIKE 'x%' GROUP BY persistence_id")
                    .Where(row => Token(row.Id) is not null)
                    .Select(row => new JournaledExecution(Token(row.Id)!.Value, row.Sequence, row.Opened != 0, row.Closed != 0))],
                [.. locks.Held.Select(held => held.Grant.Token)],
                locks.HighestToken,
                last);
        }
        catch (SqliteException wrong)
        {
            throw new StorageException($"the journal {file} cannot be read ({wrong.Message}): close other programs that use it, check disk and permissions", wrong);
        }
    }

    /// <summary>
    /// A person has compared and accepts what was found. Open rows that nobody owns are closed and their bets count as placed, without a reference, until <c>arb executions settle</c> says how each ended. What
    /// is still locked is only a person's from now on, and the engine starts killed.
    /// </summary>
    public static Task AcceptAsync(ArbDatabase database, IReadOnlyList<StorageFinding> findings, JournalFacts journal, string note, DateTimeOffset at) => database.WriteAsync(connection =>
    {
        var token = Math.Max(journal.HighestToken, connection.ExecuteScalar<long>("SELECT COALESCE(MAX(token), 0) FROM execution_audit_log"));
        foreach (var finding in findings.Where(finding => finding.Kind is StorageFindingKind.NobodyOwns or StorageFindingKind.AuditLacksEnd))
        {
            connection.Execute(
                """
                UPDATE execution_legs SET status='Accepted', reference=COALESCE(reference, 'person'), detail=@reason WHERE execution=@execution AND status IN ('Intended', 'Pending', 'Unknown');
                UPDATE execution_audit_log SET result='WithPerson', state='Closed', reason=@reason, closed_at=@at, updated_at=@at WHERE execution=@execution
                """,
                new { execution = finding.Execution!.Value.Value, reason = $"its journal was lost and a person accepted it: {note}", at = Row.Text(at) });
        }

        Mark(connection, LockSequence, journal.LockSequence.ToString(CultureInfo.InvariantCulture));
        Mark(connection, AcceptedToken, token.ToString(CultureInfo.InvariantCulture));
        Mark(connection, HandedOver, token.ToString(CultureInfo.InvariantCulture));
        Mark(connection, Hold, $"its files did not belong together, or were restored, and a person accepted them: {note}");
        connection.Execute("DELETE FROM storage_marks WHERE name=@name", new { name = RestoredFrom });
        SystemLog.Append(connection, [.. findings.Select(finding => new Domain.Health.SystemLogEntry(at, Domain.Health.LogSeverity.Alarm, "storage", $"accepted by a person ({note}): {finding.Describe()}"))]);
    });

    /// <summary>The engine is killed durably: its next start need not say so any more.</summary>
    public static Task ReleaseHoldAsync(ArbDatabase database) => database.WriteAsync(connection => connection.Execute("DELETE FROM storage_marks WHERE name=@name", new { name = Hold }));

    /// <summary>Writes a mark.</summary>
    internal static void Mark(SqliteConnection connection, string name, string value) =>
        connection.Execute("INSERT INTO storage_marks VALUES(@name, @value) ON CONFLICT(name) DO UPDATE SET value=excluded.value", new { name, value });

    /// <summary>The newest snapshot and every event after it, in order and without a gap; the number of the last.</summary>
    private static long Replay(SqliteConnection connection, string file, string id, Action<string, byte[]> apply)
    {
        var last = 0L;
        var snapshots = connection.Query<(long Sequence, string Manifest, byte[] Payload)>(
            "SELECT sequence_nr, manifest, payload FROM snapshot WHERE persistence_id=@id ORDER BY sequence_nr DESC LIMIT 1", new { id });
        var events = connection.Query<(long Sequence, string Manifest, byte[] Payload)>(
            "SELECT sequence_nr, manifest, payload FROM event_journal WHERE persistence_id=@id AND is_deleted=0 ORDER BY sequence_nr", new { id }, buffered: false);
        foreach (var (sequence, manifest, payload) in snapshots.Concat(events.SkipWhile(one => one.Sequence <= last)))
        {
            try
            {
                if (last > 0 || manifest != "table-snapshot-v1")
                    Follow(last, sequence);
                apply(manifest, payload);
                last = sequence;
            }
            catch (Exception wrong) when (wrong is InvalidOperationException or InvalidCastException or JsonException or FormatException or ArgumentException)
            {
                throw new StorageException(
                    $"event {sequence} ('{manifest}') of {id} in the journal {file} is damaged, or of a newer build ({wrong.Message}): use the build that wrote it, or restore the last backup (arb restore FOLDER)", wrong);
            }
        }

        return last;
    }

    private static void Follow(long last, long sequence)
    {
        if (sequence != last + 1)
            throw new InvalidOperationException($"event {last + 1} is missing");
    }

    private static long? Token(string id) => long.TryParse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var token) ? token : null;

    private static long Number(string? text) => text is null ? 0 : long.Parse(text, CultureInfo.InvariantCulture);
}
