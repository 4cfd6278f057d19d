using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Arb.Browser.Launching.Windows;

/// <summary>
/// A job object: what is started in it, and all that this starts, ends when the last handle to the job is closed. The only handle is ours, so the system ends the browser however the engine ends.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class BrowserJob : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int ExtendedLimits = 9;
    private const uint KillOnClose = 0x2000;
    private const uint KilledByUs = 1;

    public BrowserJob()
        : base(ownsHandle: true)
    {
    }

    /// <summary>Makes one. Throws <see cref="Win32Exception"/>.</summary>
    public static BrowserJob Make()
    {
        var job = CreateJobObject(0, null);
        var limits = new Limits { Flags = KillOnClose };
        if (!job.IsInvalid && SetInformationJobObject(job, ExtendedLimits, ref limits, (uint)Marshal.SizeOf<Limits>()))
            return job;
        var error = new Win32Exception();
        job.Dispose();
        throw error;
    }

    /// <summary>Ends everything in it.</summary>
    public void Kill() => _ = TerminateJobObject(this, KilledByUs);

    protected override bool ReleaseHandle() => CloseHandle(handle);

    [DllImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true, CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern BrowserJob CreateJobObject(nint attributes, string? name);

    [DllImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetInformationJobObject(BrowserJob job, int kind, ref Limits limits, uint size);

    [DllImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool TerminateJobObject(BrowserJob job, uint code);

    [DllImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CloseHandle(nint handle);

    /// <summary><c>JOBOBJECT_EXTENDED_LIMIT_INFORMATION</c>; of its fields only the flags are used.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public long ProcessTime;
        public long JobTime;
        public uint Flags;
        public nuint MinimumWorkingSet;
        public nuint MaximumWorkingSet;
        public uint ActiveProcesses;
        public nuint Affinity;
        public uint Priority;
        public uint Scheduling;
        public ulong Reads;
        public ulong Writes;
        public ulong Others;
        public ulong ReadBytes;
        public ulong WrittenBytes;
        public ulong OtherBytes;
        public nuint ProcessMemory;
        public nuint JobMemory;
        public nuint PeakProcessMemory;
        public nuint PeakJobMemory;
    }
}
