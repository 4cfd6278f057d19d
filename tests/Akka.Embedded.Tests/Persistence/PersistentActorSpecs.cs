using Akka.Actor;
using Akka.Embedded.Tests.Persistence.Support;
using Akka.Persistence;
using Xunit;

namespace Akka.Embedded.Tests.Persistence;

public sealed class PersistentActorSpecs : Akka.TestKit.Xunit2.TestKit
{
    public PersistentActorSpecs()
        : base(ControlledJournal.Config)
    {
        Sys.EventStream.Subscribe(CreateTestProbe(), typeof(ControlledJournal.Asked));
    }

    private IActorRef Journal => Akka.Persistence.Persistence.Instance.Apply(Sys).JournalFor(string.Empty);

    [Fact]
    public void Should_run_handlers_in_the_order_of_the_events()
    {
        IActorRef ledger = Start("a");
        foreach (string text in (string[])["one", "two", "three"])
        {
            ledger.Tell(new Ledger.Put(text));
        }

        ExpectMsg("stored one 1");
        ExpectMsg("stored two 2");
        ExpectMsg("stored three 3");
    }

    [Fact]
    public void Should_keep_the_sender_of_the_command_in_the_handler()
    {
        IActorRef ledger = Start("a");
        ledger.Tell(new Ledger.Put("one"));
        ledger.Tell(new Ledger.Ask(), TestActor);
        ExpectMsg("stored one 1");
        ExpectMsg("one");
    }

    [Fact]
    public void Should_stash_commands_while_an_event_is_stored()
    {
        IActorRef ledger = Start("a");
        Tell(new ControlledJournal.HoldWrites(true));
        Wait<ControlledJournal.Held>(() => ledger.Tell(new Ledger.Put("one")));
        ledger.Tell(new Ledger.PutAsync("two"));
        ledger.Tell(new Ledger.Ask());
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Tell(new ControlledJournal.HoldWrites(false));
        Tell(new ControlledJournal.Release());
        ExpectMsg("stored one 1");
        ExpectMsg("left two");
        FishForMessage(message => message is "stored two 2");
    }

    [Fact]
    public void Should_handle_commands_while_an_event_is_stored_asynchronously()
    {
        IActorRef ledger = Start("a");
        Tell(new ControlledJournal.HoldWrites(true));
        Wait<ControlledJournal.Held>(() => ledger.Tell(new Ledger.PutAsync("one")));
        ExpectMsg("left one");
        ledger.Tell(new Ledger.PutAsync("two"));
        ExpectMsg("left two");
        Tell(new ControlledJournal.HoldWrites(false));
        Tell(new ControlledJournal.Release());
        ExpectMsg("stored one 1");
        ExpectMsg("stored two 2");
    }

    [Fact]
    public void Should_write_what_PersistAll_gets_as_one_atomic_write()
    {
        IActorRef ledger = Start("a");
        var asked = CreateTestProbe();
        Sys.EventStream.Subscribe(asked, typeof(ControlledJournal.Asked));
        ledger.Tell(new Ledger.PutAll("one", "two", "three"));
        ExpectMsg("stored one 1");
        ExpectMsg("stored two 2");
        ExpectMsg("stored three 3");
        Assert.Equal([3], asked.ExpectMsg<ControlledJournal.Asked>().Sizes);
    }

    [Fact]
    public void Should_store_none_of_an_atomic_write_that_is_rejected()
    {
        IActorRef ledger = Start("a");
        Tell(ControlledJournal.Order.Reject);
        ledger.Tell(new Ledger.PutAll("one", "two"));
        ExpectMsg("rejected one 1: the store does not like it");
        ExpectMsg("rejected two 2: the store does not like it");
        Stop(ledger);
        Start("a", "completed 0 False");
    }

    [Fact]
    public void Should_go_on_after_a_rejection()
    {
        IActorRef ledger = Start("a");
        Tell(ControlledJournal.Order.Reject);
        ledger.Tell(new Ledger.Put("one"));
        ExpectMsg("rejected one 1: the store does not like it");
        ledger.Tell(new Ledger.Put("two"));
        ExpectMsg("stored two 2");
    }

    [Fact]
    public void Should_stop_after_a_failure_of_the_journal()
    {
        IActorRef ledger = Start("a");
        Watch(ledger);
        Tell(ControlledJournal.Order.Fail);
        ledger.Tell(new Ledger.Put("one"));
        ExpectMsg("failure one 1: the store is gone");
        ExpectTerminated(ledger);
    }

    [Fact]
    public void Should_persist_again_inside_a_handler()
    {
        IActorRef ledger = Start("a");
        ledger.Tell(new Ledger.PutTwice("one"));
        ledger.Tell(new Ledger.Put("two"));
        ExpectMsg("stored one 1");
        ExpectMsg("stored one' 2");
        ExpectMsg("stored two 3");
    }

    [Fact]
    public void Should_store_events_of_PersistAllAsync_in_order()
    {
        IActorRef ledger = Start("a");
        ledger.Tell(new Ledger.PutAllAsync("one", "two"));
        ExpectMsg("left all");
        ExpectMsg("stored one 1");
        ExpectMsg("stored two 2");
    }

    [Fact]
    public void Should_run_a_deferred_handler_at_once_when_nothing_is_on_its_way()
    {
        IActorRef ledger = Start("a");
        ledger.Tell(new Ledger.Defer("now"));
        ExpectMsg("deferred now");
    }

    [Fact]
    public void Should_run_a_deferred_handler_after_the_events_before_it()
    {
        IActorRef ledger = Start("a");
        Tell(new ControlledJournal.HoldWrites(true));
        Wait<ControlledJournal.Held>(() => ledger.Tell(new Ledger.PutAsync("one")));
        ExpectMsg("left one");
        ledger.Tell(new Ledger.Defer("later"));
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Tell(new ControlledJournal.HoldWrites(false));
        Tell(new ControlledJournal.Release());
        ExpectMsg("stored one 1");
        ExpectMsg("deferred later");
    }

    [Fact]
    public void Should_persist_after_an_await()
    {
        IActorRef ledger = Start("a");
        var when = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ledger.Tell(new Ledger.PutLater("one", when.Task));
        ledger.Tell(new Ledger.Put("two"));
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        when.SetResult();
        ExpectMsg("stored one 1");
        ExpectMsg("stored two 2");
    }

    [Fact]
    public void Should_keep_an_event_whose_handler_threw_and_recover_it()
    {
        IActorRef ledger = Start("a");
        ledger.Tell(new Ledger.PutAndThrow("one"));
        ledger.Tell(new Ledger.Put("two"));
        ExpectMsg("stored one 1");
        ExpectMsg("replayed one 1");
        ExpectMsg("completed 1 False");
        ExpectMsg("stored two 2");
    }

    [Fact]
    public void Should_handle_after_a_restart_the_commands_that_came_before_it()
    {
        IActorRef ledger = Start("a");
        Tell(new ControlledJournal.HoldWrites(true));
        Wait<ControlledJournal.Held>(() => ledger.Tell(new Ledger.PutAndThrow("one")));
        ledger.Tell(new Ledger.Defer("first"));
        ledger.Tell(new Ledger.Defer("second"));
        Tell(new ControlledJournal.HoldWrites(false));
        Tell(new ControlledJournal.Release());
        ExpectMsg("stored one 1");
        ExpectMsg("replayed one 1");
        ExpectMsg("completed 1 False");
        ExpectMsg("deferred first");
        ExpectMsg("deferred second");
    }

    [Fact]
    public void Should_give_back_what_the_actor_stashed_itself_in_order()
    {
        IActorRef ledger = Start("a");
        ledger.Tell(new Ledger.SetAside("one"));
        ledger.Tell(new Ledger.SetAside("two"));
        ledger.Tell(new Ledger.Resume());
        ledger.Tell(new Ledger.Unstash());
        ExpectMsg("stashed");
        ExpectMsg("stashed");
        ExpectMsg("resumed one");
        ExpectMsg("resumed two");
    }

    [Fact]
    public void Should_refuse_to_persist_while_recovering()
    {
        IActorRef ledger = Start("a");
        ledger.Tell(new Ledger.Put("one"));
        ExpectMsg("stored one 1");
        Stop(ledger);
        Sys.ActorOf(Props.Create(typeof(Hasty), "a", TestActor));
        ExpectMsg("refused during replay");
        ExpectMsg("stored in the end");
    }

    private IActorRef Start(string id, params string[] expected)
    {
        IActorRef ledger = Sys.ActorOf(Ledger.Props(id, TestActor));
        foreach (string text in expected.Length == 0 ? ["completed 0 False"] : expected)
        {
            ExpectMsg(text);
        }

        return ledger;
    }

    private void Stop(IActorRef actor)
    {
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
    }

    private void Tell(object order)
    {
        var probe = CreateTestProbe();
        Journal.Tell(order, probe);
        probe.ExpectMsg(order);
    }

    private void Wait<T>(Action action)
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe, typeof(T));
        action();
        probe.ExpectMsg<T>();
        Sys.EventStream.Unsubscribe(probe);
    }

    private sealed class Hasty : ReceivePersistentActor
    {
        public Hasty(string persistenceId, IActorRef report)
        {
            PersistenceId = persistenceId;
            Recover<string>(_ =>
            {
                try
                {
                    Persist("too early", _ => { });
                }
                catch (InvalidOperationException)
                {
                    report.Tell("refused during replay");
                }
            });
            Recover<RecoveryCompleted>(_ => Persist("done", _ => report.Tell("stored in the end")));
        }

        public override string PersistenceId { get; }
    }
}
