using System.Runtime.InteropServices;

namespace Arb.Sandbox;

/// <summary>The group of processes that a terminal sends Ctrl-C to.</summary>
internal static class ProcessGroup
{
    /// <summary>Leaves the parent's group for one of its own: it is the parent who decides when this process ends. Nothing on Windows, where the parent starts it in a console of its own.</summary>
    public static void Leave()
    {
        // It fails for the leader of a group only, which is where it wants to be.
        if (!OperatingSystem.IsWindows())
            _ = SetGroup(0, 0);
    }

    [DllImport("libc", EntryPoint = "setpgid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetGroup(int pid, int group);
}
