using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32;

namespace Arb.Host.Cli;

/// <summary>
/// Turns what asks a process to end into a cancelled token, so that what is under way can end in order: Ctrl-C, Ctrl-Break, SIGTERM, the end of the terminal (SIGHUP; a window that is closed), log-off and
/// shutdown. A signal that was ignored when this process began (nohup) stays ignored. A second one ends the process at once; where a word is said to the second, the third does.
/// </summary>
internal sealed class Signals : IDisposable
{
    /// <summary>Windows ends a process when it has been told, or after its own five seconds; this bounds what we add to that.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenSource _short = new();
    private readonly ManualResetEventSlim _over = new();
    private readonly CancellationTokenRegistration _linked;
    private readonly PosixSignalRegistration[] _registrations;
    private Action? _again;

    /// <param name="linked">Cancelled otherwise.</param>
    /// <param name="again">Says to an impatient person that the end is under way.</param>
    public Signals(CancellationToken linked, Action? again = null)
    {
        _again = again;
        _linked = linked.Register(_source.Cancel);
        PosixSignal[] all = [PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
        _registrations = [.. all.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
        if (OperatingSystem.IsWindows())
            ListenToSession();
    }

    /// <summary>Cancelled when the end is asked for.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Cancelled when time is short too, and nobody reads any more: the terminal is gone, or the machine goes down.</summary>
    public CancellationToken Short => _short.Token;

    /// <summary>To be called when everything has ended: Windows is let go on only now. A signal that comes later ends the process.</summary>
    public void Dispose()
    {
        _over.Set();
        _linked.Dispose();
        if (OperatingSystem.IsWindows())
        {
            // The registrations stay. To take one away waits for handlers that run, and they wait for a lock that this holds: the process, which ends now, would hang instead.
            SystemEvents.SessionEnded -= OnSessionEnded;
            return;
        }
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (_over.IsSet)
            return;
        var last = context.Signal is PosixSignal.SIGHUP || (context.Signal is PosixSignal.SIGTERM && OperatingSystem.IsWindows());
        if (last)
        {
            context.Cancel = true;
            EndShortly();
            return;
        }
        if (_source.IsCancellationRequested)
        {
            if (Interlocked.Exchange(ref _again, null) is not { } say)
                return;
            context.Cancel = true;
            say();
            return;
        }
        context.Cancel = true;
        _source.Cancel();
    }

    /// <summary>A log-off, and a shutdown where the process has a window, are told to the window only: this makes one.</summary>
    [SupportedOSPlatform("windows")]
    private void ListenToSession()
    {
        try
        {
            SystemEvents.SessionEnded += OnSessionEnded;
        }
        catch (Exception none) when (none is InvalidOperationException or ExternalException)
        {
            // There is no desktop, so nobody logs off from it; a shutdown is told by signal.
        }
    }

    [SupportedOSPlatform("windows")]
    private void OnSessionEnded(object sender, SessionEndedEventArgs ended) => EndShortly();

    /// <summary>Asks for the end. On Windows it waits for it: the process is ended as soon as it has returned.</summary>
    private void EndShortly()
    {
        _ = _short.CancelAsync();
        _ = _source.CancelAsync();
        if (OperatingSystem.IsWindows())
            _over.Wait(LongestWait);
    }
}
