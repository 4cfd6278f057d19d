using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Embedded.Tests.Persistence.Support;
using Akka.Persistence;
using Akka.TestKit;
using Xunit;

namespace Akka.Embedded.Tests.Persistence;

public sealed class RecoverySpecs : Akka.TestKit.Xunit2.TestKit
{
    public RecoverySpecs()
        : base(ConfigurationFactory.ParseString("""
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            akka.persistence.max-concurrent-recoveries = 1
            """).WithFallback(ConfigurationFactory.ParseString(ControlledJournal.Config)))
    {
    }

    private IActorRef Journal => Akka.Persistence.Persistence.Instance.Apply(Sys).JournalFor(string.Empty);

    [Fact]
    public void Should_replay_every_event_and_then_complete_once()
    {
        Fill("a", "one", "two");
        Sys.ActorOf(Ledger.Props("a", TestActor));
        ExpectMsg("replayed one 1");
        ExpectMsg("replayed two 2");
        ExpectMsg("completed 2 False");
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void Should_start_from_the_latest_snapshot()
    {
        IActorRef ledger = Fill("a", "one", "two");
        ledger.Tell(new Ledger.Save());
        Assert.Equal(2, ExpectMsg<SaveSnapshotSuccess>().Metadata.SequenceNr);
        ledger.Tell(new Ledger.Put("three"));
        ExpectMsg("stored three 3");
        End(ledger);

        Sys.ActorOf(Ledger.Props("a", TestActor)).Tell(new Ledger.Ask());
        ExpectMsg("offered one,two 2");
        ExpectMsg("replayed three 3");
        ExpectMsg("completed 3 False");
        ExpectMsg("one,two,three");
    }

    [Fact]
    public void Should_replay_everything_when_the_snapshots_are_deleted()
    {
        IActorRef ledger = Fill("a", "one");
        ledger.Tell(new Ledger.Save());
        ExpectMsg<SaveSnapshotSuccess>();
        ledger.Tell(new Ledger.DropSnapshots());
        ExpectMsg<DeleteSnapshotsSuccess>();
        End(ledger);

        Sys.ActorOf(Ledger.Props("a", TestActor));
        ExpectMsg("replayed one 1");
        ExpectMsg("completed 1 False");
    }

    [Fact]
    public void Should_replay_up_to_a_sequence_number()
    {
        Fill("a", "one", "two", "three");
        Sys.ActorOf(Ledger.Props("a", TestActor, new Recovery(SnapshotSelectionCriteria.None, 2)));
        ExpectMsg("replayed one 1");
        ExpectMsg("replayed two 2");
        ExpectMsg("completed 3 False");
    }

    [Fact]
    public void Should_replay_nothing_when_told_so_and_go_on_counting()
    {
        Fill("a", "one", "two");
        IActorRef ledger = Sys.ActorOf(Ledger.Props("a", TestActor, Recovery.None));
        ExpectMsg("completed 2 False");
        ledger.Tell(new Ledger.Put("three"));
        ExpectMsg("stored three 3");
    }

    [Fact]
    public void Should_not_replay_deleted_events_and_go_on_counting()
    {
        IActorRef ledger = Fill("a", "one", "two");
        ledger.Tell(new Ledger.Delete(long.MaxValue));
        Assert.Equal(2, ExpectMsg<DeleteMessagesSuccess>().ToSequenceNr);
        End(ledger);

        ledger = Sys.ActorOf(Ledger.Props("a", TestActor));
        ExpectMsg("completed 2 False");
        ledger.Tell(new Ledger.Put("three"));
        ExpectMsg("stored three 3");
    }

    [Fact]
    public void Should_refuse_to_delete_events_that_are_not_there_yet()
    {
        IActorRef ledger = Fill("a", "one");
        ledger.Tell(new Ledger.Delete(2));
        Assert.Equal(2, ExpectMsg<DeleteMessagesFailure>().ToSequenceNr);
    }

    [Fact]
    public void Should_stop_when_an_event_cannot_be_replayed()
    {
        Fill("a", "one", "poison");
        IActorRef ledger = Sys.ActorOf(Ledger.Props("a", TestActor));
        Watch(ledger);
        ExpectMsg("replayed one 1");
        ExpectMsg("recovery failure poison: InvalidOperationException");
        ExpectTerminated(ledger);
    }

    [Fact]
    public void Should_stash_commands_until_the_recovery_is_complete()
    {
        Fill("a", "one");
        IActorRef ledger = Sys.ActorOf(Ledger.Props("a", TestActor));
        ledger.Tell(new Ledger.Defer("first"));
        ledger.Tell(new Ledger.Put("two"));
        ExpectMsg("replayed one 1");
        ExpectMsg("completed 1 False");
        ExpectMsg("deferred first");
        ExpectMsg("stored two 2");
    }

    [Fact]
    public void Should_let_only_so_many_actors_recover_at_a_time()
    {
        Fill("a", "one");
        Fill("b", "two");
        Order(new ControlledJournal.HoldReplays(true));
        TestProbe held = CreateTestProbe();
        Sys.EventStream.Subscribe(held, typeof(ControlledJournal.Held));

        Sys.ActorOf(Ledger.Props("a", TestActor));
        held.ExpectMsg<ControlledJournal.Held>();
        Sys.ActorOf(Ledger.Props("b", TestActor));
        held.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Order(new ControlledJournal.Release());
        ExpectMsg("replayed one 1");
        ExpectMsg("completed 1 False");
        held.ExpectMsg<ControlledJournal.Held>();
        Order(new ControlledJournal.Release());
        ExpectMsg("replayed two 1");
        ExpectMsg("completed 1 False");
    }

    [Fact]
    public void Should_give_the_permit_of_an_actor_that_stops_to_the_next()
    {
        Fill("a", "one");
        Fill("b", "two");
        Order(new ControlledJournal.HoldReplays(true));
        TestProbe held = CreateTestProbe();
        Sys.EventStream.Subscribe(held, typeof(ControlledJournal.Held));
        IActorRef first = Sys.ActorOf(Ledger.Props("a", CreateTestProbe()));
        held.ExpectMsg<ControlledJournal.Held>();
        Sys.ActorOf(Ledger.Props("b", TestActor));
        Order(new ControlledJournal.HoldReplays(false));
        End(first);
        ExpectMsg("replayed two 1");
        ExpectMsg("completed 1 False");
    }

    [Fact]
    public void Should_stop_when_the_replay_does_not_move()
    {
        Fill("a", "one");
        Order(new ControlledJournal.HoldReplays(true));
        TestProbe held = CreateTestProbe();
        Sys.EventStream.Subscribe(held, typeof(ControlledJournal.Held));
        IActorRef ledger = Sys.ActorOf(Ledger.Props("a", TestActor));
        Watch(ledger);
        held.ExpectMsg<ControlledJournal.Held>();
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(31));
        ExpectMsg("recovery failure : RecoveryTimedOutException");
        ExpectTerminated(ledger);
    }

    [Fact]
    public void Should_fail_when_an_older_writer_has_written_the_same_numbers()
    {
        Write("old", 1, 2, 3);
        Write("new", 2);
        IActorRef ledger = Sys.ActorOf(Ledger.Props("a", TestActor));
        Watch(ledger);
        ExpectMsg("recovery failure : IllegalStateException");
        ExpectTerminated(ledger);
    }

    [Fact]
    public void Should_accept_writers_that_follow_one_another()
    {
        Write("old", 1, 2);
        Write("new", 3);
        Sys.ActorOf(Ledger.Props("a", TestActor));
        ExpectMsg("replayed old-1 1");
        ExpectMsg("replayed old-2 2");
        ExpectMsg("replayed new-3 3");
        ExpectMsg("completed 3 False");
    }

    private IActorRef Fill(string id, params string[] texts)
    {
        IActorRef ledger = Sys.ActorOf(Ledger.Props(id, TestActor));
        ExpectMsg("completed 0 False");
        foreach (string text in texts)
        {
            ledger.Tell(new Ledger.Put(text));
            FishForMessage(message => message is string report && report.StartsWith($"stored {text}", StringComparison.Ordinal));
        }

        return ledger;
    }

    private void End(IActorRef actor)
    {
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
    }

    private void Order(object order)
    {
        TestProbe probe = CreateTestProbe();
        Journal.Tell(order, probe);
        probe.ExpectMsg(order);
    }

    private void Write(string writer, params long[] sequenceNrs)
    {
        TestProbe probe = CreateTestProbe();
        ImmutableList<IPersistentRepresentation> events =
            [.. sequenceNrs.Select(number => new Akka.Persistence.Persistent($"{writer}-{number}", number, "a", writerGuid: writer))];
        Journal.Tell(new WriteMessages([new AtomicWrite(events)], probe, 1), probe);
        probe.ExpectMsg<WriteMessagesSuccessful>();
    }
}
