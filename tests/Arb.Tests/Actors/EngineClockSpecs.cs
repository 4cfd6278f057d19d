using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Xunit2;
using Arb.Actors;
using Arb.Actors.Health;
using Arb.Domain.Health;
using Arb.Host.Engine;
using Arb.Host.Simulation;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors;

/// <summary>A machine whose wall clock is set while it runs: only the monotonic clock is believed.</summary>
internal sealed class JumpingScheduler(Config config, ILoggingAdapter log) : VirtualScheduler(config, log)
{
    public TimeSpan Jump { get; set; }

    protected override DateTimeOffset TimeNow => base.TimeNow + Jump;
}

public sealed class EngineClockSpecs : TestKit
{
    public EngineClockSpecs()
        : base("""akka.scheduler.implementation = "Arb.Tests.Actors.JumpingScheduler, Arb.Tests" """)
    {
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Should_go_on_as_if_nothing_had_happened_when_the_machine_s_clock_jumps_by_an_hour(int hours)
    {
        var machine = (JumpingScheduler)Sys.Scheduler;
        var clock = EngineClock.Of(Sys);
        var before = clock.Now;
        machine.Jump = TimeSpan.FromHours(hours);
        machine.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(before.AddSeconds(2), clock.Now);
        Assert.Null(clock.WokeAt);
    }
}

/// <summary>A machine that sleeps: on Linux the scheduler's clock stands still meanwhile.</summary>
public sealed class SleepingClockSpecs : TestKit
{
    private const string Hocon = """
        akka.scheduler.implementation = "Arb.Tests.Actors.JumpingScheduler, Arb.Tests"
        akka.actor.default-dispatcher.type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"
        akka.actor.internal-dispatcher.type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"
        """;

    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(10);
    private readonly SleepingMachine _machine;
    private readonly EngineClock _clock;

    public SleepingClockSpecs()
        : this(new SleepingMachine())
    {
    }

    private SleepingClockSpecs(SleepingMachine machine)
        : base(ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(Hocon).WithFallback(DefaultConfig)), new EngineClockSetup(machine, Gap)))
    {
        _machine = machine;
        machine.Clock = Scheduler.Clock;
        _clock = EngineClock.Of(Sys);
    }

    private JumpingScheduler Scheduler => (JumpingScheduler)Sys.Scheduler;

    [Fact]
    public void Should_count_the_sleep_and_find_it_at_the_first_look()
    {
        var before = _clock.Now;
        _machine.Sleep();
        var woke = _clock.WokeAt;
        Assert.Equal((before + SleepingMachine.Length, SleepingMachine.Length), (woke, _clock.Slept));
        Scheduler.Clock.Advance(TimeSpan.FromSeconds(9)); // nothing looked, but not for so long
        Assert.Equal(woke, _clock.WokeAt);
        Scheduler.Clock.Advance(Gap); // a process that stood still while every clock went on
        Assert.Equal((_clock.Now, Gap), (_clock.WokeAt, _clock.Slept));
    }

    [Fact]
    public void Should_be_told_once_by_the_watch_and_not_for_an_idle_process()
    {
        var heard = CreateTestProbe();
        Sys.EventStream.Subscribe(heard.Ref, typeof(MachineSlept));
        Sys.ActorOf(Props.Create(typeof(SleepWatchActor), Gap));
        Scheduler.Clock.Advance(TimeSpan.FromHours(1));
        Assert.False(heard.HasMessages);
        _machine.Sleep();
        var woke = _clock.WokeAt;
        var slept = heard.ExpectMsg<MachineSlept>();
        Assert.Equal((woke, SleepingMachine.Length, false), (slept.WokeAt, slept.Gap, slept.ByWallClock));
        Scheduler.Jump = SleepingMachine.Length + TimeSpan.FromHours(1); // the time of day counts the sleep too, and is then set forward
        Scheduler.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(heard.ExpectMsg<MachineSlept>().ByWallClock);
        Scheduler.Jump -= TimeSpan.FromHours(1); // and back
        Scheduler.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(heard.HasMessages);
        Assert.Equal(woke, _clock.WokeAt);
    }

    [Fact]
    public void Should_have_a_clock_of_this_machine_that_goes_on_and_no_slower_than_the_others()
    {
        var counting = SleepCountingTime.Instance;
        var (from, fromOther) = (counting.GetTimestamp(), TimeProvider.System.GetTimestamp());
        while (TimeProvider.System.GetElapsedTime(fromOther) < TimeSpan.FromMilliseconds(20))
            Thread.Yield();
        Assert.InRange(counting.GetElapsedTime(from), TimeSpan.FromMilliseconds(19), TimeSpan.FromMinutes(1));
    }
}
