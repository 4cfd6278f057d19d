using System.Collections.Concurrent;

namespace Arb.Benchmarks.Actors;

/// <summary>
/// The least that can be called an actor: a queue, a flag, a work item of the thread pool, a batch as large as Akka's. No supervision, no behaviour, no life cycle:
/// the limit for any actor system.
/// </summary>
internal abstract class BareActor : IThreadPoolWorkItem
{
    private const int Batch = 30; // akka.actor.default-dispatcher.throughput

    private readonly ConcurrentQueue<(object Message, BareActor? Sender)> _queue = new();
    private int _scheduled;

    public void Tell(object message, BareActor? sender)
    {
        _queue.Enqueue((message, sender));
        Schedule();
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var i = 0; i < Batch && _queue.TryDequeue(out var envelope); i++)
            Receive(envelope.Message, envelope.Sender);
        // Exchanges on both sides: a look at the queue before the flag is visible, or at the flag before the message is, would leave a message lying.
        Interlocked.Exchange(ref _scheduled, 0);
        if (!_queue.IsEmpty)
            Schedule();
    }

    protected abstract void Receive(object message, BareActor? sender);

    private void Schedule()
    {
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
