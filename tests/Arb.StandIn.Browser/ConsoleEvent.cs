using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Arb.StandIn.Browser;

/// <summary>
/// Tells a process what its console would: Windows runs <c>CtrlRoutine</c> in a new thread of each process of the console, and so does this. A console's own function for it reaches only processes of the
/// same console, and no program can close a window or log off as a person does.
/// </summary>
[SupportedOSPlatform("windows")]
internal static partial class ConsoleEvent
{
    private const uint AllAccess = 0x1F_FFFF;

    /// <param name="process">Number of the process.</param>
    /// <param name="code">0 Ctrl-C, 1 Ctrl-Break, 2 the window closes, 5 log-off, 6 shutdown.</param>
    public static int Send(string process, string code)
    {
        var target = OpenProcess(AllAccess, false, int.Parse(process, CultureInfo.InvariantCulture));
        var routine = GetProcAddress(GetModuleHandle("kernelbase"), "CtrlRoutine");
        if (target == 0 || routine == 0 || CreateRemoteThread(target, 0, 0, routine, int.Parse(code, CultureInfo.InvariantCulture), 0, out _) == 0)
            throw new Win32Exception();
        return 0;
    }

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint OpenProcess(uint access, [MarshalAs(UnmanagedType.Bool)] bool inherit, int process);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint GetProcAddress(nint module, [MarshalAs(UnmanagedType.LPStr)] string name);

    [LibraryImport("kernel32", EntryPoint = "GetModuleHandleW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint GetModuleHandle(string name);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint CreateRemoteThread(nint process, nint security, nint stack, nint start, nint parameter, uint flags, out uint id);
}
