using Akka.Actor;
using Arb.Actors.Health;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Health;

public sealed class SystemLogSpecs : ActorKit
{
    private readonly MemorySystemLog _store = new();

    private void Start(int queued = 4) => Sys.ActorOf(Props.Create(typeof(SystemLogActor), _store, new SystemLogSettings(queued, TimeSpan.FromSeconds(3))), "system-log");

    private void Publish(string text, LogSeverity severity = LogSeverity.Info) => Sys.EventStream.Publish(new SystemLogEntry(Now, severity, "test", text));

    [Fact]
    public void Should_store_what_is_published_and_show_it_to_people()
    {
        Start();
        Publish("one", LogSeverity.Warning);
        Assert.Equal("one", Assert.Single(_store.Entries).Message);
        Assert.Contains("[test] one", Seen.Lines);
    }

    [Fact]
    public void Should_write_in_batches_one_at_a_time()
    {
        Start();
        _store.Hold = true;
        foreach (var text in (string[])["a", "b", "c"])
            Publish(text);
        _store.Release();
        Assert.Equal([["a"], ["b", "c"]], _store.Batches.Select(batch => batch.Select(entry => entry.Message).ToArray()));
    }

    [Fact]
    public void Should_try_again_after_a_failed_write_and_lose_nothing()
    {
        Start();
        _store.Failure = new StorageException("disk full");
        Publish("a");
        Publish("b");
        Assert.Empty(_store.Entries);
        _store.Failure = null;
        Pass(3.25);
        Assert.Equal(["a", "b"], _store.Entries.Select(entry => entry.Message));
    }

    [Fact]
    public void Should_drop_the_oldest_below_alarm_when_the_database_does_not_keep_up()
    {
        Start(queued: 3);
        _store.Hold = true;
        Publish("in flight");
        Publish("alarm", LogSeverity.Alarm);
        foreach (var text in (string[])["1", "2", "3", "4"])
            Publish(text);
        _store.Release();
        Assert.Equal(["in flight", "alarm", "3", "4"], _store.Entries.Select(entry => entry.Message));
    }

    [Fact]
    public void Should_keep_an_alarm_that_comes_while_a_full_queue_is_being_written()
    {
        Start(queued: 1);
        _store.Hold = true;
        Publish("first");
        Publish("second");
        Publish("alarm", LogSeverity.Alarm);
        Publish("third");
        _store.Release();
        Assert.Equal(["first", "alarm"], _store.Entries.Select(entry => entry.Message));
    }

    [Fact]
    public void Should_store_the_failure_of_an_actor_that_publishes_nothing_itself()
    {
        Start();
        Sys.ActorOf(Props.Create(typeof(Fragile)), "fragile").Tell("now");
        var entry = Assert.Single(_store.Entries);
        Assert.Equal((LogSeverity.Error, "actor"), (entry.Severity, entry.Area));
        Assert.Contains("InvalidOperationException: planted", entry.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_not_store_its_own_failures_again_and_again()
    {
        Start();
        _store.Failure = new StorageException("disk full");
        Publish("a");
        Pass(30);
        _store.Failure = null;
        Pass(3.25);
        Assert.Equal("a", Assert.Single(_store.Entries).Message);
    }

    private sealed class Fragile : ReceiveActor
    {
        public Fragile() => ReceiveAny(_ => throw new InvalidOperationException("planted"));
    }
}
