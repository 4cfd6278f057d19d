using System.Text;
using Arb.Host.Views;
using Microsoft.Win32.SafeHandles;

namespace Arb.Host.Cli;

/// <summary>
/// Where <c>arb</c> prints, and which letters arrive there (<see cref="LetterRule"/>). The console's own writer takes a closed pipe for success, so that <c>arb watch | head -1</c> would go on for ever; into
/// a pipe or a file it is therefore written directly, and a reader that went away ends the command.
/// </summary>
internal static class StandardOutput
{
    private const int BrokenPipe = 32; // EPIPE on Linux and macOS
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsNoData = unchecked((int)0x800700E8);

    /// <summary>Makes <see cref="Console.Out"/> and <see cref="Console.Error"/> what is meant above, for everything in this process that prints, and answers the first.</summary>
    public static TextWriter Open()
    {
        // Windows takes whole letters then, whatever the code page, which stays as it is for whoever uses the console after us.
        if (OperatingSystem.IsWindows() && !(Console.IsOutputRedirected && Console.IsErrorRedirected))
            Console.OutputEncoding = Encoding.Unicode;
        Console.SetOut(Writer(Place(error: false), Console.IsOutputRedirected ? DirectOutput() : Console.Out));
        Console.SetError(Writer(Place(error: true), Console.IsErrorRedirected && OperatingSystem.IsWindows() ? Utf8(Console.OpenStandardError()) : Console.Error));
        return Console.Out;
    }

    /// <summary>True when colours and a screen that is redrawn can be shown: the terminal obeys control sequences.</summary>
    public static bool TakesSequences() => !Console.IsOutputRedirected && (!OperatingSystem.IsWindows() || WindowsConsole.EnableSequences());

    /// <summary>True when the lines of the log may be coloured.</summary>
    public static bool TakesColours() => !LetterRule.IsColourless(Place(error: false)) && TakesSequences();

    /// <summary>True when nobody reads any more: no fault of anybody.</summary>
    public static bool IsGone(Exception wrong) => wrong is IOException { HResult: BrokenPipe or WindowsBrokenPipe or WindowsNoData };

    private static OutputPlace Place(bool error)
    {
        var redirected = error ? Console.IsErrorRedirected : Console.IsOutputRedirected;
        return OperatingSystem.IsWindows()
            ? new OutputPlace(Windows: true, redirected, Environment.GetEnvironmentVariable, WindowsConsole.CodePage, !redirected && WindowsConsole.HasOutlineFont(error))
            : new OutputPlace(Windows: false, redirected, Environment.GetEnvironmentVariable);
    }

    private static TextWriter Writer(OutputPlace place, TextWriter writer) => LetterRule.IsPlain(place) ? new PlainWriter(writer) : writer;

    private static TextWriter DirectOutput()
    {
        if (OperatingSystem.IsWindows())
            return Utf8(Console.OpenStandardOutput());
        var file = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // A file is left to the console: two commands that share it must share the position in it too.
        return file.CanSeek ? Console.Out : Utf8(file);
    }

    private static StreamWriter Utf8(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
}
