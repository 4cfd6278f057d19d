using Akka.Actor;
using Akka.Hosting;
using Arb.Domain.Health;

namespace Arb.Actors.Health;

/// <summary>Looks at the clocks at an interval, so that a process in which nothing else happens does not seem to sleep, and says on the event stream when it did: <see cref="MachineSlept"/>.</summary>
public sealed class SleepWatchActor : ReceiveActor, IWithTimers
{
    private readonly EngineClock _clock = EngineClock.Of(Context.System);
    private readonly TimeSpan _gap;
    private ClockReading _before;
    private readonly SleepNotice _slept = new(EngineClock.Of(Context.System));

    /// <summary>Made by <see cref="SleepWatchHosting.AddSleepWatch"/>.</summary>
    public SleepWatchActor(TimeSpan gap)
    {
        _gap = gap;
        Receive<Beat>(_ => Look());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        var self = Self;
        _before = Read();
        _clock.OnWake(() => self.Tell(Beat.Instance));
        Timers.StartPeriodicTimer(nameof(Beat), Beat.Instance, SleepRule.Beat(_gap));
    }

    private ClockReading Read() => new(_clock.Now, Context.System.Scheduler.Now);

    private void Look()
    {
        var (before, now) = (_before, Read());
        _before = now;
        if (_slept.IsNew() && _clock.WokeAt is { } woke)
            Tell(new MachineSlept(woke, _clock.Slept, ByWallClock: false));
        else if (SleepRule.Ahead(before, now, _gap) is { } ahead)
            Tell(new MachineSlept(now.Engine, ahead, ByWallClock: true));
    }

    private void Tell(MachineSlept slept)
    {
        Context.System.EventStream.Publish(slept);
        Context.System.EventStream.Publish(new SystemLogEntry(slept.WokeAt, LogSeverity.Warning, "engine", slept.Describe()));
    }

    private sealed class Beat
    {
        public static readonly Beat Instance = new();
    }
}

/// <summary>Adds the watch: <c>/user/sleep-watch</c>.</summary>
public static class SleepWatchHosting
{
    /// <summary>Gives the system a clock that counts sleep, and the actor that tells of it.</summary>
    /// <param name="builder">The system's builder.</param>
    /// <param name="counting">Its timestamps go on while the machine sleeps.</param>
    /// <param name="gap">Shortest sleep (<c>arb.engine.sleep-gap</c>).</param>
    public static AkkaConfigurationBuilder AddSleepWatch(this AkkaConfigurationBuilder builder, TimeProvider counting, TimeSpan gap) => builder
        .AddSetup(new EngineClockSetup(counting, gap))
        .WithActors((system, _) => system.ActorOf(Props.Create(typeof(SleepWatchActor), gap), "sleep-watch"));
}
