using System.Text;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Arb.Benchmarks.Actors;
using Arb.Benchmarks.Measuring;
using Arb.Host.Configuration;
using Arb.Host.Engine;
using Microsoft.Data.Sqlite;

namespace Arb.Benchmarks.Durable;

/// <summary>One durable event against a bare insert and commit (WAL, synchronous=FULL) into such a table, and sixteen writers that share commits.</summary>
internal static class DurableBench
{
    private const int Writers = 16;

    public static void Run(bool quick, Report report)
    {
        Report.Progress("durable events …");
        var folder = Directory.CreateTempSubdirectory("arb-bench").FullName;
        try
        {
            Measure(quick, report, folder);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Persists so many events, one after the other, and nothing else: what <see cref="SyncCount"/> looks at.</summary>
    public static void Persist(int events)
    {
        var folder = Directory.CreateTempSubdirectory("arb-bench").FullName;
        var journal = new JournalConnections(Path.Combine(folder, "journal.db"), JournalSettings.Default);
        using (var system = ActorSystem.Create("durable", Configure(journal)))
        {
            var one = new Countdown();
            var writer = system.ActorOf(Props.Create(typeof(Keeper), "single", one));
            Persist(one, 1, writer);
            if (events > 0)
                Persist(one, events, writer);
            system.Terminate().Wait(TimeSpan.FromSeconds(30));
        }

        journal.DisposeAsync().AsTask().Wait();
        Directory.Delete(folder, recursive: true);
    }

    private static void Measure(bool quick, Report report, string folder)
    {
        var journal = new JournalConnections(Path.Combine(folder, "journal.db"), JournalSettings.Default);
        using var system = ActorSystem.Create("durable", Configure(journal));
        using var bare = new BareInsert(Path.Combine(folder, "bare.db"));
        var one = new Countdown();
        var writer = system.ActorOf(Props.Create(typeof(Keeper), "single", one));
        var warmUp = TimeSpan.FromSeconds(quick ? 0.5 : 2);
        var (rounds, events) = quick ? (9, 20) : (41, 50);
        var compared = Stopper.Compare(warmUp, rounds, Stopper.Wall, () => bare.Write(events), () => Persist(one, events, writer));
        report.Add(
            "durable", "one event, cost / bare insert and commit", $"{Report.Time(compared.Subject)}, bare {Report.Time(compared.Baseline)}", compared.Ratio, "", Bound.AtMost, 3);
        if (SyncCount.PerEvent(quick ? 100 : 300, folder) is { } syncs)
            report.Add("durable", "one event, fsync calls", "counted by strace", syncs, "", Bound.AtMost, 1.05, hard: true);
        else
            Report.Progress("fsync calls are not counted: no strace here");

        var sixteen = new Countdown { Writers = Writers };
        var writers = Enumerable.Range(0, Writers).Select(i => system.ActorOf(Props.Create(typeof(Keeper), $"writer-{i}", sixteen))).ToArray();
        var shared = Stopper.Compare(warmUp, rounds, Stopper.Wall, () => Persist(one, events, writer), () => Persist(sixteen, events * 8, writers));
        report.Add(
            "durable", "16 writers, events per second", $"one writer {1e9 / shared.Baseline:N0}/s", 1e9 / shared.Subject, "", Bound.AtLeast, 1_000);
        report.Add("durable", "16 writers, events per commit", $"{events * 8:N0} events, commits counted in the log", EventsPerCommit(folder, sixteen, events * 8, writers));
        system.Terminate().Wait(TimeSpan.FromSeconds(30));
        journal.DisposeAsync().AsTask().Wait();
    }

    private static double EventsPerCommit(string folder, Countdown countdown, int events, IActorRef[] writers)
    {
        var file = Path.Combine(folder, "journal.db");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        // A reader keeps the log from being begun anew, so all its commits stay countable.
        using var reading = connection.BeginTransaction(deferred: true);
        using var command = connection.CreateCommand();
        command.Transaction = reading;
        command.CommandText = "SELECT COUNT(*) FROM event_journal";
        command.ExecuteScalar();
        // The first commit after a reset of the log begins it anew; count from then on.
        Persist(countdown, Writers, writers);
        var before = WalFile.Commits(file + "-wal");
        Persist(countdown, events, writers);
        return events / (double)(WalFile.Commits(file + "-wal") - before);
    }

    private static int Persist(Countdown countdown, int events, params IActorRef[] writers)
    {
        countdown.Begin(events);
        foreach (var writer in writers)
            writer.Tell(Tick.Instance);
        countdown.Wait();
        return events;
    }

    /// <summary>The engine's own journal, with the events of this benchmark.</summary>
    private static ActorSystemSetup Configure(JournalConnections journal) => ActorSystemSetup.Create(
        journal.Setup,
        BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString($$"""
            akka.loglevel = ERROR
            akka.stdout-loglevel = ERROR
            akka.actor {
              serializers.noted = "{{typeof(NotedSerializer).AssemblyQualifiedName}}"
              serialization-bindings { "{{typeof(Noted).AssemblyQualifiedName}}" = noted }
            }
            {{EngineJournal.Plugins(JournalSettings.Default)}}
            """).WithFallback(EngineJournal.Defaults)));

    /// <summary>The least that makes an event durable: one prepared insert into the same table, one commit.</summary>
    private sealed class BareInsert : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _begin;
        private readonly SqliteCommand _insert;
        private readonly SqliteCommand _commit;
        private readonly byte[] _payload = Encoding.UTF8.GetBytes(new string('x', 300));
        private long _number;

        public BareInsert(string file)
        {
            _connection = new SqliteConnection($"Data Source={file};Pooling=False");
            _connection.Open();
            foreach (var sql in (string[])["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", Table])
                Command(sql).ExecuteScalar();
            _begin = Command("BEGIN IMMEDIATE");
            _commit = Command("COMMIT");
            _insert = Command(
                "INSERT INTO event_journal (persistence_id, sequence_nr, is_deleted, manifest, timestamp, payload, tags, serializer_id) VALUES ('single', @nr, 0, 'noted.v1', @time, @payload, NULL, 9001)");
            _insert.Parameters.AddWithValue("@nr", 0L);
            _insert.Parameters.AddWithValue("@time", 638_000_000_000_000_000L);
            _insert.Parameters.AddWithValue("@payload", _payload);
            _insert.Prepare();
        }

        private const string Table = """
            CREATE TABLE event_journal (ordering INTEGER PRIMARY KEY NOT NULL, persistence_id VARCHAR(255) NOT NULL, sequence_nr INTEGER(8) NOT NULL, is_deleted INTEGER(1) NOT NULL,
            manifest VARCHAR(255) NULL, timestamp INTEGER NOT NULL, payload BLOB NOT NULL, tags VARCHAR(2000) NULL, serializer_id INTEGER(4), UNIQUE (persistence_id, sequence_nr))
            """;

        public int Write(int count)
        {
            for (var i = 0; i < count; i++)
            {
                _begin.ExecuteNonQuery();
                _insert.Parameters[0].Value = ++_number;
                _insert.ExecuteNonQuery();
                _commit.ExecuteNonQuery();
            }
            return count;
        }

        public void Dispose()
        {
            _insert.Dispose();
            _begin.Dispose();
            _commit.Dispose();
            _connection.Dispose();
        }

        private SqliteCommand Command(string sql)
        {
            var command = _connection.CreateCommand();
            command.CommandText = sql;
            return command;
        }
    }
}
