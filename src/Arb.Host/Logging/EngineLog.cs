using Arb.Host.Cli;
using Arb.Host.Configuration;
using Arb.Storage;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Arb.Host.Logging;

/// <summary>The engine's log: lines for people on the console, JSON lines for machines in a file, both behind a <see cref="GuardedSink"/>.</summary>
internal sealed class EngineLog : IAsyncDisposable
{
    private readonly ITimer _timer;

    private EngineLog(Logger logger, GuardedSink guard, SecretMask mask, TimeSpan interval)
    {
        Logger = logger;
        Mask = mask;
        _timer = TimeProvider.System.CreateTimer(_ => guard.Sweep(), null, interval, interval);
    }

    /// <summary>Where to log.</summary>
    public Logger Logger { get; }

    /// <summary>Knows what must not be logged.</summary>
    public SecretMask Mask { get; }

    /// <summary>Opens it.</summary>
    /// <param name="settings">Level, file, bounds.</param>
    /// <param name="folder">Where a relative file stands.</param>
    /// <param name="console">True: people read along.</param>
    public static EngineLog Open(LogSettings settings, DataFolder folder, bool console)
    {
        var level = settings.Level switch
        {
            LogThreshold.Debug => LogEventLevel.Debug,
            LogThreshold.Info => LogEventLevel.Information,
            LogThreshold.Warning => LogEventLevel.Warning,
            _ => LogEventLevel.Error,
        };
        var outputs = new LoggerConfiguration().MinimumLevel.Verbose();
        if (console)
            outputs.WriteTo.Console(new ConsoleFormat(StandardOutput.TakesColours()));
        if (settings.File.Length > 0)
            outputs.WriteTo.File(
                new JsonFormatter(renderMessage: true), Path.Combine(folder.Path, settings.File), fileSizeLimitBytes: settings.MaxFileBytes, rollOnFileSizeLimit: true, retainedFileCountLimit: settings.MaxFiles);
        var mask = new SecretMask();
        var guard = new GuardedSink(outputs.CreateLogger(), mask, settings.Burst, settings.BurstInterval, TimeProvider.System);
        var logger = new LoggerConfiguration().MinimumLevel.Is(level).MinimumLevel.Override("Microsoft", LogEventLevel.Warning).WriteTo.Sink(guard).CreateLogger();
        return new EngineLog(logger, guard, mask, settings.BurstInterval);
    }

    /// <summary>Writes what is held back still, and closes: the logger disposes of its sink, and the sink of console and file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await Logger.DisposeAsync();
    }
}
