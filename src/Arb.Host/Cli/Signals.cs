using System.Runtime.InteropServices;

namespace Arb.Host.Cli;

/// <summary>Turns Ctrl-C and SIGTERM into a cancelled token, so that what is under way can end in order. A second Ctrl-C ends the process at once; where a word is said to the second, the third does.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly PosixSignalRegistration[] _registrations;
    private Action? _again;

    /// <param name="linked">Cancelled otherwise.</param>
    /// <param name="again">Says to an impatient person that the end is under way.</param>
    public Signals(CancellationToken linked, Action? again = null)
    {
        _again = again;
        _source = CancellationTokenSource.CreateLinkedTokenSource(linked);
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
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
}
