using Microsoft.Data.Sqlite;

namespace Akka.Persistence.Sqlite.Journal;

/// <summary>A row of the table of events.</summary>
internal sealed record StoredEvent(
    string PersistenceId, long SequenceNr, long Timestamp, string Manifest, byte[] Payload, string? Tags, int? SerializerId, bool IsDeleted);

/// <summary>The statements of the journal. The tables are those of the official plugin.</summary>
internal sealed class SqliteJournalSql(string events, string metadata)
{
    private readonly string _createEvents = $"""
        CREATE TABLE IF NOT EXISTS {events} (
            ordering INTEGER PRIMARY KEY NOT NULL,
            persistence_id VARCHAR(255) NOT NULL,
            sequence_nr INTEGER(8) NOT NULL,
            is_deleted INTEGER(1) NOT NULL,
            manifest VARCHAR(255) NULL,
            timestamp INTEGER NOT NULL,
            payload BLOB NOT NULL,
            tags VARCHAR(2000) NULL,
            serializer_id INTEGER(4),
            UNIQUE (persistence_id, sequence_nr)
        )
        """;

    private readonly string _createMetadata = $"""
        CREATE TABLE IF NOT EXISTS {metadata} (
            persistence_id VARCHAR(255) NOT NULL,
            sequence_nr INTEGER(8) NOT NULL,
            PRIMARY KEY (persistence_id, sequence_nr)
        )
        """;

    private readonly string _insert = $"""
        INSERT INTO {events} (persistence_id, sequence_nr, timestamp, is_deleted, manifest, payload, tags, serializer_id)
        VALUES (@id, @nr, @time, 0, @manifest, @payload, @tags, @serializer)
        """;

    private readonly string _select = $"""
        SELECT sequence_nr, timestamp, manifest, payload, tags, serializer_id, is_deleted FROM {events}
        WHERE persistence_id = @id AND sequence_nr BETWEEN @from AND @to ORDER BY sequence_nr LIMIT @limit
        """;

    private readonly string _highest = $"""
        SELECT MAX(
            IFNULL((SELECT MAX(sequence_nr) FROM {events} WHERE persistence_id = @id), 0),
            IFNULL((SELECT MAX(sequence_nr) FROM {metadata} WHERE persistence_id = @id), 0))
        """;

    private readonly string _deleteEvents = $"DELETE FROM {events} WHERE persistence_id = @id AND sequence_nr <= @to";
    private readonly string _deleteMetadata = $"DELETE FROM {metadata} WHERE persistence_id = @id AND sequence_nr <= @to";
    private readonly string _insertMetadata = $"INSERT OR REPLACE INTO {metadata} (persistence_id, sequence_nr) VALUES (@id, @nr)";

    public bool CreateTables(SqliteSession session)
    {
        session.Run(_createEvents);
        session.Run(_createMetadata);
        return true;
    }

    public int InsertEvents(SqliteSession session, List<StoredEvent> rows)
    {
        SqliteStatement insert = session.Statement(_insert, "@id", "@nr", "@time", "@manifest", "@payload", "@tags", "@serializer");
        foreach (StoredEvent row in rows)
        {
            insert.Set(0, row.PersistenceId).Set(1, row.SequenceNr).Set(2, row.Timestamp).Set(3, row.Manifest).Set(4, row.Payload)
                .Set(5, row.Tags).Set(6, row.SerializerId).Run();
        }

        return rows.Count;
    }

    public List<StoredEvent> SelectEvents(SqliteSession session, string persistenceId, long from, long to, int limit)
    {
        var rows = new List<StoredEvent>();
        SqliteStatement select = session.Statement(_select, "@id", "@from", "@to", "@limit");
        using SqliteDataReader reader = select.Set(0, persistenceId).Set(1, from).Set(2, to).Set(3, limit).Read();
        while (reader.Read())
        {
            rows.Add(new StoredEvent(
                persistenceId,
                reader.GetInt64(0),
                reader.GetInt64(1),
                reader.IsDBNull(2) ? string.Empty : reader.GetString(2),
                reader.GetFieldValue<byte[]>(3),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetInt32(5),
                reader.GetBoolean(6)));
        }

        return rows;
    }

    public long SelectHighest(SqliteSession session, string persistenceId) => (long)session.Statement(_highest, "@id").Set(0, persistenceId).Scalar()!;

    public long DeleteEvents(SqliteSession session, string persistenceId, long to)
    {
        long highest = SelectHighest(session, persistenceId);
        session.Statement(_deleteEvents, "@id", "@to").Set(0, persistenceId).Set(1, to).Run();
        session.Statement(_deleteMetadata, "@id", "@to").Set(0, persistenceId).Set(1, to).Run();
        if (highest <= to)
        {
            // Nothing is left that would tell the number the next event gets.
            session.Statement(_insertMetadata, "@id", "@nr").Set(0, persistenceId).Set(1, highest).Run();
        }

        return highest;
    }
}
