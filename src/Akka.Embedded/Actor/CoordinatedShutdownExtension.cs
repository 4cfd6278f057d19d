using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Makes the <see cref="CoordinatedShutdown"/> of a system from <c>akka.coordinated-shutdown</c>.</summary>
public sealed class CoordinatedShutdownExtension : ExtensionIdProvider<CoordinatedShutdown>
{
    /// <inheritdoc/>
    public override CoordinatedShutdown CreateExtension(ExtendedActorSystem system)
    {
        var config = system.Settings.Config.GetConfig("akka.coordinated-shutdown");
        if (config is null || config.IsEmpty)
            throw new ConfigurationException("akka.coordinated-shutdown is not configured.");
        var shutdown = new CoordinatedShutdown(system, CoordinatedShutdown.PhasesFromConfig(config));
        CoordinatedShutdown.InitPhaseActorSystemTerminate(system, config, shutdown);
        CoordinatedShutdown.InitClrHook(system, config, shutdown);
        return shutdown;
    }
}

public sealed partial class CoordinatedShutdown
{
    internal static void InitPhaseActorSystemTerminate(ActorSystem system, Config config, CoordinatedShutdown shutdown)
    {
        var terminate = system.Settings.CoordinatedShutdownTerminateActorSystem;
        var exit = config.GetBoolean("exit-clr");
        if (!terminate && !exit)
            return;
        shutdown.AddTask(PhaseActorSystemTerminate, "terminate-system", async () =>
        {
            if (terminate)
            {
                // With exit-clr the process must end even when the system hangs.
                if (exit)
                    _ = shutdown.ExitWhenLateAsync(system);
                ((ActorSystemImpl)system).FinalTerminate();
                await system.WhenTerminated.ConfigureAwait(false);
            }

            if (exit && !shutdown._runningClrHook)
                Environment.Exit(0);
            return Done.Instance;
        });
    }

    internal static void InitClrHook(ActorSystem system, Config config, CoordinatedShutdown shutdown)
    {
        if (!config.GetBoolean("run-by-clr-shutdown-hook"))
            return;

        // The process ends when this handler returns: it has to block.
        void OnProcessExit(object? sender, EventArgs args) => shutdown.RunClrHooks().Wait(shutdown.TotalTimeout);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        system.WhenTerminated.ContinueWith(_ => AppDomain.CurrentDomain.ProcessExit -= OnProcessExit, TaskScheduler.Default);

        shutdown.AddClrShutdownHook(async () =>
        {
            shutdown._runningClrHook = true;
            if (system.WhenTerminated.IsCompleted)
                return Done.Instance;
            shutdown.Log.Info("Coordinated shutdown starts because the process ends.");
            try
            {
                await shutdown.Run(ClrExitReason.Instance).WaitAsync(shutdown.TotalTimeout).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                shutdown.Log.Warning("Coordinated shutdown at the end of the process failed: {0}", error.Message);
            }

            return Done.Instance;
        });
    }

    internal void AddClrShutdownHook(Func<Task<Done>> hook)
    {
        lock (_gate)
        {
            if (!_clrHooksStarted)
                _clrHooks.Add(hook);
        }
    }

    internal Task<Done> RunClrHooks()
    {
        Func<Task<Done>>[] hooks;
        lock (_gate)
        {
            if (_clrHooksStarted)
                return ClrShutdownTask;
            _clrHooksStarted = true;
            hooks = [.. _clrHooks];
        }

        _ = CompleteClrHooksAsync(hooks);
        return ClrShutdownTask;
    }

    private async Task CompleteClrHooksAsync(Func<Task<Done>>[] hooks)
    {
        try
        {
            await Task.WhenAll(hooks.Select(hook => Task.Run(hook))).ConfigureAwait(false);
            _clrHooksRun.TrySetResult(Done.Instance);
        }
        catch (Exception error)
        {
            Log.Error(error, "A hook at the end of the process failed");
            _clrHooksRun.TrySetException(error);
        }
    }

    private async Task ExitWhenLateAsync(ActorSystem system)
    {
        var limit = Task.Delay(Timeout(PhaseActorSystemTerminate));
        if (await Task.WhenAny(system.WhenTerminated, limit).ConfigureAwait(false) == limit && !_runningClrHook)
            Environment.Exit(0);
    }
}
