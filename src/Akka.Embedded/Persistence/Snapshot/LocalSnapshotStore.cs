using System.Globalization;
using Akka.Configuration;
using Akka.Serialization;

namespace Akka.Persistence.Snapshot;

/// <summary>
/// A snapshot store of one file per snapshot in a folder. The names are those of the official store, the content is not: a file is the identifier of the
/// serializer, the manifest and the bytes.
/// </summary>
public class LocalSnapshotStore : SnapshotStore
{
    private readonly string _folder;
    private readonly int _maxLoadAttempts;
    private readonly Akka.Serialization.Serialization _serialization;

    /// <summary>Creates the store.</summary>
    public LocalSnapshotStore()
    {
        Config config = Context.System.Settings.Config.GetConfig("akka.persistence.snapshot-store.local")
            ?? throw ConfigurationException.NullOrEmptyConfig<LocalSnapshotStore>("akka.persistence.snapshot-store.local");
        _folder = Path.GetFullPath(config.GetString("dir", "snapshots")!);
        _maxLoadAttempts = Math.Max(1, config.GetInt("max-load-attempts", 3));
        _serialization = Context.System.Serialization;
    }

    /// <inheritdoc/>
    protected override Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria) => Task.Run(() =>
    {
        // An older snapshot with more events to replay is better than none.
        Exception? last = null;
        foreach ((SnapshotMetadata metadata, string file) in Matching(persistenceId, criteria).OrderByDescending(item => item.Metadata, SnapshotMetadata.Comparer).Take(_maxLoadAttempts))
        {
            try
            {
                return new SelectedSnapshot(metadata, Read(file));
            }
            catch (Exception error)
            {
                last = error;
            }
        }

        return last == null ? null! : throw last;
    });

    /// <inheritdoc/>
    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        Serializer serializer = _serialization.FindSerializerFor(snapshot);
        (int identifier, string manifest, byte[] bytes) = (serializer.Identifier, Akka.Serialization.Serialization.ManifestFor(serializer, snapshot), serializer.ToBinary(snapshot));
        return Task.Run(() =>
        {
            Directory.CreateDirectory(_folder);
            string file = FileOf(metadata);
            string partial = file + ".tmp";
            using (FileStream stream = File.Create(partial))
            using (var writer = new BinaryWriter(stream))
            {
                writer.Write(identifier);
                writer.Write(manifest);
                writer.Write(bytes.Length);
                writer.Write(bytes);
                writer.Flush();
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, file, overwrite: true);
            foreach ((SnapshotMetadata other, string older) in All(metadata.PersistenceId))
            {
                if (other.SequenceNr == metadata.SequenceNr && older != file)
                {
                    File.Delete(older);
                }
            }
        });
    }

    /// <inheritdoc/>
    protected override Task DeleteAsync(SnapshotMetadata metadata) => Task.Run(() => Delete(All(metadata.PersistenceId).Where(item =>
        item.Metadata.SequenceNr == metadata.SequenceNr && (metadata.Timestamp == DateTime.MinValue || item.Metadata.Timestamp == metadata.Timestamp))));

    /// <inheritdoc/>
    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) => Task.Run(() => Delete(Matching(persistenceId, criteria)));

    private static void Delete(IEnumerable<(SnapshotMetadata Metadata, string File)> snapshots)
    {
        foreach ((_, string file) in snapshots.ToList())
        {
            File.Delete(file);
        }
    }

    private static string Prefix(string persistenceId) => $"snapshot-{Uri.EscapeDataString(persistenceId)}-";

    private object Read(string file)
    {
        using var reader = new BinaryReader(File.OpenRead(file));
        int identifier = reader.ReadInt32();
        string manifest = reader.ReadString();
        int length = reader.ReadInt32();
        byte[] bytes = reader.ReadBytes(length);
        return bytes.Length == length ? _serialization.Deserialize(bytes, identifier, manifest) : throw new EndOfStreamException($"{Path.GetFileName(file)} is cut short.");
    }

    private string FileOf(SnapshotMetadata metadata) => Path.Combine(
        _folder, Prefix(metadata.PersistenceId) + string.Create(CultureInfo.InvariantCulture, $"{metadata.SequenceNr}-{metadata.Timestamp.Ticks}"));

    private IEnumerable<(SnapshotMetadata Metadata, string File)> Matching(string persistenceId, SnapshotSelectionCriteria criteria) =>
        All(persistenceId).Where(item => criteria.IsMatch(item.Metadata));

    private IEnumerable<(SnapshotMetadata Metadata, string File)> All(string persistenceId)
    {
        string prefix = Prefix(persistenceId);
        foreach (string file in Directory.Exists(_folder) ? Directory.EnumerateFiles(_folder, prefix + "*") : [])
        {
            string[] parts = Path.GetFileName(file)[prefix.Length..].Split('-');
            if (parts.Length == 2
                && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long sequenceNr)
                && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long ticks))
            {
                yield return (new SnapshotMetadata(persistenceId, sequenceNr, new DateTime(ticks, DateTimeKind.Utc)), file);
            }
        }
    }
}
