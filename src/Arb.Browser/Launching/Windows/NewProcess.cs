using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Arb.Browser.Launching.Windows;

/// <summary>Starts a process that inherits exactly the handles it is given and is in a job from its first instruction on; .NET's <c>Process</c> hands down every inheritable handle, and knows no job.</summary>
[SupportedOSPlatform("windows")]
internal static class NewProcess
{
    private const uint NewProcessGroup = 0x200;
    private const uint ExtendedStartup = 0x80000;
    private const int UseStandardHandles = 0x100;
    private const nuint HandleList = 0x20002;
    private const nuint JobList = 0x2000D;

    /// <summary>
    /// Starts it, in a group of its own: the Ctrl-C of the console is the engine's, which ends what is open first and its browsers then. Throws <see cref="Win32Exception"/>.
    /// </summary>
    /// <param name="executable">The program.</param>
    /// <param name="commandLine">Quoted, the program first.</param>
    /// <param name="job">Where it is put before it runs.</param>
    /// <param name="input">Its input and output; inheritable.</param>
    /// <param name="error">Its error output; inheritable.</param>
    /// <param name="others">What else it inherits.</param>
    /// <returns>The process and its id.</returns>
    public static (SafeProcessHandle Process, int Id) Start(string executable, string commandLine, BrowserJob job, SafeHandle input, SafeHandle error, IReadOnlyList<SafeHandle> others)
    {
        SafeHandle[] inherited = [input, error, .. others];
        var (list, handles, jobs, size) = (nint.Zero, nint.Zero, nint.Zero, nuint.Zero);
        InitializeProcThreadAttributeList(0, 2, 0, ref size);
        try
        {
            handles = Marshal.AllocHGlobal(nint.Size * inherited.Length);
            for (var i = 0; i < inherited.Length; i++)
                Marshal.WriteIntPtr(handles, i * nint.Size, inherited[i].DangerousGetHandle());
            jobs = Marshal.AllocHGlobal(nint.Size);
            Marshal.WriteIntPtr(jobs, job.DangerousGetHandle());
            var memory = Marshal.AllocHGlobal((nint)size);
            if (!InitializeProcThreadAttributeList(memory, 2, 0, ref size))
            {
                Marshal.FreeHGlobal(memory);
                throw new Win32Exception();
            }
            list = memory;
            if (!UpdateProcThreadAttribute(list, 0, HandleList, handles, (nuint)(nint.Size * inherited.Length), 0, 0) || !UpdateProcThreadAttribute(list, 0, JobList, jobs, (nuint)nint.Size, 0, 0))
                throw new Win32Exception();
            var startup = new StartupInfo
            {
                Size = Marshal.SizeOf<StartupInfo>(),
                Flags = UseStandardHandles,
                Input = input.DangerousGetHandle(),
                Output = input.DangerousGetHandle(),
                Error = error.DangerousGetHandle(),
                Attributes = list,
            };
            // The system may write into the line.
            if (!CreateProcess(executable, [.. commandLine, '\0'], 0, 0, true, NewProcessGroup | ExtendedStartup, 0, null, ref startup, out var made))
                throw new Win32Exception();
            using (new SafeProcessHandle(made.Thread, ownsHandle: true))
                return (new SafeProcessHandle(made.Process, ownsHandle: true), made.ProcessId);
        }
        finally
        {
            if (list != 0)
                DeleteProcThreadAttributeList(list);
            Marshal.FreeHGlobal(list);
            Marshal.FreeHGlobal(handles);
            Marshal.FreeHGlobal(jobs);
            // The list holds bare numbers: what they name must not be closed before.
            foreach (var handle in inherited)
                GC.KeepAlive(handle);
            GC.KeepAlive(job);
        }
    }

    /// <summary>The exit code of a process that has ended. Throws <see cref="Win32Exception"/>.</summary>
    public static int ExitCode(SafeProcessHandle process) => GetExitCodeProcess(process, out var code) ? code : throw new Win32Exception();

    [DllImport("kernel32", EntryPoint = "CreateProcessW", SetLastError = true, CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CreateProcess(
        string executable, char[] commandLine, nint processSecurity, nint threadSecurity, [MarshalAs(UnmanagedType.Bool)] bool inherit, uint flags, nint environment, string? folder,
        ref StartupInfo startup, out Made made);

    [DllImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool InitializeProcThreadAttributeList(nint list, int count, int flags, ref nuint size);

    [DllImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool UpdateProcThreadAttribute(nint list, uint flags, nuint attribute, nint value, nuint size, nint previous, nint returned);

    [DllImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern void DeleteProcThreadAttributeList(nint list);

    [DllImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetExitCodeProcess(SafeProcessHandle process, out int code);

    /// <summary><c>STARTUPINFOEXW</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct StartupInfo
    {
        public int Size;
        public nint Reserved;
        public nint Desktop;
        public nint Title;
        public int X;
        public int Y;
        public int Width;
        public int Height;
        public int WidthInLetters;
        public int HeightInLetters;
        public int Fill;
        public int Flags;
        public short Show;
        public short ReservedSize;
        public nint ReservedBytes;
        public nint Input;
        public nint Output;
        public nint Error;
        public nint Attributes;
    }

    /// <summary><c>PROCESS_INFORMATION</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Made
    {
        public nint Process;
        public nint Thread;
        public int ProcessId;
        public int ThreadId;
    }
}
