using Akka.Actor;
using Akka.Hosting;
using Arb.Actors.Commands;
using Arb.Actors.Execution;
using Arb.Actors.Telemetry;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Sessions;
using Arb.Storage;

namespace Arb.Host.Telemetry;

/// <summary>One thing that must be so for the engine to be ready.</summary>
/// <param name="Name">engine, recovery, database, journal or disk.</param>
/// <param name="Ok">True when it is so.</param>
/// <param name="Detail">What was seen, in words.</param>
internal sealed record HealthCheck(string Name, bool Ok, string Detail);

/// <summary>All of them at one time.</summary>
/// <param name="At">When they were looked at.</param>
/// <param name="Checks">What was looked at.</param>
internal sealed record Readiness(DateTimeOffset At, IReadOnlyList<HealthCheck> Checks)
{
    /// <summary>True when everything is so.</summary>
    public bool IsReady => Checks.All(check => check.Ok);
}

/// <summary>
/// Looks whether the engine can do its work, by doing a little of it: every part answers a question, a write is committed. Nothing is assumed, and nothing that is only slow or gone is called well.
/// However many ask, it looks once at a time and not more often than the settings say.
/// </summary>
internal sealed class HealthProbe(IServiceProvider services, ArbDatabase database, DataFolder folder, TelemetrySettings settings, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private Readiness? _last;

    /// <summary>True while the actors run.</summary>
    public bool IsLive => services.GetService<ActorSystem>() is { WhenTerminated.IsCompleted: false };

    /// <summary>The last result if it is young enough, else a new one.</summary>
    public async Task<Readiness> LookAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (_last is { } last && time.GetUtcNow() - last.At < settings.ReadyMaxAge)
                return last;
            return _last = new Readiness(time.GetUtcNow(), await Task.WhenAll(
                Check("engine", EngineAsync()), Check("recovery", RecoveryAsync()), Check("database", DatabaseAsync()), Check("journal", Task.FromResult(Journal())), Check("disk", Task.FromResult(Disk()))));
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<HealthCheck> Check(string name, Task<(bool, string)> look)
    {
        try
        {
            var (ok, detail) = await look.WaitAsync(settings.ReadyTimeout + settings.ReadyTimeout / 4, time);
            return new HealthCheck(name, ok, detail);
        }
        catch (Exception wrong) when (wrong is TimeoutException or AskTimeoutException)
        {
            return new HealthCheck(name, false, FormattableString.Invariant($"no answer within {settings.ReadyTimeout.TotalSeconds:0.##} s"));
        }
        catch (Exception wrong) when (wrong is StorageException or InvalidOperationException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new HealthCheck(name, false, wrong.Message);
        }
    }

    private IActorRef Actor<T>() => services.GetRequiredService<IReadOnlyActorRegistry>().Get<T>();

    /// <summary>One question through the door that everybody uses, answered only when accounts, engine, market, executions and audit have answered.</summary>
    private async Task<(bool, string)> EngineAsync() => await Actor<CommandsActor>().Ask<CommandReply>(new GetStatus(), settings.ReadyTimeout) switch
    {
        StatusReport { Gaps.Count: > 0 } part => (false, Views.StatusView.Gaps(part)!),
        StatusReport status => (true, status.State),
        CommandFailed failed => (false, failed.Message),
        var other => (false, $"unexpected answer {other.GetType().Name}"),
    };

    private async Task<(bool, string)> RecoveryAsync()
    {
        var locks = await Actor<ExecutionsActor>().Ask<LocksAnswered>(GetLocks.Instance, settings.ReadyTimeout);
        if (locks.Recovering)
            return (false, "unfinished executions are being recovered");
        var engine = await Actor<EngineActor>().Ask<EngineStatus>(GetEngineStatus.Instance, settings.ReadyTimeout);
        return engine.State == EngineState.Recovering
            ? (false, engine.Reason)
            : (true, $"every execution is recovered; {locks.Locks.Count} open, {locks.Locks.Count(held => held.WithPerson)} with a person");
    }

    private async Task<(bool, string)> DatabaseAsync()
    {
        await database.ProbeAsync();
        return (true, "a write was committed");
    }

    private (bool, string) Journal() => services.GetService<ActorSystem>() is not { } system ? (false, "the actors do not run")
        : EngineTelemetry.Of(system).JournalFault is { } fault ? (false, $"the last write failed: {fault}")
        : (true, "no write failed since the last one that was committed");

    private (bool, string) Disk()
    {
        const int megabyte = 1024 * 1024;
        var free = new DriveInfo(folder.Path).AvailableFreeSpace;
        return (free >= settings.MinFreeDisk, $"{free / megabyte} MiB free, {settings.MinFreeDisk / megabyte} MiB needed");
    }
}
