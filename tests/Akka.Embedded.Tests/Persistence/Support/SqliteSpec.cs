using Akka.Actor;
using Akka.Configuration;
using Microsoft.Data.Sqlite;

namespace Akka.Embedded.Tests.Persistence.Support;

/// <summary>A test with a SQLite file of its own, which the test reads through a connection beside that of the journal.</summary>
public abstract class SqliteSpec : Akka.TestKit.Xunit2.TestKit
{
    private readonly string _folder;

    protected SqliteSpec()
        : this(Directory.CreateTempSubdirectory("journal").FullName)
    {
    }

    private SqliteSpec(string folder)
        : base(Configure(folder))
    {
        _folder = folder;
    }

    private static Config Configure(string folder) => ConfigurationFactory.ParseString($$"""
        akka.loglevel = ERROR
        akka.persistence {
          journal {
            plugin = "akka.persistence.journal.sqlite"
            sqlite {
              class = "Akka.Persistence.Sqlite.Journal.SqliteJournal, Akka.Persistence.Sqlite"
              connection-string = "Data Source={{folder.Replace('\\', '/')}}/events.db"
              auto-initialize = on
            }
          }
          snapshot-store {
            plugin = "akka.persistence.snapshot-store.sqlite"
            sqlite {
              class = "Akka.Persistence.Sqlite.Snapshot.SqliteSnapshotStore, Akka.Persistence.Sqlite"
              connection-string = "Data Source={{folder.Replace('\\', '/')}}/events.db"
              auto-initialize = on
            }
          }
        }
        """).WithFallback(ConfigurationFactory.ParseString(TestEventSerializer.Config));

    protected IActorRef StartKeeper(string id) => Sys.ActorOf(Keeper.Props(id, TestActor));

    /// <summary>Ends the system of the test, so that nothing holds the file, and starts another on it.</summary>
    protected Akka.TestKit.Xunit2.TestKit Reopen()
    {
        Shutdown();
        return new Akka.TestKit.Xunit2.TestKit(Configure(_folder));
    }

    protected List<object?[]> Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder}/events.db;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add([.. row.Select(value => value is DBNull ? null : value)]);
        }

        return rows;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
