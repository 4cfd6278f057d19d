using System.Collections.Concurrent;

namespace Arb.Benchmarks.Kernel;

/// <summary>
/// The least that can be called an actor: a queue, a flag, a work item of the thread pool, a batch as large as the kernel's. No supervision, no behaviour, no life cycle:
/// the limit for any kernel.
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
        Volatile.Write(ref _scheduled, 0);
        // The look at the queue must not come before the flag is visible: a message told in between would wait for the next one.
        Interlocked.MemoryBarrier();
        if (!_queue.IsEmpty)
            Schedule();
    }

    protected abstract void Receive(object message, BareActor? sender);

    private void Schedule()
    {
        if (Volatile.Read(ref _scheduled) == 0 && Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
