using Arb.Browser.Launching.Windows;
using Arb.Domain.Sessions;

namespace Arb.Browser.Launching;

/// <summary>Finds Chrome, else Chromium, else Edge: every Windows has the latter, so who installed another meant that one.</summary>
internal static class ChromeFinder
{
    private static readonly string[] LinuxNames = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "microsoft-edge-stable", "microsoft-edge"];
    private static readonly string[] LinuxFolders = ["/usr/bin", "/usr/local/bin", "/opt/google/chrome", "/opt/microsoft/msedge", "/snap/bin", "/var/lib/flatpak/exports/bin"];
    private static readonly string[] MacApps =
        ["Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium", "Microsoft Edge.app/Contents/MacOS/Microsoft Edge"];

    /// <summary>The configured one, else the first that is there. Throws <see cref="BrowserException"/>.</summary>
    public static string Find(string configured) => OperatingSystem.IsWindows()
        ? Find(configured, WindowsPlaces.All(WindowsPlaces.Registered, Environment.GetFolderPath), WindowsPlaces.Said, File.Exists)
        : OperatingSystem.IsMacOS() ? Find(configured, OnMac(), "/Applications and Applications of your home folder", File.Exists)
        : Find(configured, OnLinux(), string.Join(", ", LinuxFolders), File.Exists);

    internal static string Find(string configured, IEnumerable<string> places, string looked, Func<string, bool> exists)
    {
        if (configured.Length > 0)
            return exists(configured) ? configured : throw new BrowserException($"arb.browser.executable = {configured}: there is no such file");
        return places.FirstOrDefault(exists)
            ?? throw new BrowserException($"none of Chrome, Chromium and Edge found in {looked}: install one, or set arb.browser.executable to its path");
    }

    private static IEnumerable<string> OnLinux() => from name in LinuxNames from folder in LinuxFolders select Path.Combine(folder, name);

    private static IEnumerable<string> OnMac() =>
        from app in MacApps
        from folder in (string[])["/Applications", Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "Applications")]
        select Path.Combine(folder, app);
}
