namespace Arb.Domain.Execution;

/// <summary>What is wrong with the data folder under a running engine.</summary>
public enum StorageFaultKind : byte
{
    /// <summary>The folder is not there any more: renamed, deleted, unmounted.</summary>
    FolderGone,

    /// <summary>Another folder has its name: the old one was renamed, or unmounted.</summary>
    FolderReplaced,

    /// <summary>A file is not there any more; what is written goes into one that has no name.</summary>
    FileGone,

    /// <summary>Another file has its name.</summary>
    FileReplaced,

    /// <summary>Nothing can be written there any more.</summary>
    ReadOnly,

    /// <summary>The file of the folder's lock is gone, or another one: nothing keeps a second engine out by it.</summary>
    LockGone,

    /// <summary>Another engine has taken the folder.</summary>
    OwnerLost,
}

/// <summary>Why nothing that is written can be trusted to be found again.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Path">With which folder or file.</param>
public sealed record StorageFault(StorageFaultKind Kind, string Path)
{
    /// <summary>In words, with what to do; for a person.</summary>
    public string Describe() => Kind switch
    {
        StorageFaultKind.FolderGone => $"the data folder {Path} is gone (renamed, deleted, unmounted?): {PutBack}",
        StorageFaultKind.FolderReplaced => $"another folder stands in the place of the data folder {Path} (renamed, unmounted?): {PutBack}",
        StorageFaultKind.FileGone => $"{Path} is gone (deleted, renamed?): {PutBack}",
        StorageFaultKind.FileReplaced => $"another file stands in the place of {Path}: {PutBack}",
        StorageFaultKind.ReadOnly => $"{Path} cannot be written any more (read-only file system, permissions?): make it writable, then arb engine start",
        StorageFaultKind.LockGone => $"the lock {Path} was taken away, so it keeps no second engine out: nothing is sent any more; end this engine (arb shutdown) and start it again",
        StorageFaultKind.OwnerLost => $"another engine has taken the data folder {Path}: end this one (arb shutdown)",
        _ => $"{Kind}: {Path}",
    };

    // Renamed back it is the same file, and nothing was lost; a copy is not.
    private const string PutBack =
        "nothing is sent any more, and this stop cannot be written down. Put back the very same folder or file by its name and say arb engine start; where it is lost, end the engine, compare the bookmakers' bet lists and restore a backup (arb restore)";
}

/// <summary>What a name in a file system stands for: equal as long as it is the same file or folder.</summary>
/// <param name="Volume">Device, or serial number of the volume.</param>
/// <param name="Number">Inode, or index of the file.</param>
public readonly record struct FileIdentity(ulong Volume, ulong Number)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Volume:x}-{Number:x}");
}

/// <summary>What a watched name is for.</summary>
public enum SeenRole : byte
{
    /// <summary>The data folder.</summary>
    Folder,

    /// <summary>A database or its side file.</summary>
    Data,

    /// <summary>The lock.</summary>
    Lock,
}

/// <summary>A folder or file as it is found by its name.</summary>
/// <param name="Path">The name.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Identity">What it stands for; null: nothing is there.</param>
/// <param name="Writable">False when it is certain that it cannot be written.</param>
public sealed record SeenFile(string Path, SeenRole Role, FileIdentity? Identity, bool Writable);

/// <summary>Compares what is found with what the engine opened; pure.</summary>
public static class StorageSight
{
    /// <summary>The first fault, the folder's before its files', or null. Both lists name the same paths in the same order.</summary>
    public static StorageFault? Compare(IReadOnlyList<SeenFile> opened, IReadOnlyList<SeenFile> found)
    {
        foreach (var (mine, now) in opened.Zip(found).OrderBy(pair => pair.First.Role))
        {
            if (now.Identity != mine.Identity)
                return new StorageFault(KindOf(mine.Role, now.Identity is null), mine.Path);
            if (mine.Writable && !now.Writable)
                return new StorageFault(StorageFaultKind.ReadOnly, mine.Path);
        }

        return null;
    }

    private static StorageFaultKind KindOf(SeenRole role, bool gone) => role switch
    {
        SeenRole.Lock => StorageFaultKind.LockGone,
        SeenRole.Folder => gone ? StorageFaultKind.FolderGone : StorageFaultKind.FolderReplaced,
        _ => gone ? StorageFaultKind.FileGone : StorageFaultKind.FileReplaced,
    };
}

/// <summary>Port: whether what is written down still reaches the data folder. Safe for every thread.</summary>
public interface IStorageWatch
{
    /// <summary>Looks at folder and files now: a few calls of the operating system, cheap enough for every send and commit. Null: nothing is wrong.</summary>
    StorageFault? Look();

    /// <summary>Calls back, on any thread, each time a look finds a fault where the one before found none. Dispose of the result to end it.</summary>
    IDisposable OnFault(Action found);
}

/// <summary>How the data folder stands. From the storage watch to the engine, on each change; no answer. The engine is killed with a fault and is not started while it lasts.</summary>
/// <param name="Fault">What is wrong, or null.</param>
public sealed record StorageStands(StorageFault? Fault);
