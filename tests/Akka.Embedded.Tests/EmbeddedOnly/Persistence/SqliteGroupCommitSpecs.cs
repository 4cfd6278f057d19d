using Akka.Actor;
using Akka.Embedded.Tests.Persistence.Support;
using Akka.Persistence.Sqlite;
using Xunit;

namespace Akka.Embedded.Tests.EmbeddedOnly.Persistence;

public sealed class SqliteGroupCommitSpecs : SqliteSpec
{
    [Fact]
    public void Should_share_commits_between_actors_that_write_at_the_same_time()
    {
        const int actors = 16;
        const int each = 50;
        IActorRef[] keepers = [.. Enumerable.Range(0, actors).Select(i => StartKeeper($"k{i}"))];
        ReceiveN(actors);
        SqliteWorker worker = Worker();
        long commits = worker.Commits;
        for (int i = 0; i < each; i++)
        {
            foreach (IActorRef keeper in keepers)
            {
                keeper.Tell(new Settled("m"));
            }
        }

        ReceiveN(actors * each, TimeSpan.FromSeconds(30));
        long used = worker.Commits - commits;
        Assert.InRange(used, each, actors * each / 2);
        Assert.Equal((long)actors * each, Query("SELECT COUNT(*) FROM event_journal")[0][0]);
    }

    [Fact]
    public void Should_commit_once_for_one_event()
    {
        IActorRef keeper = StartKeeper("a");
        ExpectMsg("completed 0");
        SqliteWorker worker = Worker();
        long commits = worker.Commits;
        for (int i = 1; i <= 10; i++)
        {
            keeper.Tell(new Settled("m"));
            ExpectMsg($"stored {i}");
        }

        Assert.Equal(10, worker.Commits - commits);
    }

    [Fact]
    public void Should_put_the_file_into_wal_mode()
    {
        StartKeeper("a");
        ExpectMsg("completed 0");
        Assert.Equal("wal", Query("PRAGMA journal_mode")[0][0]);
    }

    [Fact]
    public async Task Should_sync_the_log_with_every_commit()
    {
        StartKeeper("a");
        ExpectMsg("completed 0");
        object? level = await Worker().Read(session => session.Statement("PRAGMA synchronous").Scalar());
        Assert.Equal(2L, level);
    }

    [Fact]
    public void Should_report_a_database_error_as_a_failure_and_stop_only_that_actor()
    {
        IActorRef broken = StartKeeper("a");
        IActorRef sound = StartKeeper("b");
        ExpectMsg("completed 0");
        ExpectMsg("completed 0");
        Query("INSERT INTO event_journal (persistence_id, sequence_nr, is_deleted, manifest, timestamp, payload, serializer_id) VALUES ('a', 1, 0, 'settled.v1', 0, x'31', 4711)");
        Watch(broken);
        broken.Tell(new Settled("duplicate"));
        ExpectMsg("failure 1");
        ExpectTerminated(broken);
        sound.Tell(new Settled("m"));
        ExpectMsg("stored 1");
    }

    [Fact]
    public async Task Should_fail_only_the_job_at_fault_of_those_that_share_a_commit()
    {
        StartKeeper("a");
        ExpectMsg("completed 0");
        SqliteWorker worker = Worker();
        using var gate = new ManualResetEventSlim();
        // Keeps the worker busy until the three below have queued up, so that they share a transaction.
        Task<bool> blocker = worker.Read(_ => gate.Wait(TimeSpan.FromSeconds(10)));
        Task<int>[] jobs = [.. new[] { 1, 1, 2 }.Select(number => worker.Write(1, session => Insert(session, number)))];
        gate.Set();
        Assert.True(await blocker);
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(jobs));
        Assert.True(jobs[0].IsCompletedSuccessfully);
        Assert.True(jobs[1].IsFaulted);
        Assert.Equal(1, await jobs[2]);
        Assert.Equal([[1L], [2L]], Query("SELECT sequence_nr FROM event_journal ORDER BY 1"));
    }

    [Fact]
    public async Task Should_roll_back_a_transaction_that_does_not_reach_its_commit()
    {
        StartKeeper("a");
        ExpectMsg("completed 0");
        SqliteWorker worker = Worker();
        await Assert.ThrowsAsync<InvalidOperationException>(() => worker.Write(1, session =>
        {
            Insert(session, 1);
            return Zero(session);
        }));
        Assert.Empty(Query("SELECT 1 FROM event_journal"));
        Assert.Equal(1, await worker.Write(1, session => Insert(session, 1)));
    }

    private static int Insert(SqliteSession session, int number) => session
        .Statement(
            "INSERT INTO event_journal (persistence_id, sequence_nr, is_deleted, manifest, timestamp, payload, serializer_id) VALUES ('x', @nr, 0, '', 0, x'31', 4711)", "@nr")
        .Set(0, number)
        .Run();

    private static int Zero(SqliteSession session) => throw new InvalidOperationException($"interrupted in {session}");

    private SqliteWorker Worker()
    {
        SqlitePersistence extension = SqlitePersistence.Get(Sys);
        string connection = Sys.Settings.Config.GetString("akka.persistence.journal.sqlite.connection-string")!;
        SqliteWorker worker = extension.Rent(new SqliteSettings(connection, TimeSpan.FromSeconds(5), true, 200));
        extension.Release(worker);
        return worker;
    }
}
