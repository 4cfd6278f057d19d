using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>A journal in memory. It answers on the thread of the journal actor, without any other thread; its content ends with the actor system.</summary>
public class MemoryJournal : AsyncWriteJournal
{
    private readonly Dictionary<string, Stream> _streams = [];

    /// <inheritdoc/>
    public override Task ReplayMessagesAsync(IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        if (_streams.TryGetValue(persistenceId, out Stream? stream))
        {
            long left = max;
            foreach (IPersistentRepresentation item in stream.Events)
            {
                if (item.SequenceNr >= fromSequenceNr && item.SequenceNr <= toSequenceNr && left-- > 0)
                {
                    recoveryCallback(item);
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr) =>
        Task.FromResult(_streams.TryGetValue(persistenceId, out Stream? stream) ? stream.Highest : 0L);

    /// <inheritdoc/>
    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        long now = Context.System.Scheduler.Now.UtcTicks;
        foreach (AtomicWrite write in messages)
        {
            if (!_streams.TryGetValue(write.PersistenceId, out Stream? stream))
            {
                _streams.Add(write.PersistenceId, stream = new Stream());
            }

            foreach (IPersistentRepresentation item in write.Events)
            {
                stream.Events.Add(item.WithTimestamp(now));
                stream.Highest = Math.Max(stream.Highest, item.SequenceNr);
            }
        }

        return Task.FromResult<IImmutableList<Exception>>(null!);
    }

    /// <inheritdoc/>
    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr)
    {
        if (_streams.TryGetValue(persistenceId, out Stream? stream))
        {
            stream.Events.RemoveAll(item => item.SequenceNr <= toSequenceNr);
        }

        return Task.CompletedTask;
    }

    /// <summary>The events of one persistent actor.</summary>
    private sealed class Stream
    {
        public List<IPersistentRepresentation> Events { get; } = [];

        public long Highest { get; set; }
    }
}
