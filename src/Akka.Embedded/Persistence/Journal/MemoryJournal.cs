using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>What a journal in memory does with its events.</summary>
public interface IMemoryMessages
{
    /// <summary>Adds an event at the end.</summary>
    /// <param name="persistent">The event.</param>
    IDictionary<string, LinkedList<IPersistentRepresentation>> Add(IPersistentRepresentation persistent);

    /// <summary>Replaces an event.</summary>
    /// <param name="pid">Whose event.</param>
    /// <param name="seqNr">Its number.</param>
    /// <param name="updater">Gives the new one.</param>
    IDictionary<string, LinkedList<IPersistentRepresentation>> Update(string pid, long seqNr, Func<IPersistentRepresentation, IPersistentRepresentation> updater);

    /// <summary>Removes an event.</summary>
    /// <param name="pid">Whose event.</param>
    /// <param name="seqNr">Its number.</param>
    IDictionary<string, LinkedList<IPersistentRepresentation>> Delete(string pid, long seqNr);

    /// <summary>Reads events in order.</summary>
    /// <param name="pid">Whose events.</param>
    /// <param name="fromSeqNr">The first, inclusive.</param>
    /// <param name="toSeqNr">The last, inclusive.</param>
    /// <param name="max">The most events.</param>
    IEnumerable<IPersistentRepresentation> Read(string pid, long fromSeqNr, long toSeqNr, long max);

    /// <summary>The number of the last event that is there; 0 if there is none.</summary>
    /// <param name="pid">Whose events.</param>
    long HighestSequenceNr(string pid);
}

/// <summary>A journal in memory. It answers on the thread of the journal actor, without any other thread; its content ends with the actor system.</summary>
public class MemoryJournal : AsyncWriteJournal, IMemoryMessages
{
    private readonly ConcurrentDictionary<string, LinkedList<IPersistentRepresentation>> _messages = new();
    private readonly ConcurrentDictionary<string, long> _highestDeleted = new();

    /// <summary>The events by persistence id.</summary>
    protected virtual ConcurrentDictionary<string, LinkedList<IPersistentRepresentation>> Messages => _messages;

    /// <inheritdoc/>
    public override Task ReplayMessagesAsync(IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        foreach (IPersistentRepresentation item in Read(persistenceId, fromSequenceNr, toSequenceNr, max))
        {
            recoveryCallback(item);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr) =>
        Task.FromResult(Math.Max(HighestSequenceNr(persistenceId), _highestDeleted.GetValueOrDefault(persistenceId)));

    /// <inheritdoc/>
    public IDictionary<string, LinkedList<IPersistentRepresentation>> Add(IPersistentRepresentation persistent)
    {
        Messages.GetOrAdd(persistent.PersistenceId, _ => new LinkedList<IPersistentRepresentation>()).AddLast(persistent);
        return Messages;
    }

    /// <inheritdoc/>
    public IDictionary<string, LinkedList<IPersistentRepresentation>> Update(string pid, long seqNr, Func<IPersistentRepresentation, IPersistentRepresentation> updater)
    {
        for (LinkedListNode<IPersistentRepresentation>? node = First(pid); node != null; node = node.Next)
        {
            if (node.Value.SequenceNr == seqNr)
            {
                node.Value = updater(node.Value);
            }
        }

        return Messages;
    }

    /// <inheritdoc/>
    public IDictionary<string, LinkedList<IPersistentRepresentation>> Delete(string pid, long seqNr)
    {
        for (LinkedListNode<IPersistentRepresentation>? node = First(pid), next; node != null; node = next)
        {
            next = node.Next;
            if (node.Value.SequenceNr == seqNr)
            {
                Messages[pid].Remove(node);
            }
        }

        return Messages;
    }

    /// <inheritdoc/>
    public IEnumerable<IPersistentRepresentation> Read(string pid, long fromSeqNr, long toSeqNr, long max)
    {
        for (LinkedListNode<IPersistentRepresentation>? node = First(pid); node != null && max > 0; node = node.Next)
        {
            if (node.Value.SequenceNr >= fromSeqNr && node.Value.SequenceNr <= toSeqNr)
            {
                max--;
                yield return node.Value;
            }
        }
    }

    /// <inheritdoc/>
    public long HighestSequenceNr(string pid) => Messages.TryGetValue(pid, out LinkedList<IPersistentRepresentation>? own) ? own.Last?.Value.SequenceNr ?? 0 : 0;

    /// <inheritdoc/>
    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        long now = Context.System.Scheduler.Now.UtcTicks;
        foreach (IPersistentRepresentation item in messages.SelectMany(write => write.Events))
        {
            Add(item.WithTimestamp(now));
        }

        return Task.FromResult<IImmutableList<Exception>>(null!);
    }

    /// <inheritdoc/>
    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr)
    {
        _highestDeleted[persistenceId] = Math.Max(_highestDeleted.GetValueOrDefault(persistenceId), HighestSequenceNr(persistenceId));
        for (LinkedListNode<IPersistentRepresentation>? node = First(persistenceId), next; node != null; node = next)
        {
            next = node.Next;
            if (node.Value.SequenceNr <= toSequenceNr)
            {
                Messages[persistenceId].Remove(node);
            }
        }

        return Task.CompletedTask;
    }

    private LinkedListNode<IPersistentRepresentation>? First(string pid) =>
        Messages.TryGetValue(pid, out LinkedList<IPersistentRepresentation>? own) ? own.First : null;
}
