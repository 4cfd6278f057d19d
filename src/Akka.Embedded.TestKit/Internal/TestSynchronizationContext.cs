using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>Continues an async test on the thread pool with the test actor as the implicit sender.</summary>
internal sealed class TestSynchronizationContext(ActorCell? cell) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(_ => Run(d, state));

    public override void Send(SendOrPostCallback d, object? state) => Run(d, state);

    public override SynchronizationContext CreateCopy() => this;

    private void Run(SendOrPostCallback d, object? state)
    {
        var oldCell = ActorCell.Enter(cell);
        var oldContext = Current;
        SetSynchronizationContext(this);
        try
        {
            d(state);
        }
        finally
        {
            ActorCell.Exit(oldCell);
            SetSynchronizationContext(oldContext);
        }
    }
}
