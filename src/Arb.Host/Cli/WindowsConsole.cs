using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Arb.Host.Cli;

/// <summary>What Windows tells of the console that this process writes to.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsConsole
{
    private const int Output = -11;
    private const int Error = -12;
    private const uint Processed = 0x1;
    private const uint VirtualTerminal = 0x4;
    private const uint OutlineFont = 0x4; // TMPF_TRUETYPE

    /// <summary>The console's output code page; 0 without a console.</summary>
    public static int CodePage => (int)GetConsoleOutputCP();

    /// <summary>True when the window that standard output (or error) writes to has a font of outlines, and so more letters than one code page.</summary>
    public static bool HasOutlineFont(bool error)
    {
        var font = new FontInfo { Size = (uint)Marshal.SizeOf<FontInfo>() };
        return GetCurrentConsoleFontEx(GetStdHandle(error ? Error : Output), maximumWindow: false, ref font) && (font.Family & OutlineFont) != 0;
    }

    /// <summary>
    /// Makes the console obey control sequences. False where it does not: older ones refuse, and some agree and print them as letters, so one that changes nothing is sent and the cursor must not move.
    /// </summary>
    public static bool EnableSequences()
    {
        var console = GetStdHandle(Output);
        if (!GetConsoleMode(console, out var mode) || ((mode & VirtualTerminal) == 0 && !SetConsoleMode(console, mode | Processed | VirtualTerminal)))
            return false;
        const string nothing = "\e[0m";
        if (!GetConsoleScreenBufferInfo(console, out var before) || !WriteConsole(console, nothing, (uint)nothing.Length, out _, 0) || !GetConsoleScreenBufferInfo(console, out var after))
            return false;
        if (before.CursorX == after.CursorX && before.CursorY == after.CursorY)
            return true;
        _ = SetConsoleMode(console, mode);
        var at = (uint)(ushort)before.CursorX | (uint)(ushort)before.CursorY << 16;
        _ = FillConsoleOutputCharacter(console, ' ', (uint)nothing.Length, at, out _);
        _ = SetConsoleCursorPosition(console, at);
        return false;
    }

    [DllImport("kernel32", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern uint GetConsoleOutputCP();

    [DllImport("kernel32", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint GetStdHandle(int which);

    [DllImport("kernel32", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetConsoleMode(nint console, out uint mode);

    [DllImport("kernel32", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetConsoleMode(nint console, uint mode);

    [DllImport("kernel32", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetConsoleScreenBufferInfo(nint console, out ScreenInfo info);

    [DllImport("kernel32", EntryPoint = "WriteConsoleW", ExactSpelling = true, CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool WriteConsole(nint console, string text, uint length, out uint written, nint reserved);

    // A position is two 16-bit numbers that are handed over as one of 32.
    [DllImport("kernel32", EntryPoint = "FillConsoleOutputCharacterW", ExactSpelling = true, CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool FillConsoleOutputCharacter(nint console, char letter, uint length, uint at, out uint written);

    [DllImport("kernel32", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetConsoleCursorPosition(nint console, uint at);

    [DllImport("kernel32", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetCurrentConsoleFontEx(nint console, [MarshalAs(UnmanagedType.Bool)] bool maximumWindow, ref FontInfo font);

    /// <summary>CONSOLE_SCREEN_BUFFER_INFO.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ScreenInfo
    {
        public short Width;
        public short Height;
        public short CursorX;
        public short CursorY;
        public ushort Attributes;
        public short Left;
        public short Top;
        public short Right;
        public short Bottom;
        public short LargestWidth;
        public short LargestHeight;
    }

    /// <summary>CONSOLE_FONT_INFOEX.</summary>
    [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
    private struct FontInfo
    {
        public uint Size;
        public uint Index;
        public short Width;
        public short Height;
        public uint Family;
        public uint Weight;

        [MarshalAs(UnmanagedType.ByValTStr, SizeConst = 32)]
        public string Face;
    }
}
