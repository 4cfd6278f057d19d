using Akka.Actor;
using Akka.Configuration;
using Xunit;

namespace Akka.Embedded.Tests.Hosting;

public sealed class CoordinatedShutdownSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly string[] DefaultPhases =
    [
        CoordinatedShutdown.PhaseBeforeServiceUnbind,
        CoordinatedShutdown.PhaseServiceUnbind,
        CoordinatedShutdown.PhaseServiceRequestsDone,
        CoordinatedShutdown.PhaseServiceStop,
        CoordinatedShutdown.PhaseBeforeClusterShutdown,
        CoordinatedShutdown.PhaseClusterShardingShutdownRegion,
        CoordinatedShutdown.PhaseClusterLeave,
        CoordinatedShutdown.PhaseClusterExiting,
        CoordinatedShutdown.PhaseClusterExitingDone,
        CoordinatedShutdown.PhaseClusterShutdown,
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate,
        CoordinatedShutdown.PhaseActorSystemTerminate,
    ];

    private const string Phases =
        """
        akka.loglevel = INFO
        akka.coordinated-shutdown.phases {
          strict { timeout = 100 ms, recover = off, depends-on = [service-stop] }
          lenient { timeout = 100 ms, depends-on = [service-stop] }
          before-actor-system-terminate.depends-on = [cluster-shutdown, strict, lenient]
        }
        """;

    // Where the log is checked the system must not end under its logger.
    private const string StaysUp = "akka.coordinated-shutdown { terminate-actor-system = off, run-by-actor-system-terminate = off }\n";

    private readonly List<string> _ran = [];

    public CoordinatedShutdownSpecs()
        : base(Phases)
    {
    }

    private CoordinatedShutdown Coordinated => CoordinatedShutdown.Get(Sys);

    [Fact]
    public async Task The_default_phases_should_run_in_the_documented_order()
    {
        foreach (var phase in DefaultPhases.Reverse())
            Add(phase, phase);
        await Coordinated.Run(CoordinatedShutdown.UnknownReason.Instance);
        Assert.Equal(DefaultPhases, _ran);
        Assert.True(Sys.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Only_the_first_reason_should_count()
    {
        Assert.Null(Coordinated.ShutdownReason);
        var first = Coordinated.Run(CoordinatedShutdown.ClusterDowningReason.Instance);
        var second = Coordinated.Run(CoordinatedShutdown.ClrExitReason.Instance);
        await Task.WhenAll(first, second);
        Assert.Same(CoordinatedShutdown.ClusterDowningReason.Instance, Coordinated.ShutdownReason);
    }

    [Fact]
    public async Task Run_should_start_at_the_given_phase()
    {
        Add(CoordinatedShutdown.PhaseServiceUnbind, "skipped");
        Add(CoordinatedShutdown.PhaseServiceStop, "ran");
        await Coordinated.Run(CoordinatedShutdown.UnknownReason.Instance, CoordinatedShutdown.PhaseServiceStop);
        Assert.Equal(["ran"], _ran);
    }

    [Fact]
    public async Task A_failure_should_be_logged_and_survived()
    {
        using var kit = new Akka.TestKit.Xunit2.TestKit(StaysUp + Phases);
        var shutdown = CoordinatedShutdown.Get(kit.Sys);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "bad", () => throw new DivideByZeroException("boom"));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "next", Ran("next"));
        await kit.EventFilter.Warning(contains: "Task [bad] failed in phase [service-unbind]: boom")
            .ExpectOneAsync(() => shutdown.Run(CoordinatedShutdown.UnknownReason.Instance));
        Assert.Equal(["next"], _ran);
    }

    [Fact]
    public async Task A_failure_of_a_phase_that_does_not_recover_should_end_the_shutdown()
    {
        // A system whose shutdown failed can still be terminated when termination does not run the shutdown.
        using var kit = new Akka.TestKit.Xunit2.TestKit("akka.coordinated-shutdown.run-by-actor-system-terminate = off\n" + Phases);
        var shutdown = CoordinatedShutdown.Get(kit.Sys);
        shutdown.AddTask("strict", "bad", () => Task.FromException<Done>(new DivideByZeroException("boom")));
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "after", Ran("after"));
        await Assert.ThrowsAnyAsync<Exception>(() => shutdown.Run(CoordinatedShutdown.UnknownReason.Instance));
        Assert.Empty(_ran);
        Assert.False(kit.Sys.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task A_phase_that_hangs_should_be_left_behind()
    {
        using var kit = new Akka.TestKit.Xunit2.TestKit(StaysUp + Phases);
        var shutdown = CoordinatedShutdown.Get(kit.Sys);
        var never = new TaskCompletionSource<Done>();
        shutdown.AddTask("lenient", "hang", () => never.Task);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "next", Ran("next"));
        await kit.EventFilter.Warning(contains: "phase [lenient] timed out")
            .ExpectOneAsync(() => shutdown.Run(CoordinatedShutdown.UnknownReason.Instance));
        Assert.Equal(["next"], _ran);
    }

    [Fact]
    public void An_unknown_phase_should_be_refused()
    {
        Assert.Throws<ConfigurationException>(() => Coordinated.AddTask("no-such-phase", "x", () => Task.FromResult(Done.Instance)));
        Assert.Throws<ArgumentException>(() => Coordinated.Timeout("no-such-phase"));
    }

    [Fact]
    public void Terminate_should_not_run_a_shutdown_that_leaves_the_system_up()
        => Assert.ThrowsAny<ConfigurationException>(() => ActorSystem.Create(
            "contradiction", ConfigurationFactory.ParseString("akka.coordinated-shutdown.terminate-actor-system = off").WithFallback(DefaultConfig)));

    [Fact]
    public void Time_limits_should_come_from_the_configuration()
    {
        Assert.Equal(TimeSpan.FromSeconds(5), Coordinated.Timeout(CoordinatedShutdown.PhaseServiceStop));
        Assert.Equal(TimeSpan.FromSeconds(10), Coordinated.Timeout(CoordinatedShutdown.PhaseActorSystemTerminate));
        Assert.Equal(TimeSpan.FromMilliseconds(100), Coordinated.Timeout("strict"));
        Add(CoordinatedShutdown.PhaseServiceStop, "x");
        Assert.Equal(TimeSpan.FromSeconds(15), Coordinated.TotalTimeout);
    }

    [Fact]
    public async Task Terminate_should_run_it()
    {
        Add(CoordinatedShutdown.PhaseServiceStop, "ran");
        await Sys.Terminate();
        Assert.Equal(["ran"], _ran);
        Assert.Same(CoordinatedShutdown.ActorSystemTerminateReason.Instance, Coordinated.ShutdownReason);
    }

    private void Add(string phase, string name) => Coordinated.AddTask(phase, name, Ran(name));

    private Func<Task<Done>> Ran(string name) => () =>
    {
        lock (_ran)
            _ran.Add(name);
        return Task.FromResult(Done.Instance);
    };
}
