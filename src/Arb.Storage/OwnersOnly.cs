using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Arb.Storage;

/// <summary>
/// Files and folders that nobody but the owner may open, and that are there after a power cut: a file's name is on the disk only once its folder was written. On Windows a folder's access list is handed down to
/// what is made in it (<see cref="WindowsRights"/>), and the file system writes names by itself.
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
            WindowsRights.MakeFolder(full);
        else
            Directory.CreateDirectory(full, Owner | UnixFileMode.UserExecute);
        if (parent is not null)
            Sync(parent);
    }

    /// <summary>Takes the rights of others from a folder that is there.</summary>
    internal static void Own(string folder)
    {
        if (OperatingSystem.IsWindows())
            WindowsRights.Tighten(folder);
        else
            File.SetUnixFileMode(folder, Owner | UnixFileMode.UserExecute);
    }

    /// <summary>Who else may read a file, in words; null: nobody.</summary>
    internal static string? OthersMayRead(string file) =>
        OperatingSystem.IsWindows() ? WindowsRights.Others(file)
        : (File.GetUnixFileMode(file) & Others) != 0 ? "group or world"
        : null;

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
        using var file = OperatingSystem.IsWindows()
            ? WindowsRights.MakeFile(path)
            : new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Owner });
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    /// <summary>
    /// Takes the rights of others from files that an earlier build, or another program, made in a folder; what cannot be changed (another file system, another owner) stays. On Windows from the folder too: its
    /// list is that of every file to come.
    /// </summary>
    internal static void Tighten(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            TightenWindows(folder);
            return;
        }

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

    [SupportedOSPlatform("windows")]
    private static void TightenWindows(string folder)
    {
        try
        {
            WindowsRights.Tighten(folder);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // A file system without access lists, or somebody else's folder.
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
