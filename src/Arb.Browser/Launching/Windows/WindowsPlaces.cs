using System.Runtime.Versioning;
using System.Security;
using Microsoft.Win32;

namespace Arb.Browser.Launching.Windows;

/// <summary>Where Windows keeps browsers: what their installers wrote into the registry, then the usual folders. Whether a file is there is seen by whoever asks.</summary>
internal static class WindowsPlaces
{
    /// <summary>For people who have none of them.</summary>
    public const string Said = "the registry (App Paths) and the program folders";

    private const string AppPaths = @"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths";
    private static readonly (string Program, string Folder)[] Browsers =
    [
        ("chrome.exe", @"Google\Chrome\Application"),
        ("chromium.exe", @"Chromium\Application"),
        ("chrome.exe", @"Chromium\Application"),
        ("msedge.exe", @"Microsoft\Edge\Application"),
    ];

    private static readonly Environment.SpecialFolder[] Folders =
        [Environment.SpecialFolder.ProgramFiles, Environment.SpecialFolder.ProgramFilesX86, Environment.SpecialFolder.LocalApplicationData];

    /// <summary>Paths to look at, best first.</summary>
    /// <param name="registered">What the registry holds for a program, whatever it is.</param>
    /// <param name="folder">Path of a system folder; empty when there is none.</param>
    public static IEnumerable<string> All(Func<string, IEnumerable<object?>> registered, Func<Environment.SpecialFolder, string> folder) =>
        from browser in Browsers
        from path in registered(browser.Program).Select(value => Read(value, browser.Program))
            .Concat(Folders.Select(folder).Where(IsLocal).Select(known => $@"{known.TrimEnd('\\')}\{browser.Folder}\{browser.Program}"))
        where path is not null
        select path;

    /// <summary>
    /// The path in a value of the registry, or null. Values outlive what they name and may be anything: only the program itself counts, by its whole path, on a drive of this machine (a share is
    /// somebody else's).
    /// </summary>
    internal static string? Read(object? value, string program)
    {
        if (value is not string text)
            return null;
        text = text.Trim();
        if (text.StartsWith('"'))
            text = text.IndexOf('"', 1) is var end and > 0 ? text[1..end] : "";
        return IsLocal(text) && text.EndsWith($@"\{program}", StringComparison.OrdinalIgnoreCase) && !text.Contains('\0', StringComparison.Ordinal) ? text : null;
    }

    /// <summary>The user's entry before the machine's, this program's view before that of 32 bits.</summary>
    [SupportedOSPlatform("windows")]
    public static IEnumerable<object?> Registered(string program) => Registered(program, AppPaths);

    [SupportedOSPlatform("windows")]
    internal static IEnumerable<object?> Registered(string program, string key) =>
        from hive in (RegistryHive[])[RegistryHive.CurrentUser, RegistryHive.LocalMachine]
        from view in (RegistryView[])[RegistryView.Registry64, RegistryView.Registry32]
        select Value(hive, view, $@"{key}\{program}");

    [SupportedOSPlatform("windows")]
    private static object? Value(RegistryHive hive, RegistryView view, string path)
    {
        try
        {
            using var root = RegistryKey.OpenBaseKey(hive, view);
            using var key = root.OpenSubKey(path);
            return key?.GetValue(null);
        }
        catch (Exception closed) when (closed is SecurityException or UnauthorizedAccessException or IOException)
        {
            // Not for this user, or deleted meanwhile: as if it were not there.
            return null;
        }
    }

    private static bool IsLocal(string path) => path.Length > 3 && char.IsAsciiLetter(path[0]) && path[1..3] == @":\";
}
