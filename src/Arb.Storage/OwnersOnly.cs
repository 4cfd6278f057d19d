using System.Runtime.InteropServices;

namespace Arb.Storage;

/// <summary>
/// Files and folders that nobody but the owner may open, and that are there after a power cut: a file's name is on the disk only once its folder was written. On Windows the folder's own access list
/// decides, and the file system writes names by itself.
/// </summary>
public static class OwnersOnly
{
    /// <summary>Every right of group and world.</summary>
    internal const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int OpenFolder = 0; // O_RDONLY

    /// <summary>
    /// From now on whatever this process makes, and what it starts, is for the owner only from its first moment: databases with their side files, logs, profiles of browsers, sockets. SQLite and others
    /// make files by themselves; only this reaches all of them.
    /// </summary>
    public static void ByDefault()
    {
        if (!OperatingSystem.IsWindows())
            _ = SetMask((uint)Others);
    }

    /// <summary>Makes a folder (0700) and those above it; one that is there stays as it is.</summary>
    public static void MakeFolder(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            return;
        var parent = Path.GetDirectoryName(full);
        if (parent is not null)
            MakeFolder(parent);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(full);
        else
            Directory.CreateDirectory(full, Owner | UnixFileMode.UserExecute);
        if (parent is not null)
            Sync(parent);
    }

    /// <summary>Writes a file (0600) beside, down to the disk, and moves it into place: readers see the old one or the new one, whole.</summary>
    public static void Replace(string path, byte[] bytes)
    {
        Write(path + ".new", bytes);
        File.Move(path + ".new", path, overwrite: true);
        Sync(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes a new file (0600) down to the disk, in place of a left-over.</summary>
    internal static void Write(string path, byte[] bytes)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Owner;
        using var file = new FileStream(path, options);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Takes the rights of others from files that an earlier build, or another program, made in a folder; what cannot be changed (another file system, another owner) stays.</summary>
    internal static void Tighten(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            try
            {
                if (new FileInfo(path).LinkTarget is null && File.GetUnixFileMode(path) is var mode && (mode & Others) != 0)
                    File.SetUnixFileMode(path, mode & ~Others);
            }
            catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
            {
                // The file is somebody else's, or went away: the engine says so when it needs it.
            }
        }
    }

    /// <summary>Writes a folder down to the disk: the names in it. A file system that cannot (some network shares) has its own ways.</summary>
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open(folder, OpenFolder);
        if (handle < 0)
            return;
        _ = FSync(handle);
        _ = Close(handle);
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint SetMask(uint mask);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FSync(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
