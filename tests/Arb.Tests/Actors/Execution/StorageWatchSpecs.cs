using Akka.Actor;
using Arb.Actors.Execution;
using Arb.Domain.Execution;
using Arb.Domain.Health;

namespace Arb.Tests.Actors.Execution;

public sealed class StorageWatchSpecs : ExecutionKit
{
    private static readonly StorageFault Gone = new(StorageFaultKind.FileGone, "/d/journal.db");
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly SwitchedStorage _storage = new();

    [Fact]
    public void Should_tell_the_engine_of_a_fault_at_its_next_look_and_when_it_is_gone()
    {
        Watch();
        _storage.Fault = Gone;
        Clock.Advance(Interval);
        Assert.Equal(Gone, ExpectMsg<StorageStands>().Fault);
        Clock.Advance(Interval); // told once
        _storage.Fault = null;
        Clock.Advance(Interval);
        Assert.Null(ExpectMsg<StorageStands>().Fault);
    }

    [Fact]
    public void Should_tell_it_at_once_when_a_write_or_a_bet_saw_it()
    {
        Watch();
        _storage.Fault = Gone;
        _storage.Found();
        Assert.Equal(Gone, ExpectMsg<StorageStands>().Fault);
    }

    [Fact]
    public void Should_raise_an_alarm_that_says_what_to_do()
    {
        var log = CreateTestProbe();
        Sys.EventStream.Subscribe(log.Ref, typeof(SystemLogEntry));
        Watch();
        _storage.Fault = Gone;
        _storage.Found();
        var alarm = log.ExpectMsg<SystemLogEntry>();
        Assert.Equal((LogSeverity.Alarm, "storage"), (alarm.Severity, alarm.Area));
        Assert.Contains("arb restore", alarm.Message, StringComparison.Ordinal);
    }

    private void Watch()
    {
        var watch = Sys.ActorOf(Props.Create(typeof(StorageWatchActor), TestActor, _storage, Interval, Time));
        watch.Tell(new Identify(1), TestActor);
        ExpectMsg<ActorIdentity>(); // it looks at an interval from now on
    }
}

/// <summary>A data folder that a test breaks and mends.</summary>
internal sealed class SwitchedStorage : IStorageWatch
{
    private Action? _found;

    public StorageFault? Fault { get; set; }

    public StorageFault? Look() => Fault;

    public IDisposable OnFault(Action found)
    {
        _found = found;
        return new Nothing();
    }

    public void Found() => _found?.Invoke();

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
