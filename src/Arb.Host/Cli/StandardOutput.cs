using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Arb.Host.Cli;

/// <summary>
/// Where <c>arb</c> prints. The console's own writer takes a closed pipe for success, so that <c>arb watch | head -1</c> would go on for ever; into a pipe or a file
/// it is therefore written directly, and a reader that went away ends the command.
/// </summary>
internal static class StandardOutput
{
    private const int BrokenPipe = 32; // EPIPE on Linux and macOS
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsNoData = unchecked((int)0x800700E8);

    public static TextWriter Open()
    {
        if (!Console.IsOutputRedirected || OperatingSystem.IsWindows())
            return Console.Out;
        var file = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // A file is left to the console: two commands that share it must share the position in it too.
        if (file.CanSeek)
            return Console.Out;
        return TextWriter.Synchronized(new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });
    }

    /// <summary>True when nobody reads any more: no fault of anybody.</summary>
    public static bool IsGone(Exception wrong) => wrong is IOException { HResult: BrokenPipe or WindowsBrokenPipe or WindowsNoData };
}
