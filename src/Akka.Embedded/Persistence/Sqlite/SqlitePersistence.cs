using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence.Sqlite;

/// <summary>The SQLite plugins of a system; makes their defaults known.</summary>
public class SqlitePersistence : IExtension
{
    /// <summary>The configuration path of the journal.</summary>
    public const string JournalConfigPath = "akka.persistence.journal.sqlite";

    /// <summary>The configuration path of the snapshot store.</summary>
    public const string SnapshotConfigPath = "akka.persistence.snapshot-store.sqlite";

    /// <summary>The defaults of the journal.</summary>
    public readonly Config DefaultJournalConfig;

    /// <summary>The defaults of the snapshot store.</summary>
    public readonly Config DefaultSnapshotConfig;

    private readonly Dictionary<string, (SqliteWorker Worker, int Users)> _workers = [];

    /// <summary>Creates the extension.</summary>
    /// <param name="system">The system.</param>
    public SqlitePersistence(ExtendedActorSystem system)
    {
        Config defaults = DefaultConfiguration();
        system.Settings.InjectTopLevelFallback(defaults);
        DefaultJournalConfig = defaults.GetConfig(JournalConfigPath)!;
        DefaultSnapshotConfig = defaults.GetConfig(SnapshotConfigPath)!;
    }

    /// <summary>The defaults of both plugins.</summary>
    public static Config DefaultConfiguration() => ConfigurationFactory.FromResource<SqlitePersistence>("Akka.Persistence.Sqlite.sqlite.conf");

    /// <summary>The extension of a system.</summary>
    /// <param name="system">The system.</param>
    public static SqlitePersistence Get(ActorSystem system) => system.WithExtension<SqlitePersistence, SqlitePersistenceProvider>();

    /// <summary>
    /// The one worker of a database: journal and snapshot store with the same connection string share it, so that they never wait for each other's
    /// locks. Give it back with <see cref="Release"/>.
    /// </summary>
    internal SqliteWorker Rent(SqliteSettings settings)
    {
        lock (_workers)
        {
            (SqliteWorker worker, int users) = _workers.TryGetValue(settings.ConnectionString, out (SqliteWorker, int) known)
                ? known
                : (new SqliteWorker(settings), 0);
            _workers[settings.ConnectionString] = (worker, users + 1);
            return worker;
        }
    }

    internal void Release(SqliteWorker worker)
    {
        lock (_workers)
        {
            (_, int users) = _workers[worker.Settings.ConnectionString];
            if (users > 1)
            {
                _workers[worker.Settings.ConnectionString] = (worker, users - 1);
                return;
            }

            _workers.Remove(worker.Settings.ConnectionString);
        }

        worker.Dispose();
    }
}

/// <summary>Gives the SQLite extension of a system.</summary>
public class SqlitePersistenceProvider : ExtensionIdProvider<SqlitePersistence>
{
    /// <inheritdoc/>
    public override SqlitePersistence CreateExtension(ExtendedActorSystem system) => new(system);
}
