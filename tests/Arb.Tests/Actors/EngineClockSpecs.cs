using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Arb.Actors;

namespace Arb.Tests.Actors;

/// <summary>A machine whose wall clock is set while it runs: only the monotonic clock is believed.</summary>
public sealed class JumpingScheduler : TestScheduler, ITimeProvider
{
    private readonly DateTimeOffset _start;

    public JumpingScheduler(Config config, ILoggingAdapter log)
        : base(config, log) => _start = Now;

    public TimeSpan Jump { get; set; }

    DateTimeOffset ITimeProvider.Now => Now + Jump;

    TimeSpan ITimeProvider.MonotonicClock => Now - _start;

    TimeSpan ITimeProvider.HighResMonotonicClock => Now - _start;
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
        machine.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(before.AddSeconds(2), clock.Now);
    }
}
