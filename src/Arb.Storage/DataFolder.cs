using Arb.Domain.Sessions;

namespace Arb.Storage;

/// <summary>
/// The engine's data folder, held exclusively: one engine per folder. The lock is the operating system's (an open file), so it ends with the process, however that ends.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>Tables.</summary>
    public string DatabaseFile => System.IO.Path.Combine(Path, "arb.db");

    /// <summary>The actors' journal.</summary>
    public string JournalFile => System.IO.Path.Combine(Path, "journal.db");

    /// <summary>Control socket.</summary>
    public string SocketFile => System.IO.Path.Combine(Path, "arb.sock");

    /// <summary>
    /// Makes the folder if needed (0700) and takes it; what is made in it from then on is the owner's only (0600, 0700), whatever the folder's own rights are. Throws <see cref="FolderInUseException"/> when another engine holds it, <see cref="StorageException"/> when it cannot be written; nothing is touched then.
    /// </summary>
    public static DataFolder Take(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            OwnersOnly.ByDefault();
            OwnersOnly.MakeFolder(full);
            var held = new FileStream(System.IO.Path.Combine(full, "engine.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            held.SetLength(0);
            held.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
            held.Flush(flushToDisk: true);
            OwnersOnly.Tighten(full);
            OwnersOnly.Sync(full);
            return new DataFolder(full, held);
        }
        catch (IOException busy) when (IsHeld(busy))
        {
            throw new FolderInUseException($"another engine uses the data folder {full}: stop it first (arb shutdown), or choose another folder (arb.data-folder)", busy);
        }
        catch (IOException wrong)
        {
            throw new StorageException($"the data folder {full} cannot be used: {wrong.Message}", wrong);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new StorageException($"the data folder {full} cannot be written: {denied.Message}", denied);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>Windows says sharing or lock violation; elsewhere the advisory lock says that it would block (11 on Linux, 35 on macOS).</summary>
    private static bool IsHeld(IOException error) => (error.HResult & 0xFFFF) is 32 or 33 || error.HResult is 11 or 35;
}

/// <summary>Another engine holds the data folder.</summary>
public sealed class FolderInUseException(string message, Exception inner) : Exception(message, inner);
