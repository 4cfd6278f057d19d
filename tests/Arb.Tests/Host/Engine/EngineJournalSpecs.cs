using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence;
using Akka.TestKit.Xunit2;
using Arb.Actors.Execution;
using Arb.Domain.Execution;
using Arb.Domain.Sessions;
using Arb.Host.Configuration;
using Arb.Host.Engine;
using Arb.Tests.Domain.Execution;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;

namespace Arb.Tests.Host.Engine;

/// <summary>The engine's journal on a real file.</summary>
public sealed class EngineJournalSpecs : TestKit
{
    private static readonly JournalSettings Settings = JournalSettings.Default with { BusyTimeout = TimeSpan.FromSeconds(1) };
    private readonly TempFolder _folder;
    private readonly JournalConnections _connections;

    public EngineJournalSpecs()
        : this(new TempFolder())
    {
    }

    private EngineJournalSpecs(TempFolder folder)
        : this(folder, new JournalConnections(folder.File("journal.db"), Settings))
    {
    }

    private EngineJournalSpecs(TempFolder folder, JournalConnections connections)
        : base(ActorSystemSetup.Create(
            connections.Setup,
            BootstrapSetup.Create().WithConfig(ConfigurationFactory
                .ParseString("akka.loglevel = OFF\nakka.test.single-expect-default = 15s\n" + EngineJournal.Plugins(Settings) + "\n" + ExecutionEventSerializer.Hocon)
                .WithFallback(EngineJournal.Defaults))))
    {
        _folder = folder;
        _connections = connections;
    }

    [Fact]
    public async Task Should_open_every_connection_so_that_a_commit_survives_a_power_cut()
    {
        for (var again = 0; again < 2; again++) // the second one comes from the pool
        {
            await using var connection = new DataConnection(_connections.Options);
            Assert.Equal("wal", (await connection.QueryToListAsync<string>("PRAGMA journal_mode")).Single());
            Assert.Equal(2, (await connection.QueryToListAsync<long>("PRAGMA synchronous")).Single());
        }
    }

    [Fact]
    public void Should_fail_a_write_with_words_while_another_program_holds_the_file_and_go_on_afterwards()
    {
        var writer = Writer();
        writer.Tell("write");
        ExpectMsg("written");
        using (Hold())
        {
            writer.Tell("write");
            Assert.Contains("locked", ExpectMsg<Exception>().ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(1, Events());
        Writer().Tell("write");
        ExpectMsg("written");
        Assert.Equal(2, Events());
    }

    [Fact]
    public async Task Should_not_let_the_folder_go_while_a_write_is_under_way()
    {
        using var folder = new TempFolder();
        var connections = new JournalConnections(folder.File("journal.db"), Settings with { CallTimeout = TimeSpan.FromMilliseconds(200) });
        var writing = new DataConnection(connections.Options);
        await writing.QueryToListAsync<long>("PRAGMA user_version");
        var refused = await Assert.ThrowsAsync<StorageException>(() => connections.DisposeAsync().AsTask());
        Assert.Contains("has not finished its last write", refused.Message, StringComparison.Ordinal);
        await writing.DisposeAsync();
        await connections.DisposeAsync();
    }

    [Fact]
    public async Task Should_open_no_connection_once_the_folder_is_given_away()
    {
        using var folder = new TempFolder();
        var connections = new JournalConnections(folder.File("journal.db"), Settings);
        await connections.DisposeAsync();
        await using var late = new DataConnection(connections.Options);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => late.QueryToListAsync<long>("PRAGMA user_version"));
        Assert.False(File.Exists(folder.File("journal.db")));
    }

    [Fact]
    public async Task Should_not_wait_for_a_connection_that_could_not_be_opened()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("journal.db"));
        var connections = new JournalConnections(folder.File("journal.db"), Settings);
        await using (var failing = new DataConnection(connections.Options))
            await Assert.ThrowsAsync<SqliteException>(() => failing.QueryToListAsync<long>("PRAGMA user_version"));
        await connections.DisposeAsync();
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _connections.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Dispose();
    }

    private IActorRef Writer() => Sys.ActorOf(Props.Create(typeof(WriterActor), TestActor));

    private SqliteConnection Hold()
    {
        var connection = new SqliteConnection($"Data Source={_folder.File("journal.db")};Pooling=False");
        connection.Open();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return connection;
    }

    private long Events()
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("journal.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var count = connection.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM event_journal";
        return (long)count.ExecuteScalar()!;
    }

    private sealed class WriterActor : ReceivePersistentActor
    {
        private readonly IActorRef _teller;

        public WriterActor(IActorRef teller)
        {
            _teller = teller;
            Recover<LockEvent>(_ => { });
            Command<string>(_ => Persist(new LockEvent.Released(1, true, Given.Start), _ => teller.Tell("written")));
        }

        public override string PersistenceId => "writer";

        protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => _teller.Tell(cause);
    }
}
