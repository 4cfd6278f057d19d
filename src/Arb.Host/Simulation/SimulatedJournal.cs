using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Arb.Domain.Execution;

namespace Arb.Host.Simulation;

/// <summary>The disk under the journal: it outlives every crash. Events are bytes, as on a real disk.</summary>
internal sealed class SimulatedDisk(SimulationWorld world) : IExtension
{
    private readonly Dictionary<string, List<Record>> _records = [];

    public IReadOnlyList<Record> Of(string persistenceId) => _records.TryGetValue(persistenceId, out var records) ? records : [];

    /// <summary>Stores the events of one write, all or none.</summary>
    public void Write(IReadOnlyList<IPersistentRepresentation> events)
    {
        var fate = world.JournalFate();
        if (fate == WriteFate.Refused)
            throw new IOException("disk full");
        foreach (var item in events)
        {
            var bytes = ExecutionEventCodec.Encode(item.Payload);
            if (!_records.TryGetValue(item.PersistenceId, out var records))
                _records[item.PersistenceId] = records = [];
            records.Add(new Record(item.SequenceNr, ExecutionEventCodec.ManifestOf(item.Payload), bytes, item.WriterGuid));
            world.Journaled(item.PersistenceId, item.Payload, bytes);
        }

        if (fate == WriteFate.StoredButFailed)
            throw new IOException("the disk did not answer");
    }

    internal sealed record Record(long SequenceNr, string Manifest, byte[] Bytes, string Writer);

    /// <summary>Gives a system the disk of its world.</summary>
    internal sealed class Provider(SimulatedDisk disk) : ExtensionIdProvider<SimulatedDisk>
    {
        public override SimulatedDisk CreateExtension(ExtendedActorSystem system) => disk;
    }
}

/// <summary>What becomes of a write.</summary>
internal enum WriteFate : byte
{
    Stored,
    Refused,
    StoredButFailed,
}

/// <summary>The journal of a simulated system: synchronous, on the <see cref="SimulatedDisk"/> of its world.</summary>
internal sealed class SimulatedJournal : AsyncWriteJournal
{
    private readonly SimulatedDisk _disk = Context.System.GetExtension<SimulatedDisk>();

    /// <inheritdoc/>
    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        foreach (var record in _disk.Of(persistenceId))
        {
            if (record.SequenceNr < fromSequenceNr || record.SequenceNr > toSequenceNr || max-- <= 0)
                continue;
            var payload = ExecutionEventCodec.Decode(record.Manifest, record.Bytes);
            recoveryCallback(new Persistent(payload, record.SequenceNr, persistenceId, record.Manifest, false, ActorRefs.NoSender, record.Writer));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        Task.FromResult(_disk.Of(persistenceId) is [.., var last] ? last.SequenceNr : 0L);

    /// <inheritdoc/>
    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        foreach (var write in messages)
            _disk.Write((IImmutableList<IPersistentRepresentation>)write.Payload);
        return Task.FromResult<IImmutableList<Exception>>(null!);
    }

    /// <inheritdoc/>
    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken) => throw new NotSupportedException("nothing deletes events");
}
