using Akka.Actor;
using Akka.Dispatch;
using Xunit;

namespace Akka.Embedded.Tests.EmbeddedOnly.Actor;

public class EnvelopeQueueSpecs
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1000)]
    [InlineData(200_000)]
    public void Should_return_what_was_put_in_the_same_order(int count)
    {
        var queue = new EnvelopeQueue();
        for (var i = 0; i < count; i++)
            queue.Enqueue(new Envelope(i, null));
        Assert.Equal(count, queue.Count);
        for (var i = 0; i < count; i++)
        {
            Assert.True(queue.HasReady);
            Assert.True(queue.TryDequeue(out var envelope));
            Assert.Equal(i, envelope.Message);
        }

        Assert.False(queue.HasReady);
        Assert.False(queue.TryDequeue(out _));
    }

    [Fact]
    public void Should_reuse_its_ring_when_it_does_not_fill_up()
    {
        var queue = new EnvelopeQueue();
        var message = new object();
        for (var i = 0; i < 100; i++)
            Turn();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
            Turn();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Turn()
        {
            for (var i = 0; i < 10; i++)
                queue.Enqueue(new Envelope(message, null));
            for (var i = 0; i < 10; i++)
                queue.TryDequeue(out _);
        }
    }

    [Fact]
    public void Should_lose_and_double_nothing_while_it_grows_under_contention()
    {
        const int Producers = 4;
        const int Each = 100_000;
        var queue = new EnvelopeQueue();
        var threads = Enumerable.Range(0, Producers).Select(p => new Thread(() =>
        {
            for (var i = 0; i < Each; i++)
                queue.Enqueue(new Envelope((p, i), null));
        })).ToList();
        threads.ForEach(t => t.Start());
        var next = new int[Producers];
        for (var received = 0; received < Producers * Each;)
        {
            if (!queue.TryDequeue(out var envelope))
            {
                Thread.Yield();
                continue;
            }

            var (producer, number) = ((int, int))envelope.Message;
            Assert.Equal(next[producer]++, number);
            received++;
        }

        threads.ForEach(t => t.Join());
        Assert.False(queue.TryDequeue(out _));
    }
}
