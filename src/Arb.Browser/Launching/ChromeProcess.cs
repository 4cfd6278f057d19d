using System.Net.WebSockets;
using Arb.Browser.DevTools;
using Arb.Domain.Sessions;

namespace Arb.Browser.Launching;

/// <summary>A running browser process and the connection to it.</summary>
internal sealed class ChromeProcess : IAsyncDisposable
{
    private const int SendQueue = 4_096;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PortInterval = TimeSpan.FromMilliseconds(25);

    private readonly BrowserOptions _options;
    private readonly TimeProvider _time;
    private readonly IBrowserProcess _process;
    private readonly ErrorTail _errors;

    private ChromeProcess(IBrowserProcess process, string executable, ErrorTail errors, BrowserOptions options, TimeProvider time)
    {
        _process = process;
        Executable = executable;
        _errors = errors;
        _options = options;
        _time = time;
    }

    /// <summary>The connection; the caller starts it and closes it.</summary>
    public IDevToolsTransport Transport { get; private set; } = null!;

    /// <summary>Which browser it is.</summary>
    public string Executable { get; }

    public int Id => _process.Id;

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Exited => _process.Exited;

    /// <summary>What it said while it started; empty once sealed.</summary>
    public string Errors => _errors.ToString();

    /// <summary>Starts it on a profile that nobody uses. Throws <see cref="BrowserException"/>; nothing is left running then.</summary>
    public static async Task<ChromeProcess> StartAsync(BrowserOptions options, DevToolsLink link, ProfileFolder folder, TimeProvider time, CancellationToken cancel)
    {
        var executable = ChromeFinder.Find(options.Executable);
        var errors = new ErrorTail();
        ChromeProcess? chrome = null;
        try
        {
            var start = new BrowserStart(executable, ChromeArguments.For(options, link, folder.Profile), link, folder, errors.Add);
            chrome = new ChromeProcess(BrowserProcess.Start(start), executable, errors, options, time);
            await chrome.ReachAsync(folder, cancel).ConfigureAwait(false);
            return chrome;
        }
        catch (Exception wrong)
        {
            if (chrome is not null)
                await chrome.DisposeAsync().ConfigureAwait(false);
            if (wrong is BrowserException or OperationCanceledException)
                throw;
            throw new BrowserException($"{executable} cannot be started: {wrong.Message}", wrong);
        }
    }

    /// <summary>Why it ended while it started, with what it said last: that arrives a moment after its end.</summary>
    public async Task<BrowserException> EndedAsync(CancellationToken cancel)
    {
        var code = await Exited.WaitAsync(cancel).ConfigureAwait(false);
        await Task.WhenAny(_process.Silent, Task.Delay(LastWords, _time, cancel)).ConfigureAwait(false);
        return new BrowserException($"the browser ended while it started (code {code}): {Errors}");
    }

    /// <summary>The browser answered: from now on the pipes end when it does, and nothing it writes is kept.</summary>
    public void Answered()
    {
        _errors.Seal();
        _process.Answered();
    }

    /// <summary>Kills it with all its children and waits until the system has ended it. Throws <see cref="BrowserException"/> when it has not in time.</summary>
    public async Task KillAsync()
    {
        if (Exited.IsCompleted)
            return;
        _process.Kill();
        try
        {
            await Exited.WaitAsync(_options.KillDeadline, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new BrowserException($"the browser (process {Id}) does not end: end it by hand");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await KillAsync().ConfigureAwait(false);
        }
        finally
        {
            if (Transport is not null)
                await Transport.DisposeAsync().ConfigureAwait(false);
            _process.Dispose();
        }
    }

    private async Task ReachAsync(ProfileFolder folder, CancellationToken cancel)
    {
        if (_process.Pipes is var (toBrowser, fromBrowser))
            Transport = new PipeTransport(toBrowser, fromBrowser, _options.MaxMessage, SendQueue);
        try
        {
            OrphanSweeper.Record(folder, Id, _process.Began);
        }
        catch (InvalidOperationException)
        {
            // Ended already: the first command will say so.
        }
        Transport ??= await ConnectAsync(folder, cancel).ConfigureAwait(false);
    }

    private async Task<WebSocketTransport> ConnectAsync(ProfileFolder folder, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(PortInterval, _time);
        while (true)
        {
            if (Exited.IsCompleted)
                throw await EndedAsync(cancel).ConfigureAwait(false);
            if (ReadPort(folder) is var (port, path))
            {
                try
                {
                    return await WebSocketTransport.ConnectAsync(port, path, _options.MaxMessage, SendQueue, cancel).ConfigureAwait(false);
                }
                catch (WebSocketException notYet) when (!Exited.IsCompleted)
                {
                    // The file is there a moment before the port answers.
                    _errors.Add(notYet.Message);
                }
            }
            await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false);
        }
    }

    private static (int Port, string Path)? ReadPort(ProfileFolder folder)
    {
        try
        {
            var lines = File.ReadAllLines(folder.PortFile);
            return lines.Length >= 2 && int.TryParse(lines[0], out var port) && lines[1].StartsWith('/') ? (port, lines[1]) : null;
        }
        catch (Exception notYet) when (notYet is IOException or UnauthorizedAccessException)
        {
            // Not written yet, or being written.
            return null;
        }
    }
}
