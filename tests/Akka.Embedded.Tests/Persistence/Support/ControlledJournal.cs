using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace Akka.Embedded.Tests.Persistence.Support;

/// <summary>A journal in memory that fails, refuses or waits when told to, and publishes what it is asked to write.</summary>
public sealed class ControlledJournal : MemoryJournal
{
    public const string Path = "test.controlled-journal";

    private readonly ConcurrentQueue<TaskCompletionSource> _held = new();
    private readonly EventStream _events = Context.System.EventStream;
    private Order _next = Order.Write;
    private bool _holding;
    private bool _holdingReplays;

    /// <summary>What to do with the next write.</summary>
    public enum Order
    {
        Write,
        Fail,
        Reject,
    }

    public static string Config { get; } = $$"""
        akka.loglevel = WARNING
        akka.persistence.journal.plugin = "{{Path}}"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        {{Path}} {
          class = "{{typeof(ControlledJournal).FullName}}, {{typeof(ControlledJournal).Assembly.GetName().Name}}"
          plugin-dispatcher = "akka.actor.default-dispatcher"
          replay-filter.mode = fail
        }
        """;

    public override async Task ReplayMessagesAsync(IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        if (_holdingReplays)
        {
            await Hold();
        }

        await base.ReplayMessagesAsync(context, persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback);
    }

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        AtomicWrite[] writes = [.. messages];
        _events.Publish(new Asked([.. writes.Select(write => write.Size)]));
        Order order = _next;
        _next = Order.Write;
        switch (order)
        {
            case Order.Fail:
                throw new InvalidOperationException("the store is gone");
            case Order.Reject:
                return writes.Select(Exception (_) => new ArgumentException("the store does not like it")).ToImmutableList();
            case Order.Write when _holding:
                // Stored at once, answered later.
                IImmutableList<Exception> result = await base.WriteMessagesAsync(writes);
                await Hold();
                return result;
            default:
                return await base.WriteMessagesAsync(writes);
        }
    }

    protected override bool ReceivePluginInternal(object message)
    {
        switch (message)
        {
            case Order order:
                _next = order;
                break;
            case HoldWrites hold:
                _holding = hold.On;
                break;
            case HoldReplays hold:
                _holdingReplays = hold.On;
                break;
            case Release when _held.TryDequeue(out TaskCompletionSource? held):
                held.SetResult();
                break;
            default:
                return base.ReceivePluginInternal(message);
        }

        Sender.Tell(message);
        return true;
    }

    private Task Hold()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _held.Enqueue(held);
        _events.Publish(new Held());
        return held.Task;
    }

    /// <summary>Published for each write: the sizes of its atomic writes.</summary>
    public sealed record Asked(int[] Sizes);

    /// <summary>Published when something waits for <see cref="Release"/>.</summary>
    public sealed record Held;

    /// <summary>To the journal, which echoes it: keep answers to writes back, or do not.</summary>
    public sealed record HoldWrites(bool On);

    /// <summary>To the journal, which echoes it: keep replays back, or do not.</summary>
    public sealed record HoldReplays(bool On);

    /// <summary>To the journal, which echoes it: let go of the oldest thing kept back.</summary>
    public sealed record Release;
}
