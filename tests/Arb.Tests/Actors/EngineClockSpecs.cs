using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Xunit2;
using Arb.Actors;
using Arb.Host.Simulation;

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
    }
}
