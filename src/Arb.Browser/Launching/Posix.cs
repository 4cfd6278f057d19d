using System.Runtime.InteropServices;

namespace Arb.Browser.Launching;

/// <summary>What .NET does not offer on Unix.</summary>
internal static class Posix
{
    private const int Terminate = 15;
    private const uint OwnerReadsAndWrites = 0x180;

    /// <summary>Makes a named pipe, 0600. Throws <see cref="IOException"/>.</summary>
    public static void MakePipe(string path)
    {
        File.Delete(path);
        if (MkFifo(path, OwnerReadsAndWrites) != 0)
            throw new IOException($"a named pipe cannot be made in {Path.GetDirectoryName(path)} (error {Marshal.GetLastPInvokeError()})");
    }

    /// <summary>Asks a process to end.</summary>
    public static void AskToEnd(int pid) => _ = Kill(pid, Terminate);

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MkFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
