using System.ComponentModel;
using System.Diagnostics;

namespace Arb.Browser.Launching;

/// <summary>A browser on Linux or macOS, with named pipes in the account's folder.</summary>
internal sealed class UnixBrowser : IBrowserProcess
{
    private readonly Process _process;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<FileStream> _keepers = [];

    private UnixBrowser(ProcessStartInfo start) => _process = new Process { StartInfo = start, EnableRaisingEvents = true };

    public int Id { get; private set; }

    public DateTime Began => _process.StartTime.ToUniversalTime();

    public Task<int> Exited => _exited.Task;

    public Task Silent => _silent.Task;

    public (Stream ToBrowser, Stream FromBrowser)? Pipes { get; private set; }

    public static UnixBrowser Start(BrowserStart start)
    {
        var browser = new UnixBrowser(start.Link == DevToolsLink.Pipes ? Piped(start) : new ProcessStartInfo(start.Executable, start.Arguments));
        try
        {
            if (start.Link == DevToolsLink.Pipes)
                browser.OpenPipes(start.Folder);
            browser.Run(start.Said);
            return browser;
        }
        catch
        {
            browser.Pipes?.ToBrowser.Dispose();
            browser.Pipes?.FromBrowser.Dispose();
            browser.Dispose();
            throw;
        }
    }

    public void Answered()
    {
        lock (_keepers)
        {
            foreach (var keeper in _keepers)
                keeper.Dispose();
            _keepers.Clear();
        }
    }

    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception ended) when (ended is InvalidOperationException or Win32Exception or AggregateException)
        {
            // Ended meanwhile, or a child could not be killed: whoever waits for the end sees.
        }
    }

    public void Dispose()
    {
        Answered();
        _process.Dispose();
    }

    /// <summary>
    /// A process of .NET cannot be handed file descriptors 3 and 4: a shell opens them and becomes the browser, with the same process id. Where the system can, in a session of its own: the Ctrl-C of a
    /// terminal is the engine's, which ends what is open first and its browsers then.
    /// </summary>
    private static ProcessStartInfo Piped(BrowserStart start) => new("/bin/sh",
    [
        "-c", "exec 3<\"$1\" 4>\"$2\"; shift 2; command -v setsid >/dev/null 2>&1 && exec setsid \"$@\"; exec \"$@\"", "sh",
        start.Folder.PipeIn, start.Folder.PipeOut, start.Executable, .. start.Arguments,
    ]);

    /// <summary>
    /// Opening one end of a named pipe waits for the other. A handle that is both ends lets everybody open at once, and keeps the pipe alive until the browser has answered.
    /// </summary>
    private void OpenPipes(ProfileFolder folder)
    {
        Posix.MakePipe(folder.PipeIn);
        Posix.MakePipe(folder.PipeOut);
        _keepers.Add(Open(folder.PipeIn, FileAccess.ReadWrite));
        _keepers.Add(Open(folder.PipeOut, FileAccess.ReadWrite));
        Pipes = (Open(folder.PipeIn, FileAccess.Write), Open(folder.PipeOut, FileAccess.Read));
    }

    private void Run(Action<string> said)
    {
        _process.StartInfo.UseShellExecute = false;
        _process.StartInfo.RedirectStandardInput = _process.StartInfo.RedirectStandardOutput = _process.StartInfo.RedirectStandardError = true;
        _process.Exited += (_, _) => _exited.TrySetResult(_process.ExitCode);
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
                _silent.TrySetResult();
            else
                said(line.Data);
        };
        _process.Start();
        Id = _process.Id;
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private static FileStream Open(string pipe, FileAccess access) => new(pipe, FileMode.Open, access, FileShare.ReadWrite, bufferSize: 0);
}
