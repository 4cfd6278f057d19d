using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Arb.Host.Cli;

/// <summary>This process, as Windows ends it.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsProcess
{
    /// <summary>
    /// Ends it now, with all that arb had to end behind it. The usual way waits, without a bound, for the thread of the invisible window that <c>SystemEvents</c> made (<see cref="Signals"/>): an engine that had
    /// ended in order was seen to stay, holding nothing and answering nobody.
    /// </summary>
    public static void End(int code) => TerminateProcess(GetCurrentProcess(), code);

    [DllImport("kernel32", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint GetCurrentProcess();

    [DllImport("kernel32", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool TerminateProcess(nint process, int code);
}
