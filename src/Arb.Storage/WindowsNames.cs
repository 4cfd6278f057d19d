using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Arb.Storage;

/// <summary>What a name stands for on Windows, where one folder has many: in other letters, in short form, through a drive of <c>subst</c>, through a link.</summary>
[SupportedOSPlatform("windows")]
public static class WindowsNames
{
    private const uint ShareAll = 7; // FILE_SHARE_READ | WRITE | DELETE
    private const uint OpenExisting = 3;
    private const uint AlsoFolders = 0x02000000; // FILE_FLAG_BACKUP_SEMANTICS
    private const int MaxPath = 32_768;

    /// <summary>The one name of a folder that is there; of another its full path. In capitals: only for comparing.</summary>
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        using var handle = Open(full);
        var name = new char[MaxPath];
        var length = handle.IsInvalid ? 0 : GetFinalPathNameByHandleW(handle, name, MaxPath, 0);
        return (length is > 0 and < MaxPath ? new string(name, 0, (int)length) : full).ToUpperInvariant();
    }

    /// <summary>A handle that reads nothing and keeps nobody out; invalid where there is nothing.</summary>
    internal static SafeFileHandle Open(string path) => CreateFileW(path, 0, ShareAll, 0, OpenExisting, AlsoFolders, 0);

    [DllImport("kernel32", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern SafeFileHandle CreateFileW(string name, uint access, uint share, nint security, uint how, uint flags, nint template);

    [DllImport("kernel32", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern uint GetFinalPathNameByHandleW(SafeFileHandle file, [Out] char[] name, uint length, uint flags);
}
