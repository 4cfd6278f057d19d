using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using Arb.Storage;

namespace Arb.Host.Control;

/// <summary>
/// The control channel on Windows, where a pipe's name lies in nobody's folder: anybody may make one first. So its list lets in its owner alone, and nobody over the network; the engine's is the first of its
/// name or none; and whoever connects looks whose it is before anything is sent, and lets it act as nobody.
/// </summary>
[SupportedOSPlatform("windows")]
internal static class ControlPipe
{
    private const int ConnectMs = 2_000;
    private const int FileNotFound = 2; // ERROR_FILE_NOT_FOUND

    /// <summary>True when somebody has made a pipe of this name; nothing is opened.</summary>
    public static bool Exists(string name) => WaitNamedPipeW($@"\\.\pipe\{name}", 1) || Marshal.GetLastPInvokeError() != FileNotFound;

    /// <summary>The access list of an engine's pipe.</summary>
    public static PipeSecurity OwnersOnly()
    {
        var me = WindowsRights.Me();
        var list = new PipeSecurity();
        list.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        list.AddAccessRule(new PipeAccessRule(new SecurityIdentifier(WellKnownSidType.NetworkSid, null), PipeAccessRights.FullControl, AccessControlType.Deny));
        list.AddAccessRule(new PipeAccessRule(me, PipeAccessRights.FullControl, AccessControlType.Allow));
        list.SetOwner(me);
        return list;
    }

    /// <summary>Connects to an engine's pipe. Throws <see cref="UnauthorizedAccessException"/> when it is somebody else's.</summary>
    public static async Task<Stream> ConnectAsync(string name, CancellationToken cancel)
    {
        var pipe = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.Asynchronous, TokenImpersonationLevel.Identification);
        try
        {
            await pipe.ConnectAsync(ConnectMs, cancel);
            var owner = pipe.GetAccessControl().GetOwner(typeof(SecurityIdentifier));
            if (!Equals(owner, WindowsRights.Me()))
                throw new UnauthorizedAccessException($"the pipe {name} belongs to another user ({owner}), and nothing was sent to it: somebody may be pretending to be the engine");
            return pipe;
        }
        catch
        {
            await pipe.DisposeAsync();
            throw;
        }
    }

    [DllImport("kernel32", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool WaitNamedPipeW(string name, uint milliseconds);
}
