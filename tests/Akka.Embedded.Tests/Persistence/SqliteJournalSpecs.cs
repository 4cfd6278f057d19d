using System.Text;
using Akka.Actor;
using Akka.Embedded.Tests.Persistence.Support;
using Akka.Persistence;
using Xunit;

namespace Akka.Embedded.Tests.Persistence;

public sealed class SqliteJournalSpecs : SqliteSpec
{
    [Fact]
    public void Should_replay_after_the_system_was_started_again()
    {
        IActorRef keeper = StartKeeper("a");
        ExpectMsg("completed 0");
        keeper.Tell(new Placed("m1", 100));
        keeper.Tell(new Settled("m1"));
        ExpectMsg("stored 1");
        ExpectMsg("stored 2");
        using Akka.TestKit.Xunit2.TestKit again = Reopen();
        keeper = again.Sys.ActorOf(Keeper.Props("a", again.TestActor));
        again.ExpectMsg(new Placed("m1", 100));
        again.ExpectMsg(new Settled("m1"));
        again.ExpectMsg("completed 2");
        keeper.Tell(new Settled("m2"));
        again.ExpectMsg("stored 3");
    }

    [Fact]
    public void Should_have_the_tables_of_the_official_plugin()
    {
        StartKeeper("a");
        ExpectMsg("completed 0");
        Assert.Equal(
            [
                "ordering INTEGER 1 1", "persistence_id VARCHAR(255) 1 0", "sequence_nr INTEGER(8) 1 0", "is_deleted INTEGER(1) 1 0", "manifest VARCHAR(255) 0 0",
                "timestamp INTEGER 1 0", "payload BLOB 1 0", "tags VARCHAR(2000) 0 0", "serializer_id INTEGER(4) 0 0",
            ],
            Columns("event_journal"));
        Assert.Equal(["persistence_id VARCHAR(255) 1 1", "sequence_nr INTEGER(8) 1 2"], Columns("journal_metadata"));
        Assert.Equal(
            [
                "persistence_id VARCHAR(255) 1 1", "sequence_nr INTEGER(8) 1 2", "created_at INTEGER(8) 1 0", "manifest VARCHAR(255) 1 0", "payload BLOB 1 0",
                "serializer_id INTEGER(4) 0 0",
            ],
            Columns("snapshot"));
        Assert.Single(Query("SELECT 1 FROM pragma_index_list('event_journal') WHERE \"unique\" = 1 AND origin = 'u'"));
    }

    [Fact]
    public void Should_store_manifest_identifier_and_bytes_as_the_serializer_gives_them()
    {
        IActorRef keeper = StartKeeper("a");
        ExpectMsg("completed 0");
        keeper.Tell(new Placed("m1", 100));
        ExpectMsg("stored 1");
        object?[] row = Assert.Single(Query("SELECT persistence_id, sequence_nr, is_deleted, manifest, payload, tags, serializer_id, timestamp FROM event_journal"));
        Assert.Equal(["a", 1L, 0L, "placed.v1"], row[..4]);
        Assert.Equal("m1|100", Encoding.UTF8.GetString((byte[])row[4]!));
        Assert.Null(row[5]);
        Assert.Equal(4711L, row[6]);
        Assert.InRange((long)row[7]!, DateTime.UtcNow.AddMinutes(-5).Ticks, DateTime.UtcNow.AddMinutes(5).Ticks);
    }

    [Fact]
    public void Should_have_committed_an_event_before_its_handler_runs()
    {
        IActorRef keeper = StartKeeper("a");
        ExpectMsg("completed 0");
        for (int i = 1; i <= 20; i++)
        {
            keeper.Tell(new Settled("m"));
            ExpectMsg($"stored {i}");
            Assert.Equal((long)i, Query("SELECT COUNT(*) FROM event_journal")[0][0]);
        }
    }

    [Fact]
    public void Should_reject_an_event_that_cannot_be_serialized_and_go_on()
    {
        IActorRef keeper = StartKeeper("a");
        ExpectMsg("completed 0");
        keeper.Tell(new Opaque());
        keeper.Tell(new Settled("m"));
        ExpectMsg<string>(text => text.StartsWith("rejected 1", StringComparison.Ordinal));
        ExpectMsg("stored 2");
        Assert.Equal(2L, Assert.Single(Query("SELECT sequence_nr FROM event_journal"))[0]);
    }

    [Fact]
    public void Should_reject_an_atomic_write_as_a_whole()
    {
        IActorRef keeper = StartKeeper("a");
        ExpectMsg("completed 0");
        keeper.Tell(new ITestEvent[] { new Settled("m"), new Opaque() });
        ExpectMsg<string>(text => text.StartsWith("rejected 1", StringComparison.Ordinal));
        ExpectMsg<string>(text => text.StartsWith("rejected 2", StringComparison.Ordinal));
        Assert.Empty(Query("SELECT 1 FROM event_journal"));
    }

    [Fact]
    public void Should_remember_the_highest_number_of_deleted_events()
    {
        IActorRef keeper = StartKeeper("a");
        ExpectMsg("completed 0");
        keeper.Tell(new ITestEvent[] { new Settled("1"), new Settled("2"), new Settled("3") });
        ExpectMsg("stored 1");
        ExpectMsg("stored 2");
        ExpectMsg("stored 3");
        keeper.Tell(2L);
        Assert.Equal(2, ExpectMsg<DeleteMessagesSuccess>().ToSequenceNr);
        Restart(keeper);
        ExpectMsg(new Settled("3"));
        ExpectMsg("completed 3");
    }

    [Fact]
    public void Should_go_on_counting_when_every_event_is_deleted()
    {
        IActorRef keeper = StartKeeper("a");
        ExpectMsg("completed 0");
        keeper.Tell(new ITestEvent[] { new Settled("1"), new Settled("2") });
        ExpectMsg("stored 1");
        ExpectMsg("stored 2");
        keeper.Tell(2L);
        ExpectMsg<DeleteMessagesSuccess>();
        keeper = Restart(keeper);
        ExpectMsg("completed 2");
        keeper.Tell(new Settled("3"));
        ExpectMsg("stored 3");
        Assert.Equal(["a", 2L], Assert.Single(Query("SELECT persistence_id, sequence_nr FROM journal_metadata")));
    }

    [Fact]
    public void Should_replay_many_events_in_order()
    {
        IActorRef keeper = StartKeeper("a");
        ExpectMsg("completed 0");
        keeper.Tell(Enumerable.Range(1, 1000).Select(ITestEvent (i) => new Placed("m", i)).ToArray());
        for (int i = 1; i <= 1000; i++)
        {
            ExpectMsg($"stored {i}");
        }

        Restart(keeper);
        for (int i = 1; i <= 1000; i++)
        {
            ExpectMsg(new Placed("m", i));
        }

        ExpectMsg("completed 1000");
    }

    [Fact]
    public void Should_fail_the_recovery_when_an_event_cannot_be_read()
    {
        IActorRef keeper = StartKeeper("a");
        ExpectMsg("completed 0");
        keeper.Tell(new Settled("1"));
        ExpectMsg("stored 1");
        Query("UPDATE event_journal SET manifest = 'unheard-of'");
        keeper = Restart(keeper);
        Watch(keeper);
        ExpectMsg("recovery failure: unknown manifest unheard-of");
        ExpectTerminated(keeper);
    }

    [Fact]
    public void Should_save_load_and_replace_snapshots()
    {
        IActorRef keeper = StartKeeper("a");
        ExpectMsg("completed 0");
        keeper.Tell(new Settled("1"));
        ExpectMsg("stored 1");
        keeper.Tell("save");
        Assert.Equal(1, ExpectMsg<SaveSnapshotSuccess>().Metadata.SequenceNr);
        keeper.Tell("save");
        ExpectMsg<SaveSnapshotSuccess>();
        object?[] row = Assert.Single(Query("SELECT persistence_id, sequence_nr, manifest, payload, serializer_id FROM snapshot"));
        Assert.Equal(["a", 1L, "placed.v1"], row[..3]);
        Assert.Equal("snapshot|1", Encoding.UTF8.GetString((byte[])row[3]!));
        Assert.Equal(4711L, row[4]);
        Restart(keeper);
        var offer = ExpectMsg<SnapshotOffer>();
        Assert.Equal(new Placed("snapshot", 1), offer.Snapshot);
        Assert.Equal(DateTimeKind.Utc, offer.Metadata.Timestamp.Kind);
        ExpectMsg("completed 1");
    }

    [Fact]
    public void Should_keep_persistence_ids_apart()
    {
        IActorRef first = StartKeeper("a");
        ExpectMsg("completed 0");
        first.Tell(new Settled("1"));
        ExpectMsg("stored 1");
        StartKeeper("b");
        ExpectMsg("completed 0");
    }

    private IActorRef Restart(IActorRef keeper)
    {
        Watch(keeper);
        Sys.Stop(keeper);
        ExpectTerminated(keeper);
        return StartKeeper("a");
    }

    private List<string> Columns(string table) =>
        [.. Query($"SELECT name || ' ' || type || ' ' || \"notnull\" || ' ' || pk FROM pragma_table_info('{table}')").Select(row => (string)row[0]!)];
}
