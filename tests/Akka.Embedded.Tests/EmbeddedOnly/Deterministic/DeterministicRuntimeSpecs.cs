using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Xunit;

namespace Akka.Embedded.Tests.EmbeddedOnly.Deterministic;

public class DeterministicRuntimeSpecs
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Should_do_nothing_by_itself_and_everything_on_the_calling_thread()
    {
        var (system, runtime) = Create(1);
        var threads = new List<int>();
        var actor = system.ActorOf(Props.Create(typeof(Recorder), (Action<object>)(_ => threads.Add(Environment.CurrentManagedThreadId))));
        actor.Tell("a");
        Assert.Empty(threads);
        runtime.RunUntilIdle();
        Assert.Equal([Environment.CurrentManagedThreadId], threads);
        Assert.False(runtime.RunOne());
    }

    [Fact]
    public void Should_give_the_same_order_for_the_same_seed_and_another_for_another()
    {
        Assert.Equal(Order(7), Order(7));
        Assert.Contains(Enumerable.Range(0, 20), seed => Order(seed) != Order(7));
    }

    [Fact]
    public void Should_jump_to_the_next_due_timer_when_idle()
    {
        var (system, runtime) = Create(1);
        var seen = new List<(object, DateTimeOffset)>();
        var actor = system.ActorOf(Props.Create(typeof(Recorder), (Action<object>)(m => seen.Add((m, runtime.Now)))));
        var start = runtime.Now;
        system.Scheduler.ScheduleTellOnce(TimeSpan.FromHours(2), actor, "late", ActorRefs.NoSender);
        system.Scheduler.ScheduleTellOnce(Second, actor, "early", ActorRefs.NoSender);
        runtime.RunFor(TimeSpan.FromHours(1));
        Assert.Equal([("early", start + Second)], seen);
        Assert.True(runtime.RunUntil(() => seen.Count == 2, TimeSpan.FromHours(10)));
        Assert.Equal(("late", start + TimeSpan.FromHours(2)), seen[1]);
    }

    [Fact]
    public void Should_keep_the_rhythm_of_repeated_timers_and_drop_cancelled_ones()
    {
        var (system, runtime) = Create(1);
        var seen = 0;
        var actor = system.ActorOf(Props.Create(typeof(Recorder), (Action<object>)(_ => seen++)));
        var cancel = new Cancelable(system.Scheduler);
        system.Scheduler.ScheduleTellRepeatedly(Second, Second, actor, "tick", ActorRefs.NoSender, cancel);
        runtime.RunFor(10 * Second);
        Assert.Equal(10, seen);
        cancel.Cancel();
        runtime.RunFor(10 * Second);
        Assert.Equal(10, seen);
    }

    [Fact]
    public void Should_begin_at_the_configured_time()
    {
        var (system, runtime) = Create(1, "akka.actor.default-dispatcher.start-time = \"2026-03-01T12:00:00Z\"");
        runtime.RunFor(Second);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 1, TimeSpan.Zero), system.Scheduler.Now);
    }

    [Fact]
    public void Should_time_an_ask_out_on_the_virtual_clock()
    {
        var (system, runtime) = Create(1);
        var answer = system.ActorOf(Props.Create(typeof(Recorder), (Action<object>)(_ => { }))).Ask("?", Second);
        runtime.RunUntilIdle();
        Assert.False(answer.IsCompleted);
        runtime.RunFor(Second);
        Assert.IsType<AskTimeoutException>(answer.Exception!.InnerException);
    }

    [Fact]
    public void Should_run_async_handlers_and_piped_tasks_on_the_one_thread()
    {
        var (system, runtime) = Create(1);
        var outside = new TaskCompletionSource<int>();
        var seen = new List<string>();
        var actor = system.ActorOf(Props.Create(typeof(Waiting), outside.Task, seen));
        actor.Tell("wait");
        runtime.RunUntilIdle();
        Assert.Equal(["begun"], seen);
        outside.Task.PipeTo(actor);
        SynchronizationContext.SetSynchronizationContext(null);
        outside.SetResult(3);
        runtime.RunUntilIdle();
        Assert.Equal(["begun", $"ended {Environment.CurrentManagedThreadId}", "3"], seen);
    }

    [Fact]
    public void Should_persist_and_recover_without_any_other_thread()
    {
        var (system, runtime) = Create(1, """
            akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
            akka.persistence.snapshot-store.plugin = "akka.persistence.no-snapshot-store"
            """);
        var seen = new List<string>();
        var first = system.ActorOf(Props.Create(typeof(Diary), seen));
        first.Tell("a");
        first.Tell("b");
        runtime.RunUntilIdle();
        first.Tell(PoisonPill.Instance);
        runtime.RunUntilIdle();
        system.ActorOf(Props.Create(typeof(Diary), seen));
        runtime.RunUntilIdle();
        Assert.Equal(["stored a", "stored b", "recovered a", "recovered b"], seen);
    }

    [Fact]
    public void Should_end_the_system_when_run()
    {
        var (system, runtime) = Create(1);
        var ended = system.Terminate();
        runtime.RunUntilIdle();
        Assert.True(ended.IsCompletedSuccessfully);
    }

    [Fact]
    public void Should_refuse_work_that_comes_from_another_thread_while_it_runs()
    {
        var (system, runtime) = Create(1);
        Exception? refused = null;
        var other = system.ActorOf(Props.Create(typeof(Recorder), (Action<object>)(_ => { })));
        runtime.RunUntilIdle();
        var actor = system.ActorOf(Props.Create(typeof(Recorder), (Action<object>)(_ =>
        {
            var thread = new Thread(() => refused = Record.Exception(() => other.Tell("from outside")));
            thread.Start();
            thread.Join();
        })));
        actor.Tell("go");
        runtime.RunUntilIdle();
        Assert.IsType<InvalidOperationException>(refused);
    }

    [Fact]
    public void Should_say_so_when_a_system_is_not_deterministic()
    {
        var system = ActorSystem.Create("plain");
        Assert.Throws<ConfigurationException>(() => DeterministicRuntime.Of(system));
        system.Terminate();
    }

    private static (ActorSystem System, DeterministicRuntime Runtime) Create(int seed, string more = "")
    {
        var system = ActorSystem.Create("sim", ConfigurationFactory.ParseString($"akka.actor.default-dispatcher {{ type = deterministic, seed = {seed}, throughput = 1 }}\n{more}"));
        return (system, DeterministicRuntime.Of(system));
    }

    private static string Order(int seed)
    {
        var (system, runtime) = Create(seed);
        var order = new List<object>();
        for (var i = 0; i < 8; i++)
        {
            var actor = system.ActorOf(Props.Create(typeof(Recorder), (Action<object>)order.Add));
            actor.Tell($"{i}a");
            actor.Tell($"{i}b");
        }

        runtime.RunUntilIdle();
        return string.Join(' ', order);
    }

    private sealed class Recorder : UntypedActor
    {
        private readonly Action<object> _see;

        public Recorder(Action<object> see) => _see = see;

        protected override void OnReceive(object message) => _see(message);
    }

    private sealed class Waiting : ReceiveActor
    {
        public Waiting(Task<int> outside, List<string> seen)
        {
            ReceiveAsync<string>(async _ =>
            {
                seen.Add("begun");
                await outside;
                seen.Add($"ended {Environment.CurrentManagedThreadId}");
            });
            Receive<int>(number => seen.Add($"{number}"));
        }
    }

    private sealed class Diary : ReceivePersistentActor
    {
        public Diary(List<string> seen)
        {
            Command<string>(text => Persist(text, stored => seen.Add($"stored {stored}")));
            Recover<string>(text => seen.Add($"recovered {text}"));
        }

        public override string PersistenceId => "diary";
    }
}
