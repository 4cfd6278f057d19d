using Arb.Domain.Execution;
using Arb.Domain.Sessions;

namespace Arb.Storage;

/// <summary>
/// The engine's data folder, held exclusively: one engine per folder. The lock is the operating system's (an open file), so it ends with the process, however that ends. Where it does not hold, or its
/// file was taken away under an engine, <see cref="FolderClaim"/> asks in the database.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private const string LockName = "engine.lock";
    private FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
        (LockHolds, LockIdentity) = Try(LockFile);
    }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>Tables.</summary>
    public string DatabaseFile => System.IO.Path.Combine(Path, "arb.db");

    /// <summary>The actors' journal.</summary>
    public string JournalFile => System.IO.Path.Combine(Path, "journal.db");

    /// <summary>Control socket.</summary>
    public string SocketFile => System.IO.Path.Combine(Path, "arb.sock");

    /// <summary>The file that is locked.</summary>
    public string LockFile => System.IO.Path.Combine(Path, LockName);

    /// <summary>True when nobody else can lock the file meanwhile: not on every file system, and not where .NET was told to lock nothing.</summary>
    public bool LockHolds { get; private set; }

    /// <summary>Which file is locked.</summary>
    internal FileIdentity LockIdentity { get; private set; }

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
            var held = Lock(System.IO.Path.Combine(full, LockName));
            OwnersOnly.Tighten(full);
            OwnersOnly.Sync(full);
            return new DataFolder(full, held);
        }
        catch (IOException busy) when (IsHeld(busy))
        {
            throw InUse(full, "it holds engine.lock", busy);
        }
        catch (IOException wrong)
        {
            throw new StorageException($"the data folder {full} cannot be used: {wrong.Message} (--data names another)", wrong);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new StorageException($"the data folder {full} cannot be written: {denied.Message} (--data names another)", denied);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>Another engine lives there.</summary>
    /// <param name="folder">Folder.</param>
    /// <param name="why">How that is known.</param>
    /// <param name="inner">Cause, if any.</param>
    public static FolderInUseException InUse(string folder, string why, Exception? inner = null) =>
        new($"another engine uses the data folder {folder} ({why}): stop it first (arb shutdown), or choose another folder (arb.data-folder)", inner);

    /// <summary>A new file with the lock's name, locked: whoever knows the old one by its identity sees that it is not there any more.</summary>
    internal void RenewLock()
    {
        _lock.Dispose();
        File.Delete(LockFile);
        _lock = Lock(LockFile);
        OwnersOnly.Sync(Path);
        (LockHolds, LockIdentity) = Try(LockFile);
    }

    private static FileStream Lock(string file)
    {
        var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        held.SetLength(0);
        held.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
        held.Flush(flushToDisk: true);
        return held;
    }

    /// <summary>Whether the lock keeps others out is tried, not believed.</summary>
    private static (bool Holds, FileIdentity Identity) Try(string file)
    {
        var holds = false;
        try
        {
            using var again = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException busy) when (IsHeld(busy))
        {
            holds = true;
        }

        return (holds, FileIdentities.Of(file) ?? throw new FileNotFoundException($"{file} went away", file));
    }

    /// <summary>Windows says sharing or lock violation; elsewhere the advisory lock says that it would block (11 on Linux, 35 on macOS).</summary>
    private static bool IsHeld(IOException error) => (error.HResult & 0xFFFF) is 32 or 33 || error.HResult is 11 or 35;
}

/// <summary>Another engine holds the data folder.</summary>
public sealed class FolderInUseException(string message, Exception? inner) : Exception(message, inner);
