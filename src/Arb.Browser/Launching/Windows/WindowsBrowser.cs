using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Arb.Browser.Launching.Windows;

/// <summary>A browser on Windows, in a job of its own, with anonymous pipes.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsBrowser : IBrowserProcess
{
    private readonly BrowserJob _job;
    private readonly SafeProcessHandle _process;
    private readonly WaitHandle _end;
    private readonly RegisteredWaitHandle _waiting;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WindowsBrowser(BrowserJob job, SafeProcessHandle process, int id, (Stream, Stream)? pipes, Task silent)
    {
        Silent = silent;
        _job = job;
        _process = process;
        Id = id;
        Pipes = pipes;
        _end = new ManualResetEvent(false) { SafeWaitHandle = new SafeWaitHandle(process.DangerousGetHandle(), ownsHandle: false) };
        _waiting = ThreadPool.RegisterWaitForSingleObject(_end, (_, _) => OnEnd(), null, Timeout.Infinite, executeOnlyOnce: true);
    }

    public int Id { get; }

    public DateTime Began
    {
        get
        {
            // Our handle keeps the id from being used again.
            try
            {
                using var process = Process.GetProcessById(Id);
                return process.StartTime.ToUniversalTime();
            }
            catch (Exception ended) when (ended is ArgumentException or Win32Exception)
            {
                throw new InvalidOperationException(ended.Message, ended);
            }
        }
    }

    public Task<int> Exited => _exited.Task;

    public Task Silent { get; }

    public (Stream ToBrowser, Stream FromBrowser)? Pipes { get; }

    public static WindowsBrowser Start(BrowserStart start)
    {
        var piped = start.Link == DevToolsLink.Pipes;
        var to = piped ? new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable) : null;
        var from = piped ? new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable) : null;
        var said = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        BrowserJob? job = null;
        try
        {
            job = BrowserJob.Make();
            using var nothing = File.OpenHandle("NUL", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Inheritable);
            SafeHandle[] others = piped ? [to!.ClientSafePipeHandle, from!.ClientSafePipeHandle] : [];
            var line = WindowsCommandLine.Of(start.Executable, piped ? [Handles(others), .. start.Arguments] : start.Arguments);
            var (process, id) = NewProcess.Start(start.Executable, line, job, nothing, said.ClientSafePipeHandle, others);
            // Pipes end with their last handle: ours to the browser's ends must not be the one. Nor may another child of the engine inherit them.
            to?.DisposeLocalCopyOfClientHandle();
            from?.DisposeLocalCopyOfClientHandle();
            said.DisposeLocalCopyOfClientHandle();
            var silent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            new Thread(() => Listen(said, start.Said, silent)) { IsBackground = true, Name = "browser-errors" }.Start();
            return new WindowsBrowser(job, process, id, piped ? (to!, from!) : null, silent.Task);
        }
        catch
        {
            job?.Dispose();
            to?.Dispose();
            from?.Dispose();
            said.Dispose();
            throw;
        }
    }

    public void Answered()
    {
    }

    public void Kill() => _job.Kill();

    public void Dispose()
    {
        _waiting.Unregister(null);
        _end.Dispose();
        // The job first: it ends what the browser left running.
        _job.Dispose();
        _process.Dispose();
    }

    private void OnEnd()
    {
        try
        {
            _exited.TrySetResult(NewProcess.ExitCode(_process));
        }
        catch (Exception unknown) when (unknown is ObjectDisposedException or Win32Exception)
        {
            // It ended; nobody waits for the code any more.
            _exited.TrySetResult(-1);
        }
    }

    private static string Handles(SafeHandle[] pipes) =>
        "--remote-debugging-io-pipes=" + string.Join(',', pipes.Select(pipe => ((long)pipe.DangerousGetHandle()).ToString(CultureInfo.InvariantCulture)));

    /// <summary>Reads to the end, which is the browser's, so that it never waits for us.</summary>
    private static void Listen(Stream stream, Action<string> said, TaskCompletionSource silent)
    {
        using var reader = new StreamReader(stream);
        try
        {
            while (reader.ReadLine() is { } line)
                said(line);
        }
        catch (IOException broken)
        {
            said(broken.Message);
        }
        silent.TrySetResult();
    }
}
