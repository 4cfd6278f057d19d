using System.ComponentModel;
using System.Diagnostics;
using System.Net.WebSockets;
using Arb.Browser.DevTools;
using Arb.Domain.Sessions;

namespace Arb.Browser.Launching;

/// <summary>A running browser process and the connection to it.</summary>
internal sealed class ChromeProcess : IAsyncDisposable
{
    private const int SendQueue = 4_096;
    private static readonly TimeSpan PortInterval = TimeSpan.FromMilliseconds(25);

    private readonly Process _process;
    private readonly BrowserOptions _options;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ErrorTail _errors = new();
    private readonly List<FileStream> _keepers = [];

    private ChromeProcess(Process process, BrowserOptions options, TimeProvider time)
    {
        _process = process;
        _options = options;
        _time = time;
    }

    /// <summary>The connection; the caller starts it and closes it.</summary>
    public IDevToolsTransport Transport { get; private set; } = null!;

    public int Id { get; private set; }

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>What it said while it started; empty once sealed.</summary>
    public string Errors => _errors.ToString();

    /// <summary>Starts it on a profile that nobody uses. Throws <see cref="BrowserException"/>; nothing is left running then.</summary>
    public static async Task<ChromeProcess> StartAsync(BrowserOptions options, ProfileFolder folder, TimeProvider time, CancellationToken cancel)
    {
        var executable = ChromeFinder.Find(options.Executable);
        var arguments = ChromeArguments.For(options, folder.Profile);
        var start = options.Pipes ? Piped(executable, arguments, folder) : new ProcessStartInfo(executable, arguments);
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var chrome = new ChromeProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, options, time);
        try
        {
            await chrome.StartAsync(folder, cancel).ConfigureAwait(false);
            return chrome;
        }
        catch (Exception wrong)
        {
            await chrome.DisposeAsync().ConfigureAwait(false);
            if (wrong is BrowserException or OperationCanceledException)
                throw;
            throw new BrowserException($"{executable} cannot be started: {wrong.Message}", wrong);
        }
    }

    /// <summary>The browser answered: from now on the pipes end when it does, and nothing it writes is kept.</summary>
    public void Answered()
    {
        _errors.Seal();
        ReleaseKeepers();
    }

    /// <summary>Kills it with all its children and waits until the system has ended it. Throws <see cref="BrowserException"/> when it has not in time.</summary>
    public async Task KillAsync()
    {
        if (Id == 0 || _exited.Task.IsCompleted)
            return;
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception ended) when (ended is InvalidOperationException or Win32Exception or AggregateException)
        {
            // Ended meanwhile, or a child could not be killed: the wait decides.
        }
        try
        {
            await _exited.Task.WaitAsync(_options.KillDeadline, _time).ConfigureAwait(false);
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
            ReleaseKeepers();
            if (Transport is not null)
                await Transport.DisposeAsync().ConfigureAwait(false);
            _process.Dispose();
        }
    }

    /// <summary>
    /// A process of .NET cannot be handed file descriptors 3 and 4: a shell opens them and becomes the browser, with the same process id. Where the system can, in a session of its own: the Ctrl-C of a
    /// terminal is the engine's, which ends what is open first and its browsers then.
    /// </summary>
    private static ProcessStartInfo Piped(string executable, IReadOnlyList<string> arguments, ProfileFolder folder)
    {
        var start = new ProcessStartInfo("/bin/sh");
        foreach (var word in (string[])["-c", "exec 3<\"$1\" 4>\"$2\"; shift 2; command -v setsid >/dev/null 2>&1 && exec setsid \"$@\"; exec \"$@\"", "sh", folder.PipeIn, folder.PipeOut, executable, .. arguments])
            start.ArgumentList.Add(word);
        return start;
    }

    private async Task StartAsync(ProfileFolder folder, CancellationToken cancel)
    {
        if (_options.Pipes)
            Transport = OpenPipes(folder);
        _process.Exited += (_, _) => _exited.TrySetResult(_process.ExitCode);
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => _errors.Add(line.Data);
        _process.Start();
        Id = _process.Id;
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            OrphanSweeper.Record(folder, _process);
        }
        catch (InvalidOperationException)
        {
            // Ended already: the first command will say so.
        }
        if (!_options.Pipes)
            Transport = await ConnectAsync(folder, cancel).ConfigureAwait(false);
    }

    /// <summary>
    /// Opening one end of a named pipe waits for the other. A handle that is both ends lets everybody open at once, and keeps the pipe alive until the browser has answered.
    /// </summary>
    private PipeTransport OpenPipes(ProfileFolder folder)
    {
        Posix.MakePipe(folder.PipeIn);
        Posix.MakePipe(folder.PipeOut);
        _keepers.Add(Open(folder.PipeIn, FileAccess.ReadWrite));
        _keepers.Add(Open(folder.PipeOut, FileAccess.ReadWrite));
        return new PipeTransport(Open(folder.PipeIn, FileAccess.Write), Open(folder.PipeOut, FileAccess.Read), _options.MaxMessage, SendQueue);
    }

    private static FileStream Open(string pipe, FileAccess access) => new(pipe, FileMode.Open, access, FileShare.ReadWrite, bufferSize: 0);

    private async Task<WebSocketTransport> ConnectAsync(ProfileFolder folder, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(PortInterval, _time);
        while (true)
        {
            if (_exited.Task.IsCompleted)
                throw new BrowserException($"the browser ended while it started (code {await _exited.Task.ConfigureAwait(false)}): {Errors}");
            if (ReadPort(folder) is var (port, path))
            {
                try
                {
                    return await WebSocketTransport.ConnectAsync(port, path, _options.MaxMessage, SendQueue, cancel).ConfigureAwait(false);
                }
                catch (WebSocketException notYet) when (!_exited.Task.IsCompleted)
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
        catch (IOException)
        {
            // Not written yet, or being written.
            return null;
        }
    }

    private void ReleaseKeepers()
    {
        lock (_keepers)
        {
            foreach (var keeper in _keepers)
                keeper.Dispose();
            _keepers.Clear();
        }
    }
}
