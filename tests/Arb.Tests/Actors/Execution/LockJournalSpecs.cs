using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence;
using Akka.TestKit.Xunit2;
using Arb.Actors.Execution;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Host.Configuration;
using Arb.Host.Engine;
using Arb.Tests.Domain.Execution;
using Microsoft.Data.Sqlite;

namespace Arb.Tests.Actors.Execution;

/// <summary>The lock table's journal on a real file: it does not grow without end, and a start reads a snapshot and the little that came after it.</summary>
public sealed class LockJournalSpecs : TestKit
{
    private const int Pairs = 1_000;
    private static readonly TempFolder Folder = new();
    private static readonly string File = Folder.File("journal.db");
    private static readonly JournalConnections Connections = new(File, JournalSettings.Default);

    public LockJournalSpecs()
        : base(ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(Hocon), Connections.Setup))
    {
    }

    private static Config Hocon => ConfigurationFactory
        .ParseString("akka.loglevel = ERROR\n" + EngineJournal.Plugins(JournalSettings.Default) + "\n" + ExecutionEventSerializer.Hocon)
        .WithFallback(EngineJournal.Defaults);

    [Fact]
    public void Should_delete_what_a_snapshot_holds_and_know_all_of_it_after_a_restart()
    {
        // Held: the last one, which is given back at the start because nothing was done for it. Executed: every one with an even token.
        var history = Enumerable.Range(1, Pairs).SelectMany(token => (LockEvent[])
        [
            new LockEvent.Granted(token, Opp(token), new MatchId($"m{token}"), [], [Given.A1], Given.Start),
            new LockEvent.Released(token, token % 2 == 0, Given.Start),
        ]).Append(new LockEvent.Granted(Pairs + 1, Opp(Pairs + 1), new MatchId("held"), [], [Given.A1], Given.Start)).ToArray();
        var writer = Sys.ActorOf(Props.Create(typeof(Writer), (object)history));
        Watch(writer);
        ExpectTerminated(writer, TimeSpan.FromSeconds(60));

        var locks = Start(snapshotEvery: history.Length + 1);
        Assert.True(Rearm(locks, 2).WasExecuted);
        // The newest deleted row stays as a mark of the highest sequence number; the release of what was held comes before or after the snapshot.
        AwaitAssert(() => Assert.InRange(Events(), 0, 2), TimeSpan.FromSeconds(20));
        Sys.Stop(locks);
        ExpectTerminated(locks, TimeSpan.FromSeconds(20));

        locks = Start(snapshotEvery: 1_000_000);
        Assert.False(Rearm(locks, 2).WasExecuted);
        Assert.True(Rearm(locks, 4).WasExecuted);
        Assert.False(Rearm(locks, 5).WasExecuted);
        locks.Tell(GetRecovery.Instance, TestActor);
        FishForMessage<RecoveryFinished>(_ => true, TimeSpan.FromSeconds(20));
        locks.Tell(new Execute(Given.Opportunity(), Given.Plan()), TestActor);
        Assert.Equal(ExecutionId.FromToken(Pairs + 2), FishForMessage<ExecutionStarted>(_ => true, TimeSpan.FromSeconds(20)).Execution);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Connections.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Folder.Dispose();
    }

    private static OpportunityId Opp(int token) => new($"o{token}");

    private IActorRef Start(int snapshotEvery)
    {
        var settings = new ExecutionSettings { SnapshotEvery = snapshotEvery };
        var context = new MatchExecutionContext(settings, new ExecutionDecider(settings).Decide, new MemoryAudit(), TestActor, TestActor, TimeProvider.System);
        return Watch(Sys.ActorOf(Props.Create(typeof(ExecutionsActor), context)));
    }

    private OpportunityRearmed Rearm(IActorRef locks, int token)
    {
        locks.Tell(new RearmOpportunity(Opp(token)), TestActor);
        return FishForMessage<OpportunityRearmed>(_ => true, TimeSpan.FromSeconds(20));
    }

    private static long Events()
    {
        using var connection = new SqliteConnection($"Data Source={File};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var count = connection.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM event_journal WHERE persistence_id='executions'";
        return (long)count.ExecuteScalar()!;
    }

    /// <summary>Years of history, written as the lock table would have.</summary>
    private sealed class Writer : ReceivePersistentActor
    {
        public Writer(LockEvent[] history)
        {
            Command<object>(_ => PersistAll(history, written =>
            {
                if (ReferenceEquals(written, history[^1]))
                    Context.Stop(Self);
            }));
        }

        public override string PersistenceId => "executions";

        protected override void PreStart()
        {
            base.PreStart();
            Self.Tell("write");
        }
    }
}
