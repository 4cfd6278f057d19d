using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Arb.Domain.Execution;
using Microsoft.Win32.SafeHandles;

namespace Arb.Storage;

/// <summary>
/// Which file a name stands for, asked of the operating system: device and inode, or volume and index on Windows. Nothing is opened on Unix: to close any handle of a file there gives up the locks that
/// SQLite holds on it.
/// </summary>
internal static class FileIdentities
{
    private const int Write = 2; // W_OK
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint InodeOnly = 0x100; // STATX_INO
    private static readonly FileIdentity Unknown = new(0, 0);

    /// <summary>What stands there, or null for nothing that can be reached.</summary>
    public static FileIdentity? Of(string path)
    {
        if (OperatingSystem.IsWindows())
            return OfWindows(path);
        try
        {
            var found = new byte[512];
            if (OperatingSystem.IsLinux())
                return StatX(CurrentFolder, path, 0, InodeOnly, found) == 0 ? new FileIdentity(Read64(found, 136), Read64(found, 32)) : null;
            if (!OperatingSystem.IsMacOS())
                return Exists(path);
            var status = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? StatMacIntel(path, found) : StatMac(path, found);
            return status == 0 ? new FileIdentity(BitConverter.ToUInt32(found, 0), Read64(found, 8)) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return Exists(path); // a C library older than the call: gone is seen, replaced is not
        }
    }

    /// <summary>False when it is certain that this process cannot write there.</summary>
    public static bool IsWritable(string path) => OperatingSystem.IsWindows()
        ? !File.Exists(path) || (File.GetAttributes(path) & FileAttributes.ReadOnly) == 0
        : Access(path, Write) == 0;

    private static ulong Read64(byte[] bytes, int at) => BitConverter.ToUInt64(bytes, at);

    private static FileIdentity? Exists(string path) => Path.Exists(path) ? Unknown : null;

    [SupportedOSPlatform("windows")]
    private static FileIdentity? OfWindows(string path)
    {
        // Nothing is read: a file that is held, as the engine holds its lock, tells its identity too.
        using var handle = WindowsNames.Open(path);
        if (handle.IsInvalid)
            return Path.Exists(path) ? Unknown : null; // there, and of somebody else
        var found = new byte[64];
        return GetFileInformationByHandle(handle, found)
            ? new FileIdentity(BitConverter.ToUInt32(found, 28), ((ulong)BitConverter.ToUInt32(found, 44) << 32) | BitConverter.ToUInt32(found, 48))
            : Unknown;
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] found);

    [DllImport("libc", EntryPoint = "stat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatMac([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] byte[] found);

    [DllImport("libc", EntryPoint = "stat$INODE64")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatMacIntel([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] byte[] found);

    [DllImport("libc", EntryPoint = "access")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);

    [DllImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetFileInformationByHandle(SafeFileHandle handle, [Out] byte[] found);
}
