using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence.Snapshot;
using Akka.Serialization;
using Microsoft.Data.Sqlite;

namespace Akka.Persistence.Sqlite.Snapshot;

/// <summary>A snapshot store in a SQLite file with the table of the official plugin.</summary>
public class SqliteSnapshotStore : SnapshotStore
{
    private readonly SqlitePersistence _extension;
    private readonly Akka.Serialization.Serialization _serialization;
    private readonly SqliteSettings _settings;
    private readonly SqliteSnapshotSql _sql;
    private SqliteWorker? _worker;

    /// <summary>Creates the store.</summary>
    /// <param name="snapshotConfig">Its configuration.</param>
    /// <exception cref="ConfigurationException">There is no connection string, or the table name is malformed.</exception>
    public SqliteSnapshotStore(Config snapshotConfig)
    {
        _extension = SqlitePersistence.Get(Context.System);
        Config config = snapshotConfig.WithFallback(_extension.DefaultSnapshotConfig);
        _settings = SqliteSettings.Read(config, SqlitePersistence.SnapshotConfigPath);
        _sql = new SqliteSnapshotSql(SqliteSettings.TableName(config, "table-name", SqlitePersistence.SnapshotConfigPath));
        _serialization = ((ExtendedActorSystem)Context.System).Serialization;
    }

    private SqliteWorker Worker => _worker ?? throw new InvalidOperationException("The snapshot store is not running.");

    /// <inheritdoc/>
    protected override async Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        StoredSnapshot? stored = await Worker.Read(session => _sql.Select(session, persistenceId, criteria)).ConfigureAwait(false);
        return stored == null
            ? null!
            : new SelectedSnapshot(
                new SnapshotMetadata(persistenceId, stored.SequenceNr, new DateTime(stored.CreatedAt, DateTimeKind.Utc)),
                _serialization.Deserialize(stored.Payload, stored.SerializerId, stored.Manifest));
    }

    /// <inheritdoc/>
    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        Serializer serializer = _serialization.FindSerializerFor(snapshot);
        var stored = new StoredSnapshot(
            metadata.SequenceNr, metadata.Timestamp.Ticks, Akka.Serialization.Serialization.ManifestFor(serializer, snapshot), serializer.ToBinary(snapshot), serializer.Identifier);
        return Worker.Write(1, session => _sql.Insert(session, metadata.PersistenceId, stored));
    }

    /// <inheritdoc/>
    protected override Task DeleteAsync(SnapshotMetadata metadata) => Worker.Write(1, session => _sql.Delete(session, metadata));

    /// <inheritdoc/>
    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        Worker.Write(1, session => _sql.DeleteRange(session, persistenceId, criteria));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _worker = _extension.Rent(_settings);
        if (_settings.AutoInitialize)
        {
            // Queued before anything else.
            _ = _worker.InitializeAsync(_sql.CreateTable, Context.GetLogger());
        }

        base.PreStart();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        base.PostStop();
        if (_worker != null)
        {
            _extension.Release(_worker);
        }
    }
}

/// <summary>A row of the table of snapshots; the time in ticks of UTC.</summary>
internal sealed record StoredSnapshot(long SequenceNr, long CreatedAt, string Manifest, byte[] Payload, int SerializerId);

/// <summary>The statements of the snapshot store. The table is that of the official plugin.</summary>
internal sealed class SqliteSnapshotSql(string table)
{
    private readonly string _create = $"""
        CREATE TABLE IF NOT EXISTS {table} (
            persistence_id VARCHAR(255) NOT NULL,
            sequence_nr INTEGER(8) NOT NULL,
            created_at INTEGER(8) NOT NULL,
            manifest VARCHAR(255) NOT NULL,
            payload BLOB NOT NULL,
            serializer_id INTEGER(4),
            PRIMARY KEY (persistence_id, sequence_nr)
        )
        """;

    private readonly string _insert = $"""
        INSERT OR REPLACE INTO {table} (persistence_id, sequence_nr, created_at, manifest, payload, serializer_id)
        VALUES (@id, @nr, @time, @manifest, @payload, @serializer)
        """;

    private readonly string _select = $"""
        SELECT sequence_nr, created_at, manifest, payload, serializer_id FROM {table}
        WHERE persistence_id = @id AND sequence_nr BETWEEN @from AND @to AND created_at BETWEEN @since AND @until
        ORDER BY sequence_nr DESC LIMIT 1
        """;

    private readonly string _delete = $"DELETE FROM {table} WHERE persistence_id = @id AND sequence_nr = @nr AND created_at <= @until";

    private readonly string _deleteRange =
        $"DELETE FROM {table} WHERE persistence_id = @id AND sequence_nr BETWEEN @from AND @to AND created_at BETWEEN @since AND @until";

    public bool CreateTable(SqliteSession session)
    {
        session.Run(_create);
        return true;
    }

    public int Insert(SqliteSession session, string persistenceId, StoredSnapshot row) =>
        session.Statement(_insert, "@id", "@nr", "@time", "@manifest", "@payload", "@serializer")
            .Set(0, persistenceId).Set(1, row.SequenceNr).Set(2, row.CreatedAt).Set(3, row.Manifest).Set(4, row.Payload).Set(5, row.SerializerId).Run();

    public StoredSnapshot? Select(SqliteSession session, string persistenceId, SnapshotSelectionCriteria criteria)
    {
        using SqliteDataReader reader = Range(session, _select, persistenceId, criteria).Read();
        return reader.Read()
            ? new StoredSnapshot(reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3), reader.GetInt32(4))
            : null;
    }

    public int Delete(SqliteSession session, SnapshotMetadata metadata) =>
        session.Statement(_delete, "@id", "@nr", "@until").Set(0, metadata.PersistenceId).Set(1, metadata.SequenceNr)
            .Set(2, metadata.Timestamp == DateTime.MinValue ? DateTime.MaxValue.Ticks : metadata.Timestamp.Ticks).Run();

    public int DeleteRange(SqliteSession session, string persistenceId, SnapshotSelectionCriteria criteria) =>
        Range(session, _deleteRange, persistenceId, criteria).Run();

    private static SqliteStatement Range(SqliteSession session, string sql, string persistenceId, SnapshotSelectionCriteria criteria) =>
        session.Statement(sql, "@id", "@from", "@to", "@since", "@until")
            .Set(0, persistenceId).Set(1, criteria.MinSequenceNr).Set(2, criteria.MaxSequenceNr)
            .Set(3, (criteria.MinTimestamp ?? DateTime.MinValue).Ticks).Set(4, criteria.MaxTimeStamp.Ticks);
}
