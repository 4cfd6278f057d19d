using System.Collections.Immutable;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence.Journal;
using Akka.Persistence.Sql.Common.Journal;
using Akka.Serialization;
using Akka.Util.Internal;

namespace Akka.Persistence.Sqlite.Journal;

/// <summary>
/// A journal in a SQLite file with the tables of the official plugin. Events are serialized on the thread of the journal actor and written on a thread of
/// their own, all that wait in one transaction.
/// </summary>
public class SqliteJournal : AsyncWriteJournal
{
    /// <summary>How many events of a replay are read at a time, so that a long one holds nobody up.</summary>
    private const int PageSize = 256;

    private readonly SqlitePersistence _extension;
    private readonly SqliteJournalSql _sql;
    private readonly ITimestampProvider _timestamps;
    private readonly Akka.Serialization.Serialization _serialization;
    private readonly SqliteSettings _settings;
    private SqliteWorker? _worker;

    /// <summary>Creates the journal.</summary>
    /// <param name="journalConfig">Its configuration.</param>
    /// <exception cref="ConfigurationException">There is no connection string, or a table name is malformed.</exception>
    public SqliteJournal(Config journalConfig)
    {
        _extension = SqlitePersistence.Get(Context.System);
        Config config = journalConfig.WithFallback(_extension.DefaultJournalConfig);
        _settings = SqliteSettings.Read(config, SqlitePersistence.JournalConfigPath);
        _sql = new SqliteJournalSql(
            SqliteSettings.TableName(config, "table-name", SqlitePersistence.JournalConfigPath),
            SqliteSettings.TableName(config, "metadata-table-name", SqlitePersistence.JournalConfigPath));
        _serialization = ((ExtendedActorSystem)Context.System).Serialization;
        _timestamps = CreateTimestampProvider(config.GetString("timestamp-provider"));
    }

    /// <summary>The worker while the journal runs.</summary>
    internal SqliteWorker Worker => _worker ?? throw new InvalidOperationException("The journal is not running.");

    /// <inheritdoc/>
    public override async Task ReplayMessagesAsync(IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        SqliteWorker worker = Worker;
        long from = fromSequenceNr;
        for (long left = max; left > 0 && from <= toSequenceNr;)
        {
            (long first, int limit) = (from, (int)Math.Min(left, PageSize));
            List<StoredEvent> page = await worker.Read(session => _sql.SelectEvents(session, persistenceId, first, toSequenceNr, limit)).ConfigureAwait(false);
            foreach (StoredEvent stored in page)
            {
                recoveryCallback(Restore(persistenceId, stored));
            }

            if (page.Count < limit)
            {
                return;
            }

            left -= page.Count;
            from = page[^1].SequenceNr + 1;
        }
    }

    /// <inheritdoc/>
    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr) =>
        Worker.Read(session => _sql.SelectHighest(session, persistenceId));

    /// <inheritdoc/>
    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        var rows = new List<StoredEvent>();
        List<Exception?>? rejections = null;
        int count = 0;
        foreach (AtomicWrite write in messages)
        {
            int before = rows.Count;
            try
            {
                rows.AddRange(write.Events.Select(Store));
                rejections?.Add(null);
            }
            catch (Exception error)
            {
                rows.RemoveRange(before, rows.Count - before);
                (rejections ??= [.. Enumerable.Repeat<Exception?>(null, count)]).Add(error);
            }

            count++;
        }

        if (rows.Count > 0)
        {
            await Worker.Write(rows.Count, session => _sql.InsertEvents(session, rows)).ConfigureAwait(false);
        }

        return rejections?.ToImmutableList()!;
    }

    /// <inheritdoc/>
    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr) =>
        Worker.Write(1, session => _sql.DeleteEvents(session, persistenceId, toSequenceNr));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _worker = _extension.Rent(_settings);
        if (_settings.AutoInitialize)
        {
            // Queued before anything else.
            _ = _worker.InitializeAsync(_sql.CreateTables, Context.GetLogger());
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

    private static ITimestampProvider CreateTimestampProvider(string? name)
    {
        ActorSystem system = Context.System;
        if (string.IsNullOrEmpty(name))
        {
            return new DefaultTimestampProvider(() => system.Scheduler.Now);
        }

        Type type = TypeFinder.Find(name) ?? throw new ConfigurationException($"{SqlitePersistence.JournalConfigPath}.timestamp-provider names the type '{name}', which does not exist.");
        if (type == typeof(DefaultTimestampProvider))
        {
            return new DefaultTimestampProvider(() => system.Scheduler.Now);
        }

        bool takesSystem = type.GetConstructor([typeof(ActorSystem)]) != null || type.GetConstructor([typeof(ExtendedActorSystem)]) != null;
        return (ITimestampProvider)(takesSystem ? Activator.CreateInstance(type, system) : Activator.CreateInstance(type))!;
    }

    private StoredEvent Store(IPersistentRepresentation item)
    {
        (object payload, IImmutableSet<string>? tags) = item.Payload is Tagged tagged ? (tagged.Payload, tagged.Tags) : (item.Payload, null);
        Serializer serializer = _serialization.FindSerializerFor(payload);
        return new StoredEvent(
            item.PersistenceId,
            item.SequenceNr,
            _timestamps.GenerateTimestamp(item),
            Akka.Serialization.Serialization.ManifestFor(serializer, payload),
            serializer.ToBinary(payload),
            tags is { Count: > 0 } ? $";{string.Join(';', tags)};" : null,
            serializer.Identifier,
            false);
    }

    private Persistent Restore(string persistenceId, StoredEvent stored)
    {
        int identifier = stored.SerializerId
            ?? throw new SerializationException($"Event {stored.SequenceNr} of '{persistenceId}' has no serializer_id: it was written by a version of the plugin that is too old.");
        object payload = _serialization.Deserialize(stored.Payload, identifier, stored.Manifest);
        return new Persistent(payload, stored.SequenceNr, persistenceId, stored.Manifest, stored.IsDeleted, ActorRefs.NoSender, null, stored.Timestamp);
    }
}
